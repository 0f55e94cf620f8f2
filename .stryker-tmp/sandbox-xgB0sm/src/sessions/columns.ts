/** By name, not "all": so the statement can be prepared, whatever a later migration adds. */
// @ts-nocheck

export const SESSION_COLUMNS = [
  's.id',
  's.tenant_id',
  's.user_id',
  's.secret_hash',
  's.mode',
  's.methods',
  's.acr',
  's.trusted_device_id',
  's.ip',
  's.user_agent',
  's.created_at',
  's.authenticated_at',
  's.last_used_at',
  's.idle_minutes',
  's.expires_at',
  's.ended_at',
] as const;
