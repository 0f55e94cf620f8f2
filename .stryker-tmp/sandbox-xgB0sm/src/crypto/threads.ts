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
import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** As `nice` has it: enough that whoever is ready to answer goes first, and not so much that hashing starves beside others. */
const NICENESS = 10;

/**
 * On Linux the threads that hash let others go first, so that calls which hash nothing are answered while all cores hash.
 * Elsewhere, or where the process may not look, all stay equals. The threads must be there: something has hashed.
 */
export function letOthersGoFirst(): void {
  if (stryMutAct_9fa48("692")) {
    {}
  } else {
    stryCov_9fa48("692");
    if (stryMutAct_9fa48("695") ? process.platform === 'linux' : stryMutAct_9fa48("694") ? false : stryMutAct_9fa48("693") ? true : (stryCov_9fa48("693", "694", "695"), process.platform !== (stryMutAct_9fa48("696") ? "" : (stryCov_9fa48("696"), 'linux')))) return;
    try {
      if (stryMutAct_9fa48("697")) {
        {}
      } else {
        stryCov_9fa48("697");
        for (const thread of readdirSync(stryMutAct_9fa48("698") ? "" : (stryCov_9fa48("698"), '/proc/self/task'))) if (stryMutAct_9fa48("701") ? readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').endsWith('libuv-worker') : stryMutAct_9fa48("700") ? false : stryMutAct_9fa48("699") ? true : (stryCov_9fa48("699", "700", "701"), readFileSync(stryMutAct_9fa48("702") ? `` : (stryCov_9fa48("702"), `/proc/self/task/${thread}/comm`), stryMutAct_9fa48("703") ? "" : (stryCov_9fa48("703"), 'utf8')).startsWith(stryMutAct_9fa48("704") ? "" : (stryCov_9fa48("704"), 'libuv-worker')))) if (stryMutAct_9fa48("705")) {
          ;
        } else {
          stryCov_9fa48("705");
          setPriority(Number(thread), NICENESS);
        }
      }
    } catch {
      // node's permission model, or a container that hides /proc
    }
  }
}