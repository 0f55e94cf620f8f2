// @ts-nocheck
import dgram from 'node:dgram';
import diagnostics from 'node:diagnostics_channel';
import dns from 'node:dns';
import { createServer, type Socket } from 'node:net';
import tls from 'node:tls';
import ipaddr from 'ipaddr.js';
import t, { type Test } from 'tap';
import { isPlainlyPrivate, isPublic } from '../src/outbound/addresses.ts';
import { post } from '../src/outbound/post.ts';
import { SELF_SIGNED } from './support/certificate.ts';
import { startReceiver, until } from './support/receiver.ts';

const never = new AbortController().signal;

const send = (url: string, more: Partial<Parameters<typeof post>[0]> = {}) =>
  post({
    url: new URL(url),
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
    anyAddress: true,
    limitMillis: 5000,
    signal: never,
    ...more,
  });

/** A server of bytes, which need not be HTTP. */
async function startBytes(t: Test, serve: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    serve(socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
}

// Proves: v5.0.0-1.3.6
t.test('no address is public but a global unicast one, in whatever clothes it comes', async (t) => {
  for (const address of [
    '8.8.8.8',
    '1.1.1.1',
    '93.184.216.34',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80b::200e',
    '64:ff9b::8.8.8.8',
  ])
    t.ok(isPublic(address), address);
  const none = [
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '100.100.100.200',
    '127.0.0.1',
    '127.255.255.254',
    '168.63.129.16',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:a9fe:a9fe',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2001:10::1',
    '2001:20::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '3fff::1',
    '4000::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '5f00::1',
    'localhost',
    '',
    '127.1',
    '0x7f.1',
    '2130706433',
  ];
  for (const address of none) t.notOk(isPublic(address), address);
});

// Proves: v5.0.0-1.3.6, v5.0.0-1.5.3
t.test('a URL that plainly leads home is known by its looks, however its address is spelt', async (t) => {
  const private_ = [
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://１２７.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[0:0:0:0:0:ffff:7f00:1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://0/',
    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
  ];
  for (const url of private_) t.ok(isPlainlyPrivate(new URL(url)), url);
  for (const url of ['http://8.8.8.8/', 'http://a.example/', 'http://localhost.example/'])
    t.notOk(isPlainlyPrivate(new URL(url)), url);
});

// Proves: v5.0.0-1.3.6
t.test('where private addresses are refused nothing is dialled, by number or by name', async (t) => {
  const { url, received, open } = await startReceiver(t);
  const { port } = new URL(url);
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '127.1',
    '[::ffff:127.0.0.1]',
    '[::1]',
    'localhost',
    'x.localhost.',
  ];
  for (const host of hosts)
    t.same(await send(`http://${host}:${port}/`, { anyAddress: false }), { error: 'address_refused' }, host);
  t.equal(received.length + open(), 0);
  for (const host of ['127.0.0.1', '2130706433', '0x7f.1', 'localhost'])
    t.same(await send(`http://${host}:${port}/`), { status: 204 }, `${host}, where they are allowed`);
  t.equal(received.length, 4, 'the receiver was there all along');
});

/** A name server of our own: the addresses that it gives, by how often it was asked for the name; null: it keeps silent. */
async function startNameServer(t: Test, answer: (name: string, asked: number) => string[] | null): Promise<void> {
  const server = dgram.createSocket('udp4');
  const counts = new Map<string, number>();
  server.on('message', (query, peer) => {
    let end = 12;
    const labels: string[] = [];
    while (query[end]) {
      labels.push(query.toString('latin1', end + 1, end + 1 + (query[end] ?? 0)));
      end += 1 + (query[end] ?? 0);
    }
    const type = query.readUInt16BE(end + 1);
    const name = labels.join('.').toLowerCase();
    const asked = (counts.get(name + type) ?? 0) + 1;
    counts.set(name + type, asked);
    const addresses = answer(name, asked)?.map((text) => Buffer.from(ipaddr.parse(text).toByteArray()));
    if (!addresses) return;
    const fitting = addresses.filter(({ length }) => length === (type === 1 ? 4 : 16));
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(0x8180, 2);
    header.fill(0, 6);
    header.writeUInt16BE(fitting.length, 6);
    const records = fitting.flatMap((each) => [
      Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, each.length]),
      each,
    ]);
    server.send(Buffer.concat([header, query.subarray(12, end + 5), ...records]), peer.port, peer.address);
  });
  await new Promise<void>((done) => server.bind(0, '127.0.0.1', done));
  const before = dns.getServers();
  dns.setServers([`127.0.0.1:${server.address().port}`]);
  t.teardown(() => {
    dns.setServers(before);
    server.close();
  });
}

/** Every address that this process tries to connect to from now on. */
function watchDials(t: Test): string[] {
  const dialled: string[] = [];
  const watch = (message: unknown) =>
    (message as { socket: Socket }).socket.on('connectionAttempt', (ip) => dialled.push(ip));
  diagnostics.subscribe('net.client.socket', watch);
  t.teardown(() => diagnostics.unsubscribe('net.client.socket', watch));
  return dialled;
}

