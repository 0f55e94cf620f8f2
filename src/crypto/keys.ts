import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { createSealing, type Key } from './sealing.ts';

/** For the embedded database: a key of its own, made once, readable by its owner alone. */
export async function keepMadeUpKeys(dataDir: string): Promise<Key[]> {
  const file = join(dataDir, 'encryption-keys');
  if (!existsSync(file)) {
    // written whole, then named: a start that is killed half way leaves no half key
    const draft = `${file}.${process.pid}`;
    await writeFile(draft, `k1:${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flush: true });
    await rename(draft, file);
  }
  const [, id, bytes] = /^([^:]+):(\S+)\n$/.exec(await readFile(file, 'utf8')) ?? [];
  if (!id || !bytes) throw new Error(`${file} is damaged: restore it, or what the database holds can't be read`);
  return [{ id, bytes: Buffer.from(bytes, 'base64') }];
}

const CHECK_TEXT = Buffer.from('imagecapture-auth');
const CHECK_OWNER = ['encryption_keys'];

/**
 * Refuses the start where a key is not the one this database was written with, or one is missing that it still needs;
 * enters new ones.
 */
export async function checkKeys(db: Database, keys: readonly Key[], now: Date): Promise<void> {
  for (const key of keys) {
    const sealing = createSealing([key]);
    const { bytes } = sealing.seal(CHECK_TEXT, CHECK_OWNER);
    await db
      .insertInto('encryption_keys')
      .values({ id: key.id, check_value: bytes, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await db.selectFrom('encryption_keys').selectAll().where('id', '=', key.id).executeTakeFirstOrThrow();
    try {
      sealing.open({ keyId: key.id, bytes: row.check_value }, CHECK_OWNER);
    } catch {
      throw new Error(
        `ENCRYPTION_KEYS: the key "${key.id}" is not the one this database was written with. Put the right one back.`,
      );
    }
  }
  const ids = keys.map((key) => key.id);
  const { rows } = await sql<{ id: string }>`
    select id from encryption_keys as k where id <> all (${ids})
      and (exists (select from authenticators where secret_key_id = k.id)
        or exists (select from enrollments where secret_key_id = k.id))`.execute(db);
  if (rows.length > 0)
    throw new Error(
      `ENCRYPTION_KEYS: the database still holds secrets under the key "${rows.map((row) => row.id).join('", "')}", which is not set. Put it back behind the first.`,
    );
}
