// @ts-nocheck
import { sql } from 'kysely';
import t from 'tap';
import { ADMIN, must, newTenant, PASSWORD, startService, type Tenant, totp, wrongCode } from './support/service.ts';

const service = await startService(t, { DATABASE_POOL: '20' });
const { get, post, del, clock } = service;
const { db } = service.ctx;
const WRONG = 'not the password at all';
const NOBODY = '01900000-0000-7000-8000-000000000000';
const tenant = await newTenant(service);

const unlock = (id: string, body: object = { reason: 'Called back' }, key = tenant.support, where: Tenant = tenant) =>
  post(`${where.users}/${id}/unlock`, body, { key });
const seen = async (id: string) => must(await get(`${tenant.users}/${id}`, { key: tenant.support }), 200);
const failFive = async (username: string, more: object = {}) => {
  for (let failures = 0; failures < 5; failures++)
    must(await tenant.login(username, { password: WRONG, ...more }), 401);
};
const counters = (userId: string) =>
  db.selectFrom('attempt_counters').selectAll().where('user_id', '=', userId).orderBy('kind').execute();

t.test('an unlock needs a reason, the right role, and a user of the very tenant', async (t) => {
  const other = await newTenant(service);
  const [user, stranger] = [await tenant.newUser(), await other.newUser()];
  const invalid = { status: 400, body: { code: 'invalid_request' } };
  for (const body of [{}, { reason: '' }, { reason: 5 }, { reason: 'a'.repeat(501) }, { reason: 'x', ticket: '' }])
    t.match(await unlock(user.id, body), invalid, JSON.stringify(body).slice(0, 40));
  t.match(await unlock('me'), invalid);
  t.match(await unlock(user.id, undefined, tenant.backend), { status: 403, body: { code: 'forbidden' } });
  t.match(await unlock(user.id, undefined, other.support), { status: 404, body: { code: 'tenant_not_found' } });
  for (const id of [stranger.id, NOBODY])
    t.match(await unlock(id, undefined, ADMIN), { status: 404, body: { code: 'not_found' } });
  t.same(await tenant.events('&type=user.unlocked'), []);
  for (const key of [tenant.support, tenant.admin, ADMIN]) must(await unlock(user.id, undefined, key), 204);
  const events = must(await get(`${tenant.path}/events?type=user.unlocked`, { key: tenant.support }), 200).events;
  t.equal(events.length, 3, 'also where nothing was locked: it is an act');
});

t.test('an unlock lets in who was barred, in every lane and kind, and says who did it and why', async (t) => {
  const user = await tenant.enrolledUser();
  const bystander = await tenant.newUser();
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  await failFive(user.username);
  await failFive(user.username, { trustedDeviceToken });
  await failFive(bystander.username);
  for (let failures = 0; failures < 5; failures++)
    must(await post('/v1/session/reauthenticate', { password: WRONG, code: '000000' }, { key: sessionToken }), 401);
  t.equal((await counters(user.id)).filter(({ failures }) => failures === 5).length, 3);
  const ahead = new Date(clock.now().getTime() + 30_000).toISOString();
  t.equal((await seen(user.id)).lockedUntil, ahead);
  t.equal((await tenant.login(user.username)).status, 429);
  must(await unlock(user.id, { reason: 'Called back', ticket: 'T-7' }), 204);
  t.equal((await seen(user.id)).lockedUntil, null);
  t.match(await tenant.login(user.username), { status: 200, body: { status: 'challenge_required' } });
  t.match(await tenant.login(user.username, { trustedDeviceToken }), { status: 200 });
  const code = totp(user.secret, clock.now());
  t.match(await post('/v1/session/reauthenticate', { password: PASSWORD, code }, { key: sessionToken }), {
    status: 200,
  });
  t.equal((await tenant.login(bystander.username)).status, 429, 'nobody else is unlocked');
  const events = must(await get(`${tenant.path}/events?userId=${user.id}`, { key: tenant.support }), 200).events;
  const supportKey = must(await get('/v1/admin/api-keys', { key: tenant.admin }), 200).apiKeys.find(
    ({ role }: { role: string }) => role === 'support',
  );
  t.match(
    events.find(({ type }: { type: string }) => type === 'user.unlocked'),
    {
      actor: { kind: 'api_key', id: supportKey.id },
      data: { reason: 'Called back', ticket: 'T-7', totpWasLocked: false },
    },
  );
});

t.test('an unlock opens TOTP that a hundred wrong codes have closed', async (t) => {
  const user = await tenant.enrolledUser();
  const wrong = async () => {
    const { loginToken } = must(await tenant.login(user.username), 200);
    must(await post('/v1/login/challenge', { code: wrongCode(user.secret, clock.now()) }, { key: loginToken }), 401);
  };
  await wrong();
  await db.updateTable('attempt_counters').set({ failures: 99 }).where('user_id', '=', user.id).execute();
  t.equal((await seen(user.id)).totpLocked, false);
  await wrong();
  t.equal((await seen(user.id)).totpLocked, true);
  t.strictSame(must(await tenant.login(user.username), 200).methods, ['recovery_code']);
  must(await unlock(user.id), 204);
  t.match(await seen(user.id), { totpLocked: false, lockedUntil: null });
  const { loginToken, methods } = must(await tenant.login(user.username), 200);
  t.strictSame(methods, ['totp', 'recovery_code']);
  const code = totp(user.secret, clock.now());
  t.equal((await post('/v1/login/challenge', { code }, { key: loginToken })).status, 200);
  const [event] = await tenant.events(`&type=user.unlocked&userId=${user.id}`);
  t.match(event?.data, { totpWasLocked: true });
});

