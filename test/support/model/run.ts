import { ADMIN, type Answer, must, newTenant, PASSWORD, type Service, unique } from '../service.ts';
import type { Ask, Made } from './asks.ts';
import { asked } from './calls.ts';
import type { Command } from './commands.ts';
import { desk } from './desk.ts';
import { type Call, holdInvariants, type Memory, newMemory } from './invariants.ts';
import { type Racing, racing } from './racing.ts';
import { signIn } from './sign-in.ts';
import { signedIn } from './signed-in.ts';
import { type Account, type Expected, type Policy, type State, type Tenant, yes } from './state.ts';
import { eventLines, linesOf, linesOfState, newestEvent, readStored, type Stored } from './stored.ts';

/** The service as it is: replicas on one database, and what that held after the last call. */
export interface Real {
  replicas: Service[];
  stored: Stored;
  since: string;
  memory: Memory;
  calls: number;
}

export interface Walk {
  state: State;
  real: Real;
}

/** What was answered, how often: shows how far the walks get. */
export const reached: Record<string, number> = {};
export const walked = { commands: 0, runs: 0, batches: 0 };

const decisions = { ...signIn, ...signedIn, ...desk };
const decide = (state: State, ask: Ask, made: Made): Expected => {
  state.events = [];
  state.actor = ask.op === 'login' ? 'api_key' : 'anonymous';
  return decisions[ask.op]?.(state, ask, made) ?? yes(0);
};

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
    ...{ counters: new Map(), known: new Map(), actor: 'anonymous' },
  };
  walked.runs += 1;
  const since = newestEvent(stored, NONE);
  return { state, real: { replicas, stored, since, memory: newMemory(), calls: 0 } };
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
  const { real, state } = walk;
  for (const { ctx } of real.replicas) await ctx.lastUses.written();
  const ids = state.tenants.map(({ id }) => id);
  return readStored(real.replicas[0] as Service, ids, real.since);
}

/** One command, on one replica or the other: answer, events and what is stored are as the model has them. */
export async function step(walk: Walk, command: Command): Promise<void> {
  const { state, real } = walk;
  walked.commands += 1;
  const ask = asked(state, command);
  if (!ask) {
    state.now += command.wait ?? 0;
    real.replicas[0]?.clock.advance(command.wait ?? 0);
    return;
  }
  const answer = await call(real, ask, real.calls++);
  const after = await look(walk);
  notes(ask, answer);
  const before = structuredClone(state);
  const expected = decide(state, ask, answer.body);
  if (ask.method !== 'GET') adoptUses(state, before, after);
  const wrong = [
    ...faults(answer, expected, ask.op.startsWith('listSessions') ? USES : []),
    ...differences(state, after),
  ];
  if (wrong.length > 0) throw new Error([`${ask.method} ${ask.path} ${JSON.stringify(ask.body)}`, ...wrong].join('\n'));
  const calls = [{ state: before, ask, answer }];
  holdInvariants({ calls, before: real.stored, after, memory: real.memory });
  goOn(walk, after);
}

function goOn({ real }: Walk, after: Stored): void {
  real.since = newestEvent(after, real.since);
  real.stored = { ...after, event: [] };
}

function notes(ask: Ask, answer: Answer): void {
  const what = `${ask.op} ${answer.status} ${answer.body?.code ?? answer.body?.status ?? ''}`;
  reached[what] = (reached[what] ?? 0) + 1;
}

function differences(state: State, after: Stored): string[] {
  const compared = [
    [linesOf(after), linesOfState(state)],
    [eventLines(after), [...state.events].sort()],
  ] as const;
  return compared.flatMap(([is, should]) => [
    ...without(is, should).map((line) => `  stored: ${line}`),
    ...without(should, is).map((line) => `  model:  ${line}`),
  ]);
}

