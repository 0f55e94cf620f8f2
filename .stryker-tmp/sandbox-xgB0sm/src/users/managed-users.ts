// @ts-nocheck
import { sql } from 'kysely';
import type { Authenticator } from '../authenticators/authenticators.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../db/database.ts';
import { type Refused, refuse } from '../refusal.ts';
import { policyOf, type TwoFactor, twoFactorOf } from '../tenants/rules.ts';
import { findTenant, POLICY_COLUMNS, pageOf } from '../tenants/tenants.ts';
import { canonicalUsername } from './rules.ts';

/** A user as backends and support see it. */
export interface ManagedUser {
  id: string;
  username: string;
  displayName: string;
  tenant: string;
  status: 'active' | 'disabled';
  hasPassword: boolean;
  mustChangePassword: boolean;
  twoFactor: TwoFactor;
  authenticators: Authenticator[];
  lockedUntil: Date | null;
  totpLocked: boolean;
  createdAt: Date;
}

/** All of a user in one statement, for a list as for one. */
const userQuery = (db: Database | Tx, now: Date) =>
  db
    .selectFrom('users as u')
    .innerJoin('tenants as t', 't.id', 'u.tenant_id')
    .select(['u.id', 'u.username', 'u.display_name', 'u.status', 'u.must_change_password', 'u.totp_locked_at'])
    .select(['u.created_at', 't.slug', ...POLICY_COLUMNS])
    .select([
      sql<boolean>`u.password_hash is not null`.as('has_password'),
      sql<number>`(select count(*)::int from recovery_codes as c where c.user_id = u.id)`.as('codes_left'),
      sql<Date | null>`(select max(k.blocked_until) from attempt_counters as k
        where k.user_id = u.id and k.lane = 'public' and k.blocked_until > ${now})`.as('locked_until'),
      sql<ListedAuthenticator[]>`(select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name,
          'confirmedAt', a.confirmed_at, 'lastUsedAt', a.last_used_at) order by a.id desc), '[]')
        from authenticators as a where a.user_id = u.id)`.as('authenticators'),
    ]);

/** As JSON has it: times are text. */
interface ListedAuthenticator {
  id: string;
  name: string;
  confirmedAt: string;
  lastUsedAt: string | null;
}

const authenticatorOf = ({ id, name, confirmedAt, lastUsedAt }: ListedAuthenticator): Authenticator => ({
  id,
  type: 'totp',
  name,
  confirmedAt: new Date(confirmedAt),
  lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
});

type UserRow = Awaited<ReturnType<ReturnType<typeof userQuery>['executeTakeFirstOrThrow']>>;

const managed = (row: UserRow, now: Date): ManagedUser => ({
  id: row.id,
  username: row.username,
  displayName: row.display_name,
  tenant: row.slug,
  status: row.status,
  hasPassword: row.has_password,
  mustChangePassword: row.must_change_password,
  twoFactor: twoFactorOf(policyOf(row), row.authenticators.length > 0, row.codes_left, now),
  authenticators: row.authenticators.map(authenticatorOf),
  lockedUntil: row.locked_until,
  totpLocked: row.totp_locked_at !== null,
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

/** Whose something is: no more than that the user is one of this tenant. */
export async function findOwner(
  db: Database,
  tenantSlug: string,
  id: string,
): Promise<{ id: string; tenantId: string } | Refused> {
  const row = await db
    .selectFrom('tenants as t')
    .leftJoin('users as u', (join) => join.onRef('u.tenant_id', '=', 't.id').on('u.id', '=', id))
    .select(['t.id as tenantId', 'u.id'])
    .where('t.slug', '=', tenantSlug)
    .executeTakeFirst();
  if (!row) return refuse('tenant_not_found');
  return row.id === null ? refuse('not_found') : { id: row.id, tenantId: row.tenantId };
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
