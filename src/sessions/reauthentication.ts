import { spendTotp } from '../authenticators/authenticators.ts';
import { findRecoveryCode, spendRecoveryCode } from '../authenticators/recovery-codes.ts';
import type { Caller, Context } from '../context.ts';
import { issueToken } from '../crypto/tokens.ts';
import { type Tx, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { closeTotp, settled, totpClosed } from '../login/challenge.ts';
import { type Attempt, charge, PUBLIC_LANE, refund, settleFailure, settleSuccess } from '../login/throttle.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { findTenant } from '../tenants/tenants.ts';
import { normalPassword } from '../users/rules.ts';
import { checkNewPassword, endEverything } from '../users/users.ts';
import { mayChangeFactors } from './rules.ts';
import { type LockedAccount, lockSignedIn, type Session, type SignedIn, strengthenSession } from './sessions.ts';

export interface Proof {
  password: string;
  method: 'totp' | 'recovery_code';
  /** a TOTP code of six digits, or a recovery code as it was typed */
  code: string | null;
}

/** The lane of a trusted browser's owner can't be barred from elsewhere. */
const laneOf = (who: SignedIn) => who.session.trustedDeviceId ?? PUBLIC_LANE;

const chargeReauthentication = (ctx: Context, who: SignedIn) =>
  charge(
    ctx.db,
    { subject: `user:${who.user.id}`, lane: laneOf(who), kind: 'reauthentication', userId: who.user.id },
    ctx.now(),
  );

/** One failure more. From the hundredth in a row on a wrong code closes TOTP, as the hundredth of a login does. */
async function settleWrong(
  tx: Tx,
  attempt: Attempt,
  who: SignedIn,
  caller: Caller,
  what: 'invalid_credentials' | 'invalid_code',
  now: Date,
): Promise<Refused> {
  const whose = { tenantId: who.tenantId, userId: who.user.id };
  const { failures, wait } = await settleFailure(tx, attempt, now);
  const closes = what === 'invalid_code' && (await closeTotp(tx, who.user.id, failures, now));
  await record(
    tx,
    caller,
    now,
    { type: 'login.failed', ...whose, data: { reason: what, step: 'reauthentication' } },
    ...(wait > 0
      ? [{ type: 'login.throttled' as const, ...whose, data: { kind: attempt.kind, retryAfter: wait } }]
      : []),
    ...(closes ? [{ type: 'authenticator.locked' as const, ...whose, data: { failures } }] : []),
  );
  return refuse(what);
}

/** The password, and where 2FA is on a code: the session is fresh again, under a new token, and the old one dies. */
export async function reauthenticate(
  ctx: Context,
  who: SignedIn,
  proof: Proof,
  caller: Caller,
): Promise<{ session: Session; token: string; recoveryCodes?: string[] } | Refused> {
  const misplaced = misplacedCode(who.twoFactor.enabled, proof);
  if (misplaced) return misplaced;
  if (ctx.hashing.saturated()) return refuse('overloaded');
  const attempt = await chargeReauthentication(ctx, who);
  if ('retryAfter' in attempt) return refuse('too_many_attempts', attempt);
  const judged = await judge(ctx, who, proof, attempt);
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const account = await lockSignedIn(tx, who, now);
    if (isRefused(account)) return settled(tx, attempt, account);
    if (!isStillRight(judged, account)) return settleWrong(tx, attempt, who, caller, 'invalid_credentials', now);
    const late = misplacedCode(account.authenticators > 0, proof);
    if (late) return settled(tx, attempt, late);
    if (account.totpLocked && proof.code !== null && proof.method === 'totp') return settled(tx, attempt, totpClosed());
    const owner = { tenantId: who.tenantId, userId: who.user.id };
    const recovery = judged.recovery;
    const codeRight =
      proof.code === null
        ? true
        : proof.method === 'totp'
          ? await spendTotp(ctx, tx, owner, proof.code, now)
          : recovery !== null && (await spendRecoveryCode(tx, who.user.id, recovery));
    if (!codeRight) return settleWrong(tx, attempt, who, caller, 'invalid_code', now);
    await settleSuccess(tx, attempt);
    const { token, secretHash } = issueToken('ist_', who.session.id);
    const method = proof.code === null ? 'pwd' : proof.method === 'totp' ? 'otp' : 'recovery_code';
    const session = await strengthenSession(tx, who, account, method, now, secretHash);
    await record(
      tx,
      caller,
      now,
      { type: 'session.reauthenticated', ...owner, data: { sessionId: who.session.id, method } },
      ...(method === 'recovery_code' ? [{ type: 'recovery_code.used' as const, ...owner }] : []),
    );
    return {
      session,
      token,
      ...(method === 'recovery_code' && recovery ? { recoveryCodes: [recovery.replacement.code] } : {}),
    };
  });
}

