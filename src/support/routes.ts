import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { EVENT_TYPES } from '../events/catalogue.ts';
import { listEvents } from '../events/events.ts';
import { services } from '../http/callers.ts';
import { granted, refusal } from '../http/problems.ts';
import { body, Event, Id, InTenant, Label, NoContent, Page, paged, refuses, Text, Time } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { refuse } from '../refusal.ts';
import { findTenant } from '../tenants/tenants.ts';
import { resetTwoFactor } from './two-factor-reset.ts';
import { unlockUser } from './unlock.ts';

const tags = ['Support'];
const support = { config: { roles: ['support', 'admin'] } } as const;
const denied = ['not_authenticated', 'forbidden', 'tenant_not_found'] as const;

const ticket = Type.Optional(Label('The case it belongs to.', ['T-1042']));

export async function supportRoutes(instance: FastifyInstance, { ctx }: { ctx: Context }) {
  await instance.register(services, { ctx });
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/admin/tenants/:tenant/users/:userId/two-factor-reset',
    {
      ...support,
      schema: {
        tags,
        operationId: 'resetTwoFactor',
        summary: "Takes a user's second factor away, since the phone is lost; the next login enrols again",
        params: Type.Object({ ...InTenant.properties, userId: Id('The user') }),
        body: body({
          reason: Text('Why, and how the user was recognised.', 500, 1, [
            'Lost phone; called back on the known number',
          ]),
          ticket,
        }),
        response: {
          200: Type.Object({
            resetCode: Type.Optional(
              Type.String({ description: 'Read it to the user: enrolment asks for it.', examples: ['7K3M9-QXR2W'] }),
            ),
            expiresAt: Type.Optional(
              Time('The code works until then; afterwards reset again', '2026-11-25T09:30:00.000Z'),
            ),
          }),
          ...refuses('invalid_request', ...denied, 'not_found', 'overloaded'),
        },
      },
    },
    async (request) => {
      const { tenant, userId } = request.params;
      return granted(await resetTwoFactor(ctx, tenant, userId, request.body, request.caller()));
    },
  );
  app.post(
    '/v1/admin/tenants/:tenant/users/:userId/unlock',
    {
      ...support,
      schema: {
        tags,
        operationId: 'unlockUser',
        summary: "Clears a user's failures, and opens TOTP where a hundred wrong codes have closed it",
        params: Type.Object({ ...InTenant.properties, userId: Id('The user') }),
        body: body({
          reason: Text('Why, and how the user was recognised.', 500, 1, ['Mistyped; called back on the known number']),
          ticket,
        }),
        response: { 204: NoContent, ...refuses('invalid_request', ...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      const { tenant, userId } = request.params;
      granted(await unlockUser(ctx, tenant, userId, request.body, request.caller()));
      return reply.code(204).send();
    },
  );
  app.get(
    '/v1/admin/tenants/:tenant/events',
    {
      ...support,
      schema: {
        tags,
        operationId: 'listEvents',
        summary: 'The security events of a tenant, newest first',
        params: InTenant,
        querystring: body({
          userId: Type.Optional(Id('Only what is about this user')),
          type: Type.Optional(
            Type.Unsafe<string>({ type: 'string', enum: [...EVENT_TYPES], description: 'Only events of this type.' }),
          ),
          ...Page,
        }),
        response: {
          200: paged('events', Event),
          ...refuses('invalid_request', ...denied),
        },
      },
    },
    async (request) => {
      const tenant = await findTenant(ctx.db, request.params.tenant);
      if (!tenant) throw refusal(refuse('tenant_not_found'));
      return listEvents(ctx.db, { tenantId: tenant.id, ...request.query });
    },
  );
}
