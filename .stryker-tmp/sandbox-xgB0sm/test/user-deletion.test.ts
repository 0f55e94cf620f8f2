// @ts-nocheck
import { globSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import t from 'tap';
import { KEPT_DATA } from '../src/events/pseudonyms.ts';
import {
  ADMIN,
  CHROME,
  must,
  newBrowser,
  newTenant,
  PASSWORD,
  REAL_HASHING,
  type Service,
  startService,
  type Tenant,
  totp,
  wrongCode,
} from './support/service.ts';

const WRONG = 'not the password at all';
const NOBODY = '01900000-0000-7000-8000-000000000000';
const service = await startService(t, { ...REAL_HASHING, DATABASE_POOL: '20' });
const { get, post, del, patch, clock } = service;
const { db } = service.ctx;
const tenant = await newTenant(service);
const remove = (id: string, key = tenant.admin, where: Tenant = tenant) => del(`${where.users}/${id}`, { key });

/** Every row of every table, as text. */
async function everything({ ctx }: Service): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(ctx.db);
  const texts = await Promise.all(
    tables.map(async ({ name }) => {
      const { rows } = await sql<{ text: string }>`select r::text as text from ${sql.table(name)} as r`.execute(ctx.db);
      return [name, rows.map(({ text }) => text).join('\n')];
    }),
  );
  return Object.fromEntries(texts);
}

/** Words that tell who somebody is, everywhere the service takes one. */
const CANARIES = {
  username: 'canary.wren@example.com',
  displayName: 'Canary Wren',
  authenticator: 'canary authenticator',
  device: 'canary device',
  userAgent: 'CanaryBrowser/1.0 (canary)',
  ip: '198.51.100.77',
  reason: 'canary reason',
  ticket: 'canary ticket',
};

/** A user who has done everything that a user can, and had everything done that support can do. */
async function liveALife() {
  const { username, displayName } = CANARIES;
  const client = { ip: CANARIES.ip, userAgent: CANARIES.userAgent };
  const user = await tenant.newUser({ username, displayName });
  const login = (more: object = {}) => tenant.login(username, { client, ...more });
  const of = `${tenant.users}/${user.id}`;
  let key = must(await login(), 200).sessionToken;
  const begun = must(
    await post('/v1/account/authenticators', { type: 'totp', name: CANARIES.authenticator }, { key }),
    201,
  );
  const code = () => totp(begun.secret, clock.now());
  const { recoveryCodes } = must(
    await post(`/v1/account/authenticators/${begun.id}/confirm`, { code: code() }, { key }),
    200,
  );
  clock.advance(30_000);
  const challenge = async (given: object, status = 200) => {
    const { loginToken } = must(await login(), 200);
    const answer = must(await post('/v1/login/challenge', given, { key: loginToken }), status);
    clock.advance(30_000);
    return answer;
  };
  await challenge({ code: wrongCode(begun.secret, clock.now()) }, 401);
  await challenge({ method: 'recovery_code', code: recoveryCodes[0] });
  const trusted = await challenge({ code: code(), trustDevice: true, deviceName: CANARIES.device });
  key = trusted.sessionToken;
  const spared = must(await login({ trustedDeviceToken: trusted.trustedDeviceToken }), 200);
  must(await post('/v1/session/reauthenticate', { password: WRONG, code: '000000' }, { key }), 401);
  key = must(await post('/v1/session/reauthenticate', { password: PASSWORD, code: code() }, { key }), 200).sessionToken;
  must(await post('/v1/account/recovery-codes', {}, { key }), 201);
  must(await login({ trustedDeviceToken: spared.trustedDeviceToken }), 200);
  must(await login({ trustedDeviceToken: trusted.trustedDeviceToken }), 200);
  for (let failures = 0; failures < 5; failures++) must(await login({ password: WRONG }), 401);
  const why = { reason: CANARIES.reason, ticket: CANARIES.ticket };
  must(await post(`${of}/unlock`, why, { key: tenant.support }), 204);
  must(await patch(of, { displayName: `${displayName} again` }, { key: tenant.admin }), 200);
  must(await post(`${of}/two-factor-reset`, why, { key: tenant.support }), 200);
  must(await login(), 200);
  return user;
}

