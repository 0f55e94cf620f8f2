import { matchSealed, spending } from '../authenticators/authenticators.ts';
import { type FoundCode, findRecoveryCode, spendRecoveryCode } from '../authenticators/recovery-codes.ts';
import type { Caller, Context } from '../context.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { statementOf } from '../db/statement.ts';
import { record } from '../events/events.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { daysAfter } from '../sessions/rules.ts';
import { livingDevices } from '../sessions/trusted-devices.ts';
import { whoseEvent } from './account.ts';
import { advance, type Login, type LoginAnswer, lockPending, type Pending } from './progress.ts';
import { CODES_UNTIL_CLOSED, type LoginStep, WAITS } from './rules.ts';
import {
  type Attempt,
  chargeLogin,
  codeCounter,
  refund,
  refundLogin,
  settleFailure,
  settleSuccess,
  settling,
} from './throttle.ts';

export interface Answer {
  method: 'totp' | 'recovery_code';
  /** a TOTP code of six digits, or a recovery code as it was typed */
  code: string;
  trustDevice: boolean;
  deviceName: string | null;
}

/** The second step: a code of the authenticator, or a recovery code, which a fresh one replaces. */
export async function answerChallenge(
  ctx: Context,
  { login, account, step }: Pending,
  given: Answer,
  caller: Caller,
): Promise<LoginAnswer | Refused> {
  const refused = mayTry({ login, account, step }, 'challenge_required', given);
  if (refused) return refused;
  const charged = await chargeCode(ctx, login);
  if (isRefused(charged)) return charged;
  const { attempt, attemptsLeft } = charged;
  const recovery = given.method === 'recovery_code' ? await lookUp(ctx, login, given.code, attempt) : null;
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const pending = await lockPending(tx, login.id, now);
    if (isRefused(pending)) return settled(tx, attempt, pending);
    if (pending.step !== 'challenge_required') return atAnotherStep(tx, login, attempt);
    const match =
      given.method === 'totp' && !pending.account.totpLocked
        ? matchSealed(ctx, whoseEvent(account), pending.sealedSecrets, given.code, now)
        : null;
    const spent = match && (await spendTotp(tx, { match, attempt, pending, now }, given));
    const right =
      given.method === 'totp'
        ? spent !== null
        : recovery !== null && (await spendRecoveryCode(tx, account.id, recovery));
    if (!right) return wrongCode(tx, pending, attempt, attemptsLeft, given.method, 'invalid_code', caller, now);
    if (given.method === 'recovery_code') await settleSuccess(tx, attempt);
    if (given.method === 'recovery_code')
      await record(tx, caller, now, { type: 'recovery_code.used', ...whoseEvent(account) });
    const progress = {
      methods: [...pending.login.methods, given.method === 'totp' ? 'otp' : 'recovery_code'],
      trustDevice: given.trustDevice,
      deviceName: given.deviceName,
      livingDevices: spent?.living,
      ...(recovery ? { recoveryCodes: [recovery.replacement.code] } : {}),
    };
    return advance(ctx, tx, pending, progress, caller);
  });
}

interface Spending {
  match: { id: string; step: number };
  attempt: Attempt;
  userId: string;
  now: Date;
  /** trusted devices from before are none any more */
  oldest: Date;
}

/**
 * Spends the step that a code matched, and settles the attempt where it was the first to do so; counts the user's trusted
 * devices in the same statement, where another is wanted. Null: the step has been used.
 */
async function spendTotp(
  tx: Tx,
  {
    match,
    attempt,
    pending,
    now,
  }: { match: { id: string; step: number }; attempt: Attempt; pending: Pending; now: Date },
  { trustDevice }: { trustDevice: boolean },
): Promise<{ living?: number | undefined } | null> {
  const { id: userId, policy } = pending.account;
  const oldest = daysAfter(now, -policy.trustedDevices.days);
  const [spent] = await spendAndSettle({ trustDevice })(tx, { match, attempt, userId, now, oldest });
  return spent ? { living: spent.living ?? undefined } : null;
}

const spendAndSettle = statementOf(
  (db, { match, attempt, userId, now, oldest }: Spending, { trustDevice }: { trustDevice: boolean }) =>
    spending(db, match, now)
      .with('settled', (query) => settling(query, attempt, 'spent'))
      .selectFrom('spent')
      .select('spent.id')
      .$if(trustDevice, (query) =>
        query.select(
          livingDevices(db, userId, now, oldest)
            .select(({ fn, cast }) => cast<number>(fn.countAll(), 'integer').as('count'))
            .as('living'),
        ),
      ),
);

