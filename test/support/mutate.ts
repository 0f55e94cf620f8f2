import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin, CLUSTER_FILE, ownClusterFile, readCluster, startCluster, stopCluster } from './cluster.ts';
import { reportMutants } from './mutation-page.ts';
import { readDocument } from './openapi.ts';

/**
 * `npm run mutate`: Stryker beside one PostgreSQL for all mutants, since to start one takes longer than most tests.
 * `MUTATE` names one set of stryker.config.mjs, arguments are Stryker's own: `npm run mutate -- --force` runs what was run
 * before on the same code, too.
 */
const SETS = ['rules', 'guards', 'counters', 'limits'];
const began = Date.now();
await readDocument();
await startCluster();
const ended = new AbortController();
const sweeping = sweep(ended.signal);
const codes: number[] = [];
for (const set of process.env.MUTATE ? [process.env.MUTATE] : SETS) codes.push(await runStryker(set));
ended.abort();
await sweeping;
await stopCluster();
const commit = execFileSync('git', ['describe', '--always', '--dirty']).toString().trim();
const day = new Date(began).toISOString().slice(0, 10);
const minutes = Math.round((Date.now() - began) / 60_000);
const unexplained = reportMutants(SETS, `Run on ${day}, on commit ${commit}; the last run took ${minutes} minutes.`);
if (unexplained.length > 0) process.stdout.write(`docs/mutation.md does not explain:\n${unexplained.join('\n')}\n`);
process.exit(Math.max(...codes, Math.min(1, unexplained.length)));

async function runStryker(set: string): Promise<number> {
  const stryker = spawn('stryker', ['run', ...process.argv.slice(2)], {
    stdio: 'inherit',
    // a test that takes long has not failed: Stryker itself ends what takes much longer than it did without a mutant
    env: { ...process.env, [CLUSTER_FILE]: ownClusterFile, MUTATE: set, TAP_TIMEOUT: '0' },
  });
  // it ends by the same signal, and the database after it
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stryker.kill(signal));
  const [code] = await once(stryker, 'exit');
  return code ?? 1;
}

/** A test file that a mutant fails is killed at once, and leaves its databases behind. */
async function sweep(signal: AbortSignal): Promise<void> {
  const cluster = await readCluster();
  let idle: string[] = [];
  while (!signal.aborted) {
    await sleep(20_000, undefined, { signal }).catch(() => {});
    idle = await asAdmin(cluster, async (admin) => {
      const { rows } = await admin.query<{ datname: string }>(
        `select datname from pg_database d
         where datname like 'test\\_%' and not exists (select from pg_stat_activity a where a.datid = d.oid)`,
      );
      const empty = rows.map((row) => row.datname);
      // one that nobody has been in twice is not one that has only just been made
      for (const name of empty.filter((each) => idle.includes(each)))
        await admin.query(`drop database if exists ${name}`);
      return empty;
    });
  }
}
