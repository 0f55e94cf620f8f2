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
const MINUTE = 60_000;

/** Seconds that an access token lives. Nothing ends it sooner, so it is short. */
export const TOKEN_SECONDS = 300;

/** Seconds that a verifier may keep the key set without asking again. */
export const KEY_SET_SECONDS = 300;

/**
 * A new key is published so long before it signs, and an old one so long after: longer than a key set is kept or a token
 * lives, with room for clocks that differ. So no verifier meets a token whose key it can't know.
 */
const OVERLAP = stryMutAct_9fa48("0") ? 15 / MINUTE : (stryCov_9fa48("0"), 15 * MINUTE);
interface KeyFacts {
  id: string;
  createdAt: Date;
}

/** Which key signs now, and which are published. Both follow from when keys were made; `keys` in any order. */
export function keysAt<T extends KeyFacts>(keys: readonly T[], now: Date): {
  signer: T | null;
  published: T[];
} {
  if (stryMutAct_9fa48("1")) {
    {}
  } else {
    stryCov_9fa48("1");
    const newestFirst = stryMutAct_9fa48("2") ? [...keys] : (stryCov_9fa48("2"), (stryMutAct_9fa48("3") ? [] : (stryCov_9fa48("3"), [...keys])).sort(stryMutAct_9fa48("4") ? () => undefined : (stryCov_9fa48("4"), (a, b) => stryMutAct_9fa48("7") ? b.createdAt.getTime() - a.createdAt.getTime() && (a.id < b.id ? 1 : -1) : stryMutAct_9fa48("6") ? false : stryMutAct_9fa48("5") ? true : (stryCov_9fa48("5", "6", "7"), (stryMutAct_9fa48("8") ? b.createdAt.getTime() + a.createdAt.getTime() : (stryCov_9fa48("8"), b.createdAt.getTime() - a.createdAt.getTime())) || ((stryMutAct_9fa48("12") ? a.id >= b.id : stryMutAct_9fa48("11") ? a.id <= b.id : stryMutAct_9fa48("10") ? false : stryMutAct_9fa48("9") ? true : (stryCov_9fa48("9", "10", "11", "12"), a.id < b.id)) ? 1 : stryMutAct_9fa48("13") ? +1 : (stryCov_9fa48("13"), -1))))));
    const since = stryMutAct_9fa48("14") ? () => undefined : (stryCov_9fa48("14"), (() => {
      const since = (key: T) => stryMutAct_9fa48("15") ? now.getTime() + key.createdAt.getTime() : (stryCov_9fa48("15"), now.getTime() - key.createdAt.getTime());
      return since;
    })());
    const published = stryMutAct_9fa48("16") ? newestFirst : (stryCov_9fa48("16"), newestFirst.filter((_, index) => {
      if (stryMutAct_9fa48("17")) {
        {}
      } else {
        stryCov_9fa48("17");
        const successor = newestFirst[stryMutAct_9fa48("18") ? index + 1 : (stryCov_9fa48("18"), index - 1)];
        return stryMutAct_9fa48("21") ? successor === undefined && since(successor) < 2 * OVERLAP : stryMutAct_9fa48("20") ? false : stryMutAct_9fa48("19") ? true : (stryCov_9fa48("19", "20", "21"), (stryMutAct_9fa48("23") ? successor !== undefined : stryMutAct_9fa48("22") ? false : (stryCov_9fa48("22", "23"), successor === undefined)) || (stryMutAct_9fa48("26") ? since(successor) >= 2 * OVERLAP : stryMutAct_9fa48("25") ? since(successor) <= 2 * OVERLAP : stryMutAct_9fa48("24") ? false : (stryCov_9fa48("24", "25", "26"), since(successor) < (stryMutAct_9fa48("27") ? 2 / OVERLAP : (stryCov_9fa48("27"), 2 * OVERLAP)))));
      }
    }));
    // the first key that there ever was signs at once: no verifier knows another
    const signer = stryMutAct_9fa48("28") ? (newestFirst.find(key => since(key) >= OVERLAP) ?? newestFirst.at(-1)) && null : (stryCov_9fa48("28"), (stryMutAct_9fa48("29") ? newestFirst.find(key => since(key) >= OVERLAP) && newestFirst.at(-1) : (stryCov_9fa48("29"), newestFirst.find(stryMutAct_9fa48("30") ? () => undefined : (stryCov_9fa48("30"), key => stryMutAct_9fa48("34") ? since(key) < OVERLAP : stryMutAct_9fa48("33") ? since(key) > OVERLAP : stryMutAct_9fa48("32") ? false : stryMutAct_9fa48("31") ? true : (stryCov_9fa48("31", "32", "33", "34"), since(key) >= OVERLAP))) ?? newestFirst.at(stryMutAct_9fa48("35") ? +1 : (stryCov_9fa48("35"), -1)))) ?? null);
    return stryMutAct_9fa48("36") ? {} : (stryCov_9fa48("36"), {
      signer,
      published
    });
  }
}
export interface SignedInFacts {
  session: {
    id: string;
    authenticatedAt: Date;
    expiresAt: Date;
    methods: string[];
    acr: 'aal1' | 'aal2';
  };
  user: {
    id: string;
    tenant: string;
  };
}

/** The claims of RFC 9068 and RFC 8176. It never outlives its session's absolute end. */
export function claimsOf({
  session,
  user
}: SignedInFacts, issuer: string, id: string, now: Date) {
  if (stryMutAct_9fa48("37")) {
    {}
  } else {
    stryCov_9fa48("37");
    const iat = seconds(now);
    return stryMutAct_9fa48("38") ? {} : (stryCov_9fa48("38"), {
      iss: issuer,
      aud: user.tenant,
      sub: user.id,
      sid: session.id,
      tenant: user.tenant,
      amr: session.methods,
      acr: session.acr,
      auth_time: seconds(session.authenticatedAt),
      iat,
      exp: stryMutAct_9fa48("39") ? Math.max(iat + TOKEN_SECONDS, seconds(session.expiresAt)) : (stryCov_9fa48("39"), Math.min(stryMutAct_9fa48("40") ? iat - TOKEN_SECONDS : (stryCov_9fa48("40"), iat + TOKEN_SECONDS), seconds(session.expiresAt))),
      jti: id
    });
  }
}
const seconds = stryMutAct_9fa48("41") ? () => undefined : (stryCov_9fa48("41"), (() => {
  const seconds = (time: Date) => Math.floor(stryMutAct_9fa48("42") ? time.getTime() * 1000 : (stryCov_9fa48("42"), time.getTime() / 1000));
  return seconds;
})());