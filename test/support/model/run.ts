import { ADMIN, type Answer, must, newTenant, PASSWORD, type Service, unique } from '../service.ts';
import { differences, faults, USES } from './answers.ts';
import { ALONE, type Ask } from './asks.ts';
import { asked } from './calls.ts';
import type { Command } from './commands.ts';
import { broken, type Call, type Memory, newMemory, told } from './invariants.ts';
import { decide, explain, givenAtOnce, hiddenIn, inWords, isAmbiguous, readingsOf } from './orders.ts';
import { type Racing, racing } from './racing.ts';
import type { Account, Policy, State, Tenant } from './state.ts';
import { newestEvent, readStored, type Stored } from './stored.ts';

/** The service as it is: replicas on one database, and what that held after the last call. */
export interface Real {
  replicas: Service[];
  stored: Stored;
  since: string;
  memory: Memory;
  calls: number;
}

export interface Walk {
  /** usually one: what the service may hold, by all that was told so far */
  states: [State, ...State[]];
  real: Real;
}

/** What was answered, how often: shows how far the walks get. */
export const reached: Record<string, number> = {};
/** `racing`: the commands of all batches. */
export const walked = { commands: 0, runs: 0, batches: 0, racing: 0 };

const POLICY: Policy = {
  twoFactor: 'optional',
  enforcedFrom: null,
  trustedDevices: { enabled: true, days: 30, maxPerUser: 10 },
  sessions: { idleMinutes: 30, absoluteHours: 12 },
  resetCodeRequired: true,
};
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

let hashed: string | undefined;

/** Two tenants of their own, and three users: anna and ben in one, another anna in the other. Anna may have 2FA on. */
export async function begin(replicas: Service[], at: number, withCode: boolean): Promise<Walk> {
  const [service] = replicas as [Service];
  service.clock.advance(at - service.clock.now().getTime());
  hashed ??= await service.ctx.hashing.hash(PASSWORD, '');
  const names = [unique('anna'), unique('ben')] as const;
  const tenants: Tenant[] = [];
  for (let count = 0; count < 2; count++) {
    const { slug, backend, support, admin, path } = await newTenant(service);
    const { id } = await idOf(service, path);
    tenants.push({ id, slug, keys: { backend, support, admin }, policy: structuredClone(POLICY) });
  }
  const accounts: Account[] = [];
  for (const [tenant, username] of [
    [tenants[0], names[0]],
    [tenants[0], names[1]],
    [tenants[1], names[0]],
  ] as [Tenant, string][]) {
    const authenticators = withCode && accounts.length === 0 ? [{ type: 'totp', secret: SECRET }] : undefined;
    const given = { username, passwordHash: hashed, ...(authenticators ? { authenticators } : {}) };
    const path = `/v1/admin/tenants/${tenant.slug}/users`;
    const made = must(await service.post(path, given, { key: ADMIN }), 201);
    accounts.push({
      ...{ id: made.id, tenant, username, password: PASSWORD, former: [], version: 1 },
      ...{ mustChange: false, disabled: false, deleted: false, totpClosed: false, reset: null },
      ...{ apps: [], recovery: [], spentRecovery: [], enrollments: [] },
    });
  }
  const ids = tenants.map(({ id }) => id);
  const stored = await readStored(service, ids, NONE);
  for (const row of stored.authenticator ?? [])
    accounts[0]?.apps.push({ id: row.id, secret: SECRET, step: row.last_step });
  const state: State = {
    ...{ now: at, tenants, accounts, sessions: [], devices: [], logins: [], resets: [], events: [] },
    ...{ counters: new Map(), known: new Map(), actor: 'anonymous', ...ALONE },
  };
  walked.runs += 1;
  const since = newestEvent(stored, NONE);
  return { states: [state], real: { replicas, stored, since, memory: newMemory(), calls: 0 } };
}

const NONE = '00000000-0000-0000-0000-000000000000';

async function idOf({ ctx }: Service, path: string): Promise<{ id: string }> {
  const slug = path.split('/').at(-1) ?? '';
  return ctx.db.selectFrom('tenants').select('id').where('slug', '=', slug).executeTakeFirstOrThrow();
}

async function call({ replicas }: Real, { method, path, body, key }: Ask, which: number): Promise<Answer> {
  const service = replicas[which % replicas.length] as Service;
  const answer = await service.call(method, path, body, key === '' ? {} : { key });
  return answer;
}

