// @ts-nocheck
import t from 'tap';
import { newBrowser, newTenant, PASSWORD, startService, type Tenant, totp } from './support/service.ts';

const service = await startService(t);
const { post, clock } = service;
const tenant = await newTenant(service);

type Browser = ReturnType<typeof newBrowser>;
const login = (browser: Browser, user: { username: string }, from: Tenant = tenant, password = PASSWORD) =>
  browser.call('POST', `/v1/tenants/${from.slug}/login`, { username: user.username, password });
const trustCookies = (browser: Browser) => Object.keys(browser.jar).filter((name) => name.includes('ic_device_'));

async function trust(browser: Browser, user: { username: string; secret: string }, from: Tenant = tenant) {
  const before = trustCookies(browser);
  await login(browser, user, from);
  const code = totp(user.secret, clock.now());
  const answer = await browser.call('POST', '/v1/login/challenge', { code, trustDevice: true });
  clock.advance(30_000);
  t.equal(answer.status, 200);
  const [name = ''] = trustCookies(browser).filter((each) => !before.includes(each));
  return { name, answer };
}

// Proves: Hanko PR 2360
t.test('two users of one browser keep their trust apart, as do two tenants', async (t) => {
  const elsewhere = await newTenant(service);
  const username = 'alex';
  const [one, two] = [await tenant.enrolledUser({ username }), await tenant.enrolledUser()];
  const namesake = await elsewhere.enrolledUser({ username });
  const browser = newBrowser(service);
  const first = await trust(browser, one);
  const second = await trust(browser, two);
  const third = await trust(browser, namesake, elsewhere);
  t.equal(new Set([first.name, second.name, third.name, '']).size, 4);
  for (const [user, from, name] of [
    [two, tenant, second.name],
    [namesake, elsewhere, third.name],
    [one, tenant, first.name],
  ] as const) {
    const kept = { ...browser.jar };
    const answer = await login(browser, user, from);
    t.match(answer.body, { status: 'authenticated', session: { methods: ['pwd', 'trusted_device'] } });
    for (const each of trustCookies(browser))
      if (each === name) t.not(browser.jar[each], kept[each], 'rotated');
      else t.equal(browser.jar[each], kept[each], "another user's cookie is left alone");
    t.notMatch(answer.text, /itd_|ist_/);
  }
});

// Proves: v5.0.0-3.3.1, v5.0.0-3.3.2, v5.0.0-3.3.3, v5.0.0-3.3.4, better-auth #7644
t.test('a trusted-device cookie lasts as long as the trust, out of reach of scripts and other sites', async (t) => {
  const short = await newTenant(service, { trustedDevices: { days: 7 } });
  const user = await short.enrolledUser();
  const browser = newBrowser(service);
  const { name, answer } = await trust(browser, user, short);
  const until = new Date(clock.now().getTime() - 30_000 + 7 * 24 * 3600_000).toUTCString();
  const cookie = [answer.headers['set-cookie']].flat().find((each) => String(each).startsWith(name));
  t.match(name, /^__Host-ic_device_[A-Za-z0-9_-]{16}$/);
  t.match(cookie, `; Path=/; Expires=${until}; HttpOnly; Secure; SameSite=Strict`);
  clock.advance(24 * 3600_000);
  const again = await login(browser, user, short);
  const rotated = [again.headers['set-cookie']].flat().find((each) => String(each).startsWith(name));
  t.match(rotated, `Expires=${until};`, 'use does not prolong it');
});

// Proves: authentik PR 2828
t.test('trust is with the browser, not with the user', async (t) => {
  const user = await tenant.enrolledUser();
  const browser = newBrowser(service);
  await trust(browser, user);
  t.equal((await login(newBrowser(service), user)).body.status, 'challenge_required');
  t.equal((await login(browser, user)).body.status, 'authenticated');
});

