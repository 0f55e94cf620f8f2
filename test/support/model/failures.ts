import { type Account, happens, type State } from './state.ts';

/** Seconds to wait after the n-th failure in a row; the last stands for all further ones. */
const WAITS = [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 3600];

export type Kind = 'password' | 'code' | 'reauthentication';

/** Whoever is counted: an account, or a name that nobody has. */
export const counterOf = (subject: string, lane: string, kind: Kind): string => `${subject} ${lane} ${kind}`;

const at = (state: State, key: string) => {
  const counter = state.counters.get(key) ?? { failures: 0, until: null };
  state.counters.set(key, counter);
  return counter;
};

/** Seconds to wait; null: one may try. */
export function barred(state: State, key: string): number | null {
  const { until } = at(state, key);
  return until !== null && until > state.now ? Math.max(1, Math.ceil((until - state.now) / 1000)) : null;
}

export function fails(state: State, key: string, account: Account | null): number {
  const counter = at(state, key);
  counter.failures += 1;
  const wait = WAITS[Math.min(counter.failures, WAITS.length) - 1] ?? 0;
  if (wait > 0) {
    counter.until = state.now + wait * 1000;
    happens(state, 'login.throttled', account, { retryAfter: wait });
  }
  return counter.failures;
}

export function succeeds(state: State, key: string): void {
  Object.assign(at(state, key), { failures: 0, until: null });
}

export function forgives(state: State, account: Account, kinds: Kind[]): void {
  for (const [key, counter] of state.counters)
    if (key.startsWith(`${account.id} `) && kinds.some((kind) => key.endsWith(` ${kind}`)))
      Object.assign(counter, { failures: 0, until: null });
}

/** A hundred wrong codes in a row close TOTP, until support opens it. */
export function closes(state: State, account: Account, failures: number): void {
  if (failures < 100 || account.totpClosed) return;
  account.totpClosed = true;
  happens(state, 'authenticator.locked', account);
}
