/** P1 to P4, P7 to P9: rounds in turn, each figure beside its floor. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { fastest, reference } from '../src/crypto/argon2.ts';
import { ARGON2_FLOOR } from '../src/crypto/passwords.ts';
import { calls, fill, fillFloor, newTenant } from './filled.ts';
import {
  arriving,
  ask,
  type call,
  median,
  PASSWORD,
  percentile,
  perSecond,
  say,
  startDatabase,
  startFloor,
  startService,
} from './parts.ts';
import { type Figure, publish } from './report.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const USERS = { all: 6000, withCode: 4000 };

const must = (answer: Awaited<ReturnType<typeof call>>) => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

export const CONNECTIONS = 32;

/** Answers a second. Each connection asks anew when it is answered, about a token of its own: nothing is saved by two that ask the same. */
export async function load(
  url: string,
  seconds: number,
  asked: { keys?: string[]; bodies?: object[] } = {},
): Promise<number> {
  const { keys = [], bodies } = asked;
  let next = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    method: bodies ? 'POST' : 'GET',
    setupClient(client) {
      const nth = next++;
      client.setHeadersAndBody(
        {
          ...(keys.length > 0 ? { authorization: `Bearer ${keys[nth % keys.length]}` } : {}),
          ...(bodies ? { 'content-type': 'application/json' } : {}),
        },
        bodies ? JSON.stringify(bodies[nth % bodies.length]) : undefined,
      );
    },
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refused, ${result.errors} errors`);
  return result['2xx'] / result.duration;
}

export async function measureSpeed(): Promise<void> {
  const database = await startDatabase();
  say('starting, filling');
  let service = await startService(database.url, database.folder);
  await service.stop();
  const starts = { service: [] as number[], floor: [] as number[] };
  let floor = await startFloor(database.url, database.folder);
  for (let round = 0; round < ROUNDS; round++) {
    await floor.stop();
    floor = await startFloor(database.url, database.folder);
    starts.floor.push(floor.startMillis);
    await service.stop();
    service = await startService(database.url, database.folder);
    starts.service.push(service.startMillis);
  }
  const { id, backend } = await newTenant(service.url, 'acme');
  await fill(database.url, id, { users: USERS.all, withCode: USERS.withCode, sessions: 5, events: 10 });
  const floorTokens = await fillFloor(database.url, USERS.all * 5, CONNECTIONS);
  await new Promise((done) => setTimeout(done, 5000));
  const idle = service.memory();
  const { signIn, twoFactor } = calls(service.url, 'acme', backend, USERS);
  const sessions: string[] = [];
  while (sessions.length < CONNECTIONS) sessions.push(must(await signIn()).body.sessionToken);
  const stored = await fastest.hash(PASSWORD, ARGON2_FLOOR);

  const seen: Record<string, number[]> = {};
  const note = (name: string, value: number) => {
    seen[name] = [...(seen[name] ?? []), value];
    say(`  ${name}: ${value.toFixed(1)}`);
  };
  const checks = () => load(`${service.url}/v1/session`, SECONDS, { keys: sessions });
  const floors = () => load(`${floor.url}/checked`, SECONDS, { keys: floorTokens });
  let next = 0;
  const least = () =>
    ask({
      method: 'POST',
      url: `${floor.url}/login`,
      body: { tenant: 'acme', username: `user${1 + (next++ % USERS.all)}`, password: PASSWORD },
    });
  const bodies = sessions.map((token) => ({ token }));
  const asked = () => load(`${service.url}/v1/introspect`, SECONDS, { keys: [backend], bodies });
  // everything runs before it counts, until it is compiled
  await perSecond(8, 2, async () => must(await signIn()));
  await perSecond(8, 2, async () => must(await least()));
  await perSecond(8, 2, async () => must(await twoFactor()));
  await load(`${floor.url}/plain`, 3);
  for (let times = 0; times < 2; times++) {
    await floors();
    await checks();
    await asked();
  }
  for (let round = 1; round <= ROUNDS; round++) {
    say(`round ${round}`);
    note('F0', await perSecond(8, SECONDS, () => fastest.verify(stored, PASSWORD)));
    note('P1', await perSecond(8, SECONDS, async () => must(await signIn())));
    note('least', await perSecond(8, SECONDS, async () => must(await least())));
    note('P2', await perSecond(8, SECONDS, async () => must(await twoFactor())));
    note('F0', await perSecond(8, SECONDS, () => fastest.verify(stored, PASSWORD)));
    note('F2', await floors());
    note('P3 session', await checks());
    note('P3 introspection', await asked());
    note('F2', await floors());
    note('F1', await load(`${floor.url}/plain`, SECONDS));
    const steady = async (url: string, keys: string[]) => {
      let next = 0;
      const all = await arriving(400, SECONDS, () => ({ method: 'GET', url, key: keys[next++ % keys.length] ?? '' }));
      const told = all.flatMap((each) => (each instanceof Error || each.status !== 200 ? [] : [each.millis]));
      if (told.length < all.length) throw new Error(`${url}: ${all.length - told.length} not answered`);
      return percentile(told, 0.99);
    };
    const checked = () => steady(`${service.url}/v1/session`, sessions);
    note('idle p99', await checked());
    const under = async (what: () => Promise<number>) => {
      const [, p99] = await Promise.all([perSecond(16, SECONDS + 1, async () => must(await signIn())), what()]);
      return p99;
    };
    note('P4', await under(checked));
    note('F2 p99 under sign-ins', await under(() => steady(`${floor.url}/checked`, floorTokens)));
  }
  note('F0 by argon2', await perSecond(8, SECONDS, () => reference.verify(stored, PASSWORD)));
  const after = service.memory();
  const { packages, bytes } = production();
  const mid = (name: string) => median(seen[name] ?? []);
  const ratio = (name: string, floorName: string) => mid(name) / mid(floorName);
  const figures: Figure[] = [
    { id: 'F0', what: `hash floor, by ${fastest.binding}`, value: mid('F0'), unit: '/s' },
    { id: 'F1', what: 'HTTP floor', value: mid('F1'), unit: '/s' },
    { id: 'F2', what: 'check floor', value: mid('F2'), unit: '/s' },
    {
      id: 'P1',
      what: 'password sign-in, 8 at a time',
      value: mid('P1'),
      unit: '/s',
      floor: 'F0',
      ratio: ratio('P1', 'F0'),
      atLeast: 0.9,
    },
    {
      id: '',
      what: 'the least that a sign-in can be: one SELECT, one hash, one INSERT',
      value: mid('least'),
      unit: '/s',
      floor: 'F0',
      ratio: ratio('least', 'F0'),
    },
    {
      id: 'P2',
      what: 'two-factor sign-in, 8 at a time',
      value: mid('P2'),
      unit: '/s',
      floor: 'F0',
      ratio: ratio('P2', 'F0'),
      atLeast: 0.85,
    },
    {
      id: 'P3',
      what: 'session check',
      value: mid('P3 session'),
      unit: '/s',
      floor: 'F2',
      ratio: ratio('P3 session', 'F2'),
      atLeast: 0.8,
    },
    {
      id: 'P3',
      what: 'introspection',
      value: mid('P3 introspection'),
      unit: '/s',
      floor: 'F2',
      ratio: ratio('P3 introspection', 'F2'),
      atLeast: 0.8,
    },
    {
      id: 'P4',
      what: 'p99 of the session check, 16 sign-ins beside it',
      value: mid('P4'),
      unit: 'ms',
      floor: `idle ${mid('idle p99').toFixed(1)} ms`,
      ratio: ratio('P4', 'idle p99'),
      atMost: 3,
    },
    {
      id: 'P4',
      what: 'the same',
      value: mid('P4'),
      unit: 'ms',
      floor: `F2's ${mid('F2 p99 under sign-ins').toFixed(1)} ms`,
      ratio: ratio('P4', 'F2 p99 under sign-ins'),
      atMost: 1,
    },
    {
      id: 'P7',
      what: 'start to ready',
      value: median(starts.service),
      unit: 'ms',
      floor: `F2's server ${median(starts.floor).toFixed(0)} ms`,
      ratio: median(starts.service) / median(starts.floor),
      atMost: 1.5,
    },
    { id: 'P8', what: 'resident memory, idle', value: idle / 2 ** 20, unit: 'MB', atMost: 120 },
    { id: 'P8', what: 'resident memory after this run', value: after / 2 ** 20, unit: 'MB' },
    { id: 'P9', what: 'production packages', value: packages, unit: '', atMost: 130 },
    { id: 'P9', what: 'their size', value: bytes / 2 ** 20, unit: 'MB', atMost: 60 },
  ];
  await publish('speed', figures, { seen, starts });
}

/** What `npm ci --omit=dev` would install of what is installed here. */
function production(): { packages: number; bytes: number } {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
  };
  const paths = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional && existsSync(path))
    .map(([path]) => path);
  const sizeOf = (folder: string): number =>
    readdirSync(folder, { withFileTypes: true })
      .filter(({ name }) => name !== 'node_modules')
      .reduce((sum, each) => {
        const path = join(folder, each.name);
        return sum + (each.isDirectory() ? sizeOf(path) : each.isFile() ? statSync(path).size : 0);
      }, 0);
  return { packages: paths.length, bytes: paths.reduce((sum, path) => sum + sizeOf(path), 0) };
}
