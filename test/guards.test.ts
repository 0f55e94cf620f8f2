import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import t from 'tap';
import {
  account,
  holderIn,
  introspectors,
  open,
  pendingLogin,
  pendingOf,
  services,
  signedInOf,
  signIn,
} from '../src/http/callers.ts';
import { keyOf } from '../src/http/limits.ts';
import { ADMIN, CHROME, must, newTenant, PASSWORD, type Service, startService } from './support/service.ts';

const OWN = 'http://localhost:3000';
const JSON_BODY = { 'content-type': 'application/json' };
const service = await startService(t);
const { get, post, del } = service;
const [tenant, other] = [await newTenant(service), await newTenant(service)];

t.test('a key opens the routes of its role in its tenant, and no others', async (t) => {
  const denied = { status: 403, body: { code: 'forbidden' } };
  const unknown = { status: 404, body: { code: 'tenant_not_found' } };
  const none = { status: 401, body: { code: 'not_authenticated' } };
  for (const [what, key, answer] of [
    ['its admin', tenant.admin, { status: 200 }],
    ['the platform', ADMIN, { status: 200 }],
    ['another tenant', other.admin, unknown],
    ['support', tenant.support, denied],
    ['a backend', tenant.backend, denied],
    ['none', undefined, none],
    ['one made up', `iak_${'A'.repeat(65)}`, none],
  ] as const)
    t.match(await service.patch(tenant.path, { name: 'Scan & Co' }, { key }), answer, what);
  t.equal((await get('/v1/admin/api-keys', { key: tenant.admin })).status, 200, 'a route that names no tenant');
  const { username } = await tenant.newUser();
  const body = { username, password: PASSWORD, client: { ip: '203.0.113.7' } };
  for (const [key, answer] of [
    [tenant.backend, { status: 200 }],
    [tenant.support, denied],
    [other.backend, unknown],
    ['x', none],
  ] as const)
    t.match(await post(`/v1/tenants/${tenant.slug}/login`, body, { key }), answer, 'a login');
});

t.test('a credential is read as RFC 6750 has it, whatever its scheme', async (t) => {
  const key = await tenant.signIn((await tenant.newUser()).username);
  const status = async (authorization: string) => (await get('/v1/session', { headers: { authorization } })).status;
  for (const good of [`Bearer ${key}`, `bearer ${key}`, `BEARER   ${key}`]) t.equal(await status(good), 200, good);
  for (const bad of [
    ...['', 'Bearer', 'Bearer ', key, `Bearer${key}`, `Basic ${key}`, `xBearer ${key}`, `x Bearer ${key}`],
    ...[`Bearer ${key} x`, `Bearer ${key}, Bearer ${key}`, `Bearer ${key}\u00e4`, `Bearer ${key.slice(0, -1)}`],
  ])
    t.equal(await status(bad), 401, bad);
});

t.test('HTTP Basic opens introspection by the id and the key that belong together', async (t) => {
  const { apiKeys } = must(await get('/v1/admin/api-keys', { key: tenant.admin }), 200);
  const id = apiKeys.find(({ role }: { role: string }) => role === 'backend').id;
  const token = await tenant.signIn((await tenant.newUser()).username);
  const ask = (authorization: string, body: object = { token }) =>
    post('/v1/introspect', body, { headers: { authorization } });
  const encoded = Buffer.from(`${id}:${tenant.backend}`).toString('base64');
  for (const good of [`Basic ${encoded}`, `basic   ${encoded}`, `Bearer ${tenant.backend}`])
    t.match(await ask(good), { status: 200, body: { active: true } }, good);
  const refused = { status: 401, body: { code: 'not_authenticated' } };
  for (const bad of [`Basic${encoded}`, `x Basic ${encoded}`, `Basic ${encoded} x`, `Basic ${encoded}!`, 'Basic eA=='])
    t.match(await ask(bad), refused, bad);
  const spoiled = Buffer.from(`${id}:${tenant.backend}\n`).toString('base64');
  t.match(await ask(`Basic ${spoiled}`), refused, 'a line end is part of the key');
  const other = apiKeys.find(({ role }: { role: string }) => role === 'support').id;
  for (const pair of [`${other}:${tenant.backend}`, `${id}:${tenant.backend}:`, `:${id}:${tenant.backend}`])
    t.match(await ask(`Basic ${Buffer.from(pair).toString('base64')}`), refused, pair.replace(tenant.backend, 'key'));
  const broken = (key: string) => post('/v1/introspect', undefined, { key, raw: '{', headers: JSON_BODY });
  t.match(await broken(tenant.backend), { status: 400 });
  t.match(await broken('x'), refused);
  t.match(await ask(`Bearer ${tenant.backend}`, {}), { status: 400 }, 'what is wrong is told to a holder');
  t.match(await ask('Bearer x', {}), refused, 'and to nobody else');
  t.match(await ask(`Bearer ${tenant.support}`, {}), { status: 403 });
  t.match(await post('/v1/introspect', { token }), refused);
});

