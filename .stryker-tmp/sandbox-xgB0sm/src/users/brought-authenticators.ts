// @ts-nocheck
import { randomUUIDv7 } from 'node:crypto';
import { secretOwner } from '../authenticators/enrollments.ts';
import { fromBase32, isSupported } from '../authenticators/rules.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../db/database.ts';
import { type Refused, refuse } from '../refusal.ts';

/** An authenticator that a user brings along from elsewhere. */
export interface BroughtAuthenticator {
  type: 'totp';
  secret: string;
  name?: string;
  algorithm?: string;
  digits?: number;
  period?: number;
}

/** A secret that was read, and found to be of the kind that is spoken here. */
export interface BroughtSecret {
  bytes: Uint8Array;
  name: string;
}

export function readSecrets(given: BroughtAuthenticator[]): BroughtSecret[] | Refused {
  const secrets: BroughtSecret[] = [];
  for (const [index, each] of given.entries()) {
    if (!isSupported(each)) return refuse('unsupported_authenticator');
    const bytes = fromBase32(each.secret);
    if (!bytes)
      return refuse('invalid_request', {
        errors: [{ path: `/authenticators/${index}/secret`, message: 'must be base32 of 10 to 64 bytes' }],
      });
    // two with one secret would take one code twice
    if (secrets.some((other) => hmacKey(other.bytes).equals(hmacKey(bytes))))
      return refuse('invalid_request', {
        errors: [{ path: `/authenticators/${index}/secret`, message: 'must not be that of another authenticator' }],
      });
    secrets.push({ bytes, name: each.name ?? 'Authenticator app' });
  }
  return secrets;
}

/** What HMAC makes of a secret (RFC 2104): it pads with zeros, so that secrets which differ by those alone give one code. */
function hmacKey(secret: Uint8Array): Buffer {
  let end = secret.length;
  while (end > 0 && secret[end - 1] === 0) end -= 1;
  return Buffer.from(secret.subarray(0, end));
}

/** Authenticators brought along go on working; their users need no new enrolment. */
export async function addAuthenticators(
  ctx: Context,
  tx: Tx,
  users: { row: { id: string; tenant_id: string }; secrets: BroughtSecret[] }[],
  now: Date,
) {
  const rows = users.flatMap(({ row, secrets }) =>
    secrets.map(({ bytes, name }) => {
      const id = randomUUIDv7();
      const sealed = ctx.sealing.seal(Buffer.from(bytes), secretOwner(row.tenant_id, row.id, id));
      return {
        id,
        tenant_id: row.tenant_id,
        user_id: row.id,
        name,
        secret: sealed.bytes,
        secret_key_id: sealed.keyId,
        last_step: -1,
        confirmed_at: now,
        last_used_at: null,
      };
    }),
  );
  if (rows.length > 0) await tx.insertInto('authenticators').values(rows).execute();
}
