import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import t, { type Test } from 'tap';
import { findAccount } from '../src/db/embedded-system.ts';
import { asAdmin, readCluster } from './support/cluster.ts';
import { endAfter, freePort, startReplica, without } from './support/programs.ts';
import { startReceiver } from './support/receiver.ts';
import { ADMIN, CHROME, PASSWORD, totp } from './support/service.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const deployed = (file: string) => readFileSync(join(root, 'deploy', file), 'utf8');
const KEYS = `k1:${randomBytes(32).toString('base64')}`;

async function folderFor(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imagecapture-auth-replicas-'));
  chmodSync(folder, 0o777);
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** As deploy/create-database.sh makes it: its owner is no superuser. */
async function createDatabase(t: Test, folder: string) {
  const cluster = await readCluster();
  const name = `test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  writeFileSync(join(folder, 'password'), `${password}\n`);
  const { hostname, port, password: admins } = new URL(cluster.url);
  t.teardown(() =>
    asAdmin(cluster, async (admin) => {
      await admin.query(`drop database if exists ${name} with (force)`);
      await admin.query(`drop role if exists ${name}`);
    }),
  );
  await promisify(execFile)('sh', ['-c', deployed('create-database.sh').replaceAll('imagecapture', name)], {
    env: {
      PATH: process.env.PATH,
      DATABASE_PASSWORD_FILE: join(folder, 'password'),
      PGHOST: hostname,
      PGPORT: port,
      PGPASSWORD: admins,
    },
  });
  return { name, password, hostname, port, url: `postgres://${name}:${password}@${hostname}:${port}/${name}` };
}

/** deploy/pgbouncer.ini, but for where things are. PgBouncer does not run as root. */
async function startPgbouncer(t: Test, folder: string, database: Awaited<ReturnType<typeof createDatabase>>) {
  const { name, password, hostname, port } = database;
  const listen = await freePort();
  const ini = deployed('pgbouncer.ini')
    // older ones end at a setting that they do not know
    .replace(/^max_prepared_statements.*$/m, (line) => (keepsNames ? line : ''))
    .replace(/^imagecapture = .*$/m, `${name} = host=${hostname} port=${port} dbname=${name}`)
    .replace('listen_addr = 0.0.0.0', 'listen_addr = 127.0.0.1')
    .replace('listen_port = 6432', `listen_port = ${listen}`)
    .replace('/secrets/pgbouncer-users', join(folder, 'users'));
  writeFileSync(join(folder, 'users'), `"${name}" "${password}"\n`);
  writeFileSync(join(folder, 'pgbouncer.ini'), ini);
  const args = ['-q', join(folder, 'pgbouncer.ini')];
  endAfter(t, spawn('pgbouncer', args, { ...findAccount(), cwd: '/', stdio: 'ignore' }));
  const url = `postgres://${name}:${password}@127.0.0.1:${listen}/${name}`;
  await answers(async () => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => {});
    await client.connect();
    await client.end();
  });
  return url;
}

/** deploy/nginx.conf, but for where things are. */
async function startNginx(t: Test, folder: string, ports: number[]) {
  const listen = await freePort();
  const conf = deployed('nginx.conf')
    .replace('listen 8080', `listen 127.0.0.1:${listen}`)
    .replaceAll('/tmp/', `${folder}/`)
    .replace('service-1:3000', `127.0.0.1:${ports[0]}`)
    .replace('service-2:3000', `127.0.0.1:${ports[1]}`);
  writeFileSync(join(folder, 'nginx.conf'), conf);
  const nginx = spawn('nginx', ['-e', 'stderr', '-c', join(folder, 'nginx.conf')], {
    ...findAccount(),
    cwd: '/',
    stdio: 'ignore',
  });
  // told to quit, it ends its workers, too
  t.teardown(async () => {
    nginx.kill('SIGTERM');
    if (nginx.exitCode === null) await new Promise((done) => nginx.once('exit', done));
  });
  const url = `http://127.0.0.1:${listen}`;
  await answers(() => fetch(`${url}/healthz`));
  return url;
}

