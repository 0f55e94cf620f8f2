import { randomUUIDv7 } from 'node:crypto';
import type { Context } from '../context.ts';
import type { SignedIn } from '../sessions/sessions.ts';
import { claimsOf } from './rules.ts';
import { currentKey } from './signing-keys.ts';

/** A signed JWT (RFC 9068) that a backend verifies by itself, by the published keys. */
export async function issueAccessToken(
  ctx: Context,
  who: SignedIn,
): Promise<{ accessToken: string; tokenType: 'Bearer'; expiresIn: number }> {
  const { id, privateKey } = await currentKey(ctx);
  const claims = claimsOf(who, ctx.config.PUBLIC_URL, randomUUIDv7(), ctx.now());
  const { SignJWT } = await import('jose');
  const accessToken = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: id })
    .sign(privateKey);
  return { accessToken, tokenType: 'Bearer', expiresIn: claims.exp - claims.iat };
}
