import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { SEALED_COLUMNS } from '../src/keys/sealed-columns.ts';
import { deliverDue } from '../src/webhooks/courier.ts';
import { runCli, startReplica } from './support/programs.ts';
import { startReceiver } from './support/receiver.ts';
import { must, newTenant, type Service, startService, type Tenant, totp } from './support/service.ts';

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

/** Enrols in the login that is owed it, and is signed in. */
async function enrollAnew(service: Service, { loginToken }: { loginToken: string }, resetCode?: string) {
  const on = { key: loginToken };
  const begun = must(await service.post('/v1/login/enrollment', { ...(resetCode ? { resetCode } : {}) }, on), 201);
  const code = totp(begun.secret, service.clock.now());
  return must(await service.post('/v1/login/enrollment/confirm', { code }, on), 200);
}

/** What is under which key. */
const keysInUse = ({ ctx }: Service) => ctx.db.selectFrom('encryption_keys').select('id').orderBy('id').execute();

t.test('a key that is lost for good is given up: its users enrol again, and nobody else does', async (t) => {
  const [one, two] = [key('k1', 7), key('k2', 9)];
  const before = await startService(t, { ENCRYPTION_KEYS: one, WEBHOOK_PRIVATE_ADDRESSES: 'allow' });
  const strict = await newTenant(before);
  const lax = await newTenant(before, { resetCodeRequired: false });
  const doomed = await newTenant(before);
  const receiver = await startReceiver(t);
  const newHook = async (tenant: Tenant) =>
    must(await before.post(`${tenant.path}/webhooks`, { url: receiver.url }, { key: tenant.backend }), 201).id;
  const hook = await newHook(strict);
  await newHook(doomed);
  must(await before.post(`${strict.path}/webhooks/${hook}/rotate-secret`, undefined, { key: strict.backend }), 200);
  const enrolled = await Promise.all([strict, lax, doomed].map((tenant) => tenant.enrolledUser()));
  const [anna, carl] = enrolled as [(typeof enrolled)[0], (typeof enrolled)[0]];
  const plain = await strict.newUser();
  const session = await strict.signIn(plain.username);
  must(await before.post('/v1/account/authenticators', { type: 'totp' }, { key: session }), 201);
  must(await before.post('/v1/session/token', undefined, { key: session }), 200);
  const jwks = must(await before.get('/.well-known/jwks.json'), 200);
  for (const { table, secret, keyId } of SEALED_COLUMNS) {
    const held = sql`select from ${sql.table(table)} where ${sql.ref(keyId)} = 'k1'`;
    t.ok((await held.execute(before.ctx.db)).rows.length > 0, `${table}.${secret} is among what is lost`);
  }
  // a tenant that is gone, but whose rows are not
  await before.ctx.db
    .updateTable('tenants')
    .set({ deleted_at: before.clock.now() })
    .where('slug', '=', doomed.slug)
    .execute();
  // who enrolled under another key loses nothing
  const both = await startService(t, { ENCRYPTION_KEYS: `${two},${one}` }, before);
  const dora = await strict.newUser();
  const doras = await strict.signIn(dora.username);
  const begun = must(await both.post('/v1/account/authenticators', { type: 'totp' }, { key: doras }), 201);
  const confirm = `/v1/account/authenticators/${begun.id}/confirm`;
  must(await both.post(confirm, { code: totp(begun.secret, both.clock.now()) }, { key: doras }), 200);

  const give = (keys: string, id: string, ...more: string[]) =>
    runCli({ DATABASE_URL: before.url, ENCRYPTION_KEYS: keys }, [
      'keys',
      'lost',
      id,
      '--reason',
      'the vault burned',
      ...more,
    ]);
  t.match(await give(`${two},${one}`, 'k1'), { code: 1, err: /The key "k1" is set: it is not lost/ });
  t.match(await give(two, 'k9'), { code: 1, err: /There is no key "k9"/ });
  t.match(await give(key('k3', 1), 'k1'), { code: 1, err: /under the key "k2", which is not set/ }, 'one at a time');
  await t.rejects(startService(t, { ENCRYPTION_KEYS: two }, before), /still holds secrets under the key "k1"/);
  const given = await give(two, 'k1', '--json');
  t.equal(given.code, 0, given.err);
  t.match(given.json(), {
    users: [anna, carl].map(({ id, username }) => ({ id, username })),
    webhooks: [{ id: hook, tenant: strict.slug }],
    passwords: 0,
    enrollments: 1,
    signingKeys: 1,
  });
  t.match(await give(two, 'k1'), { code: 1, err: /There is no key "k1"/ }, 'done is done');

  const after = await startService(t, { ENCRYPTION_KEYS: two, WEBHOOK_PRIVATE_ADDRESSES: 'allow' }, before);
  t.same(await keysInUse(after), [{ id: 'k2' }]);
  const login = async (tenant: Tenant, username: string) =>
    after.post(
      `/v1/tenants/${tenant.slug}/login`,
      { username, password: anna.password, client: { ip: '203.0.113.7' } },
      { key: tenant.backend },
    );
  t.equal((await after.get('/v1/session', { key: anna.session })).status, 401, 'sessions have ended');
  const owed = must(await login(lax, carl.username), 200);
  t.match(owed, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: false });
  t.match(await enrollAnew(after, owed), { status: 'authenticated', session: { acr: 'aal2' } });
  const barred = must(await login(strict, anna.username), 200);
  t.match(barred, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: true });
  t.equal(
    (await after.post('/v1/login/enrollment', {}, { key: barred.loginToken })).status,
    401,
    'not by password alone',
  );
  const path = `${strict.users}/${anna.id}/two-factor-reset`;
  const { resetCode } = must(await after.post(path, { reason: 'has called' }, { key: strict.support }), 200);
  const called = must(await login(strict, anna.username), 200);
  t.match(await enrollAnew(after, called, resetCode), { status: 'authenticated', session: { acr: 'aal2' } });
  t.match(await strict.events(`&userId=${anna.id}&type=two_factor.reset`), [
    { data: { reason: 'has called' } },
    { data: { reason: 'the vault burned' }, actor: { kind: 'api_key', id: 'cli' } },
  ]);

  t.equal(
    (await after.get('/v1/session', { key: session })).status,
    200,
    'who had no second factor is signed in still',
  );
  t.match(await after.get('/v1/session', { key: doras }), { status: 200, body: { twoFactor: { enabled: true } } });
  must(await after.post('/v1/session/token', undefined, { key: session }), 200);
  t.notSame(must(await after.get('/.well-known/jwks.json'), 200), jwks, 'access tokens are signed by another key');
  const { secret } = must(
    await after.post(`${strict.path}/webhooks/${hook}/rotate-secret`, undefined, { key: strict.backend }),
    200,
  );
  await deliverDue(after.ctx);
  t.ok(receiver.received.length > 5);
  for (const { headers, text } of receiver.received) t.ok(new Webhook(secret).verify(text, headers));
});

