import type { SessionTable, TrustedDeviceTable } from '../db/tables.ts';
import type { Policy } from '../tenants/rules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const MAX_SESSIONS = 10;

/** A change of factors asks for an authentication younger than this (ASVS 7.5.1). */
export const FRESH_MINUTES = 10;

export const hoursAfter = (time: Date, hours: number): Date => new Date(time.getTime() + hours * HOUR);
export const minutesAfter = (time: Date, minutes: number): Date => new Date(time.getTime() + minutes * MINUTE);
export const daysAfter = (time: Date, days: number): Date => new Date(time.getTime() + days * DAY);

const earlier = (a: Date, b: Date) => (a < b ? a : b);

type SessionTimes = Pick<SessionTable, 'created_at' | 'last_used_at' | 'expires_at' | 'idle_minutes' | 'ended_at'>;

/** When a session ends: as it was issued, or as the policy of today says, whichever is sooner. */
export function sessionEnds(session: SessionTimes, policy: Policy): { expiresAt: Date; idleExpiresAt: Date } {
  const expiresAt = earlier(session.expires_at, hoursAfter(session.created_at, policy.sessions.absoluteHours));
  const idle = minutesAfter(session.last_used_at, idleMinutes(session, policy));
  return { expiresAt, idleExpiresAt: earlier(expiresAt, idle) };
}

export function isSessionLive(session: SessionTimes, policy: Policy, now: Date): boolean {
  // the idle time never ends later than the session itself
  return session.ended_at === null && now < sessionEnds(session, policy).idleExpiresAt;
}

/** The last use is written at most once a minute, and often enough for a short idle time. */
export const isUseWorthWriting = (session: SessionTimes, policy: Policy, now: Date): boolean =>
  now.getTime() - session.last_used_at.getTime() >= Math.min(MINUTE, (idleMinutes(session, policy) * MINUTE) / 10);

const idleMinutes = (session: SessionTimes, policy: Policy) =>
  Math.min(session.idle_minutes, policy.sessions.idleMinutes);

/** Whether a session may add, remove or renew a factor. */
export function mayChangeFactors(
  session: { acr: 'aal1' | 'aal2'; authenticatedAt: Date },
  twoFactorOn: boolean,
  now: Date,
): boolean {
  const fresh = now < minutesAfter(session.authenticatedAt, FRESH_MINUTES);
  return fresh && (!twoFactorOn || session.acr === 'aal2');
}

type DeviceFacts = Pick<
  TrustedDeviceTable,
  'user_id' | 'credentials_version' | 'anchor_token_id' | 'created_at' | 'expires_at' | 'ended_at'
>;

/** When trust ends: as issued, or as the policy of today says, whichever is sooner. It is absolute: use does not prolong it. */
export const trustExpires = (device: Pick<DeviceFacts, 'created_at' | 'expires_at'>, policy: Policy): Date =>
  earlier(device.expires_at, daysAfter(device.created_at, policy.trustedDevices.days));

/**
 * What a presented trusted-device token is worth, its secret being right.
 * The anchor (used last) and its direct successors work: an answer may have been lost, two tabs may have asked. Every
 * other token of a living device is a stolen copy. Whatever else is wrong makes it as good as none.
 */
export function judgeTrust(
  token: { id: string; parentId: string | null },
  device: DeviceFacts,
  user: { id: string; credentials_version: number },
  policy: Policy,
  now: Date,
): 'trusted' | 'stolen' | 'none' {
  const living =
    policy.trustedDevices.enabled &&
    device.ended_at === null &&
    device.user_id === user.id &&
    device.credentials_version === user.credentials_version &&
    now < trustExpires(device, policy);
  if (!living) return 'none';
  return token.id === device.anchor_token_id || token.parentId === device.anchor_token_id ? 'trusted' : 'stolen';
}
