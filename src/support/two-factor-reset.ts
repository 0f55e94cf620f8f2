import { randomBytes } from 'node:crypto';
import { RESET_CODE_HOURS, RESET_CODE_LENGTH, resetCodeFrom } from '../authenticators/rules.ts';
import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { forgetFailures } from '../login/throttle.ts';
import { type Refused, refuse } from '../refusal.ts';
import { hoursAfter } from '../sessions/rules.ts';
import { findTenant } from '../tenants/tenants.ts';
import { endEverything } from '../users/users.ts';

/**
 * Support takes a user's second factor away, since the phone is lost: a recovery, not a click. Authenticators, recovery
 * codes, trusted devices, sessions and pending logins end, and the next login enrols again. By default that asks for a
 * one-time code which support reads to the user, so that a stolen password alone can't enrol.
 */
export async function resetTwoFactor(
  ctx: Context,
  tenantSlug: string,
  userId: string,
  given: { reason: string; ticket?: string },
  caller: Caller,
): Promise<{ resetCode?: string; expiresAt?: Date } | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const resetCode = tenant.policy.resetCodeRequired ? resetCodeFrom(randomBytes(RESET_CODE_LENGTH)) : null;
  const codeHash = resetCode === null ? null : await ctx.hashing.hash(resetCode.replaceAll('-', ''), userId);
  const now = ctx.now();
  const expiresAt = hoursAfter(now, RESET_CODE_HOURS);
  const done = await transaction(ctx.db, async (tx) => {
    const held = tx.selectFrom('tenants').select('reset_code_required').where('id', '=', tenant.id).forShare();
    const { reset_code_required } = (await held.executeTakeFirst()) ?? { reset_code_required: false };
    if (reset_code_required && resetCode === null) return 'a code is asked for by now';
    const user = await tx
      .updateTable('users')
      .set({
        authenticators: 0,
        two_factor_reset_at: now,
        reset_code_hash: codeHash,
        reset_code_expires_at: codeHash === null ? null : expiresAt,
        totp_locked_at: null,
      })
      .where('id', '=', userId)
      .where('tenant_id', '=', tenant.id)
      .returning('id')
      .executeTakeFirst();
    if (!user) return refuse('not_found');
    const whose = { tenantId: tenant.id, userId };
    await tx.deleteFrom('authenticators').where('user_id', '=', userId).execute();
    await tx.deleteFrom('recovery_code_sets').where('user_id', '=', userId).execute();
    // codes of the factor that is gone no longer count against the one to come
    await forgetFailures(tx, userId, now, ['code', 'reauthentication']);
    await endEverything(tx, caller, whose, 'two_factor.reset', now);
    await record(tx, caller, now, {
      type: 'two_factor.reset',
      ...whose,
      data: { reason: given.reason, ticket: given.ticket ?? null, resetCodeRequired: resetCode !== null },
    });
    return resetCode === null ? {} : { resetCode, expiresAt };
  });
  return typeof done === 'string' ? resetTwoFactor(ctx, tenantSlug, userId, given, caller) : done;
}
