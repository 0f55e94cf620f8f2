/** How long what is over is kept. What is still in use is not touched, however old. */
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
export const KEPT = {
  /** logins, password reset tokens, enrolments, and counters that count nothing */
  hours: 24,
  /** webhook deliveries that are settled */
  deliveryDays: 30,
  /** sessions and trusted devices */
  endedDays: 90,
  /** events, API keys, and failures under a name that nobody has */
  months: 13
} as const;

/** The same day and time so many months before; of a month that is too short, its last day. */
export function monthsBefore(time: Date, months: number): Date {
  if (stryMutAct_9fa48("788")) {
    {}
  } else {
    stryCov_9fa48("788");
    const month = stryMutAct_9fa48("789") ? time.getUTCMonth() + months : (stryCov_9fa48("789"), time.getUTCMonth() - months);
    const lastDay = new Date(Date.UTC(time.getUTCFullYear(), stryMutAct_9fa48("790") ? month - 1 : (stryCov_9fa48("790"), month + 1), 0)).getUTCDate();
    const day = stryMutAct_9fa48("791") ? Math.max(time.getUTCDate(), lastDay) : (stryCov_9fa48("791"), Math.min(time.getUTCDate(), lastDay));
    const inDay = stryMutAct_9fa48("792") ? time.getTime() * 86_400_000 : (stryCov_9fa48("792"), time.getTime() % 86_400_000);
    return new Date(stryMutAct_9fa48("793") ? Date.UTC(time.getUTCFullYear(), month, day) - inDay : (stryCov_9fa48("793"), Date.UTC(time.getUTCFullYear(), month, day) + inDay));
  }
}

/** The first UUIDv7 of a time (RFC 9562, 5.7): ids below it are older, so that an index of ids finds what is old. */
export function firstIdAt(time: Date): string {
  if (stryMutAct_9fa48("794")) {
    {}
  } else {
    stryCov_9fa48("794");
    const hex = time.getTime().toString(16).padStart(12, stryMutAct_9fa48("795") ? "" : (stryCov_9fa48("795"), '0'));
    return stryMutAct_9fa48("796") ? `` : (stryCov_9fa48("796"), `${stryMutAct_9fa48("797") ? hex : (stryCov_9fa48("797"), hex.slice(0, 8))}-${stryMutAct_9fa48("798") ? hex : (stryCov_9fa48("798"), hex.slice(8))}-7000-8000-000000000000`);
  }
}