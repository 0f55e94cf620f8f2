// @ts-nocheck
import t from 'tap';
import { newTenant, startService, type Tenant, totp, wrongCode } from './support/service.ts';

const service = await startService(t);
const { get, post, patch, clock } = service;
const strict = await newTenant(service, { twoFactor: 'required' });
const tenant = await newTenant(service);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const enroll = (key: string, given: object = {}) => post('/v1/login/enrollment', given, { key });
const confirm = (key: string, code: string, more: object = {}) =>
  post('/v1/login/enrollment/confirm', { code, ...more }, { key });
const qr = (key: string, kind = 'svg') => get(`/v1/login/enrollment/qr.${kind}`, { key });
const codeOf = (enrollment: { secret: string }) => totp(enrollment.secret, clock.now());
const gone = { status: 404, body: { code: 'enrollment_not_found' } };
const expired = { status: 401, body: { code: 'login_expired' } };
const invalidReset = { status: 401, body: { code: 'invalid_reset_code' } };

const begin = async (from: Tenant, user: { username: string }) => {
  const { loginToken, ...told } = (await from.login(user.username)).body;
  return { key: loginToken as string, told };
};
const reset = async (from: Tenant, user: { id: string }) =>
  (await post(`${from.users}/${user.id}/two-factor-reset`, { reason: 'lost phone' }, { key: from.support })).body;

