import { randomUUID } from 'node:crypto';
import bcrypt from 'bcrypt';
import { sql } from 'kysely';
import pg from 'pg';
import t from 'tap';
import { issueToken } from '../src/crypto/tokens.ts';
import { newTenant, startService, totp } from './support/service.ts';

/** Every statement that goes over the wire, BEGIN and COMMIT included; several sent in one message count as one. */
const statements: string[] = [];
const query = pg.Client.prototype.query;
pg.Client.prototype.query = function counted(this: pg.Client, ...given: unknown[]) {
  const [first] = given as [string | { text: string }];
  statements.push(typeof first === 'string' ? first : first.text);
  return Reflect.apply(query, this, given);
} as typeof query;

// Proves: v5.0.0-6.3.8, GHSA-6f65-4fv2-wwch
t.test('a call costs as few round trips to the database as its rules allow', async (t) => {
  const service = await startService(t);
  const { get, post, clock } = service;
  const tenant = await newTenant(service);
  const plain = await tenant.newUser();
  const user = await tenant.enrolledUser();
  const cost: Record<string, number> = {};
  const counted = async <T>(name: string, call: Promise<T>): Promise<T> => {
    statements.length = 0;
    const answer = await call;
    cost[name] = statements.length;
    return answer;
  };
  await Promise.all(Array.from({ length: 10 }, () => service.get('/readyz')));

  const { sessionToken: key } = (await counted('sign-in without 2FA', tenant.login(plain.username))).body;
  // a minute later their use is worth writing, beside the calls
  for (const [name, call] of [
    ['session check', () => get('/v1/session', { key })],
    ['introspection', () => post('/v1/introspect', { token: key }, { key: tenant.backend })],
  ] as const) {
    clock.advance(61_000);
    const { body } = await counted(name, call());
    t.ok(body.active || body.user, name);
    await service.ctx.lastUses.written();
    t.match(statements.pop(), /^\s*update sessions as s set last_used_at/, `${name}: its use is written later`);
  }
  const wrong = { password: 'wrong wrong wrong wrong' };
  await counted('wrong password', tenant.login(plain.username, wrong));
  await counted('unknown user', tenant.login('nobody at all', wrong));
  const work = async (username: string, slug = tenant.slug) => {
    let hashes = 0;
    service.ctx.hashing.watch(() => {
      hashes += 1;
    });
    statements.length = 0;
    await post(`/v1/tenants/${slug}/login`, { username, ...wrong });
    return { hashes, statements: [...statements] };
  };
  const bare = await tenant.newUser({ password: undefined });
  const imported = await tenant.newUser({ password: undefined, passwordHash: await bcrypt.hash('x', 4) });
  const disabled = await tenant.newUser();
  await service.patch(`${tenant.users}/${disabled.id}`, { status: 'disabled' }, { key: tenant.admin });
  const usual = await work(plain.username);
  t.match(usual, { hashes: 1, statements: { length: 7 } });
  for (const { username } of [{ username: 'somebody else' }, bare, imported, disabled])
    t.strictSame(await work(username), usual, 'nobody can be told apart by the work that is done');
  t.strictSame(await work(plain.username, 'no-such-tenant'), usual, 'nor can a tenant that there is not');

  const { loginToken } = (await counted('password step', tenant.login(user.username))).body;
  const code = totp(user.secret, clock.now());
  const given = { code, trustDevice: true };
  const { trustedDeviceToken } = (
    await counted('challenge, trusting the device', post('/v1/login/challenge', given, { key: loginToken }))
  ).body;
  await counted('sign-in from a trusted device', tenant.login(user.username, { trustedDeviceToken }));
  clock.advance(30_000);
  const again = (await tenant.login(user.username)).body.loginToken;
  const next = { code: totp(user.secret, clock.now()) };
  await counted('challenge', post('/v1/login/challenge', next, { key: again }));
  // what each call costs today, named so that one more is noticed
  t.strictSame(cost, {
    'sign-in without 2FA': 7,
    'session check': 1,
    introspection: 1,
    'wrong password': 8,
    'unknown user': 8,
    'password step': 7,
    'challenge, trusting the device': 7,
    'sign-in from a trusted device': 7,
    challenge: 7,
  });
});