t.test('a deleted user leaves nothing but events, and those tell nobody who it was', async (t) => {
  const user = await liveALife();
  const before = await everything(service);
  for (const word of Object.values(CANARIES))
    t.ok(
      Object.values(before).some((text) => text.includes(word)),
      `${word} was there`,
    );
  const types = async () =>
    (await tenant.events(`&userId=${user.id}`)).map(({ type }) => type).filter((type) => type !== 'user.deleted');
  const happened = await types();
  t.ok(new Set(happened).size >= 15, [...new Set(happened)].join(' '));
  must(await remove(user.id), 204);
  for (const [table, text] of Object.entries(await everything(service))) {
    t.notMatch(text.toLowerCase(), /canary|198\.51\.100\.77/, `${table} names nobody`);
    if (table !== 'events') t.notOk(text.includes(user.id), `${table} holds nothing of the user`);
  }
  t.strictSame(await types(), happened, 'the events stay');
  const events = must(
    await get(`${tenant.path}/events?userId=${user.id}&limit=100`, { key: tenant.support }),
    200,
  ).events;
  for (const { ip, userAgent, type } of events) t.match({ ip, userAgent }, { ip: null, userAgent: null }, type);
  const added = events.find(({ type }: { type: string }) => type === 'trusted_device.added');
  t.strictSame(Object.keys(added.data), ['trustedDeviceId'], 'ids stay, names go');
  const reset = events.find(({ type }: { type: string }) => type === 'two_factor.reset');
  t.match(reset.actor, { kind: 'api_key' }, 'who did it stays');
  t.strictSame(reset.data, { resetCodeRequired: true });
  const [deleted] = events;
  t.match(deleted, { type: 'user.deleted', userId: user.id, actor: { kind: 'api_key' } });
});

// Proves: v5.0.0-7.4.2
t.test('with the user end sessions, logins under way and enrolments; the name is free again', async (t) => {
  const user = await tenant.enrolledUser();
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  const { loginToken } = must(await tenant.login(user.username), 200);
  must(await remove(user.id), 204);
  t.match(await get('/v1/session', { key: sessionToken }), { status: 401, body: { code: 'not_authenticated' } });
  t.match(await get('/v1/login', { key: loginToken }), { status: 401, body: { code: 'login_expired' } });
  const code = totp(user.secret, clock.now());
  t.match(await post('/v1/login/challenge', { code }, { key: loginToken }), { status: 401 });
  t.match(await post('/v1/introspect', { token: sessionToken }, { key: tenant.backend }), { body: { active: false } });
  t.match(await tenant.login(user.username), { status: 401, body: { code: 'invalid_credentials' } });
  t.match(await get(`${tenant.users}/${user.id}`, { key: tenant.admin }), { status: 404 });
  t.match(await remove(user.id), { status: 404, body: { code: 'not_found' } }, 'once');
  const again = await tenant.newUser({ username: user.username });
  t.not(again.id, user.id);
  t.match(await tenant.login(user.username, { trustedDeviceToken }), { body: { status: 'authenticated' } });
});

t.test('an administrator deletes users of the very tenant alone', async (t) => {
  const other = await newTenant(service);
  const [user, stranger] = [await tenant.newUser(), await other.newUser()];
  for (const key of [tenant.backend, tenant.support]) t.equal((await remove(user.id, key)).status, 403);
  t.match(await remove(stranger.id), { status: 404, body: { code: 'not_found' } });
  t.match(await remove(stranger.id, tenant.admin, other), { status: 404, body: { code: 'tenant_not_found' } });
  t.match(await remove(NOBODY, ADMIN), { status: 404, body: { code: 'not_found' } });
  t.match(await remove('me'), { status: 400 });
  t.equal((await other.login(stranger.username)).status, 200);
  t.equal((await remove(user.id, ADMIN)).status, 204);
});

t.test('what a user did to the session of another in the same browser tells no address any more', async (t) => {
  const [first, second] = [await tenant.newUser(), await tenant.newUser()];
  const browser = newBrowser(service);
  const signIn = (username: string) =>
    browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username, password: PASSWORD });
  must(await signIn(first.username), 200);
  must(await signIn(second.username), 200);
  const replaced = async () => {
    const path = `${tenant.path}/events?type=session.revoked&userId=${first.id}`;
    return must(await get(path, { key: tenant.support }), 200).events[0];
  };
  t.match(await replaced(), { actor: { id: second.id }, userAgent: CHROME });
  must(await remove(second.id), 204);
  t.match(await replaced(), { actor: { id: second.id }, userAgent: null, ip: null, data: { reason: 'replaced' } });
  const own = await tenant.events(`&type=login.succeeded&userId=${first.id}`);
  t.match(own[0], { userAgent: CHROME }, 'the events of the other stay as they are');
});

