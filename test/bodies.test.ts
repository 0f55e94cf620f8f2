import { connect } from 'node:net';
import fc from 'fast-check';
import t from 'tap';
import { ambiguity } from '../src/http/bodies.ts';
import { ADMIN, must, newTenant, PASSWORD, startService, unique } from './support/service.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };
const TWICE = 'must be given once';

// Proves: v5.0.0-1.5.3
t.test('a key given twice is refused and named, at any depth and in any spelling', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const send = (path: string, raw: string, method = 'POST') =>
    service.call(method, path, undefined, { key: ADMIN, raw, headers: JSON_TYPE });
  const policies = ['{"sessions":{"idleMinutes":5,"idleMinutes":6}}', '{"sessions":{"idleMinutes":5},"sessions":{}}'];
  for (const [raw, path] of [
    [`{"name":"a","name":"b"}`, '/name'],
    [`{"name":"a","name":"a"}`, '/name'],
    [`{"name":"a","n\\u0061me":"b"}`, '/name'],
    [`{"policy":${policies[0]}}`, '/policy/sessions/idleMinutes'],
    [`{"policy":${policies[1]}}`, '/policy/sessions'],
    [`{"a/b~":1,"a/b~":1}`, '/a~1b~0'],
    [`{"":1,"":1}`, '/'],
  ] as const)
    t.match(
      await send(tenant.path, raw, 'PATCH'),
      { status: 400, body: { code: 'invalid_request', errors: [{ path, message: TWICE }] } },
      raw,
    );
  const authenticators = `[{"type":"totp","secret":"A"},{"type":"totp","secret":"A","secret":"B"}]`;
  t.match(await send(tenant.users, `{"username":"u","authenticators":${authenticators}}`), {
    status: 400,
    body: { errors: [{ path: '/authenticators/1/secret', message: TWICE }] },
  });
  t.equal(
    (await send(tenant.path, '{"name":"a \\"name\\": b, {[]}"}', 'PATCH')).status,
    200,
    'inside a string is none',
  );
  const login = `{"username":"x","password":"y","password":"${PASSWORD}"}`;
  t.match(await service.post(`/v1/tenants/${tenant.slug}/login`, undefined, { raw: login, headers: JSON_TYPE }), {
    status: 400,
    body: { errors: [{ path: '/password' }] },
  });
});

