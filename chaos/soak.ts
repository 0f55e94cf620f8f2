/**
 *   npm run soak          fifteen minutes of mixed load
 *   npm run soak -- 480   so many minutes
 *
 * Judges by itself whether anything grows that must not: memory, latency, connections, files, rows. Writes docs/reliability.md.
 */
import { pbkdf2 } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { call, median, percentile, say, tidily } from '../bench/parts.ts';
import { check, undelivered } from './afterwards.ts';
import { halfDone, stuck } from './consistency.ts';
import { ask, CLIENT, loginPath, startLoad } from './journeys.ts';
import { asked } from './postgres.ts';
import { publish } from './report.ts';
import { POOL, type Stage, setStage } from './stage.ts';

const MINUTES = Number(process.argv[2] ?? 15);
if (!(MINUTES >= 4)) throw new Error('four minutes at least: its last quarter is compared with its second');
const MB = 2 ** 20;

interface Minute {
  /** the most in use, in MB */
  rss: number;
  /** the least in use, in MB: what no collection frees */
  heap: number;
  files: number;
  connections: number;
  check: { p50: number; p99: number };
  signIn: { p50: number; p99: number };
  calls: number;
  tokensOfADevice: number;
  /** milliseconds that a fixed piece of work takes here, outside the service: what the machine gives at the time */
  floor: number;
}

const fixedWork = promisify(pbkdf2);
async function floorMillis(): Promise<number> {
  const began = performance.now();
  await fixedWork('soak', 'soak', 20_000, 32, 'sha256');
  return performance.now() - began;
}

async function measured(stage: Stage, name: string): Promise<number> {
  const { body } = await call('GET', `${stage.service.url}/metrics`);
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(String(body))?.[1] ?? Number.NaN);
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
  const { world, cluster } = stage;
  const checks: number[] = [];
  const signIns: number[] = [];
  let calls = 0;
  world.heard = ({ method, path }, { millis }) => {
    calls += 1;
    if (method === 'GET' && path === '/v1/session') checks.push(millis);
    if (path === loginPath(world)) signIns.push(millis);
  };
  const [rss, heap, open, connected, floor]: number[][] = [[], [], [], [], []];
  for (let part = 0; part < 12; part++) {
    await sleep(5000);
    rss?.push(stage.service.memory() / MB);
    heap?.push((await measured(stage, 'nodejs_heap_size_used_bytes')) / MB);
    open?.push(files(stage));
    connected?.push(await connections(stage));
    floor?.push(await floorMillis());
  }
  const [tokens] = await asked(
    cluster,
    'select coalesce(max(n), 0)::int as n from (select count(*) as n from trusted_device_tokens group by device_id) as each',
  );
  return {
    rss: Math.max(...(rss ?? [])),
    heap: Math.min(...(heap ?? [])),
    files: Math.max(...(open ?? [])),
    connections: Math.max(...(connected ?? [])),
    check: shares(checks),
    signIn: shares(signIns),
    calls,
    tokensOfADevice: tokens.n,
    floor: median(floor ?? []),
  };
}

/** One session that is asked about again and again, and one browser that comes back as often. */
function faithful(stage: Stage): () => Promise<void> {
  const { world } = stage;
  const user = { username: 'faithful', password: 'correct horse battery 9 staple' };
  let over = false;
  const work = (async () => {
    await ask(world, 'POST', `/v1/admin/tenants/${world.tenant}/users`, world.backend, user);
    const signIn = () => ask(world, 'POST', loginPath(world), world.backend, { ...user, client: CLIENT });
    while (!over) {
      const key = (await signIn())?.body.sessionToken;
      for (let n = 0; n < 20 && !over; n++) await ask(world, 'GET', '/v1/session', key);
      await ask(world, 'DELETE', '/v1/session', key);
    }
  })();
  return async () => {
    over = true;
    await work;
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

/** The service fourteen months later: what is kept no longer goes, all of it. */
async function rowsLeft(stage: Stage): Promise<string[]> {
  const clock = join(stage.folder, 'clock');
  writeFileSync(clock, String(430 * 86_400_000));
  await stage.service.stop();
  await stage.serve({ NODE_OPTIONS: `--import=${join(import.meta.dirname, 'clock.ts')}`, CHAOS_CLOCK: clock });
  let left: string[] = [];
  for (let tries = 0; tries < 120; tries++) {
    left = [];
    for (const table of [...PASSING, ...RECORDS]) {
      const [row] = await asked(stage.cluster, `select count(*)::int as n from ${table}`);
      if (row.n > 0) left.push(`${row.n} rows in ${table}`);
    }
    if (left.length === 0) break;
    await sleep(1000);
  }
  return left;
}

async function soak(): Promise<string[]> {
  const stage = await setStage();
  const { world } = stage;
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
  await Promise.all([load.stop(), end()]);
  const statuses = { ...world.statuses };
  const failed: string[] = [];
  const said: string[] = [];
  const judge = (what: string, { before, after }: { before: number; after: number }, most: number, unit: string) => {
    const line = `${what}: ${before.toFixed(1)} ${unit} in the second quarter, ${after.toFixed(1)} ${unit} in the last (at most ${most.toFixed(1)})`;
    said.push(line);
    if (!(after <= most)) failed.push(line);
  };
  const memory = (of: (minute: Minute) => number) => compare(minutes, of);
  for (const [what, of] of [
    ['resident memory', (each: Minute) => each.rss],
    ['heap after collection', (each: Minute) => each.heap],
  ] as const)
    judge(what, memory(of), memory(of).before * 1.1 + 5, 'MB');
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
  judge(
    'tokens of one trusted device, at most',
    compare(minutes, (each) => each.tokensOfADevice),
    10,
    '',
  );
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
  // the pool lets go of what rests for 30 seconds
  await sleep(45_000);
  const idle = { files: files(stage), connections: await connections(stage) };
  said.push(
    `45 seconds after the load: ${idle.connections} connections to the database, ${idle.files} open files and sockets`,
  );
  // two couriers go on asking for what is due, and this program asks for the metrics
  if (idle.connections > 3) failed.push(`${idle.connections} connections to the database that nobody uses`);
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
