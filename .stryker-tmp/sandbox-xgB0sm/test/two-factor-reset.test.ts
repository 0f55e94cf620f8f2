// @ts-nocheck
import t from 'tap';
import { ADMIN, must, newTenant, PASSWORD, type Service, startService, type Tenant, totp } from './support/service.ts';

const HOUR = 3_600_000;
const reset = (service: Service, tenant: Tenant, id: string, body: object = { reason: 'lost' }, key = tenant.support) =>
  service.post(`${tenant.users}/${id}/two-factor-reset`, body, { key });

// Proves: v5.0.0-6.4.4
t.test('a reset needs a reason, the right role, and a user of the very tenant', async (t) => {
  const service = await startService(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const [user, stranger] = [await tenant.newUser(), await other.newUser()];
  const invalid = { status: 400, body: { code: 'invalid_request' } };
  for (const body of [{}, { reason: '' }, { reason: 5 }, { reason: 'a'.repeat(501) }, { reason: 'x', ticket: '' }])
    t.match(await reset(service, tenant, user.id, body), invalid, JSON.stringify(body).slice(0, 40));
  t.match(await reset(service, tenant, user.id, { reason: 'x', surprise: 1 }), invalid);
  t.match(await reset(service, tenant, 'me'), invalid);
  t.match(await reset(service, tenant, user.id, undefined, 'rubbish'), { status: 401 });
  t.match(await reset(service, tenant, user.id, undefined, tenant.backend), {
    status: 403,
    body: { code: 'forbidden' },
  });
  const foreign = { status: 404, body: { code: 'tenant_not_found' } };
  t.match(await reset(service, tenant, user.id, undefined, other.support), foreign);
  const unknown = { status: 404, body: { code: 'not_found' } };
  t.match(await reset(service, tenant, stranger.id), unknown, 'the user of another tenant');
  t.match(await reset(service, tenant, stranger.id, undefined, ADMIN), unknown, 'also for the platform');
  t.match(await reset(service, tenant, '01900000-0000-7000-8000-000000000000'), unknown);
  t.same(await tenant.events('&type=two_factor.reset'), [], 'nothing was reset');
  for (const key of [tenant.support, tenant.admin, ADMIN])
    t.match(await reset(service, tenant, user.id, { reason: 'x', ticket: 'T-1' }, key), { status: 200 });
  t.equal((await tenant.events('&type=two_factor.reset')).length, 3);
});

// Proves: v5.0.0-6.4.4, v5.0.0-6.5.6
t.test('a reset ends everything, and the next login enrols again with the code that support reads out', async (t) => {
  const service = await startService(t);
  const { get, post, clock } = service;
  const tenant = await newTenant(service);
  const [user, bystander] = [await tenant.enrolledUser(), await tenant.enrolledUser()];
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  const other = await tenant.signInWithCode(bystander, { trustDevice: true });
  const pending = must(await tenant.login(user.username), 200).loginToken;
  const answer = must(await reset(service, tenant, user.id), 200);
  t.match(answer.resetCode, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  t.equal(answer.expiresAt, new Date(clock.now().getTime() + 24 * HOUR).toISOString());
  t.equal((await get('/v1/session', { key: sessionToken })).status, 401, 'sessions');
  t.equal((await get('/v1/login', { key: pending })).status, 401, 'logins under way');
  const again = must(await tenant.login(user.username, { trustedDeviceToken }), 200);
  t.match(again, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: true }, 'trusted devices');
  const shown = must(await get(`${tenant.users}/${user.id}`, { key: tenant.support }), 200);
  t.match(shown.twoFactor, { enabled: false, recoveryCodesLeft: 0 }, 'authenticators and recovery codes');
  t.equal((await get('/v1/session', { key: other.sessionToken })).status, 200, 'nobody else is touched');
  t.match(await tenant.login(bystander.username, { trustedDeviceToken: other.trustedDeviceToken }), {
    body: { status: 'authenticated' },
  });

  const enrol = (given: object, key = again.loginToken) => post('/v1/login/enrollment', given, { key });
  t.match(await enrol({ resetCode: '00000-00000' }), { status: 401, body: { code: 'invalid_reset_code' } });
  const begun = must(await enrol({ resetCode: answer.resetCode.toLowerCase().replace('-', ' ') }), 201);
  const code = totp(begun.secret, clock.now());
  must(await post('/v1/login/enrollment/confirm', { code }, { key: again.loginToken }), 200);
  const { db } = service.ctx;
  const row = await db.selectFrom('users').selectAll().where('id', '=', user.id).executeTakeFirstOrThrow();
  t.match(row, { reset_code_hash: null, two_factor_reset_at: null }, 'the code is spent');
  t.equal(must(await tenant.login(user.username), 200).status, 'challenge_required');
});

// Proves: v5.0.0-6.4.1
t.test('a reset code works for 24 hours, and a later reset replaces it', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const enrol = async (resetCode: string) => {
    const { loginToken } = must(await tenant.login(user.username), 200);
    return service.post('/v1/login/enrollment', { resetCode }, { key: loginToken });
  };
  const wrong = { status: 401, body: { code: 'invalid_reset_code' } };
  const first = must(await reset(service, tenant, user.id), 200).resetCode;
  service.clock.advance(24 * HOUR - 1);
  t.equal((await enrol(first)).status, 201, 'to the last moment');
  service.clock.advance(1);
  t.match(await enrol(first), wrong, 'and no longer');
  const second = must(await reset(service, tenant, user.id), 200).resetCode;
  t.not(second, first);
  t.match(await enrol(first), wrong);
  t.equal((await enrol(second)).status, 201);
});

t.test('where the tenant asks for no code, a reset gives none; a user without 2FA owes an enrolment too', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service, { resetCodeRequired: false });
  const user = await tenant.newUser();
  t.equal(must(await tenant.login(user.username), 200).status, 'authenticated');
  const answer = await reset(service, tenant, user.id);
  t.equal(answer.status, 200);
  t.strictSame(answer.body, {});
  const owing = must(await tenant.login(user.username), 200);
  t.match(owing, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: false });
  t.equal((await service.post('/v1/login/enrollment', {}, { key: owing.loginToken })).status, 201);
});

t.test('a password set by an administrator ends sessions, trusted devices and logins under way', async (t) => {
  const service = await startService(t);
  const { get, patch } = service;
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  const pending = must(await tenant.login(user.username), 200).loginToken;
  const change = (body: object) => patch(`${tenant.users}/${user.id}`, body, { key: tenant.backend });
  must(await change({ displayName: 'New Name' }), 200);
  t.equal((await get('/v1/session', { key: sessionToken })).status, 200, 'a new name ends nothing');
  t.match(await change({ password: 'short' }), { status: 400, body: { code: 'password_not_acceptable' } });
  t.match(await change({ password: `${user.username} and a half` }), { body: { reasons: ['contains_username'] } });
  t.equal((await get('/v1/session', { key: sessionToken })).status, 200, 'nor does what is refused');
  const password = 'another fine staple 77';
  must(await change({ password, mustChangePassword: true }), 200);
  t.equal((await get('/v1/session', { key: sessionToken })).status, 401);
  t.equal((await get('/v1/login', { key: pending })).status, 401);
  t.equal((await tenant.login(user.username)).status, 401, 'the old password');
  const trusted = await tenant.login(user.username, { password, trustedDeviceToken });
  t.equal(trusted.body.status, 'challenge_required', 'the second factor stays, the trust does not');
  t.not(password, PASSWORD);
});