t.test('deleting users while they sign in, guess and answer is no fault, and their events name nobody', async (t) => {
  await Promise.all(Array.from({ length: 20 }, () => sql`select pg_sleep(0.05)`.execute(db)));
  for (let round = 0; round < 4; round++) {
    const user = await tenant.newUser({ authenticators: [{ type: 'totp', secret: 'R'.repeat(32) }] });
    const answers = await Promise.all([
      tenant.login(user.username, { password: WRONG }),
      ...Array.from({ length: 2 }, () => tenant.login(user.username)),
    ]);
    const loginToken = answers[1]?.body.loginToken ?? answers[2]?.body.loginToken;
    const calls = [
      ...Array.from({ length: 3 }, () => tenant.login(user.username, { password: WRONG })),
      tenant.login(user.username),
      tenant.login(user.username.toUpperCase()),
      post('/v1/login/challenge', { code: '000000' }, { key: loginToken }),
      post('/v1/login/challenge', { code: totp('R'.repeat(32), clock.now()) }, { key: loginToken }),
      get('/v1/login', { key: loginToken }),
      post(`${tenant.users}/${user.id}/unlock`, { reason: 'race' }, { key: tenant.support }),
      post(`${tenant.users}/${user.id}/two-factor-reset`, { reason: 'race' }, { key: tenant.support }),
      patch(`${tenant.users}/${user.id}`, { displayName: 'race' }, { key: tenant.admin }),
    ];
    // sooner and later: before the passwords are judged, and while they are
    await sleep(round * 15);
    const deleted = remove(user.id);
    for (const answer of await Promise.all(calls)) t.ok(answer.status < 500, `${answer.status} ${answer.text}`);
    must(await deleted, 204);
    const named = await sql`select id, type from events where user_id = ${user.id} and (ip is not null
      or user_agent is not null or data ? 'ticket')`.execute(db);
    t.strictSame(named.rows, [], 'also those that came at the last moment');
    const counters = await sql`select from attempt_counters where user_id = ${user.id}`.execute(db);
    t.equal(counters.rows.length, 0);
  }
});

