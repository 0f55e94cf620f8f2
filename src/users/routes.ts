import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { services } from '../http/callers.ts';
import { granted } from '../http/problems.ts';
import {
  Authenticator,
  body,
  Id,
  InTenant,
  NewPassword,
  Next,
  NullableTime,
  named,
  Page,
  refuses,
  Text,
  Time,
  TwoFactor,
  Username,
} from '../http/schemas.ts';
import { broughtUser, displayName, mustChangePassword } from '../http/user-fields.ts';
import { findUser, listUsers } from './managed-users.ts';
import { createUser } from './new-users.ts';
import { updateUser } from './users.ts';

const tags = ['Users'];
const writers = { config: { roles: ['admin', 'backend'] } } as const;
const readers = { config: { roles: ['admin', 'backend', 'support'] } } as const;
const denied = ['not_authenticated', 'forbidden', 'tenant_not_found'] as const;

const InTenantById = Type.Object({ ...InTenant.properties, userId: Id('The user') });

const status = Type.Union([Type.Literal('active'), Type.Literal('disabled')]);

const ManagedUser = named(
  'ManagedUser',
  Type.Object(
    {
      id: Id('The user'),
      username: Type.String(),
      displayName: Type.String(),
      tenant: Type.String({ description: 'slug' }),
      status,
      hasPassword: Type.Boolean(),
      mustChangePassword,
      twoFactor: TwoFactor,
      authenticators: Type.Array(Authenticator),
      lockedUntil: NullableTime('Failures bar the user, but for trusted devices, until then; null: they do not'),
      totpLocked: Type.Boolean({
        description: 'After 100 wrong codes in a row codes of the authenticator are closed, until support unlocks.',
      }),
      createdAt: Time('Created'),
    },
    { description: 'A user as backends, support and administrators see it.' },
  ),
);

export async function userRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(services, { ctx });
    users(context, ctx);
  });
}

function users(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/admin/tenants/:tenant/users',
    {
      ...writers,
      schema: {
        tags,
        summary: 'Creates a user',
        params: InTenant,
        body: body({ ...broughtUser, password: Type.Optional(NewPassword) }),
        response: {
          201: ManagedUser,
          ...refuses(
            'invalid_request',
            'password_not_acceptable',
            'unsupported_password_hash',
            'unsupported_authenticator',
            ...denied,
            'username_taken',
            'overloaded',
          ),
        },
      },
    },
    async (request, reply) => {
      const { tenant } = request.params;
      return reply.code(201).send(granted(await createUser(ctx, tenant, request.body, request.caller())));
    },
  );
  app.get(
    '/v1/admin/tenants/:tenant/users',
    {
      ...readers,
      schema: {
        tags,
        summary: 'The users of a tenant, newest first',
        params: InTenant,
        querystring: body({
          username: Type.Optional(Text('This user name, in any spelling.', 200)),
          twoFactor: Type.Optional(Type.Union([Type.Literal('on'), Type.Literal('off')])),
          ...Page,
        }),
        response: {
          200: Type.Object({ users: Type.Array(ManagedUser), next: Next }),
          ...refuses('invalid_request', ...denied),
        },
      },
    },
    async (request) => granted(await listUsers(ctx, request.params.tenant, request.query)),
  );
  app.get(
    '/v1/admin/tenants/:tenant/users/:userId',
    {
      ...readers,
      schema: {
        tags,
        summary: 'One user',
        params: InTenantById,
        response: { 200: ManagedUser, ...refuses('invalid_request', ...denied, 'not_found') },
      },
    },
    async (request) => granted(await findUser(ctx, request.params.tenant, request.params.userId)),
  );
  app.patch(
    '/v1/admin/tenants/:tenant/users/:userId',
    {
      ...writers,
      schema: {
        tags,
        summary: 'Changes a user; a new password or `disabled` ends sessions, trusted devices and pending logins',
        params: InTenantById,
        body: body({
          username: Type.Optional(Username),
          displayName: Type.Optional(displayName),
          status: Type.Optional(status),
          password: Type.Optional(NewPassword),
          mustChangePassword: Type.Optional(mustChangePassword),
        }),
        response: {
          200: ManagedUser,
          ...refuses(
            'invalid_request',
            'password_not_acceptable',
            ...denied,
            'not_found',
            'username_taken',
            'overloaded',
          ),
        },
      },
    },
    async (request) => {
      const { tenant, userId } = request.params;
      return granted(await updateUser(ctx, tenant, userId, request.body, request.caller()));
    },
  );
}
