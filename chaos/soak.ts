/**
 *   npm run soak          fifteen minutes of mixed load
 *   npm run soak -- 480   so many minutes
 *
 * Judges by itself whether anything grows that must not: memory, latency, connections, files, rows. Writes docs/reliability.md.
 */
import { pbkdf2 } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { KEY, median, percentile, say, tidily } from '../bench/parts.ts';
import { loadConfig } from '../src/config.ts';
import { createContext } from '../src/context.ts';
import { openDatabase } from '../src/db/database.ts';
import { retainOnce } from '../src/privacy/retention.ts';
import { check, undelivered } from './afterwards.ts';
import { halfDone, stuck } from './consistency.ts';
import { ask, comeBackTrusted, enrol, loginPath, make, signIn, startLoad } from './journeys.ts';
import { newPerson } from './people.ts';
import { asked, urlOf } from './postgres.ts';
import { publish } from './report.ts';
import { POOL, type Stage, setStage } from './stage.ts';

const MINUTES = Number(process.argv[2] ?? 15);
if (!(MINUTES >= 4)) throw new Error('four minutes at least: its last quarter is compared with its second');
const MB = 2 ** 20;

interface Minute {
  /** the most in use, in MB */
  rss: number;
  /** what a full collection leaves, in MB */
  heap: number;
  files: number;
  connections: number;
  check: { p50: number; p99: number };
  signIn: { p50: number; p99: number };
  calls: number;
  /** milliseconds that a fixed piece of work takes here, outside the service: what the machine gives at the time */
  floor: number;
}

const fixedWork = promisify(pbkdf2);
async function floorMillis(): Promise<number> {
  const began = performance.now();
  await fixedWork('soak', 'soak', 20_000, 32, 'sha256');
  return performance.now() - began;
}

const heapFile = ({ folder }: Stage) => join(folder, 'heap');

/** The service stands still for it, so not while calls are timed. */
async function heapBytes(stage: Stage): Promise<number> {
  const file = heapFile(stage);
  rmSync(file, { force: true });
  stage.service.child.kill('SIGUSR2');
  while (!existsSync(file)) await sleep(20);
  return Number(readFileSync(file, 'utf8'));
}

/** Where the system tells. */
const files = ({ service }: Stage) => {
  const folder = `/proc/${service.child.pid}/fd`;
  return existsSync(folder) ? readdirSync(folder).length : 0;
};

const connections = async ({ cluster }: Stage) =>
  (
    await asked(cluster, `select count(*)::int as n from pg_stat_activity where application_name = 'imagecapture-auth'`)
  )[0].n as number;

const shares = (of: number[]) => ({ p50: percentile(of, 0.5), p99: percentile(of, 0.99) });

async function watch(stage: Stage): Promise<Minute> {
  const { world } = stage;
  const checks: number[] = [];
  const signIns: number[] = [];
  let calls = 0;
  world.heard = ({ method, path }, { millis }) => {
    calls += 1;
    if (method === 'GET' && path === '/v1/session') checks.push(millis);
    if (path === loginPath(world)) signIns.push(millis);
  };
  const [rss, open, connected, floor]: number[][] = [[], [], [], []];
  for (let part = 0; part < 12; part++) {
    await sleep(5000);
    rss?.push(stage.service.memory() / MB);
    open?.push(files(stage));
    connected?.push(await connections(stage));
    floor?.push(await floorMillis());
  }
  delete world.heard;
  return {
    rss: Math.max(...(rss ?? [])),
    heap: (await heapBytes(stage)) / MB,
    files: Math.max(...(open ?? [])),
    connections: Math.max(...(connected ?? [])),
    check: shares(checks),
    signIn: shares(signIns),
    calls,
    floor: median(floor ?? []),
  };
}

