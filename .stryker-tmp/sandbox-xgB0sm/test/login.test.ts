// @ts-nocheck
import bcrypt from 'bcrypt';
import t from 'tap';
import { ADMIN, newBrowser, newTenant, PASSWORD, startService, totp, wrongCode } from './support/service.ts';

const service = await startService(t);
const { get, post, patch, del, clock } = service;
const tenant = await newTenant(service);
const challenge = (key: string, given: object) => post('/v1/login/challenge', given, { key });
const NEW_PASSWORD = 'a quite different phrase 77';

// Proves: v5.0.0-6.3.8, CVE-2023-39522
t.test('nobody can tell by an answer whether a user exists, has a password, was imported or is disabled', async (t) => {
  const known = await tenant.newUser();
  const bare = await tenant.newUser({ password: undefined });
  const passwordHash = await bcrypt.hash(PASSWORD, 4);
  const imported = await tenant.newUser({ password: undefined, passwordHash });
  const disabled = await tenant.newUser();
  await patch(`${tenant.users}/${disabled.id}`, { status: 'disabled' }, { key: tenant.admin });
  const [browser, wrong] = [newBrowser(service), 'not the password at all'];
  const attempts = {
    'wrong password': [tenant.slug, known.username, wrong],
    'unknown user': [tenant.slug, 'nobody', PASSWORD],
    'unknown tenant': ['no-such-tenant', known.username, PASSWORD],
    'no password': [tenant.slug, bare.username, PASSWORD],
    'hash from elsewhere': [tenant.slug, imported.username, wrong],
    disabled: [tenant.slug, disabled.username, wrong],
  };
  const seen: Record<string, string> = {};
  for (const [name, [slug, username, password]] of Object.entries(attempts)) {
    const { status, text, headers, body } = await browser.call('POST', `/v1/tenants/${slug}/login`, {
      username,
      password,
    });
    t.match({ status, headers }, { status: 401, headers: { 'www-authenticate': 'Bearer' } }, name);
    const told = JSON.stringify([status, text, Object.entries(headers).filter(([header]) => header !== 'date')]);
    seen[name] = told.replaceAll(body.requestId, 'the id of the request');
    t.match(seen[name], /invalid_credentials/);
  }
  t.equal(new Set(Object.values(seen)).size, 1, 'not a byte differs, but for the id of the request and the date');
  t.match(await tenant.events(`&type=login.failed&userId=${known.id}`), [{ data: { reason: 'invalid_credentials' } }]);
  t.equal((await tenant.events(`&userId=${bare.id}&type=login.succeeded`)).length, 0);
});

t.test('a disabled user learns it with the right password only', async (t) => {
  const user = await tenant.newUser();
  const pending = await tenant.enrolledUser();
  const { loginToken } = (await tenant.login(pending.username)).body;
  for (const { id } of [user, pending])
    t.equal((await patch(`${tenant.users}/${id}`, { status: 'disabled' }, { key: tenant.admin })).status, 200);
  t.match(await tenant.login(user.username), { status: 403, body: { code: 'account_disabled' } });
  t.match(await tenant.login(user.username, { password: 'something else entirely' }), {
    status: 401,
    body: { code: 'invalid_credentials' },
  });
  t.match(await challenge(loginToken, { code: totp(pending.secret, clock.now()) }), {
    status: 401,
    body: { code: 'login_expired' },
  });
  t.match(await tenant.events(`&type=login.failed&userId=${user.id}`), [
    { data: { reason: 'invalid_credentials' } },
    { data: { reason: 'account_disabled' } },
  ]);
});

// Proves: v5.0.0-6.2.8
t.test('user names and passwords are compared after normalization, passwords with their case', async (t) => {
  const user = await tenant.newUser({
    username: 'Zo\u00eb.Stra\u00dfe',
    password: 'caf\u00e9 au lait is what I drink',
  });
  const password = 'cafe\u0301 au lait is what I drink';
  t.match(await tenant.login('ZOE\u0308.STRASSE', { password }), { status: 200, body: { user: { id: user.id } } });
  t.equal((await tenant.login(user.username, { password: password.toUpperCase() })).status, 401);
  t.equal((await tenant.login(user.username, { password: `${password} ` })).status, 401);
});

