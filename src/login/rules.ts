/**
 * The state machine of a login. The facts are read anew at every step, so what happens meanwhile counts: a policy, a
 * reset, an authenticator added elsewhere.
 *
 *   password ─┬─> challenge_required ──┬─> password_change_required ─> authenticated
 *             ├─> enrollment_required ─┤                                     ^
 *             └─ (trusted device, or no second factor) ──────────────────────┘
 */
export type LoginStep = 'challenge_required' | 'enrollment_required' | 'password_change_required';

export interface LoginFacts {
  /** what this login has proved so far */
  methods: readonly string[];
  /** the user has an authenticator */
  enabled: boolean;
  /** support has reset the second factor, and nobody has enrolled since */
  reset: boolean;
  /** the tenant's policy, at this time */
  demanded: boolean;
  mustChangePassword: boolean;
}

/** The step a login owes next; null: none, the session may begin. */
export function nextStep(facts: LoginFacts): LoginStep | null {
  if (!facts.enabled && (facts.reset || facts.demanded)) return 'enrollment_required';
  if (facts.enabled && !provedSecondFactor(facts.methods)) return 'challenge_required';
  if (facts.mustChangePassword) return 'password_change_required';
  return null;
}

const provedSecondFactor = (methods: readonly string[]) =>
  methods.includes('otp') || methods.includes('recovery_code') || methods.includes('trusted_device');

/** Why an enrolment is owed. */
export const enrollmentReason = (facts: Pick<LoginFacts, 'reset'>): 'reset' | 'policy' =>
  facts.reset ? 'reset' : 'policy';

/** A trusted device is not a factor: the session it spares a code is aal1 (NIST SP 800-63B-4). */
export const acrOf = (methods: readonly string[]): 'aal1' | 'aal2' =>
  methods.includes('otp') || methods.includes('recovery_code') ? 'aal2' : 'aal1';

/** Minutes that a login waits for its next step. */
export const LOGIN_MINUTES = { challenge_required: 5, password_change_required: 5, enrollment_required: 15 } as const;

/** Wrong codes in one login; then it is dead. */
export const CODES_PER_LOGIN = 5;

/**
 * Seconds to wait after the n-th failure in a row of one counter; the last stands for all further ones. The first four
 * start no wait (OWASP ASVS 6.3.1; no lockout that a stranger could cause, since trusted devices count apart).
 */
export const WAITS = [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 3600] as const;

/** Failures that start no wait; as many attempts may be under way at once. */
export const FREE_FAILURES = WAITS.indexOf(30);

/** An attempt that is not settled by then (its process died) counts as a failure. */
export const ATTEMPT_SECONDS = 30;

/** Wrong codes in a row after which TOTP closes for the account, until support opens it. */
export const CODES_UNTIL_CLOSED = 100;

/** Whole seconds until a time, at least one. */
export const secondsUntil = (time: Date, now: Date): number =>
  Math.max(1, Math.ceil((time.getTime() - now.getTime()) / 1000));
