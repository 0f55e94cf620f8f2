// @ts-nocheck
import t from 'tap';
import { call, foreignTo, type Listed, routes, said, traces } from './support/cells.ts';
import { operations } from './support/document.ts';
import { type Cell, type Kind, OPENS, ROUTES } from './support/matrix.ts';
import { ADMIN, PASSWORD, startService } from './support/service.ts';
import { subject } from './support/subject.ts';
import { type Credential, makeWorld } from './support/world.ts';

const service = await startService(t);
const world = await makeWorld(service, ADMIN);
const { own, other, anna, carl, dora } = world;

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

// Proves: v5.0.0-8.1.1, v5.0.0-8.2.1, v5.0.0-8.2.2, v5.0.0-8.2.3, v5.0.0-8.3.3, v5.0.0-8.4.1, v5.0.0-3.5.3, v5.0.0-7.2.2
t.test(
  'a credential is refused wherever the table does not open it, and neither that nor a reading leaves a trace',
  async (t) => {
    const before = await traces(service);
    let run = 0;
    for (const route of routes)
      for (const credential of world.credentials) {
        const cell = expected(route, credential);
        // an export is recorded, and rightly
        const harmless = (route.method === 'GET' && !route.path.endsWith('/export')) || route.opens >= 400;
        if (cell === OPENS && !harmless) continue;
        const answer = await call(service, route, credential, credential.ids ?? anna.ids);
        const right = cell === OPENS ? answer.status === route.opens : said(answer) === cell;
        if (!right) t.fail(`${route.name}: ${credential.name}: ${said(answer)}, not ${cell}`);
        run += 1;
      }
    t.ok(run > 4000, `${run} cells`);
    t.strictSame(await traces(service), before);
  },
);

// Proves: v5.0.0-8.2.2, v5.0.0-8.4.1, v5.0.0-8.3.1
t.test(
  "another tenant's or another user's id is answered as if there were nothing behind it, and leaves no trace",
  async (t) => {
    const before = await traces(service);
    let run = 0;
    for (const route of routes.filter(({ path }) => path.includes('{') && !path.startsWith('/v1/tenants/')))
      for (const credential of world.credentials) {
        if (route.cells[credential.kind] !== OPENS || credential.kind.startsWith('other ')) continue;
        for (const [what, ids, cell] of foreignTo(route, world, credential)) {
          const answer = said(await call(service, route, credential, ids));
          if (answer !== cell) t.fail(`${route.name}, ${what}: ${credential.name}: ${answer}, not ${cell}`);
          run += 1;
        }
      }
    t.ok(run > 400, `${run} cells`);
    const { post, get } = service;
    const key = own.backend;
    const client = { ip: '203.0.113.7' };
    const loginAs = ({ username }: { username: string }, more: object = {}) =>
      post(`/v1/tenants/${own.slug}/login`, { username, password: PASSWORD, client, ...more }, { key });
    const keyFor = { name: 'stolen', role: 'admin', tenant: other.slug };
    t.equal(
      said(await post('/v1/admin/api-keys', keyFor, { key: own.admin })),
      '404 tenant_not_found',
      'a key for another',
    );
    t.strictSame((await post('/v1/introspect', { token: dora.session }, { key })).body, { active: false });
    t.equal((await get(`${own.path}/events?userId=${dora.id}`, { key: own.admin })).body.events.length, 0);
    t.equal((await get(`${own.users}?username=${dora.username}`, { key: own.admin })).body.users.length, 0);
    const keys = (await get('/v1/admin/api-keys?limit=100', { key: own.admin })).body.apiKeys;
    t.strictSame([...new Set(keys.map((each: { tenant: string }) => each.tenant))], [own.slug], 'the keys listed');
    const tenants = (await get('/v1/admin/tenants?limit=100', { key: own.admin })).body.tenants;
    t.strictSame(
      tenants.map((each: { slug: string }) => each.slug),
      [own.slug],
      'the tenants listed',
    );
    t.strictSame(await traces(service), before);
    t.equal(said(await loginAs(dora)), '401 invalid_credentials', "another tenant's user");
    for (const [whose, { deviceToken }] of Object.entries({ carl, dora }))
      t.match(
        (await loginAs(anna, { trustedDeviceToken: deviceToken })).body,
        { status: 'challenge_required' },
        `trusted by ${whose}`,
      );
    const given = { resetToken: await world.resetToken(other, dora.id), newPassword: 'a quite different phrase 77' };
    t.equal(said(await post(`/v1/tenants/${own.slug}/password-reset`, given)), '401 invalid_reset_token');
  },
);

t.test('what the table opens comes about, and touches no other tenant', async (t) => {
  const before = await traces(service, other.slug);
  let run = 0;
  const unsafe = routes.filter(
    ({ method, path, opens }) => opens < 400 && (method !== 'GET' || path.endsWith('/export')),
  );
  for (const route of unsafe)
    for (const [kind, cell] of Object.entries(route.cells) as [Kind, Cell][]) {
      if (cell !== OPENS || kind.startsWith('other ')) continue;
      const { headers, ids, body } = await subject(service, world, kind, route);
      const answer = await call(service, route, { headers }, ids, body);
      if (answer.status !== route.opens) t.fail(`${route.name}: ${kind}: ${said(answer)}, not ${route.opens}`);
      if (route.name.endsWith('/webhooks')) await service.del(`${own.path}/webhooks/${answer.body.id}`, { key: ADMIN });
      if (route.path.includes('/webhooks/')) await service.del(`${own.path}/webhooks/${ids.webhook}`, { key: ADMIN });
      run += 1;
    }
  t.ok(run > 120, `${run} cells`);
  t.strictSame(await traces(service, other.slug), before);
  // where no tenant stands in the path, the other tenant's keys are at home as well
  for (const route of unsafe.filter(({ path }) => !path.includes('{tenant}')))
    for (const [kind, cell] of Object.entries(route.cells) as [Kind, Cell][]) {
      if (cell !== OPENS || !kind.startsWith('other ')) continue;
      const { headers, ids, body } = await subject(service, world, kind, route);
      t.equal((await call(service, route, { headers }, ids, body)).status, route.opens, `${route.name}: ${kind}`);
    }
});
