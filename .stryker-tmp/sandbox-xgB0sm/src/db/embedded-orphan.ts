// @ts-nocheck
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const graceMillis = 3_000;
const silenceMillis = 30_000;

/** The PostgreSQL that runs on a cluster, by its pid file and by what the process itself was started as. */
export function findPostmaster(cluster: string): { pid: number; port: number } | undefined {
  const { pid, port } = readPidFile(cluster);
  return pid > 0 && runsOn(cluster, pid) ? { pid, port } : undefined;
}

function readPidFile(cluster: string): { pid: number; port: number } {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]) };
  } catch {
    return { pid: 0, port: 0 };
  }
}

/** Undefined when the process is dead or cannot be looked at. */
function runsOn(cluster: string, pid: number): boolean | undefined {
  try {
    const command = existsSync('/proc/self/cmdline')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      : `${spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim()} `;
    return command.includes('postgres') && command.includes(`-D ${cluster} `);
  } catch {
    return undefined;
  }
}

/** Ends the PostgreSQL that a service killed outright has left running; throws when a living service uses it. */
export async function endOrphan(cluster: string, password: string, log: (line: string) => void): Promise<void> {
  const orphan = findPostmaster(cluster);
  if (!orphan) return forgetReusedPid(cluster);
  const started = performance.now();
  // Two looks without a client: a service that is just starting connects within moments and then stays.
  for (let quiet = 0; quiet < 2; ) {
    const clients = await countClients(orphan.port, password);
    if (findPostmaster(cluster)?.pid !== orphan.pid) return;
    const waited = performance.now() - started;
    if (clients === 0) quiet += 1;
    else quiet = 0;
    if (clients && waited > graceMillis) throw inUse(cluster, orphan.pid);
    if (clients === undefined && waited > silenceMillis) {
      throw new Error(`A PostgreSQL (process ${orphan.pid}) holds ${cluster} and does not answer: stop it first`);
    }
    await sleep(200);
  }
  log(`Stopping the PostgreSQL (process ${orphan.pid}) that an earlier run has left behind`);
  await stopPostmaster(cluster, orphan.pid);
}

export function inUse(cluster: string, pid?: number): Error {
  const which = pid ? ` (process ${pid})` : '';
  return new Error(
    `Another service uses DATA_DIR: a PostgreSQL${which} with clients runs on ${cluster}. ` +
      'Stop that service, or give this one a DATA_DIR of its own.',
  );
}

/** Undefined while it does not answer: it is starting, recovering or stopping. */
async function countClients(port: number, password: string): Promise<number | undefined> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database: 'postgres',
    password,
    ssl: false,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ clients: number }>(
      `select count(*)::int as clients from pg_stat_activity
       where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    return rows[0]?.clients;
  } catch {
    return undefined;
  } finally {
    client.end().catch(() => {});
  }
}

/** Not a child of ours, perhaps: watched through its pid file, as nobody may reap it and a zombie looks alive. */
export async function stopPostmaster(cluster: string, pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    for (const deadline = performance.now() + 10_000; performance.now() < deadline; await sleep(20)) {
      if (findPostmaster(cluster)?.pid !== pid) return;
    }
  }
  throw new Error(`The PostgreSQL (process ${pid}) on ${cluster} does not stop`);
}

/**
 * PostgreSQL itself sees to the pid file of a dead process. It cannot see that the number has been given to another
 * process since, the rule rather than the exception in a container that was killed and started again.
 */
function forgetReusedPid(cluster: string): void {
  const { pid } = readPidFile(cluster);
  if (pid > 0 && runsOn(cluster, pid) === false) rmSync(join(cluster, 'postmaster.pid'), { force: true });
}