async function answers(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries++)
    try {
      return void (await ask());
    } catch (error) {
      if (tries === 100) throw error;
      await sleep(50);
    }
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there
type Body = any;

async function call(
  url: string,
  method: string,
  path: string,
  key: string,
  body?: object,
  headers = {},
): Promise<Body> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

/** Tenant, user, enrolment, sign-in by code, by trusted device and by recovery code; each step at the next replica. */
async function journey(t: Test, urls: string[]): Promise<void> {
  let turn = 0;
  const next = () => urls[turn++ % urls.length] ?? '';
  const tenant = `t${randomBytes(4).toString('hex')}`;
  const post = (path: string, key: string, body?: object) => call(next(), 'POST', path, key, body);
  await post('/v1/admin/tenants', ADMIN, { slug: tenant, name: 'Replicas' });
  const { key: backend } = await post('/v1/admin/api-keys', ADMIN, { name: 'backend', role: 'backend', tenant });
  await post(`/v1/admin/tenants/${tenant}/users`, ADMIN, { username: 'alice', password: PASSWORD });
  const client = { ip: '203.0.113.7', userAgent: CHROME };
  const login = (more = {}) =>
    post(`/v1/tenants/${tenant}/login`, backend, { username: 'alice', password: PASSWORD, client, ...more });
  const { sessionToken } = await login();
  const begun = await post('/v1/account/authenticators', sessionToken, { type: 'totp' });
  const code = (steps: number) => totp(begun.secret, new Date(Date.now() + steps * 30_000));
  const { recoveryCodes } = await post(`/v1/account/authenticators/${begun.id}/confirm`, sessionToken, {
    code: code(-1),
  });
  const { loginToken } = await login();
  const trusting = await post('/v1/login/challenge', loginToken, { code: code(0), trustDevice: true });
  t.equal(trusting.session.acr, 'aal2');
  const spared = await login({ trustedDeviceToken: trusting.trustedDeviceToken });
  t.equal(spared.status, 'authenticated');
  const other = await login();
  const recovery = { method: 'recovery_code', code: recoveryCodes[0] };
  t.equal((await post('/v1/login/challenge', other.loginToken, recovery)).status, 'authenticated');
  const introspected = await post('/v1/introspect', backend, { token: spared.sessionToken });
  t.match(introspected, { active: true, username: 'alice' });
  const { sessions } = await call(next(), 'GET', '/v1/account/sessions', spared.sessionToken);
  t.ok(sessions.length >= 2);
}

const OLD_EVENTS = 2500;

/** Of no tenant, and more than a year old. */
async function insertOldEvents(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const old = (Date.now() - 400 * 86_400_000).toString(16).padStart(12, '0');
  await client.query(
    `insert into events (id, type, at, actor_kind, data)
     select ('${old}7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid, 'tenant.created', now() - interval '400 days', 'system', '{}'
     from generate_series(1, $1::int) as n`,
    [OLD_EVENTS],
  );
  await client.end();
}

