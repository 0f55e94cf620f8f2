// @ts-nocheck
import t from 'tap';
import { startService } from './support/service.ts';
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

t.test('operators need no credential, and one that is wrong does not matter', async (t) => {
  const service = await startService(t);
  for (const path of ['/healthz', '/readyz', '/openapi.yaml'])
    for (const headers of [{}, { authorization: 'Bearer rubbish' }, { origin: 'https://evil.example' }])
      t.equal((await service.get(path, { headers: headers as Record<string, string> })).status, 200, path);
  const { headers, text } = await service.get('/openapi.yaml');
  t.match(headers['content-type'], /^application\/yaml/);
  t.match(text, /^openapi: 3\.1\.0$/m);
});
