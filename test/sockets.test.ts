import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ADMIN, must, newTenant, type Service, startService } from './support/service.ts';

/** Sends bytes to a real listener, and gives back all that comes until it closes or falls silent. */
const exchange = (service: Service, bytes: string | Buffer) =>
  new Promise<string>((done, fail) => {
    const { port } = service.app.server.address() as { port: number };
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', fail).on('close', () => done(text));
  });

// Proves: v5.0.0-3.4.1, v5.0.0-4.2.1
t.test('what is no HTTP is answered as a problem, with the headers of every answer', async (t) => {
  const service = await startService(t, { PUBLIC_URL: 'https://auth.example.com' });
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const rubbish: [string, string | Buffer, number][] = [
    ['a word', 'rubbish\r\n\r\n', 400],
    ['TLS on a plain port', Buffer.from('16030100f1010000ed0303', 'hex'), 400],
    ['bytes', Buffer.from([0, 1, 2, 255, 254, 13, 10, 13, 10]), 400],
    ['a header without a name', 'GET /healthz HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400],
    ['no Host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['two Hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400],
    ['two lengths', 'POST /v1/introspect HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}', 400],
    [
      'length and chunks (request smuggling)',
      'POST /v1/introspect HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['headers without end', `GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
  ];
  for (const [what, bytes, status] of rubbish) {
    const answer = await exchange(service, bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    t.match(head, new RegExp(`^HTTP/1.1 ${status} `), `${what}: ${status}`);
    for (const header of [
      /content-type: application\/problem\+json/i,
      /cache-control: no-store/i,
      /x-content-type-options: nosniff/i,
      /content-security-policy: default-src 'none'/i,
      /referrer-policy: no-referrer/i,
      /cross-origin-resource-policy: same-site/i,
      /strict-transport-security: max-age=/i,
    ])
      t.match(head, header, `${what}: ${header.source}`);
    const requestId = /x-request-id: (\S+)/i.exec(head)?.[1];
    t.ok(requestId, `${what}: a request id`);
    t.match(body === '' ? null : JSON.parse(body), { status, code: 'invalid_request', requestId }, what);
  }
  t.match(
    await exchange(service, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
    /^HTTP\/1.1 200 OK/,
  );
});

t.test('requests that only a socket can make get a problem too', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const ask = (head: string, body = '') => exchange(service, `${head}\r\nHost: x\r\nConnection: close\r\n\r\n${body}`);
  for (const [what, head, status] of [
    ['a method of no use', 'PROPFIND /healthz HTTP/1.1', '405'],
    ['an absolute address', 'GET http://elsewhere.example/v1/nothing HTTP/1.1', '404'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1', '[24]0\\d'],
    [
      'a body of another length',
      'POST /v1/introspect HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 5',
      '401',
    ],
    ['Expect', 'POST /v1/session/token HTTP/1.1\r\nExpect: 200-maybe\r\nContent-Length: 0', '4\\d\\d'],
    ['Upgrade', 'GET /v1/session HTTP/1.1\r\nUpgrade: websocket', '401'],
  ] as const)
    t.match(await ask(head, head.includes('Length: 5') ? '{}{}{}{}' : ''), new RegExp(`^HTTP/1.1 ${status} `), what);
});

// Proves: v5.0.0-1.5.3
t.test('bytes that are not UTF-8 are refused, not mended', async (t) => {
  const service = await startService(t);
  const raw = Buffer.from([...Buffer.from('{"username":"a'), 0xff, 0xfe, ...Buffer.from('","password":"b"}')]);
  const answer = await service.call('POST', '/v1/tenants/demo/login', undefined, {
    raw,
    headers: { 'content-type': 'application/json' },
  });
  t.match(answer, { status: 400, body: { code: 'invalid_request', detail: 'The body is not valid JSON.' } });
});

t.test('whoever sends half a request is cut at ten seconds, and is no error in the log', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  const head =
    'POST /v1/introspect HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{';
  const started = performance.now();
  const cut = (bytes: string) =>
    new Promise<string>((done) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', () => {}).on('close', () => done(text));
    });
  for (const text of await Promise.all([cut('GET / HTTP/1.1\r\nHo'), cut(head)])) t.match(text, /^HTTP\/1.1 4/);
  t.ok(performance.now() - started < 15_000, 'within fifteen seconds, on whatever machine');
  t.notMatch(service.log.join(), /"level":50/);
});

t.test('a request on its way when the stop begins is still answered, and asks for no other', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  let text = '';
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (chunk) => {
    text += chunk;
  });
  const received = async (pattern: RegExp) => {
    for (let tries = 0; tries < 200 && !pattern.test(text); tries++) await sleep(10);
    t.match(text, pattern);
  };
  socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/session HTTP/1.1\r\nHost: x\r\n');
  await received(/^HTTP\/1.1 200 OK/);
  text = '';
  const closed = service.app.close();
  await sleep(50);
  socket.write('\r\n');
  await received(/^HTTP\/1.1 401 Unauthorized\r\nconnection: close\r\n.*"code":"not_authenticated"/is);
  await closed;
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
  const making = `POST /v1/admin/api-keys HTTP/1.1\r\nAuthorization: Bearer ${apiKey.key}\r\n${json}`;
  const revoke = () => service.del(`/v1/admin/api-keys/${apiKey.id}`, { key: ADMIN });
  t.equal(await drip(service, making, '{"name":"x","role":"admin"}', revoke), 401, 'a revoked key makes no other');

  const user = await tenant.newUser();
  const session = await tenant.signIn(user.username);
  const token = `POST /v1/session/token HTTP/1.1\r\nAuthorization: Bearer ${session}\r\n${json}`;
  const disable = () => service.patch(`${tenant.users}/${user.id}`, { status: 'disabled' }, { key: ADMIN });
  t.equal(await drip(service, token, '{}', disable), 401, 'a disabled user gets no access token');

  const users = `POST ${doomed.users} HTTP/1.1\r\nAuthorization: Bearer ${doomed.admin}\r\n${json}`;
  const replace = async () => {
    await service.del(`${doomed.path}?confirm=${doomed.slug}`, { key: ADMIN });
    await service.post('/v1/admin/tenants', { slug: doomed.slug, name: 'Another customer' }, { key: ADMIN });
  };
  t.equal(await drip(service, users, '{"username":"mallory"}', replace), 401, 'nor the key of the tenant before');
  t.strictSame(must(await service.get(doomed.users, { key: ADMIN }), 200).users, []);
});
