// @ts-nocheck
import t from 'tap';
import { newTenant, PASSWORD, startService, type Tenant, totp } from './support/service.ts';

const service = await startService(t);
const { get, post, patch, del, clock } = service;
const tenant = await newTenant(service);
const DAY = 24 * 3600_000;
const NEW_PASSWORD = 'a quite different phrase 77';

/** a user with 2FA on, brought along with the authenticator: no recovery codes to hash */
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const newUser = async (from: Tenant) => ({
  ...(await from.newUser({ authenticators: [{ type: 'totp', secret: SECRET }] })),
  secret: SECRET,
});

const withTrust = async (from: Tenant = tenant, more: object = {}) => {
  const user = await newUser(from);
  const answer = await from.signInWithCode(user, { trustDevice: true, ...more });
  const use = async (trustedDeviceToken: string, given: object = {}) =>
    (await from.login(user.username, { trustedDeviceToken, ...given })).body;
  return { user, token: answer.trustedDeviceToken as string, session: answer.sessionToken as string, use };
};
const devicesOf = async (key: string) => (await get('/v1/account/trusted-devices', { key })).body.trustedDevices;
const typesOf = async (from: Tenant, userId: string) =>
  (await from.events(`&userId=${userId}`)).map(({ type }) => type);

// Proves: v5.0.0-7.6.2, GHSA-9phw-7h96-q3rv
t.test('a trusted device spares the code, never the password', async (t) => {
  const { user, token, use } = await withTrust();
  t.match(await tenant.login(user.username, { trustedDeviceToken: token, password: 'wrong, all the same' }), {
    status: 401,
    body: { code: 'invalid_credentials' },
  });
  const spared = await use(token);
  t.match(spared, { status: 'authenticated', session: { acr: 'aal1', methods: ['pwd', 'trusted_device'] } });
  t.match(spared.trustedDeviceToken, /^itd_/);
  t.not(spared.trustedDeviceToken, token, 'each use answers with a successor');
  const [device] = await devicesOf(spared.sessionToken);
  t.equal(spared.session.trustedDeviceId, device.id);
  t.match(await tenant.events(`&type=trusted_device.used&userId=${user.id}`), [
    { data: { trustedDeviceId: device.id } },
  ]);
  for (const [method, path] of [
    ['GET', '/v1/session'],
    ['GET', '/v1/login'],
    ['POST', '/v1/introspect'],
  ] as const)
    t.equal((await service.call(method, path, method === 'POST' ? { token } : undefined, { key: token })).status, 401);
});

// Proves: better-auth #2728
t.test('a lost answer and two tabs do no harm: all successors work until one is used', async (t) => {
  const { user, token, use } = await withTrust();
  const [lost, kept, third] = [await use(token), await use(token), await use(token)];
  for (const answer of [lost, kept, third]) t.equal(answer.status, 'authenticated');
  t.equal(new Set([lost, kept, third].map((answer) => answer.trustedDeviceToken)).size, 3);
  t.equal((await use(kept.trustedDeviceToken)).status, 'authenticated');
  t.equal((await use(kept.trustedDeviceToken)).status, 'authenticated', 'its own answer may be lost, too');
  t.notOk((await typesOf(tenant, user.id)).includes('trusted_device.token_reused'));
});

// Proves: v5.0.0-8.2.4, v5.0.0-16.3.3
for (const [which, pick] of [
  ['a sibling', ({ sibling }: { sibling: string }) => sibling],
  ['a predecessor', ({ predecessor }: { predecessor: string }) => predecessor],
] as const)
  t.test(`${which} of a used token is a stolen copy: the device ends, for thief and owner alike`, async (t) => {
    const { user, token, session, use } = await withTrust();
    const sibling = (await use(token)).trustedDeviceToken;
    const used = (await use(token)).trustedDeviceToken;
    const owner = await use(used);
    const stolen = await use(pick({ sibling, predecessor: token }));
    t.equal(stolen.status, 'challenge_required');
    t.match(await tenant.events(`&type=trusted_device.token_reused&userId=${user.id}`), [
      { data: { trustedDeviceId: owner.session.trustedDeviceId } },
    ]);
    t.equal((await tenant.events(`&type=trusted_device.revoked&userId=${user.id}`)).length, 1);
    t.equal((await use(owner.trustedDeviceToken)).status, 'challenge_required');
    for (const key of [session, owner.sessionToken]) t.equal((await get('/v1/session', { key })).status, 401);
  });

t.test('a stolen copy with a wrong password is not judged', async (t) => {
  const { user, token, use } = await withTrust();
  const current = (await use((await use(token)).trustedDeviceToken)).trustedDeviceToken;
  t.equal((await tenant.login(user.username, { trustedDeviceToken: token, password: 'a guess' })).status, 401);
  t.equal((await use(current)).status, 'authenticated');
});

