// @ts-nocheck
import { Readable } from 'node:stream';
import { type RawBuilder, sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';
import { record } from '../events/events.ts';
import { type Refused, refuse } from '../refusal.ts';
import { findTenant } from '../tenants/tenants.ts';
import { lockUser } from '../users/users.ts';

/** A part of the export: which rows of a table, and which of their columns. Secrets and their hashes are in none. */
interface Part {
  table: keyof Tables;
  columns: readonly string[];
  /** of many rows, what they are read on by, a page at a time */
  pagedBy?: 'id';
  where?: (userId: string) => RawBuilder<boolean>;
}

const ofUser = (userId: string) => sql<boolean>`user_id = ${userId}`;
const place = ['ip', 'user_agent'] as const;
const event = ['id', 'type', 'at', 'actor_kind', 'actor_id', ...place, 'request_id'] as const;

/**
 * Everything that is held about a user. test/user-export.test.ts fails where a table, or a column of one of these, is
 * neither here nor among the secrets.
 */
export const PARTS = {
  authenticators: {
    table: 'authenticators',
    columns: ['id', 'name', 'confirmed_at', 'last_used_at'],
    pagedBy: 'id',
  },
  recoveryCodeSets: { table: 'recovery_code_sets', columns: ['total', 'created_at'] },
  trustedDevices: {
    table: 'trusted_devices',
    columns: ['id', 'name', ...place, 'created_at', 'last_used_at', 'expires_at', 'ended_at'],
    pagedBy: 'id',
  },
  sessions: {
    table: 'sessions',
    columns: [
      ...['id', 'mode', 'methods', 'acr', 'trusted_device_id', ...place, 'created_at', 'authenticated_at'],
      ...['last_used_at', 'idle_minutes', 'expires_at', 'ended_at'],
    ],
    pagedBy: 'id',
  },
  logins: {
    table: 'logins',
    columns: [
      ...['id', 'mode', 'step', 'methods', 'trusted_device_id', 'attempts_left', 'reset_code_proved', 'trust_device'],
      ...['device_name', ...place, 'created_at', 'expires_at', 'completed_at'],
    ],
    pagedBy: 'id',
  },
  enrollments: {
    table: 'enrollments',
    columns: ['id', 'login_id', 'name', 'attempts_left', 'created_at', 'expires_at'],
    pagedBy: 'id',
  },
  passwordResets: {
    table: 'password_resets',
    columns: ['id', 'created_at', 'expires_at', 'used_at'],
    pagedBy: 'id',
  },
  attemptCounters: {
    table: 'attempt_counters',
    columns: ['lane', 'kind', 'failures', 'under_way', 'blocked_until', 'touched_at'],
  },
  events: { table: 'events', columns: [...event, 'data'], pagedBy: 'id' },
  /** what the user did in an account of somebody else, whose own it is not to tell of */
  eventsElsewhere: {
    table: 'events',
    columns: event,
    pagedBy: 'id',
    where: (userId) => sql`actor_kind = 'user' and actor_id = ${userId} and actor_id is distinct from user_id::text`,
  },
} as const satisfies Record<string, Part>;

/** Rows that are held in memory at once, however many a user has. */
const PAGE = 500;

/** The JSON text of the export, bit by bit, as fast as it is read. No transaction lasts while a slow reader reads. */
export async function exportUser(
  ctx: Context,
  tenantSlug: string,
  userId: string,
  caller: Caller,
): Promise<Readable | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  if (!tenant) return refuse('tenant_not_found');
  // under the user's lock: a deletion waits for the event, and takes from it what told who asked from where
  const user = await transaction(ctx.db, async (tx) => {
    if (!(await lockUser(tx, tenant.id, userId))) return null;
    await record(tx, caller, ctx.now(), { type: 'user.exported', tenantId: tenant.id, userId });
    return readPerson(tx, tenant.id, userId);
  });
  if (!user) return refuse('not_found');
  return Readable.from(jsonOf(ctx, { ...user, tenant: tenant.slug }), { objectMode: false });
}

const readPerson = (db: Tx, tenantId: string, userId: string) =>
  db
    .selectFrom('users')
    .select(['id', 'username', 'username_key as usernameKey', 'display_name as displayName', 'status'])
    .select(['must_change_password as mustChangePassword', 'authenticators', 'created_at as createdAt'])
    .select(['credentials_version as credentialsVersion', 'device_cookie as deviceCookie'])
    .select(['totp_locked_at as totpLockedAt', 'two_factor_reset_at as twoFactorResetAt'])
    .select(['reset_code_expires_at as resetCodeExpiresAt', sql<boolean>`password_hash is not null`.as('hasPassword')])
    .select(
      sql<number>`(select count(*)::int from recovery_codes as c where c.user_id = users.id)`.as('recoveryCodesLeft'),
    )
    .where('id', '=', userId)
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();

async function* jsonOf(ctx: Context, user: { id: string; tenant: string }): AsyncGenerator<string> {
  yield `{"exportedAt":${JSON.stringify(ctx.now())},"user":${JSON.stringify(user)}`;
  for (const [name, part] of Object.entries(PARTS)) {
    yield `,${JSON.stringify(name)}:[`;
    yield* rowsOf(ctx.db, part, user.id);
    yield ']';
  }
  yield '}';
}

async function* rowsOf(db: Database, part: Part, userId: string): AsyncGenerator<string> {
  let after: string | null = null;
  for (let first = true; ; first = false) {
    const rows: Record<string, unknown>[] = await readPage(db, part, userId, after);
    if (rows.length > 0) yield (first ? '' : ',') + JSON.stringify(rows).slice(1, -1);
    if (!part.pagedBy || rows.length < PAGE) return;
    after = String(rows.at(-1)?.id);
  }
}

async function readPage(db: Database, part: Part, userId: string, after: string | null) {
  const columns = part.columns.map((column) => sql`${sql.ref(column)} as ${sql.ref(camelCase(column))}`);
  const next = part.pagedBy ? sql`and (${after}::uuid is null or id > ${after}) order by id limit ${PAGE}` : sql``;
  const { rows } = await sql<Record<string, unknown>>`
    select ${sql.join(columns)} from ${sql.table(part.table)}
    where ${(part.where ?? ofUser)(userId)} ${next}`.execute(db);
  return rows;
}

const camelCase = (column: string) => column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
