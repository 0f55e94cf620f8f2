import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { Overloaded, type Place } from '../crypto/queue.ts';
import { type Tx, transaction } from '../db/database.ts';
import type { LoginTable } from '../db/tables.ts';
import { record } from '../events/events.ts';
import { type Refused, refuse } from '../refusal.ts';
import { trustIn, trustTokenId } from '../sessions/presented-trust.ts';
import { endSessions } from '../sessions/sessions.ts';
import { endStolenTrust } from '../sessions/trusted-devices.ts';
import { canonicalUsername, normalPassword } from '../users/rules.ts';
import {
  type Account,
  type BroughtToken,
  type Found,
  findAccount,
  lockProved,
  stepOwed,
  whoseEvent,
} from './account.ts';
import { complete } from './completion.ts';
import { type LoginAnswer, openLogin } from './progress.ts';
import { type Attempt, charge, PUBLIC_LANE, refund, settleFailure, subjectOf } from './throttle.ts';

export interface Credentials {
  tenant: string;
  username: string;
  password: string;
  mode: LoginTable['mode'];
  trustTokens: BroughtToken[];
  /** in cookie mode: the session whose cookie was brought; it ends */
  replaces: { sessionId: string; userId: string } | null;
  /** fires when the client has gone */
  gone: AbortSignal;
}

/** The password step. All who get it wrong, or have no account, are told the same after the same work. */
export async function beginLogin(ctx: Context, given: Credentials, caller: Caller): Promise<LoginAnswer | Refused> {
  const place = ctx.hashing.keepPlace();
  if (!place) return refuse('overloaded');
  try {
    return await tryPassword(ctx, given, caller, place);
  } finally {
    place.leave();
  }
}

async function tryPassword(
  ctx: Context,
  given: Credentials,
  caller: Caller,
  place: Place,
): Promise<LoginAnswer | Refused> {
  const usernameKey = canonicalUsername(given.username);
  const found = await findAccount(ctx.db, given.tenant, usernameKey, given.trustTokens);
  const account = found?.account ?? null;
  const presented = presentedFor(account, given.trustTokens);
  const subject = subjectOf(account, given.tenant, usernameKey);
  const lane = laneOf(ctx, found, presented);
  const attempt = await charge(ctx.db, { subject, lane, kind: 'password', userId: account?.id ?? null }, ctx.now());
  if ('retryAfter' in attempt) return refuse('too_many_attempts', attempt);
  const judged = await judgePassword(ctx, account, given, attempt, place);
  return transaction(ctx.db, async (tx) => {
    const tokenId = presented === null ? null : trustTokenId(presented);
    const proved = judged.right && account ? await lockProved(tx, account, attempt, tokenId) : null;
    // a password that was changed while it was being judged is wrong
    if (!proved) return turnAway(ctx, tx, given.tenant, account, attempt, caller);
    return letIn(ctx, tx, proved, { ...given, presented, rehashed: judged.rehashed }, actingAs(caller, proved.account));
  });
}

const presentedFor = (account: Account | null, tokens: BroughtToken[]): string | null =>
  tokens.find(({ suffix }) => account && (suffix === null || suffix === account.deviceCookie))?.token ?? null;

/** The lane of a trusted browser, for the token that opens it now; everybody else's otherwise. */
function laneOf(ctx: Context, found: Found | null, presented: string | null): string {
  if (!found) return PUBLIC_LANE;
  const trust = trustIn(found.trust, presented, found.account, found.account.policy, ctx.now());
  return trust?.verdict === 'trusted' ? trust.deviceId : PUBLIC_LANE;
}

async function judgePassword(
  ctx: Context,
  account: Account | null,
  given: Credentials,
  attempt: Attempt,
  place: Place,
) {
  const stored = account?.passwordHash ?? null;
  const id = account?.id ?? '';
  const password = normalPassword(given.password);
  try {
    const right = await ctx.hashing.verify(stored, password, id, given.gone, place);
    const stale = right && stored !== null && ctx.hashing.stale(stored, id);
    return { right, rehashed: stale ? await ctx.hashing.hash(password, id).catch(notNow) : null };
  } catch (error) {
    await refund(ctx.db, attempt);
    throw error;
  }
}

