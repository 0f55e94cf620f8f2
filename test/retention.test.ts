import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import t from 'tap';
import type { Tables } from '../src/db/tables.ts';
import { retain, retainOnce } from '../src/privacy/retention.ts';
import { must, newTenant, type Service, startService } from './support/service.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DEVICE = '01900000-0000-7000-8000-0000000000d1';
const service = await startService(t, { DATABASE_POOL: '20' });
const { ctx, clock, get } = service;
const { db } = ctx;
const tenant = await newTenant(service);
const user = await tenant.newUser();
const { id: tenantId } = await db
  .selectFrom('tenants')
  .select('id')
  .where('slug', '=', tenant.slug)
  .executeTakeFirstOrThrow();

const ago = (millis: number) => new Date(clock.now().getTime() - millis);
const monthsAgo = (months: number, later = 0) => {
  const time = clock.now();
  time.setUTCMonth(time.getUTCMonth() - months);
  return new Date(time.getTime() + later);
};

let count = 0;
/** A UUIDv7 of that time (RFC 9562): ids are as old as their rows. */
function idAt(time: Date): string {
  const hex = time.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7abc-8000-${(count++).toString(16).padStart(12, '0')}`;
}

const secret = Buffer.alloc(32);
const base = () => ({ tenant_id: tenantId, user_id: user.id, created_at: ago(400 * DAY) });

type Row<Name extends keyof Tables> = Partial<Record<keyof Tables[Name], unknown>>;

/** Puts a row in that says of itself whether it is to go. */
async function put<Name extends keyof Tables>(table: Name, row: Row<Name>): Promise<void> {
  const columns = Object.keys(row);
  await sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values (${sql.join(Object.values(row))})`.execute(db);
}

const session = (more: Row<'sessions'>) => ({
  ...base(),
  id: idAt(ago(0)),
  secret_hash: secret,
  mode: 'token',
  methods: ['pwd'],
  acr: 'aal1',
  authenticated_at: ago(400 * DAY),
  last_used_at: ago(400 * DAY),
  idle_minutes: 30,
  ...more,
});
const device = (more: Row<'trusted_devices'>) => ({
  ...base(),
  id: idAt(ago(0)),
  name: 'a',
  credentials_version: 1,
  anchor_token_id: DEVICE,
  last_used_at: ago(400 * DAY),
  ...more,
});
const login = (more: Row<'logins'>) => ({
  ...base(),
  id: idAt(ago(0)),
  secret_hash: secret,
  mode: 'token',
  step: 'challenge_required',
  methods: ['pwd'],
  credentials_version: 1,
  attempts_left: 5,
  ...more,
});
const counter = (more: Row<'attempt_counters'>) => ({
  subject: `name:${count++}`,
  lane: 'public',
  kind: 'password',
  failures: 0,
  under_way: [],
  ...more,
});
const event = (at: Date) => ({
  id: idAt(at),
  tenant_id: tenantId,
  type: 'login.failed',
  at,
  actor_kind: 'anonymous',
  data: '{}',
});

const rest = async (table: keyof Tables, column: string) =>
  (
    await sql<{ value: unknown }>`select ${sql.ref(column)} as value from ${sql.table(table)}
      order by ${sql.ref(column)}`.execute(db)
  ).rows.map(({ value }) => value);

const retainAll = async (limit?: number) => {
  let rounds = 1;
  while (await retainOnce(ctx, undefined, limit)) rounds += 1;
  return rounds;
};

/** Puts in what has just become too old beside what has not, and tells what is left. */
async function kept<Name extends keyof Tables>(table: Name, column: string, rows: Row<Name>[]): Promise<unknown[]> {
  await sql`delete from ${sql.table(table)}`.execute(db);
  for (const row of rows) await put(table, row);
  await retainAll();
  const left = await rest(table, column);
  await sql`delete from ${sql.table(table)}`.execute(db);
  return left;
}

