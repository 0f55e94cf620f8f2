import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { open, services } from '../http/callers.ts';
import { granted } from '../http/problems.ts';
import { body, Id, InTenant, NewPassword, NoContent, refuses, Time } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';

export async function passwordResetRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(services, { ctx });
    requesting(context, ctx);
  });
  await app.register(async (context) => {
    await context.register(open, { ctx });
    resetting(context, ctx);
  });
}

function requesting(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/admin/tenants/:tenant/users/:userId/password-reset',
    {
      config: { roles: ['backend', 'admin'] },
      schema: {
        tags: ['Users'],
        operationId: 'requestPasswordReset',
        summary: 'Makes a token that sets a new password; the caller brings it to the user',
        description:
          'Send it where only the user reads it, as part of a link to a page of yours. It replaces one made before, and dies with every change of credentials.',
        params: Type.Object({ ...InTenant.properties, userId: Id('The user') }),
        response: {
          201: Type.Object({
            resetToken: Type.String({
              description: 'Works once; 256 random bits, of which only the SHA-256 is stored.',
              examples: ['irt_…'],
            }),
            expiresAt: Time('Works until then: 30 minutes', '2026-11-24T10:00:00.000Z'),
          }),
          ...refuses('invalid_request', 'not_authenticated', 'forbidden', 'tenant_not_found', 'not_found'),
        },
      },
    },
    async (request, reply) => {
      const { tenant, userId } = request.params;
      return reply.code(201).send(granted(await requestPasswordReset(ctx, tenant, userId, request.caller())));
    },
  );
}

function resetting(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/tenants/:tenant/password-reset',
    {
      preHandler: app.limitCodes,
      schema: {
        tags: ['Sign in'],
        operationId: 'resetPassword',
        summary: 'Sets a new password by a reset token; sessions and trusted devices end, the second factor stays',
        params: InTenant,
        body: body({
          resetToken: Type.String({
            minLength: 1,
            maxLength: 512,
            description: 'As the user was sent it.',
            examples: ['irt_…'],
          }),
          newPassword: NewPassword,
        }),
        response: {
          204: NoContent,
          ...refuses(
            'invalid_request',
            'password_not_acceptable',
            'invalid_reset_token',
            'too_many_requests',
            'overloaded',
          ),
        },
      },
    },
    async (request, reply) => {
      granted(await resetPassword(ctx, request.params.tenant, request.body, request.caller()));
      return reply.code(204).send();
    },
  );
}
