import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { account, open, signedInOf } from '../http/callers.ts';
import { Count, Id, refuses, Shown } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { issueAccessToken } from './access-tokens.ts';
import { KEY_SET_SECONDS } from './rules.ts';
import { publishedKeys } from './signing-keys.ts';

const Jwk = Type.Object(
  {
    kty: Shown('Of an elliptic curve.', 'EC'),
    crv: Shown('Which curve.', 'P-256'),
    x: Shown('The point, base64url.', 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU'),
    y: Shown('The point, base64url.', 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0'),
    kid: Id('Names the key in the header of a token'),
    use: Type.Literal('sig', { description: 'For signatures.' }),
    alg: Type.Literal('ES256', { description: 'ECDSA with SHA-256.' }),
  },
  { description: 'A public key (RFC 7517, RFC 7518).' },
);

export async function accessTokenRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(account, { ctx });
    issuing(context, ctx);
  });
  await app.register(async (context) => {
    await context.register(open, { ctx });
    keySet(context, ctx);
  });
}

function issuing(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/session/token',
    {
      schema: {
        tags: ['Account'],
        operationId: 'issueAccessToken',
        summary: 'A signed JWT of five minutes, which a backend verifies without asking',
        description:
          'ES256, `typ` `at+jwt`, claims `iss` (PUBLIC_URL), `aud` and `tenant` (the slug), `sub`, `sid`, `amr`, `acr`, `auth_time`, `iat`, `exp`, `jti` (RFC 9068, RFC 8176). Nothing ends it before `exp`: where a revocation must bite at once, introspect.',
        response: {
          200: Type.Object({
            accessToken: Shown('The JWT.', 'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9…'),
            tokenType: Type.Literal('Bearer', { description: 'Sent as `Authorization: Bearer …`.' }),
            expiresIn: Count('Seconds: 300, or less where the session ends sooner.', 300),
          }),
          ...refuses('not_authenticated', 'origin_not_allowed'),
        },
      },
    },
    async (request) => issueAccessToken(ctx, signedInOf(request)),
  );
}

function keySet(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/.well-known/jwks.json',
    {
      schema: {
        tags: ['Backends'],
        operationId: 'getKeySet',
        summary: 'The public keys that verify access tokens (RFC 7517); may be kept for five minutes',
        response: {
          200: Type.Object({ keys: Type.Array(Jwk, { description: 'Any of them may have signed.' }) }),
          ...refuses('invalid_request'),
        },
      },
    },
    async (_request, reply) => {
      const keys = await publishedKeys(ctx);
      return reply.header('cache-control', `public, max-age=${KEY_SET_SECONDS}`).send({ keys } as never);
    },
  );
}
