import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { mayChangeFactors, minutesAfter } from '../sessions/rules.ts';
import { endSessions, lockSignedIn, type Session, type SignedIn, strengthenSession } from '../sessions/sessions.ts';

import { endEverything } from '../users/users.ts';
import {
  adoptEnrollment,
  dropEnrollment,
  type Enrollment,
  type EnrollmentOwner,
  findEnrollmentUri,
  proveEnrollment,
  secretOwner,
  startEnrollment,
  unproved,
} from './enrollments.ts';
import { makeFirstCodes, makeRecoveryCodes, storeRecoveryCodes } from './recovery-codes.ts';
import { ENROLLMENT_MINUTES, type LiveSecret, MAX_AUTHENTICATORS, matchTotp } from './rules.ts';

export interface Authenticator {
  id: string;
  type: 'totp';
  name: string;
  confirmedAt: Date;
  lastUsedAt: Date | null;
}

const AUTHENTICATOR_COLUMNS = ['id', 'name', 'confirmed_at as confirmedAt', 'last_used_at as lastUsedAt'] as const;

/** The user's authenticators, newest first. Unconfirmed ones are none yet. */
export async function listAuthenticators(db: Database, userId: string): Promise<Authenticator[]> {
  const rows = await db
    .selectFrom('authenticators')
    .select(AUTHENTICATOR_COLUMNS)
    .where('user_id', '=', userId)
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({ ...row, type: 'totp' }));
}

const ownerOf = (who: SignedIn): EnrollmentOwner => ({
  tenantId: who.tenantId,
  tenantName: who.tenantName,
  userId: who.user.id,
  username: who.user.username,
  loginId: null,
});

/** Begins to add an authenticator in the settings; those already there keep working. */
export async function beginAuthenticator(ctx: Context, who: SignedIn, name: string): Promise<Enrollment | Refused> {
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const account = await lockSignedIn(tx, who, now);
    if (isRefused(account)) return account;
    if (!mayChangeFactors(account.session, account.authenticators > 0, now)) return refuse('reauthentication_required');
    if (account.authenticators >= MAX_AUTHENTICATORS) return refuse('too_many_authenticators');
    return startEnrollment(ctx, tx, ownerOf(who), name, minutesAfter(now, ENROLLMENT_MINUTES), now);
  });
}

/** The text of the QR code. It holds the secret, so it asks for what adding a factor asks for. */
export async function readEnrollment(ctx: Context, who: SignedIn, id: string): Promise<{ uri: string } | Refused> {
  if (!mayChangeFactors(who.session, who.twoFactor.enabled, ctx.now())) return refuse('reauthentication_required');
  return findEnrollmentUri(ctx, ownerOf(who), id);
}

/** The first authenticator comes with ten recovery codes and ends the user's other sessions. */
export async function confirmAuthenticator(
  ctx: Context,
  who: SignedIn,
  id: string,
  code: string,
  caller: Caller,
): Promise<{ authenticator: Authenticator; session: Session; recoveryCodes?: string[] } | Refused> {
  if (!mayChangeFactors(who.session, who.twoFactor.enabled, ctx.now())) return refuse('reauthentication_required');
  const proved = await proveEnrollment(ctx, { userId: who.user.id, loginId: null }, id, code);
  if (isRefused(proved)) return proved;
  // hashed before the transaction: without codes of an earlier time only
  const set = who.twoFactor.recoveryCodesLeft === 0 ? await makeFirstCodes(ctx, proved) : null;
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const account = await lockSignedIn(tx, who, now);
    if (isRefused(account)) return unproved(tx, proved, account);
    const first = account.authenticators === 0;
    if (!mayChangeFactors(account.session, !first, now))
      return unproved(tx, proved, refuse('reauthentication_required'));
    if (account.authenticators >= MAX_AUTHENTICATORS) return unproved(tx, proved, refuse('too_many_authenticators'));
    if (!(await adoptEnrollment(tx, proved, now))) return refuse('enrollment_not_found');
    const whose = { tenantId: who.tenantId, userId: who.user.id };
    const newCodes = first ? set : null;
    if (newCodes) await storeRecoveryCodes(tx, who.user.id, newCodes, now);
    const ended = first ? await endSessions(tx, who.user.id, now, { except: who.session.id }) : [];
    const session = await strengthenSession(tx, who, account, 'otp', now);
    await record(
      tx,
      caller,
      now,
      { type: 'authenticator.added', ...whose, data: { authenticatorId: id, name: proved.row.name } },
      ...(newCodes ? [{ type: 'recovery_codes.generated' as const, ...whose }] : []),
      ...ended.map((sessionId) => ({ type: 'session.revoked' as const, ...whose, data: { sessionId } })),
    );
    return {
      authenticator: { id, type: 'totp', name: proved.row.name, confirmedAt: now, lastUsedAt: now },
      session,
      ...(newCodes ? { recoveryCodes: newCodes.codes } : {}),
    };
  });
}

export async function renameAuthenticator(
  ctx: Context,
  userId: string,
  id: string,
  name: string,
): Promise<Authenticator | Refused> {
  const row = await ctx.db
    .updateTable('authenticators')
    .set({ name })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .returning(AUTHENTICATOR_COLUMNS)
    .executeTakeFirst();
  return row ? { ...row, type: 'totp' } : refuse('not_found');
}

