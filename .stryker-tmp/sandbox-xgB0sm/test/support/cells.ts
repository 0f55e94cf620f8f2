// @ts-nocheck
import { sql } from 'kysely';
import { fill, operations } from './document.ts';
import { type Cell, ROUTES, type Route } from './matrix.ts';
import type { Answer, Service } from './service.ts';
import { type Credential, type Ids, NOBODY, type World } from './world.ts';

/** Every operation of openapi.yaml with its row. */
export const routes = operations.map(({ method, path, media }) => ({
  ...(ROUTES[`${method} ${path}`] as Route),
  name: `${method} ${path}`,
  method,
  path,
  media,
}));
export type Listed = (typeof routes)[number];

/** Which of the ids a path means by `{id}`. */
const idIn = (path: string, ids: Ids) =>
  path.includes('/webhooks/')
    ? ids.webhook
    : path.includes('/api-keys/')
      ? ids.apiKey
      : path.includes('/sessions/')
        ? ids.session
        : path.includes('/trusted-devices/')
          ? ids.device
          : /\/qr\.|\/confirm/.test(path)
            ? ids.enrollment
            : ids.authenticator;

export const call = (
  service: Service,
  route: Listed,
  credential: Pick<Credential, 'headers'>,
  ids: Ids,
  given: unknown = route.body,
) => {
  const url = fill(route.path, { tenant: ids.tenant, userId: ids.userId, id: idIn(route.path, ids) });
  const confirmed = route.name === 'DELETE /v1/admin/tenants/{tenant}' ? `${url}?confirm=${ids.tenant}` : url;
  const lines = route.media.includes('application/x-ndjson');
  return service.call(
    route.method,
    confirmed,
    lines ? undefined : given,
    lines
      ? {
          raw: '{"username":"by-import"}\n',
          headers: { ...credential.headers, 'content-type': 'application/x-ndjson' },
        }
      : { headers: credential.headers },
  );
};

/** `403 forbidden`, or the bare status of what is no problem. */
export const said = ({ status, body }: Answer): Cell =>
  status >= 400 && body ? `${status} ${body.code}` : String(status);

/** The rows of each table that hang on a tenant. */
const OF_TENANT: Record<string, string> = {
  tenants: 'id',
  recovery_codes: 'user_id',
  recovery_code_sets: 'user_id',
  attempt_counters: 'user_id',
  trusted_device_tokens: 'device_id',
  webhook_deliveries: 'webhook_id',
};

/**
 * Every row of every table, or of what hangs on one tenant, and which transaction wrote it last: no write goes unseen.
 */
export async function traces({ ctx: { db } }: Service, slug: string | null = null): Promise<Record<string, string>> {
  const tables = await sql<{ name: string; owned: boolean }>`
    select t.table_name as name, exists (
      select from information_schema.columns as c
      where c.table_name = t.table_name and c.table_schema = 'public' and c.column_name = 'tenant_id') as owned
    from information_schema.tables as t
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE'`.execute(db);
  const found: Record<string, string> = {};
  for (const { name, owned } of tables.rows) {
    const column = owned ? 'tenant_id' : OF_TENANT[name];
    if (slug !== null && !column) continue;
    const mine = sql`r.${sql.ref(column ?? '')} in (
      select id from tenants where slug = ${slug}
      union all select u.id from users as u join tenants as t on t.id = u.tenant_id where t.slug = ${slug}
      union all select d.id from trusted_devices as d join tenants as t on t.id = d.tenant_id where t.slug = ${slug}
      union all select w.id from webhooks as w join tenants as t on t.id = w.tenant_id where t.slug = ${slug})`;
    const { rows } = await sql<{ trace: string }>`
      select md5(coalesce(string_agg(r.xmin::text || r::text, ',' order by r.ctid), '')) as trace
      from ${sql.table(name)} as r where ${slug === null ? sql`true` : mine}`.execute(db);
    found[name] = rows[0]?.trace ?? '';
  }
  return found;
}

/** What is named on this path although it is another's, or nobody's; and what the contract answers to that. */
export function foreignTo(
  route: Listed,
  { anna, carl, dora, platformKey }: World,
  { kind, ids = anna.ids }: Credential,
): [string, Ids, Cell][] {
  const foreign = route.foreignTo?.[kind] ?? route.foreign;
  const hanging = ({ session, device, authenticator, enrollment, webhook, apiKey }: Ids) => ({
    ...ids,
    ...{ session, device, authenticator, enrollment, webhook, apiKey },
  });
  const nobody = Object.fromEntries(Object.keys(ids).map((name) => [name, NOBODY])) as unknown as Ids;
  const bound = kind.startsWith('own ');
  const { path } = route;
  const named: [string, Ids, Cell][] = [];
  if (path.includes('{tenant}'))
    named.push(['no such tenant', { ...ids, tenant: 'no-such-tenant' }, '404 tenant_not_found']);
  if (path.includes('{tenant}') && bound) named.push(["another tenant's all", dora.ids, '404 tenant_not_found']);
  if (path.includes('{userId}'))
    named.push(
      ["another tenant's user", { ...dora.ids, tenant: ids.tenant }, foreign],
      ["another tenant's user, with what is ours", { ...ids, userId: dora.ids.userId }, foreign],
      ["nobody's", { ...ids, userId: NOBODY }, foreign],
    );
  // a platform key may name whatever key there is
  if (path.includes('{id}') && !(path.includes('/api-keys/') && !bound))
    named.push(["another tenant's", hanging(dora.ids), foreign]);
  if (path.includes('{id}')) named.push(["nobody's", hanging(nobody), foreign]);
  if (path.includes('{id}') && !path.includes('/webhooks/') && !path.includes('/api-keys/'))
    named.push(["another user's", hanging(carl.ids), foreign]);
  if (path.includes('/api-keys/') && bound) named.push(["the platform's", { ...ids, apiKey: platformKey.id }, foreign]);
  return named;
}
