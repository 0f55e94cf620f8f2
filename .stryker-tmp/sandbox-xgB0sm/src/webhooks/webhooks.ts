// @ts-nocheck
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Tx, transaction } from '../db/database.ts';
import type { WebhookTable } from '../db/tables.ts';
import type { Happening } from '../events/catalogue.ts';
import { record } from '../events/events.ts';
import { isPlainlyPrivate } from '../outbound/addresses.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { hoursAfter } from '../sessions/rules.ts';
import { findTenant, pageOf } from '../tenants/tenants.ts';
import { webhookSecretOwner } from './delivery.ts';
import { MAX_WEBHOOKS, OLD_SECRET_HOURS, urlFault } from './rules.ts';

export interface Webhook {
  id: string;
  url: string;
  /** null: all */
  eventTypes: string[] | null;
  enabled: boolean;
  /** why the service has disabled it */
  disabledReason: WebhookTable['disabled_reason'];
  /** until when the secret before the last rotation signs, too */
  previousSecretExpiresAt: Date | null;
  createdAt: Date;
}

type WebhookRow = Omit<WebhookTable, 'failures'> & { failures: number };

const webhookOf = (row: Omit<WebhookRow, 'failures'>, now: Date): Webhook => ({
  id: row.id,
  url: row.url,
  eventTypes: row.event_types,
  enabled: row.enabled,
  disabledReason: row.disabled_reason,
  previousSecretExpiresAt:
    row.previous_secret_expires_at && row.previous_secret_expires_at > now ? row.previous_secret_expires_at : null,
  createdAt: row.created_at,
});

/** The secret is answered once. The first event that an enabled webhook is sent is its own `webhook.created`. */
export async function createWebhook(
  ctx: Context,
  tenantSlug: string,
  given: { url: string; eventTypes?: string[] | null; enabled?: boolean },
  caller: Caller,
): Promise<(Webhook & { secret: string }) | Refused> {
  const url = checkUrl(ctx, given.url);
  if (isRefused(url)) return url;
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const tenantId = await lockTenant(tx, tenantSlug);
    if (tenantId === null) return refuse('tenant_not_found');
    const { count } = await tx
      .selectFrom('webhooks')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('tenant_id', '=', tenantId)
      .executeTakeFirstOrThrow();
    if (count >= MAX_WEBHOOKS) return refuse('too_many_webhooks');
    const id = randomUUIDv7();
    const { text, sealed } = newSecret(ctx, tenantId, id);
    const row = {
      id,
      tenant_id: tenantId,
      url: url.href,
      event_types: given.eventTypes ?? null,
      enabled: given.enabled ?? true,
      disabled_reason: null,
      enabled_at: now,
      paused_until: null,
      ...sealed,
      previous_secret: null,
      previous_secret_key_id: null,
      previous_secret_expires_at: null,
      created_at: now,
    };
    await tx.insertInto('webhooks').values(row).execute();
    await record(tx, caller, now, {
      type: 'webhook.created',
      tenantId: row.tenant_id,
      userId: null,
      data: toldOf(row),
    });
    return { ...webhookOf(row, now), secret: text };
  });
}

/** Newest first. */
export async function listWebhooks(
  ctx: Context,
  tenantSlug: string,
  page: { after?: string | undefined; limit: number },
): Promise<{ webhooks: Webhook[]; next: string | null } | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const rows = await ctx.db
    .selectFrom('webhooks')
    .selectAll()
    .where('tenant_id', '=', tenant.id)
    .where(sql<boolean>`(${page.after ?? null}::uuid is null or id < ${page.after ?? null})`)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute();
  const now = ctx.now();
  return pageOf(
    rows.map((row) => webhookOf(row, now)),
    page.limit,
    'webhooks',
  );
}

export async function findWebhook(ctx: Context, tenantSlug: string, id: string): Promise<Webhook | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  const row = await ctx.db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenant.id)
    .executeTakeFirst();
  return row ? webhookOf(row, ctx.now()) : refuse('not_found');
}

