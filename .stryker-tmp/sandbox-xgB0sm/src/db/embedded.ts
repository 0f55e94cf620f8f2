// @ts-nocheck
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { initialise, keepPassword, makeDataDir } from './embedded-cluster.ts';
import { endOrphan, inUse } from './embedded-orphan.ts';
import {
  type Account,
  type Binaries,
  checkReachable,
  findAccount,
  findBinaries,
  spawnOptions,
} from './embedded-system.ts';

type Log = (line: string) => void;
type Settings = Record<string, string>;

export interface Embedded {
  url: string;
  stop(): Promise<void>;
  /** Resolves when PostgreSQL has ended without having been asked to; otherwise never. */
  exited: Promise<void>;
}

/** A PostgreSQL of our own below DATA_DIR, for trying the service out and for its tests: production brings its own. */
export async function startEmbedded(options: { dataDir: string; log: Log; settings?: Settings }): Promise<Embedded> {
  const { settings = {} } = options;
  let stopping: Promise<void> | undefined;
  // What it says while it ends as asked is that it cuts its clients off.
  const log: Log = (line) => stopping ?? options.log(line);
  const account = findAccount();
  const dataDir = await makeDataDir(resolve(options.dataDir), account);
  checkReachable(dataDir, account, 'DATA_DIR');
  const binaries = await findBinaries(account);
  const cluster = join(dataDir, 'postgres');
  const password = await keepPassword(dataDir, cluster);
  if (!existsSync(cluster)) await initialise(binaries, account, cluster, password, settings);
  await endOrphan(cluster, password, log);

  const { server, port } = await launch(binaries, account, cluster, settings, log);
  const url = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  const stop = () => {
    stopping ??= end(server);
    return stopping;
  };
  const exited = ended(server).then(() => {
    if (stopping) return new Promise<never>(() => {});
    log(`PostgreSQL has ended by itself (${server.signalCode ?? `exit code ${server.exitCode}`})`);
    return undefined;
  });
  try {
    await occupy(url('postgres'), () => stopping !== undefined || hasEnded(server));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: url('imagecapture'), stop, exited };
}

async function launch(binaries: Binaries, account: Account, cluster: string, settings: Settings, log: Log) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const all = {
      timezone: 'UTC',
      log_timezone: 'UTC',
      ...settings,
      lc_messages: 'C',
      listen_addresses: '127.0.0.1',
      port: String(port),
      unix_socket_directories: '',
    };
    const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = spawn(binaries.postgres, ['-D', cluster, ...flags], {
      ...spawnOptions(account),
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group of its own: a Ctrl-C meant for us must not end it before we have answered what is under way.
      detached: true,
    });
    const failure = await outcome(server, log);
    if (!failure) return { server, port };
    if (/lock file "postmaster.pid" already exists/.test(failure)) throw inUse(cluster);
    // Another took the port between our look and its bind, or the backends of one just killed have not gone yet.
    const passing = /could not bind|could not create any TCP\/IP sockets|shared memory block .* still in use/;
    if (attempt === 10 || !passing.test(failure)) throw new Error(`PostgreSQL did not start:\n${failure}`);
    await sleep(300);
  }
}

/** Undefined once it takes connections; what it said last when it has ended instead. */
function outcome(server: ChildProcess, log: Log): Promise<string | undefined> {
  return new Promise((done) => {
    const last: string[] = [];
    let ready = false;
    server.once('error', (error) => done(error.message));
    server.once('close', () => done(last.join('\n')));
    if (!server.stderr) return;
    createInterface({ input: server.stderr }).on('line', (line) => {
      // Without DETAIL and STATEMENT, which hold what users have sent.
      if (ready && /\b(WARNING|ERROR|FATAL|PANIC): /.test(line)) log(line);
      if (ready) return;
      last.push(line);
      if (last.length > 20) last.shift();
      if (!line.includes('database system is ready to accept connections')) return;
      ready = true;
      done(undefined);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('no port'))));
    });
  });
}

/**
 * Makes the database when there is none, and then stays connected until PostgreSQL ends: by this connection another
 * start on the same DATA_DIR knows that a service lives here, even when its pool has been idle long enough to be empty.
 */
async function occupy(url: string, isOver: () => boolean): Promise<void> {
  const client = new pg.Client({ connectionString: url, ssl: false, application_name: 'imagecapture-auth owner' });
  client.on('error', () => {});
  await client.connect();
  const { rowCount } = await client.query(`select from pg_database where datname = 'imagecapture'`);
  if (!rowCount) await client.query('create database imagecapture');
  client.once('end', async () => {
    // PostgreSQL drops every connection when it recovers from the crash of one.
    while (!isOver()) {
      await sleep(500);
      try {
        if (!isOver()) return await occupy(url, isOver);
      } catch {
        // Still recovering: tried again.
      }
    }
  });
}

async function end(server: ChildProcess): Promise<void> {
  // SIGINT is its fast shutdown: it rolls back what is under way, writes a checkpoint and goes.
  server.kill('SIGINT');
  const impatience = setTimeout(() => server.kill('SIGQUIT'), 10_000);
  await ended(server);
  clearTimeout(impatience);
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((done) => {
    if (hasEnded(server)) done();
    else server.once('exit', () => done());
  });
}
