// @ts-nocheck
import t from 'tap';
import { newBrowser, newTenant, PASSWORD, startService, totp } from './support/service.ts';

const service = await startService(t);
const { get, post, patch, del, clock } = service;
const tenant = await newTenant(service);
const MINUTE = 60_000;
const NEW_PASSWORD = 'a quite different phrase 77';
const alive = async (key: string) => (await get('/v1/session', { key })).status === 200;
const listed = async (key: string) => (await get('/v1/account/sessions', { key })).body.sessions;
const signedOut = { status: 401, body: { code: 'not_authenticated' } };

// Proves: v5.0.0-7.3.1, v5.0.0-7.3.2
t.test('a session ends after thirty minutes without use, and after twelve hours of use', async (t) => {
  const user = await tenant.newUser();
  const [idle, used] = [await tenant.signIn(user.username), await tenant.signIn(user.username)];
  const begun = clock.now().getTime();
  clock.advance(30 * MINUTE - 1);
  t.ok(await alive(used));
  clock.advance(1);
  t.notOk(await alive(idle));
  t.match(await post('/v1/introspect', { token: idle }, { key: tenant.backend }), { body: { active: false } });
  while (clock.now().getTime() < begun + 11.5 * 3600_000) {
    clock.advance(29 * MINUTE);
    if (!(await alive(used))) return t.fail('it was in use');
  }
  const { session } = (await get('/v1/session', { key: used })).body;
  t.equal(session.expiresAt, new Date(begun + 12 * 3600_000).toISOString());
  t.equal(session.idleExpiresAt, session.expiresAt, 'the nearer of the two');
  clock.advance(begun + 12 * 3600_000 - 1 - clock.now().getTime());
  t.ok(await alive(used));
  clock.advance(1);
  t.match(await get('/v1/session', { key: used }), signedOut);
});

t.test('a session in steady use outlives an idle time that was shortened under it', async (t) => {
  const brisk = await newTenant(service);
  const key = await brisk.signIn((await brisk.newUser()).username);
  await patch(brisk.path, { policy: { sessions: { idleMinutes: 1 } } }, { key: brisk.admin });
  for (let uses = 1; uses <= 6; uses++) {
    clock.advance(50_000);
    t.ok(await alive(key), `use ${uses}`);
  }
  clock.advance(MINUTE);
  t.notOk(await alive(key));
});

t.test('introspection by a backend counts as use of the session', async (t) => {
  const user = await tenant.newUser();
  const key = await tenant.signIn(user.username);
  for (let times = 0; times < 3; times++) {
    clock.advance(20 * MINUTE);
    t.equal((await post('/v1/introspect', { token: key }, { key: tenant.backend })).body.active, true);
  }
  t.ok(await alive(key));
});

// Proves: v5.0.0-7.5.2
t.test('the list says where the user is signed in, newest first, and nothing of others', async (t) => {
  const user = await tenant.newUser();
  await tenant.signIn((await tenant.newUser()).username);
  const first = await tenant.signIn(user.username);
  const second = await tenant.signIn(user.username, { client: { ip: '2001:db8::7', userAgent: 'curl/8' } });
  const own = (await get('/v1/session', { key: first })).body.session;
  const sessions = await listed(first);
  t.equal(sessions.length, 2);
  t.match(sessions[0], { current: false, ip: '2001:db8::7', userAgent: 'curl/8' });
  t.strictSame({ ...sessions[1], userAgent: 'x' }, { ...own, current: true, ip: '203.0.113.7', userAgent: 'x' });
  t.equal((await listed(second))[0].current, true);
});

// Proves: v5.0.0-7.4.3, v5.0.0-7.5.2, v5.0.0-8.2.2
t.test('one session can be ended, all others at once, and nobody ends a stranger’s', async (t) => {
  const [user, stranger] = [await tenant.newUser(), await tenant.newUser()];
  const keys = [];
  for (let count = 0; count < 4; count++) keys.push(await tenant.signIn(user.username));
  const [one = '', two = '', three = '', four = ''] = keys;
  const theirs = await tenant.signIn(stranger.username);
  const [target] = (await listed(two)).filter((each: { current: boolean }) => each.current);
  const notFound = { status: 404, body: { code: 'not_found' } };
  t.match(await del(`/v1/account/sessions/${target.id}`, { key: theirs }), notFound);
  t.equal((await del(`/v1/account/sessions/${target.id}`, { key: one })).status, 204);
  t.notOk(await alive(two));
  t.match(await del(`/v1/account/sessions/${target.id}`, { key: one }), notFound);
  t.match(await del('/v1/account/sessions/not-an-id', { key: one }), {
    status: 400,
    body: { code: 'invalid_request' },
  });
  t.equal((await del('/v1/account/sessions', { key: one })).status, 204);
  t.strictSame(await Promise.all([one, three, four, theirs].map(alive)), [true, false, false, true]);
  t.equal((await tenant.events(`&type=session.revoked&userId=${user.id}`)).length, 3);
  const [own] = await listed(one);
  t.equal((await del(`/v1/account/sessions/${own.id}`, { key: one })).status, 204, 'the current one, too');
  t.notOk(await alive(one));
});

// Proves: v5.0.0-2.3.2, v5.0.0-7.1.2
t.test('a user has at most ten sessions: the least recently used ends', async (t) => {
  const user = await tenant.newUser();
  const keys: string[] = [];
  for (let count = 0; count < 10; count++) {
    keys.push(await tenant.signIn(user.username));
    clock.advance(MINUTE);
  }
  t.ok(await alive(keys[0] ?? ''), 'ten are fine; the first is now used last');
  await tenant.signIn(user.username);
  t.notOk(await alive(keys[1] ?? ''), 'the least recently used');
  t.ok(await alive(keys[0] ?? ''));
  t.equal((await listed(keys[0] ?? '')).length, 10);
});

