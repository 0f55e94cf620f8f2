import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { until } from './support/receiver.ts';
import { newTenant, type Service, startService } from './support/service.ts';

/** Sends bytes to a real listener, and gives back all that comes until it closes or falls silent. */
const exchange = (service: Service, bytes: string | Buffer, patience = 1000) =>
  new Promise<string>((done, fail) => {
    const { port } = service.app.server.address() as { port: number };
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setTimeout(patience, () => socket.destroy());
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
  const answers = await Promise.all(rubbish.map(([, bytes]) => exchange(service, bytes)));
  for (const [index, [what, , status]] of rubbish.entries()) {
    const answer = answers[index] ?? '';
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
    ['dots', 'GET /v1/tenants/../healthz HTTP/1.1', '404'],
    ['coded dots', 'GET /v1/tenants/%2e%2e/%2e%2e/healthz HTTP/1.1', '404'],
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

const POST = 'POST /v1/introspect HTTP/1.1\r\nHost: x\r\nContent-Type: application/json';
/** What an attacker would have taken for a request of its own. */
const HIDDEN = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n';

// Proves: v5.0.0-4.2.1
t.test(
  'where a message ends is never in doubt: what two servers could read otherwise is refused, the connection closed',
  async (t) => {
    const service = await startService(t);
    await service.app.listen({ host: '127.0.0.1', port: 0 });
    const chunked = '\r\nTransfer-Encoding: chunked\r\n\r\n';
    const none = '\r\n\r\n0\r\n\r\n';
    const doubtful = {
      'CL.TE': `${POST}\r\nContent-Length: 6\r\nTransfer-Encoding: chunked${none}`,
      'TE.CL': `${POST}\r\nTransfer-Encoding: chunked\r\nContent-Length: 4${none}`,
      'two lengths': `${POST}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
      'the same length twice': `${POST}\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}`,
      'a list of lengths': `${POST}\r\nContent-Length: 2, 2\r\n\r\n{}`,
      'a signed length': `${POST}\r\nContent-Length: +2\r\n\r\n{}`,
      'a hexadecimal length': `${POST}\r\nContent-Length: 0x2\r\n\r\n{}`,
      'a negative length': `${POST}\r\nContent-Length: -2\r\n\r\n{}`,
      'an empty length': `${POST}\r\nContent-Length: \r\n\r\n{}`,
      'a length without end': `${POST}\r\nContent-Length: 99999999999999999999999\r\n\r\n{}`,
      'a space before the colon': `${POST}\r\nTransfer-Encoding : chunked${none}`,
      'chunked twice': `${POST}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked${none}`,
      'chunked, identity': `${POST}\r\nTransfer-Encoding: chunked, identity${none}`,
      'gzip, chunked': `${POST}\r\nConnection: close\r\nTransfer-Encoding: gzip, chunked${none}`,
      xchunked: `${POST}\r\nTransfer-Encoding: xchunked${none}`,
      'a vertical tab': `${POST}\r\nTransfer-Encoding: \x0bchunked${none}`,
      'chunks in HTTP/1.0': `POST /v1/introspect HTTP/1.0\r\nTransfer-Encoding: chunked${none}`,
      'a folded header': `${POST}\r\nX-A: a\r\n b\r\nContent-Length: 2\r\n\r\n{}`,
      'a folded Transfer-Encoding': `${POST}\r\nTransfer-Encoding:\r\n chunked${none}`,
      'a folded first header': 'POST /v1/introspect HTTP/1.1\r\n Host: x\r\n\r\n',
      'lines that end in LF': 'GET /healthz HTTP/1.1\nHost: x\n\n',
      'one line that ends in LF': 'GET /healthz HTTP/1.1\r\nHost: x\nX-B: y\r\n\r\n',
      'a bare CR': 'GET /healthz HTTP/1.1\r\nHost: x\rX-B: y\r\n\r\n',
      'a NUL in a header': 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: a\0b\r\n\r\n',
      'a control character in a name': 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-A\x01: b\r\n\r\n',
      'no size of a chunk': `${POST}${chunked}zz\r\n{}\r\n0\r\n\r\n`,
      'a chunk of 0x2': `${POST}${chunked}0x2\r\n{}\r\n0\r\n\r\n`,
      'a negative chunk': `${POST}${chunked}-1\r\n{}\r\n0\r\n\r\n`,
      'chunks that end in LF': `${POST}${chunked}2\n{}\n0\n\n`,
      'a chunk without end': `${POST}${chunked}ffffffffffffffffff\r\n{}\r\n0\r\n\r\n`,
      'LF in what follows a chunk': `${POST}${chunked}2;\n{}\r\n0\r\n\r\n`,
      'HTTP/0.9': 'GET /healthz\r\n\r\n',
      'HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
      'HTTP/1.2': 'GET /healthz HTTP/1.2\r\nHost: x\r\n\r\n',
      'a method that is none': 'FOO /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
      'a space in the path': 'GET /health z HTTP/1.1\r\nHost: x\r\n\r\n',
      'a path that is none': 'GET healthz HTTP/1.1\r\nHost: x\r\n\r\n',
      'a line of a proxy': 'PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n',
    };
    await Promise.all(
      Object.entries(doubtful).map(async ([what, bytes]) => {
        const started = performance.now();
        const answer = await exchange(service, Buffer.from(bytes + HIDDEN, 'latin1'), 5000);
        t.match(
          answer,
          /^HTTP\/1.1 4\d\d .*content-type: application\/problem\+json.*"code":"invalid_request"/is,
          what,
        );
        t.equal(answer.match(/HTTP\/1.1 \d/g)?.length, 1, `${what}: what came after is not answered`);
        t.ok(performance.now() - started < 4900, `${what}: closed, not left to time out`);
      }),
    );
    // the first request is whole, and refused for its credential; its end is not
    for (const bytes of [
      `${POST}${chunked}2\r\n{}{}\r\n0\r\n\r\n`,
      `${POST}${chunked}2\r\n{}\r\n0\r\nContent-Length: 99\r\n\r\n`,
    ])
      t.same((await exchange(service, bytes + HIDDEN)).match(/HTTP\/1.1 \d+/g), ['HTTP/1.1 401', 'HTTP/1.1 400']);
    const whole = await exchange(service, `${POST}${chunked}2;a=b\r\n{}\r\n0\r\n\r\n${HIDDEN}`);
    t.same(whole.match(/HTTP\/1.1 \d+/g), ['HTTP/1.1 401', 'HTTP/1.1 200'], 'without doubt it is read, and the next');
  },
);

// Proves: v5.0.0-4.1.4
t.test('a method that no route has is refused, CONNECT and TRACE too', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  for (const method of ['TRACE', 'PUT', 'PROPFIND', 'PURGE', 'QUERY', 'M-SEARCH', 'LINK', 'COPY']) {
    const answer = await exchange(
      service,
      `${method} /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Secret: s\r\n\r\n`,
    );
    t.match(answer, /^HTTP\/1.1 405 .*allow: GET, HEAD, OPTIONS.*"code":"method_not_allowed"/is, method);
    t.notMatch(answer, /X-Secret/i, `${method} gives nothing back`);
  }
  for (const target of ['example.com:443', '/healthz', '127.0.0.1:5432']) {
    const answer = await exchange(
      service,
      `CONNECT ${target} HTTP/1.1\r\nHost: x\r\nX-Request-Id: mine\r\n\r\n${HIDDEN}`,
    );
    t.match(
      answer,
      /^HTTP\/1.1 405 .*X-Request-Id: mine.*Allow: \r\n.*"code":"method_not_allowed"/s,
      `CONNECT ${target}`,
    );
    t.equal(answer.match(/HTTP\/1.1 \d/g)?.length, 1, 'and closed');
  }
});

t.test('a hundred requests at once on a connection are each answered, in order', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const paths = Array.from({ length: 100 }, (_, n) => (n % 2 ? '/v1/session' : '/v1/nothing'));
  const bytes = paths
    .map(
      (path, n) =>
        `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: r${n}\r\n${n === 99 ? 'Connection: close\r\n' : ''}\r\n`,
    )
    .join('');
  const answer = await exchange(service, bytes, 10_000);
  t.same(
    [...answer.matchAll(/HTTP\/1.1 (\d+)[^{]*^x-request-id: (\S+)/gim)].map(([, status, id]) => [status, id]),
    paths.map((path, n) => [path === '/v1/session' ? '401' : '404', `r${n}`]),
  );
});

t.test('rubbish behind a request does not get into the answer that is on its way', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  const lines = Array.from({ length: 2000 }, (_, n) => `{"username":"uuu ${n}"}\n`).join('');
  const head = `POST ${tenant.users}/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.admin}\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${lines.length}\r\n\r\n`;
  for (const behind of ['rubbish\r\n\r\n', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n']) {
    const text = await new Promise<string>((done) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(head + lines.replaceAll('uuu', behind.slice(0, 3))));
      socket.on('data', (chunk) => {
        if (text === '') socket.write(behind);
        text += chunk;
      });
      socket.on('error', () => {}).on('close', () => done(text));
    });
    t.match(text, /^HTTP\/1.1 200 .*"status":"created"/s);
    t.notMatch(text, /HTTP\/1.1 4|"code":"(invalid_request|method_not_allowed)"/);
  }
  const login = JSON.stringify({ username: 'nobody', password: 'wrong wrong wrong' });
  const path = `/v1/tenants/${tenant.slug}/login`;
  const first = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${login.length}\r\n\r\n${login}`;
  for (const behind of ['rubbish\r\n\r\n', 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'])
    t.same(
      (await exchange(service, first + behind)).match(/HTTP\/1.1 \d+/g),
      ['HTTP/1.1 401'],
      'nor in the place of one that is still owed',
    );
});

t.test('a connection that is left open by its client has an end all the same', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  const first = 'GET /v1/tenants/demo HTTP/1.1\r\nHost: x\r\n\r\n';
  const tails = ['CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 'rubbish\r\n\r\n'];
  const sockets = ['', first].flatMap((head) =>
    tails.map((tail) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(head + tail));
      return socket.on('error', () => {}).resume();
    }),
  );
  t.teardown(() => sockets.map((socket) => socket.destroy()));
  const open = () => new Promise<number>((done) => service.app.server.getConnections((_, count) => done(count)));
  await until('all are there', async () => (await open()) === 0 || sockets.every(({ connecting }) => !connecting));
  await sleep(200);
  await until('none is open', async () => (await open()) === 0, 15_000);
});

t.test('what comes in one packet behind an Upgrade is not read as something else', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  const smuggled = 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Request-Id: smuggled\r\n\r\n';
  const text = await new Promise<string>((done) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', async () => {
      const upgrade = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';
      socket.write(`${upgrade}${POST}\r\nContent-Length: ${smuggled.length}\r\n\r\n`);
      await sleep(300);
      socket.write(smuggled);
    });
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {}).on('close', () => done(text));
  });
  t.match(text, /^HTTP\/1.1 200 /);
  t.notMatch(text, /smuggled/);
});