/** One browser that is trusted and comes back again and again, and each time a session that is asked about often. */
function faithful(stage: Stage): () => Promise<number> {
  const { world } = stage;
  const person = newPerson('faithful', 'correct horse battery 9 staple');
  let over = false;
  let times = 0;
  const work = (async () => {
    await make(world, person);
    await enrol(world, person);
    let key: string | null = await signIn(world, person, true);
    while (!over && key !== null) {
      for (let n = 0; n < 20 && !over; n++) await ask(world, 'GET', '/v1/session', key);
      await ask(world, 'DELETE', '/v1/session', key);
      key = await comeBackTrusted(world, person);
      times += 1;
    }
  })();
  return async () => {
    over = true;
    await work;
    return times;
  };
}

/** The last quarter beside the second: the first is for warming up. Medians. */
function compare(minutes: Minute[], of: (minute: Minute) => number) {
  const quarter = Math.max(1, Math.floor(minutes.length / 4));
  const all = minutes.map(of);
  return { before: median(all.slice(quarter, quarter * 2)), after: median(all.slice(-quarter)) };
}

/** Tables that hold nothing once all that is in them has run out. */
const PASSING = ['logins', 'password_resets', 'enrollments', 'sessions', 'trusted_devices', 'trusted_device_tokens'];
const RECORDS = ['webhook_deliveries', 'events', 'attempt_counters'];

/** Fourteen months later, by a clock of our own (the service removes nothing while its clock and the database's differ). */
async function rowsLeft(stage: Stage): Promise<string[]> {
  await stage.service.stop();
  const url = urlOf(stage.cluster);
  const config = loadConfig({ DATABASE_URL: url, ENCRYPTION_KEYS: `${KEY.id}:${KEY.bytes.toString('base64')}` });
  const { db, close } = openDatabase({ url, pool: 2, log: say });
  const now = () => new Date(Date.now() + 430 * 86_400_000);
  const ctx = createContext({ db, now, config, log: pino({ level: 'silent' }), keys: config.ENCRYPTION_KEYS });
  while (await retainOnce(ctx));
  await close();
  const left: string[] = [];
  for (const table of [...PASSING, ...RECORDS]) {
    const [row] = await asked(stage.cluster, `select count(*)::int as n from ${table}`);
    if (row.n > 0) left.push(`${row.n} rows in ${table}`);
  }
  return left;
}

/** Longer than the pool keeps a connection that rests, and longer than clients keep theirs (72 seconds). */
const REST_MILLIS = 80_000;

/** What it holds when it has had nothing to do for so long. */
async function atRest(stage: Stage) {
  await sleep(REST_MILLIS);
  return { files: files(stage), connections: await connections(stage) };
}

/** The heap that may come to it, from the second quarter to the last. */
const HEAP_MB = 2;

