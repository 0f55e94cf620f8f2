import { pbkdf2, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { fastest } from './argon2.ts';

/** A password hash that was read: ours, or one brought along from elsewhere. */
export interface PasswordHash {
  /** its kind and cost, without salt and hash */
  form: string;
  /** Judges a password, off the main thread. */
  matches(password: string): Promise<boolean>;
  /** Costs at most what one verification may cost here: some ten of our own hashes (a third of a second). */
  affordable: boolean;
  /** What argon2id fills, in KiB times passes; 0 of any other kind, which is always replaced by ours. */
  argon2idWork: number;
}

/**
 * Reads a stored hash by its form: PHC strings of argon2i, argon2id and scrypt, bcrypt (`$2a$ $2b$ $2y$`), PBKDF2
 * (`$pbkdf2-sha256$…`, `$pbkdf2-sha512$…`) and ASP.NET Core Identity v3 (base64). Null: none of them.
 * To bcrypt a NUL ends the password, and HMAC (in PBKDF2 and scrypt) pads with it: no password that holds one is right.
 */
export function readHash(stored: string): PasswordHash | null {
  const hash =
    argon2Hash(stored) ?? scryptHash(stored) ?? bcryptHash(stored) ?? pbkdf2Hash(stored) ?? identityHash(stored);
  return hash && { ...hash, matches: async (password) => (await hash.matches(password)) && !password.includes('\0') };
}

const MOST = {
  memoryKib: 131_072,
  argon2Work: 262_144,
  lanes: 16,
  /** passes times lanes: each begins four threads (RFC 9106, 3.4), which cost more than the little memory that they fill */
  argon2Threads: 128,
  /** N·r·p: that of ln=17, r=8, p=1, which fills 128 MiB; with more lanes the same work fills less */
  scryptWork: 2 ** 20,
  /** r·p: what PBKDF2 makes and eats beside that work (RFC 7914, 6), 128 bytes each */
  scryptBlocks: 1024,
  bcryptCost: 12,
  pbkdf2Iterations: { sha1: 2_000_000, sha256: 2_000_000, sha512: 600_000 },
};

const ARGON2 =
  /^\$(argon2i|argon2id)\$v=19\$([mtp]=\d{1,8}(?:,[mtp]=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,172})$/;

/** The parameters in whatever order the string names them: bindings differ. */
function argon2Hash(stored: string): PasswordHash | null {
  const groups = groupsOf<[kind: string, parameters: string]>(ARGON2, stored);
  if (!groups) return null;
  const [kind, parameters] = groups;
  const { m = 0, t = 0, p = 0 } = parametersOf(parameters);
  // RFC 9106, 3.1
  if (p < 1 || t < 1 || m < 8 * p) return null;
  return {
    form: `${kind} m=${m} t=${t} p=${p}`,
    matches: (password) => fastest.verify(stored, password),
    affordable:
      m <= MOST.memoryKib && m * t <= MOST.argon2Work && p <= MOST.lanes && (p === 1 || t * p <= MOST.argon2Threads),
    argon2idWork: kind === 'argon2id' ? m * t : 0,
  };
}

const SCRYPT =
  /^\$scrypt\$((?:ln|r|p)=\d{1,8}(?:,(?:ln|r|p)=\d{1,8}){2})\$([A-Za-z0-9+/]{11,86})={0,2}\$([A-Za-z0-9+/]{22,172})={0,2}$/;

/** RFC 7914, in the PHC string format: `ln` is the logarithm of N. */
function scryptHash(stored: string): PasswordHash | null {
  const groups = groupsOf<[parameters: string, salt: string, hash: string]>(SCRYPT, stored);
  if (!groups) return null;
  const [parameters, salt, hash] = groups;
  const { ln = 0, r = 0, p = 0 } = parametersOf(parameters);
  // RFC 7914, 2: N is less than 2^(16 r), so r is at least 1, or it can't be computed
  if (ln < 1 || ln > 63 || p < 1 || ln >= 16 * r || r * p >= 2 ** 30) return null;
  const N = 2 ** ln;
  const bytes = 128 * N * r;
  return {
    form: `scrypt ln=${ln} r=${r} p=${p}`,
    matches: async (password) => {
      const expected = Buffer.from(hash, 'base64');
      const options = { N, r, p, maxmem: 2 * bytes + 128 * r * p + 2 ** 20 };
      const key = await scryptKey(password, Buffer.from(salt, 'base64'), expected.length, options);
      return timingSafeEqual(key, expected);
    },
    affordable: N * r * p <= MOST.scryptWork && r * p <= MOST.scryptBlocks,
    argon2idWork: 0,
  };
}

const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Judges 72 bytes, as bcrypt does everywhere; what was typed is then hashed anew as a whole. */
function bcryptHash(stored: string): PasswordHash | null {
  const groups = groupsOf<[digits: string]>(BCRYPT, stored);
  if (!groups) return null;
  const cost = Number(groups[0]);
  if (cost < 4 || cost > 31) return null;
  return {
    form: `bcrypt ${cost}`,
    // $2y$ is PHP's name of what others call $2b$
    matches: async (password) => (await import('bcrypt')).default.compare(password, stored.replace('$2y', '$2b')),
    affordable: cost <= MOST.bcryptCost,
    argon2idWork: 0,
  };
}

/** Both ways in use: the PHC format's `i=…` and passlib's bare number, whose base64 has `.` for `+`. */
const PBKDF2 =
  /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,10})(?:,l=\d{1,3})?\$([A-Za-z0-9./+]{11,172})={0,2}\$([A-Za-z0-9./+]{22,172})={0,2}$/;