/** What is refused before anything is judged or charged. */
export function mayTry(
  pending: Pending,
  step: LoginStep,
  given: { method?: Answer['method']; trustDevice: boolean },
): Refused | null {
  if (pending.step !== step) return refuse('wrong_login_step');
  if (given.trustDevice && !pending.account.policy.trustedDevices.enabled) return refuse('trusted_devices_disabled');
  if (given.method === 'totp' && pending.account.totpLocked) return totpClosed();
  return null;
}

/** Closes TOTP at the hundredth failure in a row; false: not yet, or long since. */
export async function closeTotp(tx: Tx, userId: string, failures: number, now: Date): Promise<boolean> {
  if (failures < CODES_UNTIL_CLOSED) return false;
  const closed = await tx
    .updateTable('users')
    .set({ totp_locked_at: now })
    .where('id', '=', userId)
    .where('totp_locked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return closed !== undefined;
}

/** After a hundred wrong codes in a row; until support opens it. */
export const totpClosed = (): Refused =>
  refuse('too_many_attempts', {
    retryAfter: WAITS.at(-1) ?? 0,
    detail: 'Codes of the authenticator are closed for this account: use a recovery code, or ask support.',
  });

/** Charges one code of the login and of the account, before it is checked. */
export async function chargeCode(
  ctx: Context,
  login: Login,
): Promise<{ attempt: Attempt; attemptsLeft: number } | Refused> {
  const charged = await chargeLogin(ctx.db, codeCounter(login.userId), login.id, ctx.now());
  if ('retryAfter' in charged) return refuse('too_many_attempts', charged);
  if (charged.attempt !== null) return charged;
  return refuse((await isCompleted(ctx.db, login.id)) ? 'login_completed' : 'login_expired');
}

/** Another answer was quicker. Asked anew: the statement that charges may have read the login before that. */
const isCompleted = async (db: Database, loginId: string) =>
  (await db.selectFrom('logins').select('completed_at').where('id', '=', loginId).executeTakeFirst())?.completed_at !=
  null;

/** The login ended, or went on, while the code was on its way: it was not judged, and the account is not charged. */
export async function settled(tx: Tx, attempt: Attempt, refused: Refused): Promise<Refused> {
  await refund(tx, attempt);
  return refused;
}

/** The login went on to another step meanwhile: what was not judged costs it no code either. */
export async function atAnotherStep(tx: Tx, login: Login, attempt: Attempt): Promise<Refused> {
  await refundLogin(tx, login.id);
  return settled(tx, attempt, refuse('wrong_login_step'));
}

async function lookUp(ctx: Context, login: Login, typed: string, attempt: Attempt): Promise<FoundCode | null> {
  try {
    return await findRecoveryCode(ctx, login.userId, typed);
  } catch (error) {
    await uncharge(ctx, login, attempt);
    throw error;
  }
}

/** The code was not judged, since the service was saturated: neither the login nor the account is charged. */
export async function uncharge(ctx: Context, login: Login, attempt: Attempt): Promise<void> {
  await refund(ctx.db, attempt);
  await refundLogin(ctx.db, login.id);
}

/** A wrong code: it stays charged to the login, counts for the account, and after a hundred in a row TOTP closes. */
export async function wrongCode(
  tx: Tx,
  { account }: Pending,
  attempt: Attempt,
  attemptsLeft: number,
  method: Answer['method'] | 'reset_code',
  code: 'invalid_code' | 'invalid_reset_code',
  caller: Caller,
  now: Date,
): Promise<Refused> {
  const { failures, wait } = await settleFailure(tx, attempt, now);
  const whose = whoseEvent(account);
  const closes = method !== 'reset_code' && (await closeTotp(tx, account.id, failures, now));
  await record(
    tx,
    caller,
    now,
    { type: 'authenticator.failed', ...whose, data: { method, attemptsLeft } },
    ...(wait > 0
      ? [{ type: 'login.throttled' as const, ...whose, data: { kind: attempt.kind, retryAfter: wait } }]
      : []),
    ...(closes ? [{ type: 'authenticator.locked' as const, ...whose, data: { failures } }] : []),
  );
  return refuse(code, { attemptsLeft });
}
