import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { readToken } from '../crypto/tokens.ts';
import { open, pendingLogin, pendingOf, signIn } from '../http/callers.ts';
import { totpCodeOf } from '../http/codes.ts';
import { deviceCookies, putLogin, putSession, sessionCookie } from '../http/cookies.ts';
import { answer, LoginStatus, stepRefusals, trust, trustFields } from '../http/login-answer.ts';
import { granted, refusal } from '../http/problems.ts';
import {
  body,
  InTenant,
  NewPassword,
  NoContent,
  refuses,
  Shown,
  Text,
  TypedCode,
  TypedPassword,
  TypedUsername,
} from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { refuse } from '../refusal.ts';
import { findSession } from '../sessions/sessions.ts';
import { findTenant } from '../tenants/tenants.ts';
import { answerChallenge } from './challenge.ts';
import { beginLogin } from './login.ts';
import { setOwedPassword } from './new-password.ts';
import { cancelLogin, statusOf } from './progress.ts';

const tags = ['Sign in'];
const OVERLOADED = refusal(refuse('overloaded'));

const Client = body(
  {
    ip: Type.Union([Type.String({ format: 'ipv4', maxLength: 45 }), Type.String({ format: 'ipv6', maxLength: 45 })], {
      description: "The user's address: limits per address count it.",
      examples: ['203.0.113.7'],
    }),
    userAgent: Type.Optional(
      Text("The browser's user agent.", 512, 0, ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) …']),
    ),
  },
  'Whom the backend speaks for: required in token mode, refused in cookie mode.',
);

export async function loginRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(open, { ctx });
    publicRoutes(context, ctx);
  });
  await app.register(async (context) => {
    // before anything is looked up: saying no must cost next to nothing, not even a trace of where it was said
    context.addHook('onRequest', (_request, _reply, done) => done(ctx.hashing.saturated() ? OVERLOADED : undefined));
    await context.register(signIn, { ctx });
    passwordStep(context, ctx);
  });
  await app.register(async (context) => {
    await context.register(pendingLogin, { ctx });
    laterSteps(context, ctx);
  });
}

function publicRoutes(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/tenants/:tenant',
    {
      schema: {
        tags,
        operationId: 'getTenantPage',
        summary: "What the page behind a customer's own link needs",
        params: InTenant,
        response: {
          200: Type.Object({
            slug: Shown("The slug of the customer's own link.", 'acme'),
            name: Shown("The customer's name.", 'Acme GmbH'),
            policy: Type.Object(
              {
                twoFactor: Type.Union([Type.Literal('optional'), Type.Literal('required')], {
                  description: 'Whether users must have a second factor.',
                }),
                trustedDevices: trust,
              },
              { description: 'What a page has to know of the policy.' },
            ),
          }),
          ...refuses('tenant_not_found'),
        },
      },
    },
    async (request) => {
      const tenant = await findTenant(ctx.db, request.params.tenant);
      if (!tenant) throw refusal(refuse('tenant_not_found'));
      const { slug, name, policy } = tenant;
      const { enabled, days } = policy.trustedDevices;
      return { slug, name, policy: { twoFactor: policy.twoFactor, trustedDevices: { enabled, days } } };
    },
  );
}

