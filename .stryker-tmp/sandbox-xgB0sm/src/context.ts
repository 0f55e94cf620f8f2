// @ts-nocheck
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { createHashing, type Hashing } from './crypto/passwords.ts';
import { createSealing, type Key, type Sealing } from './crypto/sealing.ts';
import type { Database } from './db/database.ts';
import { createLastUses, type LastUses } from './sessions/last-uses.ts';

/** What every story needs. It is passed, never imported, so that a test can wind the clock and open its own database. */
export interface Context {
  readonly db: Database;
  /** The only clock. */
  readonly now: () => Date;
  readonly hashing: Hashing;
  readonly sealing: Sealing;
  readonly lastUses: LastUses;
  readonly config: Config;
  readonly log: Logger;
  /** who uses the bootstrap key of this process alone: the command line */
  readonly calledBy?: 'cli';
}

/** `keys`: those of the setting, or those made up for the embedded database. */
export function createContext(
  from: Pick<Context, 'db' | 'now' | 'config' | 'log' | 'calledBy'> & { keys: readonly Key[] },
): Context {
  const { keys, ...rest } = from;
  const { config } = rest;
  const hashing = createHashing({
    memoryKib: config.ARGON2_MEMORY_KIB,
    passes: config.ARGON2_PASSES,
    concurrency: config.HASH_CONCURRENCY,
    queue: config.HASH_QUEUE,
    peppers: config.PASSWORD_PEPPERS,
    wrongMillis: config.WRONG_PASSWORD_MILLIS,
  });
  const lastUses = createLastUses(rest.db, (error) =>
    rest.log.warn({ err: error }, 'the last use of sessions was not written'),
  );
  return { ...rest, sealing: createSealing(keys), hashing, lastUses };
}

/** Who does something, and from where; what an event says of it. */
export interface Caller {
  readonly actor: Actor;
  /** the client's address: in token mode the one that the backend named */
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

export type Actor = { kind: 'user' | 'api_key'; id: string } | { kind: 'system' | 'anonymous'; id: null };
