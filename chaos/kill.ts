/** The service killed at random moments under load, again and again. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, say } from '../bench/parts.ts';
import { check, type Outcome, outcomeOf } from './afterwards.ts';
import { startLoad } from './journeys.ts';
import { ready, setStage } from './stage.ts';

export async function killAgainAndAgain(times: number, lives: number): Promise<Outcome> {
  const stage = await setStage();
  const { world } = stage;
  const all: Outcome = { times, people: 0, unanswered: 0, statuses: {}, outage: 0, violations: [] };
  const outages: number[] = [];
  for (let done = 1; done <= times; done++) {
    const load = startLoad(world, lives);
    await sleep(300 + Math.random() * 3000);
    const exit = once(stage.service.child, 'exit');
    stage.service.child.kill('SIGKILL');
    await exit;
    const stopping = load.stop();
    await stage.serve();
    // its start included
    const outage = stage.service.startMillis + (await ready(stage));
    await stopping;
    all.people += load.people.filter(({ id }) => id).length;
    all.unanswered += load.people.filter(({ maybe }) => maybe).length;
    outages.push(outage);
    all.outage = Math.round(Math.max(...outages));
    all.usual = Math.round(median(outages));
    for (const [status, count] of Object.entries(world.statuses))
      all.statuses[status] = (all.statuses[status] ?? 0) + count;
    all.violations.push(...(await check(world, load.people)));
    world.statuses = {};
    if (done % 10 === 0)
      say(
        `  killed ${done} times, ${all.people} people, ${all.violations.length} violations, back in ${all.usual} ms, at most ${all.outage}`,
      );
  }
  const last = await outcomeOf(stage, startLoad(world, 1), times);
  return { ...all, violations: [...all.violations, ...last.violations] };
}