t.test(
  'a statement is prepared once a connection, by the name of what it says, and by none where names are lost',
  async (t) => {
    const prepared = async (settings = {}) => {
      const service = await startService(t, { DATABASE_POOL: '1', ...settings });
      const tenant = await newTenant(service);
      const key = await tenant.signIn((await tenant.newUser()).username);
      for (let n = 0; n < 3; n++) t.equal((await service.get('/v1/session', { key })).status, 200);
      const names = await sql<{ statement: string; calls: number }>`
      select statement, (generic_plans + custom_plans)::int as calls from pg_prepared_statements`.execute(
        service.ctx.db,
      );
      return names.rows;
    };
    const [check, ...others] = (await prepared()).filter(({ statement }) => statement.includes('"sessions" as "s"'));
    t.match(check, { calls: 3 });
    t.same(others, [], 'once');
    t.same(await prepared({ DATABASE_PREPARED_STATEMENTS: 'off' }), []);
  },
);

t.test('a sign-in reads the one token that was brought for it, however many its user has had', async (t) => {
  const service = await startService(t, { DATABASE_POOL: '1' });
  const { db } = service.ctx;
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { loginToken } = (await tenant.login(user.username)).body;
  const given = { code: totp(user.secret, service.clock.now()), trustDevice: true };
  let { trustedDeviceToken } = (await service.post('/v1/login/challenge', given, { key: loginToken })).body;
  // others have a device each with few tokens, so that a way by the user looks short
  for (const fill of [
    sql`insert into users select (jsonb_populate_record(u, jsonb_build_object(
      'id', gen_random_uuid(), 'username', n, 'username_key', n, 'device_cookie', n))).*
      from users as u, generate_series(1, 4000) as n`,
    sql`insert into trusted_devices select (jsonb_populate_record(d, jsonb_build_object(
      'id', gen_random_uuid(), 'user_id', u.id))).*
      from trusted_devices as d, users as u where u.id <> d.user_id`,
    sql`insert into trusted_device_tokens (id, device_id, secret_hash, created_at)
      select gen_random_uuid(), d.id, sha256('x'), now() from trusted_devices as d,
        generate_series(1, case when d.user_id = ${user.id} then 20000 else 5 end)`,
  ])
    await fill.execute(db);
  await sql`analyze`.execute(db);
  const read = async () => {
    await sql`select pg_stat_force_next_flush()`.execute(db);
    const { rows } = await sql<{ rows: number }>`
      select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_user_tables
      where relname = 'trusted_device_tokens'`.execute(db);
    return rows[0]?.rows ?? 0;
  };
  // often enough for a plan that fits all values
  const cost = async (signIn: () => Promise<unknown>) => {
    const before = await read();
    for (let n = 0; n < 8; n++) await signIn();
    return (await read()) - before;
  };
  t.equal(await cost(() => tenant.login('nobody at all')), 0);
  t.equal(await cost(() => tenant.login(user.username)), 0);
  const trusted = async () => {
    const { body } = await tenant.login(user.username, { trustedDeviceToken });
    t.equal(body.status, 'authenticated');
    trustedDeviceToken = body.trustedDeviceToken;
  };
  t.ok((await cost(trusted)) <= 8 * 4, 'looked at, locked, and its successor made');
});

t.test('whether there is such a session costs introspection no statement more or less', async (t) => {
  const service = await startService(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const token = await tenant.signIn((await tenant.newUser()).username);
  const { token: unknown } = issueToken('ist_', randomUUID());
  const wrongKey = `${tenant.backend.slice(0, 26)}${other.backend.slice(26)}`;
  for (const key of [tenant.backend, other.backend, wrongKey])
    for (const asked of [token, unknown]) {
      statements.length = 0;
      await service.post('/v1/introspect', { token: asked }, { key });
      t.equal(statements.length, 1);
    }
});
