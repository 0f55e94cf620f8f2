// @ts-nocheck
import t, { type Test } from 'tap';
import { fill, type Operation, operations } from './support/document.ts';
import { ADMIN, type Answer, newTenant, type Service, startService } from './support/service.ts';

const NOBODY = '01900000-0000-7000-8000-000000000000';
const paramsOf = (tenant: string) => ({ tenant, userId: NOBODY, id: NOBODY });

/** One credential of each kind, that no call here uses up: what is refused runs no handler. */
async function credentials(service: Service) {
  const tenant = await newTenant(service);
  const optional = await tenant.enrolledUser();
  const sessionToken = await tenant.signIn((await tenant.newUser()).username);
  const loginToken = (await tenant.login(optional.username)).body.loginToken as string;
  const keyFor = ({ credential, path }: Operation): string | undefined =>
    ({ none: undefined, sessionToken, loginToken, apiKey: path === '/v1/introspect' ? tenant.backend : ADMIN })[
      credential
    ];
  return { tenant, keyFor };
}

function isProblem(t: Test, answer: Answer, status: number, code: string, what: string) {
  const requestId = answer.headers['x-request-id'];
  t.match(
    { status: answer.status, type: answer.headers['content-type'], body: answer.body },
    {
      status,
      type: /^application\/problem\+json(; charset=utf-8)?$/,
      body: { type: `urn:imagecapture-auth:problem:${code}`, title: /\w/, status, code, requestId },
    },
    what,
  );
  t.equal('www-authenticate' in answer.headers, status === 401, `${what}: 401 alone names a scheme`);
}

// Proves: v5.0.0-1.5.2, v5.0.0-2.2.1, v5.0.0-3.5.6, v5.0.0-8.2.3, v5.0.0-15.3.3
t.test('an unknown field of a body or a query is refused on every route, and named', async (t) => {
  const service = await startService(t);
  const { tenant, keyFor } = await credentials(service);
  for (const operation of operations.filter(({ path }) => path.startsWith('/v1/'))) {
    const { method, path } = operation;
    const url = fill(path, paramsOf(tenant.slug));
    const key = keyFor(operation);
    const query = await service.call(method, `${url}?surprise=1`, undefined, { key });
    isProblem(t, query, 400, 'invalid_request', `${method} ${path}?surprise`);
    if (method === 'GET') t.match(query.body.errors, [{ path: '/surprise' }], `${method} ${path}?surprise is named`);
    if (method === 'GET') continue;
    if (operation.media.length > 0 && !operation.media.includes('application/json')) {
      const json = await service.call(method, url, { surprise: 1 }, { key });
      isProblem(t, json, 415, 'unsupported_media_type', `${method} ${path} with JSON`);
      continue;
    }
    const body = await service.call(method, url, { surprise: 1 }, { key });
    isProblem(t, body, 400, 'invalid_request', `${method} ${path} with an unknown field`);
    t.ok(
      body.body?.errors?.some((error: { path: string }) => error.path === '/surprise'),
      `${method} ${path}: it is named`,
    );
    for (const wrong of [[], [{}], 'text', 7, true, null]) {
      const answer = await service.call(method, url, wrong, { key });
      isProblem(t, answer, 400, 'invalid_request', `${method} ${path} with ${JSON.stringify(wrong)} for a body`);
    }
  }
});

