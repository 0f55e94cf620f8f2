// @ts-nocheck
import t from 'tap';
import { ADMIN, must, newBrowser, newTenant, PASSWORD, startService } from './support/service.ts';

const PATH = '/v1/introspect';
const MINUTE = 60_000;

// Proves: v5.0.0-7.2.1, v5.0.0-7.6.1, CVE-2023-22492
t.test('a session that has ended, however it has, is inactive and nothing more is said', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const inactive = async (token: string, what: string) => {
    const answer = await service.post(PATH, { token }, { key: tenant.backend });
    t.equal(answer.status, 200, what);
    t.equal(answer.text, '{"active":false}', what);
  };
  const user = await tenant.newUser();
  const open = () => tenant.signIn(user.username);
  const out = await open();
  must(await service.del('/v1/session', { key: out }), 204);
  await inactive(out, 'signed out');
  const renewed = await open();
  must(await service.post('/v1/session/reauthenticate', { password: PASSWORD }, { key: renewed }), 200);
  await inactive(renewed, 'its token was renewed');
  const disabled = await open();
  must(await service.patch(`${tenant.users}/${user.id}`, { status: 'disabled' }, { key: tenant.admin }), 200);
  await inactive(disabled, 'the user is disabled');
  must(await service.patch(`${tenant.users}/${user.id}`, { status: 'active' }, { key: tenant.admin }), 200);
  await inactive(disabled, 'and enabled again');
  const pending = await tenant.login((await tenant.enrolledUser()).username);
  await inactive(pending.body.loginToken, 'a login is no session');
  const good = await open();
  for (const [what, token] of [
    ['one letter off', `${good.slice(0, -1)}${good.endsWith('A') ? 'Q' : 'A'}`],
    ['another prefix', good.replace('ist_', 'ilt_')],
    ['the id with no secret', good.slice(0, 26)],
    ['something behind', `${good}A`],
    ['space around', ` ${good}`],
    ['empty', ''],
    ['NUL', '\u0000'],
    ['long', 'a'.repeat(4096)],
  ] as const)
    await inactive(token, what);
  must(await service.get('/v1/session', { key: good }), 200);
});

t.test('a key of the platform sees the sessions of all tenants, and those in cookies as well', async (t) => {
  const service = await startService(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const key = must(await service.post('/v1/admin/api-keys', { name: 'b', role: 'backend' }, { key: ADMIN }), 201).key;
  const browser = newBrowser(service);
  for (const each of [tenant, other]) {
    const { username, id } = await each.newUser();
    must(await browser.call('POST', `/v1/tenants/${each.slug}/login`, { username, password: PASSWORD }), 200);
    const token = browser.jar['__Host-ic_session'];
    t.match(await service.post(PATH, { token }, { key }), { body: { active: true, sub: id, tenant: each.slug } });
    t.strictSame((await service.post(PATH, { token }, { key: tenant.backend })).body.active, each === tenant);
  }
});

t.test('what is told follows the session: second factor, step-up, the nearer end', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service, { sessions: { idleMinutes: 60, absoluteHours: 1 } });
  const user = await tenant.enrolledUser();
  const { sessionToken, session } = await tenant.signInWithCode(user);
  const seconds = (time: string) => Date.parse(time) / 1000;
  const ask = async () => must(await service.post(PATH, { token: sessionToken }, { key: tenant.backend }), 200);
  t.strictSame(await ask(), {
    active: true,
    sub: user.id,
    username: user.username,
    tenant: tenant.slug,
    sid: session.id,
    iat: seconds(session.createdAt),
    exp: seconds(session.expiresAt),
    auth_time: seconds(session.authenticatedAt),
    amr: ['pwd', 'otp'],
    acr: 'aal2',
  });
  service.clock.advance(59 * MINUTE);
  t.equal((await ask()).exp, seconds(session.expiresAt), 'use does not move the absolute end');
  service.clock.advance(MINUTE);
  t.strictSame(await ask(), { active: false });
});

t.test('introspection takes one token, in JSON or a form, and refuses what else there is', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const token = await tenant.signIn((await tenant.newUser()).username);
  const key = tenant.backend;
  const form = (raw: string) =>
    service.post(PATH, undefined, { key, raw, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  t.match(await form(`token=${token}`), { status: 200, body: { active: true } });
  t.match(await form(`token=${encodeURIComponent(token)}&token_type_hint=access_token`), { body: { active: true } });
  for (const wrong of ['', 'tokens=x', `token=${token}&surprise=1`, `token=${token}&token=${token}`, 'token[]=x'])
    t.match(await form(wrong), { status: 400, body: { code: 'invalid_request' } }, wrong.slice(0, 20));
  for (const wrong of [{}, { token: 7 }, { token: [token] }, { token, surprise: 1 }, { token: 'a'.repeat(4097) }])
    t.match(await service.post(PATH, wrong, { key }), { status: 400, body: { code: 'invalid_request' } });
  t.match(await service.get(PATH, { key }), { status: 405, headers: { allow: /POST/ } });
  const basic = (text: string) =>
    service.post(PATH, { token }, { headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
  const { apiKeys } = must(await service.get('/v1/admin/api-keys', { key: tenant.admin }), 200);
  const idOf = (role: string) => apiKeys.find((each: { role: string }) => each.role === role).id;
  t.match(await basic(`${idOf('backend')}:${key}`), { status: 200, body: { active: true } });
  t.match(await basic(`${idOf('support')}:${tenant.support}`), { status: 403, body: { code: 'forbidden' } });
  for (const wrong of [
    `${idOf('support')}:${key}`,
    `:${key}`,
    key,
    `${idOf('backend')}:`,
    `${idOf('backend')}:${key}x`,
  ])
    t.match(await basic(wrong), { status: 401, body: { code: 'not_authenticated' } });
  const elsewhere = Buffer.from(`${idOf('admin')}:${tenant.admin}`).toString('base64');
  const listed = await service.get('/v1/admin/api-keys', { headers: { authorization: `Basic ${elsewhere}` } });
  t.equal(listed.status, 401, 'Basic is for introspection alone');
});
