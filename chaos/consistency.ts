/** What must be so in the database whatever happened: nothing is half done, and nobody holds anything up. */
import { setTimeout as sleep } from 'node:timers/promises';
import { asked, type Cluster } from './postgres.ts';

/** Each finds what must not be. `t` is the tenant. */
const HALF_DONE = {
  'users whose number of authenticators is another': `
    select u.username from users u where u.tenant_id = $1
      and u.authenticators <> (select count(*) from authenticators a where a.user_id = u.id)`,
  'users with a second factor and no recovery codes, or the other way round': `
    select u.username from users u where u.tenant_id = $1
      and (u.authenticators > 0) <> exists (select from recovery_code_sets s where s.user_id = u.id)`,
  'sets of recovery codes that are not whole': `
    select s.user_id from recovery_code_sets s join users u on u.id = s.user_id and u.tenant_id = $1
      where s.total <> (select count(*) from recovery_codes c where c.user_id = s.user_id)`,
  'trusted devices without the token that they hang on': `
    select d.id from trusted_devices d where d.tenant_id = $1
      and not exists (select from trusted_device_tokens k where k.id = d.anchor_token_id and k.device_id = d.id)`,
  'sessions that no sign-in has reported': `
    select s.id from sessions s where s.tenant_id = $1 and not exists (
      select from events e where e.user_id = s.user_id and e.type = 'login.succeeded' and e.data ->> 'sessionId' = s.id::text)`,
  'sign-ins that were reported and gave no session': `
    select e.id from events e where e.tenant_id = $1 and e.type = 'login.succeeded'
      and not exists (select from sessions s where s.id::text = e.data ->> 'sessionId')`,
  'sessions by a code whose login is not complete': `
    select s.id from sessions s where s.tenant_id = $1 and s.methods && '{otp,recovery_code}' and s.authenticated_at = s.created_at
      and not exists (select from logins l where l.user_id = s.user_id and l.completed_at = s.created_at)`,
  'logins that are complete and gave no session': `
    select l.id from logins l where l.tenant_id = $1 and l.completed_at is not null
      and not exists (select from sessions s where s.user_id = l.user_id and s.created_at = l.completed_at)`,
  'users whom no event reports as made, or more than one': `
    select u.username from users u where u.tenant_id = $1
      and 1 <> (select count(*) from events e where e.user_id = u.id and e.type = 'user.created')`,
  'credentials that moved without an event that says why, or events of moves that were none': `
    select u.username from users u where u.tenant_id = $1 and u.credentials_version - 1 <> (select count(*) from events e
      where e.user_id = u.id and e.type in ('password.changed', 'password.reset', 'authenticator.removed', 'two_factor.reset'))`,
  'users whose second factor is back, and whose reset is not over': `
    select u.username from users u where u.tenant_id = $1
      and u.authenticators > 0 and (u.two_factor_reset_at is not null or u.reset_code_hash is not null)`,
  // by ids, since a clock may have been off
  'sessions that outlive a reset': `
    select s.id from sessions s join events e on e.user_id = s.user_id and e.type = 'two_factor.reset' and e.id > s.id
      where s.tenant_id = $1 and s.ended_at is null`,
  'sessions, but for the one that asked, that outlive a new password': `
    select e.id from events e where e.tenant_id = $1 and e.type = 'password.changed'
      and 1 < (select count(*) from sessions s where s.user_id = e.user_id and s.ended_at is null and s.id < e.id)`,
  'trusted devices that outlive the credentials that they rest on': `
    select d.id from trusted_devices d join users u on u.id = d.user_id
      where d.tenant_id = $1 and d.ended_at is null and d.credentials_version <> u.credentials_version`,
  'trusted devices that have ended and no event says so, or of which one says so and they have not': `
    select d.id from trusted_devices d where d.tenant_id = $1 and (d.ended_at is not null) <> exists (select from events e
      where e.user_id = d.user_id and e.type = 'trusted_device.revoked' and e.data ->> 'trustedDeviceId' = d.id::text)`,
  'authenticators that no event reports': `
    select a.id from authenticators a where a.tenant_id = $1 and not exists (select from events e
      where e.user_id = a.user_id and e.type = 'authenticator.added' and e.data ->> 'authenticatorId' = a.id::text)`,
  'codes of an app that were spent by a transaction that gave nothing for it': `
    select a.id from authenticators a where a.tenant_id = $1 and not exists (
      select from events e where e.user_id = a.user_id and e.xmin = a.xmin
        and e.type in ('login.succeeded', 'login.challenged', 'session.reauthenticated', 'authenticator.added'))`,
  'sessions that were said to have ended and have not': `
    select s.id from sessions s join events e on e.user_id = s.user_id
      and e.type in ('session.revoked', 'logout') and e.data ->> 'sessionId' = s.id::text
      where s.tenant_id = $1 and s.ended_at is null`,
  'sessions that have ended and no event says so': `
    select s.id from sessions s where s.tenant_id = $1 and s.ended_at is not null and not exists (
      select from events e where e.user_id = s.user_id and e.type in ('session.revoked', 'logout') and e.data ->> 'sessionId' = s.id::text)`,
  'recovery codes reported as used by a transaction that gave nothing for it': `
    select e.id from events e where e.tenant_id = $1 and e.type = 'recovery_code.used' and not exists (
      select from events o where o.user_id = e.user_id and o.xmin = e.xmin
        and o.type in ('login.succeeded', 'login.challenged', 'session.reauthenticated'))`,
  'trusted devices that were added and whose sign-in failed': `
    select e.id from events e where e.tenant_id = $1 and e.type = 'trusted_device.added' and not exists (
      select from events o where o.user_id = e.user_id and o.type = 'login.succeeded' and o.xmin = e.xmin)`,
  'events that a webhook is not owed': `
    select e.id from webhooks w join events e on e.tenant_id = w.tenant_id and e.at > w.created_at
      where w.tenant_id = $1 and not exists (select from webhook_deliveries d where d.webhook_id = w.id and d.event_id = e.id)`,
  'enrolments whose user has the authenticator': `
    select n.id from enrollments n where n.tenant_id = $1 and exists (select from authenticators a where a.id = n.id)`,
};

