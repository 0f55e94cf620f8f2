import t from 'tap';
import { claimsOf, KEY_SET_SECONDS, keysAt, TOKEN_SECONDS } from '../../src/access-tokens/rules.ts';

const MINUTE = 60_000;
const NOW = new Date('2026-03-01T12:00:00.700Z');
const key = (id: string, age: number) => ({ id, createdAt: new Date(NOW.getTime() - age) });
const at = (...keys: ReturnType<typeof key>[]) => {
  const { signer, published } = keysAt(keys, NOW);
  return [signer?.id ?? null, published.map(({ id }) => id)];
};

t.test('the first key signs at once; a new one is published fifteen minutes before it signs', async (t) => {
  t.same(at(), [null, []]);
  t.same(at(key('a', 0)), ['a', ['a']]);
  const old = key('a', 1000 * MINUTE);
  t.same(at(old, key('b', 0)), ['a', ['b', 'a']]);
  t.same(at(key('b', 15 * MINUTE - 1), old), ['a', ['b', 'a']], 'in whatever order they come');
  t.same(at(old, key('b', 15 * MINUTE)), ['b', ['b', 'a']]);
});

t.test('an old key stays published for fifteen minutes after it has signed', async (t) => {
  const old = key('a', 1000 * MINUTE);
  t.same(at(old, key('b', 30 * MINUTE - 1)), ['b', ['b', 'a']]);
  t.same(at(old, key('b', 30 * MINUTE)), ['b', ['b']]);
  t.same(at(old, key('b', 40 * MINUTE), key('c', 20 * MINUTE)), ['c', ['c', 'b']]);
  t.same(at(old, key('b', 29 * MINUTE), key('c', 20 * MINUTE)), ['c', ['c', 'b', 'a']]);
});

t.test('of two keys made at one time all replicas choose the same', async (t) => {
  const [a, b] = [key('a', MINUTE), key('b', MINUTE)];
  t.same(at(a, b), at(b, a));
  t.same(at(a, b), ['a', ['b', 'a']]);
  const [c, d] = [key('c', 20 * MINUTE), key('d', 20 * MINUTE)];
  for (const order of [
    [c, d],
    [d, c],
  ])
    t.same(at(...order), ['d', ['d', 'c']]);
});

t.test('no key set is kept, and no token lives, longer than the keys overlap', async (t) => {
  t.equal(TOKEN_SECONDS, 300);
  t.equal(KEY_SET_SECONDS, 300);
});

t.test('a token says whose session it is of, in whole seconds, and ends with it', async (t) => {
  const session = (left: number) => ({
    id: 'session',
    authenticatedAt: new Date('2026-03-01T11:59:59.999Z'),
    expiresAt: new Date(NOW.getTime() + left),
    methods: ['pwd', 'otp'],
    acr: 'aal2' as const,
  });
  const user = { id: 'user', tenant: 'tenant' };
  const claims = (left: number) => claimsOf({ session: session(left), user }, 'https://auth.example', 'token', NOW);
  const iat = Date.parse('2026-03-01T12:00:00Z') / 1000;
  t.strictSame(claims(60 * MINUTE), {
    iss: 'https://auth.example',
    aud: 'tenant',
    sub: 'user',
    sid: 'session',
    tenant: 'tenant',
    amr: ['pwd', 'otp'],
    acr: 'aal2',
    auth_time: iat - 1,
    iat,
    exp: iat + 300,
    jti: 'token',
  });
  t.equal(claims(100_000).exp, iat + 100);
  t.equal(claims(99_000).exp, iat + 99);
});
