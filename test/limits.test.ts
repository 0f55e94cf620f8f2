import t from 'tap';
import {
  type Answer,
  CHROME,
  newTenant,
  PASSWORD,
  type Service,
  startService,
  type Tenant,
} from './support/service.ts';

const MINUTE = 60_000;

const limited = { status: 429, body: { code: 'too_many_requests' } };

/** Logins that soon cost no hash: the name is barred by its own counter, which comes after the address. */
function guesses(service: Service, tenant: Tenant) {
  const body = { username: 'nobody', password: 'x' };
  const path = `/v1/tenants/${tenant.slug}/login`;
  return {
    from: (ip: string) => service.post(path, { ...body, client: { ip } }, { key: tenant.backend }),
    by: (headers: Record<string, string>) => service.post(path, body, { headers }),
  };
}

const isLimited = ({ body }: Answer) => body?.code === 'too_many_requests';

/** How many of these are let through until the limit bites. */
async function through(once: () => Promise<Answer>): Promise<number> {
  for (let tries = 0; tries < 30; tries++) if (isLimited(await once())) return tries;
  return 30;
}

// Proves: v5.0.0-2.4.1
t.test('an address may try 20 logins a minute, and is told where it stands', async (t) => {
  const service = await startService(t, { RATE_LIMITS: 'on' });
  const tenant = await newTenant(service);
  const { from } = guesses(service, tenant);
  for (let tries = 1; tries <= 20; tries++) {
    const answer = await from('203.0.113.7');
    t.notOk(isLimited(answer), `login ${tries}`);
    t.match(answer.headers, { 'ratelimit-limit': '20', 'ratelimit-remaining': String(20 - tries) });
    t.match(String(answer.headers['ratelimit-reset']), /^([1-9]|[1-5]\d|60)$/);
  }
  const refused = await from('203.0.113.7');
  t.match(refused, limited);
  t.match(refused.headers, { 'content-type': /^application\/problem\+json/, 'ratelimit-remaining': '0' });
  const seconds = Number(refused.headers['retry-after']);
  t.ok(seconds >= 1 && seconds <= 60, 'Retry-After is in seconds');
  t.notOk(isLimited(await from('203.0.113.8')), 'the neighbour is not hindered');
  const user = await tenant.newUser();
  t.match(await tenant.login(user.username), limited, 'the right password makes no difference');
  t.equal((await tenant.login(user.username, { client: { ip: '198.51.100.1' } })).status, 200, 'nor does another name');
  t.match(await service.get(`/v1/tenants/${tenant.slug}`), { status: 200 }, 'other routes go on');
});

t.test('the address that counts is the one that the backend names, also for the codes of that login', async (t) => {
  const service = await startService(t, { RATE_LIMITS: 'on' });
  const tenant = await newTenant(service);
  const begin = async (ip: string): Promise<string> => {
    const user = await tenant.newUser({
      authenticators: [{ type: 'totp', secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }],
    });
    return (await tenant.login(user.username, { client: { ip, userAgent: CHROME } })).body.loginToken;
  };
  const code = (key: string) => service.post('/v1/login/challenge', { code: '000000x' }, { key });
  const [one, two, other] = [await begin('203.0.113.1'), await begin('203.0.113.1'), await begin('203.0.113.2')];
  t.equal(await through(() => code(one)), 20);
  t.match(await code(one), limited);
  t.match(await code(two), limited, 'another login from there');
  t.equal((await code(other)).status, 400, 'one from elsewhere, through the same backend, is not');
});

// Proves: v5.0.0-2.4.1
t.test('codes and passwords of signed-in users are counted by address, all routes together', async (t) => {
  const service = await startService(t, { RATE_LIMITS: 'on' });
  const tenant = await newTenant(service);
  const [one, two] = [await tenant.newUser(), await tenant.newUser()];
  const key = await tenant.signIn(one.username, { client: { ip: '203.0.113.1' } });
  const elsewhere = await tenant.signIn(two.username, { client: { ip: '203.0.113.2' } });
  const reauthenticate = (key: string) =>
    service.post('/v1/session/reauthenticate', { password: PASSWORD, code: 'x' }, { key });
  const change = (key: string) =>
    service.post('/v1/account/password', { currentPassword: 'x', newPassword: 'x' }, { key });
  const first = await reauthenticate(key);
  t.match(first, { status: 400, headers: { 'ratelimit-limit': '20', 'ratelimit-remaining': '19' } });
  t.match(
    await change(key),
    { headers: { 'ratelimit-limit': '20', 'ratelimit-remaining': '18' } },
    'one limit for both',
  );
  for (let tries = 3; tries <= 20; tries++) await reauthenticate(key);
  t.match(await reauthenticate(key), limited);
  t.match(await change(key), limited);
  t.match(await reauthenticate(elsewhere), { status: 400 });
});

