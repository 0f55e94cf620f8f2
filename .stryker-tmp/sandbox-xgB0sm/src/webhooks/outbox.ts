// @ts-nocheck
import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import type { WebhookTable } from '../db/tables.ts';
import { type EventRow, record } from '../events/events.ts';
import { judge, LEASE_MILLIS, type Outcome, restUntil } from './rules.ts';

/** A delivery that a courier has taken, with all it needs: the event, the receiver, its secrets. */
export type Claimed = EventRow &
  Pick<
    WebhookTable,
    | 'url'
    | 'enabled_at'
    | 'secret'
    | 'secret_key_id'
    | 'previous_secret'
    | 'previous_secret_key_id'
    | 'previous_secret_expires_at'
  > & {
    webhookId: string;
    tenantId: string;
    /** this one included; it also tells our claim from a later one */
    attempts: number;
    owedSince: Date;
    /** of the webhook, in a row, when it was taken */
    failures: number;
  };

interface Wanted {
  /** receivers that have failed last, or those that have not */
  failing: boolean;
  /** of so many webhooks at most */
  webhooks: number;
  /** of so many of one tenant */
  ofTenant: number;
  /** of each webhook so many */
  each: number;
  /** not of these: they have their share */
  busyWebhooks: string[];
  busyTenants: string[];
}

/**
 * Takes due deliveries: a few of each webhook, one webhook of each tenant before the second of any, the longest due first,
 * so that nobody's backlog delays another's. No other courier gets them meanwhile (`skip locked`), nor until the lease
 * has passed.
 */
export async function claim(ctx: Context, wanted: Wanted): Promise<Claimed[]> {
  const now = ctx.now();
  const lease = new Date(now.getTime() + LEASE_MILLIS);
  // `waiting` leaps from webhook to webhook in the index, over however many deliveries each has
  const { rows } = await sql<Claimed>`
    with recursive waiting as (
      (select webhook_id from webhook_deliveries where status = 'pending' order by webhook_id limit 1)
      union all
      select (select d.webhook_id from webhook_deliveries d
          where d.status = 'pending' and d.webhook_id > waiting.webhook_id order by d.webhook_id limit 1)
        from waiting where waiting.webhook_id is not null
    ), due as (
      select w.id, oldest.at, row_number() over (partition by w.tenant_id order by oldest.at) as nth from waiting
        join webhooks w on w.id = waiting.webhook_id
          and w.enabled and (w.failures > 0) = ${wanted.failing} and coalesce(w.paused_until <= ${now}, true)
          and w.id <> all (${wanted.busyWebhooks}::uuid[]) and w.tenant_id <> all (${wanted.busyTenants}::uuid[])
        cross join lateral (
          select d.next_attempt_at as at from webhook_deliveries d
            where d.webhook_id = w.id and d.status = 'pending' and d.next_attempt_at <= ${now}
            order by d.next_attempt_at limit 1
        ) oldest
    ), next as (
      select id from due where nth <= ${wanted.ofTenant} order by nth, at limit ${wanted.webhooks}
    ), taken as materialized (
      select each.* from next cross join lateral (
        select d.webhook_id, d.event_id from webhook_deliveries d
          where d.webhook_id = next.id and d.status = 'pending' and d.next_attempt_at <= ${now}
          order by d.next_attempt_at limit ${wanted.each} for update skip locked
      ) each
    )
    update webhook_deliveries d
      set next_attempt_at = ${lease}, attempts = d.attempts + 1, last_attempt_at = ${now}
      from taken, webhooks w, events e, tenants t
      where d.webhook_id = taken.webhook_id and d.event_id = taken.event_id
        and w.id = d.webhook_id and e.id = d.event_id and t.id = w.tenant_id
      returning d.webhook_id as "webhookId", d.attempts, d.created_at as "owedSince",
        w.tenant_id as "tenantId", w.url, w.failures, w.enabled_at, w.secret, w.secret_key_id,
        w.previous_secret, w.previous_secret_key_id, w.previous_secret_expires_at,
        e.id, e.type, e.at, t.slug as tenant, e.user_id as "userId", e.actor_kind, e.actor_id,
        e.ip, e.user_agent as "userAgent", e.request_id as "requestId", e.data`.execute(ctx.db);
  return rows;
}

