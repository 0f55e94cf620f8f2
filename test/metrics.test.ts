import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { buildApp } from '../src/app.ts';
import { openDatabase, transaction } from '../src/db/database.ts';
import { record } from '../src/events/events.ts';
import { listenForScrapes } from '../src/http/metrics.ts';
import {
  ADMIN,
  must,
  newTenant,
  PASSWORD,
  type Service,
  startService,
  totp,
  unique,
  wrongCode,
} from './support/service.ts';

/** The value of one series, or undefined where there is none. `labels` as the text says them, in any order. */
async function value(service: Service, name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const text = await service.app.measured.metrics();
  for (const line of text.split('\n')) {
    const [, found, given = '', number] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    const same = Object.entries(labels).every(([label, word]) => given.includes(`${label}="${word}"`));
    if (found === name && same) return Number(number);
  }
  return undefined;
}

const rise = async (service: Service, name: string, labels: Record<string, string>, work: () => Promise<unknown>) => {
  const before = (await value(service, name, labels)) ?? 0;
  await work();
  return ((await value(service, name, labels)) ?? 0) - before;
};

const system = { actor: { kind: 'system', id: null }, ip: null, userAgent: null, requestId: null } as const;

t.test('requests are counted by the pattern of their route, and what is none of ours under one name', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const seen = (labels: Record<string, string>, work: () => Promise<unknown>) =>
    rise(service, 'http_requests_total', labels, work);
  const route = '/v1/tenants/:tenant';
  t.equal(await seen({ method: 'GET', route, status: '200' }, () => service.get(`/v1/tenants/${tenant.slug}`)), 1);
  t.equal(await seen({ method: 'GET', route, status: '404' }, () => service.get('/v1/tenants/nobody-here')), 1);
  const unknown = { method: 'GET', route: 'unknown', status: '404' };
  const paths = ['/wp-login.php', '/v1/no-such-thing', `/v1/tenants/${tenant.slug}/no`];
  t.equal(await seen(unknown, () => Promise.all(paths.map((path) => service.get(path)))), 3);
  t.equal(await value(service, 'http_request_duration_seconds_count', { method: 'GET', route }), 2);
  const scrape = await service.app.measured.metrics();
  t.notMatch(scrape, tenant.slug);
  t.notMatch(scrape, /wp-login|no-such-thing/);
});

t.test('logins are counted by step and outcome, and throttles by what they count', async (t) => {
  const service = await startService(t, { RATE_LIMITS: 'on', HASH_QUEUE: '1000' });
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const ended = (step: string, outcome: string, work: () => Promise<unknown>) =>
    rise(service, 'imagecapture_auth_logins_total', { step, outcome }, work);
  const wrong = { password: `${PASSWORD}?` };
  t.equal(await ended('password', 'invalid_credentials', () => tenant.login(user.username, wrong)), 1);
  let loginToken = '';
  const begin = async () => {
    loginToken = (await tenant.login(user.username)).body.loginToken;
  };
  t.equal(await ended('password', 'challenge_required', begin), 1);
  const answer = (code: string) => service.post('/v1/login/challenge', { code }, { key: loginToken });
  const now = service.clock.now();
  t.equal(await ended('challenge', 'invalid_code', () => answer(wrongCode(user.secret, now))), 1);
  t.equal(await ended('challenge', 'authenticated', () => answer(totp(user.secret, now))), 1);
  const other = await tenant.newUser();
  t.equal(await ended('password', 'authenticated', () => tenant.login(other.username)), 1);
  for (let failure = 0; failure < 5; failure++) await tenant.login(other.username, wrong);
  const throttled = { by: 'account' };
  const again = () => tenant.login(other.username);
  t.equal(await rise(service, 'imagecapture_auth_throttled_total', throttled, again), 1);
  t.equal(await rise(service, 'imagecapture_auth_problems_total', { code: 'too_many_attempts' }, again), 1);
  const flood = () => Promise.all(Array.from({ length: 12 }, () => tenant.login(unique('nobody'))));
  t.ok((await rise(service, 'imagecapture_auth_throttled_total', { by: 'address' }, flood)) >= 1);
});

