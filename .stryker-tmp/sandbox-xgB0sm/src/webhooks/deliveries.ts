// @ts-nocheck
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { WebhookDeliveryTable } from '../db/tables.ts';
import { type Refused, refuse } from '../refusal.ts';
import { findTenant, pageOf } from '../tenants/tenants.ts';

export interface Delivery {
  /** the event's: an event is owed to a webhook once */
  id: string;
  eventId: string;
  type: string;
  status: WebhookDeliveryTable['status'];
  attempts: number;
  lastStatus: number | null;
  lastError: string | null;
  createdAt: Date;
  lastAttemptAt: Date | null;
  nextAttemptAt: Date | null;
  finishedAt: Date | null;
}

/** What was or is to be sent to a webhook, newest first. */
export async function listDeliveries(
  ctx: Context,
  tenantSlug: string,
  webhookId: string,
  page: { after?: string | undefined; limit: number },
): Promise<{ deliveries: Delivery[]; next: string | null } | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const webhook = await ctx.db
    .selectFrom('webhooks')
    .select(['enabled', 'paused_until'])
    .where('id', '=', webhookId)
    .where('tenant_id', '=', tenant.id)
    .executeTakeFirst();
  if (!webhook) return refuse('not_found');
  const rows = await ctx.db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('events as e', 'e.id', 'd.event_id')
    .select(['d.event_id as id', 'd.event_id as eventId', 'e.type', 'd.status', 'd.attempts'])
    .select(['d.last_status as lastStatus', 'd.last_error as lastError', 'd.created_at as createdAt'])
    .select(['d.last_attempt_at as lastAttemptAt', 'd.next_attempt_at as nextAttemptAt'])
    .select(['d.finished_at as finishedAt'])
    .where('d.webhook_id', '=', webhookId)
    .where(sql<boolean>`(${page.after ?? null}::uuid is null or d.event_id < ${page.after ?? null})`)
    .orderBy('d.event_id', 'desc')
    .limit(page.limit + 1)
    .execute();
  const next = (row: (typeof rows)[number]) =>
    row.status !== 'pending' || !webhook.enabled
      ? null
      : webhook.paused_until && webhook.paused_until > row.nextAttemptAt
        ? webhook.paused_until
        : row.nextAttemptAt;
  return pageOf(
    rows.map((row) => ({ ...row, nextAttemptAt: next(row) })),
    page.limit,
    'deliveries',
  );
}
