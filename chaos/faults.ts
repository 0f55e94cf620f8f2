/** What goes wrong. Each ends by itself; what comes after is the service's own affair. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { undo } from '../bench/parts.ts';
import { pgbouncerVersion, putPgbouncerBetween } from './pgbouncer.ts';
import { asked, end, makeFolder, makeStandby, start, urlOf } from './postgres.ts';
import { calm, type Weather, weathers } from './proxy.ts';
import { HALL, type Stage } from './stage.ts';

export interface Fault {
  name: string;
  /** how often it has struck; a text: it can't be made here, and why */
  strike(stage: Stage): Promise<number | string>;
  /** before the load begins */
  prepare?(stage: Stage): Promise<void>;
  /** what clients may be told beside 2xx, 503 and nothing */
  allows?: RegExp;
}

const SECONDS = Number(process.env.SECONDS ?? 8);

/** It goes on until it has struck so often, or for five times as long. */
const LEAST = 10;

/** In the network, for some seconds. */
const inBadWeather = (name: string, weather: Weather): Fault => ({
  name,
  async strike({ proxy }) {
    let struck = 0;
    proxy.weather = (part, says, connection) => {
      const fate = weather(part, says, connection);
      if (fate !== 'pass') struck += 1;
      return fate;
    };
    const began = performance.now();
    const passed = () => (performance.now() - began) / 1000;
    while (passed() < SECONDS || (struck < LEAST && passed() < SECONDS * 5)) await sleep(100);
    proxy.weather = calm;
    // what is silent stays so until the service has had its time to notice
    if (struck > 0) sleep(20_000, null, { ref: false }).then(() => proxy.bury());
    return struck > 0 ? struck : 'it struck nothing';
  },
});

const again = async (times: number, work: () => Promise<void>) => {
  for (let done = 0; done < times; done++) {
    await sleep(1000);
    await work();
  }
  return times;
};

/** The whole network stands still. */
const stalls: Fault = {
  name: 'the network stalls for 5 seconds',
  strike: ({ proxy }) =>
    again(2, async () => {
      const over = sleep(5000).then(() => 'pass' as const);
      proxy.weather = () => over;
      await over;
      proxy.weather = calm;
    }),
};

const ends = (name: string, signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT'): Fault => ({
  name,
  strike: ({ cluster }) =>
    again(3, async () => {
      await end(cluster, signal);
      await sleep(500);
      await start(cluster, HALL);
    }),
});

/** A service that can't write can sign nobody in: no balancer is to send it anybody. */
async function takesNobody({ service, world }: Stage, where: string): Promise<void> {
  const answer = await fetch(`${service.url}/readyz`);
  const text = await answer.text();
  if (answer.status !== 503 || !text.includes('takes no writes'))
    world.wrong.push(`GET /readyz on ${where}: ${answer.status} ${text}`);
}

/** A synchronous standby, so that what was answered is there too; then the first one dies, and the address is switched. */
const failsOver: Fault = {
  name: 'failed over to a standby',
  async prepare(stage) {
    await end(stage.cluster, 'SIGINT');
    const standby = await makeStandby(stage.cluster, join(stage.folder, 'standby'));
    await start(stage.cluster, { ...HALL, synchronous_standby_names: '*', synchronous_commit: 'on' });
    await start(standby, HALL);
    while ((await asked(stage.cluster, `select from pg_stat_replication where sync_state = 'sync'`)).length === 0)
      await sleep(50);
    standbyOf.set(stage, standby);
  },
  async strike(stage) {
    const standby = standbyOf.get(stage);
    if (!standby) throw new Error('no standby');
    await sleep(3000);
    await end(stage.cluster, 'SIGKILL');
    await sleep(1000);
    // the address leads to it before it may write
    stage.proxy.target = standby.port;
    await sleep(2000);
    await takesNobody(stage, 'a standby');
    await asked(standby, 'select pg_promote()');
    Object.assign(stage.cluster, standby);
    return 1;
  },
};
const standbyOf = new WeakMap<Stage, Awaited<ReturnType<typeof makeStandby>>>();