// Proves: v5.0.0-14.2.7
t.test('logins and password resets go a day after they have run out', async (t) => {
  const [old, young, ahead] = [ago(DAY), ago(DAY - 1), ago(-60_000)];
  t.strictSame(
    await kept('logins', 'expires_at', [
      login({ expires_at: old }),
      login({ expires_at: old, completed_at: ago(DAY + 60_000) }),
      login({ expires_at: young, completed_at: ago(DAY + 60_000) }),
      login({ expires_at: young }),
      login({ expires_at: ahead }),
    ]),
    [young, young, ahead],
  );
  const reset = (more: Row<'password_resets'>) => ({
    ...base(),
    id: idAt(ago(0)),
    secret_hash: secret,
    credentials_version: 1,
    ...more,
  });
  t.strictSame(
    await kept('password_resets', 'expires_at', [
      reset({ expires_at: old }),
      reset({ expires_at: old, used_at: ago(DAY) }),
      reset({ expires_at: young, used_at: ago(DAY) }),
      reset({ expires_at: ahead }),
    ]),
    [young, ahead],
  );
});

t.test('an enrolment nobody confirmed goes a day after it has run out', async (t) => {
  const enrollment = (expires_at: Date, login_id: string) => ({
    ...base(),
    id: idAt(ago(0)),
    login_id,
    name: 'a',
    secret,
    secret_key_id: 'k1',
    attempts_left: 5,
    expires_at,
  });
  const logins = [0, 1, 2].map(() => login({ expires_at: ago(-HOUR) }));
  for (const each of logins) await put('logins', each);
  const times = [ago(DAY), ago(DAY - 1), ago(-1)];
  const rows = times.map((time, index) => enrollment(time, String(logins[index]?.id)));
  t.strictSame(await kept('enrollments', 'expires_at', rows), times.slice(1));
  await db.deleteFrom('logins').execute();
});

// Proves: v5.0.0-14.2.7
t.test('sessions and trusted devices go ninety days after they ended or ran out, tokens with them', async (t) => {
  const [old, young, ahead] = [ago(90 * DAY), ago(90 * DAY - 1), ago(-HOUR)];
  const rows = [
    { expires_at: old },
    { expires_at: old, ended_at: young },
    { expires_at: ahead, ended_at: old },
    { expires_at: young, ended_at: young },
    { expires_at: ahead, ended_at: young },
    { expires_at: young },
    { expires_at: ahead },
  ];
  t.strictSame(await kept('sessions', 'expires_at', rows.map(session)), [young, young, ahead, ahead]);
  const devices = rows.map(device);
  await db.deleteFrom('trusted_devices').execute();
  for (const each of devices) {
    await put('trusted_devices', each);
    for (let uses = 0; uses < 3; uses++)
      await put('trusted_device_tokens', {
        id: idAt(ago(0)),
        device_id: each.id,
        secret_hash: secret,
        created_at: ago(400 * DAY),
      });
  }
  await put('sessions', session({ expires_at: ahead, trusted_device_id: devices[0]?.id }));
  await retainAll(2);
  t.strictSame(await rest('trusted_devices', 'expires_at'), [young, young, ahead, ahead]);
  t.equal((await rest('trusted_device_tokens', 'id')).length, 4 * 3);
  t.strictSame(await rest('sessions', 'trusted_device_id'), [null], 'a session outlives the device it was begun from');
  await db.deleteFrom('trusted_devices').execute();
  await db.deleteFrom('sessions').execute();
});

// Proves: v5.0.0-14.2.7
t.test('events go after thirteen months by the calendar', async (t) => {
  const [old, young] = [monthsAgo(13), monthsAgo(13, 1)];
  t.strictSame(await kept('events', 'at', [event(monthsAgo(14)), event(old), event(young), event(ago(0))]), [
    young,
    ago(0),
  ]);
});

