// @ts-nocheck
import { sql } from 'kysely';
import t from 'tap';
import { ADMIN, newTenant, PASSWORD, startService, type Tenant, totp } from './support/service.ts';

const service = await startService(t);
const { get, post, patch, clock } = service;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NEW_PASSWORD = 'a quite different phrase 77';

const alive = async (key: string) => (await get('/v1/session', { key })).status === 200;
const sessionOf = async (key: string) => (await get('/v1/session', { key })).body.session;
const after = (millis: number) => new Date(clock.now().getTime() + millis).toISOString();
type User = Awaited<ReturnType<Tenant['enrolledUser']>>;

async function change(tenant: Tenant, policy: object) {
  const answer = await patch(tenant.path, { policy }, { key: tenant.admin });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body.policy;
}
const trust = async (tenant: Tenant, user: User): Promise<string> =>
  (await tenant.signInWithCode(user, { trustDevice: true })).trustedDeviceToken;
/** the device's next token; null: a code is asked for */
const use = async (tenant: Tenant, user: User, trustedDeviceToken: string): Promise<string | null> =>
  (await tenant.login(user.username, { trustedDeviceToken })).body.trustedDeviceToken ?? null;

t.test('a policy has its defaults, is given in part, and what is left out stays', async (t) => {
  const tenant = await newTenant(service);
  const defaults = {
    twoFactor: 'optional',
    enforcedFrom: null,
    trustedDevices: { enabled: true, days: 30, maxPerUser: 10 },
    sessions: { idleMinutes: 30, absoluteHours: 12 },
    passwords: { minLength: 15 },
    resetCodeRequired: true,
  };
  t.strictSame((await get(tenant.path, { key: tenant.admin })).body.policy, defaults);
  const sessions = { idleMinutes: 5, absoluteHours: 12 };
  t.strictSame(await change(tenant, { sessions: { idleMinutes: 5 } }), { ...defaults, sessions });
  const required = await change(tenant, { twoFactor: 'required' });
  t.strictSame(required, { ...defaults, sessions, twoFactor: 'required', passwords: { minLength: 8 } });
  const enforcedFrom = after(DAY);
  t.equal((await change(tenant, { enforcedFrom })).enforcedFrom, enforcedFrom);
  t.equal((await change(tenant, { enforcedFrom: null })).enforcedFrom, null);
  t.match(await tenant.events('&type=tenant.updated'), [
    { data: { changed: ['enforced_from'] } },
    { data: { changed: ['enforced_from'] } },
    { data: { changed: ['two_factor'] } },
    { data: { changed: ['session_idle_minutes'] } },
  ]);
});

t.test('a shorter idle time bites at once, and a longer one revives nothing', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const [idle, used] = [await tenant.signIn(user.username), await tenant.signIn(user.username)];
  clock.advance(5 * MINUTE);
  t.ok(await alive(used));
  await change(tenant, { sessions: { idleMinutes: 5 } });
  t.strictSame([await alive(idle), await alive(used)], [false, true]);
  t.equal((await sessionOf(used)).idleExpiresAt, after(5 * MINUTE));
  t.equal((await post('/v1/introspect', { token: idle }, { key: tenant.backend })).body.active, false);
  clock.advance(5 * MINUTE);
  await change(tenant, { sessions: { idleMinutes: 60 } });
  t.strictSame([await alive(idle), await alive(used)], [false, false]);
});

t.test('a longer lifetime is for sessions yet to come: one that lives keeps what it was given', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const old = await tenant.signIn(user.username);
  const end = after(12 * HOUR);
  await change(tenant, { sessions: { idleMinutes: 60, absoluteHours: 24 } });
  t.match(await sessionOf(old), { expiresAt: end, idleExpiresAt: after(30 * MINUTE) });
  const { session } = (await tenant.login(user.username)).body;
  t.match(session, { expiresAt: after(24 * HOUR), idleExpiresAt: after(60 * MINUTE) });
});

t.test('a shorter absolute lifetime counts from the sign-in, and a longer one revives nothing', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const old = await tenant.signIn(user.username);
  for (let times = 0; times < 3; times++) {
    clock.advance(20 * MINUTE);
    t.ok(await alive(old));
  }
  const young = await tenant.signIn(user.username);
  await change(tenant, { sessions: { absoluteHours: 1 } });
  t.strictSame([await alive(old), await alive(young)], [false, true]);
  t.equal((await sessionOf(young)).expiresAt, after(HOUR));
  await change(tenant, { sessions: { absoluteHours: 12 } });
  t.strictSame([await alive(old), await alive(young)], [false, true]);
});