t.test('a cookie acts from our origin alone; reading asks for none', async (t) => {
  const user = await tenant.newUser();
  const body = { username: user.username, password: PASSWORD };
  const { cookies } = await post(`/v1/tenants/${tenant.slug}/login`, body);
  const cookie = `__Host-ic_session=${cookies['__Host-ic_session']}`;
  const refused = { status: 403, body: { code: 'origin_not_allowed' } };
  const act = (headers: Record<string, string>) => del('/v1/account/sessions', { headers: { cookie, ...headers } });
  for (const good of [
    { origin: OWN },
    { 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
  ])
    t.equal((await act(good as Record<string, string>)).status, 204, JSON.stringify(good));
  for (const bad of [{}, { origin: 'null' }, { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }])
    t.match(await act(bad as Record<string, string>), refused, JSON.stringify(bad));
  for (const method of ['GET', 'HEAD'])
    t.equal((await service.call(method, '/v1/session', undefined, { headers: { cookie } })).status, 200, method);
  t.match(
    await post(`/v1/tenants/${tenant.slug}/login`, body, { headers: { origin: 'https://evil.example' } }),
    refused,
  );
  const none = await del('/v1/account/sessions', { headers: { origin: 'https://evil.example' } });
  t.match(none, { status: 401, body: { code: 'not_authenticated' } }, 'without a cookie there is nothing to misuse');
});

t.test('an event says who, from where and with what, as the mode of the session has it', async (t) => {
  const user = await tenant.newUser();
  const last = async (type: string) => (await tenant.events(`&type=${type}&userId=${user.id}`))[0];
  const agent = 'x'.repeat(600);
  const headers = { 'user-agent': agent };
  const login = `/v1/tenants/${tenant.slug}/login`;
  await post(login, { username: user.username, password: 'wrong' }, { headers });
  const anonymous = { actor: { kind: 'anonymous', id: null }, ip: '127.0.0.1', userAgent: agent.slice(0, 512) };
  const failed = (await last('login.failed')) as unknown as typeof anonymous;
  t.match(failed, anonymous);
  t.equal(failed.userAgent.length, 512, 'and no more of it');
  const { cookies } = await post(login, { username: user.username, password: PASSWORD }, { headers });
  const cookie = `__Host-ic_session=${cookies['__Host-ic_session']}`;
  const password = { password: PASSWORD };
  must(await post('/v1/session/reauthenticate', password, { headers: { ...headers, cookie, origin: OWN } }), 200);
  const self = { kind: 'user', id: user.id };
  t.match(await last('session.reauthenticated'), { ...anonymous, actor: self });
  const key = await tenant.signIn(user.username);
  must(await post('/v1/session/reauthenticate', password, { key, headers }), 200);
  const named = { actor: self, ip: '203.0.113.7', userAgent: CHROME };
  t.match(await last('session.reauthenticated'), named, 'as the backend said');
  must(await service.patch(`${tenant.users}/${user.id}`, { status: 'disabled' }, { key: tenant.admin }), 200);
  const byKey = { actor: { kind: 'api_key' }, ip: '127.0.0.1', userAgent: 'lightMyRequest' };
  t.match(await last('user.updated'), byKey);
});

t.test('a login under way acts as its user, and a login token opens nothing else', async (t) => {
  const user = await tenant.enrolledUser();
  const { loginToken: key } = must(await tenant.login(user.username), 200);
  t.match(await post('/v1/login/challenge', { code: '000000x' }, { key }), { status: 400 });
  t.match(await get('/v1/session', { key }), { status: 401, body: { code: 'not_authenticated' } });
  t.match(await get('/v1/login', { key: user.session }), { status: 401, body: { code: 'login_expired' } });
  t.match(await get('/v1/login'), { status: 401, body: { code: 'login_expired' } });
  await post('/v1/login/challenge', { method: 'recovery_code', code: 'no such code' }, { key });
  const [failed] = await tenant.events(`&type=authenticator.failed&userId=${user.id}`);
  t.match(failed, { actor: { kind: 'user', id: user.id }, ip: '203.0.113.7', userAgent: CHROME });
});

t.test('what a guard asks for is what the document says of its routes', async (t) => {
  const [apiKey, session, login] = [{ apiKey: [] }, { sessionToken: [] }, { loginToken: [] }];
  for (const [guard, security] of [
    [services, [apiKey]],
    [introspectors, [apiKey]],
    [account, [session, { sessionCookie: [] }]],
    [pendingLogin, [login, { loginCookie: [] }]],
    [signIn, [{}, apiKey]],
    [open, [{}]],
  ] as const) {
    const app = fastify();
    t.teardown(() => app.close());
    const told: unknown[] = [];
    await app.register(guard, { ctx: service.ctx });
    app.addHook('onRoute', ({ schema }) => void told.push(schema));
    app.get('/x', { exposeHeadRoute: false, schema: { summary: 'x' }, config: { roles: ['admin'] } }, async () => ({}));
    t.strictSame(told, [{ summary: 'x', security }]);
  }
});

t.test('a route of an API key that names no roles is not registered', async (t) => {
  const app = fastify();
  t.teardown(() => app.close());
  await app.register(services, { ctx: service.ctx });
  t.throws(() => app.get('/x', async () => ({})), /GET \/x names no roles/);
});

t.test('what a guard would have filled in is not there without one', async (t) => {
  const bare = { signedIn: null, pending: null, holder: null } as never;
  for (const read of [signedInOf, pendingOf, holderIn]) t.throws(() => read(bare), /not guarded/);
});

t.test('addresses count in one spelling, IPv6 by its /64', async (t) => {
  for (const [address, key] of [
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:0:1::1', '32.1.13.184.0.0.0.1'],
    ['2001:DB8:0:1:ffff:ffff:ffff:ffff', '32.1.13.184.0.0.0.1'],
    ['2001:db8:0:2::1', '32.1.13.184.0.0.0.2'],
    ['a socket', 'a socket'],
  ] as const)
    t.equal(keyOf(address), key);
});

/** Begins a request, does `meanwhile` before its body has come, and gives back the status. */
async function drip(service: Service, head: string, body: string, meanwhile: () => Promise<unknown>): Promise<number> {
  const { port } = service.app.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const ended = new Promise((done) => socket.once('close', done));
  socket.write(`${head}\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`);
  await sleep(150);
  await meanwhile();
  socket.write(body);
  await ended;
  return Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1]);
}

