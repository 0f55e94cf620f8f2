import type { Compilable, CompiledQuery } from 'kysely';
import { type Database, queryAlone } from './database.ts';

/** Rows of one statement. */
const MOST = 100;

/**
 * A read of the hot path, by one or more ids: what is asked for in one turn of the event loop goes in one statement. So a
 * crowd costs a few round trips a turn, and each still reads what is committed when it asks.
 *
 * `build` is called once, with placeholders for one array of each id: it may put them where values go, and look at none.
 * `idsOf` tells whose row it is. Missing rows are undefined.
 */
export function together<Ids extends string[], Row>(
  build: (db: Database, ...ids: { [each in keyof Ids]: string[] }) => Compilable<Row>,
  idsOf: (row: Row) => Ids,
): (db: Database, ...ids: Ids) => Promise<Row | undefined> {
  type Columns = { [each in keyof Ids]: string[] };
  const known = new WeakMap<Database, CompiledQuery<Row>>();
  const asked = new WeakMap<Database, Asked<Ids, Row>[]>();
  const places = Array.from({ length: build.length - 1 }, (): string[] => []);

  async function read(db: Database, all: Ids[]): Promise<Row[]> {
    const query = known.get(db) ?? build(db, ...(places as Columns)).compile();
    known.set(db, query);
    const columns = places.map((_, place) => all.map((ids) => ids[place]));
    const parameters = query.parameters.map((value) => {
      const place = places.indexOf(value as string[]);
      return place < 0 ? value : columns[place];
    });
    return queryAlone<Row>(db, query.sql, parameters);
  }

  async function answer(db: Database, some: Asked<Ids, Row>[]): Promise<void> {
    try {
      const rows = await read(db, [...new Map(some.map(({ key, ids }) => [key, ids])).values()]);
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
