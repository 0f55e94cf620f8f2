// @ts-nocheck
import { type RawBuilder, sql } from 'kysely';
import { type Database, type Tx, transaction } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';

/** Rows that are to go. */
export interface Outdated {
  table: keyof Tables;
  where: RawBuilder<unknown>;
  /** where the order tells which rows are old, so that an index ends the search */
  orderBy?: 'id' | 'event_id';
}

/** Rows that one statement removes at most: no lock is held for long, and no statement runs into its limit. */
export const BATCH = 1000;

export interface Removed {
  count: number;
  /** there may be others */
  more: boolean;
}

/** Of all replicas one removes at a time; held for one batch, so that it works through a pooler, too. */
const LOCK = 4_117_690_026;

/** A batch in a transaction of its own; null: another is at it. */
export const removeAlone = (db: Database, outdated: Outdated, limit: number): Promise<Removed | null> =>
  transaction(db, async (tx) => {
    const { rows } = await sql<{ ours: boolean }>`select pg_try_advisory_xact_lock(${sql.lit(LOCK)}) as ours`.execute(
      tx,
    );
    return rows[0]?.ours ? removeBatch(tx, outdated, limit) : null;
  });

/** Removes at most `limit` of them. What somebody works with right now is left for the next time: nobody waits for it. */
async function removeBatch(tx: Tx, outdated: Outdated, limit: number): Promise<Removed> {
  if (outdated.table === 'trusted_devices') return removeDevices(tx, outdated.where, limit);
  const count = await removeRows(tx, outdated, limit);
  return { count, more: count >= limit };
}

async function removeRows(tx: Tx, { table, where, orderBy }: Outdated, limit: number): Promise<number> {
  const name = sql.table(table);
  const { numAffectedRows } = await sql`
    delete from ${name} where ctid = any(array(
      select ctid from ${name} where ${where} ${orderBy ? sql`order by ${sql.ref(orderBy)}` : sql``}
      limit ${limit} for update skip locked))`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Devices that are looked at together. */
const DEVICES = 50;

/** A device in steady use leaves very many tokens: they go first, in batches of their own. */
async function removeDevices(tx: Tx, where: RawBuilder<unknown>, limit: number): Promise<Removed> {
  const { rows } = await sql<{ id: string }>`select id from trusted_devices where ${where}
    limit ${Math.min(DEVICES, limit)} for update skip locked`.execute(tx);
  if (rows.length === 0) return { count: 0, more: false };
  const ids = rows.map(({ id }) => id);
  const tokens = await removeRows(tx, { table: 'trusted_device_tokens', where: sql`device_id = any(${ids})` }, limit);
  if (tokens >= limit) return { count: 0, more: true };
  await tx.deleteFrom('trusted_devices').where('id', 'in', ids).execute();
  return { count: ids.length, more: ids.length >= Math.min(DEVICES, limit) };
}