t.test('guesses under way during an unlock are settled without a fault', async (t) => {
  const user = await tenant.newUser();
  await Promise.all(Array.from({ length: 20 }, () => sql`select pg_sleep(0.05)`.execute(db)));
  const burst = Array.from({ length: 15 }, () => tenant.login(user.username, { password: WRONG }));
  const unlocks = Array.from({ length: 5 }, () => unlock(user.id));
  const answers = await Promise.all(burst);
  for (const answer of await Promise.all(unlocks)) t.equal(answer.status, 204);
  const judged = answers.filter(({ status }) => status === 401).length;
  t.ok(
    answers.every(({ status }) => status === 401 || status === 429),
    'no fault',
  );
  const [row] = await counters(user.id);
  t.strictSame(row?.under_way, [], 'each has given its place back');
  t.ok(judged >= 5, `${judged} were judged`);
});

t.test('an unlock forgets no attempt that is under way, but those whose process died', async (t) => {
  const user = await tenant.newUser();
  must(await tenant.login(user.username, { password: WRONG }), 401);
  const died = new Date(clock.now().getTime() - 31_000);
  const live = [1000, 2000, 3000, 4000, 5000].map((ago) => new Date(clock.now().getTime() - ago));
  await db
    .updateTable('attempt_counters')
    .set({ under_way: [died, ...live], failures: 3 })
    .where('user_id', '=', user.id)
    .execute();
  must(await unlock(user.id), 204);
  t.match((await counters(user.id))[0], { failures: 0, under_way: live });
  t.match(await tenant.login(user.username), { status: 429, headers: { 'retry-after': '1' } }, 'five are under way');
});

t.test('the desk sees what it needs of a user: locks, passwords, authenticators', async (t) => {
  const bare = await tenant.newUser({ password: undefined, mustChangePassword: true });
  t.match(await seen(bare.id), {
    hasPassword: false,
    mustChangePassword: true,
    authenticators: [],
    totpLocked: false,
    lockedUntil: null,
  });
  const user = await tenant.enrolledUser();
  await tenant.signInWithCode(user);
  const { authenticators } = must(await get('/v1/account/authenticators', { key: user.session }), 200);
  t.match(await seen(user.id), { hasPassword: true, mustChangePassword: false, twoFactor: { enabled: true } });
  t.strictSame((await seen(user.id)).authenticators, authenticators, 'as the user sees them');
  const found = await get(`${tenant.users}?username=${user.username.toUpperCase()}`, { key: tenant.support });
  t.strictSame(found.body.users, [await seen(user.id)], 'found by name, in any spelling');
});

t.test('a list of users takes as many statements for a hundred as for one', async (t) => {
  const crowd = await newTenant(service);
  const count = async () => {
    let statements = 0;
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db);
    t.equal(rows.length, 1);
    const executor = db.getExecutor();
    const run = executor.executeQuery;
    executor.executeQuery = function counted(this: typeof executor, ...given: Parameters<typeof run>) {
      statements += 1;
      return run.apply(this, given);
    } as typeof run;
    const { users } = must(await get(`${crowd.users}?limit=100`, { key: crowd.support }), 200);
    executor.executeQuery = run;
    return { statements, users: users.length };
  };
  await crowd.newUser();
  const one = await count();
  await sql`insert into users (id, tenant_id, username, username_key, display_name, must_change_password, status,
      device_cookie, authenticators, created_at)
    select gen_random_uuid(), t.id, 'u' || n, 'u' || n, 'u' || n, false, 'active', 'c' || n, 0, now()
    from tenants as t, generate_series(1, 120) as n where t.slug = ${crowd.slug}`.execute(db);
  const hundred = await count();
  t.equal(hundred.users, 100);
  t.ok(one.statements > 0);
  t.equal(hundred.statements, one.statements);
});

