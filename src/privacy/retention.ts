import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { daysAfter, hoursAfter } from '../sessions/rules.ts';
import { BATCH, type Outdated, removeAlone } from './removal.ts';
import { firstIdAt, KEPT, monthsBefore } from './rules.ts';
import { findTombstones, removeRestOf } from './tenant-deletion.ts';

/** From the end of one round to the next, where there was not more. */
export const RETENTION_MILLIS = 3_600_000;

/** A clock that is ahead by more than this must not say what is old: what has been removed does not come back. */
const AHEAD_MILLIS = 3_600_000;

/** Removes what is kept no longer, where our clock and the database's agree on what the time is. */
export async function retain(ctx: Context, stopping?: AbortSignal): Promise<boolean> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(ctx.db);
  const ahead = ctx.now().getTime() - (rows[0]?.now.getTime() ?? 0);
  if (ahead <= AHEAD_MILLIS) return retainOnce(ctx, stopping);
  ctx.log.error({ ahead: Math.round(ahead / 1000) }, 'our clock is ahead of the database’s: nothing is removed by it');
  return false;
}

/**
 * Removes a batch of everything that is kept no longer, and of what is left of deleted tenants. True: there is more.
 * Where another replica is at it, it is left to that one.
 */
export async function retainOnce(ctx: Context, stopping?: AbortSignal, limit = BATCH): Promise<boolean> {
  const removed: Record<string, number> = {};
  const more = await removeAll(ctx, stopping, limit, removed);
  if (Object.keys(removed).length > 0) ctx.log.info({ removed }, 'what is kept no longer has been removed');
  return more;
}

async function removeAll(
  ctx: Context,
  stopping: AbortSignal | undefined,
  limit: number,
  removed: Record<string, number>,
): Promise<boolean> {
  let anyMore = false;
  for (const outdated of outdatedAt(ctx.now())) {
    if (stopping?.aborted) return false;
    // a table that can't be worked on keeps none of the others
    const batch = await removeAlone(ctx.db, outdated, limit).catch((error: unknown) => {
      ctx.log.error({ err: error, table: outdated.table }, 'what is kept no longer could not be removed');
      return { count: 0, more: false };
    });
    if (batch === null) return false;
    if (batch.count > 0) removed[outdated.table] = (removed[outdated.table] ?? 0) + batch.count;
    anyMore ||= batch.more;
  }
  for (const tenant of await findTombstones(ctx.db))
    if (await removeRestOf(ctx, tenant, { limit, stopping })) anyMore = true;
  return anyMore && !stopping?.aborted;
}

/**
 * What is kept no longer (SECURITY.md, 2). Not here, since it may still decide something: failures of users, and the hash
 * of a reset code that has run out, without which enrolment would ask for none.
 */
function outdatedAt(now: Date): Outdated[] {
  const hours = hoursAfter(now, -KEPT.hours);
  const ended = daysAfter(now, -KEPT.endedDays);
  const delivered = daysAfter(now, -KEPT.deliveryDays);
  const months = monthsBefore(now, KEPT.months);
  const hasEnded = sql`least(ended_at, expires_at) <= ${ended}`;
  return [
    { table: 'logins', where: sql`expires_at <= ${hours}` },
    { table: 'password_resets', where: sql`expires_at <= ${hours}` },
    { table: 'enrollments', where: sql`expires_at <= ${hours}` },
    { table: 'sessions', where: hasEnded },
    { table: 'trusted_devices', where: hasEnded },
    {
      table: 'webhook_deliveries',
      where: sql`event_id < ${firstIdBehind(delivered)} and finished_at <= ${delivered}`,
      orderBy: 'event_id',
    },
    { table: 'events', where: sql`id < ${firstIdBehind(months)} and at <= ${months}`, orderBy: 'id' },
    { table: 'api_keys', where: sql`least(revoked_at, expires_at) <= ${months}` },
    ...silentCounters(hours, ended, months),
  ];
}

/** Where a search by ids may end: a row's id is made a little after the time that the row tells. */
const firstIdBehind = (time: Date) => firstIdAt(hoursAfter(time, 1));

/**
 * Counters that can't matter any more: without a failure they are as good as none; a lane ends with its device; and
 * failures under a name that nobody has go with the events that report them. Nobody gains a guess by waiting for that,
 * since such a name has no password; whether a name is known could be told by it only after 13 months of silence.
 */
function silentCounters(hours: Date, ended: Date, months: Date): Outdated[] {
  return [
    {
      table: 'attempt_counters',
      where: sql`touched_at <= ${hours} and failures = 0 and under_way = '{}' and blocked_until is null`,
    },
    {
      table: 'attempt_counters',
      where: sql`touched_at <= ${ended} and lane <> 'public' and not exists (
        select from trusted_devices as d where d.id = case when lane <> 'public' then lane::uuid end)`,
    },
    { table: 'attempt_counters', where: sql`touched_at <= ${months} and user_id is null` },
  ];
}
