import { type RawBuilder, sql } from 'kysely';
import { sha256 } from '../crypto/tokens.ts';
import { type Database, isDatabaseError, type Query, type Tx } from '../db/database.ts';
import { statement } from '../db/statement.ts';
import type { Tables } from '../db/tables.ts';
import { ATTEMPT_SECONDS, FREE_FAILURES, secondsUntil, WAITS } from './rules.ts';

/**
 * Failures in a row are counted per subject, lane and kind, in PostgreSQL, where all replicas share them.
 * An attempt is charged in a statement of its own before anything is checked, so that parallel guesses can't outrun the
 * counter, and settled by its outcome. While it lasts it counts as a failure, but starts no wait.
 */
export interface Counter {
  subject: string;
  /** a trusted device's id, or `public`: everybody else */
  lane: string;
  kind: Tables['attempt_counters']['kind'];
  userId: string | null;
}

export const PUBLIC_LANE = 'public';

/** A known user counts by id, a name that nobody has by its hash (a password typed into the wrong field is not kept). */
export const subjectOf = (user: { id: string } | null, slug: string, usernameKey: string): string =>
  user ? `user:${user.id}` : `${namesOf(slug)}${hashed(`${slug}\u0000${usernameKey}`)}`;

/** How the subjects of all unknown names of one slug begin. */
export const namesOf = (slug: string): string => `name:${hashed(slug)}:`;

const hashed = (text: string) => sha256(text).toString('base64url');

export interface Attempt extends Counter {
  startedAt: Date;
}

export interface Barred {
  retryAfter: number;
}

/** Takes a place for one attempt, or says how many seconds to wait. A refusal charges nothing. */
export async function charge(db: Database, counter: Counter, now: Date): Promise<Attempt | Barred> {
  const charged = await chargeCounter(db, chargeAt(counter, now)).catch(ofNobody);
  if (charged === null) return { ...counter, startedAt: now };
  return charged.length > 0 ? { ...counter, startedAt: now } : barredBy(db, counter, now);
}

/**
 * The same, charging one of the codes that a login has left in the same statement (the login's row first: the order in
 * which a transaction that settles takes them). `attemptsLeft` null: it has none left, or has ended; nothing is charged.
 */
export async function chargeLogin(db: Database, counter: Counter, loginId: string, now: Date) {
  const [row] = await chargeBoth(db, { ...chargeAt(counter, now), loginId });
  if (!row || row.attempts_left === null) return { attempt: null, attemptsLeft: null };
  if (row.charged) return { attempt: { ...counter, startedAt: now }, attemptsLeft: row.attempts_left };
  await refundLogin(db, loginId);
  return barredBy(db, counter, now);
}

/** Gives a login the code back that was charged but not judged. */
export async function refundLogin(db: Database | Tx, loginId: string): Promise<void> {
  await sql`update logins set attempts_left = attempts_left + 1 where id = ${loginId}`.execute(db);
}

/** The user has been deleted meanwhile: there is nothing to guess any more, and nothing to count by. */
function ofNobody(error: unknown): null {
  if (isDatabaseError(error, '23503')) return null;
  throw error;
}

interface Charge extends Counter {
  now: Date;
  /** what began before died with its process */
  cutoff: Date;
}

const chargeAt = (counter: Counter, now: Date): Charge => ({
  ...counter,
  now,
  cutoff: new Date(now.getTime() - ATTEMPT_SECONDS * 1000),
});

/** One conditional upsert: the row's lock makes simultaneous attempts see each other. */
function chargeQuery({ subject, lane, kind, userId, now, cutoff }: Charge, from = sql``) {
  const died = sql`(select count(*) from unnest(c.under_way) as u where u <= ${cutoff})::int`;
  const live = sql`(select count(*) from unnest(c.under_way) as u where u > ${cutoff})::int`;
  return sql<{ failures: number }>`
    insert into attempt_counters as c (subject, lane, kind, user_id, failures, under_way, touched_at)
    select ${subject}, ${lane}, ${kind}, ${userId}::uuid, 0, array[${now}::timestamptz], ${now}::timestamptz ${from}
    on conflict (subject, lane, kind) do update set
      failures = c.failures + ${died},
      under_way = array(select u from unnest(c.under_way) as u where u > ${cutoff}) || ${now}::timestamptz,
      touched_at = ${now}
    where (c.blocked_until is null or c.blocked_until <= ${now})
      and ${live} < greatest(1, ${FREE_FAILURES} + 1 - c.failures - ${died})
    returning c.failures`;
}

const chargeCounter = statement((_db, charge: Charge) => chargeQuery(charge));

