import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { refuse } from '../refusal.ts';
import { readStrictly } from './bodies.ts';
import { isOneTooMany } from './connections.ts';
import { onError, refusal, sendProblem } from './problems.ts';
import { components, refuses } from './schemas.ts';

/** A caller's own request id is kept where it is well-formed. */
export function requestId(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._:-]{1,100}$/.test(given) ? given : randomUUIDv7();
}

/** Sent with every answer, errors included (OWASP REST security cheat sheet). */
export const securityHeaders = ({ PUBLIC_URL }: Config): Record<string, string> => ({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-site',
  ...(PUBLIC_URL.startsWith('https:') ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' } : {}),
});

export function stamp(reply: FastifyReply, { config }: Context): void {
  const same = stamps.get(config) ?? securityHeaders(config);
  stamps.set(config, same);
  reply.header('x-request-id', reply.request.id).headers(same);
}

const stamps = new WeakMap<Config, Record<string, string>>();

/** CORS by hand, for what never gets to its hook: an origin of ours can read why. */
export function stampOrigin(reply: FastifyReply, { config }: Context): void {
  const { origin } = reply.request.headers;
  reply.header('vary', 'Origin');
  if (origin !== undefined && [config.PUBLIC_URL, ...config.ALLOWED_ORIGINS].includes(origin))
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true' });
}

const NOTHING = { type: 'object', properties: {}, additionalProperties: false };

interface Conventions {
  ctx: Context;
  /** the methods of a path, as `Allow` names them; null: there is no such path */
  allowOf: (path: string) => string | null;
}

/** What holds for every route: headers, CORS, bodies, 404 and 405, one log line a request. */
export const conventions = fp(async (app: FastifyInstance, { ctx, allowOf }: Conventions) => {
  for (const schema of components.values()) app.addSchema(schema);
  app.setErrorHandler(onError);
  readStrictly(app);
  // where nothing is waited for, hooks call back: a promise for each would take as long as all that they do
  app.addHook('onRequest', (request, reply, done) => {
    if (isOneTooMany(reply)) {
      reply.hijack();
      return;
    }
    stamp(reply, ctx);
    // Nothing is upgraded to here, but node stops reading where it could be: what came in the same packet is lost, and
    // the rest of it would be read as a request of its own.
    if (request.headers.upgrade !== undefined) reply.header('connection', 'close');
    checkMessage(request);
    done();
  });

  const ours = [ctx.config.PUBLIC_URL, ...ctx.config.ALLOWED_ORIGINS];
  await app.register(cors, {
    // a function, since a list still sends all other CORS headers to origins that are not on it
    origin: async (origin: string | undefined) => origin !== undefined && ours.includes(origin) && origin,
    credentials: true,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['Content-Type', 'Authorization', 'X-Request-Id'],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
    maxAge: 600,
    strictPreflight: false,
  });
  // after CORS, so that a frontend can read it; a preflight has been answered by then
  app.addHook('onRequest', (request, reply, done) => {
    if (request.is404 && request.method !== 'OPTIONS') answerUnrouted(request, reply, allowOf);
    else done();
  });

  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/v1/')) return;
    // a body or query that a route does not ask for is refused like an unknown field
    const response = { ...refuses('invalid_request'), ...(route.schema?.response as object) };
    const schema = { querystring: NOTHING, ...route.schema, response };
    const takesBody = ['POST', 'PATCH', 'DELETE'].includes(String(route.method));
    route.schema = takesBody ? { body: NOTHING, ...schema } : schema;
  });
  // a body left out is an empty one: the schema says whether that will do
  app.addHook('preValidation', (request, _reply, done) => {
    if (request.body === undefined) request.body = {};
    done();
  });

  app.addHook('onResponse', (request, reply, done) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
  app.setNotFoundHandler((request, reply) => answerUnrouted(request, reply, allowOf));
});

/** What node lets pass, and others before us may read otherwise. */
function checkMessage({ raw, headers }: FastifyRequest): void {
  const no = (detail: string) => refusal(refuse('invalid_request', { detail }));
  const times = (header: string) =>
    raw.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === header).length;
  if (raw.httpVersion !== '1.1' && raw.httpVersion !== '1.0') throw no('Send HTTP/1.1.');
  if (times('host') > 1 || (times('host') === 0 && raw.httpVersion === '1.1'))
    throw no('There must be one Host header (RFC 9112, 3.2).');
  // node takes the first
  if (times('authorization') > 1 || times('content-type') > 1)
    throw no('Authorization and Content-Type must be given once.');
  // of `gzip, chunked` node undoes the chunks alone (RFC 9112, 6.1)
  if ((headers['transfer-encoding'] ?? 'chunked').toLowerCase() !== 'chunked')
    throw no('The only Transfer-Encoding is chunked.');
  if (headers['transfer-encoding'] !== undefined && raw.httpVersion === '1.0')
    throw no('HTTP/1.0 has no Transfer-Encoding (RFC 9112, 6.1).');
}

declare module 'fastify' {
  /** what the OpenAPI document is told beside the schemas */
  interface FastifySchema {
    tags?: readonly string[];
    operationId?: string;
    summary?: string;
    description?: string;
    security?: Record<string, string[]>[];
    consumes?: string[];
    hide?: boolean;
  }
}

/** Watches the routes being registered; what it gives tells the methods of a path, as `Allow` names them. */
export function watchMethods(app: FastifyInstance): (path: string) => string | null {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  app.addHook('onRoute', (route) => {
    if (route.url === '*') return;
    const pattern = new RegExp(`^${route.url.replaceAll('.', '\\.').replace(/:[A-Za-z]+/g, '[^/]+')}$`);
    const { methods } = known.get(route.url) ?? { methods: new Set(['OPTIONS']) };
    for (const method of [route.method].flat()) methods.add(method);
    known.set(route.url, { pattern, methods });
  });
  return (path) => {
    const found = [...known.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap(({ methods }) => [...methods]);
    return found.length > 0 ? [...new Set(found)].sort().join(', ') : null;
  };
}

/** A path that is known answers other methods with 405 and `Allow` (RFC 9110, 15.5.6), before anything is read. */
function answerUnrouted(request: FastifyRequest, reply: FastifyReply, allowOf: (path: string) => string | null) {
  const allow = allowOf(request.url.split('?')[0] ?? '');
  if (allow === null) return sendProblem(reply, 'not_found');
  reply.header('allow', allow);
  return request.method === 'OPTIONS' ? reply.code(204).send() : sendProblem(reply, 'method_not_allowed');
}
