import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { readToken } from '../crypto/tokens.ts';
import { together } from '../db/together.ts';
import { findKeyHolder, holderFrom, type KeyHolder } from '../tenants/api-keys.ts';
import { type SignedIn, sessionFrom, sessionQuery } from './sessions.ts';

/** RFC 7662: what a backend is told of a session token. */
export type Introspection =
  | { active: false }
  | {
      active: true;
      sub: string;
      username: string;
      tenant: string;
      sid: string;
      /** seconds since 1970-01-01T00:00:00Z, as all times here */
      iat: number;
      exp: number;
      auth_time: number;
      amr: string[];
      acr: 'aal1' | 'aal2';
    };

const readBoth = together(
  (db, sessionIds: string[], keyIds: string[]) =>
    sessionQuery(db)
      .innerJoin(
        sql<{ session_id: string; key_id: string }>`unnest(${sessionIds}::uuid[], ${keyIds}::uuid[])`.as<'asked'>(
          sql`asked (session_id, key_id)`,
        ),
        'asked.session_id',
        's.id',
      )
      .innerJoin('api_keys as k', 'k.id', 'asked.key_id')
      .leftJoin('tenants as kt', 'kt.id', 'k.tenant_id')
      .where('kt.deleted_at', 'is', null)
      .select(['k.id as key_id', 'k.role as key_role', 'k.secret_hash as key_hash', 'k.expires_at as key_expires_at'])
      .select(['k.revoked_at as key_revoked_at', 'k.tenant_id as key_tenant_id', 'kt.slug as key_slug']),
  (row) => [row.id, row.key_id],
);

/** Who asks and about whom, in one round trip where both are there. */
export async function findAsked(
  ctx: Context,
  presentedKey: string,
  presented: string,
): Promise<{ holder: KeyHolder | null; who: SignedIn | null }> {
  const [key, token] = [readToken('iak_', presentedKey), readToken('ist_', presented)];
  const row = key && token ? await ctx.lastUses.reading(token.id, () => readBoth(ctx.db, token.id, key.id)) : undefined;
  if (!key || !token || !row) return { holder: await findKeyHolder(ctx, presentedKey), who: null };
  const holder = holderFrom(ctx, key, {
    id: row.key_id,
    role: row.key_role,
    secret_hash: row.key_hash,
    expires_at: row.key_expires_at,
    revoked_at: row.key_revoked_at,
    tenant_id: row.key_tenant_id,
    slug: row.key_slug,
  });
  // of another's session not even a use is noted
  const who = holder?.role === 'backend' ? sessionFrom(ctx, token, row, holder.tenant?.id ?? null) : null;
  return { holder, who };
}

/** Counts as a use of the session. Another tenant's session is as unknown as a made-up token. */
export function introspect(who: SignedIn | null): Introspection {
  if (!who) return { active: false };
  const { session, user } = who;
  return {
    active: true,
    sub: user.id,
    username: user.username,
    tenant: user.tenant,
    sid: session.id,
    iat: seconds(session.createdAt),
    exp: seconds(session.idleExpiresAt),
    auth_time: seconds(session.authenticatedAt),
    amr: session.methods,
    acr: session.acr,
  };
}

const seconds = (time: Date) => Math.floor(time.getTime() / 1000);
