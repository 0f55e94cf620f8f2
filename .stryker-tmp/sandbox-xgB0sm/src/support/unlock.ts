// @ts-nocheck
import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { forgetFailures } from '../login/throttle.ts';
import { type Refused, refuse } from '../refusal.ts';
import { findTenant } from '../tenants/tenants.ts';
import { lockUser } from '../users/users.ts';

/**
 * Support lets a user in again who has been barred: no failure counts any more, in any lane, and TOTP is open. What is
 * under way goes on counting as such, so that no burst of guesses slips through while support unlocks.
 */
export async function unlockUser(
  ctx: Context,
  tenantSlug: string,
  userId: string,
  given: { reason: string; ticket?: string },
  caller: Caller,
): Promise<{ unlocked: true } | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const user = await lockUser(tx, tenant.id, userId);
    if (!user) return refuse('not_found');
    const totpWasLocked = user.totp_locked_at !== null;
    if (totpWasLocked) await tx.updateTable('users').set({ totp_locked_at: null }).where('id', '=', userId).execute();
    await forgetFailures(tx, userId, now);
    await record(tx, caller, now, {
      type: 'user.unlocked',
      tenantId: tenant.id,
      userId,
      data: { reason: given.reason, ticket: given.ticket ?? null, totpWasLocked },
    });
    return { unlocked: true };
  });
}