// Proves: v5.0.0-8.3.2
t.test('once 2FA is required, sessions of users without an authenticator end, and theirs alone', async (t) => {
  const tenant = await newTenant(service);
  const [without, ready] = [await tenant.newUser(), await tenant.enrolledUser()];
  const key = await tenant.signIn(without.username);
  const elsewhere = await newTenant(service);
  const other = await elsewhere.signIn((await elsewhere.newUser()).username);
  await change(tenant, { twoFactor: 'required' });
  t.strictSame([await alive(key), await alive(ready.session), await alive(other)], [false, true, true]);
  t.match((await get('/v1/session', { key: ready.session })).body.twoFactor, { enabled: true, required: true });
  t.match((await tenant.login(without.username)).body, { status: 'enrollment_required', reason: 'policy' });
  await change(tenant, { twoFactor: 'optional' });
  t.notOk(await alive(key), 'optional again revives nothing');
  t.equal((await tenant.login(without.username)).body.status, 'authenticated');
});

t.test('a deadline ends the sessions on its day; moved forward or lifted later it revives nothing', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const enforcedFrom = after(10 * MINUTE);
  const key = await tenant.signIn(user.username);
  await change(tenant, { twoFactor: 'required', enforcedFrom });
  t.equal((await get('/v1/session', { key })).body.twoFactor.deadline, enforcedFrom);
  clock.advance(10 * MINUTE);
  t.equal((await post('/v1/introspect', { token: key }, { key: tenant.backend })).body.active, false);
  await change(tenant, { enforcedFrom: after(DAY) });
  t.notOk(await alive(key));
  const again = await tenant.signIn(user.username);
  await change(tenant, { enforcedFrom: null });
  t.notOk(await alive(again), 'no deadline: at once');
});

// Proves: v5.0.0-8.3.2
t.test('a stricter policy bites logins under way: no session without a second factor', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.newUser({ mustChangePassword: true });
  const { status, loginToken: key } = (await tenant.login(user.username)).body;
  t.equal(status, 'password_change_required');
  await change(tenant, { twoFactor: 'required' });
  t.match((await get('/v1/login', { key })).body, { status: 'enrollment_required', reason: 'policy' });
  const changed = await post('/v1/login/password', { newPassword: NEW_PASSWORD }, { key });
  t.match(changed, { status: 409, body: { code: 'wrong_login_step' } });
});

t.test('trust switched off makes tokens as good as none, for good, and takes no new ones', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const token = await trust(tenant, user);
  const underWay = (await tenant.login(user.username)).body.loginToken;
  await change(tenant, { trustedDevices: { enabled: false } });
  const challenged = (await tenant.login(user.username, { trustedDeviceToken: token })).body;
  t.match(challenged, { status: 'challenge_required', attemptsLeft: 5, trustedDevices: { enabled: false } });
  const devices = await get('/v1/account/trusted-devices', { key: user.session });
  t.strictSame(devices.body, { trustedDevices: [] });
  const code = totp(user.secret, clock.now());
  const refused = await post('/v1/login/challenge', { code, trustDevice: true }, { key: underWay });
  t.match(refused, { status: 403, body: { code: 'trusted_devices_disabled' } });
  const passed = await post('/v1/login/challenge', { code }, { key: underWay });
  t.equal(passed.body.status, 'authenticated', 'nothing was judged or charged');
  await change(tenant, { trustedDevices: { enabled: true } });
  t.equal(await use(tenant, user, token), null);
  t.match(await tenant.events('&type=trusted_device.revoked'), [{ userId: user.id, data: { reason: 'policy' } }]);
  t.equal((await tenant.events('&type=trusted_device.token_reused')).length, 0, 'and is no theft');
});

