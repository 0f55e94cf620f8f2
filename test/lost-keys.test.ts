import t from 'tap';
import { startReplica } from './support/programs.ts';
import { must, newTenant, startService, totp } from './support/service.ts';

const key = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;

t.test('without its keys the service says which one is missing and what to do, and does not start', async (t) => {
  const service = await startService(t, { ENCRYPTION_KEYS: key('k1', 7) });
  const tenant = await newTenant(service);
  await tenant.enrolledUser();
  // a second key, which seals from now on
  const both = await startService(t, { ENCRYPTION_KEYS: `${key('k2', 9)},${key('k1', 7)}` }, service);
  const session = await tenant.signIn((await tenant.newUser()).username);
  const begun = must(await both.post('/v1/account/authenticators', { type: 'totp' }, { key: session }), 201);
  const code = totp(begun.secret, both.clock.now());
  must(await both.post(`/v1/account/authenticators/${begun.id}/confirm`, { code }, { key: session }), 200);

  const start = (keys: string) => startReplica(t, { DATABASE_URL: service.url, ENCRYPTION_KEYS: keys, MIGRATE: 'off' });
  const needed = (id: string) =>
    new RegExp(`ENCRYPTION_KEYS: the database still holds secrets under the key \\\\"${id}\\\\".*Put it back`);
  for (const [what, keys, says] of [
    ['none', '', /ENCRYPTION_KEYS: is required/],
    ['one of two', key('k1', 7), needed('k2')],
    ['the other of two', key('k2', 9), needed('k1')],
    ['a new one', key('k3', 1), needed('k[12]')],
    [
      'others of the same names',
      `${key('k1', 1)},${key('k2', 2)}`,
      /the key \\"k1\\" is not the one .*Put the right one back/,
    ],
  ] as const) {
    const error = await start(keys).then(
      () => new Error('it started'),
      (error: Error) => error,
    );
    t.match(error.message, says, what);
    t.notMatch(error.message, /\n\s+at |"stack"/, 'a sentence, not a crash');
    t.notMatch(error.message, /AQEBAQ|BwcHBw|CQkJCQ/, 'no key is shown');
  }
  const replica = await start(`${key('k2', 9)},${key('k1', 7)}`);
  t.equal((await fetch(`${replica.url}/readyz`)).status, 200, 'with both it starts');
});
