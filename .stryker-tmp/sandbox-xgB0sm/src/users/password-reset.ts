// @ts-nocheck
import { randomUUIDv7 } from 'node:crypto';
import type { Caller, Context } from '../context.ts';
import { issueToken, type PresentedToken, readToken, tokenMatches } from '../crypto/tokens.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { forgetFailures } from '../login/throttle.ts';
import { type Refused, refuse } from '../refusal.ts';
import { minutesAfter } from '../sessions/rules.ts';
import { findTenant, type Tenant } from '../tenants/tenants.ts';
import { normalPassword } from './rules.ts';
import { checkNewPassword, endEverything, lockUser } from './users.ts';

/** Minutes that a reset token lives (OWASP forgot password cheat sheet: short). */
const RESET_MINUTES = 30;

/** A token that sets a new password, once. The backend brings it to the user; one made before it dies. */
export async function requestPasswordReset(
  ctx: Context,
  tenantSlug: string,
  userId: string,
  caller: Caller,
): Promise<{ resetToken: string; expiresAt: Date } | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const user = await lockUser(tx, tenant.id, userId);
    if (!user) return refuse('not_found');
    await tx.deleteFrom('password_resets').where('user_id', '=', userId).where('used_at', 'is', null).execute();
    const id = randomUUIDv7();
    const { token, secretHash } = issueToken('irt_', id);
    const expiresAt = minutesAfter(now, RESET_MINUTES);
    await tx
      .insertInto('password_resets')
      .values({
        id,
        tenant_id: tenant.id,
        user_id: userId,
        secret_hash: secretHash,
        credentials_version: user.credentials_version,
        created_at: now,
        expires_at: expiresAt,
        used_at: null,
      })
      .execute();
    await record(tx, caller, now, { type: 'password.reset_requested', tenantId: tenant.id, userId });
    return { resetToken: token, expiresAt };
  });
}

/**
 * Sets a new password by the token. It gives no session and leaves the second factor as it is (CVE-2024-21654); what
 * rested on the old password ends. The token is judged before anything is hashed, and spent with the change.
 */
export async function resetPassword(
  ctx: Context,
  tenantSlug: string,
  given: { resetToken: string; newPassword: string },
  caller: Caller,
): Promise<{ reset: true } | Refused> {
  const token = readToken('irt_', given.resetToken);
  const tenant = await findTenant(ctx.db, tenantSlug);
  const found = token && tenant ? await findReset(ctx.db, token, tenant, ctx.now()) : null;
  if (!token || !tenant || !found) return refuse('invalid_reset_token');
  const unacceptable = checkNewPassword(given.newPassword, found.username, tenant);
  if (unacceptable) return unacceptable;
  const stored = await ctx.hashing.hash(normalPassword(given.newPassword), found.userId);
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    // the user first, as everywhere; then it is judged anew, under the lock that a change of credentials takes
    await lockUser(tx, tenant.id, found.userId);
    if (!(await findReset(tx, token, tenant, now)) || !(await spendReset(tx, token, now)))
      return refuse('invalid_reset_token');
    await tx
      .updateTable('users')
      .set({ password_hash: stored, must_change_password: false })
      .where('id', '=', found.userId)
      .execute();
    // failures of the password that is gone no longer bar the one who has just set another
    await forgetFailures(tx, found.userId, now, ['password']);
    const whose = { tenantId: tenant.id, userId: found.userId };
    const acting: Caller = { ...caller, actor: { kind: 'user', id: found.userId } };
    await endEverything(tx, acting, whose, 'password.reset', now);
    await record(tx, acting, now, { type: 'password.reset', ...whose });
    return { reset: true };
  });
}

/** A token that would do now: of this tenant, not used, not expired, and older than no change of credentials. */
async function findReset(db: Database | Tx, token: PresentedToken, tenant: Tenant, now: Date) {
  const row = await db
    .selectFrom('password_resets as r')
    .innerJoin('users as u', 'u.id', 'r.user_id')
    .select(['r.user_id', 'r.secret_hash', 'u.username'])
    .where('r.id', '=', token.id)
    .where('r.tenant_id', '=', tenant.id)
    .where('r.used_at', 'is', null)
    .where('r.expires_at', '>', now)
    .whereRef('r.credentials_version', '=', 'u.credentials_version')
    .executeTakeFirst();
  return row && tokenMatches(token, row.secret_hash) ? { userId: row.user_id, username: row.username } : null;
}

async function spendReset(tx: Tx, token: PresentedToken, now: Date): Promise<boolean> {
  const spent = await tx
    .updateTable('password_resets')
    .set({ used_at: now })
    .where('id', '=', token.id)
    .where('used_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return spent !== undefined;
}
