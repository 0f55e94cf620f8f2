import { randomUUIDv7 } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Caller } from '../context.ts';
import { afterCommit, type Database, type Query, type Tx } from '../db/database.ts';
import { statementOf } from '../db/statement.ts';
import type { EventTable } from '../db/tables.ts';
import type { EventType, Happening } from './catalogue.ts';

/** Told of every event once its transaction has committed: for measuring alone. */
export const recorded = channel('imagecapture-auth:event');

export interface Recorded {
  db: Database;
  type: EventType;
}

/**
 * Writes what happened, in the transaction that did it, and what is owed to webhooks for it: in one statement, since it
 * stands in every story. A webhook that is being deleted is waited for and then owed nothing.
 */
export async function record(tx: Tx, caller: Caller, at: Date, ...happenings: Happening[]): Promise<void> {
  if (happenings.length === 0) return;
  const events = eventsOf(tx, caller, at, ...happenings);
  if (events.length <= FEW) await recordFew({ events: events.length })(tx, { events });
  else await recordingAlone(tx, events).execute();
}

/** As many as stories record. What ends things by the hundred records in as many shapes, which are not worth keeping. */
const FEW = 4;

const recordingAlone = (db: Database, events: NewEvent[]) =>
  recording(db, events).selectNoFrom(sql<number>`1`.as('done'));

const recordFew = statementOf((db, { events }: { events: NewEvent[] }, _shape: { events: number }) =>
  recordingAlone(db, events),
);

/** What a statement that is begun by `recording` is given, once a transaction: it is counted when that commits. */
export function eventsOf(tx: Tx, caller: Caller, at: Date, ...happenings: Happening[]): NewEvent[] {
  afterCommit(tx, (db) => {
    for (const { type } of happenings) recorded.publish({ db, type } satisfies Recorded);
  });
  return happenings.map((happening) => ({
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
  }));
}

export type NewEvent = Insertable<EventTable>;

/** The begin of a statement that records, and does with it what the events say has happened: one round trip for both. */
export function recording(db: Database, events: NewEvent[]): Query {
  return db
    .with('e', (query) => query.insertInto('events').values(events).returning(['id', 'tenant_id', 'type', 'at']))
    .with('owed', (query) =>
      query
        .insertInto('webhook_deliveries')
        .columns(['webhook_id', 'event_id', 'status', 'next_attempt_at', 'created_at'])
        .expression((from) =>
          from
            .selectFrom('webhooks as w')
            .innerJoin('e', 'e.tenant_id', 'w.tenant_id')
            .select(['w.id', 'e.id as event_id', sql.lit('pending').as('status'), 'e.at', 'e.at as created_at'])
            .where('w.enabled', '=', true)
            .where(sql<boolean>`(w.event_types is null or e.type = any(w.event_types))`)
            .forKeyShare('w'),
        ),
    ) as unknown as Query;
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

/** What is shown of an event, to whom it is listed and to whom it is delivered. Joins the tenant as `t`. */
export const EVENT_COLUMNS = [
  'e.id',
  'e.type',
  'e.at',
  't.slug as tenant',
  'e.user_id as userId',
  'e.actor_kind',
  'e.actor_id',
  'e.ip',
  'e.user_agent as userAgent',
  'e.request_id as requestId',
  'e.data',
] as const;

export type EventRow = Pick<
  Selectable<EventTable>,
  'id' | 'type' | 'at' | 'actor_kind' | 'actor_id' | 'ip' | 'data'
> & {
  tenant: string;
  userId: string | null;
  userAgent: string | null;
  requestId: string | null;
};

export const eventOf = (row: EventRow) => ({
  id: row.id,
  type: row.type,
  at: row.at,
  tenant: row.tenant,
  userId: row.userId,
  actor: { kind: row.actor_kind, id: row.actor_id },
  ip: row.ip,
  userAgent: row.userAgent,
  requestId: row.requestId,
  data: row.data,
});

/** Newest first; `next` goes on after the last one shown. */
export async function listEvents(db: Database, filter: EventFilter) {
  let query = db
    .selectFrom('events as e')
    .innerJoin('tenants as t', 't.id', 'e.tenant_id')
    .select(EVENT_COLUMNS)
    .where('e.tenant_id', '=', filter.tenantId)
    .orderBy('e.id', 'desc')
    .limit(filter.limit + 1);
  if (filter.userId) query = query.where('e.user_id', '=', filter.userId);
  if (filter.type) query = query.where('e.type', '=', filter.type);
  if (filter.after) query = query.where('e.id', '<', filter.after);
  const rows = await query.execute();
  const shown = rows.slice(0, filter.limit);
  return { events: shown.map(eventOf), next: rows.length > filter.limit ? (shown.at(-1)?.id ?? null) : null };
}
