// @ts-nocheck
import type { ColumnType, Generated } from 'kysely';

/** The tables of `migrations/`, as Kysely sees them. Times are `Date`s, ids UUIDv7 strings. */
export interface Tables {
  encryption_keys: { id: string; check_value: Buffer; created_at: Date };
  tenants: TenantTable;
  users: UserTable;
  authenticators: AuthenticatorTable;
  recovery_code_sets: {
    user_id: string;
    salt: Buffer;
    memory_kib: number;
    passes: number;
    total: number;
    created_at: Date;
  };
  recovery_codes: { user_id: string; hash: Buffer };
  trusted_devices: TrustedDeviceTable;
  trusted_device_tokens: {
    id: string;
    device_id: string;
    parent_id: string | null;
    secret_hash: Buffer;
    created_at: Date;
  };
  sessions: SessionTable;
  logins: LoginTable;
  enrollments: EnrollmentTable;
  attempt_counters: {
    subject: string;
    lane: string;
    kind: 'password' | 'code' | 'reauthentication';
    user_id: string | null;
    failures: number;
    under_way: Date[];
    blocked_until: Date | null;
    touched_at: Date;
  };
  api_keys: ApiKeyTable;
  events: EventTable;
  schema_compatibility: { migration: string; works_with: string };
  password_resets: PasswordResetTable;
  signing_keys: SigningKeyTable;
  webhooks: WebhookTable;
  webhook_deliveries: WebhookDeliveryTable;
}

export interface TenantTable {
  id: string;
  slug: string;
  name: string;
  two_factor: 'optional' | 'required';
  enforced_from: Date | null;
  trusted_devices_enabled: boolean;
  trusted_devices_days: number;
  trusted_devices_max: number;
  session_idle_minutes: number;
  session_absolute_hours: number;
  password_min_length: number | null;
  reset_code_required: boolean;
  created_at: Date;
  /** gone for everybody; what is left of it is being removed */
  deleted_at: Date | null;
}

export interface UserTable {
  id: string;
  tenant_id: string;
  username: string;
  username_key: string;
  display_name: string;
  password_hash: string | null;
  must_change_password: boolean;
  status: 'active' | 'disabled';
  credentials_version: Generated<number>;
  device_cookie: string;
  authenticators: Generated<number>;
  totp_locked_at: Date | null;
  two_factor_reset_at: Date | null;
  reset_code_hash: string | null;
  reset_code_expires_at: Date | null;
  created_at: Date;
}

export interface AuthenticatorTable {
  id: string;
  tenant_id: string;
  user_id: string;
  name: string;
  secret: Buffer;
  secret_key_id: string;
  last_step: number;
  confirmed_at: Date;
  last_used_at: Date | null;
}

export interface TrustedDeviceTable {
  id: string;
  tenant_id: string;
  user_id: string;
  name: string;
  credentials_version: number;
  anchor_token_id: string;
  ip: string | null;
  user_agent: string | null;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

export interface SessionTable {
  id: string;
  tenant_id: string;
  user_id: string;
  secret_hash: Buffer;
  mode: 'token' | 'cookie';
  methods: string[];
  acr: 'aal1' | 'aal2';
  trusted_device_id: string | null;
  ip: string | null;
  user_agent: string | null;
  created_at: Date;
  authenticated_at: Date;
  last_used_at: Date;
  idle_minutes: number;
  expires_at: Date;
  ended_at: Date | null;
}

export interface LoginTable {
  id: string;
  tenant_id: string;
  user_id: string;
  secret_hash: Buffer;
  mode: 'token' | 'cookie';
  step: 'challenge_required' | 'enrollment_required' | 'password_change_required';
  methods: string[];
  trusted_device_id: string | null;
  credentials_version: number;
  attempts_left: number;
  reset_code_proved: Generated<boolean>;
  trust_device: Generated<boolean>;
  device_name: string | null;
  ip: string | null;
  user_agent: string | null;
  created_at: Date;
  expires_at: Date;
  completed_at: Date | null;
}

export interface EnrollmentTable {
  id: string;
  tenant_id: string;
  user_id: string;
  login_id: string | null;
  name: string;
  secret: Buffer;
  secret_key_id: string;
  attempts_left: number;
  created_at: Date;
  expires_at: Date;
}

export interface ApiKeyTable {
  id: string;
  tenant_id: string | null;
  name: string;
  role: 'backend' | 'support' | 'admin';
  secret_hash: Buffer;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

export interface EventTable {
  id: string;
  tenant_id: string | null;
  user_id: string | null;
  type: string;
  at: Date;
  actor_kind: 'user' | 'api_key' | 'system' | 'anonymous';
  actor_id: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  data: ColumnType<Record<string, unknown>, string, never>;
}

export interface PasswordResetTable {
  id: string;
  tenant_id: string;
  user_id: string;
  secret_hash: Buffer;
  credentials_version: number;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface SigningKeyTable {
  id: string;
  public_jwk: ColumnType<Record<string, string>, string, never>;
  private_key: Buffer;
  secret_key_id: string;
  created_at: Date;
}

export interface WebhookTable {
  id: string;
  tenant_id: string;
  url: string;
  event_types: string[] | null;
  enabled: boolean;
  disabled_reason: 'gone' | 'gave_up' | null;
  enabled_at: Date;
  failures: Generated<number>;
  paused_until: Date | null;
  secret: Buffer;
  secret_key_id: string;
  previous_secret: Buffer | null;
  previous_secret_key_id: string | null;
  previous_secret_expires_at: Date | null;
  created_at: Date;
}

export interface WebhookDeliveryTable {
  webhook_id: string;
  event_id: string;
  status: 'pending' | 'delivered' | 'failed';
  attempts: Generated<number>;
  next_attempt_at: Date;
  last_attempt_at: Date | null;
  last_status: number | null;
  last_error: string | null;
  created_at: Date;
  finished_at: Date | null;
}
