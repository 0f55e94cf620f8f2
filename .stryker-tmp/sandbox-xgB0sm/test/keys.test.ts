// @ts-nocheck
import t from 'tap';
import { ADMIN, must, newTenant, startService } from './support/service.ts';

const KEYS = '/v1/admin/api-keys';
const DAY = 86_400_000;

t.test('the bootstrap key is nowhere in the database, not listed, and ends with the setting', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const { events } = must(await service.get(`${tenant.path}/events`, { key: ADMIN }), 200);
  t.match(events[0].actor, { kind: 'api_key' }, 'what it does is recorded');
  t.strictSame(new Set(events.map((event: { actor: { id: string } }) => event.actor.id)), new Set(['bootstrap']));
  const { apiKeys } = must(await service.get(KEYS, { key: ADMIN }), 200);
  t.equal(apiKeys.length, 3, 'the three of the tenant');
  for (const table of ['api_keys', 'events', 'tenants'] as const) {
    const rows = await service.ctx.db.selectFrom(table).selectAll().execute();
    t.notOk(JSON.stringify(rows).includes(ADMIN), `not in ${table}`);
  }
  const works = async (at: typeof service, key: string) => (await at.get('/v1/admin/tenants', { key })).status;
  t.equal(await works(service, ADMIN), 200);
  for (const near of [`${ADMIN}x`, ADMIN.slice(0, -1), ADMIN.toUpperCase(), ` ${ADMIN}x`])
    t.equal(await works(service, near), 401, 'only the very key');
  const without = await startService(t, { BOOTSTRAP_ADMIN_KEY: '' }, service);
  t.equal(await works(without, ADMIN), 401, 'the setting is gone, so is the key');
  const another = `iak_${'another-bootstrap-key-'.repeat(2)}`;
  const changed = await startService(t, { BOOTSTRAP_ADMIN_KEY: another }, service);
  t.equal(await works(changed, ADMIN), 401);
  t.equal(await works(changed, another), 200);
  t.equal((await service.del(`${KEYS}/bootstrap`, { key: ADMIN })).status, 400, 'there is nothing to revoke');
});

// Proves: v5.0.0-13.2.1, v5.0.0-13.3.4
t.test('a key lives 365 days by default and at most; several live at once, for rotation', async (t) => {
  const service = await startService(t);
  const { get, post, clock } = service;
  const make = (given: object = {}) => post(KEYS, { name: 'rotation', role: 'admin', ...given }, { key: ADMIN });
  const works = async (key: string) => (await get(KEYS, { key })).status === 200;
  const old = must(await make(), 201);
  const at = (millis: number) => new Date(clock.now().getTime() + millis).toISOString();
  t.equal(old.expiresAt, at(365 * DAY));
  t.equal(must(await make({ expiresAt: at(365 * DAY) }), 201).expiresAt, old.expiresAt, 'the most is the default');
  t.match(await make({ expiresAt: at(365 * DAY + 1) }), { status: 400, body: { errors: [{ path: '/expiresAt' }] } });
  clock.advance(364 * DAY);
  const young = must(await make(), 201);
  t.ok((await works(old.key)) && (await works(young.key)), 'both work meanwhile');
  clock.advance(DAY - 1);
  t.ok(await works(old.key));
  clock.advance(1);
  t.notOk(await works(old.key), 'use has not prolonged it');
  t.ok(await works(young.key));
});

t.test('a key for a tenant can be made and revoked by that tenant and the platform alone', async (t) => {
  const service = await startService(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const platform = must(await service.post(KEYS, { name: 'p', role: 'admin' }, { key: ADMIN }), 201);
  const hidden = must(await service.get(`${KEYS}?limit=100`, { key: tenant.admin }), 200).apiKeys as { id: string }[];
  t.notOk(hidden.some(({ id }) => id === platform.id));
  const revoke = (id: string, key: string) => service.del(`${KEYS}/${id}`, { key });
  t.match(await revoke(platform.id, tenant.admin), { status: 404, body: { code: 'not_found' } });
  const own = must(await service.post(KEYS, { name: 'o', role: 'backend' }, { key: other.admin }), 201);
  t.equal(own.tenant, other.slug);
  t.match(await revoke(own.id, tenant.admin), { status: 404, body: { code: 'not_found' } });
  t.equal((await service.get(other.users, { key: own.key })).status, 200, 'neither was revoked');
  t.equal((await service.get(KEYS, { key: platform.key })).status, 200);
  t.equal((await revoke(own.id, other.admin)).status, 204);
  t.match(await service.get(other.users, { key: own.key }), { status: 401, body: { code: 'not_authenticated' } });
  t.equal((await revoke(platform.id, platform.key)).status, 204, 'a key may end itself');
  t.equal((await service.get(KEYS, { key: platform.key })).status, 401);
});