/** One user, whose calls go to the one and the other replica by turns, and to both at once. */
async function alikeAtBoth(t: Test, [one = '', other = '']: string[]): Promise<void> {
  const receiver = await startReceiver(t);
  const tenant = `t${randomBytes(4).toString('hex')}`;
  await call(one, 'POST', '/v1/admin/tenants', ADMIN, { slug: tenant, name: 'Both' });
  await call(other, 'POST', `/v1/admin/tenants/${tenant}/webhooks`, ADMIN, { url: receiver.url });
  const { key } = await call(one, 'POST', '/v1/admin/api-keys', ADMIN, { name: 'backend', role: 'backend', tenant });
  const secret = 'S'.repeat(32);
  const given = { username: 'carol', password: PASSWORD, authenticators: [{ type: 'totp', secret }] };
  await call(other, 'POST', `/v1/admin/tenants/${tenant}/users`, ADMIN, given);
  const client = { ip: '203.0.113.7', userAgent: CHROME };
  const login = (url: string, more = {}) =>
    call(url, 'POST', `/v1/tenants/${tenant}/login`, key, { username: 'carol', password: PASSWORD, client, ...more });
  const code = (steps: number) => totp(secret, new Date(Date.now() + steps * 30_000));
  const challenge = (url: string, loginToken: string, given: object) =>
    call(url, 'POST', '/v1/login/challenge', loginToken, given);

  const logins = await Promise.all([one, other, one, other].map(async (url) => ({ url, ...(await login(url)) })));
  const sameCode = { code: code(-1) };
  const told = await Promise.allSettled(logins.map(({ url, loginToken }) => challenge(url, loginToken, sameCode)));
  t.equal(told.filter(({ status }) => status === 'fulfilled').length, 1, 'one code opens one session at both together');

  const { loginToken } = await login(other);
  const first = (await challenge(one, loginToken, { code: code(0), trustDevice: true })).trustedDeviceToken;
  const second = (await login(other, { trustedDeviceToken: first })).trustedDeviceToken;
  const third = await login(one, { trustedDeviceToken: second });
  t.equal(third.status, 'authenticated', 'a trusted device goes on at the other');
  t.equal(
    (await login(other, { trustedDeviceToken: first })).status,
    'challenge_required',
    'a copy of it is found out',
  );
  const { trustedDeviceToken } = third;
  t.equal((await login(one, { trustedDeviceToken })).status, 'challenge_required', 'and ends it at the one, too');

  for (let n = 0; n < 5; n++)
    await t.rejects(login(n % 2 ? one : other, { password: 'wrong wrong wrong' }), /invalid_credentials/);
  await t.rejects(login(one), /too_many_attempts/, 'failures count at both together');
  await t.rejects(login(other), /too_many_attempts/);

  const { events } = await call(one, 'GET', `/v1/admin/tenants/${tenant}/events?limit=100`, ADMIN);
  // the webhook is there from its own event on
  const from = events.findIndex(({ type }: { type: string }) => type === 'webhook.created');
  const owed = events.slice(0, from).map(({ id }: { id: string }) => id);
  await answers(async () => {
    if (receiver.received.length < owed.length) throw new Error('not all has come');
  });
  const came = receiver.received.map(({ headers }) => headers['webhook-id']);
  t.same(
    [...came].filter((id) => owed.includes(id)).sort(),
    owed.sort(),
    'and each event comes once from the two couriers',
  );
}

/** From 1.21 on PgBouncer passes the names of prepared statements on. */
const [, minor] =
  /1\.(\d+)/.exec(
    await promisify(execFile)('pgbouncer', ['--version']).then(
      ({ stdout }) => stdout,
      () => '',
    ),
  ) ?? [];
const keepsNames = Number(minor ?? 0) >= 21;

const missing = (await without('pgbouncer', '--version')) || (await without('psql', '--version'));

