import { totp } from '../service.ts';
import type { Made } from './asks.ts';
import { type Account, type Expected, happens, no, type State } from './state.ts';

/** Spends a right code: none works twice. */
export function takesCode(state: State, account: Account, given: Record<string, unknown>, made: Made): boolean {
  const code = String(given.code);
  if (given.method === 'recovery_code') {
    if (!account.recovery.includes(code)) return false;
    account.recovery = account.recovery.map((each) => (each === code ? made?.recoveryCodes?.[0] : each));
    account.spentRecovery.push(code);
    return true;
  }
  if (account.totpClosed) return false;
  for (const app of account.apps) {
    const step = stepOf(state, app.secret, code);
    if (step === null || step <= app.step) continue;
    app.step = step;
    return true;
  }
  return false;
}

function stepOf(state: State, secret: string, code: string): number | null {
  const now = Math.floor(state.now / 30_000);
  return [now - 1, now, now + 1].find((step) => totp(secret, new Date(step * 30_000)) === code) ?? null;
}

/** An enrolment becomes an authenticator, or why not. */
export function adopts(
  state: State,
  account: Account,
  begun: Account['enrollments'][number] | undefined,
  code: string,
): Expected | null {
  if (!begun || begun.attempts === 0 || begun.expires <= state.now) return no('enrollment_not_found');
  begun.attempts -= 1;
  const step = stepOf(state, begun.secret, code);
  if (step === null) return no('invalid_code', { attemptsLeft: begun.attempts });
  account.enrollments = account.enrollments.filter((each) => each !== begun);
  account.apps.push({ id: begun.id, secret: begun.secret, step });
  happens(state, 'authenticator.added', account);
  return null;
}