// Proves: v5.0.0-1.5.3
t.test('a line of an import is read as strictly as a body', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const lines = ['{"username":"a","username":"b"}', '{"username":"half \\ud800"}', '{"username":"c"}'];
  const { text } = await service.call('POST', `${tenant.users}/import`, undefined, {
    key: ADMIN,
    raw: lines.join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const results = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(results, [
    { status: 'refused', code: 'invalid_request', errors: [{ path: '/username', message: TWICE }] },
    { status: 'refused', code: 'invalid_request', errors: [{ path: '/username', message: /Unicode/ }] },
    { status: 'created' },
  ]);
});

/** A tree in which an object is a list of its members, so that a key can stand there twice. */
type Tree = null | string | { list: Tree[] } | { members: [string, Tree][] };
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Tree>(null, 'a', '"', '\\', '{"a":1,"a":2}', '𝕏'),
    fc.record({ list: fc.array(tie('tree'), { maxLength: 3 }) }),
    fc.record({
      members: fc.array(fc.tuple(fc.constantFrom('a', 'b', '/', '"', '\\', 'c\u0000'), tie('tree')), { maxLength: 3 }),
    }),
  ),
}));
function written(tree: Tree): string {
  if (tree === null || typeof tree === 'string') return JSON.stringify(tree);
  if ('list' in tree) return `[${tree.list.map(written).join(' ,')}]`;
  // every other key is escaped
  const spelt = (key: string, index: number) =>
    index % 2
      ? `"${[...key].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
      : JSON.stringify(key);
  return `{${tree.members.map(([key, value], index) => `${spelt(key, index)} : ${written(value)}`).join(',')}}`;
}
function repeats(tree: Tree): boolean {
  if (tree === null || typeof tree === 'string') return false;
  if ('list' in tree) return tree.list.some(repeats);
  const keys = tree.members.map(([key]) => key);
  return new Set(keys).size < keys.length || tree.members.some(([, value]) => repeats(value));
}

t.test('a key given twice is found wherever it is, and nowhere else', async (t) => {
  let found = 0;
  fc.assert(
    fc.property(tree, (each) => {
      const text = written(each);
      JSON.parse(text);
      const fault = ambiguity(text);
      if (fault) found += 1;
      return (fault !== null) === repeats(each);
    }),
    { seed: 1, numRuns: 2000 },
  );
  t.ok(found > 100 && found < 1500, `${found} of 2000`);
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => ambiguity(JSON.stringify(value)) === null),
    { seed: 1, numRuns: 500 },
  );
});

t.test('a body of the greatest size is looked through in milliseconds', async (t) => {
  const worst = {
    keys: `{${Array.from({ length: 3600 }, (_, i) => `"k${i}":1`).join(',')}}`,
    nests: '['.repeat(16_000) + ']'.repeat(16_000),
    members: `${'{"a":'.repeat(5400)}1${'}'.repeat(5400)}`,
    backslashes: `"${'\\\\'.repeat(16_000)}"`,
    strings: `[${'"",'.repeat(10_000)}""]`,
  };
  for (const [what, text] of Object.entries(worst)) {
    const started = performance.now();
    t.equal(ambiguity(text), null, what);
    t.ok(performance.now() - started < 100, `${what}: ${performance.now() - started} ms`);
  }
});

t.test(
  'half a surrogate pair, as an escape, is refused and named: no database and no other language could hold it',
  async (t) => {
    const service = await startService(t);
    const tenant = await newTenant(service);
    const user = await tenant.newUser();
    const login = (raw: string) =>
      service.post(`/v1/tenants/${tenant.slug}/login`, undefined, { raw, headers: JSON_TYPE });
    for (const half of ['\\ud800', '\\udc00', 'a\\udfffb', '\\ud800\\ud800', '\\udc00\\ud800'])
      for (const field of ['password', 'trustedDeviceToken', 'username'])
        t.match(
          await login(`{"${field}":"${half}"}`),
          { status: 400, body: { code: 'invalid_request', errors: [{ path: `/${field}`, message: /Unicode/ }] } },
          `${field} ${half}`,
        );
    const key = await login('{"\\ud800":1}');
    t.match(key, { status: 400, body: { errors: [{ path: '/\ufffd' }] } }, 'a key, too');
    t.equal(
      (await login(`{"username":"${user.username}","password":"${PASSWORD}\\ud83d\\ude00"}`)).status,
      401,
      'a pair is read',
    );
    const named = must(
      await service.post(tenant.users, { username: unique('𝕏'), displayName: '👩‍🔬 \u202eA' }, { key: ADMIN }),
      201,
    );
    t.equal(must(await service.get(`${tenant.users}/${named.id}`, { key: ADMIN }), 200).displayName, '👩‍🔬 \u202eA');
  },
);

// Proves: v5.0.0-15.3.7
t.test('a parameter given twice is refused and named, in a query and in a form', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const get = (query: string) => service.get(`${tenant.users}?${query}`, { key: ADMIN });
  for (const [query = '', path] of [
    ['limit=1&limit=2', '/limit'],
    ['limit=1&limit=1', '/limit'],
    ['limit=1&l%69mit=2', '/limit'],
    ['username=a&username=', '/username'],
    ['x=1&x=2', '/x'],
  ])
    t.match(await get(query), { status: 400, body: { errors: [{ path, message: TWICE }] } }, query);
  const twice = await service.call('DELETE', `${tenant.path}?confirm=x&confirm=${tenant.slug}`, undefined, {
    key: ADMIN,
  });
  t.match(twice, { status: 400, body: { errors: [{ path: '/confirm', message: TWICE }] } });
  const introspect = (raw: string | Buffer, headers = FORM) =>
    service.post('/v1/introspect', undefined, { key: tenant.backend, raw, headers });
  const session = await tenant.signIn((await tenant.newUser()).username);
  t.match(await introspect(`token=x&token=${session}`), {
    status: 400,
    body: { code: 'invalid_request', errors: [{ path: '/token', message: TWICE }] },
  });
  t.equal((await introspect(`token=${session}&%74oken=x`)).status, 400);
  t.match(await introspect(`token=${session}`), { status: 200, body: { active: true } });
  const mixed = await introspect(`token=${session}&token=x`, {
    'content-type': 'APPLICATION/X-WWW-form-urlencoded ;a=b',
  });
  t.match(mixed, { status: 400, body: { errors: [{ path: '/token', message: TWICE }] } });
});

// Proves: v5.0.0-1.5.3
t.test('a body that is coded, or in other letters than UTF-8, is refused and not guessed at', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const { username } = await tenant.newUser();
  const given = JSON.stringify({ username, password: PASSWORD });
  const send = (raw: string | Buffer, headers: Record<string, string> = {}) =>
    service.post(`/v1/tenants/${tenant.slug}/login`, undefined, { raw, headers: { ...JSON_TYPE, ...headers } });
  for (const coding of ['gzip', 'br', 'deflate', 'zstd', 'gzip, identity', 'x', ''])
    t.match(
      await send(given, { 'content-encoding': coding }),
      { status: 415, body: { code: 'unsupported_media_type', detail: /without a Content-Encoding/ } },
      `Content-Encoding: ${coding}`,
    );
  for (const charset of [
    ...['utf-16', 'iso-8859-1', '"utf-7"', 'us-ascii', 'utf-8x', ''],
    ...['utf-8; charset=utf-16', 'utf-8;          charset=utf-16', 'utf-8; x="; charset=utf-8"'],
  ])
    t.match(
      await send(given, { 'content-type': `application/json; charset=${charset}` }),
      { status: 415, body: { code: 'unsupported_media_type', detail: /in UTF-8/ } },
      charset,
    );
  for (const type of ['application/json; charset=UTF-8', 'Application/JSON;charset="utf-8"', 'application/json;a=b'])
    t.equal((await send(given, { 'content-type': type, 'content-encoding': 'identity' })).status, 200, type);
  t.equal((await send(`\ufeff${given}`)).status, 200, 'one byte order mark is passed over (RFC 8259, 8.1)');
  const refused = { status: 400, body: { code: 'invalid_request', detail: 'The body is not valid JSON.' } };
  const swapped = Buffer.from(`\ufeff${given}`, 'utf16le').swap16();
  for (const [what, raw] of Object.entries({
    'two byte order marks': `\ufeff\ufeff${given}`,
    'UTF-16 LE': Buffer.from(given, 'utf16le'),
    'UTF-16 LE with a mark': Buffer.from(`\ufeff${given}`, 'utf16le'),
    'UTF-16 BE': swapped,
    'overlong quotes': Buffer.from(given.replaceAll('"', '\xc0\xa2'), 'latin1'),
    'an overlong NUL': Buffer.from('{"username":"a\xc0\x80","password":"b"}', 'latin1'),
    'half a pair in bytes': Buffer.from('{"username":"\xed\xa0\x80","password":"b"}', 'latin1'),
    'beyond Unicode': Buffer.from('{"username":"\xf5\x80\x80\x80","password":"b"}', 'latin1'),
    'cut in a character': Buffer.from('{"username":"\xe2\x82","password":"b"}', 'latin1'),
    'Latin-1': Buffer.from('{"username":"Andr\xe9","password":"b"}', 'latin1'),
    'a NUL after the end': `${given}\u0000`,
    comments: `${given}//`,
    'not a number': '{"username":NaN}',
  }))
    t.match(await send(raw), refused, what);
});

