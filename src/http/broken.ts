import { randomUUIDv7 } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Context } from '../context.ts';
import { securityHeaders } from './conventions.ts';
import { problemBody } from './problems.ts';

/** What is no HTTP at all (rubbish, too many headers, too slow) is answered on the raw socket, and the socket closed. */
export const onBrokenRequest = (ctx: Context) =>
  function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = STATUS[error.code ?? ''] ?? '400 Bad Request';
    const requestId = randomUUIDv7();
    ctx.log.info({ requestId, status: Number.parseInt(status, 10), code: error.code }, 'broken request');
    const body = JSON.stringify({
      ...problemBody('invalid_request', { detail: 'This is not a valid HTTP request.' }, requestId),
      status: Number.parseInt(status, 10),
    });
    socket.end(
      [
        `HTTP/1.1 ${status}`,
        'Content-Type: application/problem+json; charset=utf-8',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `X-Request-Id: ${requestId}`,
        ...Object.entries(securityHeaders(ctx.config)).map(([name, value]) => `${name}: ${value}`),
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  };

const STATUS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};
