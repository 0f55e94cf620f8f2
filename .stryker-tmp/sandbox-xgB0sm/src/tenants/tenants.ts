// @ts-nocheck
import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Database, isUniqueViolation, type Tx, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { type Refused, refuse } from '../refusal.ts';
import { endSessionsOfTenant } from '../sessions/sessions.ts';
import { endDevicesOfTenant, revocations } from '../sessions/trusted-devices.ts';
import { changePolicy, DEFAULT_POLICY, type Policy, type PolicyChange, type PolicyColumns, policyOf } from './rules.ts';

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  policy: Policy;
  createdAt: Date;
}

/** The columns that make a policy, for queries that join the tenant as `t`. */
export const POLICY_COLUMNS = [
  't.two_factor',
  't.enforced_from',
  't.trusted_devices_enabled',
  't.trusted_devices_days',
  't.trusted_devices_max',
  't.session_idle_minutes',
  't.session_absolute_hours',
  't.password_min_length',
  't.reset_code_required',
] as const;

type TenantRow = PolicyColumns & { id: string; slug: string; name: string; created_at: Date };

const tenantOf = (row: TenantRow): Tenant => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  policy: policyOf(row),
  createdAt: row.created_at,
});

export async function findTenant(db: Database | Tx, slug: string): Promise<Tenant | null> {
  const row = await db.selectFrom('tenants').selectAll().where('slug', '=', slug).executeTakeFirst();
  return row ? tenantOf(row) : null;
}

export async function createTenant(
  ctx: Context,
  given: { slug: string; name: string; policy?: PolicyChange },
  caller: Caller,
): Promise<Tenant | Refused> {
  const now = ctx.now();
  const row: TenantRow = {
    id: randomUUIDv7(),
    slug: given.slug,
    name: given.name,
    created_at: now,
    ...changePolicy(DEFAULT_POLICY, given.policy ?? {}),
  };
  try {
    return await transaction(ctx.db, async (tx) => {
      await tx.insertInto('tenants').values(row).execute();
      await record(tx, caller, now, {
        type: 'tenant.created',
        tenantId: row.id,
        userId: null,
        data: { slug: row.slug },
      });
      return tenantOf(row);
    });
  } catch (error) {
    if (isUniqueViolation(error)) return refuse('slug_taken');
    throw error;
  }
}

/** Sessions, and devices, that one transaction ends at most. */
const ENDED_AT_ONCE = 2000;

/** More is to be ended than the change itself can hold: it is rolled back, and comes after them. */
class TooManyAtOnce extends Error {}

/**
 * Changes a tenant. A stricter policy applies at once to what was issued before: what the old or the new policy ends
 * is ended here for good, so that a later, looser policy revives nothing. With the change, in one transaction; but where
 * that is very much, in batches before it (half a million sessions held the tenant for 30 seconds, and ran into the
 * limit of a statement). A fault between them leaves what has ended ended and the policy as it was: ask again.
 */
export async function updateTenant(
  ctx: Context,
  slug: string,
  change: { slug?: string; name?: string; policy?: PolicyChange },
  caller: Caller,
): Promise<Tenant | Refused> {
  const now = ctx.now();
  try {
    return await transaction(ctx.db, (tx) => changeTenant(tx, slug, change, caller, now));
  } catch (error) {
    if (isUniqueViolation(error)) return refuse('slug_taken');
    if (!(error instanceof TooManyAtOnce)) throw error;
    await endAhead(ctx, slug, change.policy ?? {}, caller, now);
    return updateTenant(ctx, slug, change, caller);
  }
}

async function changeTenant(
  tx: Tx,
  slug: string,
  change: { slug?: string; name?: string; policy?: PolicyChange },
  caller: Caller,
  now: Date,
): Promise<Tenant | Refused> {
  const old = await tx.selectFrom('tenants').selectAll().where('slug', '=', slug).forNoKeyUpdate().executeTakeFirst();
  if (!old) return refuse('tenant_not_found');
  const row: TenantRow = {
    ...old,
    ...changePolicy(old, change.policy ?? {}),
    slug: change.slug ?? old.slug,
    name: change.name ?? old.name,
  };
  await tx.updateTable('tenants').set(row).where('id', '=', old.id).execute();
  if (change.policy && (await endByPolicies(tx, [old, row], caller, now))) throw new TooManyAtOnce();
  await record(tx, caller, now, {
    type: 'tenant.updated',
    tenantId: old.id,
    userId: null,
    data: { changed: changedColumns(old, row) },
  });
  return tenantOf(row);
}

async function endAhead(ctx: Context, slug: string, change: PolicyChange, caller: Caller, now: Date): Promise<void> {
  for (let more = true; more; )
    more = await transaction(ctx.db, async (tx) => {
      const old = await tx.selectFrom('tenants').selectAll().where('slug', '=', slug).executeTakeFirst();
      return old ? endByPolicies(tx, [old, { ...old, ...changePolicy(old, change) }], caller, now) : false;
    });
}

/** Ends a batch, with an event for each; true: there may be more. */
async function endByPolicies(
  tx: Tx,
  [old, changed]: [TenantRow, TenantRow],
  caller: Caller,
  now: Date,
): Promise<boolean> {
  const policies = [policyOf(old), policyOf(changed)];
  const sessions = await endSessionsOfTenant(tx, old.id, policies, now, ENDED_AT_ONCE);
  const devices = await endDevicesOfTenant(tx, old.id, policies, now, ENDED_AT_ONCE);
  const ended = [
    ...sessions.map(({ id, user_id }) => ({ user_id, ended: { sessions: [id], devices: [] } })),
    ...devices.map(({ id, user_id }) => ({ user_id, ended: { sessions: [], devices: [id] } })),
  ];
  const happenings = ended.flatMap((each) =>
    revocations(each.ended, { tenantId: old.id, userId: each.user_id }, 'policy'),
  );
  await record(tx, caller, now, ...happenings);
  return sessions.length === ENDED_AT_ONCE || devices.length === ENDED_AT_ONCE;
}

const changedColumns = (old: TenantRow, row: TenantRow) =>
  (Object.keys(row) as (keyof TenantRow)[]).filter((key) => String(old[key]) !== String(row[key]));

/** Newest first; of a key bound to one tenant, that one. */
export async function listTenants(
  db: Database,
  page: { only: string | null; after?: string | undefined; limit: number },
): Promise<{ tenants: Tenant[]; next: string | null }> {
  const rows = await db
    .selectFrom('tenants')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where(sql<boolean>`(${page.only}::uuid is null or id = ${page.only})`)
    .where(sql<boolean>`(${page.after ?? null}::uuid is null or id < ${page.after ?? null})`)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
  return pageOf(rows.map(tenantOf), page.limit, 'tenants');
}

/** Cuts what was read one too many, and says where the next page begins. */
export function pageOf<Name extends string, T extends { id: string }>(rows: T[], limit: number, name: Name) {
  const shown = rows.slice(0, limit);
  const next = rows.length > limit ? (shown.at(-1)?.id ?? null) : null;
  return { [name]: shown, next } as { [key in Name]: T[] } & { next: string | null };
}