const outOfConnections: Fault = {
  name: 'others take all connections',
  strike: ({ cluster, proxy }) =>
    again(2, async () => {
      const others: pg.Client[] = [];
      // those of the service end, and others are quicker
      await asked(
        cluster,
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'imagecapture-auth'`,
      );
      for (let n = 0; n < 60; n++) {
        const client = new pg.Client({ connectionString: urlOf(cluster, 'auth', proxy.port) });
        client.on('error', () => {});
        others.push(client);
        await client.connect().catch(() => {});
      }
      await sleep(4000);
      await Promise.all(others.map((client) => client.end().catch(() => {})));
    }),
};

/** The tables lie on a small disk, which another fills. */
const outOfDisk: Fault = {
  name: 'the disk of the tables is full',
  async prepare(stage) {
    const disk = join(stage.folder, 'disk');
    mkdirSync(disk);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch {
      return;
    }
    undo.push(() => execFileSync('umount', ['--lazy', disk]));
    makeFolder(join(disk, 'tables'));
    disks.set(stage, disk);
    await asked(stage.cluster, `create tablespace small location '${join(disk, 'tables')}'`, [], 'postgres');
    stage.service.child.kill('SIGTERM');
    await once(stage.service.child, 'exit');
    await asked(stage.cluster, 'alter database auth set tablespace small', [], 'postgres');
    await stage.serve();
  },
  async strike(stage) {
    const disk = disks.get(stage);
    if (!disk) return 'no small disk can be mounted here';
    return again(2, async () => {
      const filler = join(disk, 'filler');
      try {
        for (let n = 0; ; n++) writeFileSync(filler, Buffer.alloc(4096, n), { flag: 'a' });
      } catch {
        // full
      }
      await sleep(4000);
      execFileSync('rm', [filler]);
    });
  },
};
const disks = new WeakMap<Stage, string>();

const readOnly: Fault = {
  name: 'read-only',
  strike: (stage) =>
    again(2, async () => {
      const { cluster } = stage;
      await asked(cluster, 'alter system set default_transaction_read_only = on');
      await asked(cluster, 'select pg_reload_conf()');
      await sleep(4000);
      await takesNobody(stage, 'a database that is read-only');
      const client = new pg.Client({ connectionString: urlOf(cluster, 'postgres') });
      await client.connect();
      await client.query('set default_transaction_read_only = off');
      await client.query('alter system reset default_transaction_read_only');
      await client.query('select pg_reload_conf()');
      await client.end();
    }),
};

/** The same journeys by way of a pooler, whose server then dies beneath it. */
const pooled: Fault = {
  name: 'through PgBouncer in transaction mode: reset between COMMIT and its answer, PostgreSQL killed',
  async prepare(stage) {
    const version = pgbouncerVersion();
    if (version !== null) await putPgbouncerBetween(stage, version);
  },
  async strike(stage) {
    if (pgbouncerVersion() === null) return 'there is no pgbouncer here';
    const struck = await inBadWeather('', weathers.loses_answers_of_commits).strike(stage);
    const killed = await ends('', 'SIGKILL').strike(stage);
    return typeof struck === 'string' ? struck : struck + Number(killed);
  },
};

/** Of the service alone: phones and database keep the time. */
const clockJumps: Fault = {
  name: 'the clock of the service jumps',
  // a code of a phone whose clock is right is refused by a server whose clock is not
  allows: /: 401 (invalid_code|login_expired|not_authenticated|invalid_reset_code)|: 403 reauthentication_required/,
  async strike(stage) {
    const jumps = [20, -20, 600, -600, 7200, 0];
    for (const seconds of jumps) {
      writeFileSync(join(stage.folder, 'clock'), String(seconds * 1000));
      await sleep(2000);
    }
    return jumps.length;
  },
};

export const FAULTS: Record<string, Fault> = {
  calm: {
    name: 'none, to compare',
    strike: () => sleep(SECONDS * 1000).then(() => 0),
  },
  delays: inBadWeather('every message is late by 10 to 200 ms', weathers.delays),
  silence: inBadWeather('connections fall silent', weathers.falls_silent),
  resets: inBadWeather('connections are reset', weathers.resets),
  cuts: inBadWeather('reset in the middle of a statement', weathers.cuts_statements),
  answers: inBadWeather('reset before the answer of a statement', weathers.loses_answers),
  commits: inBadWeather('reset in the place of COMMIT', weathers.loses_commits),
  committed: inBadWeather('reset between COMMIT and its answer', weathers.loses_answers_of_commits),
  silent: inBadWeather('silence between COMMIT and its answer', weathers.silent_after_commits),
  stalls,
  killed: ends('PostgreSQL killed (SIGKILL) and started again', 'SIGKILL'),
  immediate: ends('PostgreSQL shut down at once, and started again', 'SIGQUIT'),
  restarted: ends('PostgreSQL restarted', 'SIGINT'),
  failover: failsOver,
  connections: outOfConnections,
  disk: outOfDisk,
  readonly: readOnly,
  clock: clockJumps,
  pgbouncer: pooled,
};
