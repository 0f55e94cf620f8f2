import t from 'tap';
import {
  must,
  newBrowser,
  newTenant,
  PASSWORD,
  startService,
  type Tenant,
  totp,
  wrongCode,
} from './support/service.ts';

const service = await startService(t);
const { get, post, patch, del, clock } = service;
const tenant = await newTenant(service);
const MINUTE = 60_000;
const NEW_PASSWORD = 'a quite different phrase 77';
const AUTHENTICATORS = '/v1/account/authenticators';
type Tap = typeof t;
const needed = { status: 403, body: { code: 'reauthentication_required' } };

const reauthenticate = (key: string, given: object) =>
  post('/v1/session/reauthenticate', { password: PASSWORD, ...given }, { key });
const sessionOf = async (key: string) => (await get('/v1/session', { key })).body?.session;
const enrolled = (from: Tenant = tenant) => from.enrolledUser();

/** every call that adds, removes or renews a factor */
const changes = (key: string, ids: { live: string; begun: string }) => ({
  'begin an authenticator': () => post(AUTHENTICATORS, { type: 'totp' }, { key }),
  'see its picture': () => get(`${AUTHENTICATORS}/${ids.begun}/qr.svg`, { key }),
  'see its picture as PNG': () => get(`${AUTHENTICATORS}/${ids.begun}/qr.png`, { key }),
  'confirm it': () => post(`${AUTHENTICATORS}/${ids.begun}/confirm`, { code: '123456' }, { key }),
  'remove an authenticator': () => del(`${AUTHENTICATORS}/${ids.live}`, { key }),
  'renew the recovery codes': () => post('/v1/account/recovery-codes', {}, { key }),
  'change the password': () =>
    post('/v1/account/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }, { key }),
});

/** whatever was tried has changed nothing */
async function unchanged(t: Pick<Tap, 'match' | 'equal'>, user: Awaited<ReturnType<typeof enrolled>>) {
  const { sessionToken: key } = await tenant.signInWithCode(user);
  const { authenticators } = (await get(AUTHENTICATORS, { key })).body;
  t.match(authenticators, [{ id: user.authenticatorId }]);
  const answer = await reauthenticate(key, { method: 'recovery_code', code: user.recoveryCodes[0] });
  t.equal(answer.status, 200, 'the recovery codes are the old ones');
}

// Proves: v5.0.0-7.5.1, v5.0.0-7.5.3, CVE-2026-94001, CVE-2026-3429
t.test('with 2FA on, no call changes a factor ten minutes after the last authentication', async (t) => {
  const user = await enrolled();
  const begun = (await post(AUTHENTICATORS, { type: 'totp' }, { key: user.session })).body.id;
  const ids = { live: user.authenticatorId, begun };
  clock.advance(10 * MINUTE - 30_000 - 1);
  const calls = changes(user.session, ids);
  t.equal((await calls['see its picture']()).status, 200, 'fresh to the last millisecond');
  t.match(await calls['confirm it'](), { status: 401, body: { code: 'invalid_code' } });
  clock.advance(1);
  for (const [what, call] of Object.entries(calls)) t.match(await call(), needed, what);
  t.equal(
    (await patch(`${AUTHENTICATORS}/${ids.live}`, { name: 'Work phone' }, { key: user.session })).status,
    200,
    'a name is no factor',
  );
  await unchanged(t, user);
});

// Proves: v5.0.0-7.5.1, v5.0.0-7.5.3, CVE-2026-3429
t.test('a session that a trusted device spared the code changes no factor, however fresh', async (t) => {
  const user = await enrolled();
  const begun = (await post(AUTHENTICATORS, { type: 'totp' }, { key: user.session })).body.id;
  const { trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  const key = (await tenant.login(user.username, { trustedDeviceToken })).body.sessionToken;
  for (const [what, call] of Object.entries(changes(key, { live: user.authenticatorId, begun })))
    t.match(await call(), needed, what);
  await unchanged(t, user);
  const { sessionToken } = (await reauthenticate(key, { code: totp(user.secret, clock.now()) })).body;
  t.match(await sessionOf(sessionToken), { acr: 'aal2', methods: ['pwd', 'trusted_device', 'otp'] });
  t.equal((await post('/v1/account/recovery-codes', {}, { key: sessionToken })).status, 201);
});

// Proves: CVE-2026-3429
t.test('a session begun by password alone cannot touch a second factor that was added elsewhere', async (t) => {
  const user = await tenant.newUser();
  const weak = await tenant.signIn(user.username);
  const begun = (await post(AUTHENTICATORS, { type: 'totp' }, { key: weak })).body;
  await reauthenticate(weak, {});
  const strong = await tenant.enroll(await tenant.signIn(user.username));
  t.equal((await get('/v1/session', { key: weak })).status, 401, 'it ended with the first authenticator');
  const code = totp(begun.secret, clock.now());
  t.equal((await post(`${AUTHENTICATORS}/${begun.id}/confirm`, { code }, { key: weak })).status, 401);
  t.type(strong.secret, 'string');
});

t.test('with 2FA off a fresh authentication is enough, and the password needs none: it is given anew', async (t) => {
  const user = await tenant.newUser();
  const key = await tenant.signIn(user.username);
  const begun = (await post(AUTHENTICATORS, { type: 'totp' }, { key })).body;
  clock.advance(10 * MINUTE);
  const calls = changes(key, { live: begun.id, begun: begun.id });
  for (const what of ['begin an authenticator', 'see its picture', 'confirm it'] as const)
    t.match(await calls[what](), needed, what);
  t.equal((await calls['change the password']()).status, 204);
  const again = await reauthenticate(key, { password: NEW_PASSWORD });
  t.match(again.body.session, { acr: 'aal1', methods: ['pwd'], authenticatedAt: clock.now().toISOString() });
  t.equal((await post(AUTHENTICATORS, { type: 'totp' }, { key: again.body.sessionToken })).status, 201);
});

// Proves: v5.0.0-7.2.4, v5.0.0-16.3.1
t.test('re-authentication gives the session a new token and the old one dies', async (t) => {
  const user = await enrolled();
  const before = await sessionOf(user.session);
  clock.advance(15 * MINUTE);
  const answer = await reauthenticate(user.session, { code: totp(user.secret, clock.now()) });
  const { session, sessionToken } = answer.body;
  t.strictSame(Object.keys(answer.body), ['session', 'sessionToken']);
  t.not(sessionToken, user.session);
  t.match(session, { id: before.id, createdAt: before.createdAt, expiresAt: before.expiresAt, acr: 'aal2' });
  t.equal(session.authenticatedAt, clock.now().toISOString());
  t.equal((await get('/v1/session', { key: user.session })).status, 401);
  t.strictSame(await sessionOf(sessionToken), session);
  t.match(await tenant.events(`&type=session.reauthenticated&userId=${user.id}`), [{ data: { method: 'otp' } }]);
  const replayed = await reauthenticate(sessionToken, { code: totp(user.secret, clock.now()) });
  t.match(replayed, { status: 401, body: { code: 'invalid_code' } }, 'a code works once');
  t.equal((await get('/v1/session', { key: sessionToken })).status, 200, 'and the session lives on');
});

t.test('with 2FA on re-authentication wants password and code, right both', async (t) => {
  const user = await enrolled();
  const key = user.session;
  const code = totp(user.secret, clock.now());
  const absent = await reauthenticate(key, {});
  t.match(absent, { status: 400, body: { code: 'invalid_request', errors: [{ path: '/code' }] } });
  for (const given of [
    { code: '12345' },
    { code: 'abcdef' },
    { code, method: 'sms' },
    { code, password: 7 },
    { code: '' },
  ])
    t.match(await reauthenticate(key, given), { status: 400, body: { code: 'invalid_request' } });
  const wrongPassword = await reauthenticate(key, { password: 'not my password', code });
  t.match(wrongPassword, { status: 401, body: { code: 'invalid_credentials' } });
  const wrong = await reauthenticate(key, { code: wrongCode(user.secret, clock.now()) });
  t.match(wrong, { status: 401, body: { code: 'invalid_code' } });
  const noSuch = await reauthenticate(key, { method: 'recovery_code', code: 'no such code' });
  t.match(noSuch, { status: 401, body: { code: 'invalid_code' } });
  t.equal((await tenant.events(`&type=login.failed&userId=${user.id}`)).length, 3);
  t.equal((await reauthenticate(key, { code })).status, 200, 'none of this spent the code');
});

t.test('re-authentication takes a recovery code, and gives a fresh one in its place', async (t) => {
  const user = await enrolled();
  const given = { method: 'recovery_code', code: user.recoveryCodes[3] };
  const answer = await reauthenticate(user.session, given);
  t.equal(answer.body.recoveryCodes.length, 1);
  t.match(answer.body.session, { acr: 'aal2', methods: ['pwd', 'otp', 'recovery_code'] });
  const key = answer.body.sessionToken;
  t.match(await reauthenticate(key, given), { status: 401, body: { code: 'invalid_code' } });
  const next = await reauthenticate(key, { method: 'recovery_code', code: answer.body.recoveryCodes[0] });
  t.equal(next.status, 200);
  t.equal((await tenant.events(`&type=recovery_code.used&userId=${user.id}`)).length, 2);
});

t.test('in cookie mode the new token comes as a cookie, never in the body', async (t) => {
  const user = await tenant.newUser();
  const browser = newBrowser(service);
  await browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username: user.username, password: PASSWORD });
  const old = browser.jar['__Host-ic_session'];
  const answer = await browser.call('POST', '/v1/session/reauthenticate', { password: PASSWORD });
  t.strictSame(Object.keys(answer.body), ['session']);
  t.not(browser.jar['__Host-ic_session'], old);
  t.equal((await get('/v1/session', { headers: { cookie: `__Host-ic_session=${old}` } })).status, 401);
  t.equal((await browser.call('GET', '/v1/session')).status, 200);
});

