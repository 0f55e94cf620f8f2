/**
 * The state machine of a login. The facts are read anew at every step, so what happens meanwhile counts: a policy, a
 * reset, an authenticator added elsewhere.
 *
 *   password ─┬─> challenge_required ──┬─> password_change_required ─> authenticated
 *             ├─> enrollment_required ─┤                                     ^
 *             └─ (trusted device, or no second factor) ──────────────────────┘
 */
// @ts-nocheck
function stryNS_9fa48() {
  var g = typeof globalThis === 'object' && globalThis && globalThis.Math === Math && globalThis || new Function("return this")();
  var ns = g.__stryker__ || (g.__stryker__ = {});
  if (ns.activeMutant === undefined && g.process && g.process.env && g.process.env.__STRYKER_ACTIVE_MUTANT__) {
    ns.activeMutant = g.process.env.__STRYKER_ACTIVE_MUTANT__;
  }
  function retrieveNS() {
    return ns;
  }
  stryNS_9fa48 = retrieveNS;
  return retrieveNS();
}
stryNS_9fa48();
function stryCov_9fa48() {
  var ns = stryNS_9fa48();
  var cov = ns.mutantCoverage || (ns.mutantCoverage = {
    static: {},
    perTest: {}
  });
  function cover() {
    var c = cov.static;
    if (ns.currentTestId) {
      c = cov.perTest[ns.currentTestId] = cov.perTest[ns.currentTestId] || {};
    }
    var a = arguments;
    for (var i = 0; i < a.length; i++) {
      c[a[i]] = (c[a[i]] || 0) + 1;
    }
  }
  stryCov_9fa48 = cover;
  cover.apply(null, arguments);
}
function stryMutAct_9fa48(id) {
  var ns = stryNS_9fa48();
  function isActive(id) {
    if (ns.activeMutant === id) {
      if (ns.hitCount !== void 0 && ++ns.hitCount > ns.hitLimit) {
        throw new Error('Stryker: Hit count limit reached (' + ns.hitCount + ')');
      }
      return true;
    }
    return false;
  }
  stryMutAct_9fa48 = isActive;
  return isActive(id);
}
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
  if (stryMutAct_9fa48("748")) {
    {}
  } else {
    stryCov_9fa48("748");
    if (stryMutAct_9fa48("751") ? !facts.enabled || facts.reset || facts.demanded : stryMutAct_9fa48("750") ? false : stryMutAct_9fa48("749") ? true : (stryCov_9fa48("749", "750", "751"), (stryMutAct_9fa48("752") ? facts.enabled : (stryCov_9fa48("752"), !facts.enabled)) && (stryMutAct_9fa48("754") ? facts.reset && facts.demanded : stryMutAct_9fa48("753") ? true : (stryCov_9fa48("753", "754"), facts.reset || facts.demanded)))) return stryMutAct_9fa48("755") ? "" : (stryCov_9fa48("755"), 'enrollment_required');
    if (stryMutAct_9fa48("758") ? facts.enabled || !provedSecondFactor(facts.methods) : stryMutAct_9fa48("757") ? false : stryMutAct_9fa48("756") ? true : (stryCov_9fa48("756", "757", "758"), facts.enabled && (stryMutAct_9fa48("759") ? provedSecondFactor(facts.methods) : (stryCov_9fa48("759"), !provedSecondFactor(facts.methods))))) return stryMutAct_9fa48("760") ? "" : (stryCov_9fa48("760"), 'challenge_required');
    if (stryMutAct_9fa48("762") ? false : stryMutAct_9fa48("761") ? true : (stryCov_9fa48("761", "762"), facts.mustChangePassword)) return stryMutAct_9fa48("763") ? "" : (stryCov_9fa48("763"), 'password_change_required');
    return null;
  }
}
const provedSecondFactor = stryMutAct_9fa48("764") ? () => undefined : (stryCov_9fa48("764"), (() => {
  const provedSecondFactor = (methods: readonly string[]) => stryMutAct_9fa48("767") ? (methods.includes('otp') || methods.includes('recovery_code')) && methods.includes('trusted_device') : stryMutAct_9fa48("766") ? false : stryMutAct_9fa48("765") ? true : (stryCov_9fa48("765", "766", "767"), (stryMutAct_9fa48("769") ? methods.includes('otp') && methods.includes('recovery_code') : stryMutAct_9fa48("768") ? false : (stryCov_9fa48("768", "769"), methods.includes(stryMutAct_9fa48("770") ? "" : (stryCov_9fa48("770"), 'otp')) || methods.includes(stryMutAct_9fa48("771") ? "" : (stryCov_9fa48("771"), 'recovery_code')))) || methods.includes(stryMutAct_9fa48("772") ? "" : (stryCov_9fa48("772"), 'trusted_device')));
  return provedSecondFactor;
})());

/** Why an enrolment is owed. */
export const enrollmentReason = stryMutAct_9fa48("773") ? () => undefined : (stryCov_9fa48("773"), (() => {
  const enrollmentReason = (facts: Pick<LoginFacts, 'reset'>): 'reset' | 'policy' => facts.reset ? stryMutAct_9fa48("774") ? "" : (stryCov_9fa48("774"), 'reset') : stryMutAct_9fa48("775") ? "" : (stryCov_9fa48("775"), 'policy');
  return enrollmentReason;
})());

/** A trusted device is not a factor: the session it spares a code is aal1 (NIST SP 800-63B-4). */
export const acrOf = stryMutAct_9fa48("776") ? () => undefined : (stryCov_9fa48("776"), (() => {
  const acrOf = (methods: readonly string[]): 'aal1' | 'aal2' => (stryMutAct_9fa48("779") ? methods.includes('otp') && methods.includes('recovery_code') : stryMutAct_9fa48("778") ? false : stryMutAct_9fa48("777") ? true : (stryCov_9fa48("777", "778", "779"), methods.includes(stryMutAct_9fa48("780") ? "" : (stryCov_9fa48("780"), 'otp')) || methods.includes(stryMutAct_9fa48("781") ? "" : (stryCov_9fa48("781"), 'recovery_code')))) ? stryMutAct_9fa48("782") ? "" : (stryCov_9fa48("782"), 'aal2') : stryMutAct_9fa48("783") ? "" : (stryCov_9fa48("783"), 'aal1');
  return acrOf;
})());

/** Minutes that a login waits for its next step. */
export const LOGIN_MINUTES = {
  challenge_required: 5,
  password_change_required: 5,
  enrollment_required: 15
} as const;

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
export const secondsUntil = stryMutAct_9fa48("784") ? () => undefined : (stryCov_9fa48("784"), (() => {
  const secondsUntil = (time: Date, now: Date): number => stryMutAct_9fa48("785") ? Math.min(1, Math.ceil((time.getTime() - now.getTime()) / 1000)) : (stryCov_9fa48("785"), Math.max(1, Math.ceil(stryMutAct_9fa48("786") ? (time.getTime() - now.getTime()) * 1000 : (stryCov_9fa48("786"), (stryMutAct_9fa48("787") ? time.getTime() + now.getTime() : (stryCov_9fa48("787"), time.getTime() - now.getTime())) / 1000))));
  return secondsUntil;
})());