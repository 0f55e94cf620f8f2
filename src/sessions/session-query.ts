import { sql } from 'kysely';
import type { Database, Tx } from '../db/database.ts';
import { POLICY_COLUMNS } from '../tenants/tenants.ts';

/** By name, not "all": so the statement can be prepared, whatever a later migration adds. */
export const SESSION_COLUMNS = [
  's.id',
  's.tenant_id',
  's.user_id',
  's.secret_hash',
  's.mode',
  's.methods',
  's.acr',
  's.trusted_device_id',
  's.ip',
  's.user_agent',
  's.created_at',
  's.authenticated_at',
  's.last_used_at',
  's.idle_minutes',
  's.expires_at',
  's.ended_at',
] as const;

/** A session with what every call needs of its user and tenant. */
export const sessionQuery = (db: Database | Tx) =>
  db
    .selectFrom('sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .innerJoin('tenants as t', 't.id', 's.tenant_id')
    .where('t.deleted_at', 'is', null)
    .select(SESSION_COLUMNS)
    .select([
      'u.username',
      'u.display_name',
      'u.status',
      'u.authenticators',
      't.slug',
      't.name as tenant_name',
      ...POLICY_COLUMNS,
    ])
    .select(sql<number>`(select count(*)::int from recovery_codes as c where c.user_id = s.user_id)`.as('codes_left'));

export type FoundSession = Awaited<ReturnType<ReturnType<typeof sessionQuery>['executeTakeFirstOrThrow']>>;
