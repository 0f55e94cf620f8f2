import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin, CLUSTER_FILE, ownClusterFile, readCluster, startCluster, stopCluster } from './cluster.ts';
import { readDocument } from './openapi.ts';

/**
 * `npm run mutate`: Stryker beside one PostgreSQL for all mutants, since to start one takes longer than most tests.
 * Arguments are Stryker's own: `npm run mutate -- --mutate src/login/rules.ts`.
 */
await readDocument();
await startCluster();
const ended = new AbortController();
const sweeping = sweep(ended.signal);
const stryker = spawn('stryker', ['run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  // a test that takes long has not failed: Stryker itself ends what takes much longer than it did without a mutant
  env: { ...process.env, [CLUSTER_FILE]: ownClusterFile, TAP_TIMEOUT: '0' },
});
// it ends by the same signal, and the database after it
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stryker.kill(signal));
const [code] = await once(stryker, 'exit');
ended.abort();
await sweeping;
await stopCluster();
process.exit(code ?? 1);

/** A test file that a mutant fails is killed at once, and leaves its databases behind. */
async function sweep(signal: AbortSignal): Promise<void> {
  const cluster = await readCluster();
  let idle: string[] = [];
  while (!signal.aborted) {
    await sleep(20_000, undefined, { signal }).catch(() => {});
    const now = await asAdmin(cluster, async (admin) => {
      const { rows } = await admin.query<{ datname: string }>(
        `select datname from pg_database d
         where datname like 'test\\_%' and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
      );
      // one that nobody has been in twice is not one that has only just been made
      const [left, fresh] = [rows.filter((row) => idle.includes(row.datname)), rows];
      for (const { datname } of left) await admin.query(`drop database if exists ${datname}`);
      return fresh.map((row) => row.datname);
    });
    idle = now;
  }
}
