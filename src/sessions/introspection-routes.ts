import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { introspectors } from '../http/callers.ts';
import { Acr, body, Count, named, refuses, Shown } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { introspect } from './introspection.ts';

const seconds = (description: string, example: number) =>
  Type.Optional(Count(`${description}, in seconds since 1970-01-01T00:00:00Z`, example));

const Introspection = named(
  'Introspection',
  Type.Object(
    {
      active: Type.Boolean({ description: 'The token is worth something now.' }),
      sub: Type.Optional(Shown("The user's id.", '019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d')),
      username: Type.Optional(Shown('The user name.', 'alice@example.com')),
      tenant: Type.Optional(Shown('The slug of the tenant.', 'acme')),
      sid: Type.Optional(Shown("The session's id.", '019a1c2e-9a40-7c00-8a11-b2c3d4e5f607')),
      iat: seconds('Begun', 1_795_512_600),
      exp: seconds('Ends: the nearer of the two limits', 1_795_514_400),
      auth_time: seconds('Authenticated last', 1_795_512_600),
      amr: Type.Optional(
        Type.Array(Type.String(), { description: 'How the user signed in (RFC 8176).', examples: [['pwd', 'otp']] }),
      ),
      acr: Type.Optional(Acr),
    },
    { description: 'RFC 7662. Of a token that is worth nothing exactly `{"active":false}`.' },
  ),
);

/** In a context with a form parser. */
export async function introspectionRoutes(instance: FastifyInstance, { ctx }: { ctx: Context }) {
  await instance.register(introspectors, { ctx });
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/introspect',
    {
      config: { roles: ['backend'], basic: true },
      schema: {
        tags: ['Backends'],
        operationId: 'introspect',
        summary: 'Whose session token is this (RFC 7662); counts as a use of the session',
        description: 'JSON or form; the key as Bearer, or as HTTP Basic with its id as the user name.',
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        body: body({
          token: Type.String({ maxLength: 4096, description: 'A session token.', examples: ['ist_…'] }),
          token_type_hint: Type.Optional(
            Type.String({ maxLength: 100, description: 'Not needed (RFC 7662, 2.1).', examples: ['access_token'] }),
          ),
        }),
        response: { 200: Introspection, ...refuses('invalid_request', 'not_authenticated', 'forbidden') },
      },
    },
    async (request) => introspect(request.askedAbout),
  );
}
