// @ts-nocheck
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';

/** When sessions were used last, on its way to the database: no call waits for that, and many are written at once. */
export interface LastUses {
  note(sessionId: string, at: Date): void;
  /** The row that `read` finds, with the use that is not in the database yet, or was not when the reading began. */
  reading<Row extends { last_used_at: Date }>(
    sessionId: string,
    read: () => Promise<Row | undefined>,
  ): Promise<Row | undefined>;
  /** Once what was noted is written, or has failed. */
  written(): Promise<void>;
}

/** Rows of one statement. */
const BATCH = 1000;

export function createLastUses(db: Database, failed: (error: unknown) => void): LastUses {
  let noted = new Map<string, Date>();
  let underWay = new Map<string, Date>();
  let writing: Promise<void> | null = null;

  async function write(): Promise<void> {
    while (noted.size > 0) {
      [underWay, noted] = [noted, new Map()];
      const all = [...underWay];
      for (let from = 0; from < all.length; from += BATCH)
        await writeUses(db, all.slice(from, from + BATCH)).catch(failed);
      underWay.clear();
    }
    writing = null;
  }
  const pending = (sessionId: string) => noted.get(sessionId) ?? underWay.get(sessionId);
  return {
    note(sessionId, at) {
      noted.set(sessionId, at);
      writing ??= write();
    },
    async reading(sessionId, read) {
      const before = pending(sessionId);
      const row = await read();
      const used = pending(sessionId) ?? before;
      if (row && used && used > row.last_used_at) row.last_used_at = used;
      return row;
    },
    written: () => writing ?? Promise.resolve(),
  };
}

/** A session that somebody holds (it is being ended, or another replica writes its use) is left: nobody waits for this. */
async function writeUses(db: Database, uses: [string, Date][]): Promise<void> {
  const ids = uses.map(([id]) => id);
  const times = uses.map(([, at]) => at);
  await sql`
    update sessions as s set last_used_at = greatest(s.last_used_at, used.at)
    from unnest(${ids}::uuid[], ${times}::timestamptz[]) as used (id, at)
    where s.id = used.id and s.id in (
      select id from sessions where id = any(${ids}::uuid[]) order by id for no key update skip locked
    )`.execute(db);
}
