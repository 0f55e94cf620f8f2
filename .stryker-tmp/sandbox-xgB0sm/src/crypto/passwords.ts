// @ts-nocheck
function stryNS_9fa48() {
  var g = typeof globalThis === 'object' && globalThis && globalThis.Math === Math && globalThis || new Function("return this")();
  var ns = g.__stryker__ || (g.__stryker__ = {});
  if (ns.activeMutant === undefined && g.process && g.process.env && g.process.env.__STRYKER_ACTIVE_MUTANT__) {
    ns.activeMutant = g.process.env.__STRYKER_ACTIVE_MUTANT__;
  }
  function retrieveNS() {
    return ns;
  }
  stryNS_9fa48 = retrieveNS;
  return retrieveNS();
}
stryNS_9fa48();
function stryCov_9fa48() {
  var ns = stryNS_9fa48();
  var cov = ns.mutantCoverage || (ns.mutantCoverage = {
    static: {},
    perTest: {}
  });
  function cover() {
    var c = cov.static;
    if (ns.currentTestId) {
      c = cov.perTest[ns.currentTestId] = cov.perTest[ns.currentTestId] || {};
    }
    var a = arguments;
    for (var i = 0; i < a.length; i++) {
      c[a[i]] = (c[a[i]] || 0) + 1;
    }
  }
  stryCov_9fa48 = cover;
  cover.apply(null, arguments);
}
function stryMutAct_9fa48(id) {
  var ns = stryNS_9fa48();
  function isActive(id) {
    if (ns.activeMutant === id) {
      if (ns.hitCount !== void 0 && ++ns.hitCount > ns.hitLimit) {
        throw new Error('Stryker: Hit count limit reached (' + ns.hitCount + ')');
      }
      return true;
    }
    return false;
  }
  stryMutAct_9fa48 = isActive;
  return isActive(id);
}
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastest } from './argon2.ts';
import { type PasswordHash, readHash } from './hash-formats.ts';
import { createQueue, type Queue } from './queue.ts';
import { createSealing, type Key, type Sealing } from './sealing.ts';
import { letOthersGoFirst } from './threads.ts';