async function soak(): Promise<string[]> {
  const stage = await setStage();
  await stage.service.stop();
  await stage.serve({
    NODE_OPTIONS: `--import=${join(import.meta.dirname, 'collect.ts')}`,
    CHAOS_HEAP: heapFile(stage),
  });
  const { world } = stage;
  const before = await atRest(stage);
  world.pace = 50;
  const load = startLoad(world, 3);
  const end = faithful(stage);
  const minutes: Minute[] = [];
  for (let minute = 1; minute <= MINUTES; minute++) {
    const seen = await watch(stage);
    minutes.push(seen);
    say(
      `  ${minute}: ${JSON.stringify(seen, (_, value) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value))}`,
    );
    // those checked at the end are the last
    load.people.splice(0, load.people.length - 300);
  }
  const [times] = await Promise.all([end(), load.stop()]);
  const statuses = { ...world.statuses };
  const failed: string[] = [];
  const said: string[] = [];
  const judge = (what: string, { before, after }: { before: number; after: number }, most: number, unit: string) => {
    const line = `${what}: ${before.toFixed(1)} ${unit} in the second quarter, ${after.toFixed(1)} ${unit} in the last (at most ${most.toFixed(1)})`;
    said.push(line);
    if (!(after <= most)) failed.push(line);
  };
  const rss = compare(minutes, (each) => each.rss);
  judge('resident memory', rss, rss.before * 1.1 + 5, 'MB');
  const heap = compare(minutes, (each) => each.heap);
  judge('heap after a full collection', heap, heap.before + HEAP_MB, 'MB');
  const later = minutes.slice(Math.floor(minutes.length / 2)).reduce((sum, each) => sum + each.calls, 0);
  said.push(`so a leak of more than ${Math.ceil(((HEAP_MB * 1024) / later) * 10) / 10} KB a call would have been seen`);
  // in times of the floor: others may take more of the machine, or less
  for (const [what, of, factor] of [
    ['session check, p50, in times of the floor', (each: Minute) => each.check.p50 / each.floor, 1.5],
    ['session check, p99, in times of the floor', (each: Minute) => each.check.p99 / each.floor, 2],
    ['password step, p50, in times of the floor', (each: Minute) => each.signIn.p50 / each.floor, 1.5],
    ['password step, p99, in times of the floor', (each: Minute) => each.signIn.p99 / each.floor, 2],
  ] as const) {
    const compared = compare(minutes, of);
    judge(what, compared, compared.before * factor + 0.5, '×');
  }
  judge(
    'open files and sockets',
    compare(minutes, (each) => each.files),
    compare(minutes, (each) => each.files).before + 5,
    '',
  );
  const [{ tokens }] = await asked(
    stage.cluster,
    'select max(n)::int as tokens from (select count(*) as n from trusted_device_tokens group by device_id) as each',
  );
  said.push(`a trusted browser came back ${times} times: ${tokens} tokens, one a time, which end with the device`);
  if (tokens !== times + 1) failed.push(`${tokens} tokens of a browser that came back ${times} times`);
  const most = Math.max(...minutes.map((each) => each.connections));
  said.push(`connections to the database: at most ${most}, and the pool has ${POOL}`);
  if (most > POOL) failed.push(`${most} connections`);

  failed.push(...(await stuck(stage.cluster, POOL)));
  failed.push(...(await undelivered(stage)));
  const violations = [
    ...(await check(world, load.people, 100)),
    ...(await halfDone(stage.cluster, world.tenantId)),
    ...world.wrong,
  ];
  failed.push(...violations);
  const after = await atRest(stage);
  said.push(
    `at rest before the load, and as long after it: ${before.connections} and ${after.connections} connections to the database, ${before.files} and ${after.files} open files and sockets`,
  );
  if (after.files > before.files + 3)
    failed.push(`${after.files} open files at rest, and before the load ${before.files}`);
  // two couriers go on asking for what is due, and retention may
  if (after.connections > 3) failed.push(`${after.connections} connections to the database that nobody uses`);
  const left = await rowsLeft(stage);
  failed.push(...left);
  said.push(
    `after fourteen months more, by the clock: ${left.length === 0 ? `no row is left in ${[...PASSING, ...RECORDS].join(', ')}` : left.join(', ')}`,
  );
  const calls = minutes.reduce((sum, each) => sum + each.calls, 0);
  const strange = Object.keys(statuses).filter((status) => !['200', '201', '204'].includes(status));
  if (strange.length > 0) failed.push(`answered ${strange.join(', ')}`);
  said.unshift(
    `${MINUTES} minutes, ${calls} calls; answers: ${Object.entries(statuses)
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ')}`,
  );
  const number = (value: number) => value.toFixed(1);
  const table = [
    '| minute | calls | resident MB | heap MB | files | connections | check p50 / p99 ms | password step p50 / p99 ms | floor ms |',
    '|---|---|---|---|---|---|---|---|---|',
    ...minutes.map(
      (each, n) =>
        `| ${n + 1} | ${each.calls} | ${number(each.rss)} | ${number(each.heap)} | ${each.files} | ${each.connections} | ${number(each.check.p50)} / ${number(each.check.p99)} | ${number(each.signIn.p50)} / ${number(each.signIn.p99)} | ${number(each.floor)} |`,
    ),
  ].join('\n');
  for (const line of said) say(line);
  publish('soak', { name: 'soak', said, table, failed });
  return failed;
}

let failed: string[] = [];
await tidily(async () => {
  failed = await soak();
});
say(failed.length === 0 ? 'Steady: nothing grows.' : `NOT STEADY: ${failed.join('; ')}`);
process.exit(failed.length === 0 ? 0 : 1);