// Proves: v5.0.0-6.5.6
t.test('renewed recovery codes are ten, and the old ones stop working', async (t) => {
  const user = await enrolled();
  const renewed = await post('/v1/account/recovery-codes', {}, { key: user.session });
  t.equal(renewed.status, 201);
  const codes: string[] = renewed.body.recoveryCodes;
  t.equal(new Set([...codes, ...user.recoveryCodes]).size, 20);
  const { loginToken: key } = (await tenant.login(user.username)).body;
  const answer = (code: string | undefined) => post('/v1/login/challenge', { method: 'recovery_code', code }, { key });
  t.match(await answer(user.recoveryCodes[0]), { status: 401, body: { code: 'invalid_code' } });
  t.equal((await answer(codes[9])).status, 200);
  t.equal((await tenant.events(`&type=recovery_codes.generated&userId=${user.id}`)).length, 2);
});

t.test('the hundredth wrong code in a row closes TOTP at a re-authentication, too', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  // ninety-nine before it, without the four days that their waits take
  const given = { password: PASSWORD, code: wrongCode(user.secret, service.clock.now()) };
  await service.post('/v1/session/reauthenticate', given, { key: user.session });
  await service.ctx.db
    .updateTable('attempt_counters')
    .set({ failures: 99 })
    .where('kind', '=', 'reauthentication')
    .execute();
  t.equal((await service.post('/v1/session/reauthenticate', given, { key: user.session })).body.code, 'invalid_code');
  t.equal((await tenant.events(`&userId=${user.id}&type=authenticator.locked`)).length, 1);
  t.strictSame((await tenant.login(user.username)).body.methods, ['recovery_code']);
});

