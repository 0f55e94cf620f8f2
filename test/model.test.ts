import fc from 'fast-check';
import t from 'tap';
import { type Command, command } from './support/model/commands.ts';
import { begin, type Racing, reached, slowStatements, step, together, type Walk, walked } from './support/model/run.ts';
import { startService } from './support/service.ts';

/** `npm run model` walks for MODEL_MINUTES. A failure prints seed and paths, to be given as MODEL_SEED, … */
const { MODEL_SEED, MODEL_PATH, MODEL_REPLAY, MODEL_MINUTES, MODEL_ONLY, npm_lifecycle_event } = process.env;
const minutes = Number(MODEL_MINUTES ?? (npm_lifecycle_event === 'model' ? 5 : 0));
const seed = Number(MODEL_SEED ?? Date.now() % 2 ** 31);

slowStatements();
const service = await startService(t);
const replicas = [service, await startService(t, {}, service)];
const start = service.clock.now().getTime();

const one = command(true).map(
  (command): fc.AsyncCommand<{ walk: Walk }, object> => ({
    check: () => true,
    run: ({ walk }) => step(walk, command),
    toString: () => said(command),
  }),
);
const racer: fc.Arbitrary<Racing> = fc.record({
  command: command(false),
  delays: fc.array(fc.nat(4), { minLength: 1, maxLength: 8 }),
});
const some = fc.array(racer, { minLength: 2, maxLength: 3 }).map(
  (batch): fc.AsyncCommand<{ walk: Walk }, object> => ({
    check: () => true,
    run: ({ walk }) => together(walk, batch),
    toString: () => `together(${batch.map(({ command, delays }) => `${said(command)} delays ${delays}`).join(' | ')})`,
  }),
);

const said = ({ op, ...rest }: Command) => `${op}(${JSON.stringify(rest)})`;

/** Half the walks begin with 2FA on, a browser that is trusted, and a login that waits for a code. */
const ENROLLED: Command[] = [
  { op: 'login' },
  { op: 'challenge', flag: true },
  { op: 'wait', wait: 30_000 },
  { op: 'renewRecoveryCodes' },
  { op: 'login' },
];

async function explore(share: number, arbitraries: fc.Arbitrary<fc.AsyncCommand<{ walk: Walk }, object>>[]) {
  const until = Date.now() + Math.max(minutes * 60_000, 8000) * share;
  const replay = MODEL_REPLAY === undefined ? {} : { replayPath: MODEL_REPLAY };
  const commands = fc.commands(arbitraries, { maxCommands: 60, size: 'max', ...replay });
  let round = 0;
  do
    await fc.assert(
      fc.asyncProperty(fc.boolean(), commands, async (isEnrolled, way) => {
        const walk = await begin(replicas, start, isEnrolled);
        for (const each of isEnrolled ? ENROLLED : []) await step(walk, each);
        await fc.asyncModelRun(() => ({ model: { walk }, real: {} }), way);
      }),
      { seed: seed + round++, numRuns: 4, ...(MODEL_PATH === undefined ? {} : { path: MODEL_PATH }) },
    );
  while (Date.now() < until && MODEL_PATH === undefined);
}

if (minutes > 0) t.setTimeout(minutes * 60_000 + 600_000);
t.comment(`MODEL_SEED=${seed}`);

t.test('whatever is done, one after another, the service is as the model of it', async (t) => {
  if (MODEL_ONLY !== 'together') await explore(0.5, [one]);
  t.comment(JSON.stringify(walked));
});

t.test('whatever is done at the same time on two replicas could have been done one after another', async (t) => {
  if (MODEL_ONLY !== 'alone') await explore(0.5, [one, one, some]);
  t.comment(JSON.stringify(walked));
  if (minutes > 0) t.comment(JSON.stringify(reached, null, 1));
});
