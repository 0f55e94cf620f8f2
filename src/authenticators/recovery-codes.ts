import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from '../context.ts';
import type { SlowHash } from '../crypto/passwords.ts';
import type { Database, Tx } from '../db/database.ts';
import { type ProvedEnrollment, unproveEnrollment } from './enrollments.ts';
import { RECOVERY_CODE_LENGTH, RECOVERY_CODES, readCrockford, recoveryCodeFrom } from './rules.ts';

/** Ten new codes, hashed and not stored yet: hashing takes its time, and no transaction waits for it. */
export interface NewSet {
  codes: string[];
  hashes: Buffer[];
  by: SlowHash;
}

export async function makeRecoveryCodes(ctx: Context): Promise<NewSet> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCodeFrom(randomBytes(RECOVERY_CODE_LENGTH)));
  const by = ctx.hashing.newSlowHash();
  return { codes, hashes: await ctx.hashing.hashCodes(codes.map(bare), by), by };
}

/** For the enrolment just proved; where the service is saturated its code was none. */
export async function makeFirstCodes(ctx: Context, proved: ProvedEnrollment): Promise<NewSet> {
  try {
    return await makeRecoveryCodes(ctx);
  } catch (error) {
    await unproveEnrollment(ctx.db, proved);
    throw error;
  }
}

const bare = (code: string) => code.replaceAll('-', '');

/** Stores a set in place of the one before: the old codes stop working. */
export async function storeRecoveryCodes(tx: Tx, userId: string, set: NewSet, now: Date): Promise<void> {
  await tx.deleteFrom('recovery_code_sets').where('user_id', '=', userId).execute();
  await tx
    .insertInto('recovery_code_sets')
    .values({
      user_id: userId,
      salt: set.by.salt,
      memory_kib: set.by.memoryKib,
      passes: set.by.passes,
      total: set.hashes.length,
      created_at: now,
    })
    .execute();
  await tx
    .insertInto('recovery_codes')
    .values(set.hashes.map((hash) => ({ user_id: userId, hash })))
    .execute();
}

/** A code of the set that was typed, with the fresh one that will take its place. */
export interface FoundCode {
  hash: Buffer;
  replacement: { code: string; hash: Buffer };
}

/**
 * Looks a typed code up in the user's set. One argon2id hash checks the whole set, since it has one salt; the same work
 * is done where there is no set. What can be no code is told at once: that says nothing of the user.
 */
export async function findRecoveryCode(ctx: Context, userId: string, typed: string): Promise<FoundCode | null> {
  const rows = await ctx.db
    .selectFrom('recovery_code_sets as s')
    .leftJoin('recovery_codes as c', 'c.user_id', 's.user_id')
    .select(['s.salt', 's.memory_kib', 's.passes', 'c.hash'])
    .where('s.user_id', '=', userId)
    .execute();
  const set = rows[0];
  const by = set ? { salt: set.salt, memoryKib: set.memory_kib, passes: set.passes } : ctx.hashing.newSlowHash();
  const code = readCrockford(typed, RECOVERY_CODE_LENGTH);
  if (code === null) return null;
  const [hash] = await ctx.hashing.hashCodes([code], by);
  if (!hash) return null;
  const found = rows.filter((row) => row.hash !== null && timingSafeEqual(row.hash, hash)).length > 0;
  if (!found) return null;
  const fresh = recoveryCodeFrom(randomBytes(RECOVERY_CODE_LENGTH));
  const [freshHash] = await ctx.hashing.hashCodes([bare(fresh)], by);
  return freshHash ? { hash, replacement: { code: fresh, hash: freshHash } } : null;
}

/** Spends a code, once, however many present it at once, and puts the replacement in its place. */
export async function spendRecoveryCode(tx: Tx, userId: string, found: FoundCode): Promise<boolean> {
  const spent = await tx
    .updateTable('recovery_codes')
    .set({ hash: found.replacement.hash })
    .where('user_id', '=', userId)
    .where('hash', '=', found.hash)
    .returning('user_id')
    .executeTakeFirst();
  return spent !== undefined;
}

export async function countRecoveryCodes(db: Database, userId: string) {
  const set = await db
    .selectFrom('recovery_code_sets as s')
    .select(['s.total', 's.created_at as createdAt'])
    .select((select) =>
      select
        .selectFrom('recovery_codes as c')
        .select((count) => count.cast<number>(count.fn.countAll(), 'integer').as('left'))
        .whereRef('c.user_id', '=', 's.user_id')
        .as('left'),
    )
    .where('s.user_id', '=', userId)
    .executeTakeFirst();
  return { left: set?.left ?? 0, total: set?.total ?? 0, createdAt: set?.createdAt ?? null };
}