t.test('a code where 2FA is off is a slip, and counts as no failure', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const key = await tenant.signIn((await tenant.newUser()).username);
  const given = { password: PASSWORD, code: '123456' };
  for (let n = 0; n < 6; n++)
    t.match(await service.post('/v1/session/reauthenticate', given, { key }), {
      status: 400,
      body: { code: 'invalid_request', errors: [{ path: '/code' }] },
    });
});

t.test('a right password at a change of password does not clear the count of wrong codes', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const guess = () =>
    service.post(
      '/v1/session/reauthenticate',
      { password: PASSWORD, code: wrongCode(user.secret, service.clock.now()) },
      { key: user.session },
    );
  for (let n = 0; n < 4; n++) t.equal((await guess()).body.code, 'invalid_code');
  const change = { currentPassword: PASSWORD, newPassword: 'short' };
  t.equal((await service.post('/v1/account/password', change, { key: user.session })).status, 400);
  t.equal((await guess()).body.code, 'invalid_code');
  t.match(await guess(), { status: 429, headers: { 'retry-after': 30 } });
});

// found by test/model.test.ts
t.test('a password alone makes no old code fresh: with 2FA off again, a session steps down', async (t) => {
  const user = await enrolled();
  const key = { key: user.session };
  must(await del(`/v1/account/authenticators/${user.authenticatorId}`, key), 204);
  t.match(must(await get('/v1/session', key), 200).session, { acr: 'aal2' }, 'a code was given when it says');
  clock.advance(900_000);
  const proved = must(await post('/v1/session/reauthenticate', { password: PASSWORD }, key), 200);
  t.match(proved.session, { acr: 'aal1', methods: ['pwd'], authenticatedAt: clock.now().toISOString() });
});
