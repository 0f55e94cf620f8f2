import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Database, isUniqueViolation, type Tx, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { endSessions } from '../sessions/sessions.ts';
import { endDevices, revocations } from '../sessions/trusted-devices.ts';
import { type Policy, policyOf, type TwoFactor, twoFactorOf } from '../tenants/rules.ts';
import { findTenant, POLICY_COLUMNS, pageOf } from '../tenants/tenants.ts';
import { isCommonPassword } from './common-passwords.ts';
import { canonicalUsername, normalPassword, passwordFaults } from './rules.ts';

/** A user as backends and support see it. */
export interface ManagedUser {
  id: string;
  username: string;
  displayName: string;
  tenant: string;
  status: 'active' | 'disabled';
  twoFactor: TwoFactor;
  lockedUntil: Date | null;
  createdAt: Date;
}

/** Says no where a new password is not acceptable to this tenant. */
export function checkNewPassword(
  password: string,
  username: string,
  tenant: { slug: string; name: string; policy: Policy },
): Refused | null {
  const { minLength } = tenant.policy.passwords;
  const reasons = passwordFaults(password, { username, tenant, minLength, isCommon: isCommonPassword });
  return reasons.length > 0 ? refuse('password_not_acceptable', { reasons }) : null;
}

const userQuery = (db: Database | Tx, now: Date) =>
  db
    .selectFrom('users as u')
    .innerJoin('tenants as t', 't.id', 'u.tenant_id')
    .select([
      'u.id',
      'u.username',
      'u.display_name',
      'u.status',
      'u.authenticators',
      'u.created_at',
      't.slug',
      ...POLICY_COLUMNS,
    ])
    .select([
      sql<number>`(select count(*)::int from recovery_codes as c where c.user_id = u.id)`.as('codes_left'),
      sql<Date | null>`(select max(k.blocked_until) from attempt_counters as k
        where k.user_id = u.id and k.lane = 'public' and k.blocked_until > ${now})`.as('locked_until'),
    ]);

type UserRow = Awaited<ReturnType<ReturnType<typeof userQuery>['executeTakeFirstOrThrow']>>;

const managed = (row: UserRow, now: Date): ManagedUser => ({
  id: row.id,
  username: row.username,
  displayName: row.display_name,
  tenant: row.slug,
  status: row.status,
  twoFactor: twoFactorOf(policyOf(row), row.authenticators > 0, row.codes_left, now),
  lockedUntil: row.locked_until,
  createdAt: row.created_at,
});

export async function readUser(
  db: Database | Tx,
  ctx: Context,
  tenantId: string,
  id: string,
): Promise<ManagedUser | Refused> {
  const now = ctx.now();
  const row = await userQuery(db, now).where('u.tenant_id', '=', tenantId).where('u.id', '=', id).executeTakeFirst();
  return row ? managed(row, now) : refuse('not_found');
}

export async function findUser(ctx: Context, tenantSlug: string, id: string): Promise<ManagedUser | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  return tenant ? readUser(ctx.db, ctx, tenant.id, id) : refuse('tenant_not_found');
}

export async function listUsers(
  ctx: Context,
  tenantSlug: string,
  filter: { username?: string; twoFactor?: 'on' | 'off'; after?: string; limit: number },
): Promise<{ users: ManagedUser[]; next: string | null } | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const now = ctx.now();
  let query = userQuery(ctx.db, now)
    .where('u.tenant_id', '=', tenant.id)
    .orderBy('u.id', 'desc')
    .limit(filter.limit + 1);
  if (filter.username !== undefined) query = query.where('u.username_key', '=', canonicalUsername(filter.username));
  if (filter.twoFactor) query = query.where('u.authenticators', filter.twoFactor === 'on' ? '>' : '=', 0);
  if (filter.after) query = query.where('u.id', '<', filter.after);
  return pageOf(
    (await query.execute()).map((row) => managed(row, now)),
    filter.limit,
    'users',
  );
}

export interface UserChange {
  username?: string;
  displayName?: string;
  status?: 'active' | 'disabled';
  password?: string;
  mustChangePassword?: boolean;
}

/** A new password, or `disabled`, ends sessions, trusted devices and pending logins, in the same transaction. */
export async function updateUser(
  ctx: Context,
  tenantSlug: string,
  id: string,
  change: UserChange,
  caller: Caller,
): Promise<ManagedUser | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const now = ctx.now();
  const before = await readUser(ctx.db, ctx, tenant.id, id);
  if (isRefused(before)) return before;
  const refused =
    change.password === undefined
      ? null
      : checkNewPassword(change.password, change.username ?? before.username, tenant);
  if (refused) return refused;
  const stored = change.password === undefined ? null : await ctx.hashing.hash(normalPassword(change.password), id);
  try {
    return await transaction(ctx.db, async (tx) => {
      const user = await tx
        .selectFrom('users')
        .select(['username', 'status'])
        .where('id', '=', id)
        .where('tenant_id', '=', tenant.id)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (!user) return refuse('not_found');
      const username = change.username ?? user.username;
      await tx
        .updateTable('users')
        .set({ username, username_key: canonicalUsername(username) })
        .$if(change.displayName !== undefined, (query) => query.set({ display_name: change.displayName ?? '' }))
        .$if(change.status !== undefined, (query) => query.set({ status: change.status ?? 'disabled' }))
        .$if(stored !== null, (query) => query.set({ password_hash: stored }))
        .$if(change.mustChangePassword !== undefined, (query) =>
          query.set({ must_change_password: change.mustChangePassword ?? true }),
        )
        .where('id', '=', id)
        .execute();
      const whose = { tenantId: tenant.id, userId: id };
      if (stored !== null) await endEverything(tx, caller, whose, 'password.changed', now);
      else if (change.status === 'disabled') await endEverything(tx, caller, whose, 'user.disabled', now);
      await record(tx, caller, now, { type: 'user.updated', ...whose, data: { changed: Object.keys(change) } });
      if (stored !== null) await record(tx, caller, now, { type: 'password.changed', ...whose });
      return readUser(tx, ctx, tenant.id, id);
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refuse('username_taken');
    throw error;
  }
}

/**
 * Ends all that rests on the credentials as they were: sessions (but for one), trusted devices, pending logins and
 * enrolments. Moving the version also ends what a login under way is about to make.
 */
export async function endEverything(
  tx: Tx,
  caller: Caller,
  whose: { tenantId: string; userId: string },
  reason: string,
  now: Date,
  exceptSession: string | null = null,
): Promise<{ credentialsVersion: number }> {
  const { credentials_version } = await tx
    .updateTable('users')
    .set((set) => ({ credentials_version: set('credentials_version', '+', 1) }))
    .where('id', '=', whose.userId)
    .returning('credentials_version')
    .executeTakeFirstOrThrow();
  const sessions = await endSessions(tx, whose.userId, now, { except: exceptSession });
  const { devices } = await endDevices(tx, whose.userId, now, { exceptSession });
  await tx.deleteFrom('enrollments').where('user_id', '=', whose.userId).execute();
  await record(tx, caller, now, ...revocations({ devices, sessions }, whose, reason));
  return { credentialsVersion: credentials_version };
}