const chargeBoth = statement(
  (_db, charge: Charge & { loginId: string }) => sql<{ charged: boolean; attempts_left: number | null }>`
    with login as (
      update logins set attempts_left = attempts_left - 1
      where id = ${charge.loginId} and attempts_left > 0 and completed_at is null
      returning attempts_left
    ), charged as (${chargeQuery(charge, sql`from login`)})
    select (select attempts_left from login) as attempts_left, exists (select from charged) as charged`,
);

async function barredBy(db: Database, { subject, lane, kind }: Counter, now: Date): Promise<Barred> {
  const row = await db
    .selectFrom('attempt_counters')
    .select('blocked_until')
    .where('subject', '=', subject)
    .where('lane', '=', lane)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return { retryAfter: row?.blocked_until ? secondsUntil(row.blocked_until, now) : 1 };
}

const withoutOne = (startedAt: Date) => sql<Date[]>`
  under_way[:array_position(under_way, ${startedAt}::timestamptz) - 1]
  || under_way[coalesce(array_position(under_way, ${startedAt}::timestamptz), 0) + 1:]`;

/** The attempt was right: its counter begins anew. Others under way stay under way. */
export async function settleSuccess(tx: Tx, attempt: Attempt): Promise<void> {
  await counterOf(tx, attempt).set(afterSuccess(attempt)).execute();
}

/** The same as part of the statement that makes it one: where `proof`, another part, has found something. */
export const settling = (query: Query, attempt: Attempt, proof: string) =>
  query
    .updateTable('attempt_counters')
    .set(afterSuccess(attempt))
    .where(isCounter(attempt))
    .where(sql<boolean>`exists (select from ${sql.table(proof)})`);

const afterSuccess = (attempt: Attempt) => ({
  failures: 0,
  blocked_until: null,
  under_way: withoutOne(attempt.startedAt),
});

export interface Settled {
  failures: number;
  /** seconds that this failure started */
  wait: number;
}

/** The attempt was wrong: one failure more, and the wait that it starts. */
export async function settleFailure(tx: Tx, attempt: Attempt, now: Date): Promise<Settled> {
  const wait = waitAt(sql`failures + 1`);
  const row = await counterOf(tx, attempt)
    .set({
      failures: sql`failures + 1`,
      blocked_until: sql`case when ${wait} > 0 then ${now}::timestamptz + ${wait} * interval '1 second' else blocked_until end`,
      under_way: withoutOne(attempt.startedAt),
      touched_at: now,
    })
    .returning(['failures', waitAt(sql`failures`).as('wait')])
    .executeTakeFirst();
  // no row: support has reset the second factor meanwhile, or the user is gone
  return row ?? { failures: 1, wait: 0 };
}

/** The table of waits in SQL: which failure this is, only the row under its lock knows. */
const waitAt = (failures: RawBuilder<unknown>) =>
  sql<number>`(array[${sql.join(WAITS.map((seconds) => sql.lit(seconds)))}])[least(${failures}, ${sql.lit(WAITS.length)})]`;

/** The attempt was not judged (the service was saturated): as if it had not been. */
export async function refund(db: Database | Tx, attempt: Attempt): Promise<void> {
  await counterOf(db, attempt)
    .set({ under_way: withoutOne(attempt.startedAt) })
    .execute();
}

/**
 * Every counter of the user, or those of these kinds, begins anew. Attempts under way stay in their places, and are settled as if they had just
 * begun; those whose process died are forgotten with the failures that they were.
 */
export async function forgetFailures(
  tx: Tx,
  userId: string,
  now: Date,
  kinds: Counter['kind'][] = ['password', 'code', 'reauthentication'],
): Promise<void> {
  const cutoff = new Date(now.getTime() - ATTEMPT_SECONDS * 1000);
  await tx
    .updateTable('attempt_counters')
    .set({
      failures: 0,
      blocked_until: null,
      under_way: sql`array(select u from unnest(under_way) as u where u > ${cutoff})`,
    })
    .where('user_id', '=', userId)
    .where('kind', 'in', kinds)
    .execute();
}

const counterOf = (db: Database | Tx, counter: Counter) => db.updateTable('attempt_counters').where(isCounter(counter));

const isCounter = ({ subject, lane, kind }: Counter) =>
  sql<boolean>`(subject, lane, kind) = (${subject}, ${lane}, ${kind})`;

/** Codes are one kind, TOTP and recovery codes alike, in the lane of everybody: a trusted device is asked for none. */
export const codeCounter = (userId: string): Counter => ({
  subject: `user:${userId}`,
  lane: PUBLIC_LANE,
  kind: 'code',
  userId,
});
