const MINUTE = 60_000;

/** Seconds that an access token lives. Nothing ends it sooner, so it is short. */
export const TOKEN_SECONDS = 300;

/** Seconds that a verifier may keep the key set without asking again. */
export const KEY_SET_SECONDS = 300;

/**
 * A new key is published so long before it signs, and an old one so long after: longer than a key set is kept or a token
 * lives, with room for clocks that differ. So no verifier meets a token whose key it can't know.
 */
const OVERLAP = 15 * MINUTE;

interface KeyFacts {
  id: string;
  createdAt: Date;
}

/** Which key signs now, and which are published. Both follow from when keys were made; `keys` in any order. */
export function keysAt<T extends KeyFacts>(keys: readonly T[], now: Date): { signer: T | null; published: T[] } {
  const newestFirst = [...keys].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || (a.id < b.id ? 1 : -1));
  const since = (key: T) => now.getTime() - key.createdAt.getTime();
  const published = newestFirst.filter((_, index) => {
    const successor = newestFirst[index - 1];
    return successor === undefined || since(successor) < 2 * OVERLAP;
  });
  // the first key that there ever was signs at once: no verifier knows another
  const signer = newestFirst.find((key) => since(key) >= OVERLAP) ?? newestFirst.at(-1) ?? null;
  return { signer, published };
}

export interface SignedInFacts {
  session: { id: string; authenticatedAt: Date; expiresAt: Date; methods: string[]; acr: 'aal1' | 'aal2' };
  user: { id: string; tenant: string };
}

/** The claims of RFC 9068 and RFC 8176. It never outlives its session's absolute end. */
export function claimsOf({ session, user }: SignedInFacts, issuer: string, id: string, now: Date) {
  const iat = seconds(now);
  return {
    iss: issuer,
    aud: user.tenant,
    sub: user.id,
    sid: session.id,
    tenant: user.tenant,
    amr: session.methods,
    acr: session.acr,
    auth_time: seconds(session.authenticatedAt),
    iat,
    exp: Math.min(iat + TOKEN_SECONDS, seconds(session.expiresAt)),
    jti: id,
  };
}

const seconds = (time: Date) => Math.floor(time.getTime() / 1000);
