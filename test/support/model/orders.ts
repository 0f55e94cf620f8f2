import { COUNTS, differences, faults, USES } from './answers.ts';
import type { Ask, AtOnce, Made } from './asks.ts';
import { desk } from './desk.ts';
import type { Call } from './invariants.ts';
import { laneFor, signIn } from './sign-in.ts';
import { signedIn } from './signed-in.ts';
import { type Expected, lives, type State, yes } from './state.ts';
import type { Stored } from './stored.ts';

const decisions = { ...signIn, ...signedIn, ...desk };
/** What the model does with a call. */
export const decide = (state: State, ask: Ask, made: Made): Expected => {
  state.events = [];
  state.actor = ask.op === 'login' ? 'api_key' : 'anonymous';
  return decisions[ask.op]?.(state, ask, made) ?? yes(0);
};

/** One way to explain calls that were made at once. */
export interface Reading {
  order: number[];
  /** the logins, as bits by their place, that were counted in the lane that their device had opened before */
  early: number;
  isLenient: boolean;
}

export function readingsOf(asks: Ask[], isLenient: boolean): Reading[] {
  const orders = ordersOf(asks.map((_, index) => index));
  const logins = asks.map(({ body }) => (body?.trustedDeviceToken === undefined ? 1 : 2));
  const early = logins.reduce<number[]>(
    (all, choices, index) => (choices === 1 ? all : all.flatMap((each) => [each, each | (1 << index)])),
    [0],
  );
  return early.flatMap((each) => orders.map((order) => ({ order, early: each, isLenient })));
}

const ordersOf = (indexes: number[]): number[][] =>
  indexes.length <= 1
    ? [indexes]
    : indexes.flatMap((each) => ordersOf(indexes.filter((other) => other !== each)).map((rest) => [each, ...rest]));

export const inWords = ({ order, early, isLenient }: Reading, wrong: string[]): string[] =>
  isLenient && early === 0 ? [`in the order ${order}:`, ...wrong] : [];

/** Of two that set one of these the later holds, and which that was nobody is told at once. */
const SECRETS = ['resetTwoFactor', 'renewRecoveryCodes', 'setUser', 'resetPassword', 'changePassword', 'owedPassword'];

export const isAmbiguous = (asks: Ask[]): boolean => asks.filter(({ op }) => SECRETS.includes(op)).length > 1;

/** What of a state the database does not show. */
export const hiddenIn = ({ accounts, sessions, devices }: State): string =>
  JSON.stringify([
    accounts.map(({ password, reset, recovery }) => [password, reset?.code, [...recovery].sort()]),
    sessions.map(({ id, token }) => `${id} ${token}`).sort(),
    devices.map(({ id, tokens }) => `${id} ${tokens.map(({ token, parent }) => `${token} ${parent}`).sort()}`).sort(),
  ]);

/** What is counted before it is judged. */
const CHARGING = ['login', 'challenge', 'beginLoginEnrollment', 'reauthenticate', 'changePassword'];

/** What calls at once have from the state in which they began. */
export function givenAtOnce(state: State, asks: Ask[]): AtOnce {
  const living = state.sessions.filter((each) => lives(state, each));
  const places = state.logins.map(({ token, attempts }): [string, number[]] => [
    token,
    asks.filter(({ op, key }) => key === token && CHARGING.includes(op)).map((_, index) => attempts - 1 - index),
  ]);
  return {
    guarded: new Map(living.map(({ token, id }) => [token, id])),
    places: new Map(places),
    trusting: state.tenants.filter(({ policy }) => policy.trustedDevices.enabled).map(({ id }) => id),
    lane: null,
  };
}

/** Does the calls in their order to the state; what is not as it was answered, or is not stored so. */
export function explain(state: State, calls: Call[], after: Stored, { order, early, isLenient }: Reading): string[] {
  const events: string[] = [];
  const wrong = calls.flatMap((call, place) => {
    if (isBusy(call, calls) || (isLenient && (isReplaced(call, calls) || isOutOfCodes(call, calls)))) return [];
    call.state = structuredClone(state);
    const isEarly = (early & (1 << (order[place] ?? 0))) !== 0;
    state.lane = isEarly ? earlyLane(calls.slice(0, place + 1), call.ask) : null;
    const expected = decide(state, call.ask, call.answer.body);
    events.push(...state.events);
    if (isLenient && isRefusedAnyway(call, expected)) return [];
    return faults(call.answer, expected, [...USES, ...COUNTS]);
  });
  state.events = events;
  adoptUses(state, after);
  return [...wrong, ...differences(state, after)];
}

/**
 * A login is counted in the lane that its device opened when it began. Where the device has ended meanwhile, a failure is
 * one there, and a success forgives there alone.
 */
function earlyLane(calls: Call[], ask: Ask): string | null {
  const lanes = calls.map(({ state }) => laneFor(state, ask));
  return lanes.find((lane) => lane !== lanes.at(-1)) ?? null;
}

/** What the token is for ended while the call was on its way: refused it is, be it for what was wrong with it before that. */
const isRefusedAnyway = ({ answer: { status } }: Call, { body: { code } }: Expected) =>
  ['not_authenticated', 'login_expired', 'login_completed'].includes(String(code)) && status >= 400 && status < 500;

/**
 * "Not now: others are being judged". It did nothing, and is to be asked again. Only where the failures there are and the
 * others at once would start a wait.
 */
function isBusy({ ask, answer: { status, body }, began }: Call, calls: Call[]): boolean {
  if (status !== 429 || body?.retryAfter !== 1) return false;
  const { accounts, sessions, logins, counters } = began;
  const holder = [...sessions, ...logins].find(({ token }) => token === ask.key)?.account;
  const named = accounts.find((each) => each.tenant.slug === ask.tenant && each.username === ask.body?.username);
  const subjects = [holder?.id, named?.id, `${ask.tenant}/${ask.body?.username}`];
  const failures = [...counters]
    .filter(([key]) => subjects.includes(key.split(' ')[0]))
    .map(([, counter]) => counter.failures);
  const others = calls.filter((each) => each.ask !== ask && CHARGING.includes(each.ask.op)).length;
  return others > 0 && Math.max(0, ...failures) + others >= 5;
}

/** The enrolment was replaced while its code was on its way: that code is of none, and costs the new one nothing. */
const isReplaced = ({ ask, answer }: Call, calls: Call[]) =>
  ask.op === 'confirmLoginEnrollment' &&
  answer.body?.code === 'enrollment_not_found' &&
  calls.some(
    (each) => each.ask.op === 'beginLoginEnrollment' && each.ask.key === ask.key && each.answer.status === 201,
  );

/** Others had charged the last codes of the login, and gave them back since the account is barred: this one found none. */
const isOutOfCodes = ({ ask, answer, began }: Call, calls: Call[]) => {
  const others = calls.filter((each) => each.ask !== ask && each.ask.key === ask.key && CHARGING.includes(each.ask.op));
  const left = began.logins.find(({ token }) => token === ask.key)?.attempts ?? 0;
  const isBarred = others.some((each) => each.answer.body?.code === 'too_many_attempts');
  return answer.body?.code === 'login_expired' && CHARGING.includes(ask.op) && isBarred && left <= others.length;
};

/** A session was used when a call began, and had ended when the model comes to it. */
function adoptUses(state: State, after: Stored): void {
  for (const session of state.sessions) {
    const used = (after.session ?? []).find(({ id }) => id === session.id)?.last_used_at;
    if (session.ended && used !== undefined && Date.parse(used) === state.now) session.used = state.now;
  }
}
