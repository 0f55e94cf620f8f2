// @ts-nocheck
import t from 'tap';
import { newTenant, startService, totp, wrongCode } from './support/service.ts';

const service = await startService(t);
const { get, post, patch, del, clock } = service;
const tenant = await newTenant(service);
const AUTHENTICATORS = '/v1/account/authenticators';
const MINUTE = 60_000;

const begin = async (key: string, more: object = {}) =>
  (await post(AUTHENTICATORS, { type: 'totp', ...more }, { key })).body;
const confirm = (key: string, id: string, code: string) => post(`${AUTHENTICATORS}/${id}/confirm`, { code }, { key });
const codeOf = (enrollment: { secret: string }) => totp(enrollment.secret, clock.now());
const gone = { status: 404, body: { code: 'enrollment_not_found' } };

async function signedIn() {
  const user = await tenant.newUser();
  return { user, key: await tenant.signIn(user.username) };
}

// Proves: v5.0.0-14.2.6
t.test('an enrolment says all that an app needs, and its pictures are there until it is confirmed', async (t) => {
  const { user, key } = await signedIn();
  const begun = await begin(key, { name: 'My phone' });
  const path = `${AUTHENTICATORS}/${begun.id}`;
  t.match(begun.secret, /^[A-Z2-7]{32}$/, '160 bits');
  t.equal(begun.expiresAt, new Date(clock.now().getTime() + 15 * MINUTE).toISOString());
  t.strictSame(begun.qrCode, { svg: `${path}/qr.svg`, png: `${path}/qr.png` });
  const uri = new URL(begun.otpauthUri);
  t.equal(`${uri.protocol}//${uri.host}`, 'otpauth://totp');
  t.equal(decodeURIComponent(uri.pathname), `/ImageCapture:${user.username} (Scan & Co)`);
  const settings = { issuer: 'ImageCapture', algorithm: 'SHA1', digits: '6', period: '30', secret: begun.secret };
  t.same(Object.fromEntries(uri.searchParams), settings);
  const pictures = { svg: 'image/svg+xml', png: 'image/png' };
  for (const [kind, type] of Object.entries(pictures)) {
    const picture = await get(`${path}/qr.${kind}`, { key });
    t.match(picture, { status: 200, headers: { 'content-type': new RegExp(`^${type.replace('+', '.')}`) } });
    t.equal(picture.headers['cache-control'], 'no-store');
  }
  t.strictSame((await get(AUTHENTICATORS, { key })).body, { authenticators: [] }, 'not one yet');
  t.equal((await confirm(key, begun.id, codeOf(begun))).status, 200);
  for (const kind of Object.keys(pictures)) t.match(await get(`${path}/qr.${kind}`, { key }), gone);
  t.match(await confirm(key, begun.id, codeOf(begun)), gone);
});

// Proves: v5.0.0-6.3.7, v5.0.0-7.4.3
t.test('the first authenticator turns 2FA on: ten codes, an aal2 session, and the other sessions end', async (t) => {
  const { user, key } = await signedIn();
  const other = await tenant.signIn(user.username);
  const begun = await begin(key, { name: 'My phone' });
  clock.advance(MINUTE);
  const at = clock.now().toISOString();
  const { status, body } = await confirm(key, begun.id, codeOf(begun));
  t.equal(status, 200);
  const authenticator = { id: begun.id, type: 'totp', name: 'My phone', confirmedAt: at, lastUsedAt: at };
  t.strictSame(body.authenticator, authenticator);
  t.match(body.session, { acr: 'aal2', methods: ['pwd', 'otp'], authenticatedAt: at });
  t.equal(new Set(body.recoveryCodes).size, 10);
  t.strictSame((await get(AUTHENTICATORS, { key })).body, { authenticators: [authenticator] });
  t.match((await get('/v1/session', { key })).body, { session: { acr: 'aal2' }, twoFactor: { enabled: true } });
  t.strictSame((await get('/v1/account/recovery-codes', { key })).body, { left: 10, total: 10, createdAt: at });
  t.equal((await get('/v1/session', { key: other })).status, 401);
  const types = (await tenant.events(`&userId=${user.id}`)).map(({ type }) => type);
  for (const type of ['authenticator.added', 'recovery_codes.generated', 'session.revoked']) t.ok(types.includes(type));
  const challenged = (await tenant.login(user.username)).body;
  const replayed = await post('/v1/login/challenge', { code: codeOf(begun) }, { key: challenged.loginToken });
  t.match(replayed, { status: 401, body: { code: 'invalid_code' } }, 'the confirming code is used up');
});

