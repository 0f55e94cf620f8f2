import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { holderIn, services } from '../http/callers.ts';
import { Acr, body, named, refuses } from '../http/schemas.ts';
import { introspect } from './introspection.ts';

const seconds = (description: string) =>
  Type.Optional(Type.Integer({ description: `${description}, in seconds since 1970-01-01T00:00:00Z` }));

const Introspection = named(
  'Introspection',
  Type.Object(
    {
      active: Type.Boolean(),
      sub: Type.Optional(Type.String({ description: "The user's id." })),
      username: Type.Optional(Type.String()),
      tenant: Type.Optional(Type.String({ description: 'slug' })),
      sid: Type.Optional(Type.String({ description: "The session's id." })),
      iat: seconds('Begun'),
      exp: seconds('Ends: the nearer of the two limits'),
      auth_time: seconds('Authenticated last'),
      amr: Type.Optional(Type.Array(Type.String())),
      acr: Type.Optional(Acr),
    },
    { description: 'RFC 7662. Of a token that is worth nothing exactly `{"active":false}`.' },
  ),
);

/** In a context with a form parser. */
export async function introspectionRoutes(instance: FastifyInstance, { ctx }: { ctx: Context }) {
  await instance.register(services, { ctx });
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/introspect',
    {
      config: { roles: ['backend'], basic: true },
      schema: {
        tags: ['Backends'],
        summary: 'Whose session token is this (RFC 7662); counts as a use of the session',
        description: 'JSON or form; the key as Bearer, or as HTTP Basic with its id as the user name.',
        consumes: ['application/json', 'application/x-www-form-urlencoded'],
        body: body({
          token: Type.String({ maxLength: 4096, description: 'A session token.' }),
          token_type_hint: Type.Optional(Type.String({ maxLength: 100, description: 'Not needed (RFC 7662, 2.1).' })),
        }),
        response: { 200: Introspection, ...refuses('invalid_request', 'not_authenticated', 'forbidden') },
      },
    },
    async (request) => {
      return introspect(ctx, request.body.token, holderIn(request));
    },
  );
}