t.test('a pepper that is lost for good is given up: passwords are, and second factors are not', async (t) => {
  const before = await startService(t, { PASSWORD_PEPPERS: key('p1', 3) });
  const tenant = await newTenant(before);
  const user = await tenant.enrolledUser();
  const reset = await tenant.enrolledUser();
  const on = { key: tenant.support };
  must(await before.post(`${tenant.users}/${reset.id}/two-factor-reset`, { reason: 'lost phone' }, on), 200);
  // a tenant that is gone, but whose users are not
  const doomed = await newTenant(before);
  const left = await doomed.enrolledUser();
  const doomedDesk = { key: doomed.support };
  must(await before.post(`${doomed.users}/${left.id}/two-factor-reset`, { reason: 'lost phone' }, doomedDesk), 200);
  await before.ctx.db
    .updateTable('tenants')
    .set({ deleted_at: before.clock.now() })
    .where('slug', '=', doomed.slug)
    .execute();
  const fresh = await startService(t, { PASSWORD_PEPPERS: `${key('p2', 4)},${key('p1', 3)}` }, before);
  const other = { username: 'under-another-pepper', password: user.password };
  must(await fresh.post(tenant.users, other, { key: tenant.admin }), 201);

  const peppers = { PASSWORD_PEPPERS: key('p2', 4) };
  await t.rejects(startService(t, peppers, before), /under the pepper "p1", which is not set/);
  const env = { DATABASE_URL: before.url, ENCRYPTION_KEYS: key('k1', 7), ...peppers };
  const given = await runCli(env, ['keys', 'lost', 'pepper:p1', '--reason', 'the vault burned']);
  t.match(
    given,
    { code: 0, out: /^Users who have to enrol again: 1\. Users without a password from now on: 3\.$/m },
    given.err,
  );
  const after = await startService(t, peppers, before);
  t.same(await keysInUse(after), [{ id: 'k1' }, { id: 'pepper:p2' }]);

  const login = (username: string, password: string) =>
    after.post(
      `/v1/tenants/${tenant.slug}/login`,
      { username, password, client: { ip: '203.0.113.7' } },
      { key: tenant.backend },
    );
  t.equal((await login(other.username, other.password)).status, 200, 'under another pepper: as before');
  t.equal((await after.get('/v1/session', { key: user.session })).status, 200, 'nobody is signed out');
  for (const { id, username } of [user, reset]) {
    t.match(await login(username, user.password), { status: 401, body: { code: 'invalid_credentials' } });
    t.match(await tenant.events(`&userId=${id}&type=user.updated`), [{ data: { changed: ['password'] } }]);
    const path = `${tenant.users}/${id}/password-reset`;
    const { resetToken } = must(await after.post(path, undefined, { key: tenant.backend }), 201);
    const newPassword = 'purple kettle 41 meadow lantern';
    must(await after.post(`/v1/tenants/${tenant.slug}/password-reset`, { resetToken, newPassword }), 204);
    t.match(
      must(await login(username, newPassword), 200),
      id === user.id
        ? { status: 'challenge_required' }
        : { status: 'enrollment_required', reason: 'reset', resetCodeRequired: true },
      'what was asked for beside the password is asked for still',
    );
  }
});

t.test('where all keys are lost, all are given up at once', async (t) => {
  const before = await startService(t, { PASSWORD_PEPPERS: key('p1', 3) });
  const tenant = await newTenant(before);
  const user = await tenant.enrolledUser();
  const env = { DATABASE_URL: before.url, ENCRYPTION_KEYS: key('k2', 9) };
  const give = (...ids: string[]) => runCli(env, ['keys', 'lost', ...ids, '--reason', 'all burned', '--json']);
  t.match(await give('k1'), { code: 1, err: /pepper "p1", which is not set/ });
  const given = await give('k1', 'pepper:p1');
  t.equal(given.code, 0, given.err);
  t.match(given.json(), { users: [{ id: user.id, username: user.username, tenant: tenant.slug }], passwords: 1 });
  const after = await startService(t, { ENCRYPTION_KEYS: key('k2', 9) }, before);
  t.same(await keysInUse(after), [{ id: 'k2' }]);
  t.match(await after.get(`${tenant.users}/${user.id}`, { key: tenant.admin }), { status: 200 }, 'API keys go on');
});
