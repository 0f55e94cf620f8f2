import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { findUsed } from './keys.ts';

/** What of living tenants can't be opened any more: a key is lost for good, or a pepper (`pepper:ID`). */
export interface Lost {
  /** whose second factor, or code of a reset, nobody can check: to be reset */
  users: { id: string; username: string; tenant: string }[];
  /** whose secret signs nothing any more: to be rotated */
  webhooks: { id: string; tenant: string }[];
}

export async function findLost(db: Database, keyId: string): Promise<Lost> {
  const pepper = pepperedBy(keyId);
  const users = await db
    .selectFrom('users as u')
    .innerJoin('tenants as t', 't.id', 'u.tenant_id')
    .select(['u.id', 'u.username', 't.slug as tenant'])
    .where('t.deleted_at', 'is', null)
    .where((where) =>
      where.or([
        where.exists(
          where
            .selectFrom('authenticators as a')
            .select('a.id')
            .whereRef('a.user_id', '=', 'u.id')
            .where('a.secret_key_id', '=', keyId),
        ),
        sql<boolean>`coalesce(starts_with(u.reset_code_hash, ${pepper}), false)`,
      ]),
    )
    .orderBy('t.slug')
    .orderBy('u.username')
    .execute();
  const webhooks = await db
    .selectFrom('webhooks as w')
    .innerJoin('tenants as t', 't.id', 'w.tenant_id')
    .select(['w.id', 't.slug as tenant'])
    .where('t.deleted_at', 'is', null)
    .where('w.secret_key_id', '=', keyId)
    .orderBy('w.id')
    .execute();
  return { users, webhooks };
}

const BATCH = 500;

/** Passwords under a pepper that is lost are nobody's any more: their users have none until they are given a new one. */
export async function endLostPasswords(ctx: Context, keyId: string, caller: Caller): Promise<number> {
  let ended = 0;
  for (let more = true; more; ) {
    const count = await transaction(ctx.db, (tx) => endSomePasswords(tx, pepperedBy(keyId), caller, ctx.now()));
    ended += count;
    more = count === BATCH;
  }
  return ended;
}

async function endSomePasswords(tx: Tx, pepper: string, caller: Caller, now: Date): Promise<number> {
  const rows = await tx
    .updateTable('users')
    .set({ password_hash: null })
    .where('id', 'in', (some) =>
      some.selectFrom('users').select('id').where(sql<boolean>`starts_with(password_hash, ${pepper})`).limit(BATCH),
    )
    .returning(['id', 'tenant_id'])
    .execute();
  const changed = { type: 'user.updated' as const, data: { changed: ['password'] } };
  await record(tx, caller, now, ...rows.map((row) => ({ ...changed, tenantId: row.tenant_id, userId: row.id })));
  return rows.length;
}

/**
 * What is left under keys that are lost, once users were reset and webhooks have new secrets, and then the keys themselves,
 * whose ids are free again. Where anything else is under one still, nothing has happened.
 */
export function forgetLost(db: Database, keyIds: string[]): Promise<{ enrollments: number; signingKeys: number }> {
  return transaction(db, async (tx) => {
    const dropped = await tx.deleteFrom('enrollments').where('secret_key_id', 'in', keyIds).executeTakeFirst();
    const unsigned = await tx.deleteFrom('signing_keys').where('secret_key_id', 'in', keyIds).executeTakeFirst();
    await tx
      .updateTable('webhooks')
      .set({ previous_secret: null, previous_secret_key_id: null, previous_secret_expires_at: null })
      .where('previous_secret_key_id', 'in', keyIds)
      .execute();
    // of tenants that are deleted, but not all gone yet
    for (const table of ['authenticators', 'webhooks'] as const)
      await tx
        .deleteFrom(table)
        .where('secret_key_id', 'in', keyIds)
        .where('tenant_id', 'in', (gone) => gone.selectFrom('tenants').select('id').where('deleted_at', 'is not', null))
        .execute();
    for (const keyId of keyIds)
      await tx
        .updateTable('users')
        .set({ reset_code_hash: null, reset_code_expires_at: null })
        .where(sql<boolean>`starts_with(reset_code_hash, ${pepperedBy(keyId)})`)
        .where('tenant_id', 'in', (gone) => gone.selectFrom('tenants').select('id').where('deleted_at', 'is not', null))
        .execute();
    const used = (await findUsed(tx, [])).find((id) => keyIds.includes(id));
    if (used) throw new Error(`Something is under the key "${used}" still: stop every replica, and run this again.`);
    await tx.deleteFrom('encryption_keys').where('id', 'in', keyIds).execute();
    return { enrollments: Number(dropped.numDeletedRows), signingKeys: Number(unsigned.numDeletedRows) };
  });
}

/** How hashes under it begin; nothing begins so where it is no pepper. */
const pepperedBy = (keyId: string) => `$sealed$v=1$key=${/^pepper:(.+)$/.exec(keyId)?.[1] ?? ' '}$`;
