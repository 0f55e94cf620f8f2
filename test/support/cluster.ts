import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openDatabase } from '../../src/db/database.ts';
import { startEmbedded } from '../../src/db/embedded.ts';
import { findPostmaster, stopPostmaster } from '../../src/db/embedded-orphan.ts';
import { migrate } from '../../src/db/migrate.ts';

export interface Cluster {
  /** empty: the server is not ours, and goes on */
  dataDir: string;
  /** of the database `postgres`, from which others are made */
  url: string;
}

/** The database that holds all migrations and nothing else. */
export const template = 'imagecapture';

/** For a cluster that nobody will miss: nothing waits for a disk. */
const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

// One file a run, named by tap's own process: it starts before.ts, after.ts and every test, so each finds it as its
// parent, and two runs in one checkout keep out of each other's way.
const folder = fileURLToPath(new URL('../../.tap', import.meta.url));
const fileOf = (runner: number) => join(folder, `cluster-${runner}.json`);

/** A superuser's URL of a running PostgreSQL to run the tests on, of another version say; not set: one of our own. */
const given = process.env.TEST_DATABASE_URL;

/** Names the file to tests that tap's own process does not start. */
export const CLUSTER_FILE = 'TEST_CLUSTER_FILE';
export const ownClusterFile = fileOf(process.ppid);

/** Leaves it running: `stopCluster` of another process ends it. */
export async function startCluster(): Promise<void> {
  await stopAbandoned();
  if (given) return makeTemplate({ dataDir: '', url: urlOf(given, 'postgres') });
  // The user that PostgreSQL runs as must get in, and mkdtemp lets nobody but us.
  const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'imagecapture-auth-test-')));
  await chmod(dataDir, 0o755);
  await mkdir(folder, { recursive: true });
  // Written before there is a server, so that a run killed right now is cleaned up after as well.
  await writeFile(fileOf(process.ppid), JSON.stringify({ dataDir, url: '' }));
  const settings = { ...hasty, max_connections: '300', autovacuum: 'off' };
  const { url } = await startEmbedded({ dataDir, settings, log: () => {} });
  const { db, close } = openDatabase({ url, pool: 1, log: () => {} });
  await migrate(db);
  await close();
  const cluster: Cluster = { dataDir, url: urlOf(url, 'postgres') };
  await asAdmin(cluster, (admin) => admin.query(`alter database ${template} allow_connections false`));
  await writeFile(fileOf(process.ppid), JSON.stringify(cluster), { mode: 0o600 });
}

/** On a server that is not ours. */
async function makeTemplate(cluster: Cluster): Promise<void> {
  await mkdir(folder, { recursive: true });
  await asAdmin(cluster, async (admin) => {
    await admin.query(`drop database if exists ${template}`);
    await admin.query(`create database ${template} template template0`);
  });
  const { db, close } = openDatabase({ url: urlOf(cluster.url, template), pool: 1, log: () => {} });
  await migrate(db);
  await close();
  await writeFile(fileOf(process.ppid), JSON.stringify(cluster), { mode: 0o600 });
}

export async function stopCluster(runner = process.ppid): Promise<void> {
  const { dataDir } = await readCluster(runner);
  const cluster = join(dataDir, 'postgres');
  const postmaster = dataDir === '' ? undefined : findPostmaster(cluster);
  if (postmaster) await stopPostmaster(cluster, postmaster.pid);
  if (dataDir !== '') await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  await rm(fileOf(runner), { force: true });
}

export async function readCluster(runner?: number): Promise<Cluster> {
  const file = runner ? fileOf(runner) : (process.env[CLUSTER_FILE] ?? ownClusterFile);
  return JSON.parse(await readFile(file, 'utf8')) as Cluster;
}

export function urlOf(url: string, database: string): string {
  return new URL(`/${database}`, url).href;
}

export async function asAdmin<T>(cluster: Cluster, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: cluster.url });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** The clusters of runs that were killed before their after.ts. */
async function stopAbandoned(): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries) {
    const runner = Number(/^cluster-(\d+)\.json$/.exec(entry)?.[1]);
    if (runner && !isAlive(runner)) await stopCluster(runner);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
