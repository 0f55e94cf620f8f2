/** After a fault: how long until all is well again, and whether everything is as clients were told. */
import { setTimeout as sleep } from 'node:timers/promises';
import { violationsOf } from './check.ts';
import { halfDone, stuck } from './consistency.ts';
import type { Load, World } from './journeys.ts';
import type { Person } from './people.ts';
import { asked } from './postgres.ts';
import { POOL, ready, type Stage } from './stage.ts';

export interface Outcome {
  /** how often the fault struck */
  times: number;
  people: number;
  /** calls whose answer did not come, or said to try again: nobody knew what was so */
  unanswered: number;
  statuses: Record<string, number>;
  /** milliseconds from the fault's end to the first answer from the database */
  outage: number;
  /** the median, where it struck often and was waited for each time */
  usual?: number;
  /** of the longest of these: milliseconds that the new process ran, and that it waited for a processor */
  longest?: { ran: number; waited: number };
  /** what was under way when it struck, and how often */
  during?: Record<string, number>;
  violations: string[];
}

/** Seconds in which it must be well again by itself. */
export const RECOVERED = 30;

export async function outcomeOf(stage: Stage, load: Load, times: number, allows?: RegExp): Promise<Outcome> {
  const { world } = stage;
  const outage = await ready(stage);
  await sleep(500);
  await load.stop();
  const statuses = { ...world.statuses };
  const unanswered = load.people.filter(({ maybe }) => maybe).length;
  const violations = [
    ...(outage < RECOVERED * 1000 ? [] : [`not ready ${RECOVERED} s after the fault's end`]),
    ...(await stuck(stage.cluster, POOL)).map((each) => `stuck: ${each}`),
    ...(await check(world, load.people)),
    ...(await halfDone(stage.cluster, world.tenantId)),
    ...(await undelivered(stage)),
    ...world.wrong.filter((each) => !allows?.test(each)),
  ];
  return {
    times,
    people: load.people.filter(({ id }) => id).length,
    unanswered,
    statuses,
    outage: Math.round(outage),
    violations,
  };
}

/** Those first of whom something is in doubt. */
export async function check(world: World, people: Person[], most = 150): Promise<string[]> {
  const chosen = [...people].sort((a, b) => Number(b.maybe !== null) - Number(a.maybe !== null)).slice(0, most);
  const found: string[] = [];
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let person = chosen.pop(); person; person = chosen.pop()) {
        const told = await violationsOf(world, person).catch((error: Error) => [
          `${person?.username}: ${error.message}`,
        ]);
        found.push(...told);
      }
    }),
  );
  return found;
}

/** Events that the receiver was not told of, though all has been well for a while; or was told of, and they are not so. */
export async function undelivered(stage: Stage): Promise<string[]> {
  // what was recorded by a clock that was hours ahead is due when it is that time
  const owed = `select count(*)::int as n from webhook_deliveries
    where status <> 'delivered' and next_attempt_at < now() + interval '10 minutes'`;
  let left = 0;
  for (let tries = 0; tries < 600; tries++) {
    left = (await asked(stage.cluster, owed))[0].n;
    if (left === 0) break;
    await sleep(200);
  }
  if (left > 0) return [`${left} webhook deliveries still owed`];
  const events = await asked(stage.cluster, `select event_id from webhook_deliveries where status = 'delivered'`);
  const missed = events.filter(({ event_id }) => !stage.told.has(event_id));
  const recorded = new Set((await asked(stage.cluster, 'select id from events')).map(({ id }) => id));
  const unheard = [...stage.told].filter((id) => !recorded.has(id));
  return [
    ...(missed.length > 0 ? [`${missed.length} events said to be delivered, and the receiver got none`] : []),
    ...(unheard.length > 0 ? [`the receiver was told of ${unheard.length} events that are not recorded`] : []),
  ];
}
