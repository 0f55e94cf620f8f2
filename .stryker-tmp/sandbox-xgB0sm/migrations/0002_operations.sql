-- What backends, support and operators need beside the journey: password resets, webhooks, signing keys of JWTs,
-- retention, and which older code may go on serving on a newer schema.

-- Migrations that an older release can live with, until it is replaced: the last line of each such migration enters it.
-- A migration that is not here stops older code (SECURITY: fail closed).
create table schema_compatibility (
  migration text primary key,
  -- the newest migration that the code must know of to serve on this schema
  works_with text not null
);

-- A token that sets a new password, once. The backend brings it to the user.
create table password_resets (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  user_id uuid not null references users on delete cascade,
  secret_hash bytea not null,
  -- ends with every change of credentials
  credentials_version integer not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on password_resets (user_id);
create index on password_resets (tenant_id);
create index on password_resets (expires_at);

-- ES256 keys that sign access tokens. Which of them signs, and which is still published, follows from created_at.
create table signing_keys (
  id uuid primary key,
  public_jwk jsonb not null,
  -- PKCS #8, sealed
  private_key bytea not null,
  secret_key_id text not null references encryption_keys,
  created_at timestamptz not null
);
create index on signing_keys (secret_key_id);

create table webhooks (
  id uuid primary key,
  tenant_id uuid not null references tenants on delete cascade,
  url text not null,
  -- null: all
  event_types text[],
  enabled boolean not null,
  -- why the service has disabled it; null: it has not
  disabled_reason text check (disabled_reason in ('gone', 'gave_up')),
  -- since when it has been enabled, last; giving up counts from there
  enabled_at timestamptz not null,
  -- attempts in a row that failed, and until when nothing is sent for that: a dead receiver takes nobody's turn
  failures integer not null default 0,
  paused_until timestamptz,
  secret bytea not null,
  secret_key_id text not null references encryption_keys,
  -- after a rotation the old secret signs, too, for a while
  previous_secret bytea,
  previous_secret_key_id text references encryption_keys,
  previous_secret_expires_at timestamptz,
  created_at timestamptz not null
);
create index on webhooks (tenant_id);
create index on webhooks (secret_key_id);
create index on webhooks (previous_secret_key_id) where previous_secret_key_id is not null;

-- The outbox: written in the transaction that records the event, worked off by the couriers of all replicas.
create table webhook_deliveries (
  webhook_id uuid not null references webhooks on delete cascade,
  event_id uuid not null references events on delete cascade,
  status text not null check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- of a pending one: not before; a courier that takes it moves it on, so that its death loses nothing
  next_attempt_at timestamptz not null,
  last_attempt_at timestamptz,
  last_status integer,
  last_error text,
  created_at timestamptz not null,
  finished_at timestamptz,
  -- an event is owed to a webhook once; ids of events rise, so this is also the order of the list
  primary key (webhook_id, event_id)
);
create index on webhook_deliveries (webhook_id, next_attempt_at) where status = 'pending';
create index on webhook_deliveries (event_id);
-- what is settled, for retention: by the event, whose id tells the time
create index on webhook_deliveries (event_id, finished_at) where finished_at is not null;

-- The lists of a tenant: users, newest first, and events of one type.
create index on users (tenant_id, id);
create index on events (tenant_id, type, id);

-- What retention looks for: when a thing ended or runs out, whichever is sooner. Events and deliveries are found by the
-- ids of events, which come in the order of time. (A block index forgets no old time: once rows have been removed, it
-- finds nothing.)
create index on logins (expires_at);
create index on sessions (least(ended_at, expires_at));
create index on trusted_devices (least(ended_at, expires_at));
create index on enrollments (expires_at);
create index on attempt_counters (touched_at);

-- What a user did to others, for the deletion of the user: few.
create index events_by_others on events (actor_id) where actor_kind = 'user' and actor_id is distinct from user_id::text;

-- Set: the tenant is gone for everybody, and what is left of it is being removed.
alter table tenants add column deleted_at timestamptz;

-- What the start looks for: passwords and reset codes that a pepper seals which is no longer set.
create index users_password_pepper on users (split_part(password_hash, '$', 4)) where starts_with(password_hash, '$sealed$');
create index users_reset_code_pepper on users (split_part(reset_code_hash, '$', 4)) where starts_with(reset_code_hash, '$sealed$');

insert into schema_compatibility (migration, works_with) values ('0002_operations', '0001_accounts');
