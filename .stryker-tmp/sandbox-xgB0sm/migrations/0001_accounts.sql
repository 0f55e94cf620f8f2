-- Tenants, their users, what the users sign in with, and what they hold afterwards.
-- Nothing here is a secret in the clear: tokens are SHA-256, passwords and codes argon2id, TOTP secrets AES-256-GCM.
-- "Expired" is never stored: it follows from the times here, the tenant's policy and the clock.

-- The ids of ENCRYPTION_KEYS, and of PASSWORD_PEPPERS behind `pepper:`.
create table encryption_keys (
  id text primary key,
  -- A known text sealed with the key: the service refuses to start with other bytes under the same id.
  check_value bytea not null,
  created_at timestamptz not null
);

create table tenants (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  two_factor text not null check (two_factor in ('optional', 'required')),
  enforced_from timestamptz,
  trusted_devices_enabled boolean not null,
  trusted_devices_days integer not null check (trusted_devices_days between 1 and 365),
  trusted_devices_max integer not null check (trusted_devices_max between 1 and 100),
  session_idle_minutes integer not null check (session_idle_minutes between 1 and 10080),
  session_absolute_hours integer not null check (session_absolute_hours between 1 and 720),
  -- null: the default, which follows from two_factor
  password_min_length integer check (password_min_length between 8 and 128),
  reset_code_required boolean not null,
  created_at timestamptz not null
);

create table users (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  username text not null,
  -- NFC and case folded: what names are compared and counted by
  username_key text not null,
  display_name text not null,
  password_hash text,
  must_change_password boolean not null,
  status text not null check (status in ('active', 'disabled')),
  -- Moves with every change of credentials; pending logins and trusted devices carry it and end when it has moved.
  credentials_version integer not null default 1,
  -- The suffix of this user's trusted-device cookie: random, so that it tells nothing of the user.
  device_cookie text not null,
  -- How many the user has. Kept on this row so that whoever holds its lock knows whether 2FA is on.
  authenticators integer not null default 0 check (authenticators between 0 and 5),
  totp_locked_at timestamptz,
  two_factor_reset_at timestamptz,
  reset_code_hash text,
  reset_code_expires_at timestamptz,
  created_at timestamptz not null,
  unique (tenant_id, username_key)
);

create table authenticators (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  name text not null,
  secret bytea not null,
  secret_key_id text not null references encryption_keys,
  -- The TOTP time step of the last code that was taken: only a later one works.
  last_step bigint not null,
  confirmed_at timestamptz not null,
  last_used_at timestamptz
);
create index on authenticators (user_id);
create index on authenticators (tenant_id);
create index on authenticators (secret_key_id);

create table recovery_code_sets (
  user_id uuid primary key references users on delete cascade,
  salt bytea not null,
  memory_kib integer not null,
  passes integer not null,
  total integer not null,
  created_at timestamptz not null
);

create table recovery_codes (
  user_id uuid not null references recovery_code_sets on delete cascade,
  hash bytea not null,
  primary key (user_id, hash)
);

create table trusted_devices (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  name text not null,
  credentials_version integer not null,
  -- The token that was used last: it and its successors work, every other token of the device is a stolen copy.
  anchor_token_id uuid not null,
  ip text,
  user_agent text,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index on trusted_devices (user_id);
create index on trusted_devices (tenant_id);

create table trusted_device_tokens (
  id uuid primary key,
  device_id uuid not null references trusted_devices on delete cascade,
  parent_id uuid,
  secret_hash bytea not null,
  created_at timestamptz not null
);
create index on trusted_device_tokens (device_id);

create table sessions (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  secret_hash bytea not null,
  mode text not null check (mode in ('token', 'cookie')),
  methods text[] not null,
  acr text not null check (acr in ('aal1', 'aal2')),
  trusted_device_id uuid references trusted_devices on delete set null,
  ip text,
  user_agent text,
  created_at timestamptz not null,
  authenticated_at timestamptz not null,
  last_used_at timestamptz not null,
  -- as issued; the tenant's policy of today may end it sooner
  idle_minutes integer not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index on sessions (user_id);
create index on sessions (tenant_id);
create index on sessions (trusted_device_id) where trusted_device_id is not null;

create table logins (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  secret_hash bytea not null,
  mode text not null check (mode in ('token', 'cookie')),
  step text not null check (step in ('challenge_required', 'enrollment_required', 'password_change_required')),
  methods text[] not null,
  -- the device that has spared this login the code: the login ends with its trust
  trusted_device_id uuid references trusted_devices on delete cascade,
  credentials_version integer not null,
  attempts_left integer not null check (attempts_left >= 0),
  reset_code_proved boolean not null default false,
  trust_device boolean not null default false,
  device_name text,
  ip text,
  user_agent text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  completed_at timestamptz
);
create index on logins (user_id);
create index on logins (tenant_id);
create index on logins (trusted_device_id) where trusted_device_id is not null;

-- A secret on its way to become an authenticator. It never stands beside the live ones.
create table enrollments (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  login_id uuid references logins on delete cascade,
  name text not null,
  secret bytea not null,
  secret_key_id text not null references encryption_keys,
  attempts_left integer not null check (attempts_left >= 0),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
-- one at a time in the settings of a user, one in a login
create unique index on enrollments (user_id) where login_id is null;
create unique index on enrollments (login_id);
create index on enrollments (user_id);
create index on enrollments (tenant_id);
create index on enrollments (secret_key_id);

-- Failures in a row, per subject (a user, or a name nobody has), lane (one trusted device, or everybody else) and kind.
create table attempt_counters (
  subject text not null,
  lane text not null,
  kind text not null check (kind in ('password', 'code', 'reauthentication')),
  user_id uuid references users on delete cascade,
  failures integer not null,
  -- when each attempt that is not settled yet began
  under_way timestamptz[] not null,
  blocked_until timestamptz,
  touched_at timestamptz not null,
  primary key (subject, lane, kind)
);
create index on attempt_counters (user_id);

create table api_keys (
  id uuid primary key,
  tenant_id uuid references tenants on delete cascade,
  name text not null,
  role text not null check (role in ('backend', 'support', 'admin')),
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index on api_keys (tenant_id);

create table events (
  id uuid primary key,
  tenant_id uuid references tenants on delete cascade,
  -- no foreign key: events outlive their user, without name and address
  user_id uuid,
  type text not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('user', 'api_key', 'system', 'anonymous')),
  actor_id text,
  ip text,
  user_agent text,
  request_id text,
  data jsonb not null
);
create index on events (tenant_id, id);
create index on events (user_id, id) where user_id is not null;