t.test("a wrong password leaves the cookie as it is; a revoked one is cleared, and no other user's", async (t) => {
  const [user, other] = [await tenant.enrolledUser(), await tenant.enrolledUser()];
  const browser = newBrowser(service);
  const { name } = await trust(browser, user);
  const theirs = (await trust(browser, other)).name;
  const token = browser.jar[name];
  t.equal((await login(browser, user, tenant, 'wrong')).status, 401);
  t.equal(browser.jar[name], token);
  await browser.call('DELETE', '/v1/session');
  t.same(Object.keys(browser.jar).sort(), [name, theirs].sort(), 'signing out leaves trust');
  await post(`${tenant.users}/${user.id}/two-factor-reset`, { reason: 'lost' }, { key: tenant.support });
  t.equal((await login(browser, user)).body.status, 'enrollment_required');
  t.notOk(name in browser.jar, 'worth nothing any more');
  t.ok(theirs in browser.jar);
  t.equal((await login(browser, other)).body.status, 'authenticated');
});

t.test('in cookie mode a token in the body is refused, as is a client', async (t) => {
  const user = await tenant.newUser();
  const given = { username: user.username, password: PASSWORD };
  for (const [more, path] of [
    [{ trustedDeviceToken: 'itd_x' }, '/trustedDeviceToken'],
    [{ client: { ip: '203.0.113.7' } }, '/client'],
  ] as const) {
    const answer = await post(`/v1/tenants/${tenant.slug}/login`, { ...given, ...more });
    t.match(answer, { status: 400, body: { code: 'invalid_request', errors: [{ path }] } });
  }
  const bare = await post(`/v1/tenants/${tenant.slug}/login`, given, { key: tenant.backend });
  t.match(bare, { status: 400, body: { code: 'invalid_request', errors: [{ path: '/client' }] } });
});

t.test('a login in cookie mode ends the session whose cookie it brings', async (t) => {
  const [one, two] = [await tenant.newUser(), await tenant.enrolledUser()];
  const browser = newBrowser(service);
  await login(browser, one);
  const old = { headers: { cookie: `__Host-ic_session=${browser.jar['__Host-ic_session']}` } };
  t.equal((await login(browser, one, tenant, 'wrong')).status, 401);
  t.equal((await service.get('/v1/session', old)).status, 200, 'not where the password was wrong');
  t.equal((await login(browser, two)).body.status, 'challenge_required');
  t.equal((await service.get('/v1/session', old)).status, 401);
  t.strictSame(Object.keys(browser.jar), ['__Host-ic_login']);
  const [ended] = await tenant.events(`&type=session.revoked&userId=${one.id}`);
  t.match(ended?.data, { reason: 'replaced' });
});

t.test('a login that a trusted device spared the code ends when the device is revoked', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { trustedDeviceToken, sessionToken: key } = await tenant.signInWithCode(user, { trustDevice: true });
  const path = `${tenant.users}/${user.id}`;
  await service.patch(path, { mustChangePassword: true }, { key: tenant.backend });
  const waiting = (await tenant.login(user.username, { trustedDeviceToken })).body;
  t.equal(waiting.status, 'password_change_required');
  t.equal((await service.del('/v1/account/trusted-devices', { key })).status, 204);
  const given = { newPassword: 'a brand new long secret' };
  t.match(await service.post('/v1/login/password', given, { key: waiting.loginToken }), {
    status: 401,
    body: { code: 'login_expired' },
  });
});

t.test('a login that one device spared the code outlives another device', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const one = await tenant.signInWithCode(user, { trustDevice: true });
  const other = await tenant.signInWithCode(user, { trustDevice: true });
  await service.patch(`${tenant.users}/${user.id}`, { mustChangePassword: true }, { key: tenant.backend });
  const { trustedDeviceToken } = one;
  const { loginToken: key } = (await tenant.login(user.username, { trustedDeviceToken })).body;
  const path = `/v1/account/trusted-devices/${other.session.trustedDeviceId}`;
  t.equal((await service.del(path, { key: one.sessionToken })).status, 204);
  const changed = await service.post('/v1/login/password', { newPassword: 'a brand new long secret' }, { key });
  t.match(changed.body, { status: 'authenticated', session: { methods: ['pwd', 'trusted_device'], acr: 'aal1' } });
});