/** argon2id (RFC 9106) as OWASP's password storage cheat sheet sets it: 19456 KiB, 2 passes, 1 lane, salt 16, tag 32 bytes. */
export const ARGON2_FLOOR = {
  memoryKib: 19456,
  passes: 2
} as const;
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
  /** The string to store for a new password of this user. */
  hash(password: string, userId: string): Promise<string>;
  /**
   * Judges a password. Without a stored hash (unknown user, no password) it hashes all the same and says false. A "no" is
   * held back to a common time: by it nobody can tell a hash from elsewhere, and holding back costs no CPU. Where `gone`
   * fires before its turn nothing is judged.
   */
  verify(stored: string | null, password: string, userId: string, gone?: AbortSignal): Promise<boolean>;
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
  if (stryMutAct_9fa48("477")) {
    {}
  } else {
    stryCov_9fa48("477");
    const bounded = createQueue(settings.concurrency, settings.queue);
    const elsewhere = createQueue(settings.concurrency, settings.queue);
    const pepper = (stryMutAct_9fa48("481") ? settings.peppers.length <= 0 : stryMutAct_9fa48("480") ? settings.peppers.length >= 0 : stryMutAct_9fa48("479") ? false : stryMutAct_9fa48("478") ? true : (stryCov_9fa48("478", "479", "480", "481"), settings.peppers.length > 0)) ? createSealing(settings.peppers) : null;
    // What a password is compared with where there is none: the same parameters, so the same time.
    const decoy = bounded(stryMutAct_9fa48("482") ? () => undefined : (stryCov_9fa48("482"), () => fastest.hash(randomBytes(32), settings)));
    if (stryMutAct_9fa48("483")) {
      ;
    } else {
      stryCov_9fa48("483");
      decoy.then(letOthersGoFirst, () => {});
    }
    /** Whose hash is not one of ours waits elsewhere, and takes the same place here as everybody: its cost keeps nobody waiting. */
    async function judge(stored: string | null, password: string, userId: string, gone?: AbortSignal) {
      if (stryMutAct_9fa48("484")) {
        {}
      } else {
        stryCov_9fa48("484");
        const ours = known(await decoy);
        const hash = (stryMutAct_9fa48("487") ? stored !== null : stryMutAct_9fa48("486") ? false : stryMutAct_9fa48("485") ? true : (stryCov_9fa48("485", "486", "487"), stored === null)) ? ours : known(unpeppered(pepper, stored, userId));
        const foreign = stryMutAct_9fa48("490") ? hash.argon2idWork === ours.argon2idWork : stryMutAct_9fa48("489") ? false : stryMutAct_9fa48("488") ? true : (stryCov_9fa48("488", "489", "490"), hash.argon2idWork !== ours.argon2idWork);
        let began = 0;
        const inTurn = bounded(async () => {
          if (stryMutAct_9fa48("491")) {
            {}
          } else {
            stryCov_9fa48("491");
            began = performance.now();
            return (foreign ? ours : hash).matches(password);
          }
        }, gone);
        const [matches] = await Promise.all(stryMutAct_9fa48("492") ? [] : (stryCov_9fa48("492"), [foreign ? elsewhere(stryMutAct_9fa48("493") ? () => undefined : (stryCov_9fa48("493"), () => hash.matches(password)), gone) : inTurn, inTurn]));
        return stryMutAct_9fa48("494") ? {} : (stryCov_9fa48("494"), {
          right: stryMutAct_9fa48("497") ? matches || stored !== null : stryMutAct_9fa48("496") ? false : stryMutAct_9fa48("495") ? true : (stryCov_9fa48("495", "496", "497"), matches && (stryMutAct_9fa48("499") ? stored === null : stryMutAct_9fa48("498") ? true : (stryCov_9fa48("498", "499"), stored !== null))),
          began
        });
      }
    }
    return stryMutAct_9fa48("500") ? {} : (stryCov_9fa48("500"), {
      saturated: bounded.full,
      async hash(password, userId) {
        if (stryMutAct_9fa48("501")) {
          {}
        } else {
          stryCov_9fa48("501");
          const phc = await bounded(stryMutAct_9fa48("502") ? () => undefined : (stryCov_9fa48("502"), () => fastest.hash(password, settings)));
          return pepper ? peppered(pepper, phc, userId) : phc;
        }
      },
      async verify(stored, password, userId, gone) {
        if (stryMutAct_9fa48("503")) {
          {}
        } else {
          stryCov_9fa48("503");
          const {
            right,
            began
          } = await judge(stored, password, userId, gone);
          const pause = stryMutAct_9fa48("504") ? settings.wrongMillis + (performance.now() - began) : (stryCov_9fa48("504"), settings.wrongMillis - (stryMutAct_9fa48("505") ? performance.now() + began : (stryCov_9fa48("505"), performance.now() - began)));
          if (stryMutAct_9fa48("508") ? !right || pause > 0 : stryMutAct_9fa48("507") ? false : stryMutAct_9fa48("506") ? true : (stryCov_9fa48("506", "507", "508"), (stryMutAct_9fa48("509") ? right : (stryCov_9fa48("509"), !right)) && (stryMutAct_9fa48("512") ? pause <= 0 : stryMutAct_9fa48("511") ? pause >= 0 : stryMutAct_9fa48("510") ? true : (stryCov_9fa48("510", "511", "512"), pause > 0)))) await sleep(pause);
          return right;
        }
      },
      async isSame(stored, password, userId) {
        if (stryMutAct_9fa48("513")) {
          {}
        } else {
          stryCov_9fa48("513");
          return (await judge(stored, password, userId)).right;
        }
      },
      stale(stored, userId) {
        if (stryMutAct_9fa48("514")) {
          {}
        } else {
          stryCov_9fa48("514");
          const keyId = stryMutAct_9fa48("515") ? PEPPERED.exec(stored)[1] : (stryCov_9fa48("515"), PEPPERED.exec(stored)?.[1]);
          return stryMutAct_9fa48("518") ? keyId !== settings.peppers[0]?.id && weaker(this.look(stored, userId), settings) : stryMutAct_9fa48("517") ? false : stryMutAct_9fa48("516") ? true : (stryCov_9fa48("516", "517", "518"), (stryMutAct_9fa48("520") ? keyId === settings.peppers[0]?.id : stryMutAct_9fa48("519") ? false : (stryCov_9fa48("519", "520"), keyId !== (stryMutAct_9fa48("521") ? settings.peppers[0].id : (stryCov_9fa48("521"), settings.peppers[0]?.id)))) || weaker(this.look(stored, userId), settings));
        }
      },
      look: stryMutAct_9fa48("522") ? () => undefined : (stryCov_9fa48("522"), (stored, userId) => known(unpeppered(pepper, stored, userId))),
      adopt(phc, userId) {
        if (stryMutAct_9fa48("523")) {
          {}
        } else {
          stryCov_9fa48("523");
          if (stryMutAct_9fa48("526") ? false : stryMutAct_9fa48("525") ? true : stryMutAct_9fa48("524") ? readHash(phc)?.affordable : (stryCov_9fa48("524", "525", "526"), !(stryMutAct_9fa48("527") ? readHash(phc).affordable : (stryCov_9fa48("527"), readHash(phc)?.affordable)))) return null;
          return pepper ? peppered(pepper, phc, userId) : phc;
        }
      },
      repepper(stored, userId) {
        if (stryMutAct_9fa48("528")) {
          {}
        } else {
          stryCov_9fa48("528");
          const [first] = settings.peppers;
          if (stryMutAct_9fa48("531") ? (!pepper || !first) && PEPPERED.exec(stored)?.[1] === first.id : stryMutAct_9fa48("530") ? false : stryMutAct_9fa48("529") ? true : (stryCov_9fa48("529", "530", "531"), (stryMutAct_9fa48("533") ? !pepper && !first : stryMutAct_9fa48("532") ? false : (stryCov_9fa48("532", "533"), (stryMutAct_9fa48("534") ? pepper : (stryCov_9fa48("534"), !pepper)) || (stryMutAct_9fa48("535") ? first : (stryCov_9fa48("535"), !first)))) || (stryMutAct_9fa48("537") ? PEPPERED.exec(stored)?.[1] !== first.id : stryMutAct_9fa48("536") ? false : (stryCov_9fa48("536", "537"), (stryMutAct_9fa48("538") ? PEPPERED.exec(stored)[1] : (stryCov_9fa48("538"), PEPPERED.exec(stored)?.[1])) === first.id)))) return null;
          return peppered(pepper, unpeppered(pepper, stored, userId), userId);
        }
      },
      hashCodes(codes, by) {
        if (stryMutAct_9fa48("539")) {
          {}
        } else {
          stryCov_9fa48("539");
          return hashInTurn(codes, stryMutAct_9fa48("540") ? () => undefined : (stryCov_9fa48("540"), code => bounded(stryMutAct_9fa48("541") ? () => undefined : (stryCov_9fa48("541"), () => fastest.tag(code, by.salt, by)))));
        }
      },
      newSlowHash: stryMutAct_9fa48("542") ? () => undefined : (stryCov_9fa48("542"), () => stryMutAct_9fa48("543") ? {} : (stryCov_9fa48("543"), {
        salt: randomBytes(16),
        memoryKib: settings.memoryKib,
        passes: settings.passes
      })),
      binding: fastest.binding,
      load: bounded.load,
      watch: bounded.watch
    });
  }
}