t.test('while rubbish pours in, other clients are answered, and nothing is an error in the log', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const session = await tenant.signIn((await tenant.newUser()).username);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  let sent = 0;
  let pouring = true;
  const seeds = [
    'rubbish\r\n\r\n',
    HIDDEN,
    `${POST}\r\nContent-Length: 40000\r\n\r\n{`,
    `${POST}\r\nContent-Length: 9\r\n\r\n{"a`,
    '\0',
  ];
  /** one after another, each with a byte changed, some of which never end */
  const pour = async (lane: number) => {
    for (let n = lane; pouring; n += 1) {
      const bytes = Buffer.from((seeds[n % seeds.length] ?? '').repeat(1 + (n % 3)));
      bytes[(n * 7919) % bytes.length] = (n * 31) % 256;
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.on('error', () => {}).on('data', () => {});
      sent += 1;
      await sleep(2);
      if (n % 2) socket.destroy();
      else setTimeout(() => socket.destroy(), 200);
    }
  };
  const lanes = [0, 1, 2, 3].map(pour);
  const times: number[] = [];
  for (let n = 0; n < 60; n += 1) {
    const started = performance.now();
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    const own = await fetch(`http://127.0.0.1:${port}/v1/session`, { headers: { authorization: `Bearer ${session}` } });
    times.push(performance.now() - started);
    if (health.status !== 200 || own.status !== 200) t.fail(`${health.status} ${own.status}`);
    await Promise.all([health.arrayBuffer(), own.arrayBuffer()]);
    await sleep(5);
  }
  pouring = false;
  await Promise.all(lanes);
  const slowest = Math.max(...times);
  t.ok(slowest < 2000, `the slowest of 60 took ${slowest} ms`);
  t.ok(sent > 200, `${sent} pieces of rubbish`);
  t.notMatch(service.log.join(), /"level":[56]0/);
});

t.test('whoever sends half a request is cut at ten seconds, and is no error in the log', async (t) => {
  const service = await startService(t);
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = service.app.server.address() as { port: number };
  const head =
    'POST /v1/introspect HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{';
  const started = performance.now();
  const cut = (bytes: string, allowHalfOpen = false) =>
    new Promise<string>((done) => {
      let text = '';
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen }, () => socket.write(bytes));
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('error', () => {}).on('end', () => done(text));
      t.teardown(() => socket.destroy());
    });
  const halves = ['GET / HTTP/1.1\r\nHo', head];
  for (const text of await Promise.all(halves.flatMap((half) => [cut(half), cut(half, true)])))
    t.match(text, /^HTTP\/1.1 4/);
  t.ok(performance.now() - started < 15_000, 'within fifteen seconds, on whatever machine');
  // who closes nothing does not keep our end either
  const open = () => new Promise<number>((done) => service.app.server.getConnections((_, count) => done(count)));
  await until('none is open', async () => (await open()) === 0);
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