const matches = (path: string, url: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(url);

// Proves: v5.0.0-3.2.1, v5.0.0-3.5.3, v5.0.0-4.1.4, v5.0.0-13.4.4, v5.0.0-14.2.5
t.test('another method on a known path is 405 and says which there are; an unknown path is 404', async (t) => {
  const service = await startService(t);
  for (const path of new Set(operations.map((operation) => operation.path))) {
    const url = fill(path, paramsOf('acme'));
    // `…/users/import` is a user's address, too
    const known = operations.filter((operation) => matches(operation.path, url)).map(({ method }) => method);
    const allow = new Set([...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS']);
    for (const method of ['PUT', 'GET', 'POST', 'PATCH', 'DELETE', 'TRACE'].filter((each) => !known.includes(each))) {
      const answer = await service.call(method, url);
      isProblem(t, answer, 405, 'method_not_allowed', `${method} ${path}`);
      t.strictSame(new Set(String(answer.headers.allow).split(', ')), allow, `${method} ${path} names them`);
    }
  }
  for (const path of ['/', '/v1', '/v1/', '/v1/nothing', '/v1/session/', '/v2/session', '//v1/session', '/V1/session'])
    isProblem(t, await service.get(path), 404, 'not_found', path);
  const head = await service.call('HEAD', '/healthz');
  t.match({ ...head, length: head.text.length }, { status: 200, length: 0 });
});

// Proves: v5.0.0-1.1.1, v5.0.0-1.5.2, v5.0.0-2.2.1, v5.0.0-2.2.2, v5.0.0-3.5.2, v5.0.0-15.3.6
t.test('what is not understood is refused: body, size, media type, address', async (t) => {
  const service = await startService(t);
  const login = '/v1/tenants/acme/login';
  const send = (raw: string | Buffer, type = 'application/json') =>
    service.post(login, undefined, { raw, headers: { 'content-type': type } });
  for (const raw of ['{', '{"a":1}}', '', 'nul', '{"a":1,}', "{'a':1}", '\ufeff\ufeff{}', '{"__proto__":{"a":1}}'])
    isProblem(t, await send(raw), 400, 'invalid_request', JSON.stringify(raw));
  isProblem(t, await send('{"constructor":{"prototype":{}}}'), 400, 'invalid_request', 'a poisoned constructor');
  isProblem(t, await send(Buffer.from([0x7b, 0xff, 0xfe])), 400, 'invalid_request', 'bytes that are no UTF-8');
  isProblem(t, await send('['.repeat(20_000)), 400, 'invalid_request', 'deep nesting');
  isProblem(t, await send(`{"username":"${'a'.repeat(33_000)}"}`), 413, 'payload_too_large', 'over 32 KiB');
  const within = await send(`{"username":"${'a'.repeat(32_000)}"}`);
  isProblem(t, within, 400, 'invalid_request', 'just under 32 KiB is read');
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'nonsense', 'a/b/c'])
    isProblem(t, await send('{}', type), 415, 'unsupported_media_type', type);
  isProblem(t, await send('a=1', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type', 'a form');
  t.equal((await send('{}', 'application/json; charset=utf-8')).status, 400, 'a charset is no matter');
  for (const path of ['/v1/tenants/%zz', '/v1/tenants/%', '/v1/tenants/%C3%28', '/%E0%A4%A'])
    isProblem(t, await service.get(path), 400, 'invalid_request', path);
  for (const path of [`/v1/tenants/${'a'.repeat(300)}`, '/v1/tenants/a%00b', `/v1/tenants/${'%20'.repeat(600)}`])
    t.ok([400, 404].includes((await service.get(path)).status), path.slice(0, 40));
  const broken = await service.post(login, { password: 'hunter2-do-not-repeat', nonsense: 'hunter2-do-not-repeat' });
  t.notMatch(broken.text, /hunter2/, 'what was sent is never repeated');
});

// Proves: v5.0.0-1.4.2, v5.0.0-2.2.1, v5.0.0-15.3.5, v5.0.0-15.3.7
t.test('nothing is coerced: a value of another type is refused', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const create = (more: object) =>
    service.post('/v1/admin/tenants', { slug: 'x1', name: 'X', ...more }, { key: ADMIN });
  const policies = [
    { twoFactor: 'Required' },
    { trustedDevices: { enabled: 'true' } },
    { trustedDevices: { days: '30' } },
    { trustedDevices: { days: 1.5 } },
    { sessions: { idleMinutes: true } },
    { sessions: null },
    { passwords: { minLength: '12' } },
    { resetCodeRequired: 0 },
    { enforcedFrom: '' },
    { enforcedFrom: 1795512600 },
    { surprise: true },
    { sessions: { surprise: 1 } },
  ];
  for (const policy of policies) isProblem(t, await create({ policy }), 400, 'invalid_request', JSON.stringify(policy));
  for (const more of [{ slug: 5 }, { name: null }, { name: ['X'] }, { slug: ['x1'] }, { policy: [] }, { slug: 'X1' }])
    isProblem(t, await create(more), 400, 'invalid_request', JSON.stringify(more));
  t.equal((await service.get('/v1/tenants/x1')).status, 404, 'none of them made anything');
  const users = (more: object) => service.post(tenant.users, { username: 'u', ...more }, { key: ADMIN });
  for (const more of [{ username: 7 }, { mustChangePassword: 'false' }, { displayName: null }, { authenticators: {} }])
    isProblem(t, await users(more), 400, 'invalid_request', JSON.stringify(more));
  for (const limit of ['0', '101', '-1', '1.5', 'ten', '', '5&limit=6', '99999999999999999999'])
    isProblem(t, await service.get(`${tenant.users}?limit=${limit}`, { key: ADMIN }), 400, 'invalid_request', limit);
  for (const query of [
    'after=1',
    'after=',
    'twoFactor=yes',
    'twoFactor=',
    'username=',
    'username=%00',
    'username=a&username=b',
  ])
    isProblem(t, await service.get(`${tenant.users}?${query}`, { key: ADMIN }), 400, 'invalid_request', query);
});

t.test('a body may be left out where all of it is optional, and nowhere else', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service, { twoFactor: 'required' });
  const { loginToken } = (await tenant.login((await tenant.newUser()).username)).body;
  t.equal((await service.post('/v1/login/enrollment', undefined, { key: loginToken })).status, 201);
  const { secret } = (await service.post('/v1/login/enrollment', {}, { key: loginToken })).body;
  t.match(secret, /^[A-Z2-7]{32}$/);
  const bare = await service.post('/v1/login/challenge', undefined, { key: loginToken });
  isProblem(t, bare, 400, 'invalid_request', 'a body that is needed');
  t.match(bare.body.errors, [{ path: '/code' }]);
  t.equal((await service.del('/v1/login', { key: loginToken })).status, 204);
});

