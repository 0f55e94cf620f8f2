// @ts-nocheck
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { Caller, Context } from '../context.ts';
import { type Tx, transaction } from '../db/database.ts';
import type { UserTable } from '../db/tables.ts';
import { record } from '../events/events.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { findTenant, type Tenant } from '../tenants/tenants.ts';
import {
  addAuthenticators,
  type BroughtAuthenticator,
  type BroughtSecret,
  readSecrets,
} from './brought-authenticators.ts';
import { type ManagedUser, readUser } from './managed-users.ts';
import { canonicalUsername, normalPassword } from './rules.ts';
import { checkNewPassword } from './users.ts';

export interface NewUser {
  username: string;
  displayName?: string;
  password?: string;
  passwordHash?: string;
  mustChangePassword?: boolean;
  authenticators?: BroughtAuthenticator[];
}

/** A user who may be written: checked and hashed before any transaction. */
export interface PreparedUser {
  row: Omit<UserTable, 'credentials_version' | 'authenticators'> & { authenticators: number };
  secrets: BroughtSecret[];
}

export async function createUser(
  ctx: Context,
  tenantSlug: string,
  given: NewUser,
  caller: Caller,
): Promise<ManagedUser | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const now = ctx.now();
  const user = await prepareUser(ctx, tenant, given, now);
  if (isRefused(user)) return user;
  return transaction(ctx.db, async (tx) => {
    const added = await addUsers(ctx, tx, [user], caller, now);
    return added.has(user.row.id) ? readUser(tx, ctx, tenant.id, user.row.id) : refuse('username_taken');
  });
}

export async function prepareUser(
  ctx: Context,
  tenant: Tenant,
  given: NewUser,
  now: Date,
): Promise<PreparedUser | Refused> {
  const id = randomUUIDv7();
  const secrets = readSecrets(given.authenticators ?? []);
  if (isRefused(secrets)) return secrets;
  const password = await passwordOf(ctx, id, given, tenant);
  if (isRefused(password)) return password;
  return {
    secrets,
    row: {
      id,
      tenant_id: tenant.id,
      username: given.username,
      username_key: canonicalUsername(given.username),
      display_name: given.displayName ?? given.username,
      password_hash: password.stored,
      must_change_password: given.mustChangePassword ?? false,
      status: 'active',
      device_cookie: randomBytes(12).toString('base64url'),
      authenticators: secrets.length,
      totp_locked_at: null,
      two_factor_reset_at: null,
      reset_code_hash: null,
      reset_code_expires_at: null,
      created_at: now,
    },
  };
}

async function passwordOf(ctx: Context, id: string, given: NewUser, tenant: Tenant) {
  if (given.password !== undefined && given.passwordHash !== undefined)
    return refuse('invalid_request', { errors: [{ path: '/passwordHash', message: 'not together with password' }] });
  if (given.passwordHash !== undefined) {
    const stored = ctx.hashing.adopt(given.passwordHash, id);
    return stored === null ? refuse('unsupported_password_hash') : { stored };
  }
  if (given.password === undefined) return { stored: null };
  const refused = checkNewPassword(given.password, given.username, tenant);
  return refused ?? { stored: await ctx.hashing.hash(normalPassword(given.password), id) };
}

/** Writes those whose name is free, whole, and says which they are. */
export async function addUsers(
  ctx: Context,
  tx: Tx,
  users: PreparedUser[],
  caller: Caller,
  now: Date,
): Promise<Set<string>> {
  // in the order of names: two that write the same ones at once wait for each other, and lock no one out
  const rows = users.map((user) => user.row).sort((a, b) => (a.username_key < b.username_key ? -1 : 1));
  const written = await tx
    .insertInto('users')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['tenant_id', 'username_key']).doNothing())
    .returning('id')
    .execute();
  const ids = new Set(written.map((row) => row.id));
  const added = users.filter((user) => ids.has(user.row.id));
  await addAuthenticators(ctx, tx, added, now);
  await record(
    tx,
    caller,
    now,
    ...added.map(({ row, secrets }) => ({
      type: 'user.created' as const,
      tenantId: row.tenant_id,
      userId: row.id,
      data: { authenticators: secrets.length },
    })),
  );
  return ids;
}