// Proves: v5.0.0-14.2.7
t.test('API keys go thirteen months after they were revoked or ran out', async (t) => {
  const [old, young, ahead] = [monthsAgo(13), monthsAgo(13, 1), ago(-DAY)];
  const key = (name: string, expires_at: Date, revoked_at: Date | null = null) => ({
    id: idAt(ago(0)),
    name,
    role: 'admin',
    secret_hash: secret,
    created_at: ago(800 * DAY),
    expires_at,
    revoked_at,
  });
  const before = await db.selectFrom('api_keys').select('name').execute();
  for (const each of [
    key('z1', old),
    key('z2', ahead, old),
    key('z3 stays', young),
    key('z4 stays', ahead, young),
    key('z5 stays', ahead),
  ])
    await put('api_keys', each);
  await retainAll();
  t.strictSame((await rest('api_keys', 'name')).slice(before.length), ['z3 stays', 'z4 stays', 'z5 stays']);
});

t.test('webhook deliveries go thirty days after they are settled; what is pending stays', async (t) => {
  const webhook = '01900000-0000-7000-8000-0000000000a1';
  await put('webhooks', {
    id: webhook,
    tenant_id: tenantId,
    url: 'https://receiver.example',
    enabled: true,
    enabled_at: ago(0),
    secret,
    secret_key_id: 'k1',
    created_at: ago(0),
  });
  const delivery = async (last_error: string, status: string, finished_at: Date | null, madeAgo = 31 * DAY) => {
    const about = event(ago(madeAgo));
    await put('events', about);
    return {
      webhook_id: webhook,
      event_id: about.id,
      status,
      next_attempt_at: ago(madeAgo),
      created_at: ago(madeAgo),
      finished_at,
      last_error,
    };
  };
  const [old, young] = [ago(30 * DAY), ago(30 * DAY - 1)];
  t.strictSame(
    await kept('webhook_deliveries', 'last_error', [
      await delivery('delivered', 'delivered', old),
      await delivery('failed', 'failed', old),
      await delivery('stays: delivered', 'delivered', young),
      await delivery('stays: failed lately', 'failed', ago(DAY)),
      await delivery('stays: pending', 'pending', null, 300 * DAY),
    ]),
    ['stays: delivered', 'stays: failed lately', 'stays: pending'],
  );
});

t.test(
  'failures of a user are never forgotten by waiting; a counter that counts nothing goes after a day',
  async (t) => {
    const ofUser = (more: Row<'attempt_counters'>) =>
      counter({ user_id: user.id, subject: `user:${count++}`, ...more });
    const ancient = ago(2000 * DAY);
    const rows = [
      ofUser({ failures: 1, touched_at: ancient }),
      ofUser({ failures: 99, kind: 'code', touched_at: ancient, blocked_until: ancient }),
      ofUser({ failures: 3, kind: 'reauthentication', touched_at: ancient }),
      // its process died: it is a failure, though it is not counted yet
      ofUser({ under_way: [ancient], touched_at: ancient }),
      ofUser({ touched_at: ago(DAY - 1) }),
    ];
    const goes = [ofUser({ touched_at: ago(DAY) }), counter({ touched_at: ago(DAY) })];
    t.strictSame(
      await kept('attempt_counters', 'subject', [...rows, ...goes]),
      rows.map(({ subject }) => subject).sort(),
    );
  },
);

t.test('failures under a name that nobody has go after thirteen months without another', async (t) => {
  const rows = [
    counter({ failures: 20, touched_at: monthsAgo(13, 1) }),
    counter({ failures: 1, touched_at: ago(DAY) }),
    counter({ under_way: [ago(DAY)], touched_at: ago(DAY) }),
  ];
  const goes = [
    counter({ failures: 20, touched_at: monthsAgo(13) }),
    counter({ under_way: [monthsAgo(13)], touched_at: monthsAgo(13) }),
  ];
  t.strictSame(
    await kept('attempt_counters', 'subject', [...rows, ...goes]),
    rows.map(({ subject }) => subject).sort(),
  );
});

