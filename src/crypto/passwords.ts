import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastest } from './argon2.ts';
import { type PasswordHash, readHash } from './hash-formats.ts';
import { createQueue, type Place, type Queue } from './queue.ts';
import { createSealing, type Key, type Sealing } from './sealing.ts';
import { letOthersGoFirst } from './threads.ts';

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
  /** a wrong password is answered no sooner, in ms from the begin of its hash */
  wrongMillis: number;
}

export interface SlowHash {
  salt: Buffer;
  memoryKib: number;
  passes: number;
}

export interface Hashing {
  /** True where one more hash would be refused. Asked first, so that little is undone where it comes to that. */
  saturated(): boolean;
  /** The same, and keeps a place for a password that is to be judged. Null: it would be refused. */
  keepPlace(): Place | null;
  /** The string to store for a new password of this user. */
  hash(password: string, userId: string): Promise<string>;
  /**
   * Judges a password. Without a stored hash (unknown user, no password) it hashes all the same and says false. A "no" is
   * held back to a common time: by it nobody can tell a hash from elsewhere, and holding back costs no CPU. Where `gone`
   * fires before its turn nothing is judged.
   */
  verify(stored: string | null, password: string, userId: string, gone?: AbortSignal, place?: Place): Promise<boolean>;
  /** The same for a new password that must not be the old one: "no" is the good answer here, and is given at once. */
  isSame(stored: string | null, password: string, userId: string): Promise<boolean>;
  /** A stored hash, out of its pepper. */
  look(stored: string, userId: string): PasswordHash;
  /** The string to store for a hash that somebody brings along; null: it can't be verified, or not at a cost that stalls nobody. */
  adopt(phc: string, userId: string): string | null;
  /** The same hash under today's pepper; null: it is already. */
  repepper(stored: string, userId: string): string | null;
  /** Made with weaker parameters, or another pepper, than today's: to be hashed anew after a right login. */
  stale(stored: string, userId: string): boolean;
  /** Hashes codes of under 112 bits for storage, all with one salt (ASVS 6.5.2): one hash checks a whole set. */
  hashCodes(codes: string[], by: SlowHash): Promise<Buffer[]>;
  newSlowHash(): SlowHash;
  /** the package that hashes */
  binding: string;
  load: Queue['load'];
  watch: Queue['watch'];
}

export function createHashing(settings: HashingSettings): Hashing {
  const bounded = createQueue(settings.concurrency, settings.queue);
  // a refusal here would tell whose hash is not one of ours
  const elsewhere = createQueue(settings.concurrency, settings.queue, Number.POSITIVE_INFINITY);
  const pepper = settings.peppers.length > 0 ? createSealing(settings.peppers) : null;
  // What a password is compared with where there is none: the same parameters, so the same time.
  const decoy = bounded(() => fastest.hash(randomBytes(32), settings));
  decoy.then(letOthersGoFirst, () => {});

  /** Whose hash is not one of ours waits elsewhere, and takes the same place here as everybody: its cost keeps nobody waiting. */
  async function judge(stored: string | null, password: string, userId: string, gone?: AbortSignal, place?: Place) {
    const ours = known(await decoy);
    const hash = stored === null ? ours : known(unpeppered(pepper, stored, userId));
    const foreign = hash.argon2idWork !== ours.argon2idWork;
    let began = 0;
    const inTurn = bounded(
      async () => {
        began = performance.now();
        return (foreign ? ours : hash).matches(password);
      },
      gone,
      place,
    );
    const [matches] = await Promise.all([foreign ? elsewhere(() => hash.matches(password), gone) : inTurn, inTurn]);
    return { right: matches && stored !== null, began };
  }

  return {
    saturated: bounded.full,
    keepPlace: bounded.keep,
    async hash(password, userId) {
      const phc = await bounded(() => fastest.hash(password, settings));
      return pepper ? peppered(pepper, phc, userId) : phc;
    },
    async verify(stored, password, userId, gone, place) {
      const { right, began } = await judge(stored, password, userId, gone, place);
      const pause = settings.wrongMillis - (performance.now() - began);
      if (!right && pause > 0) await sleep(pause);
      return right;
    },
    async isSame(stored, password, userId) {
      return (await judge(stored, password, userId)).right;
    },
    stale(stored, userId) {
      const keyId = PEPPERED.exec(stored)?.[1];
      return keyId !== settings.peppers[0]?.id || weaker(this.look(stored, userId), settings);
    },
    look: (stored, userId) => known(unpeppered(pepper, stored, userId)),
    adopt(phc, userId) {
      if (!readHash(phc)?.affordable) return null;
      return pepper ? peppered(pepper, phc, userId) : phc;
    },
    repepper(stored, userId) {
      if (!pepper || PEPPERED.exec(stored)?.[1] === pepper.keyId) return null;
      return peppered(pepper, unpeppered(pepper, stored, userId), userId);
    },
    hashCodes(codes, by) {
      return hashInTurn(codes, (code) => bounded(() => fastest.tag(code, by.salt, by)));
    },
    newSlowHash: () => ({ salt: randomBytes(16), memoryKib: settings.memoryKib, passes: settings.passes }),
    binding: fastest.binding,
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
  const groups = PEPPERED.exec(stored)?.slice(1) as [keyId: string, bytes: string] | undefined;
  if (!groups) return stored;
  const [keyId, bytes] = groups;
  if (!pepper) throw new Error('a password hash is under a pepper, but PASSWORD_PEPPERS is not set');
  return pepper.open({ keyId, bytes: Buffer.from(bytes, 'base64') }, ['password', userId]).toString();
}

/** A hash that costs more than ours is never made cheaper; one of another kind is always replaced. */
const weaker = (hash: PasswordHash, today: { memoryKib: number; passes: number }) =>
  hash.argon2idWork < today.memoryKib * today.passes;

function known(phc: string): PasswordHash {
  const hash = readHash(phc);
  if (!hash) throw new Error('a stored password hash is of a kind that this code does not know');
  return hash;
}
