import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { services } from '../http/callers.ts';
import { granted } from '../http/problems.ts';
import {
  Authenticator,
  body,
  Id,
  InTenant,
  NewPassword,
  NullableTime,
  named,
  Page,
  paged,
  refuses,
  Shown,
  Text,
  Time,
  TwoFactor,
  Username,
} from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { broughtUser, displayName, mustChangePassword } from '../http/user-fields.ts';
import { findUser, listUsers } from './managed-users.ts';
import { createUser } from './new-users.ts';
import { updateUser } from './users.ts';

const tags = ['Users'];
const writers = { config: { roles: ['admin', 'backend'] } } as const;
const readers = { config: { roles: ['admin', 'backend', 'support'] } } as const;
const denied = ['not_authenticated', 'forbidden', 'tenant_not_found'] as const;

const InTenantById = Type.Object({ ...InTenant.properties, userId: Id('The user') });

const status = Type.Union([Type.Literal('active'), Type.Literal('disabled')], {
  description: '`disabled`: may not sign in.',
});

const ManagedUser = named(
  'ManagedUser',
  Type.Object(
    {
      id: Id('The user'),
      username: Shown('As it was given; compared after NFC and case folding.', 'alice@example.com'),
      displayName: Shown('How the user is called on screen.', 'Alice Ames'),
      tenant: Shown('The slug of the tenant.', 'acme'),
      status,
      hasPassword: Type.Boolean({ description: 'The user can sign in with a password.' }),
      mustChangePassword,
      twoFactor: TwoFactor,
      authenticators: Type.Array(Authenticator, { description: 'Oldest first.' }),
      lockedUntil: NullableTime('Failures bar the user, but for trusted devices, until then; null: they do not', null),
      totpLocked: Type.Boolean({
        description: 'After 100 wrong codes in a row codes of the authenticator are closed, until support unlocks.',
        examples: [false],
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
        operationId: 'createUser',
        summary: 'Creates a user',
        params: InTenant,
        body: body(
          { ...broughtUser, password: Type.Optional(NewPassword) },
          'The user, with a password, a hash of one, or neither: then a reset token lets one be set.',
          { username: 'alice@example.com', displayName: 'Alice Ames', password: 'correct horse battery 9 staple' },
        ),
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
        operationId: 'listUsers',
        summary: 'The users of a tenant, newest first',
        params: InTenant,
        querystring: body({
          username: Type.Optional(Text('This user name, in any spelling.', 200, 1, ['alice@example.com'])),
          twoFactor: Type.Optional(
            Type.Union([Type.Literal('on'), Type.Literal('off')], {
              description: 'Only users with an authenticator, or without.',
            }),
          ),
          ...Page,
        }),
        response: {
          200: paged('users', ManagedUser),
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
        operationId: 'getUser',
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
        operationId: 'updateUser',
        summary: 'Changes a user; a new password or `disabled` ends sessions, trusted devices and pending logins',
        params: InTenantById,
        body: body(
          {
            username: Type.Optional(Username),
            displayName: Type.Optional(displayName),
            status: Type.Optional(status),
            password: Type.Optional(NewPassword),
            mustChangePassword: Type.Optional(mustChangePassword),
          },
          'What is left out stays as it is.',
          { displayName: 'Alice Ames', status: 'disabled' },
        ),
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