t.test('the lane of a trusted device goes when the device itself has gone', async (t) => {
  await put('trusted_devices', device({ id: DEVICE, expires_at: ago(80 * DAY), ended_at: ago(89 * DAY) }));
  const lane = (lane: string, touched_at: Date) =>
    counter({ user_id: user.id, subject: `user:${lane}`, lane, failures: 7, touched_at });
  const other = '01900000-0000-7000-8000-0000000000d2';
  const rows = [lane(DEVICE, ago(95 * DAY)), lane(other, ago(90 * DAY)), lane('public', ago(95 * DAY))];
  for (const row of rows) await put('attempt_counters', row);
  await retainAll();
  t.strictSame(await rest('attempt_counters', 'lane'), [DEVICE, 'public']);
  clock.advance(DAY);
  await retainAll();
  t.strictSame(await rest('attempt_counters', 'lane'), ['public']);
  await db.deleteFrom('attempt_counters').execute();
});

/** How many rows each table holds. */
async function sizes(): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public' order by 1`.execute(db);
  const all: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)}`.execute(db);
    all[name] = rows[0]?.n ?? 0;
  }
  return all;
}

t.test('what is in use is not touched, and what is left works on', async (t) => {
  const alice = await tenant.enrolledUser();
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(alice, { trustDevice: true });
  must(await tenant.login(user.username, { password: 'not the password at all' }), 401);
  const { loginToken } = must(await tenant.login(alice.username), 200);
  const before = await sizes();
  t.equal(await retainAll(), 1);
  t.strictSame(await sizes(), before);
  t.equal((await get('/v1/session', { key: sessionToken })).status, 200);
  t.equal((await get('/v1/login', { key: loginToken })).status, 200);
  clock.advance(29 * DAY);
  await retainAll();
  t.match(await tenant.login(alice.username, { trustedDeviceToken }), { body: { status: 'authenticated' } });
  clock.advance(200 * DAY);
  await retainAll();
  const after = await sizes();
  for (const table of ['logins', 'sessions', 'trusted_devices', 'trusted_device_tokens'])
    t.equal(after[table], 0, table);
  t.ok((after.events ?? 0) >= (before.events ?? 0), 'events stay longer');
  t.match(await tenant.login(alice.username), { body: { status: 'challenge_required' } });
  t.match(
    (await db.selectFrom('attempt_counters').select(['failures']).where('user_id', '=', user.id).execute())[0],
    { failures: 1 },
    'the slip of long ago still counts',
  );
});

t.test('the code of a reset that has run out is still owed', async (t) => {
  const bob = await tenant.enrolledUser();
  must(
    await service.post(`${tenant.users}/${bob.id}/two-factor-reset`, { reason: 'lost' }, { key: tenant.support }),
    200,
  );
  clock.advance(400 * DAY);
  const fresh = must(
    await service.post(
      '/v1/admin/api-keys',
      { name: 'b', role: 'backend', tenant: tenant.slug },
      { key: service.ctx.config.BOOTSTRAP_ADMIN_KEY ?? '' },
    ),
    201,
  ).key;
  await retainAll();
  const login = await service.post(
    `/v1/tenants/${tenant.slug}/login`,
    { username: bob.username, password: bob.password, client: { ip: '203.0.113.7' } },
    { key: fresh },
  );
  t.match(login, { status: 200, body: { status: 'enrollment_required', resetCodeRequired: true } });
});

const manyLogins = (rows: number) =>
  sql`insert into logins (id, tenant_id, user_id, secret_hash, mode, step, methods, credentials_version, attempts_left,
      created_at, expires_at)
    select gen_random_uuid(), ${tenantId}, ${user.id}, '\\x00', 'token', 'challenge_required', '{pwd}', 1, 5,
      ${ago(3 * DAY)}, ${ago(2 * DAY)} from generate_series(1, ${rows})`.execute(db);
const loginsLeft = async () => (await rest('logins', 'id')).length;

t.test('one statement removes a batch and no more, and says when there is more', async (t) => {
  await db.deleteFrom('logins').execute();
  await manyLogins(25);
  t.equal(await retainOnce(ctx, undefined, 10), true);
  t.equal(await loginsLeft(), 15);
  t.equal(await retainOnce(ctx, undefined, 10), true);
  t.equal(await retainOnce(ctx, undefined, 10), false);
  t.equal(await loginsLeft(), 0);
  await manyLogins(1200);
  t.equal(await retainOnce(ctx), true);
  t.equal(await loginsLeft(), 200, 'a thousand, where nothing else is said');
  t.equal(await retainOnce(ctx, AbortSignal.abort()), false, 'none, once it is to stop');
  t.equal(await loginsLeft(), 200);
  await retainAll();
});

t.test('what somebody holds is left for the next round: nobody waits', async (t) => {
  await manyLogins(5);
  await db.transaction().execute(async (tx) => {
    await tx.selectFrom('logins').select('id').limit(1).forUpdate().execute();
    await retainAll();
    t.equal(await loginsLeft(), 1);
  });
  await retainAll();
  t.equal(await loginsLeft(), 0);
});

t.test('of two replicas one removes at a time, and together they remove each row once', async (t) => {
  const replica: Service = await startService(t, { DATABASE_POOL: '20' }, service);
  const all = [ctx, replica.ctx];
  await Promise.all(all.flatMap(({ db }) => Array.from({ length: 20 }, () => sql`select pg_sleep(0.05)`.execute(db))));
  await manyLogins(3000);
  const before = service.log.length;
  // as the workers do, but that neither waits for an hour where the other is at it
  const work = async (own: typeof ctx) => {
    for (let rounds = 0; (await loginsLeft()) > 0 && rounds < 2000; rounds++) await retainOnce(own, undefined, 100);
  };
  await Promise.all(all.map(work));
  t.equal(await loginsLeft(), 0);
  const removed = service.log
    .slice(before)
    .map((line) => JSON.parse(line).removed?.logins ?? 0)
    .reduce((sum: number, each: number) => sum + each, 0);
  t.equal(removed, 3000);
  await manyLogins(10);
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(4117690026)`.execute(tx);
    t.equal(await retainOnce(replica.ctx), false, 'another is at it');
    t.equal(await loginsLeft(), 10);
  });
  await retainAll();
});

