// @ts-nocheck
import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { normalPassword } from '../users/rules.ts';
import { checkNewPassword, endEverything } from '../users/users.ts';
import { whoseEvent } from './account.ts';
import { mayTry } from './challenge.ts';
import { advance, type LoginAnswer, lockPending, type Pending } from './progress.ts';

/** The last step, where a new password is owed: it takes the old one's place, and all else the account had open ends. */
export async function setOwedPassword(
  ctx: Context,
  { login, account, step }: Pending,
  newPassword: string,
  caller: Caller,
): Promise<LoginAnswer | Refused> {
  const refused = mayTry({ login, account, step }, 'password_change_required', { trustDevice: false });
  if (refused) return refused;
  const tenant = { slug: account.user.tenant, name: account.tenantName, policy: account.policy };
  const unacceptable = checkNewPassword(newPassword, account.user.username, tenant);
  if (unacceptable) return unacceptable;
  if (ctx.hashing.saturated()) return refuse('overloaded');
  const password = normalPassword(newPassword);
  // the password that somebody else chose must not stay the user's own (ASVS 6.4.1)
  if (await ctx.hashing.isSame(account.passwordHash, password, account.id))
    return refuse('password_not_acceptable', { reasons: ['unchanged'] });
  const stored = await ctx.hashing.hash(password, account.id);
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const pending = await lockPending(tx, login.id, now);
    if (isRefused(pending)) return pending;
    if (pending.step !== 'password_change_required') return refuse('wrong_login_step');
    await tx
      .updateTable('users')
      .set({ password_hash: stored, must_change_password: false })
      .where('id', '=', account.id)
      .execute();
    const whose = whoseEvent(pending.account);
    const { credentialsVersion } = await endEverything(tx, caller, whose, 'password.changed', now);
    await record(tx, caller, now, { type: 'password.changed', ...whose });
    const changed = { ...pending.account, mustChangePassword: false, credentials_version: credentialsVersion };
    const { methods, trustDevice, deviceName } = pending.login;
    return advance(ctx, tx, { ...pending, account: changed }, { methods, trustDevice, deviceName }, caller);
  });
}
