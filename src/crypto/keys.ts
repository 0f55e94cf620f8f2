import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import { type Database, type Tx, transaction } from '../db/database.ts';
import { readPrivately, writePrivately } from '../private-file.ts';
import { SEALED_COLUMNS } from './sealed-columns.ts';
import { createSealing, type Key } from './sealing.ts';

/** For the embedded database: a key of its own, made once, readable by its owner alone. */
export async function keepMadeUpKeys(dataDir: string): Promise<Key[]> {
  const file = join(dataDir, 'encryption-keys');
  if ((await readPrivately(file)) === null) await writePrivately(file, `k1:${randomBytes(32).toString('base64')}\n`);
  const [, id, bytes] = /^([^:]+):(\S+)\n$/.exec((await readPrivately(file)) ?? '') ?? [];
  if (!id || !bytes) throw new Error(`${file} is damaged: restore it, or what the database holds can't be read`);
  return [{ id, bytes: Buffer.from(bytes, 'base64') }];
}

interface KeySettings {
  ENCRYPTION_KEYS: readonly Key[];
  PASSWORD_PEPPERS: readonly Key[];
}

/**
 * Refuses the start where a key is not the one this database was written with, or one is missing that it still needs;
 * enters new ones. Found out only at a login, either would be a fault for those users alone.
 */
export async function checkKeys(db: Database, settings: KeySettings, now: Date): Promise<void> {
  // a start that is refused has entered nothing: the key it came with may have been a slip
  await transaction(db, (tx) => enterAndCheck(tx, settings, now));
}

async function enterAndCheck(db: Tx, settings: KeySettings, now: Date): Promise<void> {
  await enterKeys(db, 'ENCRYPTION_KEYS', settings.ENCRYPTION_KEYS, now);
  await enterKeys(db, 'PASSWORD_PEPPERS', settings.PASSWORD_PEPPERS, now);
  const known = [
    ...settings.ENCRYPTION_KEYS.map((key) => nameOf('ENCRYPTION_KEYS', key)),
    ...settings.PASSWORD_PEPPERS.map((key) => nameOf('PASSWORD_PEPPERS', key)),
  ];
  const sealed = SEALED_COLUMNS.map(
    ({ table, keyId }) => sql`exists (select from ${sql.table(table)} where ${sql.ref(keyId)} = k.id)`,
  );
  const peppered = ['password_hash', 'reset_code_hash'].map(
    (column) => sql`exists (select from users where starts_with(${sql.ref(column)}, '$sealed$')
      and split_part(${sql.ref(column)}, '$', 4) = 'key=' || substr(k.id, 8))`,
  );
  const { rows } = await sql<{ id: string }>`
    select id from encryption_keys as k where id <> all (${known})
      and (${sql.join(sealed, sql` or `)} or (id like 'pepper:%' and (${sql.join(peppered, sql` or `)})))`.execute(db);
  for (const { id } of rows) {
    const pepper = id.startsWith('pepper:');
    throw new Error(
      pepper
        ? `PASSWORD_PEPPERS: hashes of passwords or reset codes are still under the pepper "${id.slice(7)}", which is not set. Put it back behind the first.`
        : `ENCRYPTION_KEYS: the database still holds secrets under the key "${id}", which is not set. Put it back behind the first.`,
    );
  }
}

/** Peppers stand beside the other keys: no id of a key holds a colon. */
const nameOf = (setting: keyof KeySettings, key: Key) => (setting === 'PASSWORD_PEPPERS' ? `pepper:${key.id}` : key.id);

const CHECK_TEXT = Buffer.from('imagecapture-auth');
const CHECK_OWNER = ['encryption_keys'];

async function enterKeys(db: Tx, setting: keyof KeySettings, keys: readonly Key[], now: Date): Promise<void> {
  for (const key of keys) {
    const sealing = createSealing([key]);
    const id = nameOf(setting, key);
    await db
      .insertInto('encryption_keys')
      .values({ id, check_value: sealing.seal(CHECK_TEXT, CHECK_OWNER).bytes, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await db.selectFrom('encryption_keys').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    try {
      sealing.open({ keyId: key.id, bytes: row.check_value }, CHECK_OWNER);
    } catch {
      throw new Error(
        `${setting}: the key "${key.id}" is not the one this database was written with. Put the right one back.`,
      );
    }
  }
}