t.test('where 2FA is demanded, the first login enrols: fifteen minutes, ten codes, an aal2 session', async (t) => {
  const user = await strict.newUser();
  const { key, told } = await begin(strict, user);
  const expiresAt = new Date(clock.now().getTime() + 15 * MINUTE).toISOString();
  t.strictSame(told, { status: 'enrollment_required', expiresAt, reason: 'policy', resetCodeRequired: false });
  t.strictSame((await get('/v1/login', { key })).body, told);
  t.match(await qr(key), gone, 'not begun');
  t.match(await confirm(key, '123456'), gone);
  const begun = await enroll(key, { name: 'My phone' });
  t.match(begun, { status: 201, body: { secret: /^[A-Z2-7]{32}$/, otpauthUri: /^otpauth:\/\/totp\//, expiresAt } });
  t.strictSame(begun.body.qrCode, { svg: '/v1/login/enrollment/qr.svg', png: '/v1/login/enrollment/qr.png' });
  for (const kind of ['svg', 'png']) t.equal((await qr(key, kind)).status, 200);
  t.match(await confirm(key, 'abcdef'), { status: 400, body: { code: 'invalid_request' } });
  const done = (await confirm(key, codeOf(begun.body), { trustDevice: true, deviceName: 'Front desk' })).body;
  t.match(done, { status: 'authenticated', session: { acr: 'aal2', methods: ['pwd', 'otp'] } });
  t.equal(new Set(done.recoveryCodes).size, 10);
  t.match(done.twoFactor, { enabled: true, required: true, deadline: null, recoveryCodesLeft: 10 });
  t.match(await qr(key), { status: 409, body: { code: 'login_completed' } }, 'the picture is gone');
  const own = { key: done.sessionToken };
  t.match((await get('/v1/account/authenticators', own)).body.authenticators, [{ name: 'My phone' }]);
  t.match((await get('/v1/account/trusted-devices', own)).body.trustedDevices, [{ name: 'Front desk', current: true }]);
  t.match(await get(`/v1/account/authenticators/${begun.body.id}/qr.svg`, own), gone);
  const next = await begin(strict, user);
  const replayed = await post('/v1/login/challenge', { code: codeOf(begun.body) }, { key: next.key });
  t.match(replayed, { status: 401, body: { code: 'invalid_code' } }, 'the confirming code is used up');
  const spared = await strict.login(user.username, { trustedDeviceToken: done.trustedDeviceToken });
  t.equal(spared.body.status, 'authenticated');
});

// Proves: v5.0.0-2.3.1, CVE-2025-3910, CVE-2026-94218
t.test('an enrolment owed cannot be gone round: no session, no challenge, no other route', async (t) => {
  const user = await strict.newUser();
  const { key } = await begin(strict, user);
  await enroll(key);
  t.match(await post('/v1/login/challenge', { code: '123456' }, { key }), {
    status: 409,
    body: { code: 'wrong_login_step' },
  });
  t.match(await post('/v1/account/authenticators', { type: 'totp' }, { key }), {
    status: 401,
    body: { code: 'not_authenticated' },
  });
  t.equal((await begin(strict, user)).told.status, 'enrollment_required', 'an abandoned one does not count');
});

t.test('beginning again replaces the secret; an enrolment of another login is another', async (t) => {
  const user = await strict.newUser();
  const [one, two] = [await begin(strict, user), await begin(strict, user)];
  const first = (await enroll(one.key)).body;
  const again = (await enroll(one.key)).body;
  const other = (await enroll(two.key)).body;
  t.equal(new Set([first.secret, again.secret, other.secret]).size, 3);
  for (const wrong of [first, other])
    t.match(await confirm(one.key, codeOf(wrong)), { body: { code: 'invalid_code' } });
  t.equal((await confirm(one.key, codeOf(again))).status, 200);
  t.match(await confirm(two.key, codeOf(other)), { status: 409, body: { code: 'wrong_login_step' } });
  t.equal((await get('/v1/login', { key: two.key })).body.status, 'challenge_required', 'one login, one authenticator');
});

t.test('five wrong codes end the enrolment, not the login', async (t) => {
  const user = await strict.newUser();
  const { key } = await begin(strict, user);
  const begun = (await enroll(key)).body;
  for (const attemptsLeft of [4, 3, 2, 1, 0])
    t.match(await confirm(key, wrongCode(begun.secret, clock.now())), { body: { code: 'invalid_code', attemptsLeft } });
  t.match(await confirm(key, codeOf(begun)), gone);
  const again = (await enroll(key)).body;
  t.equal((await confirm(key, codeOf(again))).body.status, 'authenticated');
});

t.test('an enrolling login ends after fifteen minutes, whatever was begun meanwhile', async (t) => {
  const user = await strict.newUser();
  const { key } = await begin(strict, user);
  clock.advance(14 * MINUTE);
  const begun = (await enroll(key)).body;
  clock.advance(MINUTE - 1);
  t.equal((await qr(key)).status, 200);
  clock.advance(1);
  t.match(await confirm(key, codeOf(begun)), expired);
  t.match(await qr(key), expired);
  t.match(await enroll(key), expired);
});

t.test('no device is trusted at enrolment where the tenant trusts none', async (t) => {
  const wary = await newTenant(service, { twoFactor: 'required', trustedDevices: { enabled: false } });
  const { key } = await begin(wary, await wary.newUser());
  const begun = (await enroll(key)).body;
  const refused = await confirm(key, codeOf(begun), { trustDevice: true });
  t.match(refused, { status: 403, body: { code: 'trusted_devices_disabled' } });
  t.equal((await confirm(key, codeOf(begun))).body.status, 'authenticated');
});

t.test('until the day it is enforced a user may go without and is told the deadline', async (t) => {
  const enforcedFrom = new Date(clock.now().getTime() + 10 * MINUTE).toISOString();
  const soon = await newTenant(service, { twoFactor: 'required', enforcedFrom });
  const [user, ready] = [await soon.newUser(), await soon.enrolledUser()];
  t.equal((await get('/v1/session', { key: ready.session })).body.twoFactor.deadline, null);
  const before = (await soon.login(user.username)).body;
  t.equal(before.status, 'authenticated');
  t.strictSame(before.twoFactor, { enabled: false, required: true, deadline: enforcedFrom, recoveryCodesLeft: 0 });
  clock.advance(new Date(enforcedFrom).getTime() - clock.now().getTime() - 1);
  t.equal((await get('/v1/session', { key: before.sessionToken })).status, 200);
  clock.advance(1);
  t.equal((await get('/v1/session', { key: before.sessionToken })).status, 401, 'its session ends on that day');
  t.equal((await get('/v1/session', { key: ready.session })).status, 200);
  t.match((await begin(soon, user)).told, { status: 'enrollment_required', reason: 'policy' });
});

// Proves: v5.0.0-6.4.4
t.test('after a support reset enrolment asks for the code that support read out, once a login', async (t) => {
  const user = await tenant.enrolledUser();
  const { resetCode, expiresAt } = await reset(tenant, user);
  t.equal(expiresAt, new Date(clock.now().getTime() + 24 * HOUR).toISOString());
  const { key, told } = await begin(tenant, user);
  t.match(told, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: true });
  t.match(await enroll(key), { ...invalidReset, body: { code: 'invalid_reset_code', attemptsLeft: 5 } });
  const typed = ` ${resetCode.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replace('-', ' ')} `;
  t.equal((await enroll(key, { resetCode: typed })).status, 201);
  t.equal((await get('/v1/login', { key })).body.resetCodeRequired, false);
  const again = await enroll(key);
  t.equal(again.status, 201, 'proved once a login');
  const other = await begin(tenant, user);
  t.match(await enroll(other.key), invalidReset, 'and in no other');
  t.equal((await confirm(key, codeOf(again.body))).body.recoveryCodes.length, 10);
  t.match(await enroll(other.key, { resetCode }), { status: 409, body: { code: 'wrong_login_step' } }, 'spent');
  t.equal((await begin(tenant, user)).told.status, 'challenge_required');
});

t.test('a wrong reset code counts as a wrong code of the login and of the account', async (t) => {
  const user = await tenant.newUser();
  const { resetCode } = await reset(tenant, user);
  const first = await begin(tenant, user);
  for (const attemptsLeft of [4, 3, 2, 1, 0])
    t.match(await enroll(first.key, { resetCode: '00000-0000' }), {
      ...invalidReset,
      body: { code: 'invalid_reset_code', attemptsLeft },
    });
  for (const answer of [await enroll(first.key, { resetCode }), await get('/v1/login', { key: first.key })])
    t.match(answer, expired);
  const { key } = await begin(tenant, user);
  const barred = await enroll(key, { resetCode });
  t.match(barred, { status: 429, body: { code: 'too_many_attempts' }, headers: { 'retry-after': '30' } });
  clock.advance(30_000);
  t.equal((await enroll(key, { resetCode })).status, 201);
  t.equal((await tenant.events(`&type=authenticator.failed&userId=${user.id}`)).length, 5);
});

t.test('a reset code lives 24 hours; a new reset makes a new one', async (t) => {
  const user = await tenant.newUser();
  const { resetCode } = await reset(tenant, user);
  clock.advance(24 * HOUR - 1);
  const early = await begin(tenant, user);
  clock.advance(1);
  t.match(await enroll(early.key, { resetCode }), invalidReset);
  t.match((await begin(tenant, user)).told, { reason: 'reset', resetCodeRequired: true }, 'still owed');
  const renewed = (await reset(tenant, user)).resetCode;
  t.match(await enroll(early.key, { resetCode: renewed }), expired, 'a reset ends logins under way');
  const { key } = await begin(tenant, user);
  t.match(await enroll(key, { resetCode }), invalidReset);
  t.equal((await enroll(key, { resetCode: renewed })).status, 201);
});

t.test('where the tenant wants no reset code, none is made and none is asked for', async (t) => {
  const lenient = await newTenant(service, { resetCodeRequired: false });
  const user = await lenient.enrolledUser();
  t.strictSame(await reset(lenient, user), {});
  const { key, told } = await begin(lenient, user);
  t.match(told, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: false });
  t.equal((await enroll(key)).status, 201);
});

t.test('a looser policy does not lift an enrolment that support asked for', async (t) => {
  const user = await strict.newUser();
  await reset(strict, user);
  await patch(strict.path, { policy: { twoFactor: 'optional' } }, { key: strict.admin });
  t.match((await begin(strict, user)).told, { status: 'enrollment_required', reason: 'reset' });
});