// Proves: v5.0.0-8.2.2, v5.0.0-8.4.1
t.test("another user's, another tenant's and a made-up token are as good as none, and do no harm", async (t) => {
  const elsewhere = await newTenant(service);
  const [mine, yours, theirs] = [await withTrust(), await withTrust(), await withTrust(elsewhere)];
  const token = mine.token;
  const forged = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
  for (const worthless of [yours.token, theirs.token, forged, '', 'nonsense', 'x'.repeat(512), mine.session])
    t.match(await mine.use(worthless), { status: 'challenge_required', trustedDeviceToken: undefined });
  const tooLong = await tenant.login(mine.user.username, { trustedDeviceToken: 'x'.repeat(513) });
  t.match(tooLong, { status: 400, body: { code: 'invalid_request' } });
  for (const each of [mine, yours, theirs]) t.equal((await each.use(each.token)).status, 'authenticated');
  t.notOk((await typesOf(tenant, yours.user.id)).includes('trusted_device.token_reused'));
});

// Proves: better-auth #7644, better-auth #2728
t.test('trust is absolute: thirty days, however often it is used', async (t) => {
  const { token, use } = await withTrust();
  const begun = clock.now().getTime() - 30_000;
  clock.advance(29 * DAY);
  const late = await use(token);
  const [device] = await devicesOf(late.sessionToken);
  t.equal(device.expiresAt, new Date(begun + 30 * DAY).toISOString());
  clock.advance(DAY - 30_000 - 1);
  const last = await use(late.trustedDeviceToken);
  t.equal(last.status, 'authenticated');
  clock.advance(1);
  t.equal((await use(last.trustedDeviceToken)).status, 'challenge_required');
  t.strictSame(await devicesOf(last.sessionToken), []);
});

t.test('the tenant says how long and how many: beyond that the least recently used ends', async (t) => {
  const small = await newTenant(service, { trustedDevices: { days: 2, maxPerUser: 2 } });
  const { user, token, use } = await withTrust(small);
  const second = await small.signInWithCode(user, { trustDevice: true });
  const first = (await use(token)).trustedDeviceToken;
  clock.advance(30_000);
  const third = await small.signInWithCode(user, { trustDevice: true });
  t.equal((await devicesOf(third.sessionToken)).length, 2);
  t.equal((await use(second.trustedDeviceToken)).status, 'challenge_required', 'used less recently than the first');
  t.equal((await get('/v1/session', { key: second.sessionToken })).status, 401, 'with the session begun from there');
  t.equal((await use(first)).status, 'authenticated');
  clock.advance(2 * DAY);
  t.equal((await use(third.trustedDeviceToken)).status, 'challenge_required');
});

// Proves: v5.0.0-1.3.3
t.test('saved logins are listed newest first, named by the user or from the browser, and renamed', async (t) => {
  const { user, session } = await withTrust();
  const second = await tenant.signInWithCode(user, { trustDevice: true, deviceName: 'Front desk' });
  const [newest, oldest] = await devicesOf(second.sessionToken);
  t.match(newest, { name: 'Front desk', current: true, ip: '203.0.113.7', userAgent: /Chrome/ });
  t.match(oldest, { name: 'Chrome on Windows', current: false });
  t.equal(newest.createdAt, newest.lastUsedAt);
  const key = second.sessionToken;
  const rename = (id: string, body: object) => patch(`/v1/account/trusted-devices/${id}`, body, { key });
  const renamed = await rename(oldest.id, { name: 'At home' });
  t.strictSame(renamed.body, { ...oldest, name: 'At home' });
  t.equal((await devicesOf(session)).find((each: { id: string }) => each.id === oldest.id).name, 'At home');
  for (const body of [{}, { name: '' }, { name: 'x'.repeat(101) }, { name: 'a\nb' }, { name: 'x', current: true }])
    t.match(await rename(oldest.id, body), { status: 400, body: { code: 'invalid_request' } });
  const other = await withTrust();
  const [foreign] = await devicesOf(other.session);
  t.match(await rename(foreign.id, { name: 'Mine now' }), { status: 404, body: { code: 'not_found' } });
  t.match(await del(`/v1/account/trusted-devices/${foreign.id}`, { key }), {
    status: 404,
    body: { code: 'not_found' },
  });
  t.equal((await other.use(other.token)).status, 'authenticated');
});