async function look(walk: Walk): Promise<Stored> {
  const { real, states } = walk;
  for (const { ctx } of real.replicas) await ctx.lastUses.written();
  const ids = states[0].tenants.map(({ id }) => id);
  return readStored(real.replicas[0] as Service, ids, real.since);
}

/** One command, on one replica or the other: answer, events and what is stored are as the model has them. */
export async function step(walk: Walk, command: Command): Promise<void> {
  const { states, real } = walk;
  walked.commands += 1;
  const ask = asked(states[0], command);
  if (!ask) {
    for (const state of states) state.now += command.wait ?? 0;
    real.replicas[0]?.clock.advance(command.wait ?? 0);
    return;
  }
  const answer = await call(real, ask, real.calls++);
  const after = await look(walk);
  notes(ask, answer);
  const why: string[] = [];
  const calls = (before: State): Call[] => [{ began: before, state: before, ask, answer }];
  const unexplained = calls(structuredClone(states[0]));
  const explained = states.flatMap((state) => {
    const before = structuredClone(state);
    const expected = decide(state, ask, answer.body);
    const skip = ask.op.startsWith('listSessions') ? USES : [];
    const wrong = [...faults(answer, expected, skip), ...differences(state, after)];
    why.push(...wrong);
    return wrong.length > 0 ? [] : [{ state, calls: calls(before) }];
  });
  goOn(walk, explained, unexplained, after, () => [told({ ask, answer }), ...why]);
}

interface Explained {
  state: State;
  calls: Call[];
}

/** `unexplained`: the calls in the order in which they were sent. */
function goOn(walk: Walk, explained: Explained[], unexplained: Call[], after: Stored, why: () => string[]): void {
  const { real } = walk;
  const [first, ...others] = distinct(explained);
  const invariants = broken({ calls: first?.calls ?? unexplained, before: real.stored, after, memory: real.memory });
  if (!first || invariants.length > 0) throw new Error([...invariants, ...why()].join('\n'));
  walk.states = [first.state, ...others.map(({ state }) => state)];
  real.since = newestEvent(after, real.since);
  real.stored = { ...after, event: [] };
}

/** What is stored is the same in all; they may differ in what only its hash is kept of. */
function distinct(explained: Explained[]): Explained[] {
  const known = new Map(explained.toReversed().map((each) => [hiddenIn(each.state), each]));
  return [...known.values()].toReversed();
}

function notes(ask: Ask, answer: Answer): void {
  const what = `${ask.op} ${answer.status} ${answer.body?.code ?? answer.body?.status ?? ''}`;
  reached[what] = (reached[what] ?? 0) + 1;
}

/**
 * The order of a batch is free: some order of the model must explain all answers, and what is stored. Where more than one
 * does, and what comes of them differs, the walk goes on with all of them until an answer tells.
 */
export async function together(walk: Walk, batch: Racing[]): Promise<void> {
  const { states, real } = walk;
  walked.commands += batch.length;
  walked.batches += 1;
  walked.racing += batch.length;
  const asks = batch.map(({ command }) => asked(states[0], command)).filter((ask) => ask !== null);
  const answers = await Promise.all(
    asks.map((ask, index) =>
      racing.run({ delays: batch[index]?.delays ?? [0], count: 0 }, () => call(real, ask, index)),
    ),
  );
  const after = await look(walk);
  for (const [index, ask] of asks.entries()) notes(ask, answers[index] as Answer);
  const given = (index: number) => ({ ask: asks[index] as Ask, answer: answers[index] as Answer });
  const why: string[] = [];
  const explaining = (isLenient: boolean) =>
    states.flatMap((state) => {
      const began = structuredClone(state);
      const raced = { ...state, ...givenAtOnce(state, asks) };
      const explained: Explained[] = [];
      for (const reading of readingsOf(asks, isLenient)) {
        const candidate = structuredClone(raced);
        const calls: Call[] = reading.order.map((index) => ({ began, state: raced, ...given(index) }));
        const wrong = explain(candidate, calls, after, reading);
        why.push(...inWords(reading, wrong));
        if (wrong.length === 0) explained.push({ state: { ...candidate, ...ALONE }, calls });
        if (wrong.length === 0 && !isAmbiguous(asks)) break;
      }
      return explained;
    });
  const strictly = explaining(false);
  const unexplained = asks.map((_, index): Call => ({ began: states[0], state: states[0], ...given(index) }));
  goOn(walk, strictly.length > 0 ? strictly : explaining(true), unexplained, after, () => [
    'no order explains',
    ...asks.map((_, index) => `${index}: ${told(given(index))}`),
    ...why,
  ]);
}
