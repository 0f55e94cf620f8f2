import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Hashing } from './crypto/passwords.ts';
import type { Sealing } from './crypto/sealing.ts';
import type { Database } from './db/database.ts';

/** What every story needs. It is passed, never imported, so that a test can wind the clock and open its own database. */
export interface Context {
  readonly db: Database;
  /** The only clock. */
  readonly now: () => Date;
  readonly hashing: Hashing;
  readonly sealing: Sealing;
  readonly config: Config;
  readonly log: Logger;
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
