import { hash } from 'node:crypto';
import t from 'tap';
import { ADMIN, CHROME, must, newBrowser, newTenant, PASSWORD, startService } from './support/service.ts';

const OWN = 'http://localhost:3000';
const client = { ip: '203.0.113.7', userAgent: CHROME };

t.test(
  'the Authorization of a login decides: a backend key of this tenant or of the platform, and nothing else',
  async (t) => {
    const service = await startService(t);
    const [tenant, other] = [await newTenant(service), await newTenant(service)];
    const user = await tenant.newUser();
    const keys = '/v1/admin/api-keys';
    const platform = must(await service.post(keys, { name: 'b', role: 'backend' }, { key: ADMIN }), 201).key;
    const session = await tenant.signIn(user.username);
    const login = (authorization: string) =>
      service.post(
        `/v1/tenants/${tenant.slug}/login`,
        { username: user.username, password: PASSWORD, client },
        { headers: { authorization } },
      );
    const basic = `Basic ${Buffer.from(`x:${tenant.backend}`).toString('base64')}`;
    for (const [what, authorization, status, code] of [
      ['this tenant', `Bearer ${tenant.backend}`, 200, undefined],
      ['the platform', `Bearer ${platform}`, 200, undefined],
      ['the scheme in capitals', `BEARER ${tenant.backend}`, 200, undefined],
      ['empty', '', 401, 'not_authenticated'],
      ['no key', 'Bearer ', 401, 'not_authenticated'],
      ['made up', `Bearer iak_${'A'.repeat(65)}`, 401, 'not_authenticated'],
      [
        'one letter off',
        `Bearer ${tenant.backend.slice(0, -1)}${tenant.backend.endsWith('A') ? 'Q' : 'A'}`,
        401,
        'not_authenticated',
      ],
      ['two keys', `Bearer ${tenant.backend}, ${tenant.backend}`, 401, 'not_authenticated'],
      ['Basic', basic, 401, 'not_authenticated'],
      ['a session token', `Bearer ${session}`, 401, 'not_authenticated'],
      ['support', `Bearer ${tenant.support}`, 403, 'forbidden'],
      ['admin', `Bearer ${tenant.admin}`, 403, 'forbidden'],
      ['the bootstrap key', `Bearer ${ADMIN}`, 403, 'forbidden'],
      ["another tenant's", `Bearer ${other.backend}`, 404, 'tenant_not_found'],
    ] as const) {
      const answer = await login(authorization);
      t.equal(answer.status, status, what);
      t.equal(answer.body.code, code, what);
      t.strictSame(answer.cookies, {}, `${what}: no cookie`);
    }
  },
);

// Proves: v5.0.0-2.2.3
t.test('client is required in token mode and refused in cookie mode, as is the token of a device', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const login = (more: object, key?: string) =>
    service.post(`/v1/tenants/${tenant.slug}/login`, { username: user.username, password: PASSWORD, ...more }, { key });
  const refused = (path: string) => ({ status: 400, body: { code: 'invalid_request', errors: [{ path }] } });
  t.match(await login({}, tenant.backend), refused('/client'));
  t.match(await login({ client }), refused('/client'));
  t.match(await login({ trustedDeviceToken: 'itd_x' }), refused('/trustedDeviceToken'));
  t.match(await login({ client: {} }, tenant.backend), { status: 400 });
  for (const ip of ['', 'here', '1.2.3', '1.2.3.4:80', '1.2.3.4/8', '[::1]', 7, null])
    t.equal((await login({ client: { ip } }, tenant.backend)).status, 400, `ip ${ip}`);
  for (const ip of ['203.0.113.7', '2001:db8::1', '::ffff:203.0.113.7'])
    t.equal((await login({ client: { ip } }, tenant.backend)).status, 200, ip);
  t.equal((await login({ trustedDeviceToken: 'itd_x', client }, tenant.backend)).status, 200);
  t.equal((await login({})).status, 200, 'nobody names an origin: no browser, and fine');
});

// Proves: v5.0.0-3.3.1, v5.0.0-3.3.2, v5.0.0-3.3.3, v5.0.0-3.3.4, v5.0.0-14.3.3
t.test('cookies carry the tokens with exactly these attributes', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const plain = await startService(t, { COOKIE_SECURE: 'false' }, service);
  for (const [at, name, attributes] of [
    [service, '__Host-ic_session', 'Path=/; HttpOnly; Secure; SameSite=Strict'],
    [plain, 'ic_session', 'Path=/; HttpOnly; SameSite=Strict'],
  ] as const) {
    const body = { username: user.username, password: PASSWORD };
    const answer = await at.post(`/v1/tenants/${tenant.slug}/login`, body);
    const lines = [answer.headers['set-cookie']].flat().map(String);
    const line = lines.find((each) => each.startsWith(`${name}=ist_`)) ?? '';
    t.strictSame(line.split('; ').slice(1).sort(), attributes.split('; ').sort(), `${name} names no domain and no end`);
    t.notOk(lines.some((each) => /Domain=/i.test(each)));
    t.notMatch(answer.text, /ist_|ilt_|itd_/, 'no token in the body');
    const cookie = `${name}=${answer.cookies[name]}`;
    t.equal((await at.get('/v1/session', { headers: { cookie } })).status, 200);
    const out = await at.del('/v1/session', { headers: { cookie, origin: OWN } });
    const cleared = String([out.headers['set-cookie']].flat()[0]);
    t.match(cleared, new RegExp(`^${name}=; .*Expires=Thu, 01 Jan 1970`), 'cleared under the same attributes');
    t.equal(cleared.includes('Secure'), at === service);
    t.equal((await at.get('/v1/session', { headers: { cookie } })).status, 401);
  }
});

