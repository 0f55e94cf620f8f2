import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { account, signedInOf } from '../http/callers.ts';
import { QR_KINDS, qrAnswer, sendQr, totpCodeOf } from '../http/codes.ts';
import { granted } from '../http/problems.ts';
import {
  Authenticator,
  body,
  Count,
  Enrollment,
  Id,
  Label,
  list,
  NoContent,
  NullableTime,
  RecoveryCodes,
  refuses,
  Session,
  TypedCode,
} from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import {
  beginAuthenticator,
  confirmAuthenticator,
  listAuthenticators,
  readEnrollment,
  removeAuthenticator,
  renameAuthenticator,
  renewRecoveryCodes,
} from './authenticators.ts';
import { countRecoveryCodes } from './recovery-codes.ts';

const tags = ['Authenticators'];
const ById = Type.Object({ id: Id('The authenticator') });
const unsafe = ['invalid_request', 'not_authenticated', 'origin_not_allowed', 'reauthentication_required'] as const;

export async function authenticatorRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(account, { ctx });
    adding(context, ctx);
    keeping(context, ctx);
    recoveryCodes(context, ctx);
  });
}

function adding(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/account/authenticators',
    {
      schema: {
        tags,
        operationId: 'beginAuthenticator',
        summary: 'Begins to add an authenticator; those already there keep working',
        body: body({
          type: Type.Literal('totp', { description: 'The only kind there is.' }),
          name: Type.Optional(Label('What to call it.', ['My phone'])),
        }),
        response: { 201: Enrollment, ...refuses(...unsafe, 'too_many_authenticators') },
      },
    },
    async (request, reply) => {
      const { name = 'Authenticator app' } = request.body;
      const begun = granted(await beginAuthenticator(ctx, signedInOf(request), name));
      const path = `/v1/account/authenticators/${begun.id}/qr`;
      return reply.code(201).send({ ...begun, qrCode: { svg: `${path}.svg`, png: `${path}.png` } });
    },
  );
  for (const kind of QR_KINDS)
    app.get(
      `/v1/account/authenticators/:id/qr.${kind}`,
      {
        schema: {
          tags,
          operationId: `getAuthenticatorQr${kind === 'svg' ? 'Svg' : 'Png'}`,
          summary: `The QR code, as ${kind.toUpperCase()}, until confirmed`,
          params: ById,
          response: {
            200: qrAnswer(kind),
            ...refuses(
              'invalid_request',
              'not_authenticated',
              'reauthentication_required',
              'enrollment_not_found',
              'too_many_requests',
            ),
          },
        },
        preHandler: app.limitPictures,
      },
      async (request, reply) =>
        sendQr(reply, kind, granted(await readEnrollment(ctx, signedInOf(request), request.params.id)).uri),
    );
  app.post(
    '/v1/account/authenticators/:id/confirm',
    {
      schema: {
        tags,
        operationId: 'confirmAuthenticator',
        summary: 'The first code: the authenticator is added; with the first one come ten recovery codes',
        params: ById,
        body: body({ code: TypedCode }),
        response: {
          200: Type.Object({
            authenticator: Authenticator,
            session: Session,
            recoveryCodes: Type.Optional(RecoveryCodes),
          }),
          ...refuses(
            ...unsafe,
            'invalid_code',
            'enrollment_not_found',
            'too_many_authenticators',
            'too_many_requests',
            'overloaded',
          ),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request) => {
      const code = totpCodeOf(request.body.code);
      return granted(await confirmAuthenticator(ctx, signedInOf(request), request.params.id, code, request.caller()));
    },
  );
}

function keeping(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/account/authenticators',
    {
      schema: {
        tags,
        operationId: 'listAuthenticators',
        summary: "The user's authenticators",
        response: { 200: list('authenticators', Authenticator), ...refuses('not_authenticated') },
      },
    },
    async (request) => ({ authenticators: await listAuthenticators(ctx.db, signedInOf(request).user.id) }),
  );
  app.patch(
    '/v1/account/authenticators/:id',
    {
      schema: {
        tags,
        operationId: 'renameAuthenticator',
        summary: 'Renames an authenticator',
        params: ById,
        body: body({ name: Label('Its new name.', ['Work phone']) }),
        response: {
          200: Authenticator,
          ...refuses('invalid_request', 'not_authenticated', 'origin_not_allowed', 'not_found'),
        },
      },
    },
    async (request) =>
      granted(await renameAuthenticator(ctx, signedInOf(request).user.id, request.params.id, request.body.name)),
  );
  app.delete(
    '/v1/account/authenticators/:id',
    {
      schema: {
        tags,
        operationId: 'removeAuthenticator',
        summary: 'Removes an authenticator; with the last one 2FA goes off',
        params: ById,
        response: { 204: NoContent, ...refuses(...unsafe, 'two_factor_required', 'not_found') },
      },
    },
    async (request, reply) => {
      granted(await removeAuthenticator(ctx, signedInOf(request), request.params.id, request.caller()));
      return reply.code(204).send();
    },
  );
}

function recoveryCodes(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/account/recovery-codes',
    {
      schema: {
        tags,
        operationId: 'countRecoveryCodes',
        summary: 'How many recovery codes are left',
        response: {
          200: Type.Object({
            left: Count('Codes that still work.', 9),
            total: Count('Codes of the set: ten, or none.', 10),
            createdAt: NullableTime('Made; null: there are none'),
          }),
          ...refuses('not_authenticated'),
        },
      },
    },
    async (request) => countRecoveryCodes(ctx.db, signedInOf(request).user.id),
  );
  app.post(
    '/v1/account/recovery-codes',
    {
      schema: {
        tags,
        operationId: 'renewRecoveryCodes',
        summary: 'Ten new recovery codes; the old ones stop working',
        response: {
          201: Type.Object({ recoveryCodes: RecoveryCodes }),
          ...refuses(...unsafe, 'two_factor_not_enabled', 'too_many_requests', 'overloaded'),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request, reply) =>
      reply.code(201).send(granted(await renewRecoveryCodes(ctx, signedInOf(request), request.caller()))),
  );
}
