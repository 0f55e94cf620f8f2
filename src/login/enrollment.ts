import {
  adoptEnrollment,
  type Enrollment,
  type EnrollmentOwner,
  findEnrollmentUri,
  proveEnrollment,
  startEnrollment,
  unproved,
} from '../authenticators/enrollments.ts';
import { makeFirstCodes, storeRecoveryCodes } from '../authenticators/recovery-codes.ts';
import { RESET_CODE_LENGTH, readCrockford } from '../authenticators/rules.ts';
import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { endSessions } from '../sessions/sessions.ts';
import { type Account, whoseEvent } from './account.ts';
import { atAnotherStep, chargeCode, mayTry, settled, uncharge, wrongCode } from './challenge.ts';
import { advance, type Login, type LoginAnswer, lockPending, type Pending } from './progress.ts';
import { settleSuccess } from './throttle.ts';

const ownerOf = (account: Account, login: Login): EnrollmentOwner => ({
  tenantId: account.tenantId,
  tenantName: account.tenantName,
  userId: account.id,
  username: account.user.username,
  loginId: login.id,
});

/** Begins an enrolment that the login owes; after a support reset the one-time code is proved first, once a login. */
export async function beginEnrollment(
  ctx: Context,
  pending: Pending,
  given: { name: string; resetCode: string | null },
  caller: Caller,
): Promise<Enrollment | Refused> {
  const refused = mayTry(pending, 'enrollment_required', { trustDevice: false });
  if (refused) return refused;
  const owesCode = pending.account.resetCodeHash !== null && !pending.login.resetCodeProved;
  const unproved = owesCode ? await proveResetCode(ctx, pending, given.resetCode, caller) : null;
  if (unproved) return unproved;
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const locked = await lockPending(tx, pending.login.id, now);
    if (isRefused(locked)) return locked;
    const { login: current, account, step } = locked;
    if (step !== 'enrollment_required') return refuse('wrong_login_step');
    if (account.resetCodeHash !== null && !current.resetCodeProved) return refuse('invalid_reset_code');
    return startEnrollment(ctx, tx, ownerOf(account, current), given.name, current.expiresAt, now);
  });
}

/** A wrong reset code counts as a wrong code of this login and account. A missing one is no guess and costs none. */
async function proveResetCode(
  ctx: Context,
  { login, account }: Pending,
  typed: string | null,
  caller: Caller,
): Promise<Refused | null> {
  if (typed === null)
    return refuse('invalid_reset_code', {
      attemptsLeft: login.attemptsLeft,
      detail: 'Support reads the code to the user: send it as resetCode.',
    });
  if (ctx.hashing.saturated()) return refuse('overloaded');
  const charged = await chargeCode(ctx, login);
  if (isRefused(charged)) return charged;
  const { attempt, attemptsLeft } = charged;
  const code = readCrockford(typed, RESET_CODE_LENGTH) ?? '';
  const right = await ctx.hashing.verify(account.resetCodeHash, code, account.id).catch(async (error) => {
    await uncharge(ctx, login, attempt);
    throw error;
  });
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const pending = await lockPending(tx, login.id, now);
    if (isRefused(pending)) return settled(tx, attempt, pending);
    // enrolled in another login: the code is asked for no more, and can't be wrong
    if (pending.step !== 'enrollment_required') return atAnotherStep(tx, login, attempt);
    const same = pending.account.resetCodeHash === account.resetCodeHash;
    const expires = pending.account.resetCodeExpiresAt;
    if (!right || !same || expires === null || expires <= now)
      return wrongCode(tx, pending, attempt, attemptsLeft, 'reset_code', 'invalid_reset_code', caller, now);
    await settleSuccess(tx, attempt);
    await tx
      .updateTable('logins')
      .set((set) => ({ reset_code_proved: true, attempts_left: set('attempts_left', '+', 1) }))
      .where('id', '=', login.id)
      .execute();
    return null;
  });
}

/** The text of the QR code of this login's enrolment. */
export async function readLoginEnrollment(ctx: Context, pending: Pending): Promise<{ uri: string } | Refused> {
  const refused = mayTry(pending, 'enrollment_required', { trustDevice: false });
  return refused ?? findEnrollmentUri(ctx, ownerOf(pending.account, pending.login), null);
}

/** The code of the new authenticator: it is added, ten recovery codes come with it, and the login goes on. */
export async function confirmEnrollment(
  ctx: Context,
  { login, account, step }: Pending,
  given: { code: string; trustDevice: boolean; deviceName: string | null },
  caller: Caller,
): Promise<LoginAnswer | Refused> {
  const refused = mayTry({ login, account, step }, 'enrollment_required', given);
  if (refused) return refused;
  const proved = await proveEnrollment(ctx, { userId: login.userId, loginId: login.id }, null, given.code);
  if (isRefused(proved)) return proved;
  const set = await makeFirstCodes(ctx, proved);
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const pending = await lockPending(tx, login.id, now);
    if (isRefused(pending)) return unproved(tx, proved, pending);
    if (pending.step !== 'enrollment_required') return unproved(tx, proved, refuse('wrong_login_step'));
    if (!(await adoptEnrollment(tx, proved, now))) return refuse('enrollment_not_found');
    await storeRecoveryCodes(tx, login.userId, set, now);
    await tx
      .updateTable('users')
      .set({ two_factor_reset_at: null, reset_code_hash: null, reset_code_expires_at: null })
      .where('id', '=', login.userId)
      .execute();
    const whose = whoseEvent(pending.account);
    const ended = await endSessions(tx, login.userId, now, {});
    await record(
      tx,
      caller,
      now,
      { type: 'authenticator.added', ...whose, data: { authenticatorId: proved.row.id, name: proved.row.name } },
      { type: 'recovery_codes.generated', ...whose },
      ...ended.map((sessionId) => ({ type: 'session.revoked' as const, ...whose, data: { sessionId } })),
    );
    const enrolled = {
      ...pending.account,
      authenticators: 1,
      recoveryCodesLeft: set.codes.length,
      reset: false,
      resetCodeHash: null,
      resetCodeExpiresAt: null,
    };
    const progress = {
      methods: [...pending.login.methods, 'otp'],
      trustDevice: given.trustDevice,
      deviceName: given.deviceName,
      recoveryCodes: set.codes,
    };
    return advance(ctx, tx, { ...pending, account: enrolled }, progress, caller);
  });
}