// Proves: better-auth #8627
t.test('an enrolment that was abandoned changes nothing: the account goes on without 2FA', async (t) => {
  const { user, key } = await signedIn();
  const begun = await begin(key);
  t.equal((await tenant.login(user.username)).body.status, 'authenticated');
  clock.advance(15 * MINUTE - 1);
  t.equal(
    (await confirm(key, begun.id, wrongCode(begun.secret, clock.now()))).status,
    403,
    'and wants a fresh session',
  );
  const fresh = (await post('/v1/session/reauthenticate', { password: user.password }, { key })).body.sessionToken;
  t.equal((await get(begun.qrCode.svg, { key: fresh })).status, 200);
  clock.advance(1);
  t.match(await get(begun.qrCode.svg, { key: fresh }), gone, 'fifteen minutes');
  t.match(await confirm(fresh, begun.id, codeOf(begun)), gone);
  t.equal((await tenant.login(user.username)).body.status, 'authenticated');
});

// Proves: better-auth #10923
t.test('beginning again replaces the unconfirmed secret, and touches no live one', async (t) => {
  const { user, key } = await signedIn();
  const first = await begin(key);
  const second = await begin(key);
  t.not(second.secret, first.secret);
  t.match(await confirm(key, first.id, codeOf(first)), gone);
  t.match(await get(first.qrCode.png, { key }), gone);
  t.match(await confirm(key, second.id, codeOf(first)), { status: 401, body: { code: 'invalid_code' } });
  t.equal((await confirm(key, second.id, codeOf(second))).status, 200);
  await begin(key);
  clock.advance(30_000);
  const { session } = await tenant.signInWithCode({ ...user, secret: second.secret });
  t.equal(session.acr, 'aal2', 'the live secret works on');
});

t.test('five wrong codes end an enrolment, and count against nothing else', async (t) => {
  const { user, key } = await signedIn();
  const begun = await begin(key);
  for (const slip of ['12345', 'abcdef', ''])
    t.match(await confirm(key, begun.id, slip), { status: 400, body: { code: 'invalid_request' } });
  for (const attemptsLeft of [4, 3, 2, 1, 0])
    t.match(await confirm(key, begun.id, wrongCode(begun.secret, clock.now())), {
      status: 401,
      body: { code: 'invalid_code', attemptsLeft },
    });
  t.match(await confirm(key, begun.id, codeOf(begun)), gone);
  t.strictSame((await get(AUTHENTICATORS, { key })).body.authenticators, []);
  t.equal((await get(`${tenant.users}/${user.id}`, { key: tenant.support })).body.lockedUntil, null);
  const again = await begin(key);
  t.equal((await confirm(key, again.id, codeOf(again))).status, 200);
});

t.test('a second authenticator works beside the first, and brings no new recovery codes', async (t) => {
  const user = await tenant.enrolledUser();
  const key = user.session;
  const other = await tenant.signInWithCode(user);
  const begun = await begin(key, { name: 'Tablet' });
  const { body } = await confirm(key, begun.id, codeOf(begun));
  t.equal(body.recoveryCodes, undefined);
  t.equal((await get('/v1/session', { key: other.sessionToken })).status, 200, 'the other sessions stay');
  const names = (await get(AUTHENTICATORS, { key })).body.authenticators.map(({ name }: { name: string }) => name);
  t.strictSame(names, ['Tablet', 'Authenticator app'], 'newest first');
  clock.advance(30_000);
  for (const secret of [user.secret, begun.secret])
    t.equal((await tenant.signInWithCode({ ...user, secret })).status, 'authenticated');
  t.match((await get('/v1/account/recovery-codes', { key })).body, { left: 10, total: 10 });
});

// Proves: v5.0.0-2.3.2
t.test('a user has at most five authenticators', async (t) => {
  const user = await tenant.enrolledUser();
  const key = user.session;
  for (let count = 1; count < 5; count++) await tenant.enroll(key);
  const refused = await post(AUTHENTICATORS, { type: 'totp' }, { key });
  t.match(refused, { status: 409, body: { code: 'too_many_authenticators' } });
  t.equal((await del(`${AUTHENTICATORS}/${user.authenticatorId}`, { key })).status, 204);
  t.equal((await post(AUTHENTICATORS, { type: 'totp' }, { key })).status, 201);
});