/** Enters what came of an attempt, unless another courier has taken the delivery since. `chance`: 0 to 1, for the jitter. */
export async function settle(ctx: Context, claimed: Claimed, outcome: Outcome, chance: number): Promise<void> {
  const now = ctx.now();
  const { attempts, owedSince, enabled_at } = claimed;
  const since = owedSince > enabled_at ? owedSince : enabled_at;
  const verdict = judge(outcome, { attempts, since }, now, chance);
  const last_status = 'status' in outcome ? outcome.status : null;
  if (verdict.is === 'delivered') {
    await ours(ctx.db, claimed)
      .set({ status: 'delivered', last_status, last_error: null, finished_at: now })
      .executeTakeFirst();
    if (claimed.failures > 0) await endRest(ctx.db, claimed.webhookId);
    return;
  }
  await transaction(ctx.db, async (tx) => {
    const webhook = await tx
      .selectFrom('webhooks')
      .select(['id', 'tenant_id', 'url', 'enabled', 'failures'])
      .where('id', '=', claimed.webhookId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!webhook) return;
    const last = verdict.is !== 'retry';
    const { numUpdatedRows } = await ours(tx, claimed)
      .set({ last_status, last_error: verdict.error })
      .$if(last, (query) => query.set({ status: 'failed', finished_at: now }))
      .$if(verdict.is === 'retry', (query) => query.set({ next_attempt_at: 'at' in verdict ? verdict.at : now }))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    // several that were under way when it failed are one failure
    if (webhook.failures === claimed.failures) await rest(tx, webhook, now);
    if (!last || !webhook.enabled) return;
    if (verdict.is === 'given_up' && (await takesOthers(tx, claimed))) return;
    await disable(tx, webhook, verdict.is === 'gone' ? 'gone' : 'gave_up', now);
  });
}

/** The courier stops before the receiver has answered: the attempt does not count, and others may take it at once. */
export async function giveBack(ctx: Context, claimed: Claimed): Promise<void> {
  await ours(ctx.db, claimed)
    .set((set) => ({ attempts: set('attempts', '-', 1), next_attempt_at: ctx.now() }))
    .executeTakeFirst();
}

/** A fault of ours is no failure of the receiver's: it is tried again when the lease is over, and costs the webhook nothing. */
export async function postpone(ctx: Context, claimed: Claimed): Promise<void> {
  await ours(ctx.db, claimed)
    .set((set) => ({ attempts: set('attempts', '-', 1), last_error: 'internal_error' }))
    .executeTakeFirst();
}

/** The delivery as it was claimed: a later claim has counted on. */
const ours = (db: Database | Tx, { webhookId, id, attempts }: Claimed) =>
  db
    .updateTable('webhook_deliveries')
    .where('webhook_id', '=', webhookId)
    .where('event_id', '=', id)
    .where('status', '=', 'pending')
    .where('attempts', '=', attempts);

const endRest = (db: Database, id: string) =>
  db.updateTable('webhooks').set({ failures: 0, paused_until: null }).where('id', '=', id).execute();

const rest = (tx: Tx, { id, failures }: { id: string; failures: number }, now: Date) =>
  tx
    .updateTable('webhooks')
    .set({ failures: failures + 1, paused_until: restUntil(failures + 1, now) })
    .where('id', '=', id)
    .execute();

/** One event that a receiver chokes on does not end the others: ids rise, so what is newer was delivered in between. */
async function takesOthers(tx: Tx, claimed: Claimed): Promise<boolean> {
  const newer = await tx
    .selectFrom('webhook_deliveries')
    .select('event_id')
    .where('webhook_id', '=', claimed.webhookId)
    .where('event_id', '>', claimed.id)
    .where('status', '=', 'delivered')
    .limit(1)
    .executeTakeFirst();
  return newer !== undefined;
}

const COURIER: Caller = { actor: { kind: 'system', id: null }, ip: null, userAgent: null, requestId: null };

async function disable(
  tx: Tx,
  webhook: { id: string; tenant_id: string; url: string },
  reason: 'gone' | 'gave_up',
  now: Date,
): Promise<void> {
  await tx
    .updateTable('webhooks')
    .set({ enabled: false, disabled_reason: reason })
    .where('id', '=', webhook.id)
    .execute();
  await record(tx, COURIER, now, {
    type: 'webhook.updated',
    tenantId: webhook.tenant_id,
    userId: null,
    data: {
      webhookId: webhook.id,
      origin: new URL(webhook.url).origin,
      changed: ['enabled'],
      enabled: false,
      disabledReason: reason,
    },
  });
}

/** So many of a webhook are counted, and no more: a scrape costs the same however much has piled up. */
const COUNTED = 10_000;

/** For metrics: what is owed to webhooks that are enabled, and for how long the oldest that could be sent has been due. */
export async function backlog(db: Database, now: Date): Promise<{ pending: number; oldestDueSeconds: number }> {
  const { rows } = await sql<{ pending: number; oldest: Date | null }>`
    select coalesce(sum(owed.pending), 0)::int8 as pending,
      min(owed.oldest) filter (where coalesce(w.paused_until <= ${now}, true)) as oldest
    from webhooks w cross join lateral (
      select (select count(*) from (select from webhook_deliveries d
          where d.webhook_id = w.id and d.status = 'pending' limit ${COUNTED}) as counted) as pending,
        (select d.next_attempt_at from webhook_deliveries d
          where d.webhook_id = w.id and d.status = 'pending' and d.next_attempt_at <= ${now}
          order by d.next_attempt_at limit 1) as oldest
    ) owed where w.enabled`.execute(db);
  const { pending = 0, oldest = null } = rows[0] ?? {};
  return { pending, oldestDueSeconds: oldest === null ? 0 : Math.max(0, (now.getTime() - oldest.getTime()) / 1000) };
}
