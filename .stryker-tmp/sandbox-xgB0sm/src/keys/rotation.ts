// @ts-nocheck
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { SEALED_COLUMNS, type SealedColumn } from './sealed-columns.ts';

/** How far a rotation has come with one kind of secret. */
export interface Progress {
  what: string;
  done: number;
  total: number;
}

const BATCH = 100;

/**
 * Seals everything anew that is not under the first of `ENCRYPTION_KEYS`, and every password hash and reset code that is
 * not under the first of `PASSWORD_PEPPERS`. It works beside the running service, in batches of a transaction each; cut
 * short, it goes on where it was, since what is left is what is under another key.
 */
export async function rotateSecrets(ctx: Context, report: (progress: Progress) => void): Promise<Rotated> {
  const works = SEALED_COLUMNS.map((column) => sealedWork(ctx, column));
  if (ctx.config.PASSWORD_PEPPERS.length > 0)
    works.push(pepperWork(ctx, 'password_hash'), pepperWork(ctx, 'reset_code_hash'));
  const rotated: Rotated = { sealed: 0, unreadable: [] };
  for (const work of works) {
    const unreadable = new Set<string>();
    rotated.sealed += await rotate(ctx, work, unreadable, report);
    rotated.unreadable.push(...[...unreadable].map((id) => `${work.what} ${id}`));
  }
  return rotated;
}

interface Rotated {
  sealed: number;
  /** rows that no key opens, by column and id: damaged, and left as they are */
  unreadable: string[];
}

interface Work {
  what: string;
  left: (db: Database) => Promise<number>;
  /** seals the next ones after this id anew, and says which they were; adds to `unreadable` what it can't open */
  batch: (tx: Tx, after: string, unreadable: Set<string>) => Promise<string[]>;
}

const NIL = '00000000-0000-0000-0000-000000000000';

async function rotate(ctx: Context, work: Work, unreadable: Set<string>, report: (progress: Progress) => void) {
  let done = 0;
  let total = await work.left(ctx.db);
  report({ what: work.what, done, total });
  // by id from the first to the last; once more for those that others were just using
  while (done < total) {
    for (let after: string | undefined = NIL; after !== undefined; ) {
      const last: string = after;
      const ids = await transaction(ctx.db, (tx) => work.batch(tx, last, unreadable));
      done += ids.filter((id) => !unreadable.has(id)).length;
      if (ids.length > 0) report({ what: work.what, done, total: Math.max(done, total) });
      after = ids.at(-1);
    }
    total = done + (await work.left(ctx.db)) - unreadable.size;
    if (done < total) await sleep(50);
  }
  return done;
}

interface SealedRow {
  id: string;
  tenant_id: string;
  user_id: string;
  bytes: Buffer;
  key_id: string;
}

function sealedWork(ctx: Context, column: SealedColumn): Work {
  const [table, secret, keyId] = [sql.table(column.table), sql.ref(column.secret), sql.ref(column.keyId)];
  const current = ctx.sealing.keyId;
  return {
    what: `${column.table}.${column.secret}`,
    async left(db) {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from ${table} where ${keyId} <> ${current}`.execute(db);
      return rows[0]?.count ?? 0;
    },
    async batch(tx, after, unreadable) {
      const { rows } = await sql<SealedRow>`
        select *, ${secret} as bytes, ${keyId} as key_id from ${table}
        where ${keyId} <> ${current} and id > ${after} order by id limit ${BATCH}
        for no key update skip locked`.execute(tx);
      for (const row of rows) {
        const owner = column.owner(row);
        const plain = opened(() => ctx.sealing.open({ keyId: row.key_id, bytes: row.bytes }, owner));
        if (plain === null) unreadable.add(row.id);
        if (plain === null) continue;
        const anew = ctx.sealing.seal(plain, owner);
        await sql`
          update ${table} set ${secret} = ${anew.bytes}, ${keyId} = ${anew.keyId} where id = ${row.id}`.execute(tx);
      }
      return rows.map((row) => row.id);
    },
  };
}

function pepperWork(ctx: Context, column: 'password_hash' | 'reset_code_hash'): Work {
  const current = `$sealed$v=1$key=${ctx.config.PASSWORD_PEPPERS[0]?.id}$`;
  const isOld = sql<boolean>`${sql.ref(column)} is not null and not starts_with(${sql.ref(column)}, ${current})`;
  return {
    what: `users.${column}`,
    async left(db) {
      const { count } = await db
        .selectFrom('users')
        .select((select) => select.fn.countAll<number>().as('count'))
        .where(isOld)
        .executeTakeFirstOrThrow();
      return count;
    },
    async batch(tx, after, unreadable) {
      const rows = await tx
        .selectFrom('users')
        .select(['id', `${column} as stored`])
        .where(isOld)
        .where('id', '>', after)
        .orderBy('id')
        .limit(BATCH)
        .forNoKeyUpdate()
        .skipLocked()
        .execute();
      for (const { id, stored } of rows) {
        const anew = opened(() => ctx.hashing.repepper(stored ?? '', id));
        if (anew === null) unreadable.add(id);
        else await setHash(tx, column, id, anew);
      }
      return rows.map((row) => row.id);
    },
  };
}

const setHash = (tx: Tx, column: 'password_hash' | 'reset_code_hash', id: string, anew: string) =>
  tx
    .updateTable('users')
    .set({ [column]: anew })
    .where('id', '=', id)
    .execute();

function opened<T>(open: () => T): T | null {
  try {
    return open();
  } catch {
    return null;
  }
}