t.test('an expired session holds no place among the ten', async (t) => {
  const user = await tenant.newUser();
  const old = await tenant.signIn(user.username);
  for (let times = 0; times < 29; times++) {
    clock.advance(24 * MINUTE);
    await alive(old);
  }
  const keys: string[] = [];
  for (let count = 0; count < 9; count++) keys.push(await tenant.signIn(user.username));
  clock.advance(24 * MINUTE - 1);
  t.ok(await alive(old), 'used last of all, and at its end');
  clock.advance(1);
  t.notOk(await alive(old));
  await tenant.signIn(user.username);
  t.strictSame(new Set(await Promise.all(keys.map(alive))), new Set([true]), 'ten live');
});

// Proves: v5.0.0-7.4.1, v5.0.0-14.3.1
t.test('signing out ends this session, clears its cookie, and is an event', async (t) => {
  const user = await tenant.newUser();
  const browser = newBrowser(service);
  await browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username: user.username, password: PASSWORD });
  const other = await tenant.signIn(user.username);
  const cookie = `__Host-ic_session=${browser.jar['__Host-ic_session']}`;
  const answer = await browser.call('DELETE', '/v1/session');
  t.equal(answer.status, 204);
  t.equal(answer.cookies['__Host-ic_session'], '');
  t.match(await get('/v1/session', { headers: { cookie } }), signedOut, 'whoever kept the cookie has nothing');
  t.ok(await alive(other));
  t.equal((await tenant.events(`&type=logout&userId=${user.id}`)).length, 1);
});

// Proves: v5.0.0-6.2.1, v5.0.0-6.2.2, v5.0.0-6.2.3, v5.0.0-6.2.11, v5.0.0-6.3.7, v5.0.0-7.4.3
t.test('a new password ends the other sessions and keeps this one', async (t) => {
  const user = await tenant.newUser();
  const [key, other] = [await tenant.signIn(user.username), await tenant.signIn(user.username)];
  const change = (currentPassword: string, newPassword: string) =>
    post('/v1/account/password', { currentPassword, newPassword }, { key });
  t.match(await change('not my password', NEW_PASSWORD), { status: 401, body: { code: 'invalid_credentials' } });
  for (const [newPassword, reasons] of [
    ['too short', ['too_short']],
    ['x'.repeat(257), ['too_long', 'too_common']],
    ['passwordpassword', ['too_common']],
    [`my ${user.username} is my word`, ['contains_username']],
    [`my ${tenant.slug} is my word`, ['contains_tenant']],
  ] as const)
    t.match(await change(PASSWORD, newPassword), { status: 400, body: { code: 'password_not_acceptable', reasons } });
  t.ok(await alive(other), 'nothing has changed so far');
  t.equal((await change(PASSWORD, NEW_PASSWORD)).status, 204);
  t.strictSame([await alive(key), await alive(other)], [true, false]);
  t.equal((await tenant.login(user.username)).status, 401);
  t.equal((await tenant.login(user.username, { password: NEW_PASSWORD })).status, 200);
  t.equal((await tenant.events(`&type=password.changed&userId=${user.id}`)).length, 1);
});

// Proves: v5.0.0-16.2.1, v5.0.0-16.3.1
t.test('users see their own events, newest first and page by page, and nobody else’s', async (t) => {
  const user = await tenant.enrolledUser();
  await tenant.login(user.username, { password: 'a guess from elsewhere', client: { ip: '198.51.100.9' } });
  const { sessionToken: key } = await tenant.signInWithCode(user);
  const { events, next } = (await get('/v1/account/events', { key })).body;
  t.equal(next, null);
  t.strictSame([...new Set(events.map((each: { userId: string }) => each.userId))], [user.id]);
  const types = [
    'login.succeeded',
    'login.challenged',
    'login.failed',
    'recovery_codes.generated',
    'authenticator.added',
  ];
  t.strictSame(
    events.slice(0, 5).map((each: { type: string }) => each.type),
    types,
  );
  t.match(events[0], { tenant: tenant.slug, actor: { kind: 'user', id: user.id }, ip: '203.0.113.7' });
  t.match(events[0].data, { methods: ['pwd', 'otp'] }, 'with which factors');
  t.match(events[2], { ip: '198.51.100.9', actor: { kind: 'api_key' }, data: { reason: 'invalid_credentials' } });
  const page = (await get('/v1/account/events?limit=2', { key })).body;
  t.strictSame(page.events, events.slice(0, 2));
  const following = (await get(`/v1/account/events?limit=2&after=${page.next}`, { key })).body;
  t.strictSame(following.events, events.slice(2, 4));
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'userId=1', 'after=x'])
    t.match(await get(`/v1/account/events?${query}`, { key }), { status: 400, body: { code: 'invalid_request' } });
  const code = totp(user.secret, clock.now());
  t.notMatch(JSON.stringify(events), new RegExp([user.secret, code, 'i(st|lt|td)_'].join('|')), 'and no secret');
});

t.test('a session that ends by the number of sessions, or by a policy, is an event', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  for (let n = 0; n < 11; n++) await tenant.signIn(user.username);
  const revoked = () => tenant.events(`&userId=${user.id}&type=session.revoked`);
  t.match(await revoked(), [{ data: { reason: 'surplus' } }]);
  service.clock.advance(6 * 60_000);
  await service.patch(tenant.path, { policy: { sessions: { idleMinutes: 5 } } }, { key: tenant.admin });
  t.equal((await revoked()).filter(({ data }) => data.reason === 'policy').length, 10);
});
