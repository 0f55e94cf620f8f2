/** Every security event there is. What an event reports, its transaction did. */
export const EVENT_TYPES = [
  'login.succeeded',
  'login.failed',
  'login.challenged',
  'login.throttled',
  'session.revoked',
  'session.reauthenticated',
  'logout',
  'authenticator.added',
  'authenticator.removed',
  'authenticator.failed',
  'authenticator.locked',
  'recovery_codes.generated',
  'recovery_code.used',
  'trusted_device.added',
  'trusted_device.used',
  'trusted_device.revoked',
  'trusted_device.token_reused',
  'two_factor.reset',
  'password.changed',
  'user.created',
  'user.updated',
  'tenant.created',
  'tenant.updated',
  'api_key.created',
  'api_key.revoked',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What happened, to whom. `data` never holds a secret. */
export interface Happening {
  type: EventType;
  tenantId: string | null;
  userId: string | null;
  data?: Record<string, string | number | boolean | null | string[]>;
}
