import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AjvCompiler } from '@fastify/ajv-compiler';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply } from 'fastify';
import fp from 'fastify-plugin';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { refuse } from '../refusal.ts';
import { onError, refusal, sendProblem } from './problems.ts';
import { components } from './schemas.ts';

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

export function stamp(reply: FastifyReply, ctx: Context): void {
  reply.headers({ 'x-request-id': reply.request.id, ...securityHeaders(ctx.config) });
}

/** Nothing is coerced or dropped silently; query strings, which are all text, have a compiler of their own. */
export const validation = {
  compilersFactory: {
    buildValidator(schemas: unknown, ajvOptions: object) {
      const build = AjvCompiler() as unknown as (schemas: unknown, options: object) => (route: object) => never;
      const strict = {
        allErrors: true,
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: true,
        allowUnionTypes: true,
      };
      const options = { ...ajvOptions, onCreate: narrowFormats };
      const forBodies = build(schemas, { ...options, customOptions: strict });
      const forQueries = build(schemas, { ...options, customOptions: { ...strict, coerceTypes: true } });
      return (route: { httpPart?: string }) => (route.httpPart === 'querystring' ? forQueries : forBodies)(route);
    },
  },
};

interface Formats {
  formats: Record<string, unknown>;
  addFormat(name: string, format: RegExp | ((text: string) => boolean)): void;
}

/** Of what ajv-formats takes, only what `Date` and PostgreSQL take as well: no `urn:uuid:`, no leap second, no year 10000. */
function narrowFormats(ajv: Formats): void {
  ajv.addFormat('uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i);
  const rfc3339 = ajv.formats['date-time'] as { validate(text: string): boolean };
  ajv.addFormat('date-time', (text) => {
    const time = new Date(text);
    return rfc3339.validate(text) && !Number.isNaN(time.getTime()) && time.toISOString().length === 24;
  });
}

const NOTHING = { type: 'object', properties: {}, additionalProperties: false };

/** What holds for every route: headers, CORS, bodies, 404 and 405, one log line a request. */
export const conventions = fp(async (app: FastifyInstance, { ctx }: { ctx: Context }) => {
  for (const schema of components.values()) app.addSchema(schema);
  app.setErrorHandler(onError);
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    stamp(reply, ctx);
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
      throw refusal(refuse('invalid_request', { detail: 'The Host header is missing.' }));
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

  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/v1/') || route.config?.notAllowed) return;
    // a body or query that a route does not ask for is refused like an unknown field
    const schema = { querystring: NOTHING, ...route.schema };
    const takesBody = ['POST', 'PATCH', 'DELETE'].includes(String(route.method));
    route.schema = takesBody ? { body: NOTHING, ...schema } : schema;
  });
  // a body left out is an empty one: the schema says whether that will do
  app.addHook('preValidation', async (request) => {
    if (request.body === undefined) request.body = {};
  });

  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
  });
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not_found'));
});

declare module 'fastify' {
  /** what the OpenAPI document is told beside the schemas */
  interface FastifySchema {
    tags?: readonly string[];
    summary?: string;
    description?: string;
    security?: Record<string, string[]>[];
    consumes?: string[];
    hide?: boolean;
  }
  interface FastifyContextConfig {
    /** stands for the methods that a path does not know */
    notAllowed?: true;
  }
}

/** A path that is known answers other methods with 405 and `Allow` (RFC 9110, 15.5.6). Registered after all routes. */
export const otherMethods = fp(async (app: FastifyInstance, { known }: { known: Map<string, Set<string>> }) => {
  for (const [url, methods] of known) {
    const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'].filter((method) => !methods.has(method));
    const allow = [...methods, 'OPTIONS'].sort().join(', ');
    app.route({
      method: [...others, 'OPTIONS'],
      url,
      schema: { hide: true },
      config: { notAllowed: true },
      onRequest: async (request, reply) => {
        reply.header('allow', allow);
        return request.method === 'OPTIONS' ? reply.code(204).send() : sendProblem(reply, 'method_not_allowed');
      },
      handler: () => {},
    });
  }
});

/** Every path with its methods, as the routes are registered. */
export function knownMethods(app: FastifyInstance): Map<string, Set<string>> {
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    if (route.config?.notAllowed || route.url === '*') return;
    const methods = known.get(route.url) ?? new Set();
    for (const method of [route.method].flat()) methods.add(method);
    if (methods.has('GET')) methods.add('HEAD');
    known.set(route.url, methods);
  });
  return known;
}