/** What is owed to a webhook that is disabled waits, and is sent when it is enabled again; new events are not owed. */
export async function changeWebhook(
  ctx: Context,
  tenantSlug: string,
  id: string,
  change: { url?: string; eventTypes?: string[] | null; enabled?: boolean },
  caller: Caller,
): Promise<Webhook | Refused> {
  const url = change.url === undefined ? null : checkUrl(ctx, change.url);
  if (isRefused(url)) return url;
  const now = ctx.now();
  return withWebhook(ctx, tenantSlug, id, async (tx, old) => {
    const enabled = change.enabled ?? old.enabled;
    const row: WebhookRow = {
      ...old,
      url: url?.href ?? old.url,
      event_types: change.eventTypes === undefined ? old.event_types : change.eventTypes,
      enabled,
      disabled_reason: change.enabled === undefined ? old.disabled_reason : null,
      enabled_at: enabled && !old.enabled ? now : old.enabled_at,
    };
    // it is another receiver now, or one that is said to be well again
    if (row.url !== old.url || enabled !== old.enabled) Object.assign(row, { failures: 0, paused_until: null });
    await tx.updateTable('webhooks').set(row).where('id', '=', id).execute();
    await record(tx, caller, now, {
      type: 'webhook.updated',
      tenantId: row.tenant_id,
      userId: null,
      data: toldOf(row, { changed: Object.keys(change), enabled }),
    });
    return webhookOf(row, now);
  });
}

/** What is still owed to it goes with it. */
export async function deleteWebhook(
  ctx: Context,
  tenantSlug: string,
  id: string,
  caller: Caller,
): Promise<{ deleted: true } | Refused> {
  const now = ctx.now();
  return withWebhook(ctx, tenantSlug, id, async (tx, row) => {
    await tx.deleteFrom('webhooks').where('id', '=', id).execute();
    await record(tx, caller, now, {
      type: 'webhook.deleted',
      tenantId: row.tenant_id,
      userId: null,
      data: toldOf(row),
    });
    return { deleted: true as const };
  });
}

/** The new secret is answered once; the old one signs, too, for a day, so that the receiver can change over. */
export async function rotateWebhookSecret(
  ctx: Context,
  tenantSlug: string,
  id: string,
  caller: Caller,
): Promise<(Webhook & { secret: string }) | Refused> {
  const now = ctx.now();
  return withWebhook(ctx, tenantSlug, id, async (tx, old) => {
    const { text, sealed } = newSecret(ctx, old.tenant_id, id);
    const row: WebhookRow = {
      ...old,
      ...sealed,
      previous_secret: old.secret,
      previous_secret_key_id: old.secret_key_id,
      previous_secret_expires_at: hoursAfter(now, OLD_SECRET_HOURS),
    };
    await tx.updateTable('webhooks').set(row).where('id', '=', id).execute();
    await record(tx, caller, now, {
      type: 'webhook.updated',
      tenantId: row.tenant_id,
      userId: null,
      data: toldOf(row, { changed: ['secret'] }),
    });
    return { ...webhookOf(row, now), secret: text };
  });
}

function checkUrl(ctx: Context, text: string): URL | Refused {
  const anyAddress = ctx.config.WEBHOOK_PRIVATE_ADDRESSES;
  const fault = urlFault(text, anyAddress);
  const wrong = (message: string) => refuse('invalid_request', { errors: [{ path: '/url', message }] });
  if (fault !== null) return wrong(fault);
  const url = new URL(text);
  return !anyAddress && isPlainlyPrivate(url) ? wrong('must lead to a public address') : url;
}

/** `whsec_` and base64, as Standard Webhooks has it. */
function newSecret(ctx: Context, tenantId: string, id: string) {
  const bytes = randomBytes(32);
  const sealed = ctx.sealing.seal(bytes, webhookSecretOwner(tenantId, id));
  return {
    text: `whsec_${bytes.toString('base64')}`,
    sealed: { secret: sealed.bytes, secret_key_id: sealed.keyId },
  };
}

/** Whoever changes webhooks holds their tenant first: they are counted under its lock, and locks are taken in one order. */
async function lockTenant(tx: Tx, slug: string): Promise<string | null> {
  const tenant = await tx
    .selectFrom('tenants')
    .select('id')
    .where('slug', '=', slug)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return tenant?.id ?? null;
}

function withWebhook<T>(
  ctx: Context,
  tenantSlug: string,
  id: string,
  work: (tx: Tx, row: WebhookRow) => Promise<T | Refused>,
): Promise<T | Refused> {
  return transaction(ctx.db, async (tx) => {
    const tenantId = await lockTenant(tx, tenantSlug);
    if (tenantId === null) return refuse('tenant_not_found');
    const row = await tx
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', id)
      .where('tenant_id', '=', tenantId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    return row ? work(tx, row) : refuse('not_found');
  });
}

/** What an event says of a webhook: of the URL only its origin, since the rest may hold a secret. */
const toldOf = (row: Pick<WebhookTable, 'id' | 'url'>, more: NonNullable<Happening['data']> = {}) => ({
  webhookId: row.id,
  origin: new URL(row.url).origin,
  ...more,
});
