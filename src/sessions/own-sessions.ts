import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import { record } from '../events/events.ts';
import { type Refused, refuse } from '../refusal.ts';
import { policyOf } from '../tenants/rules.ts';
import { sessionQuery } from './session-query.ts';
import { endSessions, type Session, type SignedIn, sessionOf, stillLives } from './sessions.ts';

/** Signs out: this session ends, trusted devices stay. */
export async function closeSession(ctx: Context, who: SignedIn, caller: Caller): Promise<void> {
  const now = ctx.now();
  await transaction(ctx.db, async (tx) => {
    const ended = await endSessions(tx, who.user.id, now, { id: who.session.id });
    if (ended.length > 0)
      await record(tx, caller, now, {
        type: 'logout',
        tenantId: who.tenantId,
        userId: who.user.id,
        data: { sessionId: who.session.id },
      });
  });
}

export interface ListedSession extends Session {
  ip: string | null;
  userAgent: string | null;
}

/** The user's live sessions, newest first. */
export async function listSessions(ctx: Context, userId: string): Promise<ListedSession[]> {
  const now = ctx.now();
  const rows = await sessionQuery(ctx.db)
    .where('s.user_id', '=', userId)
    .where('s.ended_at', 'is', null)
    .orderBy('s.id', 'desc')
    .execute();
  return rows
    .map((row) => ({ row, policy: policyOf(row) }))
    .filter(({ row, policy }) => stillLives(row, policy, now))
    .map(({ row, policy }) => ({ ...sessionOf(row, policy), ip: row.ip, userAgent: row.user_agent }));
}

/** Ends one session of the user, or all but the one that asks. */
export async function revokeSessions(
  ctx: Context,
  user: { id: string; tenantId: string },
  which: { id: string } | { except: string | null },
  caller: Caller,
): Promise<{ revoked: true } | Refused> {
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const ended = await endSessions(tx, user.id, now, which);
    if ('id' in which && ended.length === 0) return refuse('not_found');
    await record(
      tx,
      caller,
      now,
      ...ended.map((sessionId) => ({
        type: 'session.revoked' as const,
        tenantId: user.tenantId,
        userId: user.id,
        data: { sessionId },
      })),
    );
    return { revoked: true };
  });
}