// Proves: v5.0.0-1.3.6, v5.0.0-1.5.3
t.test(
  'a name that leads to a private address is refused, also beside others, also when it led elsewhere before',
  async (t) => {
    const { url } = await startReceiver(t);
    const { port } = new URL(url);
    // handed out to nobody since 2006, and public by its looks
    const PUBLIC = '3ffe::1';
    const names: Record<string, string[]> = {
      'home.example': ['127.0.0.1'],
      'home6.example': ['::1'],
      'metadata.example': ['169.254.169.254'],
      'mixed.example': [PUBLIC, '127.0.0.1'],
      'mapped.example': ['::ffff:127.0.0.1'],
    };
    await startNameServer(t, (name, asked) => names[name] ?? (asked === 1 ? [PUBLIC] : ['127.0.0.1']));
    const dialled = watchDials(t);
    const to = (name: string) => send(`http://${name}:${port}/`, { anyAddress: false, limitMillis: 1000 });
    for (const name of Object.keys(names)) t.same(await to(name), { error: 'address_refused' }, name);
    t.same(dialled, [], 'nobody was dialled');
    t.match(await to('rebind.example'), { error: /^(timeout|connection_failed)$/ });
    t.same(dialled, [PUBLIC], 'what was judged is what is dialled: the name is not looked up again');
    t.same(await to('rebind.example'), { error: 'address_refused' }, 'and judged again at the next attempt');
    t.same(dialled, [PUBLIC]);
  },
);

t.test('a name server that never answers takes no more than the time of one attempt', async (t) => {
  await startNameServer(t, () => null);
  const begun = performance.now();
  t.same(await send('https://silent.example/', { anyAddress: false, limitMillis: 300 }), { error: 'timeout' });
  t.ok(performance.now() - begun < 2000);
});

t.test('a name that there is not is told apart from a receiver that is away', async (t) => {
  t.same(await send('http://no-such-name.invalid/'), { error: 'name_not_resolved' });
  const gone = await startBytes(t, (socket) => socket.destroy());
  t.same(await send(gone), { error: 'connection_failed' }, 'it closes at once');
  const { port } = new URL(gone);
  t.same(await send(`http://127.0.0.2:${port}/`), { error: 'connection_failed' }, 'nobody listens');
});

// Proves: v5.0.0-13.2.6
t.test('what hangs, drips or never ends is cut at the limit', async (t) => {
  const drip = (text: string) => (socket: Socket) => {
    const timer = setInterval(() => socket.write(text), 20);
    socket.on('close', () => clearInterval(timer));
  };
  const slow: Record<string, (socket: Socket) => void> = {
    'says nothing': () => {},
    'drips a header': (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nx: ');
      drip('y')(socket);
    },
    'drips informational answers': drip('HTTP/1.1 100 Continue\r\n\r\n'),
  };
  for (const [name, serve] of Object.entries(slow)) {
    const begun = performance.now();
    t.same(await send(await startBytes(t, serve), { limitMillis: 300 }), { error: 'timeout' }, name);
    t.ok(performance.now() - begun < 2000, name);
  }
});

t.test('once the status is there, a body that never ends changes nothing and is not waited for', async (t) => {
  let closed = 0;
  const endless = (write: (socket: Socket) => void) => (socket: Socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n');
    write(socket);
    socket.on('close', () => closed++);
  };
  const dripping = endless((socket) => {
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  });
  const flood = endless((socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(65_536)));
    };
    socket.on('drain', more);
    more();
  });
  for (const serve of [dripping, flood]) {
    const begun = performance.now();
    t.same(await send(await startBytes(t, serve)), { status: 200 });
    t.ok(performance.now() - begun < 4000);
  }
  await until('both connections are closed', () => closed === 2);
});

// Proves: v5.0.0-15.3.2
t.test('redirects are not followed, and rubbish is no answer', async (t) => {
  const { url, received } = await startReceiver(t);
  for (const status of [301, 302, 303, 307, 308]) {
    const redirecting = await startReceiver(t, (_, response) => response.writeHead(status, { location: url }).end());
    t.same(await send(redirecting.url), { status });
  }
  t.equal(received.length, 0);
  for (const bytes of ['SSH-2.0-OpenSSH_9.9\r\n', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`])
    t.same(await send(await startBytes(t, (socket) => socket.write(bytes))), { error: 'bad_answer' });
  const upgrade = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';
  t.same(await send(await startBytes(t, (socket) => socket.write(upgrade))), { error: 'connection_failed' });
});

// Proves: v5.0.0-12.3.2
t.test('a certificate that nobody vouches for, or of another name, is refused; a good one is taken', async (t) => {
  const { url, received } = await startReceiver(t, 204, SELF_SIGNED);
  t.same(await send(url), { error: 'tls_failed' }, 'self-signed');
  const plain = await startReceiver(t);
  t.same(await send(plain.url.replace('http:', 'https:')), { error: 'tls_failed' }, 'no TLS at all');
  tls.setDefaultCACertificates([SELF_SIGNED.cert]);
  t.teardown(() => tls.setDefaultCACertificates(tls.getCACertificates('bundled')));
  t.same(await send(url.replace('127.0.0.1', 'localhost')), { error: 'tls_failed' }, 'another name');
  t.equal(received.length, 0);
  t.same(await send(url), { status: 204 });
  t.match(received, [{ body: { a: 1 }, headers: { 'content-type': 'application/json', 'content-length': '7' } }]);
});

t.test('no connection is kept, and one who goes away leaves none behind', async (t) => {
  const { url, open } = await startReceiver(t, (_, response) => response.writeHead(200).end('thank you'));
  t.same(await send(url), { status: 200 });
  await until('it is closed', () => open() === 0);
  const hanging = await startReceiver(t, () => {});
  const leaving = new AbortController();
  const sent = send(hanging.url, { signal: leaving.signal });
  await until('it is under way', () => hanging.received.length === 1);
  leaving.abort();
  t.same(await sent, { error: 'interrupted' });
  await until('it is closed', () => hanging.open() === 0);
  t.same(await send(hanging.url, { signal: leaving.signal }), { error: 'interrupted' }, 'and begins nothing');
  t.equal(hanging.received.length, 1);
});
