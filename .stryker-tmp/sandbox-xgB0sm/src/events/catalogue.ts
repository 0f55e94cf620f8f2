/** Every security event there is. What an event reports, its transaction did. */
// @ts-nocheck

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
  'user.unlocked',
  'password.changed',
  'password.reset_requested',
  'password.reset',
  'user.created',
  'user.updated',
  'user.deleted',
  'user.exported',
  'tenant.created',
  'tenant.updated',
  'tenant.deleted',
  'api_key.created',
  'api_key.revoked',
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** What happened, to whom. `data` never holds a secret. */
export interface Happening {
  type: EventType;
  tenantId: string | null;
  userId: string | null;
  data?: Record<string, string | number | boolean | null | string[]>;
}
