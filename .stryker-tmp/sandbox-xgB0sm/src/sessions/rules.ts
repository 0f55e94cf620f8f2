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
import type { SessionTable, TrustedDeviceTable } from '../db/tables.ts';
import type { Policy } from '../tenants/rules.ts';
const MINUTE = 60_000;
const HOUR = stryMutAct_9fa48("799") ? 60 / MINUTE : (stryCov_9fa48("799"), 60 * MINUTE);
const DAY = stryMutAct_9fa48("800") ? 24 / HOUR : (stryCov_9fa48("800"), 24 * HOUR);
export const MAX_SESSIONS = 10;

/** A change of factors asks for an authentication younger than this (ASVS 7.5.1). */
export const FRESH_MINUTES = 10;
export const hoursAfter = stryMutAct_9fa48("801") ? () => undefined : (stryCov_9fa48("801"), (() => {
  const hoursAfter = (time: Date, hours: number): Date => new Date(stryMutAct_9fa48("802") ? time.getTime() - hours * HOUR : (stryCov_9fa48("802"), time.getTime() + (stryMutAct_9fa48("803") ? hours / HOUR : (stryCov_9fa48("803"), hours * HOUR))));
  return hoursAfter;
})());
export const minutesAfter = stryMutAct_9fa48("804") ? () => undefined : (stryCov_9fa48("804"), (() => {
  const minutesAfter = (time: Date, minutes: number): Date => new Date(stryMutAct_9fa48("805") ? time.getTime() - minutes * MINUTE : (stryCov_9fa48("805"), time.getTime() + (stryMutAct_9fa48("806") ? minutes / MINUTE : (stryCov_9fa48("806"), minutes * MINUTE))));
  return minutesAfter;
})());
export const daysAfter = stryMutAct_9fa48("807") ? () => undefined : (stryCov_9fa48("807"), (() => {
  const daysAfter = (time: Date, days: number): Date => new Date(stryMutAct_9fa48("808") ? time.getTime() - days * DAY : (stryCov_9fa48("808"), time.getTime() + (stryMutAct_9fa48("809") ? days / DAY : (stryCov_9fa48("809"), days * DAY))));
  return daysAfter;
})());
const earlier = stryMutAct_9fa48("810") ? () => undefined : (stryCov_9fa48("810"), (() => {
  const earlier = (a: Date, b: Date) => (stryMutAct_9fa48("814") ? a >= b : stryMutAct_9fa48("813") ? a <= b : stryMutAct_9fa48("812") ? false : stryMutAct_9fa48("811") ? true : (stryCov_9fa48("811", "812", "813", "814"), a < b)) ? a : b;
  return earlier;
})());
type SessionTimes = Pick<SessionTable, 'created_at' | 'last_used_at' | 'expires_at' | 'idle_minutes' | 'ended_at'>;

/** When a session ends: as it was issued, or as the policy of today says, whichever is sooner. */
export function sessionEnds(session: SessionTimes, policy: Policy): {
  expiresAt: Date;
  idleExpiresAt: Date;
} {
  if (stryMutAct_9fa48("815")) {
    {}
  } else {
    stryCov_9fa48("815");
    const expiresAt = earlier(session.expires_at, hoursAfter(session.created_at, policy.sessions.absoluteHours));
    const idle = minutesAfter(session.last_used_at, idleMinutes(session, policy));
    return stryMutAct_9fa48("816") ? {} : (stryCov_9fa48("816"), {
      expiresAt,
      idleExpiresAt: earlier(expiresAt, idle)
    });
  }
}
export function isSessionLive(session: SessionTimes, policy: Policy, now: Date): boolean {
  if (stryMutAct_9fa48("817")) {
    {}
  } else {
    stryCov_9fa48("817");
    const {
      expiresAt,
      idleExpiresAt
    } = sessionEnds(session, policy);
    return stryMutAct_9fa48("820") ? session.ended_at === null && now < expiresAt || now < idleExpiresAt : stryMutAct_9fa48("819") ? false : stryMutAct_9fa48("818") ? true : (stryCov_9fa48("818", "819", "820"), (stryMutAct_9fa48("822") ? session.ended_at === null || now < expiresAt : stryMutAct_9fa48("821") ? true : (stryCov_9fa48("821", "822"), (stryMutAct_9fa48("824") ? session.ended_at !== null : stryMutAct_9fa48("823") ? true : (stryCov_9fa48("823", "824"), session.ended_at === null)) && (stryMutAct_9fa48("827") ? now >= expiresAt : stryMutAct_9fa48("826") ? now <= expiresAt : stryMutAct_9fa48("825") ? true : (stryCov_9fa48("825", "826", "827"), now < expiresAt)))) && (stryMutAct_9fa48("830") ? now >= idleExpiresAt : stryMutAct_9fa48("829") ? now <= idleExpiresAt : stryMutAct_9fa48("828") ? true : (stryCov_9fa48("828", "829", "830"), now < idleExpiresAt)));
  }
}

