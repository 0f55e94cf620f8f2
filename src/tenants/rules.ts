import type { TenantTable } from '../db/tables.ts';

/** What a tenant demands of its users. */
export interface Policy {
  twoFactor: 'optional' | 'required';
  /** from when `required` bites; null: at once */
  enforcedFrom: Date | null;
  trustedDevices: { enabled: boolean; days: number; maxPerUser: number };
  sessions: { idleMinutes: number; absoluteHours: number };
  passwords: { minLength: number };
  resetCodeRequired: boolean;
}

/** A policy given in part: what is left out stays as it is. */
export interface PolicyChange {
  twoFactor?: Policy['twoFactor'];
  enforcedFrom?: Date | null;
  trustedDevices?: Partial<Policy['trustedDevices']>;
  sessions?: Partial<Policy['sessions']>;
  passwords?: { minLength?: number };
  resetCodeRequired?: boolean;
}

export type PolicyColumns = Omit<TenantTable, 'id' | 'slug' | 'name' | 'created_at' | 'deleted_at'>;

export const DEFAULT_POLICY: PolicyColumns = {
  two_factor: 'optional',
  enforced_from: null,
  trusted_devices_enabled: true,
  trusted_devices_days: 30,
  trusted_devices_max: 10,
  session_idle_minutes: 30,
  session_absolute_hours: 12,
  password_min_length: null,
  reset_code_required: true,
};

/** NIST SP 800-63B-4, 3.1.1.2: 15 characters where the password stands alone, 8 where a second factor stands beside it. */
const MIN_LENGTH = { optional: 15, required: 8 } as const;

export function policyOf(row: PolicyColumns): Policy {
  return {
    twoFactor: row.two_factor,
    enforcedFrom: row.enforced_from,
    trustedDevices: {
      enabled: row.trusted_devices_enabled,
      days: row.trusted_devices_days,
      maxPerUser: row.trusted_devices_max,
    },
    sessions: { idleMinutes: row.session_idle_minutes, absoluteHours: row.session_absolute_hours },
    passwords: { minLength: row.password_min_length ?? MIN_LENGTH[row.two_factor] },
    resetCodeRequired: row.reset_code_required,
  };
}

/** The columns after a change; a minimum length never given goes on following `twoFactor`. */
export function changePolicy(row: PolicyColumns, change: PolicyChange): PolicyColumns {
  return {
    two_factor: change.twoFactor ?? row.two_factor,
    enforced_from: change.enforcedFrom === undefined ? row.enforced_from : change.enforcedFrom,
    trusted_devices_enabled: change.trustedDevices?.enabled ?? row.trusted_devices_enabled,
    trusted_devices_days: change.trustedDevices?.days ?? row.trusted_devices_days,
    trusted_devices_max: change.trustedDevices?.maxPerUser ?? row.trusted_devices_max,
    session_idle_minutes: change.sessions?.idleMinutes ?? row.session_idle_minutes,
    session_absolute_hours: change.sessions?.absoluteHours ?? row.session_absolute_hours,
    password_min_length: change.passwords?.minLength ?? row.password_min_length,
    reset_code_required: change.resetCodeRequired ?? row.reset_code_required,
  };
}

/** Whether a user without a second factor may no longer go without. */
export const demandsTwoFactor = (policy: Pick<Policy, 'twoFactor' | 'enforcedFrom'>, now: Date): boolean =>
  policy.twoFactor === 'required' && (policy.enforcedFrom ?? now) <= now;

/** What every answer about a user says of the second factor. */
export interface TwoFactor {
  enabled: boolean;
  required: boolean;
  deadline: Date | null;
  recoveryCodesLeft: number;
}

export function twoFactorOf(policy: Policy, enabled: boolean, recoveryCodesLeft: number, now: Date): TwoFactor {
  const ahead = policy.twoFactor === 'required' && (policy.enforcedFrom ?? now) > now;
  return {
    enabled,
    required: policy.twoFactor === 'required',
    deadline: ahead && !enabled ? policy.enforcedFrom : null,
    recoveryCodesLeft,
  };
}

/** A tenant's part of a link: lower-case letters, digits and inner dashes, as in a DNS label (RFC 1035). */
export const SLUG = '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$';
