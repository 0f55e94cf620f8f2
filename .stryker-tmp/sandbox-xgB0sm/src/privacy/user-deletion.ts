// @ts-nocheck
import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { forgetPerson } from '../events/pseudonyms.ts';
import { subjectOf } from '../login/throttle.ts';
import { type Refused, refuse } from '../refusal.ts';
import { findTenant } from '../tenants/tenants.ts';
import { lockUser } from '../users/users.ts';

/**
 * Everything of a user goes, in one transaction; the events stay, without name, address and user agent.
 * Locks are taken as everywhere: the user, logins, counters. Only then does the user's row go, which waits for attempts
 * that are just being charged or recorded; so the events come last, with all that there will ever be.
 */
export async function deleteUser(
  ctx: Context,
  tenantSlug: string,
  userId: string,
  caller: Caller,
): Promise<{ deleted: true } | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const user = await lockUser(tx, tenant.id, userId);
    if (!user) return refuse('not_found');
    await tx.deleteFrom('logins').where('user_id', '=', userId).execute();
    await tx.deleteFrom('attempt_counters').where('user_id', '=', userId).execute();
    // failures from before there was such a user
    const asName = subjectOf(null, tenant.slug, user.username_key);
    await tx.deleteFrom('attempt_counters').where('subject', '=', asName).execute();
    await tx.deleteFrom('users').where('id', '=', userId).execute();
    await forgetPerson(tx, userId);
    // of the user's events none names an address, whoever's
    await record(tx, { ...caller, ip: null, userAgent: null }, now, {
      type: 'user.deleted',
      tenantId: tenant.id,
      userId,
    });
    return { deleted: true };
  });
}