/** The old hash does for another while. */
function notNow(error: unknown): null {
  if (error instanceof Overloaded) return null;
  throw error;
}

const actingAs = (caller: Caller, account: Account): Caller => ({ ...caller, actor: { kind: 'user', id: account.id } });

/** Wrong password or unknown name: one failure more, and the same answer. */
async function turnAway(
  ctx: Context,
  tx: Tx,
  slug: string,
  account: Account | null,
  attempt: Attempt,
  caller: Caller,
): Promise<Refused> {
  const now = ctx.now();
  const { wait } = await settleFailure(tx, attempt, now);
  const whose = await whoseFailure(tx, slug, account);
  await record(
    tx,
    caller,
    now,
    { type: 'login.failed', ...whose, data: { reason: 'invalid_credentials' } },
    ...(wait > 0
      ? [{ type: 'login.throttled' as const, ...whose, data: { kind: attempt.kind, retryAfter: wait } }]
      : []),
  );
  return refuse('invalid_credentials');
}

/**
 * Asked alike for known and unknown names: nobody can be told apart by the work that is done. A user who has been deleted
 * meanwhile gets no new event: a deletion waits for the counter that is settled by now, or is seen here.
 */
async function whoseFailure(tx: Tx, slug: string, account: Account | null) {
  const { rows } = await sql<{ tenantId: string; userId: string | null }>`
    select t.id as "tenantId",
      (select u.id from users as u where u.id = ${account?.id ?? null}::uuid) as "userId"
    from tenants as t where t.slug = ${slug} for key share of t`.execute(tx);
  return rows[0] ?? { tenantId: null, userId: null };
}

/** The password was right. */
async function letIn(
  ctx: Context,
  tx: Tx,
  { account, trust: brought }: Found,
  given: Credentials & { presented: string | null; rehashed: string | null },
  caller: Caller,
): Promise<LoginAnswer | Refused> {
  const now = ctx.now();
  if (account.status === 'disabled') {
    await record(tx, caller, now, {
      type: 'login.failed',
      ...whoseEvent(account),
      data: { reason: 'account_disabled' },
    });
    return refuse('account_disabled');
  }
  if (given.rehashed !== null)
    await tx
      .updateTable('users')
      .set({ password_hash: given.rehashed })
      .where('id', '=', account.id)
      .where('password_hash', '=', account.passwordHash)
      .execute();
  if (given.replaces) await endReplaced(tx, given.replaces, caller, now);
  const presented = trustIn(brought, given.presented, account, account.policy, now);
  // only now, the password being right, does a stolen copy end its device
  if (presented?.verdict === 'stolen') await endStolenTrust(tx, presented, account, caller, now);
  const trust = presented?.verdict === 'trusted' ? presented : null;
  const methods = trust ? ['pwd', 'trusted_device'] : ['pwd'];
  const step = stepOwed(account, methods, now);
  const answer = step
    ? await openLogin(tx, account, { id: randomUUIDv7(), mode: given.mode, step, methods, trust }, caller, now)
    : await complete(ctx, tx, account, { mode: given.mode, methods, trust }, caller);
  const worthless = given.presented !== null && !trust;
  return worthless
    ? { ...answer, trust: { deviceCookie: account.deviceCookie, token: null, expiresAt: null } }
    : answer;
}

async function endReplaced(tx: Tx, replaced: { sessionId: string; userId: string }, caller: Caller, now: Date) {
  const ended = await endSessions(tx, replaced.userId, now, { id: replaced.sessionId });
  if (ended.length === 0) return;
  const user = await tx.selectFrom('users').select('tenant_id').where('id', '=', replaced.userId).executeTakeFirst();
  await record(tx, caller, now, {
    type: 'session.revoked',
    tenantId: user?.tenant_id ?? null,
    userId: replaced.userId,
    data: { sessionId: replaced.sessionId, reason: 'replaced' },
  });
}
