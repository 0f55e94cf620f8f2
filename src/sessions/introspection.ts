import type { Context } from '../context.ts';
import type { KeyHolder } from '../tenants/api-keys.ts';
import { findSession } from './sessions.ts';

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

/** Counts as a use of the session. Another tenant's session is as unknown as a made-up token. */
export async function introspect(ctx: Context, token: string, holder: KeyHolder): Promise<Introspection> {
  const who = await findSession(ctx, token, holder.tenant?.id ?? null);
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
