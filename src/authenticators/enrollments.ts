import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../db/database.ts';
import type { EnrollmentTable } from '../db/tables.ts';
import { type Refused, refuse } from '../refusal.ts';
import { accountLabel, CODES_PER_ENROLLMENT, matchTotp, otpauthUri, SECRET_BYTES, toBase32 } from './rules.ts';

/** A secret on its way to become an authenticator: shown to its user alone, until confirmed. */
export interface Enrollment {
  id: string;
  secret: string;
  otpauthUri: string;
  expiresAt: Date;
}

/** Whose enrolment: in the settings of a user (`loginId` null), or in a login. */
export interface EnrollmentOwner {
  tenantId: string;
  tenantName: string;
  userId: string;
  username: string;
  loginId: string | null;
}

const uriOf = (ctx: Context, owner: EnrollmentOwner, secret: Uint8Array) =>
  otpauthUri(secret, ctx.config.TOTP_ISSUER, accountLabel(owner.username, owner.tenantName));

export const secretOwner = (tenantId: string, userId: string, authenticatorId: string): string[] => [
  tenantId,
  userId,
  authenticatorId,
];

/** Begins an enrolment; beginning again replaces the unconfirmed secret, and touches no live one. */
export async function startEnrollment(
  ctx: Context,
  tx: Tx,
  owner: EnrollmentOwner,
  name: string,
  expiresAt: Date,
  now: Date,
): Promise<Enrollment> {
  await dropEnrollment(tx, owner);
  const id = randomUUIDv7();
  const secret = randomBytes(SECRET_BYTES);
  const sealed = ctx.sealing.seal(secret, secretOwner(owner.tenantId, owner.userId, id));
  await tx
    .insertInto('enrollments')
    .values({
      id,
      tenant_id: owner.tenantId,
      user_id: owner.userId,
      login_id: owner.loginId,
      name,
      secret: sealed.bytes,
      secret_key_id: sealed.keyId,
      attempts_left: CODES_PER_ENROLLMENT,
      created_at: now,
      expires_at: expiresAt,
    })
    .execute();
  return { id, secret: toBase32(secret), otpauthUri: uriOf(ctx, owner, secret), expiresAt };
}

export async function dropEnrollment(tx: Tx, owner: Pick<EnrollmentOwner, 'userId' | 'loginId'>, id?: string) {
  let query = tx
    .deleteFrom('enrollments')
    .where('user_id', '=', owner.userId)
    .where(sql<boolean>`login_id is not distinct from ${owner.loginId}`);
  if (id) query = query.where('id', '=', id);
  return (await query.executeTakeFirst()).numDeletedRows > 0n;
}

/** The text of the picture, while the enrolment lives. */
export async function findEnrollmentUri(
  ctx: Context,
  owner: EnrollmentOwner,
  id: string | null,
): Promise<{ uri: string } | Refused> {
  const row = await findEnrollment(ctx.db, owner, id);
  if (!row || row.expires_at <= ctx.now()) return refuse('enrollment_not_found');
  return { uri: uriOf(ctx, owner, secretOf(ctx, row)) };
}

const findEnrollment = (
  db: Database,
  owner: Pick<EnrollmentOwner, 'userId' | 'loginId'>,
  id: string | null,
): Promise<EnrollmentTable | undefined> => {
  const query = db
    .selectFrom('enrollments')
    .selectAll()
    .where('user_id', '=', owner.userId)
    .where(sql<boolean>`login_id is not distinct from ${owner.loginId}`);
  return (id === null ? query : query.where('id', '=', id)).executeTakeFirst();
};

const secretOf = (ctx: Context, row: EnrollmentTable) =>
  ctx.sealing.open({ keyId: row.secret_key_id, bytes: row.secret }, secretOwner(row.tenant_id, row.user_id, row.id));

export interface ProvedEnrollment {
  row: EnrollmentTable;
  /** the time step of the confirming code, which is thereby used up */
  step: number;
}

/**
 * Charges and checks a confirming code. Wrong codes count against this enrolment alone: whoever enrols knows the
 * secret, so there is nothing to guess; after five, enrolment begins again.
 */
export async function proveEnrollment(
  ctx: Context,
  owner: Pick<EnrollmentOwner, 'userId' | 'loginId'>,
  id: string | null,
  code: string,
): Promise<ProvedEnrollment | Refused> {
  const now = ctx.now();
  let query = ctx.db
    .updateTable('enrollments')
    .set((set) => ({ attempts_left: set('attempts_left', '-', 1) }))
    .where('user_id', '=', owner.userId)
    .where(sql<boolean>`login_id is not distinct from ${owner.loginId}`)
    .where('attempts_left', '>', 0)
    .where('expires_at', '>', now);
  if (id !== null) query = query.where('id', '=', id);
  const row = await query.returningAll().executeTakeFirst();
  if (!row) return refuse('enrollment_not_found');
  const match = matchTotp(code, [{ id: row.id, secret: secretOf(ctx, row), lastStep: -1 }], now);
  return match ? { row, step: match.step } : refuse('invalid_code', { attemptsLeft: row.attempts_left });
}

/** The right code could not be used (the service was saturated, the session ended): the attempt is given back. */
export async function unproveEnrollment(db: Database | Tx, { row }: ProvedEnrollment): Promise<void> {
  await db
    .updateTable('enrollments')
    .set((set) => ({ attempts_left: set('attempts_left', '+', 1) }))
    .where('id', '=', row.id)
    .execute();
}

/** The same with the refusal that came between. */
export async function unproved(tx: Tx, proved: ProvedEnrollment, refused: Refused): Promise<Refused> {
  await unproveEnrollment(tx, proved);
  return refused;
}

/** Turns the proved enrolment into an authenticator, once. False: it has been used, replaced or dropped meanwhile. */
export async function adoptEnrollment(tx: Tx, { row, step }: ProvedEnrollment, now: Date): Promise<boolean> {
  const taken = await tx.deleteFrom('enrollments').where('id', '=', row.id).returning('id').executeTakeFirst();
  if (!taken) return false;
  await tx
    .with('counted', (query) =>
      query
        .updateTable('users')
        .set((set) => ({ authenticators: set('authenticators', '+', 1) }))
        .where('id', '=', row.user_id),
    )
    .insertInto('authenticators')
    .values({
      id: row.id,
      tenant_id: row.tenant_id,
      user_id: row.user_id,
      name: row.name,
      secret: row.secret,
      secret_key_id: row.secret_key_id,
      last_step: step,
      confirmed_at: now,
      last_used_at: now,
    })
    .execute();
  return true;
}
