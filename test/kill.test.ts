import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { totp } from './support/service.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const PASSWORD = 'open-sesame-after-lunch';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

interface Running {
  child: ChildProcess;
  url: string;
  log: () => string;
}

/** The real service, as `npm start` runs it, in a process group of its own. */
async function start(dataDir: string): Promise<Running> {
  const { DATABASE_URL: _, ...env } = process.env;
  const port = await freePort();
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: root,
    env: {
      ...env,
      NODE_ENV: 'development',
      PORT: String(port),
      DATA_DIR: dataDir,
      RATE_LIMITS: 'off',
      HASH_QUEUE: '1000',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      log += chunk;
    });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 300 && child.exitCode === null; tries++) {
    const ready = await fetch(`${url}/readyz`).catch(() => null);
    if (ready?.ok) return { child, url, log: () => log };
    await sleep(50);
  }
  throw new Error(`the service did not start:\n${log}`);
}

async function end({ child }: Running, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  process.kill(-(child.pid ?? 0), signal);
  return ended;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there
async function call(url: string, method: string, path: string, key: string, body?: object): Promise<any> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

t.test('what was answered before a kill -9 is there after the next start', async (t) => {
  const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'imagecapture-auth-kill-')));
  await chmod(dataDir, 0o755);
  let running = await start(dataDir);
  t.teardown(async () => {
    await end(running, 'SIGTERM');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  });
  const { backendKey } = JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8'));
  t.equal((await stat(join(dataDir, 'encryption-keys'))).mode & 0o777, 0o600, 'keys are for their owner alone');
  t.equal((await stat(join(dataDir, 'demo.json'))).mode & 0o777, 0o600);

  const client = { ip: '203.0.113.7', userAgent: 'test' };
  const login = (username: string, more: object = {}) =>
    call(running.url, 'POST', '/v1/tenants/demo/login', backendKey, { username, password: PASSWORD, client, ...more });

  const sessions: string[] = [];
  const enrolled: { username: string; secret: string; session: string; device?: string }[] = [];
  /** users come, sign in, enrol and trust their device, until the service dies */
  const work = async (worker: number) => {
    for (let n = 0; ; n++) {
      const username = `user-${worker}-${n}`;
      await call(running.url, 'POST', '/v1/admin/tenants/demo/users', backendKey, { username, password: PASSWORD });
      const { sessionToken: session } = await login(username);
      sessions.push(session);
      const { id, secret } = await call(running.url, 'POST', '/v1/account/authenticators', session, { type: 'totp' });
      const now = new Date();
      const path = `/v1/account/authenticators/${id}/confirm`;
      await call(running.url, 'POST', path, session, { code: totp(secret, now) });
      const user: (typeof enrolled)[number] = { username, secret, session };
      enrolled.push(user);
      const { loginToken } = await login(username);
      const code = totp(secret, new Date(now.getTime() + 30_000));
      const answer = await call(running.url, 'POST', '/v1/login/challenge', loginToken, { code, trustDevice: true });
      sessions.push(answer.sessionToken);
      user.device = answer.trustedDeviceToken;
    }
  };
  const workers = [0, 1, 2, 3].map((worker) => work(worker).catch(() => {}));
  // busy long enough to have something to lose, however slow the machine
  for (let tries = 0; tries < 400 && (tries < 20 || enrolled.length < 8); tries++) await sleep(100);
  await end(running, 'SIGKILL');
  await Promise.all(workers);
  t.ok(enrolled.length >= 4, `${enrolled.length} users had enrolled`);

  running = await start(dataDir);
  for (const session of sessions)
    t.match(await call(running.url, 'GET', '/v1/session', session), { session: { id: String } });
  for (const { username, device } of enrolled) {
    t.equal((await login(username)).status, 'challenge_required', 'the authenticator is there');
    if (device)
      t.equal((await login(username, { trustedDeviceToken: device })).status, 'authenticated', 'the device too');
  }
  const again = await fetch(`${running.url}/v1/tenants/demo`);
  t.equal(again.status, 200);

  const slow = Promise.all(Array.from({ length: 8 }, () => login('alice').catch((error: Error) => error.message)));
  await sleep(30);
  t.equal(await end(running, 'SIGTERM'), 0, 'a stop, asked of the whole process group, is a clean one');
  const answers = await slow;
  t.ok(
    answers.some((answer) => answer.status === 'authenticated'),
    'what was under way was answered',
  );
  t.match(running.log(), /stopped/);
});

t.test('a key that is not the one the database was written with stops the start', async (t) => {
  const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'imagecapture-auth-key-')));
  await chmod(dataDir, 0o755);
  t.teardown(() => rm(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  await end(await start(dataDir), 'SIGTERM');
  await rm(join(dataDir, 'encryption-keys'));
  await t.rejects(start(dataDir), /not the one this database was written with/);
});
