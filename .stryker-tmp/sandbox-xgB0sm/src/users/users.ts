// @ts-nocheck
import type { Caller, Context } from '../context.ts';
import { isUniqueViolation, type Tx, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { forgetFailures } from '../login/throttle.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { endSessions } from '../sessions/sessions.ts';
import { endDevices, revocations } from '../sessions/trusted-devices.ts';
import type { Policy } from '../tenants/rules.ts';
import { findTenant } from '../tenants/tenants.ts';
import { isCommonPassword } from './common-passwords.ts';
import { type ManagedUser, readUser } from './managed-users.ts';
import { canonicalUsername, normalPassword, passwordFaults } from './rules.ts';

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
      const user = await lockUser(tx, tenant.id, id);
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
      // as after a reset: failures of the password that is gone no longer bar the user
      if (stored !== null) await forgetFailures(tx, id, now, ['password']);
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

/** The user of this tenant, under the lock that comes first everywhere. */
export const lockUser = (tx: Tx, tenantId: string, userId: string) =>
  tx
    .selectFrom('users')
    .select(['id', 'username', 'username_key', 'status', 'credentials_version', 'totp_locked_at'])
    .where('id', '=', userId)
    .where('tenant_id', '=', tenantId)
    .forNoKeyUpdate()
    .executeTakeFirst();

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
