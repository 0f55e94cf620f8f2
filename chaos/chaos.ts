/**
 *   npm run chaos                     every fault once, then the service killed 200 times
 *   npm run chaos -- commits disk     these faults                SECONDS=30 (each, in the network)
 *   npm run chaos -- kill 500         the service killed so often
 *   npm run chaos -- sabotage         whether the checks of the database can fail
 *
 * Each starts a database and a service of its own. What clients were told is held against what is so afterwards; a
 * difference is a violation, and the run fails. Writes chaos/results.json and docs/reliability.md.
 */
import { join } from 'node:path';
import { say, tidily } from '../bench/parts.ts';
import { type Outcome, outcomeOf } from './afterwards.ts';
import { FAULTS, type Fault } from './faults.ts';
import { startLoad } from './journeys.ts';
import { killAgainAndAgain } from './kill.ts';
import { publish } from './report.ts';
import { sabotaged } from './sabotage.ts';
import { setStage } from './stage.ts';

/** Lives at once. */
const LIVES = Number(process.env.LIVES ?? 6);

async function suffer(fault: Fault): Promise<Outcome | string> {
  const stage = await setStage();
  const preload = ['--import', join(import.meta.dirname, 'clock.ts')].join('=');
  if (fault.name.includes('clock')) {
    await stage.service.stop();
    await stage.serve({ NODE_OPTIONS: preload, CHAOS_CLOCK: join(stage.folder, 'clock') });
  }
  await fault.prepare?.(stage);
  const load = startLoad(stage.world, LIVES);
  const times = await fault.strike(stage);
  if (typeof times === 'string') {
    await load.stop();
    return times;
  }
  return outcomeOf(stage, load, times, fault.allows);
}

const [first = '', count] = process.argv.slice(2);
if (first === 'sabotage') {
  await tidily(async () => {
    const unseen = await sabotaged();
    for (const each of unseen) say(`  ${each}`);
    process.exitCode = unseen.length === 0 ? 0 : 1;
  });
  process.exit();
}
const names = first === 'kill' ? [] : process.argv.slice(2);
for (const name of names) if (!FAULTS[name]) throw new Error(`no ${name}: ${Object.keys(FAULTS).join(', ')}, kill`);

let violations = 0;
const told = (name: string, outcome: Outcome | string) => {
  if (typeof outcome === 'string') say(`${name}: not made, ${outcome}`);
  else {
    violations += outcome.violations.length;
    say(`${name}: ${JSON.stringify({ ...outcome, violations: outcome.violations.length })}`);
    for (const violation of outcome.violations.slice(0, 20)) say(`  VIOLATION ${violation}`);
  }
  publish('chaos', { name, outcome });
};

for (const fault of (names.length > 0 || first === 'kill' ? names : Object.keys(FAULTS)).map((name) => FAULTS[name]))
  if (fault) await tidily(async () => told(fault.name, await suffer(fault)));
if (names.length === 0)
  await tidily(async () =>
    told('the service killed (SIGKILL) under load', await killAgainAndAgain(Number(count ?? 200), LIVES)),
  );
say(violations === 0 ? 'no violations' : `${violations} VIOLATIONS`);
process.exit(violations === 0 ? 0 : 1);