/** The last use is written at most once a minute, and often enough for a short idle time. */
export const isUseWorthWriting = stryMutAct_9fa48("831") ? () => undefined : (stryCov_9fa48("831"), (() => {
  const isUseWorthWriting = (session: SessionTimes, policy: Policy, now: Date): boolean => stryMutAct_9fa48("835") ? now.getTime() - session.last_used_at.getTime() < Math.min(MINUTE, idleMinutes(session, policy) * MINUTE / 10) : stryMutAct_9fa48("834") ? now.getTime() - session.last_used_at.getTime() > Math.min(MINUTE, idleMinutes(session, policy) * MINUTE / 10) : stryMutAct_9fa48("833") ? false : stryMutAct_9fa48("832") ? true : (stryCov_9fa48("832", "833", "834", "835"), (stryMutAct_9fa48("836") ? now.getTime() + session.last_used_at.getTime() : (stryCov_9fa48("836"), now.getTime() - session.last_used_at.getTime())) >= (stryMutAct_9fa48("837") ? Math.max(MINUTE, idleMinutes(session, policy) * MINUTE / 10) : (stryCov_9fa48("837"), Math.min(MINUTE, stryMutAct_9fa48("838") ? idleMinutes(session, policy) * MINUTE * 10 : (stryCov_9fa48("838"), (stryMutAct_9fa48("839") ? idleMinutes(session, policy) / MINUTE : (stryCov_9fa48("839"), idleMinutes(session, policy) * MINUTE)) / 10)))));
  return isUseWorthWriting;
})());
const idleMinutes = stryMutAct_9fa48("840") ? () => undefined : (stryCov_9fa48("840"), (() => {
  const idleMinutes = (session: SessionTimes, policy: Policy) => stryMutAct_9fa48("841") ? Math.max(session.idle_minutes, policy.sessions.idleMinutes) : (stryCov_9fa48("841"), Math.min(session.idle_minutes, policy.sessions.idleMinutes));
  return idleMinutes;
})());

/** Whether a session may add, remove or renew a factor. */
export function mayChangeFactors(session: {
  acr: 'aal1' | 'aal2';
  authenticatedAt: Date;
}, twoFactorOn: boolean, now: Date): boolean {
  if (stryMutAct_9fa48("842")) {
    {}
  } else {
    stryCov_9fa48("842");
    const fresh = stryMutAct_9fa48("846") ? now >= minutesAfter(session.authenticatedAt, FRESH_MINUTES) : stryMutAct_9fa48("845") ? now <= minutesAfter(session.authenticatedAt, FRESH_MINUTES) : stryMutAct_9fa48("844") ? false : stryMutAct_9fa48("843") ? true : (stryCov_9fa48("843", "844", "845", "846"), now < minutesAfter(session.authenticatedAt, FRESH_MINUTES));
    return stryMutAct_9fa48("849") ? fresh || !twoFactorOn || session.acr === 'aal2' : stryMutAct_9fa48("848") ? false : stryMutAct_9fa48("847") ? true : (stryCov_9fa48("847", "848", "849"), fresh && (stryMutAct_9fa48("851") ? !twoFactorOn && session.acr === 'aal2' : stryMutAct_9fa48("850") ? true : (stryCov_9fa48("850", "851"), (stryMutAct_9fa48("852") ? twoFactorOn : (stryCov_9fa48("852"), !twoFactorOn)) || (stryMutAct_9fa48("854") ? session.acr !== 'aal2' : stryMutAct_9fa48("853") ? false : (stryCov_9fa48("853", "854"), session.acr === (stryMutAct_9fa48("855") ? "" : (stryCov_9fa48("855"), 'aal2')))))));
  }
}
type DeviceFacts = Pick<TrustedDeviceTable, 'user_id' | 'credentials_version' | 'anchor_token_id' | 'created_at' | 'expires_at' | 'ended_at'>;

