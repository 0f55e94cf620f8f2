import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { until } from './support/receiver.ts';
import { type Service, startService } from './support/service.ts';

/** Connections that send these bytes; their clients read nothing, and close nothing. */
async function hold(service: Service, all: string[]): Promise<Socket[]> {
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  let accepted = 0;
  service.app.server.on('connection', () => {
    accepted += 1;
  });
  const { port } = service.app.server.address() as { port: number };
  const sockets = all.map((bytes) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(bytes));
    return socket.on('error', () => {}).pause();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  await until('the server has them', async () => accepted === all.length);
  return sockets;
}

const open = (service: Service) =>
  new Promise<number>((done) => service.app.server.getConnections((_, count) => done(count)));

const GET = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

t.test('whoever reads none of an answer is let go at last', async (t) => {
  const service = await startService(t);
  t.equal(service.app.server.timeout, 130_000, 'after the longest that an answer may take');
  service.app.server.timeout = 500;
  // more than the systems of both ends take in
  const sockets = await hold(service, [GET('/openapi.yaml').repeat(90)]);
  t.teardown(() => sockets.map((socket) => socket.destroy()));
  await until('none is open', async () => (await open(service)) === 0, 10_000);
});

t.test('two thousand requests in one packet close their connection, and are no error in the log', async (t) => {
  const service = await startService(t);
  const bytes = GET('/v1/session').repeat(1600);
  const sockets = await hold(service, [bytes, bytes]);
  t.teardown(() => sockets.map((socket) => socket.destroy()));
  await sleep(200);
  await until('none is open', async () => (await open(service)) === 0, 10_000);
  t.equal(service.log.filter((line) => line.includes('too many requests at once')).length, 2, 'each is told once');
  t.notMatch(service.log.join(), /"level":[456]0/);
});
