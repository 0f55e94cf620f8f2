import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import { createSealing, type Key, type Sealing } from './sealing.ts';

/** argon2id (RFC 9106) as OWASP's password storage cheat sheet sets it: 19456 KiB, 2 passes, 1 lane, salt 16, tag 32 bytes. */
export const ARGON2_FLOOR = { memoryKib: 19456, passes: 2 } as const;

export interface HashingSettings {
  memoryKib: number;
  passes: number;
  /** how many hash at once */
  concurrency: number;
  /** how many may wait; one more is refused */
  queue: number;
  peppers: readonly Key[];
}

/** The service is saturated: thrown by a hash that found no place in the queue, and nothing was judged. */
export class Overloaded extends Error {}

export interface SlowHash {
  salt: Buffer;
  memoryKib: number;
  passes: number;
}

export interface Hashing {
  /** True where one more hash would be refused. Asked first, so that little is undone where it comes to that. */
  saturated(): boolean;
  /** The string to store for a new password of this user. */
  hash(password: string, userId: string): Promise<string>;
  /** Judges a password. Without a stored hash (unknown user, no password) it does the same work and says false. */
  verify(stored: string | null, password: string, userId: string): Promise<boolean>;
  /** Made with weaker parameters, or another pepper, than today's: to be hashed anew after a right login. */
  stale(stored: string, userId: string): boolean;
  /** Hashes codes of under 112 bits for storage, all with one salt (ASVS 6.5.2): one hash checks a whole set. */
  hashCodes(codes: string[], by: SlowHash): Promise<Buffer[]>;
  newSlowHash(): SlowHash;
  /** How many hash, and how many wait. */
  load(): { running: number; waiting: number };
  /** Tells `listener` the seconds of every hash from now on, the wait for its place not counted. */
  watch(listener: (seconds: number) => void): void;
}

export function createHashing(settings: HashingSettings): Hashing {
  const bounded = boundedQueue(settings.concurrency, settings.queue);
  const options = { memoryCost: settings.memoryKib, timeCost: settings.passes, parallelism: 1, hashLength: 32 };
  const pepper = settings.peppers.length > 0 ? createSealing(settings.peppers) : null;
  // What a password is compared with where there is none: the same parameters, so the same time.
  const decoy = bounded(() => argon2.hash(randomBytes(32), options));
  decoy.catch(() => {});

  return {
    saturated: bounded.full,
    async hash(password, userId) {
      const phc = await bounded(() => argon2.hash(password, options));
      return pepper ? peppered(pepper, phc, userId) : phc;
    },
    async verify(stored, password, userId) {
      const phc = stored === null ? await decoy : unpeppered(pepper, stored, userId);
      const right = await bounded(() => argon2.verify(phc, password));
      // a cheaper hash from elsewhere must not be told by its quick "wrong" (a right one is hashed anew)
      if (!right && stored !== null && weaker(phc, settings))
        await bounded(async () => argon2.verify(await decoy, password));
      return right && stored !== null;
    },
    stale(stored, userId) {
      const keyId = PEPPERED.exec(stored)?.[1];
      return keyId !== settings.peppers[0]?.id || weaker(unpeppered(pepper, stored, userId), settings);
    },
    hashCodes(codes, by) {
      const raw = { memoryCost: by.memoryKib, timeCost: by.passes, parallelism: 1, hashLength: 32, salt: by.salt };
      return hashInTurn(codes, (code) => bounded(() => argon2.hash(code, { ...raw, raw: true })));
    },
    newSlowHash: () => ({ salt: randomBytes(16), memoryKib: settings.memoryKib, passes: settings.passes }),
    load: bounded.load,
    watch: bounded.watch,
  };
}

/** One place in the queue a code: a set of ten does not keep others waiting for ten hashes. */
async function hashInTurn(codes: string[], hash: (code: string) => Promise<Buffer>): Promise<Buffer[]> {
  const hashes: Buffer[] = [];
  for (const code of codes) hashes.push(await hash(code));
  return hashes;
}

/**
 * A pepper is a key over the finished hash (OWASP: post-hashing pepper), so it can be rotated without the password:
 * `$sealed$v=1$key=<id>$<base64>`.
 */
const PEPPERED = /^\$sealed\$v=1\$key=([^$]+)\$([A-Za-z0-9+/=]+)$/;

function peppered(pepper: Sealing, phc: string, userId: string): string {
  const { keyId, bytes } = pepper.seal(Buffer.from(phc), ['password', userId]);
  return `$sealed$v=1$key=${keyId}$${bytes.toString('base64')}`;
}

function unpeppered(pepper: Sealing | null, stored: string, userId: string): string {
  const [, keyId, bytes] = PEPPERED.exec(stored) ?? [];
  if (!keyId || !bytes) return stored;
  if (!pepper) throw new Error('a password hash is under a pepper, but PASSWORD_PEPPERS is not set');
  return pepper.open({ keyId, bytes: Buffer.from(bytes, 'base64') }, ['password', userId]).toString();
}

/** An imported hash that costs more than ours is never made cheaper; one of another kind is always replaced. */
function weaker(phc: string, today: { memoryKib: number; passes: number }): boolean {
  const cost = argon2Cost(phc);
  return cost?.kind !== 'argon2id' || cost.memoryKib * cost.passes < today.memoryKib * today.passes;
}

const ARGON2 =
  /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/;

/** The parameters of a PHC string, in whatever order it names them: bindings differ. */
function argon2Cost(phc: string) {
  const [, kind, parameters] = ARGON2.exec(phc) ?? [];
  const named = (name: string) => Number(new RegExp(`(?:^|,)${name}=(\\d+)(?:,|$)`).exec(parameters ?? '')?.[1]);
  const cost = { kind, memoryKib: named('m'), passes: named('t'), lanes: named('p') };
  return kind && Object.values(cost).every((value) => !Number.isNaN(value)) ? cost : null;
}

/** What one verification may cost at most: 128 MiB, and some seven times the work of our own hashes. */
const DEAREST = { memoryKib: 131_072, work: 262_144, lanes: 16 };

/** Whether a hash that somebody brings along can be verified, and at a cost that stalls nobody. */
export function canVerify(phc: string): boolean {
  const cost = argon2Cost(phc);
  return (
    cost !== null &&
    cost.lanes >= 1 &&
    cost.lanes <= DEAREST.lanes &&
    cost.passes >= 1 &&
    cost.memoryKib >= 8 * cost.lanes &&
    cost.memoryKib <= DEAREST.memoryKib &&
    cost.memoryKib * cost.passes <= DEAREST.work
  );
}

interface Bounded {
  <T>(work: () => Promise<T>): Promise<T>;
  full(): boolean;
  load: Hashing['load'];
  watch: Hashing['watch'];
}

/** At most `concurrency` run, at most `queue` wait, first come first served; one more throws `Overloaded` at once. */
function boundedQueue(concurrency: number, queue: number): Bounded {
  const waiting: (() => void)[] = [];
  const listeners: ((seconds: number) => void)[] = [];
  let running = 0;
  const full = () => running >= concurrency && waiting.length >= queue;
  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (full()) throw new Overloaded('the queue of password hashes is full');
    if (running >= concurrency) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    const begun = performance.now();
    try {
      return await work();
    } finally {
      for (const tell of listeners) tell((performance.now() - begun) / 1000);
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }
  return Object.assign(run, {
    full,
    load: () => ({ running, waiting: waiting.length }),
    watch: (listener: (seconds: number) => void) => void listeners.push(listener),
  });
}