t.test('events are counted once committed, and in the service that recorded them', async (t) => {
  const service = await startService(t);
  const beside = await startService(t, {}, service);
  const { db } = service.ctx;
  const happening = { type: 'user.unlocked', tenantId: null, userId: null } as const;
  const counted = (where: Service, work: () => Promise<unknown>) =>
    rise(where, 'imagecapture_auth_events_total', { type: 'user.unlocked' }, work);
  const write = (tx: Parameters<typeof record>[0]) => record(tx, system, service.clock.now(), happening);
  t.equal(await counted(service, () => transaction(db, write)), 1);
  t.equal(await counted(beside, () => transaction(db, write)), 0);
  const fails = () =>
    transaction(db, async (tx) => {
      await write(tx);
      throw new Error('rolled back');
    });
  t.equal(await counted(service, () => fails().catch(() => {})), 0, 'what was rolled back has not happened');
});

t.test('hashes and connections that are under way are seen', async (t) => {
  const service = await startService(t, {
    HASH_CONCURRENCY: '1',
    HASH_QUEUE: '1',
    ARGON2_PASSES: '60',
    DATABASE_POOL: '3',
  });
  const { hashing } = service.ctx;
  await hashing.verify(null, 'a first one: the decoy is made', '');
  const before = (await value(service, 'imagecapture_auth_hash_duration_seconds_count')) ?? 0;
  const hashes = [hashing.hash('one', ''), hashing.hash('two', '')];
  t.equal(await value(service, 'imagecapture_auth_hashes_running'), 1);
  t.equal(await value(service, 'imagecapture_auth_hashes_waiting'), 1);
  t.equal(await value(service, 'imagecapture_auth_hashes_running_limit'), 1);
  const tenant = { username: 'nobody', password: PASSWORD };
  const refused = () => service.post('/v1/tenants/nobody-here/login', tenant);
  t.equal(await rise(service, 'imagecapture_auth_hashes_refused_total', {}, refused), 1);
  await Promise.all(hashes);
  t.equal(await value(service, 'imagecapture_auth_hashes_running'), 0);
  t.equal(await value(service, 'imagecapture_auth_hash_duration_seconds_count'), before + 2);
  await transaction(service.ctx.db, async () => {
    t.equal(await value(service, 'imagecapture_auth_database_connections', { state: 'busy' }), 1);
  });
  t.equal(await value(service, 'imagecapture_auth_database_connections', { state: 'busy' }), 0);
  t.equal(await value(service, 'imagecapture_auth_database_connections_limit'), 3);
});

t.test('the backlog of webhooks is told; unknown where the database does not say', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const webhook = { url: 'https://receiver.example/events' };
  must(await service.post(`${tenant.path}/webhooks`, webhook, { key: tenant.admin }), 201);
  await tenant.newUser();
  service.clock.advance(90_000);
  t.equal(await value(service, 'imagecapture_auth_webhook_deliveries_pending'), 2, 'its own making, and the user');
  t.equal(await value(service, 'imagecapture_auth_webhook_oldest_due_seconds'), 90);
  const { db, close } = openDatabase({ url: 'postgres://127.0.0.1:1/nowhere', pool: 1, log: () => {} });
  const app = await buildApp({ ...service.ctx, db });
  t.teardown(async () => {
    await app.close();
    await close();
  });
  t.match(await app.measured.metrics(), /webhook_deliveries_pending Nan\n.*webhook_oldest_due_seconds Nan\n/is);
});

/** A request as it is sent, over a real socket. */
function ask(port: number, path: string, headers: Record<string, string> = {}, host = '127.0.0.1') {
  return new Promise<{ status: number; text: string }>((done, fail) => {
    const sent = request({ host, port, path, headers }, async (answer) => {
      let text = '';
      for await (const chunk of answer) text += chunk;
      done({ status: answer.statusCode ?? 0, text });
    });
    sent.on('error', fail).end();
  });
}

