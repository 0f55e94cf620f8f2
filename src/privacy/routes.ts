import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { holderIn, services } from '../http/callers.ts';
import { granted, refusal } from '../http/problems.ts';
import { body, Id, InTenant, NoContent, named, refuses, TenantSlug, Time } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { refuse } from '../refusal.ts';
import { deleteTenant } from './tenant-deletion.ts';
import { deleteUser } from './user-deletion.ts';
import { exportUser } from './user-export.ts';

const admin = { config: { roles: ['admin'] } } as const;
const denied = ['invalid_request', 'not_authenticated', 'forbidden', 'tenant_not_found'] as const;
const OfUser = Type.Object({ ...InTenant.properties, userId: Id('The user') });

const Rows = (description: string) =>
  Type.Array(Type.Record(Type.String(), Type.Unknown()), {
    description: `${description}, oldest first`,
    examples: [[{ id: '019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d', createdAt: '2026-11-24T09:30:00.000Z' }]],
  });

/** The lists hold what the service stores, and grow with it; so they name no fields. */
const UserExport = named(
  'UserExport',
  Type.Object(
    {
      exportedAt: Time('Begun'),
      user: Type.Record(Type.String(), Type.Unknown(), {
        description: 'Names, status, times.',
        examples: [{ username: 'alice@example.com', status: 'active' }],
      }),
      authenticators: Rows('Authenticator apps, without their secrets'),
      recoveryCodeSets: Rows('How many recovery codes were made, and when'),
      trustedDevices: Rows('Trusted devices, ended ones included'),
      sessions: Rows('Sessions, ended ones included'),
      logins: Rows('Sign-ins of the last day'),
      enrollments: Rows('Authenticators not confirmed yet'),
      passwordResets: Rows('Password resets of the last day'),
      attemptCounters: Rows('Failures in a row'),
      events: Rows('Security events'),
      eventsElsewhere: Rows('What the user did in accounts of others'),
    },
    { description: 'Everything that is held about a user, secrets and their hashes excepted.' },
  ),
);

/** What is held about people and tenants: all of it shown, and all of it deleted. */
export async function privacyRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(services, { ctx });
  users(app, ctx);
  tenants(app, ctx);
}

function users(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.delete(
    '/v1/admin/tenants/:tenant/users/:userId',
    {
      ...admin,
      schema: {
        tags: ['Users'],
        operationId: 'deleteUser',
        summary: "Deletes a user; the user's events stay, without name, address and user agent",
        params: OfUser,
        response: { 204: NoContent, ...refuses(...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      const { tenant, userId } = request.params;
      granted(await deleteUser(ctx, tenant, userId, request.caller()));
      return reply.code(204).send();
    },
  );
  app.get(
    '/v1/admin/tenants/:tenant/users/:userId/export',
    {
      ...admin,
      schema: {
        tags: ['Users'],
        operationId: 'exportUser',
        summary: 'Everything that is held about a user, secrets excepted (GDPR, articles 15 and 20)',
        description: 'Streamed, since it may be long: an answer that breaks off is not complete.',
        params: OfUser,
        response: { 200: UserExport, ...refuses(...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      const { tenant, userId } = request.params;
      const text = granted(await exportUser(ctx, tenant, userId, request.caller()));
      return reply.type('application/json; charset=utf-8').send(text as never);
    },
  );
}

function tenants(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.delete(
    '/v1/admin/tenants/:tenant',
    {
      ...admin,
      // before the question whether it is confirmed
      preValidation: async (request) => {
        if (holderIn(request).tenant) throw refusal(refuse('forbidden'));
      },
      schema: {
        tags: ['Tenants'],
        operationId: 'deleteTenant',
        summary: 'Deletes a tenant with all of its data (platform keys only)',
        description:
          'It is gone for everybody at once, and its slug is free. What is left of a large one is removed within hours.',
        params: InTenant,
        querystring: body({ confirm: { ...TenantSlug, description: 'The slug once more.' } }),
        response: { 204: NoContent, ...refuses(...denied) },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      if (request.query.confirm !== tenant)
        throw refusal(refuse('invalid_request', { errors: [{ path: '/confirm', message: 'must be the slug' }] }));
      granted(await deleteTenant(ctx, tenant, request.caller()));
      return reply.code(204).send();
    },
  );
}
