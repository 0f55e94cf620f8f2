import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import type { Context } from '../context.ts';
import { holderIn, services } from '../http/callers.ts';
import { granted, refusal } from '../http/problems.ts';
import {
  body,
  GivenTime,
  Id,
  InTenant,
  Label,
  NoContent,
  Nullable,
  named,
  Page,
  Policy,
  PolicyChange,
  paged,
  refuses,
  Shown,
  Slug,
  Time,
} from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { refuse } from '../refusal.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import type { PolicyChange as Change } from './rules.ts';
import { createTenant, findTenant, listTenants, updateTenant } from './tenants.ts';

const tags = ['Tenants'];
const admin = { config: { roles: ['admin'] } } as const;
const denied = ['not_authenticated', 'forbidden'] as const;

const Tenant = named(
  'Tenant',
  Type.Object(
    {
      id: Id('The tenant'),
      slug: Slug,
      name: Shown("The customer's name.", 'Acme GmbH'),
      policy: Policy,
      createdAt: Time('Created'),
    },
    { description: 'A customer, with a link of its own.' },
  ),
);

const apiKeyProperties = {
  id: Id('The key; the user name in HTTP Basic'),
  name: Shown('What it is for.', 'ImageCapture backend'),
  role: Type.Union([Type.Literal('backend'), Type.Literal('support'), Type.Literal('admin')], {
    description: 'What it may do: sign users in and ask about sessions, help users, or administer.',
  }),
  tenant: Nullable(Shown("The slug of the tenant it is bound to; null: the platform's.", 'acme')),
  createdAt: Time('Made'),
  expiresAt: Time('Works until', '2027-11-24T09:30:00.000Z'),
};
const ApiKey = named('ApiKey', Type.Object(apiKeyProperties, { description: 'An API key, without the key itself.' }));
const NewApiKey = named(
  'NewApiKey',
  Type.Object(
    { ...apiKeyProperties, key: Type.String({ description: 'Shown once.', examples: ['iak_…'] }) },
    { description: 'An API key with the key itself.' },
  ),
);

/** A policy as the body gives it, its time read. */
function changeOf(policy: Static<typeof PolicyChange> | undefined): Change | undefined {
  if (policy?.enforcedFrom === undefined) return policy as Change | undefined;
  const { enforcedFrom, ...rest } = policy;
  return { ...rest, enforcedFrom: enforcedFrom === null ? null : new Date(enforcedFrom) };
}

export async function tenantRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(services, { ctx });
    tenants(context, ctx);
    apiKeys(context, ctx);
  });
}

function tenants(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/admin/tenants',
    {
      ...admin,
      schema: {
        tags,
        operationId: 'createTenant',
        summary: 'Creates a tenant (platform keys only)',
        body: body({
          slug: Slug,
          name: Label("The customer's name.", ['Acme GmbH']),
          policy: Type.Optional(PolicyChange),
        }),
        response: { 201: Tenant, ...refuses('invalid_request', ...denied, 'slug_taken') },
      },
    },
    async (request, reply) => {
      if (holderIn(request).tenant) throw refusal(refuse('forbidden'));
      const { slug, name } = request.body;
      const policy = changeOf(request.body.policy);
      const given = { slug, name, ...(policy ? { policy } : {}) };
      return reply.code(201).send(granted(await createTenant(ctx, given, request.caller())));
    },
  );
  app.get(
    '/v1/admin/tenants',
    {
      ...admin,
      schema: {
        tags,
        operationId: 'listTenants',
        summary: 'The tenants, newest first; of a key bound to one, that one',
        querystring: body(Page),
        response: {
          200: paged('tenants', Tenant),
          ...refuses('invalid_request', ...denied),
        },
      },
    },
    async (request) => listTenants(ctx.db, { only: holderIn(request).tenant?.id ?? null, ...request.query }),
  );
  app.get(
    '/v1/admin/tenants/:tenant',
    {
      ...admin,
      schema: {
        tags,
        operationId: 'getTenant',
        summary: 'One tenant with its policy',
        params: InTenant,
        response: { 200: Tenant, ...refuses(...denied, 'tenant_not_found') },
      },
    },
    async (request) => {
      const tenant = await findTenant(ctx.db, request.params.tenant);
      if (!tenant) throw refusal(refuse('tenant_not_found'));
      return tenant;
    },
  );
  app.patch(
    '/v1/admin/tenants/:tenant',
    {
      ...admin,
      schema: {
        tags,
        operationId: 'updateTenant',
        summary: 'Changes a tenant; a stricter policy applies at once to what was issued before',
        description: 'Only a key of the platform gives another `slug`: 403 `forbidden` to those bound to the tenant.',
        params: InTenant,
        body: body({
          slug: Type.Optional(Slug),
          name: Type.Optional(Label("The customer's name.", ['Acme GmbH'])),
          policy: Type.Optional(PolicyChange),
        }),
        response: { 200: Tenant, ...refuses('invalid_request', ...denied, 'tenant_not_found', 'slug_taken') },
      },
    },
    async (request) => {
      const { policy, ...rest } = request.body;
      const change = changeOf(policy);
      // a slug is what others know a customer by, in links and in the `aud` of tokens: who gives it makes tenants
      if (rest.slug !== undefined && rest.slug !== request.params.tenant && holderIn(request).tenant)
        throw refusal(refuse('forbidden'));
      return granted(
        await updateTenant(
          ctx,
          request.params.tenant,
          { ...rest, ...(change ? { policy: change } : {}) },
          request.caller(),
        ),
      );
    },
  );
}

function apiKeys(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/admin/api-keys',
    {
      ...admin,
      schema: {
        tags: ['API keys'],
        operationId: 'createApiKey',
        summary: "Makes an API key; one made with a tenant's key is bound to that tenant",
        body: body({
          name: Label('What it is for.', ['ImageCapture backend']),
          role: apiKeyProperties.role,
          tenant: Type.Optional(Slug),
          expiresAt: Type.Optional(GivenTime('At most 365 days ahead, which is also the default')),
        }),
        response: { 201: NewApiKey, ...refuses('invalid_request', ...denied, 'tenant_not_found') },
      },
    },
    async (request, reply) => {
      const { expiresAt, ...rest } = request.body;
      const given = { ...rest, ...(expiresAt ? { expiresAt: new Date(expiresAt) } : {}) };
      const made = granted(await createApiKey(ctx, given, holderIn(request).tenant, request.caller()));
      return reply.code(201).send(made);
    },
  );
  app.get(
    '/v1/admin/api-keys',
    {
      ...admin,
      schema: {
        tags: ['API keys'],
        operationId: 'listApiKeys',
        summary: 'The API keys that are not revoked, newest first',
        querystring: body(Page),
        response: {
          200: paged('apiKeys', ApiKey),
          ...refuses('invalid_request', ...denied),
        },
      },
    },
    async (request) => listApiKeys(ctx.db, { only: holderIn(request).tenant?.id ?? null, ...request.query }),
  );
  app.delete(
    '/v1/admin/api-keys/:id',
    {
      ...admin,
      schema: {
        tags: ['API keys'],
        operationId: 'revokeApiKey',
        summary: 'Revokes an API key at once',
        params: Type.Object({ id: Id('The key') }),
        response: { 204: NoContent, ...refuses('invalid_request', ...denied, 'not_found') },
      },
    },
    async (request, reply) => {
      granted(await revokeApiKey(ctx, request.params.id, holderIn(request).tenant, request.caller()));
      return reply.code(204).send();
    },
  );
}
