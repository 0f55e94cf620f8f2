import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, type Dialect, Kysely, PostgresDialect, type QueryCreator, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { hasLostPlans, prepareByName } from './prepared.ts';
import type { Tables } from './tables.ts';

/** For readers. A `Tx` can be handed to them, too. */
export type Database = Kysely<Tables>;
/** For queries that are put into a statement, or begin one. */
export type Query = QueryCreator<Tables>;
/** For writers. Kysely's class has private members, so that handing them a `Database` does not compile. */
export type Tx = Transaction<Tables>;

interface Options {
  url: string;
  /** the most connections */
  pool: number;
  log: (line: string) => void;
  limits?: Limits | null;
  /** statements keep a name on their connection; not behind a pooler that knows no names */
  prepared?: boolean;
}

interface Limits {
  statementMillis: number;
  idleTransactionMillis: number;
}

const requestLimits: Limits = { statementMillis: 10_000, idleTransactionMillis: 15_000 };
const opened = new WeakMap<Database, Options>();
const pools = new WeakMap<Database, pg.Pool>();
const afterwards = new WeakMap<Tx, ((db: Database) => void)[]>();

export function openDatabase(options: Options): { db: Database; close(): Promise<void> } {
  const limits = options.limits === undefined ? requestLimits : options.limits;
  const pool = openPool(options, limits);
  const db: Database = new Kysely({ dialect: limitedDialect(pool, limits) });
  opened.set(db, options);
  pools.set(db, pool);
  return { db, close: () => db.destroy() };
}

/** Runs `work` on a connection of its own, without the limits that guard requests: a migration may take its time. */
export async function withoutLimits<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  const options = opened.get(db);
  if (!options) return work(db);
  const own = openDatabase({ ...options, pool: 1, limits: null, prepared: false });
  try {
    return await work(own.db);
  } finally {
    await own.close();
  }
}

/**
 * Runs `work` in a transaction: committed when it returns, rolled back when it throws, run again from its beginning when
 * PostgreSQL has ended it in favour of another. So `work` does nothing that a rollback does not undo.
 */
export async function transaction<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const due: ((db: Database) => void)[] = [];
    try {
      const result = await db
        .transaction()
        .setIsolationLevel('read committed')
        .execute((tx) => {
          afterwards.set(tx, due);
          return work(tx);
        });
      for (const each of due) each(db);
      return result;
    } catch (error) {
      const passing = isDatabaseError(error, '40P01') || isDatabaseError(error, '40001');
      if (!passing || attempt > 3) throw error;
      await sleep(Math.random() * 20 * attempt);
    }
  }
}

/** For measuring alone: runs `work` once the transaction has committed, and never for one that was rolled back. */
export function afterCommit(tx: Tx, work: (db: Database) => void): void {
  afterwards.get(tx)?.push(work);
}

/** A statement of its own, past Kysely: for calls that are made thousands of times a second. */
export async function queryAlone<Row>(db: Database, text: string, values: readonly unknown[]): Promise<Row[]> {
  const pool = pools.get(db);
  if (!pool) throw new Error('this database was not opened here');
  return (await pool.query(text, values as unknown[])).rows as Row[];
}

/** Connections there are, those of them at rest, and calls that wait for one. */
export function poolLoad(db: Database): { total: number; idle: number; waiting: number } {
  const pool = pools.get(db);
  return { total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 };
}

/** A standby that is not promoted, or made read-only for a while (`default_transaction_read_only`). */
export async function isReadOnly(db: Database): Promise<boolean> {
  const { rows } = await sql<{ on: boolean }>`
    select current_setting('transaction_read_only')::boolean as "on"`.execute(db);
  return rows[0]?.on ?? false;
}

export function isUniqueViolation(error: unknown): boolean {
  return isDatabaseError(error, '23505');
}

export function isDatabaseError(error: unknown, code: string): boolean {
  return error instanceof pg.DatabaseError && error.code === code;
}

/*
 * A startup parameter would be the plain way to set a limit, but PgBouncer refuses it, and in its transaction mode a SET
 * lands on whichever server connection comes next. So there are three:
 * - a transaction brings its limits along, in the message that begins it;
 * - a lone statement is limited by the session where the session is ours alone;
 * - and a little later by ourselves, wherever the server is, and whether or not it still answers.
 */

function openPool({ url, pool: max, log, prepared }: Options, limits: Limits | null): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'imagecapture-auth',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: { getTypeParser },
    ...(limits && { query_timeout: limits.statementMillis + 2_000 }),
    onConnect: (client) => limits && limitSession(client, limits),
  });
  if (prepared) pool.on('connect', prepareByName());
  pool.on('connect', (client) => {
    // Between two statements of a transaction nobody else listens, and an error without a listener ends the process.
    client.on('error', (error) => log(`A database connection was lost: ${error.message}`));
  });
  // The same losses again, of those at rest.
  pool.on('error', () => {});
  pool.on('release', (_error, client) => {
    if (!isAtRest(client)) client.end().catch(() => {});
  });
  return pool;
}

/** A pooler in between hands out a key that is not the server's process id: there the condition does not hold. */
async function limitSession(client: pg.ClientBase, limits: Limits): Promise<void> {
  const { processID } = client as { processID?: number | null };
  await client.query(`select set_config('statement_timeout', $1, false) where pg_backend_pid() = $2`, [
    String(limits.statementMillis),
    processID ?? 0,
  ]);
}

function limitedDialect(pool: pg.Pool, limits: Limits | null): Dialect {
  const dialect = new PostgresDialect({ pool });
  if (!limits) return dialect;
  const createDriver = dialect.createDriver.bind(dialect);
  dialect.createDriver = () => {
    const driver = createDriver();
    driver.beginTransaction = async (connection, { isolationLevel = 'read committed', accessMode = '' }) => {
      // "read write" is not asked for: a standby refuses that as unknown to it, and a database that was made read-only
      // for a while would be written to all the same
      await connection.executeQuery(
        CompiledQuery.raw(
          `start transaction isolation level ${isolationLevel} ${accessMode};
           set local statement_timeout = ${limits.statementMillis};
           set local idle_in_transaction_session_timeout = ${limits.idleTransactionMillis}`,
        ),
      );
    };
    return driver;
  };
  return dialect;
}

/**
 * Not at rest: inside a transaction, still at what we have given up waiting for, just cut off by the server, or with
 * prepared statements that fit no more. Whoever got such a connection next would wait, write into another's transaction,
 * or fail.
 */
function isAtRest(client: pg.PoolClient): boolean {
  const { readyForQuery } = client as { readyForQuery?: boolean };
  return client.getTransactionStatus() === 'I' && readyForQuery !== false && !hasLostPlans(client);
}

/**
 * Counts and time steps are int8, which `pg` hands out as text. One too large for a number is a fault, not a text. Times
 * in UTC are read by the engine, in a quarter of the time.
 */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  const usual = pg.types.getTypeParser(oid, format as 'text');
  if (format === 'binary') return usual;
  if (oid === pg.types.builtins.TIMESTAMPTZ)
    return (text: string) => {
      const time = text.endsWith('+00') ? Date.parse(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : Number.NaN;
      return Number.isNaN(time) ? usual(text) : new Date(time);
    };
  if (oid !== pg.types.builtins.INT8) return usual;
  return (text: string) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range: ${text}`);
    return value;
  };
}

/** PostgreSQL can't be reached, is starting or stopping, has no connection left, or did not answer in time. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return /^(08|53|57P|57014|25006)/.test(error.code ?? '');
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return (
    /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|EPIPE|EAI_AGAIN)$/.test(code ?? '') ||
    /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}