function passwordStep(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/tenants/:tenant/login',
    {
      schema: {
        tags,
        operationId: 'beginLogin',
        summary: 'The password step',
        description:
          'With a backend key in `Authorization` in token mode: `client` is required and tokens come in the body. Without `Authorization` in cookie mode.',
        params: InTenant,
        body: body({
          username: TypedUsername,
          password: TypedPassword,
          trustedDeviceToken: Type.Optional(
            Type.String({
              maxLength: 512,
              description: 'Token mode only. One that is worth nothing is as good as none.',
              examples: ['itd_…'],
            }),
          ),
          client: Type.Optional(Client),
        }),
        response: {
          200: LoginStatus,
          ...refuses(
            'invalid_request',
            'invalid_credentials',
            'not_authenticated',
            'account_disabled',
            'forbidden',
            'origin_not_allowed',
            'tenant_not_found',
            'too_many_attempts',
            'too_many_requests',
            'overloaded',
          ),
        },
      },
      preHandler: [
        async (request) => {
          const { client, trustedDeviceToken } = request.body as {
            client?: { ip: string };
            trustedDeviceToken?: string;
          };
          const wrong = request.holder
            ? client
              ? null
              : { path: '/client', message: 'is required in token mode' }
            : client
              ? { path: '/client', message: 'is for token mode' }
              : trustedDeviceToken !== undefined
                ? { path: '/trustedDeviceToken', message: 'is for token mode' }
                : null;
          if (wrong) throw refusal(refuse('invalid_request', { errors: [wrong] }));
          request.clientIp = client?.ip ?? request.ip;
        },
        ...app.limitLogins,
      ],
    },
    async (request, reply) => {
      const { username, password, trustedDeviceToken, client } = request.body;
      const given = { tenant: request.params.tenant, username, password, gone: goneOf(reply) };
      const caller = request.caller();
      if (client) {
        const by = { ...caller, ip: client.ip, userAgent: client.userAgent ?? null };
        const trustTokens = trustedDeviceToken === undefined ? [] : [{ suffix: null, token: trustedDeviceToken }];
        return answer(
          reply,
          ctx,
          granted(await beginLogin(ctx, { ...given, mode: 'token', trustTokens, replaces: null }, by)),
        );
      }
      const trustTokens = deviceCookies(request, ctx.config);
      const replaces = await replacedSession(request, ctx);
      const outcome = granted(await beginLogin(ctx, { ...given, mode: 'cookie', trustTokens, replaces }, caller));
      if (replaces && !outcome.sessionToken) putSession(reply, ctx.config, null);
      return answer(reply, ctx, outcome);
    },
  );
}

/** Fires when the connection closes. (Fastify's `request.signal` does as soon as the body is read.) */
function goneOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => reply.raw.writableFinished || gone.abort());
  return gone.signal;
}

/** A login in cookie mode ends the session whose cookie it brings. */
async function replacedSession(request: FastifyRequest, ctx: Context) {
  const brought = sessionCookie(request, ctx.config);
  if (brought === null || !readToken('ist_', brought)) return null;
  const who = await findSession(ctx, brought);
  return who ? { sessionId: who.session.id, userId: who.user.id } : null;
}

function laterSteps(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/login',
    {
      schema: {
        tags,
        operationId: 'getLogin',
        summary: 'Where the login stands, for a page that was reloaded',
        response: { 200: LoginStatus, ...refuses('login_expired', 'login_completed') },
      },
    },
    async (request) => statusOf(pendingOf(request)),
  );
  app.delete(
    '/v1/login',
    {
      schema: {
        tags,
        operationId: 'cancelLogin',
        summary: 'Gives the login up',
        response: { 204: NoContent, ...refuses('login_expired', 'origin_not_allowed', 'login_completed') },
      },
    },
    async (request, reply) => {
      const { login } = pendingOf(request);
      granted(await cancelLogin(ctx, login));
      if (login.mode === 'cookie') putLogin(reply, ctx.config, null);
      return reply.code(204).send();
    },
  );
  app.post(
    '/v1/login/challenge',
    {
      schema: {
        tags,
        operationId: 'answerChallenge',
        summary: 'The second step: a code',
        body: body({
          method: Type.Optional(
            Type.Union([Type.Literal('totp'), Type.Literal('recovery_code')], {
              description: '`totp` where left out.',
            }),
          ),
          code: TypedCode,
          ...trustFields,
        }),
        response: {
          200: LoginStatus,
          ...refuses(
            ...stepRefusals,
            'invalid_code',
            'trusted_devices_disabled',
            'too_many_attempts',
            'too_many_requests',
            'overloaded',
          ),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request, reply) => {
      const { method = 'totp', code, trustDevice = false, deviceName } = request.body;
      if (method === 'recovery_code' && trustDevice)
        throw refusal(
          refuse('invalid_request', { errors: [{ path: '/trustDevice', message: 'is not for recovery codes' }] }),
        );
      const given = {
        method,
        code: method === 'totp' ? totpCodeOf(code) : code,
        trustDevice,
        deviceName: deviceName ?? null,
      };
      return answer(reply, ctx, granted(await answerChallenge(ctx, pendingOf(request), given, request.caller())));
    },
  );
  app.post(
    '/v1/login/password',
    {
      schema: {
        tags,
        operationId: 'setOwedPassword',
        summary: 'The last step, where a new password is owed',
        body: body({ newPassword: NewPassword }),
        response: {
          200: LoginStatus,
          ...refuses(...stepRefusals, 'password_not_acceptable', 'too_many_requests', 'overloaded'),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request, reply) =>
      answer(
        reply,
        ctx,
        granted(await setOwedPassword(ctx, pendingOf(request), request.body.newPassword, request.caller())),
      ),
  );
}
