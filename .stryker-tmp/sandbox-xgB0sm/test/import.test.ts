// @ts-nocheck
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { sql } from 'kysely';
import t from 'tap';
import {
  ADMIN,
  must,
  newTenant,
  PASSWORD,
  REAL_HASHING,
  type Service,
  startService,
  type Tenant,
  totp,
  unique,
} from './support/service.ts';

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
/** Made by passlib and argon2-cffi of PASSWORD, but for Identity's, which is of "my password". */
const HASHES = {
  argon2i: '$argon2i$v=19$m=64,t=2,p=2$IMV7VSqapvBVItnOfF+tqg$w04hNyixcBRKkhRwtvrLbg',
  argon2id: '$argon2id$v=19$m=64,t=2,p=1$FqphB+xWX85ipi7OxtqkbQ$UfnMGu6YaxAYwea7beShcQ',
  scrypt: '$scrypt$ln=10,r=8,p=1$hvAeo9Tau/feO4dwbs15zw$fvz8e/MN7CYsnoGCoKKYu1xnpVyqLvM16If5VgMAhLI',
  bcrypt: '$2y$04$IuGdm5QdVTUmSUFVDrdh5.V00Vdch3T7pY99lRw5hBwHMiq7bqJ4q',
  pbkdf2: '$pbkdf2-sha256$1000$x/g/x3gPYcz5vzdmTCnlvA$1qbsnmz3pqK74O9NbKr0f2.qKJ5PbAp1lPmU2DvPAsM',
  identity: 'AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw',
};
const passwordOf = (kind: string) => (kind === 'identity' ? 'my password' : PASSWORD);

const ndjson = { 'content-type': 'application/x-ndjson' };
const send = (service: Service, tenant: Tenant, raw: string | Buffer, key = tenant.admin) =>
  service.call('POST', `${tenant.users}/import`, undefined, { key, headers: ndjson, raw });
const asLines = (users: unknown[]) => users.map((user) => `${JSON.stringify(user)}\n`).join('');
const resultsOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

t.test('users come with their hashes of six kinds and their authenticators, and sign in as before', async (t) => {
  const service = await startService(t, REAL_HASHING);
  const tenant = await newTenant(service);
  const users = Object.entries(HASHES).map(([kind, passwordHash]) => ({ username: kind, passwordHash }));
  const withApp = {
    username: 'with an app',
    passwordHash: HASHES.bcrypt,
    authenticators: [{ type: 'totp', secret: SECRET }],
  };
  const answer = await send(service, tenant, asLines([...users, withApp]));
  t.equal(answer.status, 200);
  t.match(answer.headers['content-type'], /^application\/x-ndjson/);
  const results = resultsOf(answer.text);
  t.same(
    results.map(({ line, username, status }) => [line, username, status]),
    [...users, withApp].map(({ username }, index) => [index + 1, username, 'created']),
  );

  for (const [kind, hash] of Object.entries(HASHES)) {
    t.match(await tenant.login(kind, { password: 'wrong' }), { status: 401, body: { code: 'invalid_credentials' } });
    must(await tenant.login(kind, { password: passwordOf(kind) }), 200);
    const { password_hash } = await stored(service, kind);
    t.match(password_hash, /^\$argon2id\$v=19\$/, `${kind} is hashed anew at the first right login`);
    t.match(password_hash, /m=19456/);
    t.not(password_hash, hash);
    must(await tenant.login(kind, { password: passwordOf(kind) }), 200);
  }
  const { loginToken, status } = must(await tenant.login('with an app'), 200);
  t.equal(status, 'challenge_required', 'an authenticator brought along is asked for');
  const code = totp(SECRET, service.clock.now());
  must(await service.post('/v1/login/challenge', { code }, { key: loginToken }), 200);
  t.equal((await tenant.events('&type=user.created')).length, users.length + 1);
});

const stored = (service: Service, username: string) =>
  service.ctx.db.selectFrom('users').selectAll().where('username', '=', username).executeTakeFirstOrThrow();

// Proves: Logto user.ts
t.test('a hash dearer than ours is kept, and one under a pepper is put under it at once', async (t) => {
  const service = await startService(t, { PASSWORD_PEPPERS: `p1:${Buffer.alloc(32, 9).toString('base64')}` });
  const tenant = await newTenant(service);
  const argon2 = (await import('argon2')).default;
  const dear = await argon2.hash(PASSWORD, { memoryCost: 38912, timeCost: 2, parallelism: 1 });
  resultsOf((await send(service, tenant, asLines([{ username: 'dear', passwordHash: dear }]))).text);
  const before = (await stored(service, 'dear')).password_hash;
  t.match(before, /^\$sealed\$v=1\$key=p1\$/);
  must(await tenant.login('dear'), 200);
  t.equal((await stored(service, 'dear')).password_hash, before, 'never made cheaper');
});

