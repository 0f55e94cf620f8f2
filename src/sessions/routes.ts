import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import { listEvents } from '../events/events.ts';
import { account, signedInOf } from '../http/callers.ts';
import { totpCodeOf } from '../http/codes.ts';
import { putSession } from '../http/cookies.ts';
import { granted } from '../http/problems.ts';
import {
  body,
  Event,
  Id,
  ListedSession,
  list,
  NewPassword,
  NoContent,
  Page,
  paged,
  RecoveryCodes,
  refuses,
  Session,
  TwoFactor,
  TypedCode,
  TypedPassword,
  User,
} from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { closeSession, listSessions, revokeSessions } from './own-sessions.ts';
import { changePassword, reauthenticate } from './reauthentication.ts';

const tags = ['Account'];
const ById = Type.Object({ id: Id('Which one') });
const signedOut = ['not_authenticated'] as const;
const unsafe = ['invalid_request', 'not_authenticated', 'origin_not_allowed'] as const;

export async function sessionRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(account, { ctx });
    ownSession(context, ctx);
    sessionList(context, ctx);
    ownEvents(context, ctx);
  });
}

function ownSession(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/session',
    {
      schema: {
        tags,
        operationId: 'getSession',
        summary: 'Who is signed in',
        response: {
          200: Type.Object({ user: User, session: Session, twoFactor: TwoFactor }),
          ...refuses(...signedOut),
        },
      },
    },
    async (request) => {
      const { user, session, twoFactor } = signedInOf(request);
      return { user, session, twoFactor };
    },
  );
  app.delete(
    '/v1/session',
    {
      schema: {
        tags,
        operationId: 'signOut',
        summary: 'Signs out; trusted devices stay',
        response: { 204: NoContent, ...refuses(...unsafe) },
      },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      await closeSession(ctx, who, request.caller());
      if (who.mode === 'cookie') putSession(reply, ctx.config, null);
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/session/reauthenticate',
    {
      schema: {
        tags,
        operationId: 'reauthenticate',
        summary: 'Makes the session fresh again, under a new token; a code is needed when 2FA is on',
        body: body({
          password: TypedPassword,
          method: Type.Optional(
            Type.Union([Type.Literal('totp'), Type.Literal('recovery_code')], {
              description: '`totp` where left out.',
            }),
          ),
          code: Type.Optional(TypedCode),
        }),
        response: {
          200: Type.Object({
            session: Session,
            sessionToken: Type.Optional(Type.String({ description: 'In token mode only.', examples: ['ist_…'] })),
            recoveryCodes: Type.Optional(RecoveryCodes),
          }),
          ...refuses(
            ...unsafe,
            'invalid_credentials',
            'invalid_code',
            'too_many_attempts',
            'too_many_requests',
            'overloaded',
          ),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request, reply) => {
      const { password, method = 'totp', code } = request.body;
      const typed = code === undefined ? null : method === 'totp' ? totpCodeOf(code) : code;
      const who = signedInOf(request);
      const { token, ...answer } = granted(
        await reauthenticate(ctx, who, { password, method, code: typed }, request.caller()),
      );
      if (who.mode === 'token') return { ...answer, sessionToken: token };
      putSession(reply, ctx.config, token);
      return answer;
    },
  );
  app.post(
    '/v1/account/password',
    {
      schema: {
        tags,
        operationId: 'changePassword',
        summary: 'Changes the password: other sessions and all trusted devices end',
        body: body({ currentPassword: TypedPassword, newPassword: NewPassword }),
        response: {
          204: NoContent,
          ...refuses(
            ...unsafe,
            'invalid_credentials',
            'reauthentication_required',
            'password_not_acceptable',
            'too_many_attempts',
            'too_many_requests',
            'overloaded',
          ),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request, reply) => {
      granted(await changePassword(ctx, signedInOf(request), request.body, request.caller()));
      return reply.code(204).send();
    },
  );
}

function sessionList(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/account/sessions',
    {
      schema: {
        tags,
        operationId: 'listSessions',
        summary: 'Where the user is signed in',
        response: { 200: list('sessions', ListedSession), ...refuses(...signedOut) },
      },
    },
    async (request) => {
      const who = signedInOf(request);
      const sessions = await listSessions(ctx, who.user.id);
      return { sessions: sessions.map((each) => ({ ...each, current: each.id === who.session.id })) };
    },
  );
  app.delete(
    '/v1/account/sessions',
    {
      schema: {
        tags,
        operationId: 'revokeOtherSessions',
        summary: 'Ends all sessions but this one',
        response: { 204: NoContent, ...refuses(...unsafe) },
      },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      const user = { id: who.user.id, tenantId: who.tenantId };
      granted(await revokeSessions(ctx, user, { except: who.session.id }, request.caller()));
      return reply.code(204).send();
    },
  );
  app.delete(
    '/v1/account/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'revokeSession',
        summary: 'Ends one session',
        params: ById,
        response: { 204: NoContent, ...refuses(...unsafe, 'not_found') },
      },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      const { id } = request.params;
      granted(await revokeSessions(ctx, { id: who.user.id, tenantId: who.tenantId }, { id }, request.caller()));
      return signedOutIf(id === who.session.id && who.mode === 'cookie', reply, ctx);
    },
  );
}

function signedOutIf(own: boolean, reply: FastifyReply, ctx: Context) {
  if (own) putSession(reply, ctx.config, null);
  return reply.code(204).send();
}

function ownEvents(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/account/events',
    {
      schema: {
        tags,
        operationId: 'listOwnEvents',
        summary: "The user's own security events, newest first",
        querystring: body(Page),
        response: {
          200: paged('events', Event),
          ...refuses('invalid_request', ...signedOut),
        },
      },
    },
    async (request) => {
      const { user, tenantId } = signedInOf(request);
      return listEvents(ctx.db, { tenantId, userId: user.id, ...request.query });
    },
  );
}