/** A code is asked for with 2FA on, and only then: judged anew under the lock, where it is no guess either. */
function misplacedCode(enabled: boolean, proof: Proof): Refused | null {
  if (enabled === (proof.code !== null)) return null;
  const message = enabled ? 'is required: 2FA is on' : 'must be left out: 2FA is off';
  return refuse('invalid_request', { errors: [{ path: '/code', message }] });
}

/** The password was right, and is still the one; a version that moved alone (an authenticator was removed) does not make it wrong. */
const isStillRight = (judged: Awaited<ReturnType<typeof judge>>, account: LockedAccount) =>
  judged.passwordRight &&
  (account.credentialsVersion === judged.version || account.passwordHash === judged.passwordHash);

/** Everything slow, before the transaction. */
async function judge(ctx: Context, who: SignedIn, proof: Proof, attempt: Attempt) {
  const stored = await ctx.db
    .selectFrom('users')
    .select(['password_hash', 'credentials_version'])
    .where('id', '=', who.user.id)
    .executeTakeFirst();
  try {
    const passwordRight = await ctx.hashing.verify(
      stored?.password_hash ?? null,
      normalPassword(proof.password),
      who.user.id,
    );
    const recovery =
      passwordRight && proof.code !== null && proof.method === 'recovery_code'
        ? await findRecoveryCode(ctx, who.user.id, proof.code)
        : null;
    return {
      version: stored?.credentials_version ?? null,
      passwordHash: stored?.password_hash ?? null,
      passwordRight,
      recovery,
    };
  } catch (error) {
    await refund(ctx.db, attempt);
    throw error;
  }
}

/** The user changes the password: other sessions and all trusted devices end. */
export async function changePassword(
  ctx: Context,
  who: SignedIn,
  given: { currentPassword: string; newPassword: string },
  caller: Caller,
): Promise<{ changed: true } | Refused> {
  if (who.twoFactor.enabled && !mayChangeFactors(who.session, true, ctx.now()))
    return refuse('reauthentication_required');
  const tenant = await findTenant(ctx.db, who.user.tenant);
  if (!tenant) return refuse('not_authenticated');
  if (ctx.hashing.saturated()) return refuse('overloaded');
  const attempt = await chargeReauthentication(ctx, who);
  if ('retryAfter' in attempt) return refuse('too_many_attempts', attempt);
  const judged = await judge(ctx, who, { password: given.currentPassword, method: 'totp', code: null }, attempt);
  const unacceptable = judged.passwordRight ? checkNewPassword(given.newPassword, who.user.username, tenant) : null;
  const stored =
    judged.passwordRight && !unacceptable
      ? await ctx.hashing.hash(normalPassword(given.newPassword), who.user.id).catch(async (error) => {
          await refund(ctx.db, attempt);
          throw error;
        })
      : null;
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const account = await lockSignedIn(tx, who, now);
    if (isRefused(account)) return settled(tx, attempt, account);
    if (!isStillRight(judged, account)) return settleWrong(tx, attempt, who, caller, 'invalid_credentials', now);
    // with 2FA on this counter counts codes as well, and a password alone does not clear it
    await (account.authenticators > 0 ? refund(tx, attempt) : settleSuccess(tx, attempt));
    if (unacceptable) return unacceptable;
    if (account.authenticators > 0 && !mayChangeFactors(account.session, true, now))
      return refuse('reauthentication_required');
    await tx
      .updateTable('users')
      .set({ password_hash: stored, must_change_password: false })
      .where('id', '=', who.user.id)
      .execute();
    const whose = { tenantId: who.tenantId, userId: who.user.id };
    await endEverything(tx, caller, whose, 'password.changed', now, who.session.id);
    await record(tx, caller, now, { type: 'password.changed', ...whose });
    return { changed: true };
  });
}
