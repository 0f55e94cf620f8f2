import type { Compilable } from 'kysely';
import type { Database } from './database.ts';
import { statement } from './statement.ts';

/** Rows of one statement. */
const MOST = 100;

/**
 * A read of the hot path, by one or more ids: what is asked for in one turn of the event loop goes in one statement. So a
 * crowd costs a few round trips a turn, and each still reads what is committed when it asks.
 *
 * `build` is handed a slot for the array of each id, as `statement` has it. `idsOf` tells whose row it is. Missing rows are undefined.
 */
export function together<Ids extends string[], Row>(
  build: (db: Database, ...ids: { [each in keyof Ids]: string[] }) => Compilable<Row>,
  idsOf: (row: Row) => Ids,
): (db: Database, ...ids: Ids) => Promise<Row | undefined> {
  type Columns = { [each in keyof Ids]: string[] };
  const asked = new WeakMap<Database, Asked<Ids, Row>[]>();
  const places = Array.from({ length: build.length - 1 }, (_, place) => place);
  const read = statement((db, columns: Record<number, string[]>) => build(db, ...(Object.values(columns) as Columns)));

  async function answer(db: Database, some: Asked<Ids, Row>[]): Promise<void> {
    try {
      const all = [...new Map(some.map(({ key, ids }) => [key, ids])).values()];
      const rows = await read(db, { ...places.map((place) => all.map((ids) => ids[place] as string)) });
      const found = new Map(rows.map((row) => [keyOf(idsOf(row)), row]));
      for (const { key, tell } of some) tell(found.get(key));
    } catch (error) {
      for (const { fail } of some) fail(error);
    }
  }

  return (db, ...ids) =>
    new Promise((tell, fail) => {
      const waiting = asked.get(db) ?? [];
      if (waiting.length === 0) {
        asked.set(db, waiting);
        setImmediate(() => {
          asked.delete(db);
          for (let from = 0; from < waiting.length; from += MOST) answer(db, waiting.slice(from, from + MOST));
        });
      }
      waiting.push({ ids, key: keyOf(ids), tell, fail });
    });
}

interface Asked<Ids, Row> {
  ids: Ids;
  key: string;
  tell(row: Row | undefined): void;
  fail(error: unknown): void;
}

const keyOf = (ids: string[]) => ids.join(' ');
