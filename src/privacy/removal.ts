import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { type Tx, transaction } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';

/** Rows that are to go. */
export interface Outdated {
  table: keyof Tables;
  where: RawBuilder<unknown>;
  /** where the order tells which rows are old, so that an index ends the search */
  orderBy?: 'id';
}

/** Rows that one statement removes at most: no lock is held for long, and no statement runs into its limit. */
export const BATCH = 1000;

/**
 * Removes at most `limit` of them, in a transaction of its own. What somebody works with right now is left for the next
 * time, so that nobody waits for it.
 */
export const removeBatch = (db: Database, outdated: Outdated, limit = BATCH): Promise<number> =>
  transaction(db, (tx) => removeIn(tx, outdated, limit));

export async function removeIn(tx: Tx, { table, where, orderBy }: Outdated, limit = BATCH): Promise<number> {
  const name = sql.table(table);
  const { numAffectedRows } = await sql`
    delete from ${name} where ctid = any(array(
      select ctid from ${name} where ${where} ${orderBy ? sql`order by ${sql.ref(orderBy)}` : sql``}
      limit ${limit} for update skip locked))`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
