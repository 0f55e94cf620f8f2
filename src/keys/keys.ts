import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createSealing, type Key } from '../crypto/sealing.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { readPrivately, writePrivately } from '../private-file.ts';
import { SEALED_COLUMNS } from './sealed-columns.ts';

/** For the embedded database: a key of its own, made once, readable by its owner alone. */
export async function keepMadeUpKeys(dataDir: string): Promise<Key[]> {
  const made = await readMadeUpKeys(dataDir);
  if (made) return made;
  await writePrivately(fileIn(dataDir), `k1:${randomBytes(32).toString('base64')}\n`);
  return keepMadeUpKeys(dataDir);
}

const fileIn = (dataDir: string) => join(dataDir, 'encryption-keys');

export async function readMadeUpKeys(dataDir: string): Promise<Key[] | null> {
  const file = fileIn(dataDir);
  const text = await readPrivately(file);
  if (text === null) return null;
  const [, id, bytes] = /^([^:]+):(\S+)\n$/.exec(text) ?? [];
  if (!id || !bytes) throw new Error(`${file} is damaged: restore it, or what the database holds can't be read`);
  return [{ id, bytes: Buffer.from(bytes, 'base64') }];
}

export interface KeySettings {
  ENCRYPTION_KEYS: readonly Key[];
  PASSWORD_PEPPERS: readonly Key[];
}

/**
 * Refuses the start where a key is not the one this database was written with, or one is missing that it still needs;
 * enters new ones. Found out only at a login, either would be a fault for those users alone. `lost`: those that are being
 * given up, and may be missing.
 */
export async function admitKeys(db: Database, settings: KeySettings, now: Date, lost: string[] = []): Promise<void> {
  // as at nearly every start
  if ((await checkKeys(db, settings, lost)).length === 0) return;
  // a start that is refused has entered nothing: the key it came with may have been a slip
  await transaction(db, async (tx) => {
    for (const { id, key } of all(settings))
      await tx
        .insertInto('encryption_keys')
        .values({ id, check_value: createSealing([key]).seal(CHECK_TEXT, CHECK_OWNER).bytes, created_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    await checkKeys(tx, settings, lost);
  });
}

/** The same without entering any: says which are new to this database, as they stand in it. */
export async function checkKeys(db: Database | Tx, settings: KeySettings, lost: string[] = []): Promise<string[]> {
  const rows = await db.selectFrom('encryption_keys').selectAll().execute();
  const entered = new Map(rows.map((row) => [row.id, row.check_value]));
  for (const { setting, id, key } of all(settings)) {
    const bytes = entered.get(id);
    if (bytes && !opens(key, bytes))
      throw new Error(
        `${setting}: the key "${key.id}" is not the one this database was written with. Put the right one back. (Was the one before a slip that nothing is sealed with yet, \`keys forget\` ends it.)`,
      );
  }
  const given = all(settings).map(({ id }) => id);
  for (const id of await findUsed(db, [...given, ...lost])) {
    const pepper = id.startsWith('pepper:');
    throw new Error(
      pepper
        ? `PASSWORD_PEPPERS: hashes of passwords or reset codes are still under the pepper "${id.slice(7)}", which is not set. Put it back behind the first.`
        : `ENCRYPTION_KEYS: the database still holds secrets under the key "${id}", which is not set. Put it back behind the first.`,
    );
  }
  return given.filter((id) => !entered.has(id));
}

/**
 * Ends a key that was entered by a slip: another may have its id then. Refused where secrets are sealed with it, and where it
 * is the very key of these settings: a service that runs with them would seal with a key that nobody knows.
 */
export function forgetKey(
  db: Database,
  id: string,
  settings: KeySettings,
): Promise<'forgotten' | 'unknown' | 'sealed' | 'set'> {
  return transaction(db, async (tx) => {
    const row = await tx.selectFrom('encryption_keys').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (!row) return 'unknown';
    if ((await findUsed(tx, [])).includes(id)) return 'sealed';
    if (all(settings).some((each) => each.id === id && opens(each.key, row.check_value))) return 'set';
    await tx.deleteFrom('encryption_keys').where('id', '=', id).execute();
    return 'forgotten';
  });
}

/** Keys, but for these, that something in the database is sealed with; peppers as the hashes themselves name them. */
export async function findUsed(db: Database | Tx, except: string[]): Promise<string[]> {
  const sealed = SEALED_COLUMNS.map(
    ({ table, keyId }) => sql`exists (select from ${sql.table(table)} where ${sql.ref(keyId)} = k.id)`,
  );
  const peppered = ['password_hash', 'reset_code_hash'].map(
    (column) => sql`select 'pepper:' || substr(split_part(${sql.ref(column)}, '$', 4), 5) as id from users
      where starts_with(${sql.ref(column)}, '$sealed$')`,
  );
  const { rows } = await sql<{ id: string }>`
    select id from (
      select id from encryption_keys as k where ${sql.join(sealed, sql` or `)}
      union ${sql.join(peppered, sql` union `)}
    ) as used where id <> all (${except}::text[])`.execute(db);
  return rows.map(({ id }) => id);
}

/** Peppers stand beside the other keys: no id of a key holds a colon. */
const all = (settings: KeySettings) => [
  ...settings.ENCRYPTION_KEYS.map((key) => ({ setting: 'ENCRYPTION_KEYS', id: key.id, key })),
  ...settings.PASSWORD_PEPPERS.map((key) => ({ setting: 'PASSWORD_PEPPERS', id: `pepper:${key.id}`, key })),
];

const CHECK_TEXT = Buffer.from('imagecapture-auth');
const CHECK_OWNER = ['encryption_keys'];

function opens(key: Key, bytes: Buffer): boolean {
  try {
    createSealing([key]).open({ keyId: key.id, bytes }, CHECK_OWNER);
    return true;
  } catch {
    return false;
  }
}
