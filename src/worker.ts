import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Work that is done again and again beside the requests, in every replica: it sees to it that no two do the same. */
export interface Worker {
  /** Waits for the round under way, and begins no more. */
  stop(): Promise<void>;
}

interface Work {
  name: string;
  /** until the first round; at once where it is left out */
  firstMillis?: number;
  /** from the end of one round to the begin of the next; a tenth more or less, so that replicas do not march in step */
  everyMillis: number;
  /** one round; true: there is more, go on at once */
  round: (stopping: AbortSignal) => Promise<boolean>;
  log: Logger;
}

/** A round that fails is logged and tried again: a database that is away for a while stops nothing for good. */
export function startWorker({ name, firstMillis = 0, everyMillis, round, log }: Work): Worker {
  const stopping = new AbortController();
  const { signal } = stopping;
  const wait = (millis: number) => sleep(millis, null, { signal, ref: false }).catch(() => {});
  async function run() {
    if (firstMillis > 0) await wait(firstMillis);
    while (!signal.aborted) {
      const more = await round(signal).catch((error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, `${name}: a round failed; it is tried again`);
        return false;
      });
      if (!more && !signal.aborted) await wait(everyMillis * (0.9 + Math.random() / 5));
    }
  }
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