t.test('where Authorization is present it decides alone, and cookies are ignored', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const [one, two] = [await tenant.newUser(), await tenant.newUser()];
  const browser = newBrowser(service);
  const login = `/v1/tenants/${tenant.slug}/login`;
  must(await browser.call('POST', login, { username: one.username, password: PASSWORD }), 200);
  const token = await tenant.signIn(two.username);
  const as = (authorization: string) => browser.call('GET', '/v1/session', undefined, { authorization });
  t.equal((await as(`Bearer ${token}`)).body.user.id, two.id, 'not the one of the cookie');
  for (const authorization of ['', 'Bearer', 'Bearer rubbish', `Bearer ${tenant.backend}`, 'Basic eDp5'])
    t.match(await as(authorization), { status: 401, body: { code: 'not_authenticated' } }, authorization);
  const foreign = await browser.call('DELETE', '/v1/account/sessions', undefined, {
    authorization: `Bearer ${token}`,
    origin: 'https://evil.example',
  });
  t.equal(foreign.status, 204, 'a token in Authorization needs no origin: no browser sends it by itself');
  t.equal((await browser.call('GET', '/v1/session')).body.user.id, one.id);
});

t.test('the mode sticks to the session: step-up renews its token where it came from', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const browser = newBrowser(service);
  must(
    await browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username: user.username, password: PASSWORD }),
    200,
  );
  const before = browser.jar['__Host-ic_session'];
  const inCookies = await browser.call('POST', '/v1/session/reauthenticate', { password: PASSWORD });
  t.equal(inCookies.status, 200);
  t.notOk('sessionToken' in inCookies.body);
  t.not(browser.jar['__Host-ic_session'], before);
  const key = await tenant.signIn(user.username);
  const inBody = await service.post('/v1/session/reauthenticate', { password: PASSWORD }, { key });
  t.match(inBody.body, { sessionToken: /^ist_/ });
  t.strictSame(inBody.cookies, {});
});

// Proves: v5.0.0-7.2.4
t.test('a login in cookie mode ends the session whose cookie it brings, also where a code is owed', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const [plain, withCode] = [await tenant.newUser(), await tenant.enrolledUser()];
  const browser = newBrowser(service);
  const login = (username: string, password = PASSWORD) =>
    browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username, password });
  const alive = async (token: string | undefined) =>
    (await service.get('/v1/session', { headers: { cookie: `__Host-ic_session=${token}` } })).status === 200;
  await login(plain.username);
  const first = browser.jar['__Host-ic_session'];
  t.equal((await login(plain.username, 'wrong')).status, 401);
  t.ok(await alive(first), 'a login that fails ends nothing');
  await login(plain.username);
  const second = browser.jar['__Host-ic_session'];
  t.not(second, first);
  t.notOk(await alive(first), 'the session before is over');
  t.equal((await login(withCode.username)).body.status, 'challenge_required');
  t.notOk('__Host-ic_session' in browser.jar, 'its cookie is cleared');
  t.notOk(await alive(second));
  const ended = await tenant.events('&type=session.revoked');
  t.equal(ended.filter(({ data }) => data.reason === 'replaced').length, 2);
});

// Proves: v5.0.0-6.5.2, v5.0.0-7.2.3
t.test('tokens are in the database as hashes alone', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { loginToken } = (await tenant.login(user.username)).body;
  const signedIn = await tenant.signInWithCode(user, { trustDevice: true });
  const tokens = {
    api_keys: tenant.backend,
    logins: loginToken,
    sessions: signedIn.sessionToken,
    trusted_device_tokens: signedIn.trustedDeviceToken,
  } as const;
  for (const [table, token] of Object.entries(tokens) as [keyof typeof tokens, string][]) {
    const rows = await service.ctx.db.selectFrom(table).select(['id', 'secret_hash']).execute();
    const secret = token.slice(-43);
    t.equal(Buffer.from(secret, 'base64url').length, 32, `${table}: 256 random bits`);
    const kept = rows.filter((row) => row.secret_hash.equals(hash('sha256', secret, 'buffer')));
    t.equal(kept.length, 1, `${table}: the SHA-256 is what is kept`);
    for (const row of await service.ctx.db.selectFrom(table).selectAll().execute())
      t.notOk(JSON.stringify(row).includes(secret), `${table}: not the token`);
  }
  t.equal(new Set(Object.values(tokens)).size, 4);
});

t.test('who cancels a login, or ends the session at hand among the others, loses its cookie', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const login = `/v1/tenants/${tenant.slug}/login`;
  const [one, two] = [await tenant.enrolledUser(), await tenant.newUser()];
  const browser = newBrowser(service);
  must(await browser.call('POST', login, { username: one.username, password: PASSWORD }), 200);
  t.same(Object.keys(browser.jar), ['__Host-ic_login']);
  must(await browser.call('DELETE', '/v1/login'), 204);
  t.same(browser.jar, {});
  const { session } = must(await browser.call('POST', login, { username: two.username, password: PASSWORD }), 200);
  const other = await tenant.signIn(two.username);
  const { id } = must(await service.get('/v1/session', { key: other }), 200).session;
  must(await browser.call('DELETE', `/v1/account/sessions/${id}`), 204);
  t.same(Object.keys(browser.jar), ['__Host-ic_session'], 'not with another one');
  must(await browser.call('DELETE', `/v1/account/sessions/${session.id}`), 204);
  t.same(browser.jar, {});
});