/** One place in the queue a code: a set of ten does not keep others waiting for ten hashes. */
async function hashInTurn(codes: string[], hash: (code: string) => Promise<Buffer>): Promise<Buffer[]> {
  if (stryMutAct_9fa48("544")) {
    {}
  } else {
    stryCov_9fa48("544");
    const hashes: Buffer[] = stryMutAct_9fa48("545") ? ["Stryker was here"] : (stryCov_9fa48("545"), []);
    for (const code of codes) if (stryMutAct_9fa48("546")) {
      ;
    } else {
      stryCov_9fa48("546");
      hashes.push(await hash(code));
    }
    return hashes;
  }
}

/**
 * A pepper is a key over the finished hash (OWASP: post-hashing pepper), so it can be rotated without the password:
 * `$sealed$v=1$key=<id>$<base64>`.
 */
const PEPPERED = stryMutAct_9fa48("552") ? /^\$sealed\$v=1\$key=([^$]+)\$([^A-Za-z0-9+/=]+)$/ : stryMutAct_9fa48("551") ? /^\$sealed\$v=1\$key=([^$]+)\$([A-Za-z0-9+/=])$/ : stryMutAct_9fa48("550") ? /^\$sealed\$v=1\$key=([$]+)\$([A-Za-z0-9+/=]+)$/ : stryMutAct_9fa48("549") ? /^\$sealed\$v=1\$key=([^$])\$([A-Za-z0-9+/=]+)$/ : stryMutAct_9fa48("548") ? /^\$sealed\$v=1\$key=([^$]+)\$([A-Za-z0-9+/=]+)/ : stryMutAct_9fa48("547") ? /\$sealed\$v=1\$key=([^$]+)\$([A-Za-z0-9+/=]+)$/ : (stryCov_9fa48("547", "548", "549", "550", "551", "552"), /^\$sealed\$v=1\$key=([^$]+)\$([A-Za-z0-9+/=]+)$/);
function peppered(pepper: Sealing, phc: string, userId: string): string {
  if (stryMutAct_9fa48("553")) {
    {}
  } else {
    stryCov_9fa48("553");
    const {
      keyId,
      bytes
    } = pepper.seal(Buffer.from(phc), stryMutAct_9fa48("554") ? [] : (stryCov_9fa48("554"), [stryMutAct_9fa48("555") ? "" : (stryCov_9fa48("555"), 'password'), userId]));
    return stryMutAct_9fa48("556") ? `` : (stryCov_9fa48("556"), `$sealed$v=1$key=${keyId}$${bytes.toString(stryMutAct_9fa48("557") ? "" : (stryCov_9fa48("557"), 'base64'))}`);
  }
}
function unpeppered(pepper: Sealing | null, stored: string, userId: string): string {
  if (stryMutAct_9fa48("558")) {
    {}
  } else {
    stryCov_9fa48("558");
    const [, keyId, bytes] = stryMutAct_9fa48("559") ? PEPPERED.exec(stored) && [] : (stryCov_9fa48("559"), PEPPERED.exec(stored) ?? (stryMutAct_9fa48("560") ? ["Stryker was here"] : (stryCov_9fa48("560"), [])));
    if (stryMutAct_9fa48("563") ? !keyId && !bytes : stryMutAct_9fa48("562") ? false : stryMutAct_9fa48("561") ? true : (stryCov_9fa48("561", "562", "563"), (stryMutAct_9fa48("564") ? keyId : (stryCov_9fa48("564"), !keyId)) || (stryMutAct_9fa48("565") ? bytes : (stryCov_9fa48("565"), !bytes)))) return stored;
    if (stryMutAct_9fa48("568") ? false : stryMutAct_9fa48("567") ? true : stryMutAct_9fa48("566") ? pepper : (stryCov_9fa48("566", "567", "568"), !pepper)) throw new Error(stryMutAct_9fa48("570") ? "" : (stryCov_9fa48("570"), 'a password hash is under a pepper, but PASSWORD_PEPPERS is not set'));
    return pepper.open(stryMutAct_9fa48("571") ? {} : (stryCov_9fa48("571"), {
      keyId,
      bytes: Buffer.from(bytes, stryMutAct_9fa48("572") ? "" : (stryCov_9fa48("572"), 'base64'))
    }), stryMutAct_9fa48("573") ? [] : (stryCov_9fa48("573"), [stryMutAct_9fa48("574") ? "" : (stryCov_9fa48("574"), 'password'), userId])).toString();
  }
}

