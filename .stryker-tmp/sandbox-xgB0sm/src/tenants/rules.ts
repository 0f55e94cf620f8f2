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
import type { TenantTable } from '../db/tables.ts';

/** What a tenant demands of its users. */
export interface Policy {
  twoFactor: 'optional' | 'required';
  /** from when `required` bites; null: at once */
  enforcedFrom: Date | null;
  trustedDevices: {
    enabled: boolean;
    days: number;
    maxPerUser: number;
  };
  sessions: {
    idleMinutes: number;
    absoluteHours: number;
  };
  passwords: {
    minLength: number;
  };
  resetCodeRequired: boolean;
}

/** A policy given in part: what is left out stays as it is. */
export interface PolicyChange {
  twoFactor?: Policy['twoFactor'];
  enforcedFrom?: Date | null;
  trustedDevices?: Partial<Policy['trustedDevices']>;
  sessions?: Partial<Policy['sessions']>;
  passwords?: {
    minLength?: number;
  };
  resetCodeRequired?: boolean;
}
export type PolicyColumns = Omit<TenantTable, 'id' | 'slug' | 'name' | 'created_at' | 'deleted_at'>;
export const DEFAULT_POLICY: PolicyColumns = stryMutAct_9fa48("889") ? {} : (stryCov_9fa48("889"), {
  two_factor: stryMutAct_9fa48("890") ? "" : (stryCov_9fa48("890"), 'optional'),
  enforced_from: null,
  trusted_devices_enabled: stryMutAct_9fa48("891") ? false : (stryCov_9fa48("891"), true),
  trusted_devices_days: 30,
  trusted_devices_max: 10,
  session_idle_minutes: 30,
  session_absolute_hours: 12,
  password_min_length: null,
  reset_code_required: stryMutAct_9fa48("892") ? false : (stryCov_9fa48("892"), true)
});

/** NIST SP 800-63B-4, 3.1.1.2: 15 characters where the password stands alone, 8 where a second factor stands beside it. */
const MIN_LENGTH = {
  optional: 15,
  required: 8
} as const;
export function policyOf(row: PolicyColumns): Policy {
  if (stryMutAct_9fa48("893")) {
    {}
  } else {
    stryCov_9fa48("893");
    return stryMutAct_9fa48("894") ? {} : (stryCov_9fa48("894"), {
      twoFactor: row.two_factor,
      enforcedFrom: row.enforced_from,
      trustedDevices: stryMutAct_9fa48("895") ? {} : (stryCov_9fa48("895"), {
        enabled: row.trusted_devices_enabled,
        days: row.trusted_devices_days,
        maxPerUser: row.trusted_devices_max
      }),
      sessions: stryMutAct_9fa48("896") ? {} : (stryCov_9fa48("896"), {
        idleMinutes: row.session_idle_minutes,
        absoluteHours: row.session_absolute_hours
      }),
      passwords: stryMutAct_9fa48("897") ? {} : (stryCov_9fa48("897"), {
        minLength: stryMutAct_9fa48("898") ? row.password_min_length && MIN_LENGTH[row.two_factor] : (stryCov_9fa48("898"), row.password_min_length ?? MIN_LENGTH[row.two_factor])
      }),
      resetCodeRequired: row.reset_code_required
    });
  }
}

/** The columns after a change; a minimum length never given goes on following `twoFactor`. */
export function changePolicy(row: PolicyColumns, change: PolicyChange): PolicyColumns {
  if (stryMutAct_9fa48("899")) {
    {}
  } else {
    stryCov_9fa48("899");
    return stryMutAct_9fa48("900") ? {} : (stryCov_9fa48("900"), {
      two_factor: stryMutAct_9fa48("901") ? change.twoFactor && row.two_factor : (stryCov_9fa48("901"), change.twoFactor ?? row.two_factor),
      enforced_from: (stryMutAct_9fa48("904") ? change.enforcedFrom !== undefined : stryMutAct_9fa48("903") ? false : stryMutAct_9fa48("902") ? true : (stryCov_9fa48("902", "903", "904"), change.enforcedFrom === undefined)) ? row.enforced_from : change.enforcedFrom,
      trusted_devices_enabled: stryMutAct_9fa48("905") ? change.trustedDevices?.enabled && row.trusted_devices_enabled : (stryCov_9fa48("905"), (stryMutAct_9fa48("906") ? change.trustedDevices.enabled : (stryCov_9fa48("906"), change.trustedDevices?.enabled)) ?? row.trusted_devices_enabled),
      trusted_devices_days: stryMutAct_9fa48("907") ? change.trustedDevices?.days && row.trusted_devices_days : (stryCov_9fa48("907"), (stryMutAct_9fa48("908") ? change.trustedDevices.days : (stryCov_9fa48("908"), change.trustedDevices?.days)) ?? row.trusted_devices_days),
      trusted_devices_max: stryMutAct_9fa48("909") ? change.trustedDevices?.maxPerUser && row.trusted_devices_max : (stryCov_9fa48("909"), (stryMutAct_9fa48("910") ? change.trustedDevices.maxPerUser : (stryCov_9fa48("910"), change.trustedDevices?.maxPerUser)) ?? row.trusted_devices_max),
      session_idle_minutes: stryMutAct_9fa48("911") ? change.sessions?.idleMinutes && row.session_idle_minutes : (stryCov_9fa48("911"), (stryMutAct_9fa48("912") ? change.sessions.idleMinutes : (stryCov_9fa48("912"), change.sessions?.idleMinutes)) ?? row.session_idle_minutes),
      session_absolute_hours: stryMutAct_9fa48("913") ? change.sessions?.absoluteHours && row.session_absolute_hours : (stryCov_9fa48("913"), (stryMutAct_9fa48("914") ? change.sessions.absoluteHours : (stryCov_9fa48("914"), change.sessions?.absoluteHours)) ?? row.session_absolute_hours),
      password_min_length: stryMutAct_9fa48("915") ? change.passwords?.minLength && row.password_min_length : (stryCov_9fa48("915"), (stryMutAct_9fa48("916") ? change.passwords.minLength : (stryCov_9fa48("916"), change.passwords?.minLength)) ?? row.password_min_length),
      reset_code_required: stryMutAct_9fa48("917") ? change.resetCodeRequired && row.reset_code_required : (stryCov_9fa48("917"), change.resetCodeRequired ?? row.reset_code_required)
    });
  }
}

