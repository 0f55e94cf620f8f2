import fc from 'fast-check';
import t, { type Test } from 'tap';
import { type Command, command } from './support/model/commands.ts';
import { type Racing, slowStatements } from './support/model/racing.ts';
import { begin, reached, step, together, type Walk, walked } from './support/model/run.ts';
import { startService } from './support/service.ts';

/**
 * `npm run model` walks for MODEL_MINUTES. A failure prints what to repeat it with: MODEL_SEED, MODEL_PATH, MODEL_REPLAY,
 * and MODEL_ONLY, which of the two tests. MODEL_SHRINK=off: the first walk that fails is told as it is.
 */
const { MODEL_SEED, MODEL_PATH, MODEL_REPLAY, MODEL_ONLY, MODEL_SHRINK, MODEL_MINUTES, npm_lifecycle_event } =
  process.env;
const minutes = Number(MODEL_MINUTES ?? (npm_lifecycle_event === 'model' ? 5 : 0));
const seed = Number(MODEL_SEED ?? Date.now() % 2 ** 31);
/** Of each test in the suite's own run; a failure that is being shrunk may take longer. */
const MILLIS = 3500;

interface Walking {
  walk: Walk;
}
type Step = fc.AsyncCommand<Walking, object>;

slowStatements();
const service = await startService(t);
const replicas = [service, await startService(t, {}, service)];
const start = service.clock.now().getTime();

const said = ({ op, ...rest }: Command) => `${op}(${JSON.stringify(rest)})`;
const always = () => true;

const one: fc.Arbitrary<Step> = command(true).map((command) => ({
  check: always,
  run: ({ walk }) => step(walk, command),
  toString: () => said(command),
}));

const delays = fc.array(fc.nat(4), { minLength: 1, maxLength: 8 });
const racer: fc.Arbitrary<Racing> = fc.record({ command: command(false), delays });
/** The same at once, of one login or session or of two. */
const twice = fc
  .tuple(racer, delays, fc.nat(1))
  .map(([one, later, back]): Racing[] => [one, { command: { ...one.command, back }, delays: later }]);
const batches = fc.oneof(fc.array(racer, { minLength: 2, maxLength: 3 }), twice);
const some: fc.Arbitrary<Step> = batches.map((batch) => ({
  check: always,
  run: ({ walk }) => together(walk, batch),
  toString: () => `together(${batch.map(({ command, delays }) => `${said(command)} delays ${delays}`).join(' | ')})`,
}));

/**
 * How walks begin; what stands together is done at once, where the walk does that. With nothing; or with 2FA on, a browser
 * that is trusted and has come back twice, others who are signed in, a recovery code that is used and one that two logins
 * present, and a login that waits;
 */
const ENROLLED: Command[][] = [
  [
    { op: 'login', who: 1 },
    { op: 'login', who: 2 },
  ],
  [{ op: 'login' }],
  [{ op: 'challenge', flag: true }],
  [{ op: 'wait', wait: 30_000 }],
  [{ op: 'renewRecoveryCodes' }],
  [{ op: 'login', trust: 'last' }],
  [{ op: 'login', trust: 'last' }, { op: 'login' }],
  [{ op: 'login' }],
  [
    { op: 'challenge', code: 'recovery' },
    { op: 'challenge', code: 'recovery', back: 1 },
  ],
  [{ op: 'login' }],
  [{ op: 'challenge', code: 'used recovery' }],
];
/** or with 2FA on, and as many wrong codes and passwords as start no wait, and some more at once. */
const GUESSED: Command[][] = [
  [{ op: 'login' }],
  ...Array.from({ length: 4 }, () => [{ op: 'challenge', code: 'wrong' }]),
  [{ op: 'login' }],
  ...Array.from({ length: 4 }, () => [{ op: 'login', password: 'wrong' }]),
  [
    { op: 'login', password: 'wrong' },
    { op: 'login', password: 'wrong' },
  ],
  [
    { op: 'challenge', code: 'wrong' },
    { op: 'challenge', code: 'wrong', back: 1 },
  ],
];
const BEGINNINGS: Record<string, Command[][]> = { new: [], enrolled: ENROLLED, guessed: GUESSED };

async function prepare(walk: Walk, how: string, delays: number[][] | null): Promise<void> {
  for (const batch of BEGINNINGS[how] ?? [])
    if (delays === null || batch.length === 1) for (const each of batch) await step(walk, each);
    else
      await together(
        walk,
        batch.map((command, index) => ({ command, delays: delays[index] ?? [0] })),
      );
}

async function explore(t: Test, only: string, steps: fc.Arbitrary<Step>[]) {
  if (MODEL_ONLY !== undefined && MODEL_ONLY !== only) return;
  const until = Date.now() + (minutes > 0 ? (minutes * 60_000) / (MODEL_ONLY ? 1 : 2) : MILLIS);
  const replay = MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY };
  const commands = fc.commands(steps, { maxCommands: 60, size: 'max', ...replay });
  const beginning = fc.constantFrom('new', 'enrolled', 'enrolled', 'guessed');
  const atOnce = fc.array(delays, { minLength: 2, maxLength: 2 });
  const before = { ...walked };
  let round = seed;
  try {
    do
      await fc.assert(
        fc.asyncProperty(beginning, atOnce, commands, async (how, slowly, way) => {
          const walk = await begin(replicas, start, how !== 'new');
          await prepare(walk, how, only === 'alone' ? null : slowly);
          await fc.asyncModelRun(() => ({ model: { walk }, real: {} }), way);
        }),
        {
          seed: round++,
          numRuns: 3,
          // shrinking ends then, with the smallest walk so far
          interruptAfterTimeLimit: 90_000,
          endOnFailure: MODEL_SHRINK === 'off',
          ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }),
        },
      );
    while (Date.now() < until && MODEL_PATH === undefined);
  } finally {
    const own = Object.entries(walked).map(([what, count]) => [
      what,
      count - (before[what as keyof typeof walked] ?? 0),
    ]);
    t.comment(`MODEL_ONLY=${only} MODEL_SEED=${round - 1}: ${JSON.stringify(Object.fromEntries(own))}`);
  }
}

if (minutes > 0) t.setTimeout(minutes * 60_000 + 600_000);

// Proves: v5.0.0-2.3.1, v5.0.0-6.3.4, CVE-2025-64103, CVE-2026-3429
t.test(
  'whatever is done, one after another, the service does as the model of it, and every invariant holds',
  async (t) => {
    await explore(t, 'alone', [one]);
  },
);

// Proves: v5.0.0-2.3.1
t.test('whatever is done at once, on two replicas, could have been done one after another', async (t) => {
  await explore(t, 'together', [one, one, some]);
});

t.teardown(() => {
  if (minutes > 0) t.comment(JSON.stringify(reached, null, 1));
});
