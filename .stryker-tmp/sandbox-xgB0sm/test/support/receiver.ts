// @ts-nocheck
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Test {
  teardown(work: () => unknown): void;
}

export interface Received {
  headers: Record<string, string>;
  /** as it came, for the signature */
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there
  body: any;
}

export interface Receiver {
  url: string;
  received: Received[];
  /** connections that are open now */
  open(): number;
}

/** A backend that takes webhooks: a real server. `answer` is a status, or says what to do, the body having been read. */
export async function startReceiver(
  t: Test,
  answer: number | ((received: Received, response: ServerResponse) => unknown) = 204,
  tls?: { key: string; cert: string },
): Promise<Receiver> {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    const one = await read(request);
    received.push(one);
    if (typeof answer === 'number') response.writeHead(answer).end();
    else await answer(one, response);
  };
  const server = tls ? createSecureServer(tls, listener) : createServer(listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/hook`, received, open: () => sockets.size };
}

async function read(request: IncomingMessage): Promise<Received> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return { headers: request.headers as Record<string, string>, text, body: text === '' ? null : JSON.parse(text) };
}

/** Waits for what must come, and fails where it does not. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, millis = 20_000): Promise<void> {
  for (let waited = 0; waited < millis; waited += 20) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error(`it has not come to be: ${what}`);
}
