// @ts-nocheck
import { sql } from 'kysely';
import t from 'tap';
import { retainOnce } from '../src/privacy/retention.ts';
import {
  ADMIN,
  must,
  newTenant,
  PASSWORD,
  REAL_HASHING,
  type Service,
  startService,
  type Tenant,
  unique,
} from './support/service.ts';

const service = await startService(t, { ...REAL_HASHING, DATABASE_POOL: '20' });
const { get, post, del, ctx } = service;
const { db } = ctx;
const WRONG = 'not the password at all';

const remove = (tenant: { slug: string; path: string }, key = ADMIN, confirm = `?confirm=${tenant.slug}`) =>
  del(`${tenant.path}${confirm}`, { key });

/** How many rows each table holds that name any of these. */
async function rowsNaming({ ctx }: Service, words: string[]): Promise<Record<string, number>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(ctx.db);
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(name)} as r
      where exists (select from unnest(${words}::text[]) as w where position(w in r::text) > 0)`.execute(ctx.db);
    if (rows[0]?.n) found[name] = rows[0].n;
  }
  return found;
}

const idOf = async (slug: string) =>
  (await db.selectFrom('tenants').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()).id;

/** A tenant with something in every table. */
async function inhabited() {
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  const { loginToken } = must(await tenant.login(user.username), 200);
  must(await post('/v1/account/authenticators', { type: 'totp' }, { key: sessionToken }), 201);
  for (const name of [user.username, 'nobody here', 'nor here'])
    must(await tenant.login(name, { password: WRONG }), 401);
  const id = await idOf(tenant.slug);
  await sql`with webhook as (
      insert into webhooks (id, tenant_id, url, enabled, enabled_at, secret, secret_key_id, created_at)
      values (gen_random_uuid(), ${id}, 'https://receiver.example', true, now(), '\\x00', 'k1', now()) returning id)
    insert into webhook_deliveries (webhook_id, event_id, status, next_attempt_at, created_at)
    select webhook.id, e.id, 'pending', now(), now() from webhook, events as e
    where e.tenant_id = ${id}`.execute(db);
  return { tenant, id, user, sessionToken, trustedDeviceToken, loginToken };
}

t.test('only a platform key deletes a tenant, and only one who says its name twice', async (t) => {
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const forbidden = { status: 403, body: { code: 'forbidden' } };
  for (const key of [tenant.admin, tenant.backend, tenant.support]) {
    t.match(await remove(tenant, key), forbidden);
    t.match(await remove(tenant, key, ''), forbidden, 'asked before the name');
  }
  t.match(await remove(tenant, other.admin), { status: 404, body: { code: 'tenant_not_found' } });
  for (const confirm of ['', '?confirm=', `?confirm=${other.slug}`, `?confirm=${tenant.slug.toUpperCase()}`])
    t.match(await remove(tenant, ADMIN, confirm), { status: 400, body: { code: 'invalid_request' } }, confirm);
  t.match(await remove({ slug: 'nowhere', path: '/v1/admin/tenants/nowhere' }), {
    status: 404,
    body: { code: 'tenant_not_found' },
  });
  t.equal((await get(`/v1/tenants/${tenant.slug}`)).status, 200, 'it is still there');
});

t.test('of a deleted tenant nothing is left but the word that it was deleted; others are not touched', async (t) => {
  const [{ tenant, id, user, ...tokens }, other] = [await inhabited(), await inhabited()];
  must(await other.tenant.login('nobody here', { password: WRONG }), 401);
  const words = [id, tenant.slug, user.id, user.username];
  const before = await rowsNaming(service, words);
  const others = await rowsNaming(service, [other.id, other.tenant.slug, other.user.id, other.user.username]);
  t.ok(Object.keys(before).length >= 11, Object.keys(before).join(' '));
  const counters = async () => (await db.selectFrom('attempt_counters').selectAll().execute()).length;
  const all = await counters();
  must(await remove(tenant), 204);
  const tombstone = await db.selectFrom('tenants').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  t.match(tombstone, { name: '', slug: /^deleted / }, 'a row without a name, for calls that are just under way');
  t.strictSame(await rowsNaming(service, words), { events: 1, tenants: 1 });
  t.strictSame(
    await rowsNaming(service, [other.id, other.tenant.slug, other.user.id, other.user.username]),
    others,
    'of the other all',
  );
  t.equal(await counters(), all - 4, 'also the counters of names that nobody had');
  const event = await db
    .selectFrom('events')
    .selectAll()
    .where('type', '=', 'tenant.deleted')
    .executeTakeFirstOrThrow();
  t.match(event, {
    tenant_id: null,
    user_id: null,
    actor_kind: 'api_key',
    actor_id: 'bootstrap',
    data: { slug: tenant.slug, tenantId: id },
  });
  t.ok(service.log.some((line) => line.includes('tenant deleted') && line.includes(tenant.slug)));

  t.match(await get('/v1/session', { key: tokens.sessionToken }), { status: 401 });
  t.match(await get('/v1/login', { key: tokens.loginToken }), { status: 401, body: { code: 'login_expired' } });
  for (const key of [tenant.admin, tenant.backend, tenant.support])
    t.match(await get(tenant.users, { key }), { status: 401, body: { code: 'not_authenticated' } });
  t.match(await get(`/v1/tenants/${tenant.slug}`), { status: 404, body: { code: 'tenant_not_found' } });
  t.match(await get(tenant.path, { key: ADMIN }), { status: 404 });
  t.match(await remove(tenant), { status: 404 }, 'once');
  const browser = { username: user.username, password: PASSWORD };
  t.match(await post(`/v1/tenants/${tenant.slug}/login`, browser), {
    status: 401,
    body: { code: 'invalid_credentials' },
  });
  t.equal((await get('/v1/session', { key: other.sessionToken })).status, 200);
  must(await post('/v1/admin/tenants', { slug: tenant.slug, name: 'Anew' }, { key: ADMIN }), 201);
  t.match(
    await post(`/v1/tenants/${tenant.slug}/login`, browser),
    { status: 401 },
    'the new one of that name is empty',
  );
});

t.test('a large tenant is gone at once, and retention removes what is left of it', async (t) => {
  const { tenant, id, user, ...tokens } = await inhabited();
  await sql`insert into events (id, tenant_id, type, at, actor_kind, data)
    select gen_random_uuid(), ${id}, 'login.failed', now(), 'anonymous', '{}' from generate_series(1, 101000)`.execute(
    db,
  );
  must(await remove(tenant), 204);
  const left = await rowsNaming(service, [id]);
  t.ok(left.events && left.sessions && left.tenants && left.api_keys, JSON.stringify(left));
  const gone = async (where: string) => {
    t.match(await get('/v1/session', { key: tokens.sessionToken }), { status: 401 }, where);
    t.match(await get('/v1/login', { key: tokens.loginToken }), { status: 401 });
    t.match(await get(tenant.users, { key: tenant.admin }), { status: 401 });
    t.match(await get(`/v1/tenants/${tenant.slug}`), { status: 404 });
    t.match(await post('/v1/introspect', { token: tokens.sessionToken }, { key: tenant.backend }), { status: 401 });
    const listed = must(await get('/v1/admin/tenants?limit=100', { key: ADMIN }), 200).tenants;
    t.notOk(listed.some((each: { id: string }) => each.id === id));
    const keys = must(await get('/v1/admin/api-keys?limit=100', { key: ADMIN }), 200).apiKeys;
    t.notOk(keys.some((each: { tenant: string | null }) => each.tenant?.startsWith('deleted')));
  };
  await gone('while its rows are there');
  t.strictSame(await db.selectFrom('webhooks').select('enabled').where('tenant_id', '=', id).execute(), [
    { enabled: false },
  ]);
  const again = must(await post('/v1/admin/tenants', { slug: tenant.slug, name: 'Anew' }, { key: ADMIN }), 201);
  while (await retainOnce(ctx));
  service.clock.advance(3_600_000);
  await retainOnce(ctx);
  const rest = await rowsNaming(service, [id, user.id, user.username]);
  t.strictSame(rest, { events: 1 }, 'the word that it was deleted');
  t.equal(must(await get(`/v1/tenants/${tenant.slug}`), 200).slug, again.slug, 'the new one stays');
});

t.test('deleting a tenant while its users sign in is no fault', async (t) => {
  const tenant: Tenant = await newTenant(service);
  const id = await idOf(tenant.slug);
  const names = await Promise.all(Array.from({ length: 3 }, async () => (await tenant.newUser()).username));
  const session = await tenant.signIn(names[0] ?? '');
  const creations = Array.from({ length: 4 }, () =>
    post(tenant.users, { username: unique('late'), password: PASSWORD }, { key: ADMIN }),
  );
  const calls = [...names, ...names, 'nobody'].flatMap((name) => [
    tenant.login(name),
    tenant.login(name, { password: WRONG }),
  ]);
  await new Promise((done) => setTimeout(done, 20));
  const deletion = remove(tenant);
  calls.push(get('/v1/session', { key: session }), get(tenant.users, { key: tenant.admin }));
  for (const answer of await Promise.all([...calls, ...creations]))
    t.ok(answer.status < 500, `${answer.status} ${answer.text}`);
  must(await deletion, 204);
  service.clock.advance(3_600_000);
  while (await retainOnce(ctx));
  t.strictSame(await rowsNaming(service, [id]), { events: 1 }, 'also of what was written at the last moment');
});
