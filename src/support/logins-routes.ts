import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Context } from '../context.ts';
import { services } from '../http/callers.ts';
import { granted, refusal } from '../http/problems.ts';
import { Id, InTenant, ListedSession, list, NoContent, refuses, TrustedDevice } from '../http/schemas.ts';
import { refuse } from '../refusal.ts';
import { listSessions, revokeSessions } from '../sessions/own-sessions.ts';
import { listTrustedDevices, revokeTrustedDevices } from '../sessions/saved-logins.ts';
import { findOwner } from '../users/managed-users.ts';

const tags = ['Support'];
const support = { config: { roles: ['support', 'admin'] } } as const;
const refused = refuses('invalid_request', 'not_authenticated', 'forbidden', 'tenant_not_found', 'not_found');

const OfUser = Type.Object({ ...InTenant.properties, userId: Id('The user') });
const OneOfUser = Type.Object({ ...OfUser.properties, id: Id('Which one') });

/** Where a user is signed in, and which browsers are spared a code; the support desk may end both. */
export async function supportLoginRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(services, { ctx });
  trustedDevices(app, ctx);
  sessions(app, ctx);
}

const ownerIn = async (ctx: Context, request: FastifyRequest) => {
  const { tenant, userId } = request.params as { tenant: string; userId: string };
  return granted(await findOwner(ctx.db, tenant, userId));
};

function oneOf<T extends { id: string }>(all: T[], id: string): T & { current: boolean } {
  const found = all.find((each) => each.id === id);
  if (!found) throw refusal(refuse('not_found'));
  return { ...found, current: false };
}

function trustedDevices(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  const path = '/v1/admin/tenants/:tenant/users/:userId/trusted-devices';
  app.get(
    path,
    {
      ...support,
      schema: {
        tags,
        summary: "A user's saved logins; none of them is `current`",
        params: OfUser,
        response: { 200: list('trustedDevices', TrustedDevice), ...refused },
      },
    },
    async (request) => {
      const devices = await listTrustedDevices(ctx, (await ownerIn(ctx, request)).id);
      return { trustedDevices: devices.map((each) => ({ ...each, current: false })) };
    },
  );
  app.get(
    `${path}/:id`,
    {
      ...support,
      schema: {
        tags,
        summary: 'One saved login of a user',
        params: OneOfUser,
        response: { 200: TrustedDevice, ...refused },
      },
    },
    async (request) => oneOf(await listTrustedDevices(ctx, (await ownerIn(ctx, request)).id), request.params.id),
  );
  app.delete(
    path,
    {
      ...support,
      schema: {
        tags,
        summary: "Revokes a user's trusted devices, with the sessions begun from them",
        params: OfUser,
        response: { 204: NoContent, ...refused },
      },
    },
    async (request, reply) => {
      const user = await ownerIn(ctx, request);
      granted(await revokeTrustedDevices(ctx, user, { exceptSession: null }, request.caller()));
      return reply.code(204).send();
    },
  );
  app.delete(
    `${path}/:id`,
    {
      ...support,
      schema: {
        tags,
        summary: 'Revokes one trusted device of a user, with the sessions begun from it',
        params: OneOfUser,
        response: { 204: NoContent, ...refused },
      },
    },
    async (request, reply) => {
      const user = await ownerIn(ctx, request);
      const which = { id: request.params.id, exceptSession: null };
      granted(await revokeTrustedDevices(ctx, user, which, request.caller()));
      return reply.code(204).send();
    },
  );
}

function sessions(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  const path = '/v1/admin/tenants/:tenant/users/:userId/sessions';
  app.get(
    path,
    {
      ...support,
      schema: {
        tags,
        summary: 'Where a user is signed in; none of the sessions is `current`',
        params: OfUser,
        response: { 200: list('sessions', ListedSession), ...refused },
      },
    },
    async (request) => {
      const live = await listSessions(ctx, (await ownerIn(ctx, request)).id);
      return { sessions: live.map((each) => ({ ...each, current: false })) };
    },
  );
  app.get(
    `${path}/:id`,
    {
      ...support,
      schema: {
        tags,
        summary: 'One session of a user',
        params: OneOfUser,
        response: { 200: ListedSession, ...refused },
      },
    },
    async (request) => oneOf(await listSessions(ctx, (await ownerIn(ctx, request)).id), request.params.id),
  );
  app.delete(
    path,
    {
      ...support,
      schema: {
        tags,
        summary: 'Signs a user out everywhere; trusted devices stay',
        params: OfUser,
        response: { 204: NoContent, ...refused },
      },
    },
    async (request, reply) => {
      granted(await revokeSessions(ctx, await ownerIn(ctx, request), { except: null }, request.caller()));
      return reply.code(204).send();
    },
  );
  app.delete(
    `${path}/:id`,
    {
      ...support,
      schema: {
        tags,
        summary: 'Ends one session of a user',
        params: OneOfUser,
        response: { 204: NoContent, ...refused },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      granted(await revokeSessions(ctx, await ownerIn(ctx, request), { id }, request.caller()));
      return reply.code(204).send();
    },
  );
}
