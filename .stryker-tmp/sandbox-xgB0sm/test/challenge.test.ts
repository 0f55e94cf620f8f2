// @ts-nocheck
import t from 'tap';
import { newTenant, startService, type Tenant, totp, wrongCode } from './support/service.ts';

const service = await startService(t);
const { get, post, patch, clock } = service;
const tenant = await newTenant(service);
const challenge = (key: string, given: object) => post('/v1/login/challenge', given, { key });
const begin = async (user: { username: string }, from: Tenant = tenant): Promise<string> =>
  (await from.login(user.username)).body.loginToken;
const seconds = (count: number) => new Date(clock.now().getTime() + count * 1000);

t.test('a code is read with spaces and dashes, and anything else is a slip that costs nothing', async (t) => {
  const user = await tenant.enrolledUser();
  const key = await begin(user);
  const code = totp(user.secret, clock.now());
  const fullWidth = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
  const slips = ['', '12345', '1234567', 'abcdef', '12345a', '-', `${code}\n`, `${code}\u00a0`, fullWidth];
  for (const slip of slips)
    t.match(await challenge(key, { code: slip }), { status: 400, body: { code: 'invalid_request' } }, `"${slip}"`);
  for (const given of [{}, { code: 123456 }, { code, method: 'sms' }, { code, trustDevice: 'yes' }, { code, extra: 1 }])
    t.match(await challenge(key, given), { status: 400, body: { code: 'invalid_request' } });
  t.equal((await get('/v1/login', { key })).body.attemptsLeft, 5);
  t.strictSame(await tenant.events(`&type=authenticator.failed&userId=${user.id}`), []);
  const typed = ` ${code.slice(0, 3)} - ${code.slice(3)}`;
  t.match((await challenge(key, { code: typed })).body, { session: { methods: ['pwd', 'otp'], acr: 'aal2' } });
});

// Proves: v5.0.0-6.5.1, CVE-2015-7225, CVE-2021-43177, CVE-2025-6014
t.test('a code works from one step before to one step after, and once', async (t) => {
  const user = await tenant.enrolledUser();
  clock.advance(120_000);
  const key = await begin(user);
  for (const away of [-60, 60])
    t.match(await challenge(key, { code: totp(user.secret, seconds(away)) }), { body: { code: 'invalid_code' } });
  t.equal((await challenge(key, { code: totp(user.secret, seconds(-30)) })).status, 200, 'the step before');
  t.equal((await challenge(await begin(user), { code: totp(user.secret, clock.now()) })).status, 200);
  const ahead = totp(user.secret, seconds(30));
  t.equal((await challenge(await begin(user), { code: ahead })).status, 200, 'the step after');
  const late = await begin(user);
  t.match(await challenge(late, { code: ahead }), { status: 401, body: { code: 'invalid_code' } });
  t.match(await challenge(late, { code: totp(user.secret, clock.now()) }), { status: 401 }, 'an older one neither');
  t.match(await challenge(late, { code: `${ahead.slice(0, 2)} ${ahead.slice(2)}` }), { status: 401 });
  clock.advance(30_000);
  t.match(await challenge(late, { code: ahead }), { status: 401, body: { attemptsLeft: 1 } });
});

// Proves: CVE-2024-7318
t.test('a code lives to the last millisecond of the step after its own', async (t) => {
  const user = await tenant.enrolledUser();
  const code = totp(user.secret, clock.now());
  clock.advance(60_000 - 1);
  const key = await begin(user);
  clock.advance(1);
  t.match(await challenge(key, { code }), { status: 401, body: { code: 'invalid_code' } });
  const next = totp(user.secret, clock.now());
  clock.advance(60_000 - 1);
  t.equal((await challenge(key, { code: next })).status, 200);
  clock.advance(1);
});

// Proves: v5.0.0-6.5.1, CVE-2026-31875
t.test('a recovery code is read tolerantly, works once, and a fresh one replaces it', async (t) => {
  const user = await tenant.enrolledUser();
  const [one = '', other = ''] = user.recoveryCodes;
  for (const code of user.recoveryCodes) t.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  const typed = ` ${one.toLowerCase().replaceAll('0', 'o').replace('1', 'l').replaceAll('1', 'I').replace('-', '\u2013').replaceAll('-', ' ')} `;
  const first = (await challenge(await begin(user), { method: 'recovery_code', code: typed })).body;
  t.match(first, { status: 'authenticated', session: { methods: ['pwd', 'recovery_code'], acr: 'aal2' } });
  t.equal(first.recoveryCodes.length, 1);
  t.notOk(user.recoveryCodes.includes(first.recoveryCodes[0]));
  t.equal(first.twoFactor.recoveryCodesLeft, 10);
  t.equal((await tenant.events(`&type=recovery_code.used&userId=${user.id}`)).length, 1);
  const key = await begin(user);
  const again = await challenge(key, { method: 'recovery_code', code: one });
  t.match(again, { status: 401, body: { code: 'invalid_code', attemptsLeft: 4 } });
  const made = await challenge(key, { method: 'recovery_code', code: 'nothing like one' });
  t.match(made, { status: 401, body: { code: 'invalid_code', attemptsLeft: 3 } });
  const spent = await challenge(key, { method: 'recovery_code', code: first.recoveryCodes[0] });
  t.equal(spent.body.status, 'authenticated', 'the replacement works');
  t.equal((await challenge(await begin(user), { method: 'recovery_code', code: other })).status, 200);
  const total = await get('/v1/account/recovery-codes', { key: spent.body.sessionToken });
  t.match(total.body, { left: 10, total: 10 });
});

