import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { startWorker, type Worker } from '../worker.ts';
import { deliver } from './delivery.ts';
import { type Claimed, claim, giveBack, postpone, settle } from './outbox.ts';

/** How often the outbox is looked at when nothing is there. */
const EVERY_MILLIS = 1000;
/** On a stop: so long a receiver may still answer. */
const PATIENCE_MILLIS = 3000;

/**
 * Two lanes, so that receivers that hang take no healthy one's turn. In each so many attempts at once; so many of one
 * webhook, and no more until these are done; and of one tenant so many, or not quite twice as many at worst.
 */
const LANES = [
  { name: 'webhooks', failing: false, slots: 64, perWebhook: 4, perTenant: 16 },
  { name: 'webhooks that fail', failing: true, slots: 16, perWebhook: 1, perTenant: 4 },
];
type Lane = (typeof LANES)[number];

/** In every replica: brings what the outbox holds. */
export function startCourier(ctx: Context, firstMillis = 0): Worker {
  const couriers = LANES.map((lane) => createCourier(ctx, lane));
  const workers = couriers.map((courier, index) =>
    startWorker({
      name: `courier for ${LANES[index]?.name}`,
      firstMillis,
      everyMillis: EVERY_MILLIS,
      round: courier.round,
      log: ctx.log,
    }),
  );
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
      await Promise.all(couriers.map((courier) => courier.finish()));
    },
  };
}

/** Brings what is due now, and waits for it: what the courier does, once. */
export async function deliverDue(ctx: Context): Promise<void> {
  const { signal } = new AbortController();
  await Promise.all(
    LANES.map(async (lane) => {
      const courier = createCourier(ctx, lane);
      while (await courier.round(signal));
    }),
  );
}

interface Courier {
  /** takes what there is room for, and does not wait for the receivers; true: there is more, or something under way */
  round(stopping: AbortSignal): Promise<boolean>;
  /** waits a little for what is under way, and gives back the rest */
  finish(): Promise<void>;
}

function createCourier(ctx: Context, lane: Lane): Courier {
  const underWay = new Map<Promise<void>, Claimed>();
  const impatience = new AbortController();

  function begin(claimed: Claimed): void {
    const attempt = bring(ctx, claimed, impatience.signal).finally(() => underWay.delete(attempt));
    underWay.set(attempt, claimed);
  }

  /** A slot has come free, or it is time to look again. */
  async function change(stopping: AbortSignal): Promise<void> {
    const changed = new AbortController();
    const signal = AbortSignal.any([stopping, changed.signal]);
    await Promise.race([...underWay.keys(), sleep(EVERY_MILLIS, null, { signal }).catch(() => {})]);
    changed.abort();
  }

  return {
    async round(stopping) {
      const busy = underWay.size > 0;
      const webhooks = Math.floor((lane.slots - underWay.size) / lane.perWebhook);
      const taken =
        webhooks === 0
          ? []
          : await claim(ctx, {
              failing: lane.failing,
              webhooks,
              ofTenant: lane.perTenant / lane.perWebhook,
              each: lane.perWebhook,
              busyWebhooks: atLeast(1, underWay.values(), 'webhookId'),
              busyTenants: atLeast(lane.perTenant, underWay.values(), 'tenantId'),
            });
      for (const each of taken) begin(each);
      if (taken.length === 0 && underWay.size > 0) await change(stopping);
      // who was passed over as busy may have come free meanwhile
      return busy || taken.length > 0;
    },
    async finish() {
      const enough = setTimeout(() => impatience.abort(), PATIENCE_MILLIS);
      await Promise.all(underWay.keys());
      clearTimeout(enough);
    },
  };
}

/** Those that so many of the deliveries under way belong to. */
function atLeast(many: number, claimed: Iterable<Claimed>, of: 'webhookId' | 'tenantId'): string[] {
  const counts = new Map<string, number>();
  for (const each of claimed) counts.set(each[of], (counts.get(each[of]) ?? 0) + 1);
  return [...counts].filter(([, count]) => count >= many).map(([id]) => id);
}

/** One attempt, outside any transaction, and what came of it. Never throws: what can't be settled is taken again later. */
async function bring(ctx: Context, claimed: Claimed, signal: AbortSignal): Promise<void> {
  const facts = { webhookId: claimed.webhookId, eventId: claimed.id, attempt: claimed.attempts };
  try {
    const outcome = await deliver(ctx, claimed, signal).catch((err: unknown) => {
      ctx.log.error({ err, ...facts }, 'a webhook delivery could not be made ready');
      return null;
    });
    ctx.log.debug({ ...facts, ...outcome }, 'webhook delivery');
    if (outcome === null) await postpone(ctx, claimed);
    else if ('status' in outcome) await settle(ctx, claimed, outcome, Math.random());
    else if (outcome.error === 'interrupted') await giveBack(ctx, claimed);
    else await settle(ctx, claimed, { error: outcome.error }, Math.random());
  } catch (err) {
    ctx.log.warn({ err, ...facts }, 'a webhook delivery could not be settled; it is made again');
  }
}
