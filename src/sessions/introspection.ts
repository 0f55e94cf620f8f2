import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { readToken } from '../crypto/tokens.ts';
import { together } from '../db/together.ts';
import { findKeyHolder, holderFrom, type KeyHolder, keyQuery } from '../tenants/api-keys.ts';
import { type FoundSession, sessionQuery } from './session-query.ts';
import { type SignedIn, sessionFrom } from './sessions.ts';

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
    db
      .selectFrom(
        sql<{ session_id: string; asking: string }>`unnest(${sessionIds}::uuid[], ${keyIds}::uuid[])`.as<'asked'>(
          sql`asked (session_id, asking)`,
        ),
      )
      .innerJoin(keyQuery(db).as('k'), 'k.key_id', 'asked.asking')
      .leftJoin(sessionQuery(db).as('s'), 's.id', 'asked.session_id')
      .select('asked.session_id')
      .selectAll(['k', 's']),
  (row) => [row.session_id, row.key_id],
);

/** Who asks and about whom, in one round trip, whether or not there is such a session: its time tells nobody. */
export async function findAsked(
  ctx: Context,
  presentedKey: string,
  presented: string,
): Promise<{ holder: KeyHolder | null; who: SignedIn | null }> {
  const [key, token] = [readToken('iak_', presentedKey), readToken('ist_', presented)];
  if (!key || !token) return { holder: await findKeyHolder(ctx, presentedKey), who: null };
  const row = await ctx.lastUses.reading(token.id, () => readBoth(ctx.db, token.id, key.id));
  const holder = holderFrom(ctx, key, row);
  // of another's session not even a use is noted
  if (holder?.role !== 'backend' || !isFound(row)) return { holder, who: null };
  return { holder, who: sessionFrom(ctx, token, row, holder.tenant?.id ?? null) };
}

const isFound = <Row extends { id: string | null }>(row: Row | undefined): row is Row & FoundSession =>
  row !== undefined && row.id !== null;

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
