/** P5, and what a service must live through: a crowd, slow and silent clients, a database that stalls. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLIENT, calls, connected, fill, newTenant } from './filled.ts';
import {
  arriving,
  median,
  PASSWORD,
  percentile,
  perSecond,
  say,
  startDatabase,
  startService,
  type Told,
} from './parts.ts';
import { type Figure, publish } from './report.ts';

const USERS = { all: 3000, withCode: 0 };
const answered = (all: (Told | Error)[]) => all.filter((each) => !(each instanceof Error)) as Told[];
const p99 = (all: Told[], status = 200) =>
  percentile(
    all.filter((each) => each.status === status).map(({ millis }) => millis),
    0.99,
  );

export async function measureOverload(): Promise<void> {
  const database = await startDatabase();
  const service = await startService(database.url, database.folder);
  const { id, backend } = await newTenant(service.url, 'acme');
  await fill(database.url, id, { users: USERS.all, withCode: 0, sessions: 5, events: 10 });
  const { signIn } = calls(service.url, 'acme', backend, USERS);
  const token = (await signIn()).body.sessionToken;
  const check = () => ({ method: 'GET', url: `${service.url}/v1/session`, key: token });
  let next = 0;
  const crowding = () => ({
    method: 'POST',
    url: `${service.url}/v1/tenants/acme/login`,
    body: { username: `user${1 + (next++ % USERS.all)}`, password: PASSWORD, client: CLIENT },
    key: backend,
  });
  const recovered = async (begin: number) => {
    while ((await signIn().catch(() => null))?.status !== 200) await sleep(5);
    return performance.now() - begin;
  };
  const figures: Figure[] = [];

  say('ten times the load');
  await perSecond(8, 3, signIn);
  const rounds: {
    ratio: number;
    most: number;
    again: number;
    perSecond: number;
    saying: number;
    checks: number;
    failedChecks: number;
    neither: number;
    back: number;
  }[] = [];
  const seconds = 8;
  const signedIn = async () => {
    const { status, body } = await signIn();
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  };
  const first = await perSecond(8, seconds / 2, signedIn);
  let before = first;
  for (let round = 0; round < 5; round++) {
    const [crowd, checks] = await Promise.all([
      arriving(first * 10, seconds, crowding, 4),
      arriving(50, seconds, check),
    ]);
    const back = await recovered(performance.now());
    // on both sides of the crowd, since what the machine gives changes by the minute
    const after = await perSecond(8, seconds / 2, signedIn);
    const most = (before + after) / 2;
    const again = after / before;
    before = after;
    const all = answered(crowd);
    // those that still waited when the crowd had gone are not counted: it was easier for them
    const came = all.filter(({ status, at }) => status === 200 && at <= seconds * 1000).length;
    const refused = all.filter(({ status }) => status === 503).length;
    const neither = crowd.length - all.filter(({ status }) => status === 200).length - refused;
    rounds.push({
      perSecond: came / seconds,
      ratio: came / seconds / most,
      most,
      again,
      saying: p99(all, 503),
      neither,
      failedChecks: checks.length - answered(checks).filter(({ status }) => status === 200).length,
      checks: p99(answered(checks)),
      back,
    });
    say(`  ${JSON.stringify(rounds.at(-1))}, ${refused} refused, ${neither} failed`);
  }
  const middle = (name: keyof (typeof rounds)[number]) => median(rounds.map((round) => round[name]));
  figures.push(
    {
      id: 'P5',
      what: 'sign-ins answered at 10 times the load',
      value: middle('perSecond'),
      unit: '/s',
      floor: 'without the crowd',
      ratio: middle('ratio'),
      atLeast: 0.9,
    },
    { id: 'P5', what: 'sign-ins after the crowd, against before it', value: middle('again'), unit: '', atLeast: 0.95 },
    { id: 'P5', what: 'p99 of a 503 meanwhile', value: middle('saying'), unit: 'ms', atMost: 100 },
    { id: 'P5', what: 'sign-ins neither answered nor told 503', value: middle('neither'), unit: '', atMost: 0 },
    { id: 'P5', what: 'p99 of a session check meanwhile', value: middle('checks'), unit: 'ms' },
    { id: 'P5', what: 'session checks not answered meanwhile', value: middle('failedChecks'), unit: '', atMost: 0 },
    { id: 'P5', what: 'from the last answer to the crowd to the next sign-in', value: middle('back'), unit: 'ms' },
  );

  say('slow clients and silent ones');
  const port = Number(new URL(service.url).port);
  const sockets: Socket[] = [];
  let closed = 0;
  for (let n = 0; n < 1000; n++) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('close', () => {
      if (n % 2) closed += 1;
    });
    socket.resume();
    // half of them say half of a request, the others nothing
    if (n % 2)
      socket.write('POST /v1/tenants/acme/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Le');
    sockets.push(socket);
  }
  const besides = answered(await arriving(100, 13, check));
  figures.push(
    { id: '', what: 'p99 of a session check beside 1 000 slow or silent connections', value: p99(besides), unit: 'ms' },
    {
      id: '',
      what: 'of the 500 with half a request, closed after 13 s',
      value: closed,
      unit: '',
      atLeast: 500,
    },
  );
  for (const socket of sockets) socket.destroy();

  say('the pool exhausted for 10 seconds');
  const lock = await connected(database.url, async (client) => {
    await client.query('begin; lock table sessions in access exclusive mode');
    const during = arriving(50, 10, check);
    const live = arriving(10, 10, () => ({ method: 'GET', url: `${service.url}/healthz` }));
    await sleep(10_000);
    await client.query('rollback');
    const begin = performance.now();
    const back = await recovered(begin);
    const calls = await during;
    return { begun: calls.length, all: answered(calls), live: answered(await live), back };
  });
  const other = lock.all.filter(({ status }) => ![200, 503].includes(status)).length;
  figures.push(
    {
      id: '',
      what: 'pool exhausted: calls neither answered nor told 503',
      value: lock.begun - lock.all.length + other,
      unit: '',
      atMost: 0,
    },
    { id: '', what: 'p99 of `/healthz` meanwhile', value: p99(lock.live), unit: 'ms' },
    { id: '', what: 'from its end to the first sign-in', value: lock.back, unit: 'ms' },
  );

  say('the database stalled for 10 seconds');
  const backends = await connected(database.url, async (client) => {
    const { rows } = await client.query(
      `select pid from pg_stat_activity where application_name = 'imagecapture-auth'`,
    );
    return rows.map(({ pid }) => Number(pid));
  });
  for (const pid of backends) process.kill(pid, 'SIGSTOP');
  const during = arriving(50, 10, crowding);
  await sleep(10_000);
  for (const pid of backends) process.kill(pid, 'SIGCONT');
  const back = await recovered(performance.now());
  const asked = await during;
  const stalled = answered(asked);
  const told = stalled.filter(({ status }) => [200, 503].includes(status)).length;
  figures.push(
    {
      id: '',
      what: 'database stalled: sign-ins neither answered nor told 503',
      value: asked.length - told,
      unit: '',
      atMost: 0,
    },
    { id: '', what: 'slowest of these answers', value: Math.max(...stalled.map(({ millis }) => millis)), unit: 'ms' },
    { id: '', what: 'from its end to the first sign-in', value: back, unit: 'ms' },
  );
  await publish('overload', figures, { rounds });
}
