/** What the benchmarks stand on: a database, servers in processes of their own, filled tables, and ways to count. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEmbedded } from '../src/db/embedded.ts';

export const ADMIN = `iak_${'bench-key-'.repeat(5)}`;
export const PASSWORD = 'correct horse battery 9 staple';
export const KEY = { id: 'k1', bytes: Buffer.alloc(32, 1) };
/** What others did in the minute before. */
const LOAD = loadavg()[0] ?? 0;
export const CONCURRENCY = availableParallelism();
export const say = (line: string) => void process.stdout.write(`${line}\n`);
const root = fileURLToPath(new URL('..', import.meta.url));

/** What is still to be ended. */
export const undo: (() => unknown)[] = [];
/** Runs `work`, and ends whatever it started, last first. */
export async function tidily(work: () => Promise<void>): Promise<void> {
  const tidy = async () => {
    for (let last = undo.pop(); last; last = undo.pop()) await last();
  };
  const stop = () => void tidy().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    await work();
  } finally {
    await tidy();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

export async function startDatabase() {
  const folder = await mkdtemp(join(tmpdir(), 'imagecapture-auth-bench-'));
  // PostgreSQL runs as a user of its own, who must get in
  await chmod(folder, 0o755);
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const database = await startEmbedded({ dataDir: folder, log: () => {} });
  undo.push(() => database.stop());
  return { ...database, folder };
}

export interface Server {
  url: string;
  child: ChildProcess;
  /** milliseconds from its start to the first 200 on `ready` */
  startMillis: number;
  /** resident memory, in bytes */
  memory(): number;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A server in a process of its own; its log goes to a file, as it would to a collector. */
export async function startServer(
  program: string[],
  settings: Record<string, string>,
  ready: string,
  folder: string,
): Promise<Server> {
  const log = join(folder, `log-${undo.length}-${Date.now()}`);
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, program, {
    cwd: root,
    stdio: ['ignore', openSync(log, 'w'), openSync(`${log}-errors`, 'w')],
    env: { PATH: process.env.PATH, PORT: String(port), ...settings },
  });
  const url = `http://127.0.0.1:${port}`;
  let over = false;
  child.once('exit', () => {
    over = true;
  });
  while ((await call('GET', url + ready).catch(() => null))?.status !== 200) {
    if (over) throw new Error(`it ended: ${readFileSync(`${log}-errors`, 'utf8')}${readFileSync(log, 'utf8')}`);
    await sleep(2);
  }
  const startMillis = performance.now() - began;
  const stop = async () => {
    if (over) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  undo.push(stop);
  const memory = () => {
    const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
    return Number(kib ?? 0) * 1024;
  };
  return { url, child, startMillis, memory, stop };
}

/** The service as an operator starts it, but for the limits per address. */
export const startService = (databaseUrl: string, folder: string, settings: Record<string, string> = {}) =>
  startServer(
    ['--disable-proto=throw', '--max-semi-space-size=4', 'src/start.js'],
    {
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      ENCRYPTION_KEYS: `${KEY.id}:${KEY.bytes.toString('base64')}`,
      BOOTSTRAP_ADMIN_KEY: ADMIN,
      RATE_LIMITS: 'off',
      ...settings,
    },
    '/readyz',
    folder,
  );

export const startFloor = (databaseUrl: string, folder: string) =>
  startServer(
    ['bench/floor.js'],
    { DATABASE_URL: databaseUrl, UV_THREADPOOL_SIZE: String(CONCURRENCY) },
    '/ready',
    folder,
  );

const agent = new Agent({ keepAlive: true, maxSockets: 4096 });

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the API answers
  body: any;
  millis: number;
}

export function call(method: string, url: string, body?: object, key?: string): Promise<Answer> {
  const began = performance.now();
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return new Promise((done, failed) => {
    const sent = request(url, { method, headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', failed);
      answer.on('end', () => {
        const all = Buffer.concat(parts).toString();
        const json = /json/.test(answer.headers['content-type'] ?? '');
        done({
          status: answer.statusCode ?? 0,
          body: json && all !== '' ? JSON.parse(all) : all,
          millis: performance.now() - began,
        });
      });
    });
    sent.on('error', failed);
    sent.end(text);
  });
}

/** RFC 6238 anew, in node's own crypto: what an authenticator app computes. */
export function totp(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  return String((mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** `at` workers, each beginning anew when it is done, for `seconds`: what was done per second. */
export async function perSecond(at: number, seconds: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let done = 0;
  await Promise.all(
    Array.from({ length: at }, async () => {
      while (performance.now() < end) {
        await work();
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - began) / 1000);
}

/**
 * Calls begun so many a second, in bursts every so many milliseconds, whether or not those before them are done: a crowd does
 * not wait. By bare sockets, which take a tenth of node's own client, since they share the cores with what is measured.
 */
export async function arriving(
  rate: number,
  seconds: number,
  next: () => Sent,
  everyMillis = 1,
): Promise<(Told | Error)[]> {
  const began = performance.now();
  const all: Promise<Told | Error>[] = [];
  const idle: Socket[] = [];
  while (performance.now() - began < seconds * 1000) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate);
    for (; all.length < due; ) {
      // late where we were: whoever came in time would have waited since then
      const cameAt = began + (all.length / rate) * 1000;
      all.push(tell(next(), idle, cameAt).catch((error) => error as Error));
    }
    await sleep(everyMillis);
  }
  const told = await Promise.all(all);
  for (const socket of idle) socket.destroy();
  for (const each of told) if (!(each instanceof Error)) each.at -= began;
  return told;
}

export interface Sent {
  method: string;
  url: string;
  body?: object;
  key?: string;
}

export interface Told {
  status: number;
  millis: number;
  /** milliseconds from the begin of all to this answer */
  at: number;
}

async function tell(sent: Sent, idle: Socket[], began: number): Promise<Told> {
  const { status } = await exchange(sent, idle);
  const at = performance.now();
  return { status, millis: at - began, at };
}

/** Connections at rest, by whom they are to. */
const resting = new Map<string, Socket[]>();

/** One call by a bare socket, for what shares its cores with us; the answer is JSON. */
export async function ask(sent: Sent): Promise<Answer> {
  const began = performance.now();
  const { host } = new URL(sent.url);
  const idle = resting.get(host) ?? [];
  resting.set(host, idle);
  const { status, text } = await exchange(sent, idle);
  return { status, body: JSON.parse(text), millis: performance.now() - began };
}

function exchange({ method, url, body, key }: Sent, idle: Socket[]): Promise<{ status: number; text: string }> {
  const { hostname, port, pathname } = new URL(url);
  const text = body ? JSON.stringify(body) : '';
  let rested = idle.pop();
  while (rested?.destroyed) rested = idle.pop();
  const socket = rested ?? connect(Number(port), hostname).on('error', () => {});
  socket.write(
    `${method} ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\n${key ? `Authorization: Bearer ${key}\r\n` : ''}${
      body ? `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n` : ''
    }\r\n${text}`,
  );
  return new Promise((done, failed) => {
    let seen = '';
    const ended = (error?: Error) => failed(error ?? new Error('closed'));
    const read = (part: Buffer) => {
      seen += part.toString('latin1');
      const head = seen.indexOf('\r\n\r\n');
      if (head < 0) return;
      const [, length = '0'] = /^content-length: (\d+)/im.exec(seen) ?? [];
      if (seen.length < head + 4 + Number(length)) return;
      socket.off('data', read).off('error', ended).off('close', ended);
      idle.push(socket);
      done({ status: Number(seen.slice(9, 12)), text: seen.slice(head + 4) });
    };
    socket.on('data', read).on('error', ended).on('close', ended);
  });
}

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

export const percentile = (values: number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
};

/** As it was when the run began. */
const COMMIT =
  spawnSync('git', ['describe', '--always', '--dirty', '--exclude', '*'], {
    cwd: root,
    encoding: 'utf8',
  }).stdout?.trim() ?? '';

export const machine = () => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: CONCURRENCY,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  load: LOAD,
  commit: COMMIT,
});
