import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../db/database.ts';

/** When sessions were used last, on its way to the database: no call waits for that, and many are written at once. */
export interface LastUses {
  note(sessionId: string, at: Date): void;
  /** The row that `read` finds, with the use that is not in the database yet, or was not when the reading began. */
  reading<Row extends { last_used_at: Date | null }>(
    sessionId: string,
    read: () => Promise<Row | undefined>,
  ): Promise<Row | undefined>;
  /** Once what was noted is written, or has failed. */
  written(): Promise<void>;
}

/** Rows of one statement. */
const BATCH = 1000;
/** From a failure to the next try. */
const PAUSE_MILLIS = 1000;

export function createLastUses(db: Database, failed: (error: unknown) => void): LastUses {
  let noted = new Map<string, Date>();
  let underWay = new Map<string, Date>();
  let writing: Promise<void> | null = null;
  let pausing = false;

  async function write(): Promise<void> {
    // never left before the first await: `writing` is set when this returns
    while (noted.size > 0 && !pausing) {
      [underWay, noted] = [noted, new Map()];
      try {
        await writeAll(db, [...underWay]);
      } catch (error) {
        failed(error);
        // greatest(): what was written all the same does no harm
        noted = new Map([...underWay, ...noted]);
        pausing = true;
        setTimeout(() => {
          pausing = false;
          writing ??= write();
        }, PAUSE_MILLIS).unref();
      }
      underWay.clear();
    }
    writing = null;
  }
  const pending = (sessionId: string) => noted.get(sessionId) ?? underWay.get(sessionId);
  return {
    note(sessionId, at) {
      noted.set(sessionId, at);
      if (!pausing) writing ??= write();
    },
    async reading(sessionId, read) {
      const before = pending(sessionId);
      const row = await read();
      const used = pending(sessionId) ?? before;
      if (row?.last_used_at && used && used > row.last_used_at) row.last_used_at = used;
      return row;
    },
    written: () => writing ?? Promise.resolve(),
  };
}

/** Whoever holds a session (its user's own calls do, or another replica) keeps none of the others waiting. */
async function writeAll(db: Database, uses: [string, Date][]): Promise<void> {
  for (let from = 0; from < uses.length; from += BATCH) {
    const some = uses.slice(from, from + BATCH);
    const left = await writeUses(db, some, sql`skip locked`);
    // one at a time: who waits for one row holds no other
    for (const use of some.filter(([id]) => left.has(id))) await writeUses(db, [use], sql``);
  }
}

/** Says which are not written: held by others, or gone. */
async function writeUses(db: Database, uses: [string, Date][], whereHeld: RawBuilder<unknown>): Promise<Set<string>> {
  const ids = uses.map(([id]) => id);
  const times = uses.map(([, at]) => at);
  const { rows } = await sql<{ id: string }>`
    update sessions as s set last_used_at = greatest(s.last_used_at, used.at)
    from unnest(${ids}::uuid[], ${times}::timestamptz[]) as used (id, at)
    where s.id = used.id and s.id in (
      select id from sessions where id = any(${ids}::uuid[]) order by id for no key update ${whereHeld}
    )
    returning s.id`.execute(db);
  const left = new Set(ids);
  for (const { id } of rows) left.delete(id);
  return left;
}