t.test(
  'pictures of QR codes are counted by address, sixty a minute; where limits are off nothing is counted',
  async (t) => {
    const service = await startService(t, { RATE_LIMITS: 'on' });
    const tenant = await newTenant(service);
    const key = await tenant.signIn((await tenant.newUser()).username);
    const { qrCode } = (await service.post('/v1/account/authenticators', { type: 'totp' }, { key })).body;
    const picture = () => service.get(qrCode.svg, { key });
    for (let left = 59; left >= 0; left--)
      t.match(await picture(), {
        status: 200,
        headers: { 'ratelimit-limit': '60', 'ratelimit-remaining': String(left) },
      });
    const refused = await picture();
    t.match(refused, limited);
    t.ok(Number(refused.headers['retry-after']) <= 60, 'for a minute');
    const free = await startService(t, {}, service);
    const { from } = guesses(free, tenant);
    for (const answer of [await free.get(qrCode.svg, { key }), await from('203.0.113.7')])
      t.notOk('ratelimit-limit' in answer.headers);
  },
);

// Proves: v5.0.0-2.4.1
t.test('an IPv6 address counts as its /64, an IPv4 one within IPv6 as IPv4', async (t) => {
  const service = await startService(t, { RATE_LIMITS: 'on' });
  const { from } = guesses(service, await newTenant(service));
  let host = 0;
  t.equal(await through(() => from(`2001:db8:0:1::${(++host).toString(16)}`)), 20, 'changing hosts in a network');
  t.match(await from('2001:db8:0:1:ffff:ffff:ffff:ffff'), limited);
  t.match(await from('2001:0DB8:0000:0001:0000:0000:0000:abcd'), limited, 'written out');
  t.notOk(isLimited(await from('2001:db8:0:2::1')), 'the next network');
  t.equal(await through(() => from(++host % 2 ? '203.0.113.9' : '::ffff:203.0.113.9')), 20, 'two spellings of one');
});

// Proves: v5.0.0-4.1.3, v5.0.0-15.3.4
t.test('X-Forwarded-For counts from a proxy in TRUST_PROXY, and from nobody else', async (t) => {
  const distrustful = await startService(t, { RATE_LIMITS: 'on', TRUST_PROXY: 'false' });
  const tenant = await newTenant(distrustful);
  const spoofed = guesses(distrustful, tenant);
  let host = 0;
  const changing = () => ({ 'x-forwarded-for': `198.51.100.${++host}` });
  t.equal(await through(() => spoofed.by(changing())), 20, 'naming another address each time does not help');
  const trusting = await startService(t, { RATE_LIMITS: 'on', TRUST_PROXY: '127.0.0.0/8' }, distrustful);
  const behind = guesses(trusting, tenant);
  for (let tries = 0; tries < 25; tries++) t.notOk(isLimited(await behind.by(changing())));
  t.equal(await through(() => behind.by({ 'x-forwarded-for': '192.0.2.1' })), 20);
  const forged = () => ({ 'x-forwarded-for': `198.51.100.${++host}, 192.0.2.2` });
  t.equal(await through(() => behind.by(forged())), 20, 'what the client itself put before it does not count');
  const foreign = await startService(t, { RATE_LIMITS: 'on', TRUST_PROXY: '10.0.0.1' }, distrustful);
  t.equal(await through(() => guesses(foreign, tenant).by(changing())), 20, 'another proxy is trusted, not this one');
  const user = await tenant.newUser();
  const headers = { 'x-forwarded-for': '192.0.2.77' };
  const body = { username: user.username, password: PASSWORD };
  t.equal((await trusting.post(`/v1/tenants/${tenant.slug}/login`, body, { headers })).status, 200);
  t.match(await tenant.events('&type=login.succeeded'), [{ ip: '192.0.2.77' }], 'events name the same address');
});

t.test('an address may try 200 logins an hour', async (t) => {
  const service = await startService(t, { RATE_LIMITS: 'on' });
  const { from } = guesses(service, await newTenant(service));
  // the limiter has a clock of its own: hourly and minutely limits part when minutes pass
  const realNow = Date.now;
  t.teardown(() => {
    Date.now = realNow;
  });
  let ahead = 0;
  Date.now = () => realNow() + ahead;
  for (let minute = 0; minute < 10; minute++) {
    t.equal(await through(() => from('203.0.113.7')), 20, `minute ${minute}`);
    ahead += MINUTE + 1000;
  }
  const refused = await from('203.0.113.7');
  t.match(refused, limited, 'the next minute is free, the hour is used up');
  t.match(refused.headers, { 'ratelimit-limit': '200', 'ratelimit-remaining': '0' });
  const seconds = Number(refused.headers['retry-after']);
  t.ok(seconds > 2700 && seconds <= 3600, `Retry-After says when the hour is over: ${seconds}`);
  ahead += 60 * MINUTE;
  t.notOk(isLimited(await from('203.0.113.7')), 'and then it goes on');
});