// Proves: v5.0.0-7.4.5
t.test("support lists a user's sessions and trusted devices, and ends one or all", async (t) => {
  const user = await tenant.enrolledUser();
  const first = await tenant.signInWithCode(user, { trustDevice: true, deviceName: 'Front desk' });
  const second = await tenant.signInWithCode(user, { trustDevice: true });
  const third = await tenant.signInWithCode(user);
  const of = `${tenant.users}/${user.id}`;
  const asSupport = { key: tenant.support };
  const own = must(await get('/v1/account/sessions', { key: third.sessionToken }), 200).sessions;
  const { sessions } = must(await get(`${of}/sessions`, asSupport), 200);
  t.strictSame(
    sessions,
    own.map((each: object) => ({ ...each, current: false })),
  );
  const { trustedDevices } = must(await get(`${of}/trusted-devices`, asSupport), 200);
  t.match(trustedDevices, [
    { name: 'Chrome on Windows', current: false },
    { name: 'Front desk', current: false },
  ]);

  t.strictSame((await get(`${of}/sessions/${sessions[1].id}`, asSupport)).body, sessions[1]);
  t.strictSame((await get(`${of}/trusted-devices/${trustedDevices[1].id}`, asSupport)).body, trustedDevices[1]);
  t.equal((await get(`${of}/trusted-devices/${sessions[1].id}`, asSupport)).status, 404);

  const spared = must(await tenant.login(user.username, { trustedDeviceToken: first.trustedDeviceToken }), 200);
  must(await del(`${of}/trusted-devices/${trustedDevices[1].id}`, asSupport), 204);
  t.equal((await get('/v1/session', { key: spared.sessionToken })).status, 401, 'sessions begun from it end');
  t.equal((await get('/v1/session', { key: first.sessionToken })).status, 401);
  t.equal((await get('/v1/session', { key: second.sessionToken })).status, 200, 'others do not');
  t.match(await tenant.login(user.username, { trustedDeviceToken: spared.trustedDeviceToken }), {
    body: { status: 'challenge_required' },
  });
  t.equal((await del(`${of}/trusted-devices/${trustedDevices[1].id}`, asSupport)).status, 404, 'once');

  must(await del(`${of}/sessions/${third.session.id}`, asSupport), 204);
  t.equal((await get('/v1/session', { key: third.sessionToken })).status, 401);
  t.equal((await del(`${of}/sessions/${third.session.id}`, asSupport)).status, 404);
  must(await del(`${of}/trusted-devices`, asSupport), 204);
  t.equal((await get('/v1/session', { key: second.sessionToken })).status, 401);
  must(await del(`${of}/sessions`, asSupport), 204);
  t.equal((await get('/v1/session', { key: user.session })).status, 401, 'none is spared');
  t.strictSame((await get(`${of}/sessions`, asSupport)).body, { sessions: [] });
  t.strictSame((await get(`${of}/trusted-devices`, asSupport)).body, { trustedDevices: [] });

  const events = must(await get(`${tenant.path}/events?userId=${user.id}&limit=100`, asSupport), 200).events as {
    type: string;
    actor: { kind: string };
  }[];
  const byKey = events.filter(({ actor }) => actor.kind === 'api_key').map(({ type }) => type);
  t.equal(byKey.filter((type) => type === 'trusted_device.revoked').length, 2, 'each is an event of the key');
  t.equal(byKey.filter((type) => type === 'session.revoked').length, 5);
});

t.test('a login under way that a device has spared a code ends when support revokes the device', async (t) => {
  const user = await tenant.enrolledUser();
  const { trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  await service.patch(`${tenant.users}/${user.id}`, { mustChangePassword: true }, { key: tenant.admin });
  const pending = must(await tenant.login(user.username, { trustedDeviceToken }), 200);
  t.equal(pending.status, 'password_change_required');
  must(await del(`${tenant.users}/${user.id}/trusted-devices`, { key: tenant.support }), 204);
  t.match(await get('/v1/login', { key: pending.loginToken }), { status: 401, body: { code: 'login_expired' } });
});

// Proves: v5.0.0-8.2.2, v5.0.0-8.4.1
t.test('a user of another tenant is as unknown as one that is not there', async (t) => {
  const other = await newTenant(service);
  const stranger = await other.newUser();
  const token = await other.signIn(stranger.username);
  const { sessions } = must(await get(`${other.users}/${stranger.id}/sessions`, { key: other.support }), 200);
  const user = await tenant.newUser();
  const unknown = { status: 404, body: { code: 'not_found' } };
  for (const id of [stranger.id, NOBODY])
    for (const what of ['sessions', 'trusted-devices']) {
      t.match(await get(`${tenant.users}/${id}/${what}`, { key: tenant.support }), unknown);
      t.match(await del(`${tenant.users}/${id}/${what}`, { key: tenant.support }), unknown);
    }
  t.match(await del(`${tenant.users}/${user.id}/sessions/${sessions[0].id}`, { key: tenant.support }), unknown);
  t.match(await get(`${tenant.users}/${user.id}/sessions/${sessions[0].id}`, { key: tenant.support }), unknown);
  t.equal((await get('/v1/session', { key: token })).status, 200);
});

t.test('what has run out is not ended once more', async (t) => {
  const user = await tenant.newUser();
  await tenant.signIn(user.username);
  clock.advance(13 * 3_600_000);
  const fresh = await tenant.signIn(user.username);
  must(await del(`${tenant.users}/${user.id}/sessions`, { key: tenant.support }), 204);
  t.equal((await get('/v1/session', { key: fresh })).status, 401);
  t.equal((await tenant.events(`&type=session.revoked&userId=${user.id}`)).length, 1);
});
