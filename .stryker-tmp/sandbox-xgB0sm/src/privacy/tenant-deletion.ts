// @ts-nocheck
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Database, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { namesOf } from '../login/throttle.ts';
import { type Refused, refuse } from '../refusal.ts';
import { hoursAfter } from '../sessions/rules.ts';
import { BATCH, type Outdated, removeAlone } from './removal.ts';

/** Batches that the deleting call waits for, a second or so: of most tenants nothing is left then. */
const BATCHES = 100;

/**
 * The tenant is gone for everybody in one short transaction: nothing that is looked up by its slug, and no token or key
 * of it, is found any more, and its slug is free. Then its rows are removed in batches; those of a large tenant, or of a
 * process that dies over it, by retention. One transaction for all would hold locks for minutes, on which sign-ins of
 * that tenant would use up the connections of all.
 */
export async function deleteTenant(ctx: Context, slug: string, caller: Caller): Promise<{ deleted: true } | Refused> {
  const now = ctx.now();
  const tenant = await transaction(ctx.db, async (tx) => {
    const row = await tx
      .updateTable('tenants')
      .set({ slug: tombstone(slug), name: '', deleted_at: now })
      .where('slug', '=', slug)
      .where('deleted_at', 'is', null)
      .returning(['id', 'slug'])
      .executeTakeFirst();
    if (!row) return null;
    await tx.updateTable('webhooks').set({ enabled: false }).where('tenant_id', '=', row.id).execute();
    // of no tenant, so that it stays; the slug is what the customer can be answered by that everything is deleted
    await record(tx, caller, now, {
      type: 'tenant.deleted',
      tenantId: null,
      userId: null,
      data: { tenantId: row.id, slug },
    });
    return row;
  });
  if (!tenant) return refuse('tenant_not_found');
  ctx.log.info({ tenantId: tenant.id, slug }, 'tenant deleted');
  // gone it is: a fault from here on costs nothing but time
  await removeRestOf(ctx, tenant).catch((error: unknown) =>
    ctx.log.warn({ err: error, tenantId: tenant.id }, 'the rest of a deleted tenant is left to retention'),
  );
  return { deleted: true };
}

interface Tombstone {
  id: string;
  slug: string;
}

/** No slug holds a colon, and nobody can guess this one. It still says which counters of unknown names were the tenant's. */
const tombstone = (slug: string) => `deleted ${namesOf(slug)} ${randomBytes(16).toString('base64url')}`;

export const findTombstones = (db: Database): Promise<Tombstone[]> =>
  db.selectFrom('tenants').select(['id', 'slug']).where('deleted_at', 'is not', null).execute();

/**
 * Hours that the nameless row of a deleted tenant stays: calls that found the tenant just before, and write only now, need
 * it. What they write is removed with it.
 */
const TOMBSTONE_HOURS = 1;

/** Removes what is left of a deleted tenant, some batches of it, the tenant's own row last; true: there is more. */
export async function removeRestOf(
  ctx: Context,
  tenant: Tombstone,
  { limit = BATCH, stopping }: { limit?: number; stopping?: AbortSignal | undefined } = {},
): Promise<boolean> {
  let batches = 0;
  for (const outdated of leftOf(tenant))
    for (let more = true; more; ) {
      if (batches++ >= BATCHES || stopping?.aborted) return true;
      const batch = await removeAlone(ctx.db, outdated, limit);
      if (batch === null) return true;
      more = batch.more;
    }
  await ctx.db
    .deleteFrom('tenants')
    .where('id', '=', tenant.id)
    .where('deleted_at', '<=', hoursAfter(ctx.now(), -TOMBSTONE_HOURS))
    .execute();
  return false;
}

/** Everything, in an order in which the end of one row takes few others with it. */
function leftOf({ id, slug }: Tombstone): Outdated[] {
  const ofTenant = sql`tenant_id = ${id}`;
  const names = slug.split(' ')[1] ?? '';
  return [
    { table: 'webhook_deliveries', where: sql`webhook_id in (select id from webhooks where tenant_id = ${id})` },
    { table: 'events', where: ofTenant },
    { table: 'sessions', where: ofTenant },
    { table: 'logins', where: ofTenant },
    { table: 'trusted_devices', where: ofTenant },
    { table: 'password_resets', where: ofTenant },
    { table: 'users', where: ofTenant },
    { table: 'attempt_counters', where: sql`user_id is null and starts_with(subject, ${names})` },
    { table: 'api_keys', where: ofTenant },
    { table: 'webhooks', where: ofTenant },
  ];
}