function pbkdf2Hash(stored: string): PasswordHash | null {
  const groups = groupsOf<[digest: Digest, iterations: string, salt: string, hash: string]>(PBKDF2, stored);
  if (!groups) return null;
  const [digest, iterations, salt, hash] = groups;
  return pbkdf2By(digest, Number(iterations), fromBase64(salt), fromBase64(hash));
}

/** 0x01, then as big-endian 32-bit numbers the PRF, the iterations and the salt's length; salt; key. */
function identityHash(stored: string): PasswordHash | null {
  if (!/^[A-Za-z0-9+/]{40,400}={0,2}$/.test(stored) || stored.length % 4 !== 0) return null;
  const bytes = Buffer.from(stored, 'base64');
  if (bytes[0] !== 1) return null;
  const digest = (['sha1', 'sha256', 'sha512'] as const)[bytes.readUInt32BE(1)];
  const saltLength = bytes.readUInt32BE(9);
  // as Identity itself reads it: both of at least 128 bits
  if (!digest || saltLength < 16 || bytes.length < 13 + saltLength + 16) return null;
  const salt = bytes.subarray(13, 13 + saltLength);
  return pbkdf2By(digest, bytes.readUInt32BE(5), salt, bytes.subarray(13 + saltLength));
}

type Digest = keyof typeof MOST.pbkdf2Iterations;
const DIGEST_BYTES = { sha1: 20, sha256: 32, sha512: 64 };

/** RFC 8018, 5.2. A key longer than the digest is made in as many runs. */
function pbkdf2By(digest: Digest, iterations: number, salt: Buffer, expected: Buffer): PasswordHash | null {
  if (iterations < 1) return null;
  const runs = Math.ceil(expected.length / DIGEST_BYTES[digest]);
  return {
    form: `pbkdf2 ${digest} ${iterations}`,
    matches: async (password) =>
      timingSafeEqual(await pbkdf2Key(password, salt, iterations, expected.length, digest), expected),
    affordable: iterations * runs <= MOST.pbkdf2Iterations[digest],
    argon2idWork: 0,
  };
}

const pbkdf2Key = promisify(pbkdf2);
const scryptKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Every group of the patterns here takes part in every match. */
const groupsOf = <T extends string[]>(pattern: RegExp, text: string): T | null =>
  (pattern.exec(text)?.slice(1) as T | undefined) ?? null;

const fromBase64 = (text: string) => Buffer.from(text.replaceAll('.', '+'), 'base64');

const parametersOf = (text: string): Record<string, number> =>
  Object.fromEntries(text.split(',').map((each) => [each.split('=')[0], Number(each.split('=')[1])]));