/** A hash that costs more than ours is never made cheaper; one of another kind is always replaced. */
const weaker = stryMutAct_9fa48("575") ? () => undefined : (stryCov_9fa48("575"), (() => {
  const weaker = (hash: PasswordHash, today: {
    memoryKib: number;
    passes: number;
  }) => stryMutAct_9fa48("579") ? hash.argon2idWork >= today.memoryKib * today.passes : stryMutAct_9fa48("578") ? hash.argon2idWork <= today.memoryKib * today.passes : stryMutAct_9fa48("577") ? false : stryMutAct_9fa48("576") ? true : (stryCov_9fa48("576", "577", "578", "579"), hash.argon2idWork < (stryMutAct_9fa48("580") ? today.memoryKib / today.passes : (stryCov_9fa48("580"), today.memoryKib * today.passes)));
  return weaker;
})());
function known(phc: string): PasswordHash {
  if (stryMutAct_9fa48("581")) {
    {}
  } else {
    stryCov_9fa48("581");
    const hash = readHash(phc);
    if (stryMutAct_9fa48("584") ? false : stryMutAct_9fa48("583") ? true : stryMutAct_9fa48("582") ? hash : (stryCov_9fa48("582", "583", "584"), !hash)) throw new Error(stryMutAct_9fa48("586") ? "" : (stryCov_9fa48("586"), 'a stored password hash is of a kind that this code does not know'));
    return hash;
  }
}