t.test('a line that can be no user says why, and keeps no other from being one', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const taken = await tenant.newUser({ username: 'Taken' });
  const lines = [
    JSON.stringify({ username: 'first' }),
    '{"username":',
    '',
    JSON.stringify({ username: 'p', password: PASSWORD }),
    JSON.stringify({ username: 'dear', passwordHash: HASHES.bcrypt.replace('$04$', '$31$') }),
    JSON.stringify({ username: 'odd', authenticators: [{ type: 'totp', secret: SECRET, digits: 8 }] }),
    JSON.stringify({ username: 'bad', authenticators: [{ type: 'totp', secret: 'no base 32!' }] }),
    JSON.stringify({ username: 'tAKEN' }),
    JSON.stringify({ username: 'twice' }),
    JSON.stringify({ username: 'TWICE' }),
    '{"username":"proto","__proto__":{"status":"x"}}',
    JSON.stringify({ refused: 'created', username: 'sly' }),
    '["an", "array"]',
    'null',
    JSON.stringify({ username: `long ${'x'.repeat(33_000)}` }),
    JSON.stringify({ username: 'last' }),
  ];
  const bytes = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n`), Buffer.from([0x22, 0xff, 0xfe, 0x22])]);
  const results = resultsOf(must200(await send(service, tenant, bytes)).text);
  t.same(
    results.map(({ line, username, status, code }) => [line, username, code ?? status]),
    [
      [1, 'first', 'created'],
      [2, null, 'invalid_request'],
      [4, 'p', 'invalid_request'],
      [5, 'dear', 'unsupported_password_hash'],
      [6, 'odd', 'unsupported_authenticator'],
      [7, 'bad', 'invalid_request'],
      [8, 'tAKEN', 'username_taken'],
      [9, 'twice', 'created'],
      [10, 'TWICE', 'username_taken'],
      [11, null, 'invalid_request'],
      [12, 'sly', 'invalid_request'],
      [13, null, 'invalid_request'],
      [14, null, 'invalid_request'],
      [15, null, 'payload_too_large'],
      [16, 'last', 'created'],
      [17, null, 'invalid_request'],
    ],
  );
  t.same(results[2].errors, [{ path: '/password', message: 'must NOT have additional properties' }]);
  t.same(results[5].errors, [{ path: '/authenticators/0/secret', message: 'must be base32 of 10 to 64 bytes' }]);
  const found = must(await service.get(`${tenant.users}?limit=100`, { key: tenant.backend }), 200).users;
  t.same(
    found.map(({ username }: { username: string }) => username).sort(),
    [taken.username, 'first', 'last', 'twice'].sort(),
  );
  t.notMatch(JSON.stringify([results, service.log]), /JBSWY|\$2y\$/);
});

function must200<T extends { status: number; text: string }>(answer: T): T {
  if (answer.status !== 200) throw new Error(answer.text);
  return answer;
}

t.test('an import too large is refused before anybody is made', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const many = Array.from({ length: 10_001 }, (_, index) => ({ username: `u${index}` }));
  const heavy = Buffer.alloc(16 * 1024 * 1024 + 1, '{}\n');
  for (const body of [asLines(many), heavy])
    t.match(await send(service, tenant, body), { status: 413, body: { code: 'payload_too_large' } });
  t.match(await service.post(`${tenant.users}/import`, { username: 'x' }, { key: tenant.admin }), { status: 415 });
  t.same(must(await service.get(tenant.users, { key: tenant.admin }), 200).users, []);
  t.equal((await send(service, tenant, '')).text, '', 'nobody is no fault');
});

t.test('ten thousand users are imported by a stream, by two replicas at once, each once', async (t) => {
  const service = await startService(t);
  const replica = await startService(t, {}, service);
  const tenant = await newTenant(service);
  const username = (index: number) => unique(`u${index}-`);
  const users = Array.from({ length: 10_000 }, (_, index) => ({
    username: username(index),
    passwordHash: HASHES.bcrypt,
  }));
  const [one, two] = await Promise.all([
    send(service, tenant, asLines(users)),
    send(replica, tenant, asLines([...users].reverse())),
  ]);
  const results = [...resultsOf(one.text), ...resultsOf(two.text)];
  t.equal(results.length, 20_000);
  t.equal(results.filter(({ status }) => status === 'created').length, 10_000);
  t.ok(results.every(({ status, code }) => status === 'created' || code === 'username_taken'));
  const { count } = await service.ctx.db
    .selectFrom('users')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  t.equal(count, 10_000);
});

/** Begins an import over a real socket and leaves its body half sent. */
async function halfSent(service: Service, tenant: Tenant) {
  const { port } = service.app.server.address() as AddressInfo;
  const sent = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: `${tenant.users}/import`,
    headers: { ...ndjson, authorization: `Bearer ${ADMIN}`, 'content-length': 1000, expect: '100-continue' },
  });
  sent.on('error', () => {});
  sent.write('{"username":');
  await once(sent, 'continue');
  return sent;
}

// Proves: v5.0.0-15.4.4
t.test('a tenant has one import at once, a replica four, and whoever leaves half way frees the place', async (t) => {
  const service = await startService(t);
  const tenants: Tenant[] = [];
  for (let count = 0; count < 5; count += 1) tenants.push(await newTenant(service));
  await service.app.listen({ port: 0, host: '127.0.0.1' });
  const status = async (tenant: Tenant) => (await send(service, tenant, asLines([{ username: unique('x') }]))).status;
  const becomes = async (tenant: Tenant, wanted: number) => {
    for (let tries = 0; tries < 200 && (await status(tenant)) !== wanted; tries += 1)
      await new Promise((done) => setTimeout(done, 10));
    t.equal(await status(tenant), wanted);
  };
  const [first, second, third, fourth, fifth] = tenants as [Tenant, Tenant, Tenant, Tenant, Tenant];
  const open = [await halfSent(service, first)];
  await becomes(first, 503);
  t.equal(await status(second), 200, 'one tenant holds nobody else up');
  for (const each of [second, third, fourth]) open.push(await halfSent(service, each));
  await becomes(fifth, 503);
  for (const each of open) each.destroy();
  for (const each of tenants) await becomes(each, 200);
});

t.test('who has gone before the key was looked up takes no place', async (t) => {
  const service = await startService(t, { DATABASE_POOL: '1' });
  const tenant = await newTenant(service);
  await service.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = service.app.server.address() as AddressInfo;
  const head = `POST ${tenant.users}/import HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${tenant.admin}\r\n`;
  // the only connection to the database is taken: the look-up waits, and the client has gone when it is answered
  await service.ctx.db.connection().execute(async (held) => {
    for (let count = 0; count < 5; count += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.write(`${head}Content-Type: application/x-ndjson\r\nContent-Length: 3\r\n\r\n{}\n`);
      await sql`select pg_sleep(0.05)`.execute(held);
      socket.destroy();
    }
    const connections = () => new Promise((done) => service.app.server.getConnections((_, count) => done(count)));
    while ((await connections()) !== 0) await sql`select pg_sleep(0.01)`.execute(held);
  });
  t.equal((await send(service, tenant, asLines([{ username: 'after them' }]))).status, 200);
});

t.test('when the database goes away half way, each line that is left says so', async (t) => {
  const service = await startService(t, { DATABASE_POOL: '1' });
  const tenant = await newTenant(service);
  const users = Array.from({ length: 300 }, (_, index) => ({ username: `u${index}` }));
  // the second batch meets a name that PostgreSQL takes for a fault
  await service.ctx.db.schema.alterTable('users').addCheckConstraint('no_u150', sql`username <> 'u150'`).execute();
  const results = resultsOf(must200(await send(service, tenant, asLines(users))).text);
  t.same(
    results.map(({ status, code }) => code ?? status),
    users.map((_, index) => (index < 100 ? 'created' : 'unavailable')),
  );
  await service.ctx.db.schema.alterTable('users').dropConstraint('no_u150').execute();
  const again = resultsOf((await send(service, tenant, asLines(users))).text);
  t.same(
    again.map(({ status, code }) => code ?? status),
    users.map((_, index) => (index < 100 ? 'username_taken' : 'created')),
  );
});

t.test('lines that take long to read keep nobody else waiting', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const dear = JSON.stringify({ username: 'x', authenticators: Array(900).fill({ type: 'totp', secret: [] }) });
  let turns = 0;
  const turning = setInterval(() => {
    turns += 1;
  }, 1);
  const { text } = must200(await send(service, tenant, Array(600).fill(dear).join('\n')));
  clearInterval(turning);
  t.equal(resultsOf(text).length, 600);
  t.ok(turns > 8, `${turns} turns for others`);
});
