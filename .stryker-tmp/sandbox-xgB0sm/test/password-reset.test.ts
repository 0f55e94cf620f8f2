// @ts-nocheck
import { sql } from 'kysely';
import t from 'tap';
import { createHashing } from '../src/crypto/passwords.ts';
import {
  must,
  newTenant,
  PASSWORD,
  REAL_HASHING,
  type Service,
  startService,
  type Tenant,
  totp,
} from './support/service.ts';

const NEW = 'purple kettle 41 meadow lantern';
const INVALID = { status: 401, body: { code: 'invalid_reset_token' } };
const MINUTE = 60_000;

const request = async (service: Service, tenant: Tenant, id: string, key = tenant.backend) =>
  must(await service.post(`${tenant.users}/${id}/password-reset`, {}, { key }), 201);
const reset = (service: Service, tenant: Tenant, resetToken: string, newPassword = NEW) =>
  service.post(`/v1/tenants/${tenant.slug}/password-reset`, { resetToken, newPassword });

// Proves: v5.0.0-6.4.1
t.test('a reset token sets a new password once, for half an hour, and in its tenant alone', async (t) => {
  const service = await startService(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const user = await tenant.newUser();
  const { resetToken, expiresAt } = await request(service, tenant, user.id);
  t.match(resetToken, /^irt_[A-Za-z0-9_-]{65}$/);
  t.equal(expiresAt, new Date(service.clock.now().getTime() + 30 * MINUTE).toISOString());
  t.match(await reset(service, other, resetToken), INVALID);
  t.match(await reset(service, { ...tenant, slug: 'no-such-tenant' }, resetToken), INVALID);
  for (const near of [resetToken.slice(0, -1), `${resetToken}x`, resetToken.replace('irt_', 'ist_'), 'x', user.id])
    t.match(await reset(service, tenant, near), INVALID);
  t.match(await reset(service, tenant, resetToken, 'short'), {
    status: 400,
    body: { code: 'password_not_acceptable', reasons: ['too_short'] },
  });
  t.equal((await reset(service, tenant, resetToken)).status, 204, 'what was refused has not spent it');
  t.match(await reset(service, tenant, resetToken), INVALID, 'it works once');
  t.equal((await tenant.login(user.username)).status, 401, 'the old password is gone');
  must(await tenant.login(user.username, { password: NEW }), 200);

  const late = (await request(service, tenant, user.id)).resetToken;
  service.clock.advance(30 * MINUTE - 1);
  t.match(await reset(service, tenant, late, 'short'), { status: 400 }, 'to the last moment');
  service.clock.advance(1);
  t.match(await reset(service, tenant, late), INVALID, 'and no longer');
  const [first, second] = [await request(service, tenant, user.id), await request(service, tenant, user.id)];
  t.match(await reset(service, tenant, first.resetToken), INVALID, 'a later one takes its place');
  t.equal((await reset(service, tenant, second.resetToken, PASSWORD)).status, 204);
});

// Proves: v5.0.0-6.3.4, v5.0.0-6.3.6, v5.0.0-6.4.3, CVE-2024-21654
t.test('a password reset goes round no second factor: sessions and trust end, a code is asked for', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  const pending = must(await tenant.login(user.username), 200).loginToken;
  const { resetToken } = await request(service, tenant, user.id);
  const answer = await reset(service, tenant, resetToken);
  t.equal(answer.status, 204);
  t.equal(answer.text, '', 'it gives no session');
  t.same(answer.cookies, {});
  t.equal((await service.get('/v1/session', { key: sessionToken })).status, 401);
  t.equal((await service.get('/v1/login', { key: pending })).status, 401);
  const again = must(await tenant.login(user.username, { password: NEW, trustedDeviceToken }), 200);
  t.equal(again.status, 'challenge_required');
  const code = totp(user.secret, service.clock.now());
  must(await service.post('/v1/login/challenge', { code }, { key: again.loginToken }), 200);
  const types = (await tenant.events(`&userId=${user.id}`)).map(({ type }) => type);
  for (const type of ['password.reset_requested', 'password.reset', 'session.revoked', 'trusted_device.revoked'])
    t.ok(types.includes(type), type);
});

t.test('a reset token dies with every change of credentials', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const { users } = tenant;
  const key = tenant.admin;
  const changes: [string, (user: { id: string; username: string }) => Promise<unknown>][] = [
    ['a password that an administrator sets', ({ id }) => service.patch(`${users}/${id}`, { password: NEW }, { key })],
    ['disabling', ({ id }) => service.patch(`${users}/${id}`, { status: 'disabled' }, { key })],
    ['a support reset', ({ id }) => service.post(`${users}/${id}/two-factor-reset`, { reason: 'x' }, { key })],
    [
      'a password that the user changes',
      async ({ username }) => {
        const session = await tenant.signIn(username);
        const change = { currentPassword: PASSWORD, newPassword: NEW };
        must(await service.post('/v1/account/password', change, { key: session }), 204);
      },
    ],
  ];
  for (const [name, change] of changes) {
    const user = await tenant.newUser();
    const { resetToken } = await request(service, tenant, user.id);
    await change(user);
    t.match(await reset(service, tenant, resetToken), INVALID, name);
  }
});

t.test('who was barred by failures can sign in after a reset, and an owed change is done by it', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.newUser({ mustChangePassword: true });
  for (let tries = 0; tries < 5; tries += 1) await tenant.login(user.username, { password: 'wrong' });
  t.equal((await tenant.login(user.username)).status, 429);
  const { resetToken } = await request(service, tenant, user.id);
  t.equal((await reset(service, tenant, resetToken)).status, 204);
  t.match(await tenant.login(user.username, { password: NEW }), { status: 200, body: { status: 'authenticated' } });
});

// Proves: v5.0.0-2.3.4, v5.0.0-15.4.2
t.test('one reset token sets one password, however many come at once', async (t) => {
  const service = await startService(t, { ...REAL_HASHING, DATABASE_POOL: '20' });
  // cheap ones, or the hashes would bring them into a row
  Object.assign(service.ctx, {
    hashing: createHashing({ memoryKib: 64, passes: 1, concurrency: 20, queue: 100, peppers: [], wrongMillis: 0 }),
  });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const { resetToken } = await request(service, tenant, user.id);
  await Promise.all(Array.from({ length: 20 }, () => sql`select pg_sleep(0.05)`.execute(service.ctx.db)));
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => reset(service, tenant, resetToken, `${NEW} ${index}`)),
  );
  t.same(answers.map(({ status }) => status).sort(), [204, ...Array(19).fill(401)]);
  const winner = answers.findIndex(({ status }) => status === 204);
  must(await tenant.login(user.username, { password: `${NEW} ${winner}` }), 200);
  t.equal((await tenant.events('&type=password.reset')).length, 1);
});

t.test('made-up tokens are not hashed for, and are limited by address', async (t) => {
  const service = await startService(t, { RATE_LIMITS: 'on', HASH_CONCURRENCY: '1', HASH_QUEUE: '0' });
  const { hashing } = service.ctx;
  const tenant = await newTenant(service);
  while (hashing.saturated()) await new Promise((done) => setTimeout(done, 1));
  const holding = hashing.hash('to keep the only place', 'u');
  t.match(await reset(service, tenant, `irt_${'A'.repeat(65)}`), INVALID, 'although there is no place to hash');
  await holding;
  const statuses: number[] = [];
  for (let tries = 0; tries < 20; tries += 1) statuses.push((await reset(service, tenant, 'irt_x')).status);
  t.equal(statuses.at(-1), 429);
});