// Proves: v5.0.0-14.2.7
t.test('the service removes by itself, and stops when told to', async (t) => {
  await manyLogins(2500);
  const child: ChildProcess = spawn(process.execPath, ['src/start.js'], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: '0',
      DATABASE_URL: service.url,
      ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    },
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  // its clock is the real one: ours has been wound far beyond
  await sql`update logins set expires_at = now() - interval '2 days'`.execute(db);
  for (let tries = 0; tries < 300 && (await loginsLeft()) > 0; tries++) await sleep(50);
  t.equal(await loginsLeft(), 0, 'all of it at once, not a batch an hour');
  child.kill('SIGTERM');
  t.strictSame(await ended, [0, null]);
});

t.test('a table that can not be worked on keeps none of the others from being cleared', async (t) => {
  const old = event(ago(14 * 31 * DAY));
  await put('events', old);
  await sql`alter table logins rename to logins_away`.execute(db);
  t.teardown(() => sql`alter table if exists logins_away rename to logins`.execute(db));
  await retainAll();
  await sql`alter table logins_away rename to logins`.execute(db);
  t.same(await db.selectFrom('events').select('id').where('id', '=', old.id).execute(), []);
});

t.test('a service whose clock has leaped ahead removes nothing by it', async (t) => {
  const service = await startService(t);
  const { ctx, clock } = service;
  const tenant = await newTenant(service);
  await tenant.signIn((await tenant.newUser()).username);
  const left = async () => (await ctx.db.selectFrom('events').select('id').execute()).length;
  const before = await left();
  clock.advance(14 * 31 * DAY);
  t.equal(await retain(ctx), false);
  t.equal(await left(), before);
  t.match(service.log.join(), /"level":50.*clock is ahead of the database/);
  clock.advance(-14 * 31 * DAY);
  service.log.length = 0;
  t.equal(await retain(ctx), false);
  t.notMatch(service.log.join(), /clock/);
  clock.advance(14 * 31 * DAY);
  while (await retainOnce(ctx));
  t.equal(await left(), 0, 'nothing else would have kept them');
});