async function listening(t: Test, settings: Record<string, string> = {}) {
  const service = await startService(t, settings);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  return { service, port };
}

// Proves: v5.0.0-4.1.3, v5.0.0-13.4.5
t.test(
  'on the main port a scrape is answered to a client on the same machine, and to nobody behind a proxy',
  async (t) => {
    for (const settings of [{}, { TRUST_PROXY: '127.0.0.1' }] as Record<string, string>[]) {
      const { port } = await listening(t, settings);
      t.match(await ask(port, '/metrics'), { status: 200, text: /^# HELP http_requests_total/ });
      const forwarded = ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via', 'X-Forwarded-Proto', 'X-Forwarded-Host'];
      for (const name of forwarded)
        for (const from of ['127.0.0.1', '203.0.113.7', ''])
          t.match(
            await ask(port, '/metrics', { [name]: from }),
            { status: 404, text: /"not_found"/ },
            `${name}: ${from}`,
          );
      t.match(
        await ask(port, '/metrics', { host: 'auth.example.com' }),
        { status: 404 },
        'a proxy that keeps the Host',
      );
    }
    const service = await startService(t);
    const remote = await service.app.inject({ url: '/metrics', remoteAddress: '203.0.113.7' });
    const unknown = await service.app.inject({ url: '/nothing', remoteAddress: '203.0.113.7' });
    t.equal(remote.statusCode, 404);
    const { requestId: _, ...body } = remote.json();
    t.match(unknown.json(), body, 'it looks like a path that does not exist');
  },
);

// Proves: v5.0.0-13.4.5
t.test('with a port of its own the main port knows no /metrics', async (t) => {
  const { service, port } = await listening(t, { METRICS_PORT: '9464' });
  t.equal((await ask(port, '/metrics')).status, 404);
  const scrapes = await listenForScrapes(service.app.measured, '127.0.0.1', 0);
  t.teardown(() => scrapes.close());
  t.match(await ask(scrapes.port, '/metrics', { 'X-Forwarded-For': '203.0.113.7' }), { status: 200 });
  t.equal((await ask(scrapes.port, '/v1/session')).status, 404);
});

/** What a program says, or null where it is not installed. */
const hasPromtool = await promisify(execFile)('promtool', ['--version']).then(
  () => true,
  () => false,
);

t.test('promtool finds nothing to mend', { skip: hasPromtool ? false : 'there is no promtool here' }, async (t) => {
  const { ctx } = await startService(t);
  const app = await buildApp(ctx);
  t.teardown(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  await ask(port, '/readyz');
  await ask(port, '/v1/admin/tenants', { authorization: `Bearer ${ADMIN}` });
  const { text } = await ask(port, '/metrics');
  for (const name of [
    'process_cpu_seconds_total',
    'nodejs_eventloop_lag_p99_seconds',
    'imagecapture_auth_info{version=',
  ])
    t.ok(text.includes(`\n${name}`), name);
  const promtool = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  for (const output of [promtool.stdout, promtool.stderr]) output.on('data', (chunk) => (said += chunk));
  promtool.stdin.end(text);
  const [status] = await once(promtool, 'close');
  t.equal(said, '');
  t.equal(status, 0);
});

t.test('series are as many as there are kinds of calls, however many call', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const session = await tenant.signIn((await tenant.newUser()).username);
  for (let request = 0; request < 50; request++) await service.get('/v1/session', { key: session });
  const series = (await service.app.measured.metrics()).split('\n').length;
  t.ok(series < 400, `${series} lines: what is asked again adds no series`);
});

t.test('a measurement that fails costs the scrape, not the service', async (t) => {
  const { app } = await startService(t);
  const scrapes = await listenForScrapes(app.measured, '127.0.0.1', 0);
  t.teardown(() => scrapes.close());
  const { metrics } = app.measured;
  app.measured.metrics = async () => {
    throw new Error('cannot be measured');
  };
  t.equal((await ask(scrapes.port, '/metrics')).status, 500);
  app.measured.metrics = metrics;
  t.equal((await ask(scrapes.port, '/metrics')).status, 200);
});
