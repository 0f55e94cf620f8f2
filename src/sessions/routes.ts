import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply } from 'fastify';
import Type from 'typebox';
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
  Label,
  ListedSession,
  list,
  NewPassword,
  Next,
  NoContent,
  Page,
  RecoveryCodes,
  refuses,
  Session,
  TrustedDevice,
  TwoFactor,
  TypedCode,
  TypedPassword,
  User,
} from '../http/schemas.ts';
import { closeSession, listSessions, revokeSessions } from './own-sessions.ts';
import { changePassword, reauthenticate } from './reauthentication.ts';
import { listTrustedDevices, renameTrustedDevice, revokeTrustedDevices } from './saved-logins.ts';

const tags = ['Account'];
const ById = Type.Object({ id: Id('Which one') });
const signedOut = ['not_authenticated'] as const;
const unsafe = ['invalid_request', 'not_authenticated', 'origin_not_allowed'] as const;

export async function sessionRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(account, { ctx });
    ownSession(context, ctx);
    sessionList(context, ctx);
    trustedDeviceList(context, ctx);
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
      schema: { tags, summary: 'Signs out; trusted devices stay', response: { 204: NoContent, ...refuses(...unsafe) } },
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
        summary: 'Makes the session fresh again, under a new token; a code is needed when 2FA is on',
        body: body({
          password: TypedPassword,
          method: Type.Optional(Type.Union([Type.Literal('totp'), Type.Literal('recovery_code')])),
          code: Type.Optional(TypedCode),
        }),
        response: {
          200: Type.Object({
            session: Session,
            sessionToken: Type.Optional(Type.String({ description: 'In token mode only.' })),
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
      schema: { tags, summary: 'Ends all sessions but this one', response: { 204: NoContent, ...refuses(...unsafe) } },
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

function trustedDeviceList(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/account/trusted-devices',
    {
      schema: {
        tags,
        summary: 'The saved logins',
        response: { 200: list('trustedDevices', TrustedDevice), ...refuses(...signedOut) },
      },
    },
    async (request) => {
      const { user, session } = signedInOf(request);
      const devices = await listTrustedDevices(ctx, user.id);
      return { trustedDevices: devices.map((each) => ({ ...each, current: each.id === session.trustedDeviceId })) };
    },
  );
  app.patch(
    '/v1/account/trusted-devices/:id',
    {
      schema: {
        tags,
        summary: 'Renames a trusted device',
        params: ById,
        body: body({ name: Label('Its new name.', ['Front desk']) }),
        response: { 200: TrustedDevice, ...refuses(...unsafe, 'not_found') },
      },
    },
    async (request) => {
      const { user, session } = signedInOf(request);
      const device = granted(await renameTrustedDevice(ctx, user.id, request.params.id, request.body.name));
      return { ...device, current: device.id === session.trustedDeviceId };
    },
  );
  app.delete(
    '/v1/account/trusted-devices',
    {
      schema: { tags, summary: 'Revokes all trusted devices', response: { 204: NoContent, ...refuses(...unsafe) } },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      const user = { id: who.user.id, tenantId: who.tenantId };
      granted(await revokeTrustedDevices(ctx, user, { exceptSession: who.session.id }, request.caller()));
      return reply.code(204).send();
    },
  );
  app.delete(
    '/v1/account/trusted-devices/:id',
    {
      schema: {
        tags,
        summary: 'Revokes a trusted device: the next login from there asks for a code',
        params: ById,
        response: { 204: NoContent, ...refuses(...unsafe, 'not_found') },
      },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      const user = { id: who.user.id, tenantId: who.tenantId };
      const which = { id: request.params.id, exceptSession: who.session.id };
      granted(await revokeTrustedDevices(ctx, user, which, request.caller()));
      return reply.code(204).send();
    },
  );
}

function ownEvents(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/account/events',
    {
      schema: {
        tags,
        summary: "The user's own security events, newest first",
        querystring: body(Page),
        response: {
          200: Type.Object({ events: Type.Array(Event), next: Next }),
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