// Proves: v5.0.0-6.5.6, v5.0.0-8.2.4
t.test('revoking one device asks for a code there and ends its sessions, but for the current one', async (t) => {
  const { user, token, session, use } = await withTrust();
  const other = await tenant.signInWithCode(user, { trustDevice: true });
  const spared = await use(token);
  const id = spared.session.trustedDeviceId;
  const key = spared.sessionToken;
  t.equal((await del(`/v1/account/trusted-devices/${id}`, { key })).status, 204);
  t.equal((await get('/v1/session', { key })).status, 200, 'the current one');
  t.equal((await get('/v1/session', { key: session })).status, 401, 'begun from the same device');
  t.equal((await get('/v1/session', { key: other.sessionToken })).status, 200, 'begun from another');
  t.equal((await use(spared.trustedDeviceToken)).status, 'challenge_required');
  t.equal((await use(other.trustedDeviceToken)).status, 'authenticated');
  t.match(await del(`/v1/account/trusted-devices/${id}`, { key }), { status: 404, body: { code: 'not_found' } });
  t.match(await tenant.events(`&type=trusted_device.revoked&userId=${user.id}`), [{ data: { trustedDeviceId: id } }]);
});

t.test('revoking all devices leaves the current session alone, and sessions begun from none', async (t) => {
  const { user, token, session, use } = await withTrust();
  const other = await tenant.signInWithCode(user, { trustDevice: true });
  const plain = await tenant.signInWithCode(user);
  t.equal((await del('/v1/account/trusted-devices', { key: session })).status, 204);
  t.strictSame(await devicesOf(session), []);
  t.equal((await get('/v1/session', { key: plain.sessionToken })).status, 200);
  t.equal((await get('/v1/session', { key: other.sessionToken })).status, 401);
  for (const each of [token, other.trustedDeviceToken]) t.equal((await use(each)).status, 'challenge_required');
  t.equal((await tenant.events(`&type=trusted_device.revoked&userId=${user.id}`)).length, 2);
});

// Proves: v5.0.0-8.2.4, scheb/2fa #126, nodewarden #370, monize #37
t.test('every change of credentials ends trust', async (t) => {
  const ended = async (
    what: string,
    change: (who: Awaited<ReturnType<typeof withTrust>>) => Promise<{ status: number }>,
  ) => {
    const who = await withTrust();
    const password = what.startsWith('password') ? NEW_PASSWORD : PASSWORD;
    t.match(await change(who), { status: /^20[04]$/ }, what);
    const after = await who.use(who.token, { password });
    const owes = { reset: 'enrollment_required', 'the last authenticator removed': 'authenticated' }[what];
    t.equal(after.status, owes ?? 'challenge_required', what);
    t.equal(after.trustedDeviceToken, undefined, what);
    if (after.sessionToken) t.strictSame(after.session.methods, ['pwd'], what);
    t.ok((await typesOf(tenant, who.user.id)).includes('trusted_device.revoked'), what);
  };
  const removeFirst = async (key: string) => {
    const { authenticators } = (await get('/v1/account/authenticators', { key })).body;
    return del(`/v1/account/authenticators/${authenticators.at(-1).id}`, { key });
  };
  const given = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  await ended('password, by its user', ({ session }) => post('/v1/account/password', given, { key: session }));
  await ended('password, by a backend', ({ user }) =>
    patch(`${tenant.users}/${user.id}`, { password: NEW_PASSWORD }, { key: tenant.backend }),
  );
  await ended('reset', ({ user }) =>
    post(`${tenant.users}/${user.id}/two-factor-reset`, { reason: 'lost phone' }, { key: tenant.support }),
  );
  await ended('the last authenticator removed', ({ session }) => removeFirst(session));
  await ended('one of two authenticators removed', async ({ session }) => {
    await tenant.enroll(session);
    return removeFirst(session);
  });
  await ended('disabled, and enabled again', async ({ user }) => {
    await patch(`${tenant.users}/${user.id}`, { status: 'disabled' }, { key: tenant.backend });
    return patch(`${tenant.users}/${user.id}`, { status: 'active' }, { key: tenant.backend });
  });
});

t.test('a login begun before a change of credentials can make no trust after it', async (t) => {
  const user = await newUser(tenant);
  const { loginToken: key } = (await tenant.login(user.username)).body;
  const changer = await tenant.signInWithCode(user);
  await del('/v1/account/trusted-devices', { key: changer.sessionToken });
  const given = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
  t.equal((await post('/v1/account/password', given, { key: changer.sessionToken })).status, 204);
  const answer = await post(
    '/v1/login/challenge',
    { code: totp(user.secret, clock.now()), trustDevice: true },
    { key },
  );
  t.match(answer, { status: 401, body: { code: 'login_expired' } });
});