t.test('what ends while a body drips in opens nothing: key, session, tenant', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const [tenant, doomed] = [await newTenant(service), await newTenant(service)];
  const json = 'Content-Type: application/json';
  const apiKey = must(
    await service.post('/v1/admin/api-keys', { name: 'k', role: 'admin', tenant: tenant.slug }, { key: ADMIN }),
    201,
  );
  const second = must(
    await service.post('/v1/admin/api-keys', { name: 'k', role: 'admin', tenant: tenant.slug }, { key: ADMIN }),
    201,
  );
  const making = `POST /v1/admin/api-keys HTTP/1.1\r\nAuthorization: Bearer ${apiKey.key}\r\n${json}`;
  const revoke = () => service.del(`/v1/admin/api-keys/${apiKey.id}`, { key: ADMIN });
  t.equal(await drip(service, making, '{"name":"x","role":"admin"}', revoke), 401, 'a revoked key makes no other');

  const user = await tenant.newUser();
  const session = await tenant.signIn(user.username);
  const token = `POST /v1/session/token HTTP/1.1\r\nAuthorization: Bearer ${session}\r\n${json}`;
  const disable = () => service.patch(`${tenant.users}/${user.id}`, { status: 'disabled' }, { key: ADMIN });
  t.equal(await drip(service, token, '{}', disable), 401, 'a disabled user gets no access token');

  const renaming = `PATCH ${tenant.path} HTTP/1.1\r\nAuthorization: Bearer ${second.key}\r\n${json}`;
  const revokeSecond = () => service.del(`/v1/admin/api-keys/${second.id}`, { key: ADMIN });
  t.equal(await drip(service, renaming, '{"name":"Mine now"}', revokeSecond), 401, 'nor does it change anything');

  const users = `POST ${doomed.users} HTTP/1.1\r\nAuthorization: Bearer ${doomed.admin}\r\n${json}`;
  const replace = async () => {
    await service.del(`${doomed.path}?confirm=${doomed.slug}`, { key: ADMIN });
    await service.post('/v1/admin/tenants', { slug: doomed.slug, name: 'Another customer' }, { key: ADMIN });
  };
  t.equal(await drip(service, users, '{"username":"mallory"}', replace), 401, 'nor the key of the tenant before');
  t.strictSame(must(await service.get(doomed.users, { key: ADMIN }), 200).users, []);
});

t.test('who has no credential is refused before the body has come', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  for (const path of ['/v1/introspect', '/v1/admin/api-keys', '/v1/session/token', '/v1/login/challenge']) {
    const { port } = service.app.server.address() as { port: number };
    const socket = connect(port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n`);
    const [answer] = await once(socket, 'data');
    t.match(String(answer), /^HTTP\/1.1 401 /, path);
  }
});

t.test('a client that names no program is recorded without one', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const tenant = await newTenant(service);
  const { username } = await tenant.newUser();
  const head = `POST /v1/tenants/${tenant.slug}/login HTTP/1.1\r\nContent-Type: application/json`;
  t.equal(await drip(service, head, JSON.stringify({ username, password: 'wrong' }), async () => {}), 401);
  t.match(await tenant.events('&type=login.failed'), [{ userAgent: null }]);
});
