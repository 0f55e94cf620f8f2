import { type RawBuilder, sql } from 'kysely';
import { readToken, tokenMatches } from '../crypto/tokens.ts';
import type { Query } from '../db/database.ts';
import type { Policy } from '../tenants/rules.ts';
import { judgeTrust, trustExpires } from './rules.ts';

/** What a trusted-device token is worth that somebody presents at a sign-in. */
export interface Trust {
  deviceId: string;
  tokenId: string;
  expiresAt: Date;
  verdict: 'trusted' | 'stolen' | 'none';
}

/** Whom the token is presented for. */
export interface TrustOwner {
  id: string;
  tenantId: string;
  credentials_version: number;
}

/** The id that a presented token claims; null: it is none of ours. */
export const trustTokenId = (presented: string): string | null => readToken('itd_', presented)?.id ?? null;

/**
 * A token (`k`) with its device (`d`): part of the statements that read an account. The fence (`offset 0`) has it looked up
 * by its own id: by way of the user PostgreSQL would read all tokens of all his devices, which are many after a year, and
 * none for a name that nobody has.
 */
export const trustQuery = (db: Query, tokenId: RawBuilder<string>) =>
  db
    .selectFrom(
      db
        .selectFrom('trusted_device_tokens')
        .select(['id', 'device_id', 'secret_hash', 'parent_id'])
        .where('id', '=', tokenId)
        .offset(sql<number>`0`)
        .as('k'),
    )
    .innerJoin('trusted_devices as d', 'd.id', 'k.device_id')
    .select(['k.id as token_id', 'k.secret_hash as token_hash', 'k.parent_id as token_parent_id'])
    .select(['d.id as device_id', 'd.user_id as device_user_id', 'd.credentials_version as device_version'])
    .select(['d.anchor_token_id', 'd.created_at as device_created_at', 'd.expires_at as device_expires_at'])
    .select('d.ended_at as device_ended_at');

export type TrustRow = Awaited<ReturnType<ReturnType<typeof trustQuery>['executeTakeFirstOrThrow']>>;

/** What a presented token is worth to this user. Another user's, another tenant's and a made-up one are no token at all. */
export function trustIn(
  row: TrustRow | null,
  presented: string | null,
  owner: TrustOwner,
  policy: Policy,
  now: Date,
): Trust | null {
  const token = presented === null ? null : readToken('itd_', presented);
  if (!token || token.id !== row?.token_id || !tokenMatches(token, row.token_hash)) return null;
  const device = {
    user_id: row.device_user_id,
    credentials_version: row.device_version,
    anchor_token_id: row.anchor_token_id,
    created_at: row.device_created_at,
    expires_at: row.device_expires_at,
    ended_at: row.device_ended_at,
  };
  const verdict = judgeTrust({ id: token.id, parentId: row.token_parent_id }, device, owner, policy, now);
  return { deviceId: row.device_id, tokenId: token.id, expiresAt: trustExpires(device, policy), verdict };
}
