import t from 'tap';
import type { Context } from '../src/context.ts';
import { newTenant, startService, totp } from './support/service.ts';

/** Somebody else hashes without a pause, until `rest` is called. */
function keepBusy({ hashing }: Context): () => Promise<void> {
  let busy = true;
  const hashes = (async () => {
    while (busy) await hashing.hash('somebody else', 'x');
  })();
  return () => {
    busy = false;
    return hashes;
  };
}

t.test('a right code answered "overloaded" is not used up, nor is the enrolment', async (t) => {
  const service = await startService(t, { HASH_CONCURRENCY: '1', HASH_QUEUE: '0' });
  const { post, clock, ctx } = service;
  const tenant = await newTenant(service);
  const key = await tenant.signIn((await tenant.newUser()).username);
  const { id, secret } = (await post('/v1/account/authenticators', { type: 'totp' }, { key })).body;
  const confirm = () => post(`/v1/account/authenticators/${id}/confirm`, { code: totp(secret, clock.now()) }, { key });
  const rest = keepBusy(ctx);
  for (let n = 0; n < 6; n++)
    t.match(await confirm(), { status: 503, body: { code: 'overloaded' }, headers: { 'retry-after': 1 } });
  await rest();
  t.equal((await confirm()).status, 200);
});

// Proves: v5.0.0-15.2.2
t.test('while the queue is full a login is refused at once and not counted', async (t) => {
  const service = await startService(t, { HASH_CONCURRENCY: '1', HASH_QUEUE: '0' });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const rest = keepBusy(service.ctx);
  for (let n = 0; n < 6; n++)
    t.match(await tenant.login(user.username, { password: 'wrong wrong wrong' }), {
      status: 503,
      body: { code: 'overloaded' },
    });
  await rest();
  t.equal((await tenant.login(user.username)).status, 200, 'none of them was a failure');
});
