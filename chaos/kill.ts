/** The service killed again and again, while what changes most is under way. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, say } from '../bench/parts.ts';
import { check, type Outcome, outcomeOf, RECOVERED } from './afterwards.ts';
import { type Sent, startLoad, type World } from './journeys.ts';
import { ready, type Stage, setStage } from './stage.ts';

/** In turn, since at a moment of chance it is mostly users that are being made. */
const STORIES: Record<string, (call: Sent) => boolean> = {
  'user made': ({ path }) => path.endsWith('/users'),
  'password step': ({ path, body }) => path.endsWith('/login') && !has(body, 'trustedDeviceToken'),
  'return of a trusted browser': ({ path, body }) => path.endsWith('/login') && has(body, 'trustedDeviceToken'),
  enrolment: ({ path }) => /authenticators\/.*\/confirm$/.test(path),
  'enrolment in a login': ({ path }) => path.endsWith('/enrollment/confirm'),
  code: ({ path, body }) => path.endsWith('/challenge') && !has(body, 'method') && !has(body, 'trustDevice'),
  'code that trusts the browser': ({ path, body }) => path.endsWith('/challenge') && has(body, 'trustDevice'),
  'recovery code': ({ path, body }) => path.endsWith('/challenge') && has(body, 'method'),
  'new password': ({ path }) => path.endsWith('/account/password'),
  'sign-out': ({ method, path }) => method === 'DELETE' && path.endsWith('/v1/session'),
  'other sessions ended': ({ method, path }) => method === 'DELETE' && path.endsWith('/account/sessions'),
  'trusted browsers ended': ({ method, path }) => method === 'DELETE' && path.endsWith('/trusted-devices'),
  'reset by support': ({ path }) => path.endsWith('/two-factor-reset'),
};
const has = (body: object | undefined, name: string) => body !== undefined && name in body;

/** Longest that a story is waited for. */
const PATIENCE_MILLIS = 30_000;

/** Until such a call is sent, and a part of its usual time has passed; null: none came. */
async function during(world: World, name: string, is: (call: Sent) => boolean): Promise<string | null> {
  const usual: number[] = [];
  world.heard = (call, { millis }) => void (is(call) && usual.push(millis));
  const sent = new Promise<string>((done) => {
    world.sending = (call) => void (is(call) && done(name));
  });
  const found = await Promise.race([sent, sleep(PATIENCE_MILLIS, null, { ref: false })]);
  await sleep(Math.random() * (usual.length > 0 ? median(usual) * 1.2 : 60));
  delete world.sending;
  delete world.heard;
  return found;
}

/** What its main thread has done since it began, in milliseconds, where the system tells. */
function schedule({ service }: Stage): { ran: number; waited: number } {
  try {
    const [ran = 0, waited = 0] = readFileSync(`/proc/${service.child.pid}/schedstat`, 'utf8').split(' ').map(Number);
    return { ran: Math.round(ran / 1e6), waited: Math.round(waited / 1e6) };
  } catch {
    return { ran: 0, waited: 0 };
  }
}

export async function killAgainAndAgain(times: number, lives: number): Promise<Outcome> {
  const stage = await setStage();
  const { world } = stage;
  const all: Outcome = { times, people: 0, unanswered: 0, statuses: {}, outage: 0, violations: [], during: {} };
  const struck: Record<string, number> = {};
  const outages: number[] = [];
  const stories = Object.entries(STORIES);
  for (let done = 1; done <= times; done++) {
    const load = startLoad(world, lives);
    const [name, is] = stories[done % stories.length] as (typeof stories)[number];
    const found = (await during(world, name, is)) ?? 'anything';
    const exit = once(stage.service.child, 'exit');
    stage.service.child.kill('SIGKILL');
    await exit;
    struck[found] = (struck[found] ?? 0) + 1;
    const stopping = load.stop();
    await stage.serve();
    // its start included
    const outage = stage.service.startMillis + (await ready(stage));
    const { ran, waited } = schedule(stage);
    await stopping;
    all.people += load.people.filter(({ id }) => id).length;
    all.unanswered += load.people.filter(({ maybe }) => maybe).length;
    outages.push(outage);
    if (outage > all.outage) Object.assign(all, { outage: Math.round(outage), longest: { ran, waited } });
    // a machine that others use too may keep it waiting: that is no fault of its own
    if (outage - waited > RECOVERED * 1000)
      all.violations.push(`not back for ${Math.round(outage)} ms, of which it waited ${waited} ms for a processor`);
    all.usual = Math.round(median(outages));
    for (const [status, count] of Object.entries(world.statuses))
      all.statuses[status] = (all.statuses[status] ?? 0) + count;
    all.violations.push(...(await check(world, load.people)));
    world.statuses = {};
    if (done % 10 === 0)
      say(
        `  killed ${done} times, ${all.people} people, ${all.violations.length} violations, back in ${all.usual} ms, at most ${all.outage}: ${JSON.stringify(all.longest)}`,
      );
  }
  const last = await outcomeOf(stage, startLoad(world, 1), times);
  return { ...all, during: struck, violations: [...all.violations, ...last.violations] };
}