/** When trust ends: as issued, or as the policy of today says, whichever is sooner. It is absolute: use does not prolong it. */
export const trustExpires = stryMutAct_9fa48("856") ? () => undefined : (stryCov_9fa48("856"), (() => {
  const trustExpires = (device: Pick<DeviceFacts, 'created_at' | 'expires_at'>, policy: Policy): Date => earlier(device.expires_at, daysAfter(device.created_at, policy.trustedDevices.days));
  return trustExpires;
})());

/**
 * What a presented trusted-device token is worth, its secret being right.
 * The anchor (used last) and its direct successors work: an answer may have been lost, two tabs may have asked. Every
 * other token of a living device is a stolen copy. Whatever else is wrong makes it as good as none.
 */
export function judgeTrust(token: {
  id: string;
  parentId: string | null;
}, device: DeviceFacts, user: {
  id: string;
  credentials_version: number;
}, policy: Policy, now: Date): 'trusted' | 'stolen' | 'none' {
  if (stryMutAct_9fa48("857")) {
    {}
  } else {
    stryCov_9fa48("857");
    const living = stryMutAct_9fa48("860") ? policy.trustedDevices.enabled && device.ended_at === null && device.user_id === user.id && device.credentials_version === user.credentials_version || now < trustExpires(device, policy) : stryMutAct_9fa48("859") ? false : stryMutAct_9fa48("858") ? true : (stryCov_9fa48("858", "859", "860"), (stryMutAct_9fa48("862") ? policy.trustedDevices.enabled && device.ended_at === null && device.user_id === user.id || device.credentials_version === user.credentials_version : stryMutAct_9fa48("861") ? true : (stryCov_9fa48("861", "862"), (stryMutAct_9fa48("864") ? policy.trustedDevices.enabled && device.ended_at === null || device.user_id === user.id : stryMutAct_9fa48("863") ? true : (stryCov_9fa48("863", "864"), (stryMutAct_9fa48("866") ? policy.trustedDevices.enabled || device.ended_at === null : stryMutAct_9fa48("865") ? true : (stryCov_9fa48("865", "866"), policy.trustedDevices.enabled && (stryMutAct_9fa48("868") ? device.ended_at !== null : stryMutAct_9fa48("867") ? true : (stryCov_9fa48("867", "868"), device.ended_at === null)))) && (stryMutAct_9fa48("870") ? device.user_id !== user.id : stryMutAct_9fa48("869") ? true : (stryCov_9fa48("869", "870"), device.user_id === user.id)))) && (stryMutAct_9fa48("872") ? device.credentials_version !== user.credentials_version : stryMutAct_9fa48("871") ? true : (stryCov_9fa48("871", "872"), device.credentials_version === user.credentials_version)))) && (stryMutAct_9fa48("875") ? now >= trustExpires(device, policy) : stryMutAct_9fa48("874") ? now <= trustExpires(device, policy) : stryMutAct_9fa48("873") ? true : (stryCov_9fa48("873", "874", "875"), now < trustExpires(device, policy))));
    if (stryMutAct_9fa48("878") ? false : stryMutAct_9fa48("877") ? true : stryMutAct_9fa48("876") ? living : (stryCov_9fa48("876", "877", "878"), !living)) return stryMutAct_9fa48("879") ? "" : (stryCov_9fa48("879"), 'none');
    return (stryMutAct_9fa48("882") ? token.id === device.anchor_token_id && token.parentId === device.anchor_token_id : stryMutAct_9fa48("881") ? false : stryMutAct_9fa48("880") ? true : (stryCov_9fa48("880", "881", "882"), (stryMutAct_9fa48("884") ? token.id !== device.anchor_token_id : stryMutAct_9fa48("883") ? false : (stryCov_9fa48("883", "884"), token.id === device.anchor_token_id)) || (stryMutAct_9fa48("886") ? token.parentId !== device.anchor_token_id : stryMutAct_9fa48("885") ? false : (stryCov_9fa48("885", "886"), token.parentId === device.anchor_token_id)))) ? stryMutAct_9fa48("887") ? "" : (stryCov_9fa48("887"), 'trusted') : stryMutAct_9fa48("888") ? "" : (stryCov_9fa48("888"), 'stolen');
  }
}