/** Until so many statements wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if ((rows[0]?.n ?? 0) >= count) return;
    await sleep(10);
  }
  throw new Error(`${count} statements never waited`);
}

t.test('a password that comes while its user is being deleted is wrong, and no fault', async (t) => {
  const user = await tenant.newUser();
  const answer = await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('users').where('id', '=', user.id).execute();
    const login = tenant.login(user.username);
    await untilWaiting(1);
    return { login };
  });
  t.match(await answer.login, { status: 401, body: { code: 'invalid_credentials' } });
});

t.test('a password that is judged while its user is deleted makes no event of that user', async (t) => {
  const user = await tenant.newUser();
  const { hashing } = service.ctx;
  const { verify } = hashing;
  let judge = () => {};
  const deleted = new Promise<void>((done) => {
    judge = done;
  });
  const judging = new Promise<void>((begun) => {
    Object.assign(hashing, {
      verify: async (...given: Parameters<typeof verify>) => {
        begun();
        await deleted;
        return verify(...given);
      },
    });
  });
  const login = tenant.login(user.username, { password: WRONG });
  await judging;
  must(await remove(user.id), 204);
  judge();
  Object.assign(hashing, { verify });
  t.match(await login, { status: 401, body: { code: 'invalid_credentials' } });
  const events = await tenant.events(`&userId=${user.id}`);
  t.strictSame(
    events.map(({ type }) => type),
    ['user.deleted', 'user.created'],
  );
});

t.test(
  'a code that is being charged while its user is deleted is no fault, and nothing waits for it in a circle',
  async (t) => {
    const user = await tenant.newUser({ authenticators: [{ type: 'totp', secret: 'R'.repeat(32) }] });
    const { loginToken } = must(await tenant.login(user.username), 200);
    const begun = await db.transaction().execute(async (tx) => {
      // the counter is on its way: the code takes its login's row and waits here
      await sql`insert into attempt_counters (subject, lane, kind, failures, under_way, touched_at)
      values (${`user:${user.id}`}, 'public', 'code', 0, '{}', now())`.execute(tx);
      const challenge = post('/v1/login/challenge', { code: '000000' }, { key: loginToken });
      await untilWaiting(1);
      const deletion = remove(user.id);
      await untilWaiting(2);
      await sql`delete from attempt_counters where subject = ${`user:${user.id}`}`.execute(tx);
      return { challenge, deletion };
    });
    t.match(await begun.challenge, { status: 401 });
    must(await begun.deletion, 204);
    const { rows } = await sql<{ n: number }>`select deadlocks::int as n from pg_stat_database
    where datname = current_database()`.execute(db);
    t.strictSame(rows, [{ n: 0 }]);
  },
);

t.test('of a user with very many events all are made nameless, in one transaction', async (t) => {
  const user = await tenant.newUser();
  await sql`insert into events (id, tenant_id, user_id, type, at, actor_kind, actor_id, ip, user_agent, request_id, data)
    select gen_random_uuid(), t.id, ${user.id}, 'trusted_device.added', now(), 'user', ${user.id}, '198.51.100.1', 'a',
      'r', '{"name": "canary", "trustedDeviceId": "x"}'
    from tenants as t, generate_series(1, 25000) where t.slug = ${tenant.slug}`.execute(db);
  must(await remove(user.id), 204);
  const { rows } = await sql`select count(*)::int as n, data from events where user_id = ${user.id} and ip is null
    and type = 'trusted_device.added' group by data`.execute(db);
  t.strictSame(rows, [{ n: 25000, data: { trustedDeviceId: 'x' } }]);
});

/** What the stories record that is gone with the user: decided on, one by one. */
const GONE: Record<string, string[]> = {
  'authenticator.added': ['name'],
  'authenticator.removed': ['name'],
  'trusted_device.added': ['name'],
  'two_factor.reset': ['reason', 'ticket'],
  'user.unlocked': ['reason', 'ticket'],
};
/** Not about a user: nothing of one is in them. */
const OF_NO_USER = /^(tenant|api_key|webhook)\./;

t.test('of whatever a story records it has been decided whether it may stay when the user is deleted', async (t) => {
  const root = new URL('../src/', import.meta.url);
  const undecided: string[] = [];
  let seen = 0;
  let recorded = 0;
  for (const file of globSync('**/*.ts', { cwd: root })) {
    const text = readFileSync(new URL(file, root), 'utf8');
    // what writes them all, what says how they are shaped, and what is about no user
    if (/^(events|webhooks)\//.test(file)) continue;
    recorded += text.match(/^\s+data: \{|[ ,]data: \{/gm)?.length ?? 0;
    for (const [, type = '', data = ''] of text.matchAll(
      /type: '([a-z_]+(?:\.[a-z_]+)?)'(?: as const)?,(?:(?!type: ')[^;])*?\bdata: \{([^}]*)\}/g,
    )) {
      seen += 1;
      if (OF_NO_USER.test(type)) continue;
      const keys = data
        .split(/,(?![^([]*[)\]])/)
        .map((part) => part.split(':')[0]?.trim() ?? '')
        .filter((key) => key !== '');
      const known = [...(KEPT_DATA[type as keyof typeof KEPT_DATA] ?? []), ...(GONE[type] ?? [])];
      undecided.push(...keys.filter((key) => !known.includes(key)).map((key) => `${file}: ${type} ${key}`));
    }
  }
  t.strictSame(undecided, []);
  t.ok(seen >= 25, `${seen} are found`);
  t.equal(seen, recorded, 'none is written so that it is not found');
});

t.test('an export beside a deletion leaves nothing of who asked', async (t) => {
  for (let n = 0; n < 12; n++) {
    const user = await tenant.newUser({ password: undefined });
    const ask = () => get(`${tenant.users}/${user.id}/export`, { key: tenant.admin });
    await Promise.all([ask(), remove(user.id), ask(), ask()]);
    const events = await tenant.events(`&userId=${user.id}`);
    for (const { type, ip, userAgent } of events as unknown as { type: string; ip: unknown; userAgent: unknown }[])
      if (type !== 'user.deleted') t.strictSame({ ip, userAgent }, { ip: null, userAgent: null }, type);
  }
});