t.test('removing one of several ends the other sessions; removing the last turns 2FA off', async (t) => {
  const user = await tenant.enrolledUser();
  const key = user.session;
  const second = await tenant.enroll(key);
  clock.advance(30_000);
  const other = await tenant.signInWithCode(user);
  t.equal((await del(`${AUTHENTICATORS}/${second.id}`, { key })).status, 204);
  t.equal((await get('/v1/session', { key: other.sessionToken })).status, 401);
  t.equal((await get('/v1/account/recovery-codes', { key })).body.left, 10);
  t.match((await get('/v1/session', { key })).body.twoFactor, { enabled: true });
  t.match(await del(`${AUTHENTICATORS}/${second.id}`, { key }), { status: 404, body: { code: 'not_found' } });

  t.equal((await del(`${AUTHENTICATORS}/${user.authenticatorId}`, { key })).status, 204);
  t.match((await get('/v1/session', { key })).body.twoFactor, { enabled: false, recoveryCodesLeft: 0 });
  t.strictSame((await get('/v1/account/recovery-codes', { key })).body, { left: 0, total: 0, createdAt: null });
  const renewed = await post('/v1/account/recovery-codes', {}, { key });
  t.match(renewed, { status: 409, body: { code: 'two_factor_not_enabled' } });
  t.equal((await tenant.login(user.username)).body.status, 'authenticated');
  t.match(await tenant.events(`&type=authenticator.removed&userId=${user.id}`), [
    { data: { authenticatorId: user.authenticatorId, last: true } },
    { data: { authenticatorId: second.id, last: false } },
  ]);
});

t.test('where the tenant demands 2FA, the last authenticator stays', async (t) => {
  const strict = await newTenant(service);
  const user = await strict.enrolledUser();
  const key = user.session;
  await patch(strict.path, { policy: { twoFactor: 'required' } }, { key: strict.admin });
  const second = await strict.enroll(key);
  t.equal((await del(`${AUTHENTICATORS}/${second.id}`, { key })).status, 204, 'one of two may go');
  const last = await del(`${AUTHENTICATORS}/${user.authenticatorId}`, { key });
  t.match(last, { status: 403, body: { code: 'two_factor_required' } });
  t.match((await get('/v1/session', { key })).body.twoFactor, { enabled: true, required: true, recoveryCodesLeft: 10 });
  t.equal((await strict.events(`&type=authenticator.removed&userId=${user.id}`)).length, 1);
});

t.test('an unconfirmed authenticator is just dropped, however long ago the user signed in', async (t) => {
  const user = await tenant.enrolledUser();
  const key = user.session;
  const other = await tenant.signInWithCode(user, { trustDevice: true });
  const begun = await begin(key);
  clock.advance(11 * MINUTE);
  t.equal((await del(`${AUTHENTICATORS}/${begun.id}`, { key })).status, 204);
  t.equal((await get('/v1/session', { key: other.sessionToken })).status, 200);
  const spared = await tenant.login(user.username, { trustedDeviceToken: other.trustedDeviceToken });
  t.equal(spared.body.status, 'authenticated', 'trust stays');
  const { sessionToken } = await tenant.signInWithCode(user);
  t.match(await confirm(sessionToken, begun.id, codeOf(begun)), gone);
});

// Proves: v5.0.0-8.2.2
t.test("nobody sees, confirms, renames or removes another user's authenticators", async (t) => {
  const [owner, stranger] = [await tenant.enrolledUser(), await tenant.enrolledUser()];
  const key = stranger.session;
  const begun = await begin(owner.session);
  for (const kind of ['svg', 'png']) t.equal((await get(begun.qrCode[kind], { key })).status, 404);
  t.equal((await confirm(key, begun.id, codeOf(begun))).status, 404);
  const notFound = { status: 404, body: { code: 'not_found' } };
  for (const id of [begun.id, owner.authenticatorId]) {
    t.match(await patch(`${AUTHENTICATORS}/${id}`, { name: 'Mine' }, { key }), notFound);
    t.match(await del(`${AUTHENTICATORS}/${id}`, { key }), notFound);
  }
  t.equal((await confirm(owner.session, begun.id, codeOf(begun))).status, 200);
  const renamed = await patch(`${AUTHENTICATORS}/${begun.id}`, { name: 'Work phone' }, { key: owner.session });
  t.match(renamed, { status: 200, body: { id: begun.id, name: 'Work phone' } });
});