t.test('a recovery code comes back with the step that used it, where a new password is still owed', async (t) => {
  const user = await tenant.enrolledUser();
  await patch(`${tenant.users}/${user.id}`, { mustChangePassword: true }, { key: tenant.admin });
  const answer = await challenge(await begin(user), { method: 'recovery_code', code: user.recoveryCodes[0] });
  t.match(answer.body, { status: 'password_change_required', recoveryCodes: [/^.{19}$/] });
});

t.test("another user's codes are wrong ones", async (t) => {
  const [one, two] = [await tenant.enrolledUser(), await tenant.enrolledUser()];
  const key = await begin(one);
  const wrong = { status: 401, body: { code: 'invalid_code' } };
  t.match(await challenge(key, { code: totp(two.secret, clock.now()) }), wrong);
  t.match(await challenge(key, { method: 'recovery_code', code: two.recoveryCodes[0] }), wrong);
});

// Proves: v5.0.0-2.2.3
t.test(
  'no device is trusted by a recovery code, nor where the tenant trusts none: refused before a charge',
  async (t) => {
    const user = await tenant.enrolledUser();
    const key = await begin(user);
    const given = { method: 'recovery_code', code: user.recoveryCodes[0], trustDevice: true };
    t.match(await challenge(key, given), { status: 400, body: { code: 'invalid_request' } });
    const off = await newTenant(service, { trustedDevices: { enabled: false } });
    const wary = await off.enrolledUser();
    const challenged = (await off.login(wary.username)).body;
    t.strictSame(challenged.trustedDevices, { enabled: false, days: 30 });
    const answer = await challenge(challenged.loginToken, { code: totp(wary.secret, clock.now()), trustDevice: true });
    t.match(answer, { status: 403, body: { code: 'trusted_devices_disabled' } });
    for (const [token, code] of [
      [key, totp(user.secret, clock.now())],
      [challenged.loginToken, totp(wary.secret, clock.now())],
    ] as const) {
      t.equal((await get('/v1/login', { key: token })).body.attemptsLeft, 5);
      t.equal((await challenge(token, { code })).status, 200, 'neither code was spent');
    }
  },
);

// Proves: v5.0.0-6.3.1, v5.0.0-16.3.3
t.test('a hundred wrong codes in a row close TOTP: recovery codes still open, no success opens it', async (t) => {
  const user = await tenant.enrolledUser();
  for (let failures = 1; failures < 100; failures++) {
    const answer = await challenge(await begin(user), { code: wrongCode(user.secret, clock.now()) });
    if (answer.body.code !== 'invalid_code') t.fail(`${failures}: ${answer.text}`);
    clock.advance(3600_000);
  }
  t.strictSame((await tenant.login(user.username)).body.methods, ['totp', 'recovery_code']);
  await challenge(await begin(user), { code: wrongCode(user.secret, clock.now()) });
  clock.advance(3600_000);
  t.equal((await tenant.events(`&type=authenticator.locked&userId=${user.id}`)).length, 1);
  const closed = (await tenant.login(user.username)).body;
  t.match(closed, { status: 'challenge_required', attemptsLeft: 5 });
  t.strictSame(closed.methods, ['recovery_code']);
  const key = closed.loginToken;
  t.match(await challenge(key, { code: totp(user.secret, clock.now()) }), {
    status: 429,
    body: { code: 'too_many_attempts' },
  });
  const recovered = (await challenge(key, { method: 'recovery_code', code: user.recoveryCodes[0] })).body;
  t.equal(recovered.status, 'authenticated');
  const reauthenticate = (given: object) =>
    post('/v1/session/reauthenticate', { password: user.password, ...given }, { key: recovered.sessionToken });
  const byCode = await reauthenticate({ code: totp(user.secret, clock.now()) });
  t.match(byCode, { status: 429, body: { code: 'too_many_attempts' } }, 'closed to step-up, too');
  const still = (await tenant.login(user.username)).body;
  t.strictSame(still.methods, ['recovery_code'], 'a success does not open it');
  t.equal((await reauthenticate({ method: 'recovery_code', code: user.recoveryCodes[1] })).status, 200);
});
