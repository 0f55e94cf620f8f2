import { sql } from 'kysely';
import t from 'tap';
import { fill, operations } from './support/document.ts';
import { type Cell, OPENS, ROUTES, type Route } from './support/matrix.ts';
import { ADMIN, type Answer, startService } from './support/service.ts';
import { bearer, type Credential, type Ids, makeWorld, NOBODY } from './support/world.ts';

const service = await startService(t);
const world = await makeWorld(service, ADMIN);
const { own, other, anna, carl, dora } = world;

const routes = operations.map(({ method, path, media }) => ({
  ...(ROUTES[`${method} ${path}`] as Route),
  name: `${method} ${path}`,
  method,
  path,
  media,
}));
type Listed = (typeof routes)[number];

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

const call = (route: Listed, credential: Pick<Credential, 'headers'>, ids: Ids, given: unknown = route.body) => {
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
const said = ({ status, body }: Answer): Cell => (status >= 400 && body ? `${status} ${body.code}` : String(status));

/** Every row of every table, and which transaction wrote it last: no write at all goes unseen. */
async function traces(): Promise<Record<string, string>> {
  const { db } = service.ctx;
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(db);
  const found: Record<string, string> = {};
  for (const { name } of tables.rows) {
    const rows = await sql<{ trace: string }>`
      select md5(coalesce(string_agg(r.xmin::text || r::text, ',' order by r.ctid), '')) as trace
      from ${sql.table(name)} as r`.execute(db);
    found[name] = rows.rows[0]?.trace ?? '';
  }
  return found;
}

t.test('every route of openapi.yaml stands in the table, and the table names no other', async (t) => {
  const described = operations.map(({ method, path }) => `${method} ${path}`);
  t.strictSame(
    described.filter((name) => !(name in ROUTES)),
    [],
    'routes without a row',
  );
  t.strictSame(
    Object.keys(ROUTES).filter((name) => !described.includes(name)),
    [],
    'rows without a route',
  );
});

/** What the table says, but for cookies where the route reads none. */
function expected(route: Listed, { kind, headers }: Credential): Cell {
  const cookieMode = route.path.endsWith('/login') && route.method === 'POST' && !('authorization' in headers);
  return cookieMode ? OPENS : route.cells[kind];
}

// Proves: v5.0.0-8.2.1, v5.0.0-8.2.2, v5.0.0-8.4.1, v5.0.0-3.5.3
t.test(
  'a credential is refused wherever the table does not open it, and neither that nor a reading leaves a trace',
  async (t) => {
    const before = await traces();
    let run = 0;
    for (const route of routes)
      for (const credential of world.credentials) {
        const cell = expected(route, credential);
        // an export is recorded, and rightly
        const harmless = (route.method === 'GET' && !route.path.endsWith('/export')) || route.opens >= 400;
        if (cell === OPENS && !harmless) continue;
        const answer = await call(route, credential, credential.ids ?? anna.ids);
        const right = cell === OPENS ? answer.status === route.opens : said(answer) === cell;
        if (!right) t.fail(`${route.name}: ${credential.name}: ${said(answer)}, not ${cell}`);
        run += 1;
      }
    t.ok(run > 4000, `${run} cells`);
    t.strictSame(await traces(), before);
  },
);