function without(lines: string[], others: string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** When a session was used last is written beside the calls: a list may be a call behind. */
const USES = ['lastUsedAt', 'idleExpiresAt', 'exp'];
/**
 * How many recovery codes are left, and so whether a login names them: counted as the statement found them that waited
 * for the user's lock (PostgreSQL reads only the locked row anew). Told, and never decided on.
 */
const COUNTS = ['recoveryCodesLeft', 'methods'];
const TOKENS = ['sessionToken', 'loginToken', 'trustedDeviceToken', 'recoveryCodes', 'resetCode', 'session', 'secret'];

function faults({ status, body, text }: Answer, expected: Expected, skip: string[] = []): string[] {
  if (status !== expected.status) return [`  ${status} ${text}`, `  model: ${JSON.stringify(expected)}`];
  const tokens = TOKENS.filter((name) => body?.[name] !== undefined && expected.body[name] === undefined);
  const same = Object.entries(expected.body).every(([name, value]) => fits(body?.[name], value, name, skip));
  return same && tokens.length === 0 ? [] : [`  ${text}`, `  model: ${JSON.stringify(expected.body)} ${tokens}`];
}

/** `*` is any text, a number of codes their count, an id an object that has it; of an object only what is named. */
function fits(is: unknown, should: unknown, name: string, skip: string[]): boolean {
  if (skip.includes(name)) return true;
  if (should === '*') return typeof is === 'string' && is !== '';
  if (Array.isArray(is) && typeof should === 'number') return is.length === should;
  if (Array.isArray(is) && Array.isArray(should))
    return is.length === should.length && is.every((each, index) => fits(each, should[index], '', skip));
  if (typeof is === 'object' && is !== null && typeof should === 'string') return (is as { id: string }).id === should;
  if (typeof is === 'object' && is !== null && typeof should === 'object' && should !== null)
    return Object.entries(should).every(([key, value]) => fits((is as never)[key], value, key, skip));
  return is === should;
}

/** The order of a batch is free: some order of the model must explain all answers, and what is stored. */
export async function together(walk: Walk, batch: Racing[]): Promise<void> {
  const { state, real } = walk;
  walked.commands += batch.length;
  walked.batches += 1;
  const asks = batch.map(({ command }) => asked(state, command)).filter((ask) => ask !== null);
  const answers = await Promise.all(
    asks.map((ask, index) =>
      racing.run({ delays: batch[index]?.delays ?? [0], count: 0 }, () => call(real, ask, index)),
    ),
  );
  const after = await look(walk);
  for (const [index, ask] of asks.entries()) notes(ask, answers[index] as Answer);
  const why: string[] = [];
  for (const order of ordersOf(asks.map((_, index) => index))) {
    const candidate = structuredClone(state);
    const calls: Call[] = order.map((index) => ({ state, ask: asks[index] as Ask, answer: answers[index] as Answer }));
    const wrong = explain(candidate, calls, after);
    if (wrong.length === 0) {
      walk.state = candidate;
      holdInvariants({ calls, before: real.stored, after, memory: real.memory });
      return goOn(walk, after);
    }
    why.push(`in the order ${order}:`, ...wrong);
  }
  const calls = asks.map(
    (ask, index) => `${index}: ${ask.method} ${ask.path} ${JSON.stringify(ask.body)}
    ${answers[index]?.status} ${answers[index]?.text}`,
  );
  throw new Error(['no order explains', ...calls, ...why].join('\n'));
}

/** Does the calls in their order to the state; what is not as it was answered, or is not stored so. */
function explain(state: State, calls: Call[], after: Stored): string[] {
  const events: string[] = [];
  const [before] = calls.map((each) => each.state);
  const wrong = calls.flatMap((each) => {
    if (isBusy(each.answer)) return [];
    each.state = structuredClone(state);
    const expected = decide(state, each.ask, each.answer.body);
    events.push(...state.events);
    if (isOfItsBeginning(each, expected)) return [];
    return faults(each.answer, expected, [...USES, ...COUNTS]);
  });
  state.events = events;
  if (before) adoptUses(state, before, after);
  if (calls.some(({ ask }) => ask.body?.trustedDeviceToken !== undefined)) adoptLanes(state, after);
  return [...wrong, ...differences(state, after)];
}

/** The session or login ended while the call was on its way: it may be told what it was told when it began, if nothing came of that. */
const isOfItsBeginning = ({ ask, answer }: Call, { body }: Expected) =>
  (body.code === 'not_authenticated' || body.code === 'login_expired') &&
  (answer.status >= 400 ? answer.status < 500 : /^(read|list|end|signOut)/.test(ask.op));

/** "Not now: others are being judged". It did nothing, and is to be asked again. */
const isBusy = ({ status, body }: Answer) => status === 429 && body?.retryAfter === 1;

/** A use may go by unwritten where the session is being changed at the same time: nobody waits for it. */
function adoptUses(state: State, before: State, after: Stored): void {
  const old = new Map(before.sessions.map(({ id, used }) => [id, used]));
  for (const session of state.sessions) {
    const row = (after.session ?? []).find(({ id }) => id === session.id);
    const used = row && Date.parse(row.last_used_at);
    // or it was used when its call began, and had ended when the model comes to it
    if (used !== undefined && (used === old.get(session.id) || (session.ended && used === state.now)))
      session.used = used;
  }
}

/**
 * A login is counted in the lane that its device opened when it began; where the device ends meanwhile, the failure stays
 * there, and a success forgives there alone. None gets lost: that is all that is asked of it here.
 */
function adoptLanes(state: State, after: Stored): void {
  const rows = (after.counter ?? []).filter(({ kind }) => kind === 'password');
  for (const user of new Set(rows.map(({ user_id }) => user_id as string))) {
    const own = rows.filter((row) => row.user_id === user);
    const ours = [...state.counters].filter(([key]) => key.startsWith(`${user} `) && key.endsWith(' password'));
    const sum = (failures: number[]) => failures.reduce((total, each) => total + each, 0);
    if (sum(own.map(({ failures }) => failures)) < sum(ours.map(([, { failures }]) => failures))) continue;
    for (const [key] of ours) state.counters.delete(key);
    for (const { lane, kind, failures, blocked_until } of own)
      state.counters.set(`${user} ${lane} ${kind}`, {
        failures,
        until: blocked_until === null ? null : Date.parse(blocked_until),
      });
  }
}

const ordersOf = (indexes: number[]): number[][] =>
  indexes.length <= 1
    ? [indexes]
    : indexes.flatMap((each) => ordersOf(indexes.filter((other) => other !== each)).map((rest) => [each, ...rest]));
