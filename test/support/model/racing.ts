import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Command } from './commands.ts';

export interface Racing {
  command: Command;
  /** milliseconds before each of its statements, over and over */
  delays: number[];
}

export const racing = new AsyncLocalStorage<{ delays: number[]; count: number }>();

/** Statements of a call that races wait for their turn: so the interleaving is chosen, and comes again. */
export function slowStatements(): void {
  const prototype = pg.Client.prototype as unknown as { query: (...given: unknown[]) => unknown };
  const { query } = prototype;
  prototype.query = function slowed(this: unknown, ...given: unknown[]) {
    const store = racing.getStore();
    const delay = store ? (store.delays[store.count++ % store.delays.length] ?? 0) : 0;
    if (delay === 0) return query.apply(this, given);
    const later = sleep(delay);
    if (typeof given.at(-1) === 'function') return void later.then(() => query.apply(this, given));
    return later.then(() => query.apply(this, given));
  };
}
