// @ts-nocheck
import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { addExamples, type Document } from './examples.ts';
import { problemTable } from './problem-advice.ts';

const ABOUT =
  'Password sign-in and two-factor authentication for ImageCapture: authenticator apps, recovery codes, trusted devices, support resets. docs/integrating.md shows how a backend and a frontend use it.';
const ERRORS =
  'Errors are RFC 9457 problem details (`application/problem+json`). `code` is stable: translate it. Any call may answer 400 `invalid_request`, 413 `payload_too_large`, 415 `unsupported_media_type` and 500 `internal_error`.';

/** Registers what collects the OpenAPI document from the routes' own schemas. Development only: the document is committed. */
export async function collectDocument(app: FastifyInstance): Promise<void> {
  const { default: swagger } = await import('@fastify/swagger').catch(() => {
    throw new Error(
      'the document is made in a checkout with its development dependencies; a service answers /openapi.yaml',
    );
  });
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'ImageCapture Auth',
        version,
        description: `${ABOUT}\n\n## Errors\n\n${ERRORS}\n\n${problemTable()}\n`,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The service that answers this document.' }],
      tags: [
        { name: 'Sign in', description: 'From the password to a session.' },
        { name: 'Account', description: 'The signed-in user: session, password, saved logins, events.' },
        { name: 'Authenticators', description: 'The signed-in user: authenticator apps and recovery codes.' },
        { name: 'Backends', description: 'What the ImageCapture backend asks.' },
        { name: 'Users', description: 'Users of a tenant.' },
        { name: 'Support', description: 'What the support desk may do.' },
        { name: 'Tenants', description: 'Customers and their policies.' },
        { name: 'API keys', description: 'Credentials of backends, support tools and administrators.' },
        { name: 'Webhooks', description: 'Events as they happen, signed as Standard Webhooks says.' },
        { name: 'Operations', description: 'For operators.' },
      ],
      components: {
        securitySchemes: {
          apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, `iak_…`.' },
          sessionToken: { type: 'http', scheme: 'bearer', description: 'A session token, `ist_…`.' },
          sessionCookie: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-ic_session',
            description: 'The session token, in cookie mode.',
          },
          loginToken: { type: 'http', scheme: 'bearer', description: 'A login token, `ilt_…`.' },
          loginCookie: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-ic_login',
            description: 'The login token, in cookie mode.',
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        typeof schema.$id === 'string' ? schema.$id : `def-${index}`,
    },
    // what stands only to refuse a body or query that is not asked for
    transform: ({ schema, url }) => {
      const { body, querystring, ...rest } = (schema ?? {}) as Record<string, unknown>;
      const kept = { ...rest, ...(isEmpty(body) ? {} : { body }), ...(isEmpty(querystring) ? {} : { querystring }) };
      return { schema: kept, url };
    },
  });
}

const isEmpty = (schema: unknown) =>
  schema === undefined || Object.keys((schema as { properties?: object }).properties ?? { one: 1 }).length === 0;

export async function writeDocument(app: FastifyInstance): Promise<string> {
  await app.ready();
  const yaml = await import('yaml');
  const document = joinWords(structuredClone((app as unknown as { swagger(): Document }).swagger()));
  addExamples(document);
  const node = new yaml.Document(document, { aliasDuplicateObjects: false });
  // many tools still read YAML 1.1, to which a bare time is no string, and `on` is true
  yaml.visit(node, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'string' && /^(\d{4}-\d\d-\d\d.*|y|n|yes|no|on|off)$/i.test(scalar.value))
        scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return node.toString({ lineWidth: 120 });
}

/** A choice of words is one list of words: readers, and the types of clients, are spared "string or string". */
function joinWords<T>(value: T): T {
  if (Array.isArray(value)) return value.map(joinWords) as T;
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([key, each]) => [key, joinWords(each)]));
  const { anyOf, ...rest } = inside as { anyOf?: { type?: string; enum?: unknown[] }[] };
  const words = anyOf?.every((each) => each.type === 'string' && each.enum && Object.keys(each).length === 2);
  return (words ? { type: 'string', enum: anyOf?.flatMap((each) => each.enum), ...rest } : inside) as T;
}
