// @ts-nocheck
import t from 'tap';
import { loadConfig } from '../src/config.ts';
import { admitKeys } from '../src/keys/keys.ts';
import { newTenant, startService } from './support/service.ts';

const pepper = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

t.test('a pepper that is missing or another stops the start, and is not found out at a login', async (t) => {
  const service = await startService(t, { PASSWORD_PEPPERS: pepper('p1', 1) });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  t.equal((await tenant.login(user.username)).body.status, 'authenticated');
  const start = (PASSWORD_PEPPERS: string) => {
    const { ENCRYPTION_KEYS } = service.ctx.config;
    const peppers = loadConfig({ PASSWORD_PEPPERS }).PASSWORD_PEPPERS;
    return admitKeys(service.ctx.db, { ENCRYPTION_KEYS, PASSWORD_PEPPERS: peppers }, service.clock.now());
  };
  await t.rejects(
    start(''),
    /PASSWORD_PEPPERS: hashes of passwords or reset codes are still under the pepper "p1", which is not set/,
  );
  await t.rejects(start(pepper('p1', 2)), /PASSWORD_PEPPERS: the key "p1" is not the one/);
  await t.rejects(start(pepper('p2', 9)), /still under the pepper "p1"/);
  await service.ctx.db.deleteFrom('encryption_keys').where('id', '=', 'pepper:p1').execute();
  await t.rejects(start(''), /still under the pepper "p1"/, 'a pepper that was forgotten while replicas had it, too');
  await t.resolves(
    start(`${pepper('p2', 3)},${pepper('p1', 1)}`),
    'a new one before the old one is a rotation, whatever a refused start came with',
  );
});

t.test('under a new pepper the next login puts the hash, and then the old one may go', async (t) => {
  const service = await startService(t, { PASSWORD_PEPPERS: pepper('p1', 1) });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const PASSWORD_PEPPERS = `${pepper('p2', 2)},${pepper('p1', 1)}`;
  const rotated = await startService(t, { PASSWORD_PEPPERS }, service);
  const given = { username: user.username, password: user.password, client: { ip: '203.0.113.7' } };
  const login = `/v1/tenants/${tenant.slug}/login`;
  t.equal((await rotated.post(login, given, { key: tenant.backend })).body.status, 'authenticated');
  const alone = await startService(t, { PASSWORD_PEPPERS: pepper('p2', 2) }, service);
  t.equal((await alone.post(login, given, { key: tenant.backend })).body.status, 'authenticated');
});

t.test('a reset code that waits under a pepper holds it, too', async (t) => {
  const service = await startService(t, { PASSWORD_PEPPERS: pepper('p1', 1) });
  const tenant = await newTenant(service);
  const { id } = (await service.post(tenant.users, { username: 'no password' }, { key: tenant.backend })).body;
  await service.post(`${tenant.users}/${id}/two-factor-reset`, { reason: 'lost' }, { key: tenant.support });
  const { ENCRYPTION_KEYS } = service.ctx.config;
  const start = () => admitKeys(service.ctx.db, { ENCRYPTION_KEYS, PASSWORD_PEPPERS: [] }, service.clock.now());
  await t.rejects(start(), /under the pepper "p1"/);
});
