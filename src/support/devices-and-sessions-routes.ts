import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TSchema } from 'typebox';
import type { Caller, Context } from '../context.ts';
import { services } from '../http/callers.ts';
import { granted, refusal } from '../http/problems.ts';
import { Id, InTenant, ListedSession, list, NoContent, refuses, TrustedDevice } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { type Refused, refuse } from '../refusal.ts';
import { listSessions, revokeSessions } from '../sessions/own-sessions.ts';
import { listTrustedDevices, revokeTrustedDevices } from '../sessions/saved-logins.ts';
import { findOwner } from '../users/managed-users.ts';

/** Where a user is signed in, and which browsers are spared a code; the support desk may end both. */
export async function devicesAndSessionsRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(services, { ctx });
  fourCalls(app, ctx, {
    path: 'trusted-devices',
    noun: 'TrustedDevice',
    name: 'trustedDevices',
    schema: TrustedDevice,
    summaries: {
      list: "A user's saved logins; none of them is `current`",
      one: 'One saved login of a user',
      endAll: "Revokes a user's trusted devices, with the sessions begun from them",
      endOne: 'Revokes one trusted device of a user, with the sessions begun from it',
    },
    list: (userId) => listTrustedDevices(ctx, userId),
    end: (user, id, caller) =>
      revokeTrustedDevices(ctx, user, { ...(id === null ? {} : { id }), exceptSession: null }, caller),
  });
  fourCalls(app, ctx, {
    path: 'sessions',
    noun: 'Session',
    name: 'sessions',
    schema: ListedSession,
    summaries: {
      list: 'Where a user is signed in; none of the sessions is `current`',
      one: 'One session of a user',
      endAll: 'Signs a user out everywhere; trusted devices stay',
      endOne: 'Ends one session of a user',
    },
    list: (userId) => listSessions(ctx, userId),
    end: (user, id, caller) => revokeSessions(ctx, user, id === null ? { except: null } : { id }, caller),
  });
}

interface Held {
  path: string;
  noun: string;
  name: string;
  schema: TSchema;
  summaries: { list: string; one: string; endAll: string; endOne: string };
  list: (userId: string) => Promise<{ id: string }[]>;
  end: (user: { id: string; tenantId: string }, id: string | null, caller: Caller) => Promise<object | Refused>;
}

/** Lists, shows and ends what a user holds; `current` is none of it, since the desk asks. */
function fourCalls(instance: FastifyInstance, ctx: Context, held: Held) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  const { summaries } = held;
  const path = `/v1/admin/tenants/:tenant/users/:userId/${held.path}`;
  const options = (operationId: string, summary: string, answer: object, params: TSchema) => ({
    config: { roles: ['support', 'admin'] } as const,
    schema: {
      tags: ['Support'],
      operationId,
      summary,
      params,
      response: {
        ...answer,
        ...refuses('invalid_request', 'not_authenticated', 'forbidden', 'tenant_not_found', 'not_found'),
      },
    },
  });
  const OfUser = Type.Object({ ...InTenant.properties, userId: Id('The user') });
  const OneOfUser = Type.Object({ ...OfUser.properties, id: Id('Which one') });
  const owner = async (request: FastifyRequest) => {
    const { tenant, userId } = request.params as { tenant: string; userId: string };
    return granted(await findOwner(ctx.db, tenant, userId));
  };
  const shown = async (request: FastifyRequest) =>
    (await held.list((await owner(request)).id)).map((each) => ({ ...each, current: false }));
  const idOf = (request: FastifyRequest) => (request.params as { id: string }).id;

  app.get(
    path,
    options(`listUser${held.noun}s`, summaries.list, { 200: list(held.name, held.schema) }, OfUser),
    async (request) => {
      return { [held.name]: await shown(request) } as never;
    },
  );
  app.get(
    `${path}/:id`,
    options(`getUser${held.noun}`, summaries.one, { 200: held.schema }, OneOfUser),
    async (request) => {
      const found = (await shown(request)).find(({ id }) => id === idOf(request));
      if (!found) throw refusal(refuse('not_found'));
      return found as never;
    },
  );
  app.delete(
    path,
    options(`revokeUser${held.noun}s`, summaries.endAll, { 204: NoContent }, OfUser),
    async (request, reply) => {
      granted(await held.end(await owner(request), null, request.caller()));
      return reply.code(204).send();
    },
  );
  app.delete(
    `${path}/:id`,
    options(`revokeUser${held.noun}`, summaries.endOne, { 204: NoContent }, OneOfUser),
    async (request, reply) => {
      granted(await held.end(await owner(request), idOf(request), request.caller()));
      return reply.code(204).send();
    },
  );
}