/**
 * Removes an authenticator; with the last one 2FA goes off, recovery codes included. Trusted devices and the other
 * sessions end. An unconfirmed one is just dropped.
 */
export async function removeAuthenticator(
  ctx: Context,
  who: SignedIn,
  id: string,
  caller: Caller,
): Promise<{ removed: true } | Refused> {
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const account = await lockSignedIn(tx, who, now);
    if (isRefused(account)) return account;
    if (await dropEnrollment(tx, { userId: who.user.id, loginId: null }, id)) return { removed: true };
    if (!mayChangeFactors(account.session, account.authenticators > 0, now)) return refuse('reauthentication_required');
    const last = account.authenticators === 1;
    const removed = await tx
      .deleteFrom('authenticators')
      .where('id', '=', id)
      .where('user_id', '=', who.user.id)
      .where(sql<boolean>`${!(last && account.policy.twoFactor === 'required')}`)
      .returning('name')
      .executeTakeFirst();
    if (!removed) return (await isOurs(tx, who.user.id, id)) ? refuse('two_factor_required') : refuse('not_found');
    await tx
      .updateTable('users')
      .set((set) => ({ authenticators: set('authenticators', '-', 1) }))
      .where('id', '=', who.user.id)
      .execute();
    if (last) await tx.deleteFrom('recovery_code_sets').where('user_id', '=', who.user.id).execute();
    const whose = { tenantId: who.tenantId, userId: who.user.id };
    await endEverything(tx, caller, whose, 'authenticator.removed', now, who.session.id);
    await record(tx, caller, now, {
      type: 'authenticator.removed',
      ...whose,
      data: { authenticatorId: id, name: removed.name, last },
    });
    return { removed: true };
  });
}

const isOurs = async (tx: Tx, userId: string, id: string) =>
  (await tx
    .selectFrom('authenticators')
    .select('id')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst()) !== undefined;

/** Ten new recovery codes in place of the old ones. */
export async function renewRecoveryCodes(
  ctx: Context,
  who: SignedIn,
  caller: Caller,
): Promise<{ recoveryCodes: string[] } | Refused> {
  if (!who.twoFactor.enabled) return refuse('two_factor_not_enabled');
  if (!mayChangeFactors(who.session, true, ctx.now())) return refuse('reauthentication_required');
  const set = await makeRecoveryCodes(ctx);
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const account = await lockSignedIn(tx, who, now);
    if (isRefused(account)) return account;
    if (account.authenticators === 0) return refuse('two_factor_not_enabled');
    if (!mayChangeFactors(account.session, true, now)) return refuse('reauthentication_required');
    await storeRecoveryCodes(tx, who.user.id, set, now);
    await record(tx, caller, now, { type: 'recovery_codes.generated', tenantId: who.tenantId, userId: who.user.id });
    return { recoveryCodes: set.codes };
  });
}

/** The live secrets of a user, opened. */
export async function findSecrets(
  ctx: Context,
  db: Database | Tx,
  tenantId: string,
  userId: string,
): Promise<LiveSecret[]> {
  const rows = await db
    .selectFrom('authenticators')
    .select(['id', 'secret', 'secret_key_id', 'last_step'])
    .where('user_id', '=', userId)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    lastStep: Number(row.last_step),
    secret: ctx.sealing.open({ keyId: row.secret_key_id, bytes: row.secret }, secretOwner(tenantId, userId, row.id)),
  }));
}

/** A live secret as a column of the statement that finds its user `u`. */
export interface SealedSecret {
  id: string;
  secret: string;
  keyId: string;
  lastStep: number;
}

export const SEALED_SECRETS = sql<SealedSecret[] | null>`(
  select json_agg(json_build_object('id', a.id, 'secret', encode(a.secret, 'base64'), 'keyId', a.secret_key_id,
    'lastStep', a.last_step)) from authenticators as a where a.user_id = u.id)`;

/** What of these secrets a TOTP code matches. */
export const matchSealed = (
  ctx: Context,
  owner: { tenantId: string; userId: string },
  sealed: SealedSecret[],
  code: string,
  now: Date,
) =>
  matchTotp(
    code,
    sealed.map(({ id, secret, keyId, lastStep }) => ({
      id,
      lastStep,
      secret: ctx.sealing.open(
        { keyId, bytes: Buffer.from(secret, 'base64') },
        secretOwner(owner.tenantId, owner.userId, id),
      ),
    })),
    now,
  );

/** The begin of a statement that spends what a code matched: of many that present it at once, one has a row in `spent`. */
export const spending = (db: Database, match: { id: string; step: number }, now: Date) =>
  db.with('spent', (query) =>
    query
      .updateTable('authenticators')
      .set({ last_step: match.step, last_used_at: now })
      .where('id', '=', match.id)
      .where('last_step', '<', match.step)
      .returning('id'),
  );

/** Judges a TOTP code and spends it: of many that present it at once, one gets true. */
export async function spendTotp(
  ctx: Context,
  tx: Tx,
  owner: { tenantId: string; userId: string },
  code: string,
  now: Date,
): Promise<boolean> {
  const match = matchTotp(code, await findSecrets(ctx, tx, owner.tenantId, owner.userId), now);
  if (!match) return false;
  return (await spending(tx, match, now).selectFrom('spent').select('spent.id').executeTakeFirst()) !== undefined;
}