t.test('trust asked for in a login is not given where the tenant switches it off before the end', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  await patch(`${tenant.users}/${user.id}`, { mustChangePassword: true }, { key: tenant.admin });
  const { loginToken: key } = (await tenant.login(user.username)).body;
  const given = { code: totp(user.secret, clock.now()), trustDevice: true };
  t.equal((await post('/v1/login/challenge', given, { key })).body.status, 'password_change_required');
  await change(tenant, { trustedDevices: { enabled: false } });
  const done = (await post('/v1/login/password', { newPassword: NEW_PASSWORD }, { key })).body;
  t.match(done, { status: 'authenticated', trustedDeviceToken: undefined });
  t.equal((await tenant.events('&type=trusted_device.added')).length, 0);
});

t.test('devices beyond a smaller number end, the least recently used first, and stay ended', async (t) => {
  const tenant = await newTenant(service);
  const [user, other] = [await tenant.enrolledUser(), await tenant.enrolledUser()];
  const [first, second, third] = [await trust(tenant, user), await trust(tenant, user), await trust(tenant, user)];
  const theirs = await trust(tenant, other);
  const successor = (await use(tenant, user, first)) ?? '';
  await change(tenant, { trustedDevices: { maxPerUser: 2 } });
  t.equal(await use(tenant, user, second), null, 'used least recently');
  t.type(await use(tenant, user, successor), 'string');
  t.type(await use(tenant, user, third), 'string');
  t.type(await use(tenant, other, theirs), 'string', 'the number is of each user');
  await change(tenant, { trustedDevices: { maxPerUser: 10 } });
  t.equal(await use(tenant, user, second), null);
});

t.test('fewer days of trust count from its beginning, and more days revive nothing', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const old = await trust(tenant, user);
  clock.advance(7 * DAY);
  const young = await trust(tenant, user);
  await change(tenant, { trustedDevices: { days: 7 } });
  t.equal(await use(tenant, user, old), null);
  const next = (await use(tenant, user, young)) ?? '';
  clock.advance(7 * DAY);
  await change(tenant, { trustedDevices: { days: 90 } });
  t.equal(await use(tenant, user, next), null, 'it ended under the policy of then');
});

t.test('a device that a shorter trust has ended holds no place among those allowed', async (t) => {
  for (const how of ['a smaller number', 'a new device']) {
    const tenant = await newTenant(service);
    const user = await tenant.enrolledUser();
    const old = await trust(tenant, user);
    clock.advance(5 * DAY);
    const young = await trust(tenant, user);
    await change(tenant, { trustedDevices: { days: 7, maxPerUser: 2 } });
    await use(tenant, user, old);
    clock.advance(2 * DAY);
    if (how === 'a new device') await trust(tenant, user);
    else await change(tenant, { trustedDevices: { maxPerUser: 1 } });
    t.type(await use(tenant, user, young), 'string', how);
  }
});

t.test('a longer minimum is for new passwords: those in use go on', async (t) => {
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const key = await tenant.signIn(user.username);
  await change(tenant, { passwords: { minLength: 40 } });
  const given = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  const refused = await post('/v1/account/password', given, { key });
  t.match(refused, { status: 400, body: { code: 'password_not_acceptable', reasons: ['too_short'] } });
  t.equal((await tenant.login(user.username)).body.status, 'authenticated');
});

t.test(
  'a stricter policy ends many sessions in batches, each with its event, and all before it is answered',
  async (t) => {
    const tenant = await newTenant(service);
    const user = await tenant.newUser();
    const session = await tenant.signIn(user.username);
    await sql`
    insert into sessions select (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid()))).*
    from sessions as s, generate_series(1, 4500) where s.user_id = ${user.id}`.execute(service.ctx.db);
    await change(tenant, { twoFactor: 'required' });
    t.equal(await alive(session), false);
    const { rows } = await sql<{ live: number; told: number; policies: number }>`
    select (select count(*) from sessions where user_id = ${user.id} and ended_at is null) as live,
      (select count(*) from events where user_id = ${user.id} and type = 'session.revoked') as told,
      (select count(distinct xmin::text) from events where user_id = ${user.id} and type = 'session.revoked') as policies
    `.execute(service.ctx.db);
    t.match(rows[0], { live: 0, told: 4501, policies: 3 }, 'in three transactions');
  },
);

t.test('a change that is refused has ended nothing', async (t) => {
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const session = await tenant.signIn((await tenant.newUser()).username);
  const policy = { twoFactor: 'required' };
  t.match(await patch(tenant.path, { slug: other.slug, policy }, { key: ADMIN }), { status: 409 });
  t.ok(await alive(session));
});
