import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Bearer tokens: a prefix that secret scanners find, the row's UUID, and 32 random bytes, both in base64url.
 * Only the SHA-256 of the random bytes is stored; with 256 random bits a fast hash is enough (ASVS 6.5.2, 11.5.1).
 */
export type TokenPrefix = 'iak_' | 'ilt_' | 'ist_' | 'itd_' | 'irt_';

const SHAPE = /^(iak_|ilt_|ist_|itd_|irt_)([A-Za-z0-9_-]{22})([A-Za-z0-9_-]{43})$/;

export interface IssuedToken {
  /** shown once, to its bearer */
  token: string;
  /** stored */
  secretHash: Buffer;
}

export interface PresentedToken {
  id: string;
  secret: string;
}

export function issueToken(prefix: TokenPrefix, id: string): IssuedToken {
  const secret = randomBytes(32).toString('base64url');
  return { token: prefix + uuidToBase64url(id) + secret, secretHash: sha256(secret) };
}

/** What a presented string claims to be, or null where it can't be a token of ours. Proves nothing. */
export function readToken(prefix: TokenPrefix, text: string): PresentedToken | null {
  const groups = SHAPE.exec(text)?.slice(1) as [prefix: string, id: string, secret: string] | undefined;
  if (groups?.[0] !== prefix) return null;
  const [, id, secret] = groups;
  return { id: base64urlToUuid(id), secret };
}

/** Compared in constant time. */
export function tokenMatches(presented: PresentedToken, secretHash: Buffer): boolean {
  return timingSafeEqual(sha256(presented.secret), secretHash);
}

export const sha256 = (text: string): Buffer => hash('sha256', text, 'buffer');

/** True where two secrets of any length are equal, in a time that tells nothing of the difference. */
export const secretsEqual = (a: string, b: string): boolean => timingSafeEqual(sha256(a), sha256(b));

const uuidToBase64url = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');

function base64urlToUuid(text: string): string {
  const hex = Buffer.from(text, 'base64url').toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
