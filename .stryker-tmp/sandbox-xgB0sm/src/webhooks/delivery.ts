// @ts-nocheck
import { createHmac } from 'node:crypto';
import type { Context } from '../context.ts';
import { eventOf } from '../events/events.ts';
import { isPlainlyPrivate } from '../outbound/addresses.ts';
import { type PostError, post } from '../outbound/post.ts';
import type { Claimed } from './outbox.ts';
import { ATTEMPT_MILLIS, urlFault } from './rules.ts';

/** Who a webhook's secret belongs to, for sealing. */
export const webhookSecretOwner = (tenantId: string, webhookId: string) => ['webhooks', tenantId, webhookId];

/**
 * Sends an event to a receiver, as Standard Webhooks says: `webhook-id` is the event's and the same at every attempt,
 * the time is the attempt's, and the signature is over id, time and body.
 */
export async function deliver(ctx: Context, claimed: Claimed, signal: AbortSignal) {
  const anyAddress = ctx.config.WEBHOOK_PRIVATE_ADDRESSES;
  const url = new URL(claimed.url);
  // the setting may have changed since the webhook was made
  if (urlFault(claimed.url, anyAddress) !== null || (!anyAddress && isPlainlyPrivate(url)))
    return { error: 'address_refused' as PostError };
  const seconds = String(Math.floor(ctx.now().getTime() / 1000));
  const body = JSON.stringify({ type: claimed.type, timestamp: claimed.at, data: eventOf(claimed) });
  const signed = `${claimed.id}.${seconds}.${body}`;
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'ImageCapture-Auth',
    'webhook-id': claimed.id,
    'webhook-timestamp': seconds,
    'webhook-signature': secretsOf(ctx, claimed)
      .map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
      .join(' '),
  };
  return post({ url, headers, body, anyAddress, limitMillis: ATTEMPT_MILLIS, signal });
}

/** The secret, and the one before it while receivers are still changing over. */
function secretsOf(ctx: Context, claimed: Claimed): Buffer[] {
  const owner = webhookSecretOwner(claimed.tenantId, claimed.webhookId);
  const secrets = [ctx.sealing.open({ keyId: claimed.secret_key_id, bytes: claimed.secret }, owner)];
  const { previous_secret: bytes, previous_secret_key_id: keyId, previous_secret_expires_at: expiresAt } = claimed;
  if (bytes && keyId && expiresAt && ctx.now() < expiresAt) secrets.push(ctx.sealing.open({ keyId, bytes }, owner));
  return secrets;
}
