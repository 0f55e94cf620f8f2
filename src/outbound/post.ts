import type { IncomingMessage } from 'node:http';
import { request as requestByTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import { request } from '../node-http.ts';
import { type Address, AddressRefused, addressesOf, hostOf, NameNotResolved } from './addresses.ts';

/** Of an answer's body so much is read, and for so long; it is thrown away. */
const BODY_BYTES = 16 * 1024;
const BODY_MILLIS = 1000;

export type PostError =
  | 'address_refused'
  | 'name_not_resolved'
  | 'connection_failed'
  | 'tls_failed'
  | 'timeout'
  | 'bad_answer';

interface Post {
  url: URL;
  headers: Record<string, string>;
  body: string;
  /** also addresses in one's own network */
  anyAddress: boolean;
  /** in all: name, connection, TLS, answer */
  limitMillis: number;
  /** the one who asked has gone */
  signal: AbortSignal;
}

/**
 * Sends a body to a place that a stranger has named, and says what status came back. It dials the very addresses that
 * were checked, follows no redirect, uses no proxy and keeps no connection.
 */
export async function post(given: Post): Promise<{ status: number } | { error: PostError | 'interrupted' }> {
  const limit = AbortSignal.timeout(given.limitMillis);
  const either = AbortSignal.any([given.signal, limit]);
  try {
    const addresses = await untilAborted(addressesOf(hostOf(given.url), given.anyAddress), either);
    return { status: await send(given, addresses, either) };
  } catch (error) {
    if (given.signal.aborted) return { error: 'interrupted' };
    return { error: limit.aborted ? 'timeout' : errorOf(error as NodeJS.ErrnoException) };
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    const abort = () => fail(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(done, fail).finally(() => signal.removeEventListener('abort', abort));
  });
}

function send({ url, headers, body }: Post, addresses: Address[], signal: AbortSignal): Promise<number> {
  return new Promise((done, fail) => {
    const sent = (url.protocol === 'https:' ? requestByTls : request)(url, {
      method: 'POST',
      headers,
      agent: false,
      signal,
      lookup: answeringWith(addresses),
      maxHeaderSize: 16 * 1024,
      rejectUnauthorized: true,
    });
    sent.on('response', (answer) => {
      const status = answer.statusCode ?? 0;
      discard(answer).finally(() => {
        sent.destroy();
        done(status);
      });
    });
    sent.on('error', fail);
    sent.on('close', () => fail(new Error('closed before it was answered')));
    sent.end(body);
  });
}

/** What was checked is what is dialled: the name is not looked up again, when it might lead elsewhere. */
function answeringWith(addresses: Address[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (all || !first) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
}

/** The status has told all there is to know. A receiver that is still writing may finish, within reason. */
function discard(answer: IncomingMessage): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, BODY_MILLIS);
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > BODY_BYTES) done();
    });
    answer.on('error', () => done());
    answer.on('close', () => {
      clearTimeout(timer);
      done();
    });
  });
}

function errorOf(error: NodeJS.ErrnoException): PostError {
  if (error instanceof AddressRefused) return 'address_refused';
  if (error instanceof NameNotResolved) return 'name_not_resolved';
  const code = error.code ?? '';
  if (code.startsWith('HPE_')) return 'bad_answer';
  return /CERT|TLS|SSL|VERIFY|EPROTO/.test(code) ? 'tls_failed' : 'connection_failed';
}
