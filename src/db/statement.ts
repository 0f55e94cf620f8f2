import type { CompiledQuery } from 'kysely';
import { type Database, queryAlone, type Tx } from './database.ts';

/** What Kysely can put into SQL. */
interface Compiles<Row> {
  compile(db: Database): CompiledQuery<Row>;
}

/** What a statement differs in beside its values: how many rows it inserts, which parts it has. */
type Shape = Record<string, string | number | boolean>;

type Run<Given, Row> = (db: Database | Tx, given: Given) => Promise<Row[]>;

/**
 * A statement of the hot path. It is put into SQL once, and not at each call, which takes Kysely longer than PostgreSQL
 * takes to run it. `build` is handed what the first call gives, with slots in the place of values: it can put them where
 * values go, and look at none; a list of values is one. Objects, and lists of objects, are there as they are, so they are
 * alike at every call: a list that is longer or shorter is refused.
 */
export const statement = <Given extends object, Row>(
  build: (db: Database, given: Given) => Compiles<Row>,
): Run<Given, Row> => statementOf(build)({});

/** The same, put into SQL once for each `shape`, which `build` can look at. All shapes are kept, so they are few. */
export function statementOf<Given extends object, Row, S extends Shape>(
  build: (db: Database, given: Given, shape: S) => Compiles<Row>,
): (shape: S) => Run<Given, Row> {
  const known = new Map<string, (given: Given) => CompiledQuery<Row>>();
  return (shape) => async (db, given) => {
    const key = Object.values(shape).join(' ');
    const filled = known.get(key) ?? filling(given, (slots) => build(db, slots, shape).compile(db));
    known.set(key, filled);
    const query = filled(given);
    return db.isTransaction ? (await db.executeQuery(query)).rows : queryAlone<Row>(db, query.sql, query.parameters);
  };
}

function filling<Given extends object, Row>(first: Given, compile: (slots: Given) => CompiledQuery<Row>) {
  const paths = new WeakMap<object, string[]>();
  const lists: { path: string[]; length: number }[] = [];
  const slotFor = (value: unknown, path: string[]): unknown => {
    if (Array.isArray(value) && value.some(isPlain)) {
      lists.push({ path, length: value.length });
      return value.map((each, nth) => slotFor(each, [...path, `${nth}`]));
    }
    if (isPlain(value))
      return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, slotFor(each, [...path, name])]));
    const slot = Object.freeze({});
    paths.set(slot, path);
    return slot;
  };
  const query = compile(slotFor(first, []) as Given);
  const places = query.parameters.map((value) => (Object(value) === value ? paths.get(value as object) : undefined));
  return (given: Given): CompiledQuery<Row> => {
    for (const { path, length } of lists)
      if ((valueAt(given, path) as unknown[]).length !== length)
        throw new Error(`${path.join('.')}: this statement was made for ${length} of them; say how many in its shape`);
    return {
      ...query,
      parameters: places.map((path, place) => (path ? valueAt(given, path) : query.parameters[place])),
    };
  };
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const valueAt = (given: object, path: string[]): unknown =>
  path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], given);
