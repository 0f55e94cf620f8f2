// @ts-nocheck
import { Agent, createServer, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { openDatabase } from '../src/db/database.ts';
import { freshDatabase } from './support/database.ts';
import { startReplica } from './support/programs.ts';
import { ADMIN, CHROME, PASSWORD } from './support/service.ts';

const KEYS = `k1:${Buffer.alloc(32, 3).toString('base64')}`;

/** What the proxy says where a replica took no connection, and where it dropped one before it answered. */
const REFUSED = 502;
const DROPPED = 504;

/** Takes turns among `ports`, keeps connections open, and tries nothing a second time. */
async function startProxy(t: Test, ports: number[]) {
  const agent = new Agent({ keepAlive: true });
  let turn = 0;
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const options = { host: '127.0.0.1', port: ports[turn++ % ports.length], method, path: url, headers, agent };
    const onward = request(options, (got) => {
      // an answer that has begun must end
      got.on('error', () => answer.destroy());
      got.on('aborted', () => answer.destroy());
      answer.writeHead(got.statusCode ?? 0, got.headers);
      got.pipe(answer);
    });
    onward.on('error', (error: NodeJS.ErrnoException) => {
      if (answer.headersSent) answer.destroy();
      else answer.writeHead(error.code === 'ECONNREFUSED' ? REFUSED : DROPPED).end();
    });
    asked.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
    agent.destroy();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

t.test('two replicas are replaced one after another under load, on a schema newer than theirs', async (t) => {
  const { url } = await freshDatabase(t);
  const settings = { DATABASE_URL: url, ENCRYPTION_KEYS: KEYS, BOOTSTRAP_ADMIN_KEY: ADMIN, HASH_QUEUE: '1000' };
  const replicas = await Promise.all([1, 2].map(() => startReplica(t, settings)));
  const ports = replicas.map(({ port }) => port);
  const proxy = await startProxy(t, ports);
  const seen: Record<string, number> = {};

  /** As a client does that tries again what it may: a lost connection, and 503. */
  async function call(method: string, path: string, key: string, body?: object) {
    for (;;) {
      const answer = await fetch(proxy + path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await answer.text();
      const what = `${method} ${path} ${answer.status}`;
      seen[what] = (seen[what] ?? 0) + 1;
      if (![REFUSED, DROPPED, 503].includes(answer.status)) return text === '' ? null : JSON.parse(text);
      await sleep(50);
    }
  }
  await call('POST', '/v1/admin/tenants', ADMIN, { slug: 'rolling', name: 'Rolling' });
  const made = { name: 'backend', role: 'backend', tenant: 'rolling' };
  const { key: backend } = await call('POST', '/v1/admin/api-keys', ADMIN, made);
  const usernames = ['ann', 'bob', 'cat', 'dan'];
  for (const username of usernames)
    await call('POST', '/v1/admin/tenants/rolling/users', ADMIN, { username, password: PASSWORD });
  for (const what of Object.keys(seen)) delete seen[what];

  const signIn = async (url: string, username: string) => {
    const body = JSON.stringify({ username, password: PASSWORD, client: { ip: '203.0.113.7', userAgent: CHROME } });
    const headers = { authorization: `Bearer ${backend}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/tenants/rolling/login`, { method: 'POST', headers, body });
    return answer.status;
  };
  let over = false;
  let rounds = 0;
  const lives = usernames.map(async (username) => {
    while (!over) {
      const client = { ip: '203.0.113.7', userAgent: CHROME };
      const login = { username, password: PASSWORD, client };
      const { sessionToken } = await call('POST', '/v1/tenants/rolling/login', backend, login);
      for (let look = 0; look < 5; look++) await call('GET', '/v1/session', sessionToken);
      await call('POST', '/v1/introspect', backend, { token: sessionToken });
      rounds += 1;
    }
  });
  const goOn = async () => {
    for (const before = rounds; rounds < before + 2; ) await sleep(20);
  };
  await goOn();

  // the next release expands the schema, and says which code may go on
  const { db, close } = openDatabase({ url, pool: 1, log: () => {} });
  await sql`alter table users add column of_the_next_release text`.execute(db);
  await sql`insert into kysely_migration values ('9999_next_release', '')`.execute(db);
  await sql`insert into schema_compatibility select '9999_next_release', max(name) from kysely_migration where name < '9999'`.execute(
    db,
  );
  await close();
  for (const { url } of replicas) t.equal((await fetch(`${url}/readyz`)).status, 200, 'ready on the newer schema');
  await goOn();

  for (const [index, replica] of replicas.entries()) {
    // sign-ins that it is at when it is told
    const underWay = [...usernames, ...usernames].map((username) => signIn(replica.url, username));
    await Promise.race(underWay);
    const exit = replica.stop();
    t.strictSame(await Promise.all(underWay), Array(8).fill(200), 'it has answered what it had');
    t.equal(await exit, 0);
    t.notMatch(replica.log.join('\n'), /"level":(50|60)/);
    ports[index] = (await startReplica(t, settings)).port;
    await goOn();
  }
  over = true;
  await Promise.all(lives);

  const odd = Object.entries(seen).filter(([what]) => !/ (200|502|503|504)$/.test(what));
  t.strictSame(odd, [], 'nothing failed but what a client may try again');
  t.ok((seen['POST /v1/tenants/rolling/login 200'] ?? 0) >= 8, 'there was load all the time');
  t.comment(JSON.stringify(seen));
});
