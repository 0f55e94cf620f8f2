import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { type Database, transaction, withoutLimits } from './database.ts';

const ourFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
const lockId = 4_117_690_025;

/** Applies all pending migrations in one transaction: all of them or none. */
export async function migrate(db: Database, log: (line: string) => void = () => {}, folder = ourFolder): Promise<void> {
  // as at nearly every start, which then needs no connection of its own
  if ((await pendingMigrations(db, folder)).length === 0) return;
  const { Migrator } = await import('kysely/migration');
  const migrations = await readMigrations(folder);
  const applied = await withoutLimits(db, (own) =>
    transaction(own, async (tx) => {
      // Kysely's own lock belongs to the session and is let go before the commit. This one is held until it, and works
      // through a pooler: whoever comes second waits here, and then finds nothing to do.
      await sql`select pg_advisory_xact_lock(${sql.lit(lockId)})`.execute(tx);
      // whoever waits for a table holds up all who come after: given up soon, with nothing changed, and run again
      await sql`set local lock_timeout = '10s'`.execute(tx);
      const known = Object.keys(migrations);
      const applied = await appliedMigrations(tx);
      checkHistory(known, applied, await compatibility(tx));
      // also on a newer schema that this code may serve on
      if (known.every((name) => applied.includes(name))) return [];
      const provider = { getMigrations: async () => migrations };
      const { error, results = [] } = await new Migrator({
        db: tx,
        provider,
        nameComparator: byName,
      }).migrateToLatest();
      if (error) throw error;
      return results.map((result) => result.migrationName);
    }),
  );
  for (const name of applied) log(`Applied migration ${name}`);
}

/** The names of those not yet applied. Throws when the database and this code do not belong together. */
export async function pendingMigrations(db: Database, folder = ourFolder): Promise<string[]> {
  const [known, applied] = await Promise.all([listMigrations(folder), appliedMigrations(db)]);
  const newer = applied.some((name) => !known.includes(name));
  checkHistory(known, applied, newer ? await compatibility(db) : new Map());
  return known.filter((name) => !applied.includes(name));
}

async function appliedMigrations(db: Database): Promise<string[]> {
  // a database that has never been migrated has no such table; asked first, since an error would end a transaction
  if (!(await tableExists(db, 'kysely_migration'))) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return rows.map((row) => row.name).sort(byName);
}

async function tableExists(db: Database, name: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${name}) is not null as there`.execute(db);
  return rows[0]?.there ?? false;
}

/** The oldest code that may serve on each of these migrations, named by the newest migration it must know. */
async function compatibility(db: Database): Promise<Map<string, string>> {
  if (!(await tableExists(db, 'schema_compatibility'))) return new Map();
  const rows = await db.selectFrom('schema_compatibility').selectAll().execute();
  return new Map(rows.map((row) => [row.migration, row.works_with]));
}

/** A newer schema is served on where it says that this code may: replicas are replaced one after another. */
function checkHistory(known: string[], applied: string[], worksWith: Map<string, string>): void {
  const newest = known.at(-1) ?? '';
  const fits = (name: string) => name > newest && (worksWith.get(name) ?? name) <= newest;
  const foreign = applied.filter((name) => !known.includes(name) && !fits(name));
  const newer = foreign.filter((name) => name > newest);
  if (newer.length > 0) {
    throw new Error(`The database is newer than this code, which does not know its migration ${newer.join(', ')}`);
  }
  if (foreign.length > 0) {
    throw new Error(`The database holds migration ${foreign.join(', ')}, whose file has vanished from this code`);
  }
  const last = applied.at(-1) ?? '';
  const overtaken = known.find((name) => name < last && !applied.includes(name));
  if (overtaken) {
    throw new Error(`Migration ${overtaken} is new but sorts before ${last}, which is applied: give it a later number`);
  }
}

async function listMigrations(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql'));
  return files.map((file) => file.slice(0, -'.sql'.length)).sort(byName);
}

async function readMigrations(folder: string): Promise<Record<string, Migration>> {
  const names = await listMigrations(folder);
  const migrations = names.map(async (name): Promise<[string, Migration]> => {
    const statements = await readFile(join(folder, `${name}.sql`), 'utf8');
    return [name, { up: (tx) => apply(tx, name, statements) }];
  });
  return Object.fromEntries(await Promise.all(migrations));
}

async function apply(tx: Kysely<unknown>, name: string, statements: string): Promise<void> {
  // Rolled back to on failure, or Kysely's last words to the transaction would fail in their turn and hide the reason.
  await sql`savepoint migration`.execute(tx);
  try {
    await sql.raw(statements).execute(tx);
    await sql`release savepoint migration`.execute(tx);
  } catch (cause) {
    await sql`rollback to savepoint migration`.execute(tx);
    const { message, position } = cause as { message: string; position?: string };
    const line = position ? `, line ${statements.slice(0, Number(position)).split('\n').length}` : '';
    throw new Error(`Migration ${name}.sql failed${line}, and nothing was changed: ${message}`, { cause });
  }
}

/** By code point, as files are listed and as Kysely sorts them; not by the language of the machine. */
function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
