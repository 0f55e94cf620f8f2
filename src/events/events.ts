import { randomUUIDv7 } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { Caller } from '../context.ts';
import { afterCommit, type Database, type Tx } from '../db/database.ts';
import type { EventType, Happening } from './catalogue.ts';

/** Told of every event once its transaction has committed: for measuring alone. */
export const recorded = channel('imagecapture-auth:event');

export interface Recorded {
  db: Database;
  type: EventType;
}

/** Writes what happened, in the transaction that did it. */
export async function record(tx: Tx, caller: Caller, at: Date, ...happenings: Happening[]): Promise<void> {
  if (happenings.length === 0) return;
  await tx
    .insertInto('events')
    .values(
      happenings.map((happening) => ({
        id: eventId(),
        tenant_id: happening.tenantId,
        user_id: happening.userId,
        type: happening.type,
        at,
        actor_kind: caller.actor.kind,
        actor_id: caller.actor.id,
        ip: caller.ip,
        user_agent: caller.userAgent,
        request_id: caller.requestId,
        data: JSON.stringify(happening.data ?? {}),
      })),
    )
    .execute();
  afterCommit(tx, (db) => {
    for (const { type } of happenings) recorded.publish({ db, type } satisfies Recorded);
  });
}

let last = '';

/** Rising also within a millisecond (RFC 9562, 6.2), so that what one transaction records is listed in its order. */
function eventId(): string {
  const fresh = randomUUIDv7();
  last = fresh > last ? fresh : oneMore(last);
  return last;
}

const oneMore = (id: string) =>
  id.slice(0, 24) + ((Number.parseInt(id.slice(24), 16) + 1) % 2 ** 48).toString(16).padStart(12, '0');

export interface EventFilter {
  tenantId: string;
  userId?: string | undefined;
  type?: string | undefined;
  after?: string | undefined;
  limit: number;
}

/** Newest first; `next` goes on after the last one shown. */
export async function listEvents(db: Database, filter: EventFilter) {
  let query = db
    .selectFrom('events as e')
    .innerJoin('tenants as t', 't.id', 'e.tenant_id')
    .select(['e.id', 'e.type', 'e.at', 't.slug as tenant', 'e.user_id as userId', 'e.actor_kind', 'e.actor_id'])
    .select(['e.ip', 'e.user_agent as userAgent', 'e.request_id as requestId', 'e.data'])
    .where('e.tenant_id', '=', filter.tenantId)
    .orderBy('e.id', 'desc')
    .limit(filter.limit + 1);
  if (filter.userId) query = query.where('e.user_id', '=', filter.userId);
  if (filter.type) query = query.where('e.type', '=', filter.type);
  if (filter.after) query = query.where('e.id', '<', filter.after);
  const rows = await query.execute();
  const shown = rows.slice(0, filter.limit);
  return {
    events: shown.map(({ actor_kind, actor_id, ...event }) => ({
      ...event,
      actor: { kind: actor_kind, id: actor_id },
    })),
    next: rows.length > filter.limit ? (shown.at(-1)?.id ?? null) : null,
  };
}