t.test('an authenticated answer tells user, session and second factor', async (t) => {
  const user = await tenant.newUser({ displayName: 'Ann Example' });
  const { body } = await tenant.login(user.username);
  const now = clock.now().getTime();
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  t.match(body.sessionToken, /^ist_/);
  t.match(body.session.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  t.strictSame(body, {
    status: 'authenticated',
    user: { id: user.id, username: user.username, displayName: 'Ann Example', tenant: tenant.slug },
    session: {
      id: body.session.id,
      createdAt: at(0),
      lastUsedAt: at(0),
      expiresAt: at(12 * 60),
      idleExpiresAt: at(30),
      authenticatedAt: at(0),
      methods: ['pwd'],
      acr: 'aal1',
      trustedDeviceId: null,
    },
    twoFactor: { enabled: false, required: false, deadline: null, recoveryCodesLeft: 0 },
    sessionToken: body.sessionToken,
  });
});

// Proves: better-auth #9993
t.test('a login waits five minutes, is told again to a page that was reloaded, and can be given up', async (t) => {
  const user = await tenant.enrolledUser();
  const first = (await tenant.login(user.username)).body;
  const { loginToken, ...told } = first;
  t.strictSame(told, {
    status: 'challenge_required',
    expiresAt: new Date(clock.now().getTime() + 5 * 60_000).toISOString(),
    methods: ['totp', 'recovery_code'],
    attemptsLeft: 5,
    trustedDevices: { enabled: true, days: 30 },
  });
  t.strictSame((await get('/v1/login', { key: loginToken })).body, told);
  t.match(await get('/v1/session', { key: loginToken }), { status: 401, body: { code: 'not_authenticated' } });
  t.equal((await del('/v1/login', { key: loginToken })).status, 204);
  const expired = { status: 401, body: { code: 'login_expired' } };
  t.match(await get('/v1/login', { key: loginToken }), expired);
  t.match(await challenge(loginToken, { code: totp(user.secret, clock.now()) }), expired);

  const second = (await tenant.login(user.username)).body.loginToken;
  clock.advance(5 * 60_000 - 1);
  t.equal((await get('/v1/login', { key: second })).status, 200);
  clock.advance(1);
  t.match(await get('/v1/login', { key: second }), expired);
  t.match(await del('/v1/login', { key: second }), expired);
  t.match(await challenge(second, { code: totp(user.secret, clock.now()) }), expired);
  t.match(await get('/v1/login', { key: second.slice(0, -4) }), expired);
  t.match(await get('/v1/login'), expired);
});

// Proves: v5.0.0-6.3.1, v5.0.0-16.3.1, CVE-2024-0227
t.test('five wrong codes end a login, whichever route is asked afterwards', async (t) => {
  const user = await tenant.enrolledUser();
  const { loginToken } = (await tenant.login(user.username)).body;
  const wrong = wrongCode(user.secret, clock.now());
  for (const attemptsLeft of [4, 3, 2, 1, 0]) {
    t.match(await challenge(loginToken, { code: wrong }), {
      status: 401,
      body: { code: 'invalid_code', attemptsLeft },
    });
    if (attemptsLeft > 0) t.equal((await get('/v1/login', { key: loginToken })).body.attemptsLeft, attemptsLeft);
  }
  const expired = { status: 401, body: { code: 'login_expired' } };
  t.match(await challenge(loginToken, { code: totp(user.secret, clock.now()) }), expired);
  t.match(await get('/v1/login', { key: loginToken }), expired);
  t.match(await del('/v1/login', { key: loginToken }), expired);
  t.match((await tenant.events(`&type=authenticator.failed&userId=${user.id}`)).length, 5);
});

t.test('the fifth code of a login may be the right one, and a new password follows', async (t) => {
  const user = await tenant.enrolledUser();
  await patch(`${tenant.users}/${user.id}`, { mustChangePassword: true }, { key: tenant.admin });
  const { loginToken: key } = (await tenant.login(user.username)).body;
  const wrong = wrongCode(user.secret, clock.now());
  for (let tries = 0; tries < 4; tries++) await challenge(key, { code: wrong });
  t.match((await challenge(key, { code: totp(user.secret, clock.now()) })).body, {
    status: 'password_change_required',
  });
  t.match((await post('/v1/login/password', { newPassword: NEW_PASSWORD }, { key })).body, { status: 'authenticated' });
});

// Proves: v5.0.0-2.3.1, better-auth #9993
t.test('a login that has given its session says so on every route, and gives no second one', async (t) => {
  const user = await tenant.enrolledUser();
  const { loginToken: key } = (await tenant.login(user.username)).body;
  t.equal((await challenge(key, { code: totp(user.secret, clock.now()) })).body.status, 'authenticated');
  clock.advance(30_000);
  const completed = { status: 409, body: { code: 'login_completed' } };
  t.match(await challenge(key, { code: totp(user.secret, clock.now()) }), completed);
  t.match(await get('/v1/login', { key }), completed);
  t.match(await del('/v1/login', { key }), completed);
  t.match(await post('/v1/login/enrollment', {}, { key }), completed);
  t.match(await post('/v1/login/enrollment/confirm', { code: '123456' }, { key }), completed);
  t.match(await get('/v1/login/enrollment/qr.svg', { key }), completed);
  t.match(await post('/v1/login/password', { newPassword: NEW_PASSWORD }, { key }), completed);
});

// Proves: v5.0.0-2.3.1, CVE-2026-62232
t.test('no step can be taken before its turn', async (t) => {
  const wrong = { status: 409, body: { code: 'wrong_login_step' } };
  const user = await tenant.enrolledUser();
  await patch(`${tenant.users}/${user.id}`, { mustChangePassword: true }, { key: tenant.admin });
  const { loginToken: key } = (await tenant.login(user.username)).body;
  t.match(await post('/v1/login/password', { newPassword: NEW_PASSWORD }, { key }), wrong);
  t.match(await post('/v1/login/enrollment', {}, { key }), wrong);
  t.match(await post('/v1/login/enrollment/confirm', { code: '123456' }, { key }), wrong);
  t.match(await get('/v1/login/enrollment/qr.png', { key }), wrong);
  t.equal((await get('/v1/login', { key })).body.attemptsLeft, 5, 'nothing was charged');
  const owed = (await challenge(key, { code: totp(user.secret, clock.now()), trustDevice: true })).body;
  t.match(owed, { status: 'password_change_required', sessionToken: undefined, trustedDeviceToken: undefined });
  clock.advance(30_000);
  t.match(await challenge(key, { code: totp(user.secret, clock.now()) }), wrong);
});

// Proves: v5.0.0-6.3.4
t.test(
  'challenge, then a new password: the session comes last, with the trusted device, and all else ends',
  async (t) => {
    const user = await tenant.enrolledUser();
    const before = await tenant.signInWithCode(user, { trustDevice: true });
    await patch(`${tenant.users}/${user.id}`, { mustChangePassword: true }, { key: tenant.admin });
    const { loginToken: key } = (await tenant.login(user.username)).body;
    const code = totp(user.secret, clock.now());
    const owed = (await challenge(key, { code, trustDevice: true, deviceName: 'Front desk' })).body;
    t.strictSame(owed, {
      status: 'password_change_required',
      expiresAt: new Date(clock.now().getTime() + 5 * 60_000).toISOString(),
    });
    t.strictSame((await get('/v1/login', { key })).body, owed);
    const renew = (newPassword: string) => post('/v1/login/password', { newPassword }, { key });
    t.match(await renew('short'), { status: 400, body: { code: 'password_not_acceptable', reasons: ['too_short'] } });
    t.match(await renew(PASSWORD), { status: 400, body: { code: 'password_not_acceptable' } });
    t.equal((await get('/v1/session', { key: before.sessionToken })).status, 200);
    const done = (await renew(NEW_PASSWORD)).body;
    t.match(done, { status: 'authenticated', session: { methods: ['pwd', 'otp'] }, trustedDeviceToken: /^itd_/ });
    t.equal((await get('/v1/session', { key: before.sessionToken })).status, 401);
    t.equal((await tenant.login(user.username)).status, 401);
    const again = (trustedDeviceToken: string) =>
      tenant.login(user.username, { password: NEW_PASSWORD, trustedDeviceToken });
    t.equal((await again(before.trustedDeviceToken)).body.status, 'challenge_required');
    t.equal((await again(done.trustedDeviceToken)).body.status, 'authenticated');
    const devices = await get('/v1/account/trusted-devices', { key: done.sessionToken });
    t.match(devices.body.trustedDevices, [{ name: 'Front desk', current: true }]);
    t.equal((await tenant.events(`&type=password.changed&userId=${user.id}`)).length, 1);
  },
);

t.test('enrolment, then a new password: the recovery codes come with the step that made them', async (t) => {
  const strict = await newTenant(service, { twoFactor: 'required' });
  const user = await strict.newUser({ mustChangePassword: true });
  const owing = (await strict.login(user.username)).body;
  const key = owing.loginToken;
  t.match(owing, { status: 'enrollment_required', reason: 'policy', resetCodeRequired: false });
  const { secret } = (await post('/v1/login/enrollment', {}, { key })).body;
  const code = totp(secret, clock.now());
  const confirmed = (await post('/v1/login/enrollment/confirm', { code }, { key })).body;
  t.equal(confirmed.status, 'password_change_required');
  t.equal(confirmed.recoveryCodes.length, 10);
  const done = (await post('/v1/login/password', { newPassword: NEW_PASSWORD }, { key })).body;
  t.match(done, { status: 'authenticated', session: { acr: 'aal2' }, recoveryCodes: undefined });
  t.match(done.twoFactor, { enabled: true, required: true, recoveryCodesLeft: 10 });
});

t.test('a login under way ends when the password changes under it', async (t) => {
  const user = await tenant.enrolledUser();
  const { loginToken: key } = (await tenant.login(user.username)).body;
  await patch(`${tenant.users}/${user.id}`, { password: NEW_PASSWORD }, { key: ADMIN });
  const answer = await challenge(key, { code: totp(user.secret, clock.now()) });
  t.match(answer, { status: 401, body: { code: 'login_expired' } });
});
