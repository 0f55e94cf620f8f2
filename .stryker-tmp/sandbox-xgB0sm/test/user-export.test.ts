// @ts-nocheck
import { type IncomingMessage, get as request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import t from 'tap';
import { PARTS } from '../src/privacy/user-export.ts';
import { ADMIN, must, newTenant, PASSWORD, startService, type Tenant } from './support/service.ts';

const NOBODY = '01900000-0000-7000-8000-000000000000';
const service = await startService(t);
const { get, post, clock } = service;
const { db } = service.ctx;
const tenant = await newTenant(service);
const read = (id: string, key = tenant.admin, where: Tenant = tenant) => get(`${where.users}/${id}/export`, { key });

/** Columns that no export holds: secrets, their hashes, what only says how they are kept, and whose the row is. */
const LEFT_OUT = [
  ...['password_hash', 'reset_code_hash', 'secret', 'secret_hash', 'secret_key_id', 'salt', 'hash'],
  ...['memory_kib', 'passes', 'last_step', 'anchor_token_id', 'credentials_version', 'subject'],
  ...['user_id', 'tenant_id'],
];

t.test(
  'every table that holds something of a user, and every column of it, is exported or left out for a reason',
  async (t) => {
    const { rows } = await sql<{ name: string; column: string }>`
    select table_name as name, column_name as column from information_schema.columns
    where table_schema = 'public' and table_name in (
      select table_name from information_schema.columns where table_schema = 'public' and column_name = 'user_id'
    ) order by 1, 2`.execute(db);
    const tables = [...new Set(rows.map(({ name }) => name))];
    t.ok(tables.length >= 10, tables.join(' '));
    const exported: Record<string, readonly string[]> = { recovery_codes: [] };
    for (const { table, columns } of Object.values(PARTS)) exported[table] ??= columns;
    t.strictSame(
      tables.filter((name) => !exported[name]),
      [],
      'every table',
    );
    t.strictSame(
      rows.filter(({ name, column }) => !exported[name]?.includes(column) && !LEFT_OUT.includes(column)),
      [],
      'every column',
    );
    const user = await tenant.newUser();
    const { rows: own } = await sql<{ column: string }>`select column_name as column from information_schema.columns
    where table_schema = 'public' and table_name = 'users'`.execute(db);
    const shown = Object.keys(must(await read(user.id), 200).user);
    const camel = (column: string) => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    t.strictSame(
      own.map(({ column }) => column).filter((column) => !shown.includes(camel(column)) && !LEFT_OUT.includes(column)),
      [],
      "every column of the user's own row",
    );
  },
);

t.test('the export holds what the user did and has, ended things included, and no secret', async (t) => {
  const user = await tenant.enrolledUser({ displayName: 'Wren' });
  const first = await tenant.signInWithCode(user, { trustDevice: true, deviceName: 'Front desk' });
  const second = await tenant.signInWithCode(user, { trustDevice: true });
  must(await service.del('/v1/account/trusted-devices', { key: second.sessionToken }), 204);
  must(await tenant.login(user.username, { password: 'not the password at all' }), 401);
  const { loginToken } = must(await tenant.login(user.username), 200);
  const begun = must(await post('/v1/account/authenticators', { type: 'totp' }, { key: second.sessionToken }), 201);
  const { resetCode } = must(
    await post(`${tenant.users}/${user.id}/two-factor-reset`, { reason: 'lost' }, { key: tenant.support }),
    200,
  );
  const later = must(await tenant.login(user.username), 200);
  must(await post('/v1/login/enrollment', { resetCode, name: 'New phone' }, { key: later.loginToken }), 201);
  const answer = await read(user.id);
  t.match(answer.headers['content-type'], /^application\/json/);
  t.match(answer.headers['cache-control'], /no-store/);
  const all = must(answer, 200);
  t.equal(all.exportedAt, clock.now().toISOString());
  t.match(all.user, {
    id: user.id,
    username: user.username,
    displayName: 'Wren',
    tenant: tenant.slug,
    hasPassword: true,
  });
  t.equal(all.sessions.length, 3);
  t.ok(
    all.sessions.every(({ endedAt }: { endedAt: string | null }) => endedAt !== null),
    'ended ones, too',
  );
  t.strictSame(
    all.trustedDevices.map(({ name }: { name: string }) => name),
    ['Front desk', 'Chrome on Windows'],
  );
  t.match(all.sessions.at(-1), { ip: '203.0.113.7', userAgent: /Chrome/, methods: ['pwd', 'otp'] });
  t.match(all.enrollments, [{ name: 'New phone' }]);
  t.match(all.attemptCounters, [{ lane: 'public', kind: 'password' }]);
  t.equal(all.logins.length, 4);
  const events = await tenant.events(`&userId=${user.id}`);
  t.strictSame(
    all.events.map(({ type }: { type: string }) => type),
    events.map(({ type }) => type).reverse(),
  );
  for (const [name, secret] of Object.entries({
    password: PASSWORD,
    totp: user.secret,
    enrolment: begun.secret,
    recovery: user.recoveryCodes[0] ?? '',
    session: first.sessionToken.slice(-43),
    device: first.trustedDeviceToken.slice(-43),
    login: loginToken.slice(-43),
    reset: resetCode,
  })) {
    t.ok(secret.length > 5, name);
    t.notOk(answer.text.includes(secret), name);
  }
  const hashes = await sql<{ hash: string }>`
    select encode(secret_hash, 'hex') as hash from sessions where user_id = ${user.id}
    union all select encode(secret, 'hex') from enrollments where user_id = ${user.id}
    union all select password_hash from users where id = ${user.id}
    union all select reset_code_hash from users where id = ${user.id}`.execute(db);
  t.ok(hashes.rows.length > 4);
  for (const { hash } of hashes.rows)
    for (const dress of [
      hash,
      Buffer.from(hash, 'hex').toString('base64'),
      Buffer.from(hash, 'hex').toString('base64url'),
    ])
      if (dress !== '') t.notOk(answer.text.includes(dress), 'no hash');
});

t.test('an administrator exports users of the very tenant alone', async (t) => {
  const other = await newTenant(service);
  const [user, stranger] = [await tenant.newUser(), await other.newUser()];
  for (const key of [tenant.backend, tenant.support]) t.equal((await read(user.id, key)).status, 403);
  t.match(await read(stranger.id), { status: 404, body: { code: 'not_found' } });
  t.match(await read(stranger.id, tenant.admin, other), { status: 404, body: { code: 'tenant_not_found' } });
  t.match(await read(NOBODY, ADMIN), { status: 404, body: { code: 'not_found' } });
  t.equal((await read(user.id, ADMIN)).status, 200);
  const { text } = await read(user.id);
  t.notOk(text.includes(stranger.id) || text.includes(stranger.username));
});

t.test(
  'an export of very many events is read from the database no faster than it is taken, and holds each once',
  async (t) => {
    const user = await tenant.newUser();
    await sql`insert into events (id, tenant_id, user_id, type, at, actor_kind, actor_id, user_agent, data)
    select gen_random_uuid(), t.id, ${user.id}, 'login.succeeded', now(), 'user', ${user.id}, repeat('a', 2000), '{}'
    from tenants as t, generate_series(1, 20000) where t.slug = ${tenant.slug}`.execute(db);
    let pages = 0;
    const executor = db.getExecutor();
    const run = executor.executeQuery;
    executor.executeQuery = function counted(this: typeof executor, ...given: Parameters<typeof run>) {
      pages += 1;
      return run.apply(this, given);
    } as typeof run;
    t.teardown(() => Object.assign(executor, { executeQuery: run }));
    await service.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = service.app.server.address() as AddressInfo;
    const headers = { authorization: `Bearer ${tenant.admin}` };
    const open = () =>
      new Promise<IncomingMessage>((done) =>
        request({ port, host: '127.0.0.1', path: `${tenant.users}/${user.id}/export`, headers }, done),
      );
    const answer = await open();
    t.equal(answer.statusCode, 200);
    t.equal(answer.headers['transfer-encoding'], 'chunked');
    for (let before = -1; before !== pages; ) {
      before = pages;
      await sleep(300);
    }
    t.ok(pages < 35, `nobody reads: ${pages} statements, and what the sockets hold`);
    let rest = '';
    const ids = new Set<string>();
    for await (const chunk of answer) {
      rest += chunk;
      for (const [, id = ''] of rest.matchAll(/"id":"([^"]{36})","type":"login\.succeeded"/g)) ids.add(id);
      rest = rest.slice(-2400);
    }
    t.equal(ids.size, 20_000);
    t.ok(pages > 40, `read to the end: ${pages} statements`);
    t.ok(answer.complete && rest.endsWith('}'));

    const given = await open();
    given.once('data', () => given.destroy());
    await new Promise((done) => given.once('close', done));
    t.equal((await get('/readyz')).status, 200, 'who goes away half way harms nobody');
    t.strictSame(
      service.log.filter((line) => /"level":(50|60)/.test(line)),
      [],
    );
  },
);

t.test('an export is an event, with the key that asked', async (t) => {
  const user = await tenant.newUser();
  t.equal((await read(user.id)).status, 200);
  const [told] = await tenant.events(`&type=user.exported&userId=${user.id}`);
  t.match(told, { actor: { kind: 'api_key' }, data: {} });
});
