import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import bcrypt from 'bcrypt';
import t from 'tap';
import type { Context } from '../src/context.ts';
import { newTenant, PASSWORD, startService, totp } from './support/service.ts';

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

t.test('of a crowd that comes at once, nothing is looked up for those who find no place', async (t) => {
  const service = await startService(t, { HASH_CONCURRENCY: '1', HASH_QUEUE: '2' });
  const tenant = await newTenant(service);
  const body = (n: number) => ({ username: `nobody${n}`, password: 'wrong wrong wrong' });
  const told = await Promise.all(
    Array.from({ length: 20 }, (_, n) => service.post(`/v1/tenants/${tenant.slug}/login`, body(n))),
  );
  t.equal(told.filter(({ status }) => status === 401).length, 3);
  t.equal(told.filter(({ status }) => status === 503).length, 17);
  const counters = await service.ctx.db.selectFrom('attempt_counters').select('failures').execute();
  t.same(counters, Array(3).fill({ failures: 1 }));
});

t.test(
  'a right password whose hash finds no place to be made anew signs in, and is made anew the next time',
  async (t) => {
    const service = await startService(t, { HASH_CONCURRENCY: '1', HASH_QUEUE: '0' });
    const tenant = await newTenant(service);
    // bcrypt, as the product had it before
    const passwordHash = await bcrypt.hash(PASSWORD, 10);
    const { id, username } = await tenant.newUser({ password: undefined, passwordHash });
    const stored = async () =>
      (await service.ctx.db.selectFrom('users').select('password_hash').where('id', '=', id).executeTakeFirst())
        ?.password_hash;
    const { hashing } = service.ctx;
    const { verify } = hashing;
    let rest = async () => {};
    hashing.verify = async (...given) => {
      const right = await verify(...given);
      rest = keepBusy(service.ctx);
      return right;
    };
    t.match(await tenant.login(username), { status: 200, body: { status: 'authenticated' } });
    t.equal(await stored(), passwordHash, 'the old hash does for another while');
    await rest();
    hashing.verify = verify;
    t.equal((await tenant.login(username)).status, 200);
    t.match(await stored(), /^\$argon2id\$/);
    t.equal((await tenant.login(username)).status, 200);
  },
);

// Proves: v5.0.0-15.2.2
t.test(
  'a client that leaves while its password waits is neither judged nor counted, and takes nobody’s turn',
  async (t) => {
    const service = await startService(t, { HASH_CONCURRENCY: '1', ARGON2_PASSES: '30' });
    const { app, ctx } = service;
    const tenant = await newTenant(service);
    const user = await tenant.newUser();
    await app.listen({ port: 0, host: '127.0.0.1' });
    const { port } = app.server.address() as AddressInfo;
    const until = async (waiting: number) => {
      while (ctx.hashing.load().waiting !== waiting) await new Promise((done) => setTimeout(done, 5));
    };
    const busy = Promise.all([ctx.hashing.hash('somebody', 'x'), ctx.hashing.hash('somebody else', 'x')]);
    const path = `/v1/tenants/${tenant.slug}/login`;
    const client = request({ port, method: 'POST', path, headers: { 'content-type': 'application/json' } });
    client.on('error', () => {});
    client.end(JSON.stringify({ username: user.username, password: 'wrong wrong wrong' }));
    await until(2);
    client.destroy();
    await until(1);
    await busy;
    const counters = () => ctx.db.selectFrom('attempt_counters').select(['failures', 'under_way']).execute();
    while ((await counters()).some(({ under_way }) => under_way.length > 0))
      await new Promise((done) => setTimeout(done, 5));
    t.same(await counters(), [{ failures: 0, under_way: [] }]);
    t.notMatch(service.log.join(), /"level":50/, 'nor is it a fault');
  },
);