t.test('a well-formed X-Request-Id is kept, another is replaced', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const ask = async (id: string, path = '/v1/nothing') => {
    const answer = await service.get(path, { headers: { 'x-request-id': id } });
    if (answer.status >= 400) t.equal(answer.body.requestId, answer.headers['x-request-id'], 'body and header agree');
    return answer.headers['x-request-id'];
  };
  for (const id of ['a', 'req-1.2:3_4', 'A'.repeat(100)]) t.equal(await ask(id), id);
  for (const id of ['', 'a b', 'ü', 'a'.repeat(101), 'a,b', '<script>', 'a"'])
    t.match(await ask(id), /^[0-9a-f-]{36}$/, `${JSON.stringify(id)} is replaced`);
  t.equal(await ask('on-success', `/v1/tenants/${tenant.slug}`), 'on-success');
  t.not(await ask(''), await ask(''), 'one of ours is each time another');
  const { headers } = await service.get('/v1/%zz', { headers: { 'x-request-id': 'broken-path' } });
  t.equal(headers['x-request-id'], 'broken-path');
});

t.test('429 and 503 say after how many seconds to come again, and nothing else does', async (t) => {
  const service = await startService(t, { HASH_CONCURRENCY: '1', HASH_QUEUE: '0' });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const burst = await Promise.all([1, 2, 3, 4].map(() => tenant.login(user.username)));
  const busy = burst.filter(({ status }) => status === 503);
  t.ok(busy.length > 0 && burst.some(({ status }) => status === 200), 'some are served, some refused at once');
  for (const answer of busy) {
    isProblem(t, answer, 503, 'overloaded', 'a full queue');
    t.match(String(answer.headers['retry-after']), /^[1-9]\d*$/);
  }
  for (let failure = 1; failure <= 5; failure++) {
    const wrong = await tenant.login(user.username, { password: 'wrong' });
    isProblem(t, wrong, 401, 'invalid_credentials', `failure ${failure}`);
    t.notOk('retry-after' in wrong.headers, 'a 401 names no time');
  }
  const barred = await tenant.login(user.username);
  isProblem(t, barred, 429, 'too_many_attempts', 'the sixth');
  t.equal(String(barred.headers['retry-after']), '30');
});