/** What comes back on a connection of its own for a request written by hand. */
const exchange = (port: number, [line, ...headers]: string[], body = '') =>
  new Promise<string>((done, fail) => {
    let text = '';
    const head = [line, 'Host: x', ...headers, 'Connection: close', '', body];
    const socket = connect(port, '127.0.0.1', () => socket.write(head.join('\r\n')));
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', fail).on('close', () => done(text));
  });

t.test('two Authorization or Content-Type headers are refused: others may read the other one', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  const ask = (...headers: string[]) => exchange(port, ['GET /v1/admin/tenants HTTP/1.1', ...headers]);
  const [admin, support] = [`Authorization: Bearer ${ADMIN}`, `authorization: Bearer ${tenant.support}`];
  t.match(await ask(admin), /^HTTP\/1.1 200 /);
  t.match(await ask(admin, support), /^HTTP\/1.1 400 .*"code":"invalid_request"/s);
  t.match(await ask(support, admin), /^HTTP\/1.1 400 .*"code":"invalid_request"/s);
  t.match(await ask(admin, 'Content-Type: a/b', 'Content-Type: application/json'), /^HTTP\/1.1 400 /);
});

t.test('a body that is not there has no type, whatever the client says by habit', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const key = await tenant.signIn((await tenant.newUser()).username);
  const habits = [
    { 'content-type': 'application/json' },
    { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' },
    { 'content-type': 'text/plain; charset=latin1' },
    { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip', 'content-length': '0' },
  ];
  for (const headers of habits) {
    t.equal((await service.call('POST', '/v1/session/token', undefined, { key, headers })).status, 200, 'POST');
    t.equal((await service.get('/v1/session', { key, headers })).status, 200, 'GET');
    t.equal((await service.del('/v1/account/trusted-devices', { key, headers })).status, 204, 'DELETE');
    t.match(
      await service.call('POST', '/v1/session/reauthenticate', undefined, { key, headers }),
      { status: 400, body: { code: 'invalid_request' } },
      'where one is needed it is missed',
    );
  }
});

t.test('chunks that hold nothing are no body: taken where none is needed, missed where one is', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const key = await tenant.signIn((await tenant.newUser()).username);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  const send = (line: string, ...headers: string[]) =>
    exchange(
      port,
      [`${line} HTTP/1.1`, `Authorization: Bearer ${key}`, 'Transfer-Encoding: chunked', ...headers],
      '0\r\n\r\n',
    );
  const json = 'Content-Type: application/json';
  t.match(await send('POST /v1/session/token', json), /^HTTP\/1.1 200 .*"accessToken"/s);
  t.match(await send('POST /v1/session/reauthenticate', json), /^HTTP\/1.1 400 .*"code":"invalid_request"/s);
  t.match(await send('DELETE /v1/account/trusted-devices', json), /^HTTP\/1.1 204 /);
});
