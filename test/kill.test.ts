import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { findPostmaster, stopPostmaster } from '../src/db/embedded-orphan.ts';
import { startReceiver, until } from './support/receiver.ts';
import { ADMIN, CHROME, PASSWORD, totp } from './support/service.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

// Where PostgreSQL gets in, too: a folder of mkdtemp is for its maker alone.
const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'imagecapture-auth-kill-')));
await chmod(dataDir, 0o755);
const cluster = join(dataDir, 'postgres');

interface Running {
  url: string;
  process: ChildProcess;
  log: string[];
}

const all: ChildProcess[] = [];

t.teardown(async () => {
  for (const each of all) killGroup(each);
  const postmaster = findPostmaster(cluster);
  if (postmaster) await stopPostmaster(cluster, postmaster.pid);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

/** The service as an operator starts it, leader of a process group of its own. */
async function start(): Promise<Running> {
  const { DATABASE_URL: _, ...env } = process.env;
  const child = spawn(process.execPath, ['src/start.js'], {
    cwd: root,
    env: {
      ...env,
      NODE_ENV: 'development',
      PORT: '0',
      DATA_DIR: dataDir,
      BOOTSTRAP_ADMIN_KEY: ADMIN,
      RATE_LIMITS: 'off',
      WEBHOOK_PRIVATE_ADDRESSES: 'allow',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  all.push(child);
  const log: string[] = [];
  const url = await new Promise<string>((done, fail) => {
    child.once('close', () => fail(new Error(`it did not start: ${log.join('\n')}`)));
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (line) => {
        log.push(line);
        const [, address] = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
        if (address) done(address);
      });
  });
  return { url, process: child, log };
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

function killGroup(child: ChildProcess): void {
  if (!hasEnded(child) && child.pid) process.kill(-child.pid, 'SIGKILL');
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there
type Body = any;

async function call({ url }: Running, method: string, path: string, key: string, body?: object) {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
}

async function must(running: Running, method: string, path: string, key: string, body?: object): Promise<Body> {
  const answer = await call(running, method, path, key, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** What a user was answered, and so owns. */
interface Owner {
  username: string;
  sessions: string[];
  /** of a confirmed authenticator */
  secret?: string;
  recoveryCodes: string[];
  spent: string[];
  device?: string;
}

/** users' lives at once */
const LIVES = 4;

let count = 0;
const stepFromNow = (steps: number) => new Date(Date.now() + steps * 30_000);
const login = (backend: string, running: Running, username: string, more: object = {}, password: string = PASSWORD) =>
  must(running, 'POST', '/v1/tenants/kill/login', backend, {
    username,
    password,
    client: { ip: '203.0.113.7', userAgent: CHROME },
    ...more,
  });

/** One user's life after another's, until the service is killed. */
async function live(running: Running, backend: string, owners: Owner[]): Promise<void> {
  for (;;) {
    const username = `user ${count++}`;
    await must(running, 'POST', '/v1/admin/tenants/kill/users', backend, { username, password: PASSWORD });
    const owner: Owner = { username, sessions: [], recoveryCodes: [], spent: [] };
    owners.push(owner);
    const { sessionToken } = await login(backend, running, username);
    owner.sessions.push(sessionToken);
    const begun = await must(running, 'POST', '/v1/account/authenticators', sessionToken, { type: 'totp' });
    const confirm = `/v1/account/authenticators/${begun.id}/confirm`;
    const { recoveryCodes } = await must(running, 'POST', confirm, sessionToken, {
      code: totp(begun.secret, stepFromNow(-1)),
    });
    Object.assign(owner, { secret: begun.secret, recoveryCodes });
    const { loginToken } = await login(backend, running, username);
    const code = totp(begun.secret, stepFromNow(0));
    const trusting = await must(running, 'POST', '/v1/login/challenge', loginToken, { code, trustDevice: true });
    owner.sessions.push(trusting.sessionToken);
    owner.spent.push(code);
    owner.device = trusting.trustedDeviceToken;
    for (let use = 0; use < 3; use++) {
      const spared = await login(backend, running, username, { trustedDeviceToken: owner.device });
      owner.sessions.push(spared.sessionToken);
      owner.device = spared.trustedDeviceToken;
    }
  }
}

t.test('whatever was answered before the service was killed is there after the next start', async (t) => {
  let running = await start();
  await must(running, 'POST', '/v1/admin/tenants', ADMIN, { slug: 'kill', name: 'Kill' });
  const made = { name: 'backend', role: 'backend', tenant: 'kill' };
  const backend = (await must(running, 'POST', '/v1/admin/api-keys', ADMIN, made)).key as string;

  for (const victim of ['the service', 'the service and PostgreSQL'] as const)
    await t.test(victim, async (t) => {
      const owners: Owner[] = [];
      const ends: string[] = [];
      const lives = Array.from({ length: LIVES }, () =>
        live(running, backend, owners).catch((error: Error) => void ends.push(error.message)),
      );
      while (owners.filter(({ device }) => device).length < LIVES && ends.length < LIVES) await sleep(10);
      await sleep(150);
      const exit = once(running.process, 'exit');
      if (victim !== 'the service') process.kill(findPostmaster(cluster)?.pid ?? Number.NaN, 'SIGKILL');
      killGroup(running.process);
      await exit;
      await Promise.all(lives);
      t.strictSame(
        ends.filter((message) => !/fetch failed|terminated|: 503 /.test(message)),
        [],
        'killed amid its work',
      );

      running = await start();
      const sessions = owners.flatMap((owner) => owner.sessions);
      const known = await Promise.all(sessions.map((token) => call(running, 'GET', '/v1/session', token)));
      t.equal(known.filter(({ status }) => status === 200).length, sessions.length, `${sessions.length} sessions`);

      await Promise.all(
        owners.map(async ({ username, secret, device, recoveryCodes, spent }) => {
          if (device) {
            const spared = await login(backend, running, username, { trustedDeviceToken: device });
            t.equal(spared.status, 'authenticated', `the trusted browser of ${username}`);
          }
          if (!secret) return;
          const { loginToken, status } = await login(backend, running, username);
          t.equal(status, 'challenge_required');
          const answer = (given: object) => call(running, 'POST', '/v1/login/challenge', loginToken, given);
          for (const code of spent) t.equal((await answer({ code })).status, 401, 'a spent code stays spent');
          const code = totp(secret, stepFromNow(1));
          t.equal((await answer({ code })).status, 200, `the authenticator of ${username}`);
          const next = (await login(backend, running, username)).loginToken;
          const recovery = { method: 'recovery_code', code: recoveryCodes[0] };
          t.equal((await call(running, 'POST', '/v1/login/challenge', next, recovery)).status, 200, 'a recovery code');
        }),
      );
    });

  let hangs = true;
  const receiver = await startReceiver(t, (_, response) => hangs || response.writeHead(204).end());

  await t.test('told to stop, it answers what runs, stops its database and says that all is well', async (t) => {
    const hook = { url: receiver.url, eventTypes: ['webhook.created'] };
    await must(running, 'POST', '/v1/admin/tenants/kill/webhooks', backend, hook);
    await until('a receiver hangs', () => receiver.received.length === 1);
    const usernames = Array.from({ length: 12 }, () => `user ${count++}`);
    for (const username of usernames)
      await must(running, 'POST', '/v1/admin/tenants/kill/users', backend, { username, password: PASSWORD });
    const exit = once(running.process, 'exit');
    const answers = usernames.map((username) => login(backend, running, username));
    await Promise.race(answers);
    // asked of the whole process group, as a Ctrl-C is
    process.kill(-(running.process.pid ?? Number.NaN), 'SIGTERM');
    const bodies = await Promise.all(answers);
    t.strictSame(new Set(bodies.map(({ status }) => status)), new Set(['authenticated']));
    t.strictSame(await exit, [0, null]);
    t.equal(findPostmaster(cluster), undefined, 'PostgreSQL has stopped');
    t.match(running.log.join('\n'), /SIGTERM: stopping.*stopped/s);
    t.notMatch(running.log.join('\n'), /did not stop cleanly|ERROR|FATAL/);
    await t.rejects(fetch(`${running.url}/healthz`), 'nobody listens any more');
  });

  await t.test('what a receiver had not taken when it stopped comes soon after the next start', async (t) => {
    hangs = false;
    running = await start();
    await until('it comes', () => receiver.received.length === 2, 10_000);
    const [before, after] = receiver.received.map(({ headers }) => headers['webhook-id']);
    t.equal(after, before);
    const exit = once(running.process, 'exit');
    process.kill(-(running.process.pid ?? Number.NaN), 'SIGTERM');
    t.strictSame(await exit, [0, null]);
  });

  await t.test('a stop asked in the middle of a start leaves no PostgreSQL behind', async (t) => {
    const starting = start().catch((error: Error) => error);
    const child = all.at(-1);
    for (let tries = 0; tries < 400 && !findPostmaster(cluster); tries++) await sleep(10);
    t.ok(findPostmaster(cluster), 'PostgreSQL is coming up');
    child?.kill('SIGTERM');
    if (child && !hasEnded(child)) await once(child, 'exit');
    await starting;
    t.equal(findPostmaster(cluster), undefined, 'and has gone with the service');
  });

  await t.test(
    'what it keeps beside the database is for its owner alone, and without its keys it starts no more',
    async (t) => {
      for (const file of ['encryption-keys', 'demo.json'])
        t.equal((await stat(join(dataDir, file))).mode & 0o777, 0o600, file);
      await rm(join(dataDir, 'encryption-keys'));
      await t.rejects(start(), /not the one this database was written with/);
    },
  );
});