export async function halfDone(cluster: Cluster, tenantId: string, database = 'auth'): Promise<string[]> {
  const found: string[] = [];
  for (const [what, query] of Object.entries(HALF_DONE)) {
    const rows = await asked(cluster, query, [tenantId], database);
    if (rows.length > 0) found.push(`${rows.length} ${what}: ${Object.values(rows[0])}`);
  }
  return found;
}

const SECONDS = 20;

/** What is stuck after 20 seconds: transactions nobody ends, locks that are waited for, more connections than the pool has. */
export async function stuck(cluster: Cluster, pool: number): Promise<string[]> {
  for (let tries = 1; ; tries++) {
    const found = await findStuck(cluster, pool);
    if (found.length === 0 || tries === SECONDS * 2) return found;
    await sleep(500);
  }
}

async function findStuck(cluster: Cluster, pool: number): Promise<string[]> {
  const ours = `from pg_stat_activity where application_name = 'imagecapture-auth'`;
  const [row] = await asked(
    cluster,
    `select (select count(*)::int ${ours}) as connections,
       (select count(*)::int ${ours} and state like 'idle in transaction%' and state_change < now() - interval '2 s') as idle,
       (select count(*)::int ${ours} and state = 'active' and query_start < now() - interval '2 s') as long,
       (select count(*)::int from pg_locks where not granted) as waiting`,
  );
  return [
    ...(row.connections > pool ? [`${row.connections} connections, and the pool has ${pool}`] : []),
    ...(row.idle > 0 ? [`${row.idle} transactions that nobody ends`] : []),
    ...(row.long > 0 ? [`${row.long} statements that take longer than 2 s`] : []),
    ...(row.waiting > 0 ? [`${row.waiting} locks that are waited for`] : []),
  ];
}
