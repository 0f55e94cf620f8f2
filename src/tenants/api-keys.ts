import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { issueToken, type PresentedToken, readToken, secretsEqual, tokenMatches } from '../crypto/tokens.ts';
import { type Database, transaction } from '../db/database.ts';
import type { ApiKeyTable } from '../db/tables.ts';
import { together } from '../db/together.ts';
import { record } from '../events/events.ts';
import { type Refused, refuse } from '../refusal.ts';
import { daysAfter } from '../sessions/rules.ts';
import { pageOf } from './tenants.ts';

/** Days that an API key lives by default and at most. */
export const API_KEY_DAYS = 365;

/** Whose key was presented. `tenant` null: the platform's. */
export interface KeyHolder {
  id: string;
  role: ApiKeyTable['role'];
  tenant: { id: string; slug: string } | null;
}

/** The bootstrap key is compared with the setting, never stored, and ends when the setting is removed. */
const BOOTSTRAP = { role: 'admin', tenant: null } as const;

export async function findKeyHolder(ctx: Context, presented: string): Promise<KeyHolder | null> {
  const bootstrap = ctx.config.BOOTSTRAP_ADMIN_KEY;
  if (bootstrap !== null && secretsEqual(presented, bootstrap))
    return { ...BOOTSTRAP, id: ctx.calledBy ?? 'bootstrap' };
  const token = readToken('iak_', presented);
  if (!token) return null;
  return holderFrom(ctx, token, await readKey(ctx.db, token.id));
}

/** By names of their own, so that it can stand in a statement with others. */
export const keyQuery = (db: Database) =>
  db
    .selectFrom('api_keys as k')
    .leftJoin('tenants as kt', 'kt.id', 'k.tenant_id')
    .where('kt.deleted_at', 'is', null)
    .select(['k.id as key_id', 'k.role as key_role', 'k.secret_hash as key_hash', 'k.expires_at as key_expires_at'])
    .select(['k.revoked_at as key_revoked_at', 'k.tenant_id as key_tenant_id', 'kt.slug as key_slug']);

const readKey = together(
  (db, ids: string[]) => keyQuery(db).where('k.id', '=', sql<string>`any(${ids}::uuid[])`),
  ({ key_id }) => [key_id],
);

type FoundKey = Awaited<ReturnType<ReturnType<typeof keyQuery>['executeTakeFirstOrThrow']>>;

/** What a row that was found says: null where it is not this key's, or is worth nothing any more. */
export function holderFrom(ctx: Context, token: PresentedToken, row: FoundKey | undefined): KeyHolder | null {
  if (!row || !tokenMatches(token, row.key_hash)) return null;
  if (row.key_revoked_at !== null || row.key_expires_at <= ctx.now()) return null;
  const { key_tenant_id: id, key_slug: slug } = row;
  return { id: row.key_id, role: row.key_role, tenant: id !== null && slug !== null ? { id, slug } : null };
}

export interface ApiKey {
  id: string;
  name: string;
  role: ApiKeyTable['role'];
  tenant: string | null;
  createdAt: Date;
  expiresAt: Date;
}

/** A key made with a tenant's key is bound to that tenant. The key itself is answered once. */
export async function createApiKey(
  ctx: Context,
  given: { name: string; role: ApiKeyTable['role']; tenant?: string; expiresAt?: Date },
  boundTo: KeyHolder['tenant'],
  caller: Caller,
): Promise<(ApiKey & { key: string }) | Refused> {
  const now = ctx.now();
  const longest = daysAfter(now, API_KEY_DAYS);
  const expiresAt = given.expiresAt ?? longest;
  if (expiresAt <= now || expiresAt > longest)
    return refuse('invalid_request', {
      errors: [{ path: '/expiresAt', message: `must lie ahead, by at most ${API_KEY_DAYS} days` }],
    });
  const slug = given.tenant ?? boundTo?.slug ?? null;
  if (boundTo && slug !== boundTo.slug) return refuse('tenant_not_found');
  return transaction(ctx.db, async (tx) => {
    const tenant =
      slug === null ? null : await tx.selectFrom('tenants').select('id').where('slug', '=', slug).executeTakeFirst();
    // the slug may have been freed and taken anew since the key was looked up
    if (tenant === undefined || (boundTo && tenant?.id !== boundTo.id)) return refuse('tenant_not_found');
    const id = randomUUIDv7();
    const { token, secretHash } = issueToken('iak_', id);
    await tx
      .insertInto('api_keys')
      .values({
        id,
        tenant_id: tenant?.id ?? null,
        name: given.name,
        role: given.role,
        secret_hash: secretHash,
        created_at: now,
        expires_at: expiresAt,
        revoked_at: null,
      })
      .execute();
    await record(tx, caller, now, {
      type: 'api_key.created',
      tenantId: tenant?.id ?? null,
      userId: null,
      data: { apiKeyId: id, name: given.name, role: given.role },
    });
    return { id, name: given.name, role: given.role, tenant: slug, createdAt: now, expiresAt, key: token };
  });
}

/** The keys that are not revoked, newest first; of a key bound to a tenant, that tenant's. */
export async function listApiKeys(
  db: Database,
  page: { only: string | null; after?: string | undefined; limit: number },
): Promise<{ apiKeys: ApiKey[]; next: string | null }> {
  const rows = await db
    .selectFrom('api_keys as k')
    .leftJoin('tenants as t', 't.id', 'k.tenant_id')
    .select(['k.id', 'k.name', 'k.role', 't.slug as tenant', 'k.created_at as createdAt', 'k.expires_at as expiresAt'])
    .where('k.revoked_at', 'is', null)
    .where('t.deleted_at', 'is', null)
    .where(sql<boolean>`(${page.only}::uuid is null or k.tenant_id = ${page.only})`)
    .where(sql<boolean>`(${page.after ?? null}::uuid is null or k.id < ${page.after ?? null})`)
    .orderBy('k.id', 'desc')
    .limit(page.limit + 1)
    .execute();
  return pageOf(rows, page.limit, 'apiKeys');
}

export async function revokeApiKey(
  ctx: Context,
  id: string,
  boundTo: KeyHolder['tenant'],
  caller: Caller,
): Promise<{ revoked: true } | Refused> {
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const row = await tx
      .updateTable('api_keys')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .where(sql<boolean>`(${boundTo?.id ?? null}::uuid is null or tenant_id = ${boundTo?.id ?? null})`)
      .returning(['tenant_id', 'name'])
      .executeTakeFirst();
    if (!row) return refuse('not_found');
    await record(tx, caller, now, {
      type: 'api_key.revoked',
      tenantId: row.tenant_id,
      userId: null,
      data: { apiKeyId: id, name: row.name },
    });
    return { revoked: true };
  });
}
