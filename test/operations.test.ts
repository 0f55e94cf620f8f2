import pg from 'pg';
import t from 'tap';
import { until } from './support/receiver.ts';
import { newTenant, startService } from './support/service.ts';
import { wayTo } from './support/way.ts';

t.test('not ready while a migration is missing, but alive', async (t) => {
  const service = await startService(t);
  const { db } = service.ctx;
  const applied = await db
    .selectFrom('kysely_migration' as never)
    .selectAll()
    .execute();
  await db.deleteFrom('kysely_migration' as never).execute();
  const answer = await service.get('/readyz');
  t.match(answer, { status: 503, body: { code: 'unavailable', detail: /Migrations are to be applied: 0001/ } });
  t.match(String(answer.headers['retry-after']), /^\d+$/);
  t.equal((await service.get('/healthz')).status, 200);
  await db
    .insertInto('kysely_migration' as never)
    .values(applied as never)
    .execute();
  t.equal((await service.get('/readyz')).status, 200);
  await db
    .insertInto('kysely_migration' as never)
    .values({ name: '9999_from_the_future', timestamp: '' } as never)
    .execute();
  t.match(await service.get('/readyz'), { status: 503 }, 'a database newer than the code is not served');
});

// Proves: v5.0.0-16.5.2
t.test('not ready while the database does not answer, but alive; calls are told to come again', async (t) => {
  const direct = await startService(t);
  const way = await wayTo(t, direct.url);
  const service = await startService(t, {}, { ...direct, url: way.url });
  t.equal((await service.get('/readyz')).status, 200);
  await way.cut();
  const answer = await service.get('/readyz');
  t.match(answer, { status: 503, body: { code: 'unavailable' } });
  t.notMatch(answer.text, /postgres|127\.0\.0\.1|ECONN/i, 'how it is reached is not told');
  t.equal((await service.get('/healthz')).status, 200);
  const call = await service.get('/v1/session', { key: `ist_${'A'.repeat(65)}` });
  t.match(call, { status: 503, body: { code: 'unavailable' } });
  t.match(String(call.headers['retry-after']), /^[1-9]\d*$/);
  await way.mend();
  t.equal((await service.get('/readyz')).status, 200, 'it comes back by itself');
});

t.test('not ready while the database takes no writes, but alive; what only reads is answered still', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const { username } = await tenant.newUser();
  const key = await tenant.signIn(username);
  const admin = new pg.Client({ connectionString: service.url });
  await admin.connect();
  t.teardown(() => admin.end());
  await admin.query('set default_transaction_read_only = off');
  const name = new URL(service.url).pathname.slice(1);
  /** Those who are connected keep what they began with. */
  const reconnect = () =>
    admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
  await admin.query(`alter database ${name} set default_transaction_read_only = on`);
  t.equal((await service.get('/readyz')).status, 200, 'a connection from before still writes');
  await reconnect();
  await until('not ready', async () => /takes no writes/.test((await service.get('/readyz')).text));
  t.match(await service.get('/readyz'), {
    status: 503,
    body: { code: 'unavailable', detail: 'The database takes no writes: it is read-only, or a standby.' },
    headers: { 'retry-after': 1 },
  });
  t.equal((await service.get('/healthz')).status, 200);
  t.equal((await service.get('/v1/session', { key })).status, 200);
  t.match(await tenant.login(username), { status: 503, body: { code: 'unavailable' } });
  await admin.query(`alter database ${name} reset default_transaction_read_only`);
  await reconnect();
  await until('ready', async () => (await service.get('/readyz')).status === 200);
  t.equal((await tenant.login(username)).status, 200, 'and comes back by itself');
});

t.test('operators need no credential, and one that is wrong does not matter', async (t) => {
  const service = await startService(t);
  for (const path of ['/healthz', '/readyz', '/openapi.yaml'])
    for (const headers of [{}, { authorization: 'Bearer rubbish' }, { origin: 'https://evil.example' }])
      t.equal((await service.get(path, { headers: headers as Record<string, string> })).status, 200, path);
  const { headers, text } = await service.get('/openapi.yaml');
  t.match(headers['content-type'], /^application\/yaml/);
  t.match(text, /^openapi: 3\.1\.0$/m);
});