/** Whether a user without a second factor may no longer go without. */
export const demandsTwoFactor = stryMutAct_9fa48("918") ? () => undefined : (stryCov_9fa48("918"), (() => {
  const demandsTwoFactor = (policy: Pick<Policy, 'twoFactor' | 'enforcedFrom'>, now: Date): boolean => stryMutAct_9fa48("921") ? policy.twoFactor === 'required' || policy.enforcedFrom === null || policy.enforcedFrom <= now : stryMutAct_9fa48("920") ? false : stryMutAct_9fa48("919") ? true : (stryCov_9fa48("919", "920", "921"), (stryMutAct_9fa48("923") ? policy.twoFactor !== 'required' : stryMutAct_9fa48("922") ? true : (stryCov_9fa48("922", "923"), policy.twoFactor === (stryMutAct_9fa48("924") ? "" : (stryCov_9fa48("924"), 'required')))) && (stryMutAct_9fa48("926") ? policy.enforcedFrom === null && policy.enforcedFrom <= now : stryMutAct_9fa48("925") ? true : (stryCov_9fa48("925", "926"), (stryMutAct_9fa48("928") ? policy.enforcedFrom !== null : stryMutAct_9fa48("927") ? false : (stryCov_9fa48("927", "928"), policy.enforcedFrom === null)) || (stryMutAct_9fa48("931") ? policy.enforcedFrom > now : stryMutAct_9fa48("930") ? policy.enforcedFrom < now : stryMutAct_9fa48("929") ? false : (stryCov_9fa48("929", "930", "931"), policy.enforcedFrom <= now)))));
  return demandsTwoFactor;
})());

/** What every answer about a user says of the second factor. */
export interface TwoFactor {
  enabled: boolean;
  required: boolean;
  deadline: Date | null;
  recoveryCodesLeft: number;
}
export function twoFactorOf(policy: Policy, enabled: boolean, recoveryCodesLeft: number, now: Date): TwoFactor {
  if (stryMutAct_9fa48("932")) {
    {}
  } else {
    stryCov_9fa48("932");
    const ahead = stryMutAct_9fa48("935") ? policy.twoFactor === 'required' && policy.enforcedFrom !== null || policy.enforcedFrom > now : stryMutAct_9fa48("934") ? false : stryMutAct_9fa48("933") ? true : (stryCov_9fa48("933", "934", "935"), (stryMutAct_9fa48("937") ? policy.twoFactor === 'required' || policy.enforcedFrom !== null : stryMutAct_9fa48("936") ? true : (stryCov_9fa48("936", "937"), (stryMutAct_9fa48("939") ? policy.twoFactor !== 'required' : stryMutAct_9fa48("938") ? true : (stryCov_9fa48("938", "939"), policy.twoFactor === (stryMutAct_9fa48("940") ? "" : (stryCov_9fa48("940"), 'required')))) && (stryMutAct_9fa48("942") ? policy.enforcedFrom === null : stryMutAct_9fa48("941") ? true : (stryCov_9fa48("941", "942"), policy.enforcedFrom !== null)))) && (stryMutAct_9fa48("945") ? policy.enforcedFrom <= now : stryMutAct_9fa48("944") ? policy.enforcedFrom >= now : stryMutAct_9fa48("943") ? true : (stryCov_9fa48("943", "944", "945"), policy.enforcedFrom > now)));
    return stryMutAct_9fa48("946") ? {} : (stryCov_9fa48("946"), {
      enabled,
      required: stryMutAct_9fa48("949") ? policy.twoFactor !== 'required' : stryMutAct_9fa48("948") ? false : stryMutAct_9fa48("947") ? true : (stryCov_9fa48("947", "948", "949"), policy.twoFactor === (stryMutAct_9fa48("950") ? "" : (stryCov_9fa48("950"), 'required'))),
      deadline: (stryMutAct_9fa48("953") ? ahead || !enabled : stryMutAct_9fa48("952") ? false : stryMutAct_9fa48("951") ? true : (stryCov_9fa48("951", "952", "953"), ahead && (stryMutAct_9fa48("954") ? enabled : (stryCov_9fa48("954"), !enabled)))) ? policy.enforcedFrom : null,
      recoveryCodesLeft
    });
  }
}

/** A tenant's part of a link: lower-case letters, digits and inner dashes, as in a DNS label (RFC 1035). */
export const SLUG = stryMutAct_9fa48("955") ? "" : (stryCov_9fa48("955"), '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$');