t.test('two replicas behind PgBouncer in transaction mode and a proxy', { skip: missing }, async (t) => {
  const folder = await folderFor(t);
  const database = await createDatabase(t, folder);
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: database.url, ENCRYPTION_KEYS: KEYS };
  const migrate = () => promisify(execFile)(process.execPath, ['src/cli.ts', 'migrate'], { cwd: root, env });
  t.match((await migrate()).stdout, /Applied migration 0001_accounts\n.*up to date/s, 'by a role that is no superuser');
  await insertOldEvents(database.url);
  const settings = {
    DATABASE_URL: await startPgbouncer(t, folder, database),
    DATABASE_PREPARED_STATEMENTS: keepsNames ? 'on' : 'off',
    ENCRYPTION_KEYS: KEYS,
    BOOTSTRAP_ADMIN_KEY: ADMIN,
    MIGRATE: 'off',
    TRUST_PROXY: '127.0.0.1',
    METRICS_PORT: '0',
    WEBHOOK_PRIVATE_ADDRESSES: 'allow',
  };
  const replicas = await Promise.all([1, 2].map(() => startReplica(t, settings)));
  const urls = replicas.map(({ url }) => url);

  await t.test('the journey works, each step at the other replica', (t) => journey(t, urls));

  await t.test('many at once get on, too: transactions of one connection do not meet', async (t) => {
    await Promise.all(Array.from({ length: 3 }, () => journey(t, urls)));
  });

  await t.test('throttles, codes, trusted devices and webhooks are the same at both', (t) => alikeAtBoth(t, urls));

  await t.test('what is kept no longer was removed once, by whichever came first', async (t) => {
    const removed = () =>
      replicas
        .flatMap(({ log }) => log)
        .map((line) => Number(/"removed":\{.*?"events":(\d+)/.exec(line)?.[1] ?? 0))
        .reduce((sum, each) => sum + each, 0);
    for (let tries = 0; tries < 200 && removed() < OLD_EVENTS; tries++) await sleep(50);
    t.equal(removed(), OLD_EVENTS);
  });

  await t.test('each tells of itself on its own port for metrics', async (t) => {
    for (const { url, log } of replicas) {
      const [, port] = /metrics on port (\d+)/.exec(log.join('\n')) ?? [];
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      t.match(text, /^imagecapture_auth_logins_total\{step="challenge",outcome="authenticated"\} [1-9]/m);
      t.match(text, /^imagecapture_auth_events_total\{type="login.succeeded"\} [1-9]/m);
      t.match(text, /^imagecapture_auth_database_connections\{state="idle"\} [1-9]/m);
      t.match(text, /^process_resident_memory_bytes [1-9]/m);
      t.equal((await fetch(`${url}/metrics`)).status, 404);
    }
  });

  await t.test('migrations work through it as well', async (t) => {
    const through = { ...env, DATABASE_URL: settings.DATABASE_URL };
    const again = promisify(execFile)(process.execPath, ['src/cli.ts', 'migrate'], { cwd: root, env: through });
    t.match((await again).stdout, /up to date/);
  });

  await t.test('through the proxy', { skip: await without('nginx', '-v') }, async (t) => {
    const proxy = await startNginx(
      t,
      folder,
      replicas.map(({ port }) => port),
    );
    await journey(t, [proxy]);
    t.equal((await fetch(`${proxy}/metrics`)).status, 404, 'the metrics are not for the world');

    const tenant = `t${randomBytes(4).toString('hex')}`;
    await call(proxy, 'POST', '/v1/admin/tenants', ADMIN, { slug: tenant, name: 'Proxy' });
    await call(proxy, 'POST', `/v1/admin/tenants/${tenant}/users`, ADMIN, { username: 'bob', password: PASSWORD });
    // in cookie mode, where the address of the connection counts
    const forged = {
      'x-forwarded-for': '198.51.100.66',
      forwarded: 'for=198.51.100.66',
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ username: 'bob', password: PASSWORD });
    const answer = await fetch(`${proxy}/v1/tenants/${tenant}/login`, { method: 'POST', headers: forged, body });
    t.equal(answer.status, 200);
    t.match(answer.headers.getSetCookie().join('\n'), /^__Host-ic_session=[^;]+;.*Secure/m);
    const { events } = await call(proxy, 'GET', `/v1/admin/tenants/${tenant}/events?type=login.succeeded`, ADMIN);
    t.equal(events[0].ip, '127.0.0.1', "the client's own address counts, not what it claims");

    t.equal(await replicas.pop()?.stop(), 0);
    const one = () => call(proxy, 'POST', '/v1/introspect', backend, { token: 'ist_unknown' });
    const { key: backend } = await call(proxy, 'POST', '/v1/admin/api-keys', ADMIN, {
      name: 'b',
      role: 'backend',
      tenant,
    });
    const answered = await Promise.all(Array.from({ length: 20 }, one));
    t.strictSame(answered, Array(20).fill({ active: false }), 'with one replica away the other answers, POSTs too');
  });

  await t.test('told to stop, they end well', async (t) => {
    for (const replica of replicas) t.equal(await replica.stop(), 0);
    for (const { log } of replicas) t.notMatch(log.join('\n'), /"level":(40|50|60)/);
  });
});
