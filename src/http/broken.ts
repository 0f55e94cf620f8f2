import { randomUUIDv7 } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Context } from '../context.ts';
import { LONGEST_ANSWER_MILLIS, owedBy } from './connections.ts';
import { requestId as requestIdOf, securityHeaders } from './conventions.ts';
import { problemBody } from './problems.ts';

/** What is no HTTP at all (rubbish, too many headers, too slow) is answered on the raw socket, and the socket closed. */
export const onBrokenRequest = (ctx: Context) =>
  function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
    const gone = error.code === 'ECONNRESET' || !socket.writable;
    if (!gone && closesBehind(socket)) return;
    // an answer that is on its way would be cut open by this one
    if (gone || owedBy(socket)?.headersSent) {
      socket.destroy();
      return;
    }
    const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
    const requestId = randomUUIDv7();
    ctx.log.info({ requestId, status: Number.parseInt(status, 10), code: error.code }, 'broken request');
    const problem = problemBody('invalid_request', { detail: 'This is not a valid HTTP request.' }, requestId);
    answer(ctx, socket, status, { ...problem, status: Number.parseInt(status, 10) });
  };

/** For a socket that node watches over no longer. */
const destroyIn = (millis: number, socket: Duplex) => void setTimeout(() => socket.destroy(), millis).unref();

/** What came behind a whole request is not answered in its place: it gets its own answer, and then the connection closes. */
function closesBehind(socket: Duplex): boolean {
  const owed = owedBy(socket);
  if (!owed?.req.complete) return false;
  owed.once('finish', () => {
    socket.end();
    destroyIn(1000, socket);
  });
  // who never reads its answer is not waited for, nor longer than the longest answer takes
  destroyIn(LONGEST_ANSWER_MILLIS, socket);
  return true;
}

/** We are no proxy. Node would close without a word. Nothing can be allowed where there is no resource: `Allow` is empty. */
export const onConnect = (ctx: Context) =>
  function answerConnect(request: { headers: IncomingHttpHeaders }, socket: Duplex): void {
    socket.on('error', () => socket.destroy());
    if (closesBehind(socket)) return;
    const body = problemBody('method_not_allowed', {}, requestIdOf(request));
    ctx.log.info({ requestId: body.requestId, method: 'CONNECT', route: null, status: 405 }, 'request');
    answer(ctx, socket, '405 Method Not Allowed', body, 'Allow: ');
  };

function answer(
  ctx: Context,
  socket: Duplex,
  status: string,
  problem: { requestId: string; status: number },
  ...more: string[]
): void {
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${status}`,
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      `X-Request-Id: ${problem.requestId}`,
      ...Object.entries(securityHeaders(ctx.config)).map(([name, value]) => `${name}: ${value}`),
      ...more,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
  // whoever does not close its end would keep ours
  destroyIn(1000, socket);
}

const STATUS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};
