import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { EVENT_TYPES } from '../events/catalogue.ts';
import { services } from '../http/callers.ts';
import { granted } from '../http/problems.ts';
import {
  body,
  Count,
  Id,
  InTenant,
  NoContent,
  Nullable,
  NullableTime,
  named,
  Page,
  paged,
  refuses,
  Shown,
  Text,
  Time,
} from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { listDeliveries } from './deliveries.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  findWebhook,
  listWebhooks,
  rotateWebhookSecret,
} from './webhooks.ts';

const tags = ['Webhooks'];
const config = { config: { roles: ['admin', 'backend'] } } as const;
const denied = ['not_authenticated', 'forbidden', 'tenant_not_found'] as const;
const PATH = '/v1/admin/tenants/:tenant/webhooks';
const params = Type.Object({ ...InTenant.properties, id: Id('The webhook') });

const EventTypes = Nullable(
  Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...EVENT_TYPES] }), {
    minItems: 1,
    maxItems: EVENT_TYPES.length,
    uniqueItems: true,
    description: 'The events to send; null: all.',
    examples: [['login.succeeded', 'two_factor.reset']],
  }),
);
const Url = Text(
  '`https://…`, without user, password and fragment; `http://` and addresses of a private network only where the service allows them. Redirects are not followed.',
  2048,
  1,
  ['https://app.example.com/hooks/auth'],
);
const Enabled = Type.Boolean({
  description: 'Off: new events are not sent to it, and what is still owed waits.',
});

const webhookProperties = {
  id: Id('The webhook'),
  url: Shown('Where events are sent.', 'https://app.example.com/hooks/auth'),
  eventTypes: EventTypes,
  enabled: Enabled,
  disabledReason: Type.Unsafe<'gone' | 'gave_up' | null>({
    type: ['string', 'null'],
    enum: ['gone', 'gave_up', null],
    description:
      'Why the service has disabled it: the receiver has answered 410 (`gone`), or nothing has got through for days (`gave_up`). Enable it again once that is mended.',
    examples: [null],
  }),
  previousSecretExpiresAt: NullableTime('Until when the secret before the last rotation signs, too', null),
  createdAt: Time('Made'),
};
const Webhook = named(
  'Webhook',
  Type.Object(webhookProperties, {
    description:
      'Where events are sent as they happen: `{ "type", "timestamp", "data": Event }`, signed as Standard Webhooks says (`webhook-id`, `webhook-timestamp`, `webhook-signature`). `webhook-id` is the id of the event and the same at every attempt: whoever has seen it needs not handle it again. Events may come out of order. Any 2xx within 15 seconds is a yes; 410 disables the webhook; anything else is tried again, ten times over three days.',
  }),
);
const NewWebhook = named(
  'NewWebhook',
  Type.Object(
    {
      ...webhookProperties,
      secret: Type.String({
        description: 'Verifies the signatures (`whsec_` and base64 of 32 bytes). Shown once.',
        examples: ['whsec_…'],
      }),
    },
    { description: 'A webhook with its secret.' },
  ),
);
const Delivery = named(
  'Delivery',
  Type.Object(
    {
      id: Id('What `webhook-id` carries: the id of the event'),
      eventId: Id('The event'),
      type: Type.Unsafe<string>({ type: 'string', enum: [...EVENT_TYPES], description: 'The type of the event.' }),
      status: Type.Unsafe<'pending' | 'delivered' | 'failed'>({
        type: 'string',
        enum: ['pending', 'delivered', 'failed'],
        description: '`failed`: it is not tried again.',
        examples: ['delivered'],
      }),
      attempts: Count('How often it was tried.', 1),
      lastStatus: Nullable(Count('HTTP status of the last answer; null: there was none.', 204)),
      lastError: Nullable(
        Type.String({
          description:
            '`address_refused` (it leads into a private network), `name_not_resolved`, `connection_failed`, `tls_failed`, `timeout` (15 seconds), `bad_answer` (not HTTP), `redirected`, `gone`, `unexpected_status`, `internal_error` (ours); null: none',
          examples: [null],
        }),
      ),
      createdAt: Time('Owed since'),
      lastAttemptAt: NullableTime('Tried last'),
      nextAttemptAt: NullableTime(
        'Tried next at the earliest; null: it is not, or not while the webhook is disabled',
        null,
      ),
      finishedAt: NullableTime('Delivered or failed'),
    },
    { description: 'An event on its way to a webhook.' },
  ),
);

export async function webhookRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(async (context) => {
    await context.register(services, { ctx });
    collection(context, ctx);
    single(context, ctx);
  });
}

function collection(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    PATH,
    {
      ...config,
      schema: {
        tags,
        operationId: 'createWebhook',
        summary: 'Makes a webhook; its first event is its own `webhook.created`',
        params: InTenant,
        body: body({
          url: Url,
          eventTypes: Type.Optional(EventTypes),
          enabled: Type.Optional(Enabled),
        }),
        response: { 201: NewWebhook, ...refuses('invalid_request', ...denied, 'too_many_webhooks') },
      },
    },
    async (request, reply) =>
      reply.code(201).send(granted(await createWebhook(ctx, request.params.tenant, request.body, request.caller()))),
  );
  app.get(
    PATH,
    {
      ...config,
      schema: {
        tags,
        operationId: 'listWebhooks',
        summary: 'The webhooks of a tenant, newest first',
        params: InTenant,
        querystring: body(Page),
        response: {
          200: paged('webhooks', Webhook),
          ...refuses('invalid_request', ...denied),
        },
      },
    },
    async (request) => granted(await listWebhooks(ctx, request.params.tenant, request.query)),
  );
}

function single(instance: FastifyInstance, ctx: Context) {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  const refused = refuses('invalid_request', ...denied, 'not_found');
  app.get(
    `${PATH}/:id`,
    {
      ...config,
      schema: {
        tags,
        operationId: 'getWebhook',
        summary: 'One webhook',
        params,
        response: { 200: Webhook, ...refused },
      },
    },
    async (request) => granted(await findWebhook(ctx, request.params.tenant, request.params.id)),
  );
  app.patch(
    `${PATH}/:id`,
    {
      ...config,
      schema: {
        tags,
        operationId: 'updateWebhook',
        summary: 'Changes a webhook; enabling it again sends what waits',
        params,
        body: body({
          url: Type.Optional(Url),
          eventTypes: Type.Optional(EventTypes),
          enabled: Type.Optional(Enabled),
        }),
        response: { 200: Webhook, ...refused },
      },
    },
    async (request) => {
      const { tenant, id } = request.params;
      return granted(await changeWebhook(ctx, tenant, id, request.body, request.caller()));
    },
  );
  app.delete(
    `${PATH}/:id`,
    {
      ...config,
      schema: {
        tags,
        operationId: 'deleteWebhook',
        summary: 'Deletes a webhook and what is owed to it',
        params,
        response: { 204: NoContent, ...refused },
      },
    },
    async (request, reply) => {
      const { tenant, id } = request.params;
      granted(await deleteWebhook(ctx, tenant, id, request.caller()));
      return reply.code(204).send();
    },
  );
  app.post(
    `${PATH}/:id/rotate-secret`,
    {
      ...config,
      schema: {
        tags,
        operationId: 'rotateWebhookSecret',
        summary: 'Makes a new secret; for 24 hours the old one signs, too',
        params,
        response: { 200: NewWebhook, ...refused },
      },
    },
    async (request) => {
      const { tenant, id } = request.params;
      return granted(await rotateWebhookSecret(ctx, tenant, id, request.caller()));
    },
  );
  app.get(
    `${PATH}/:id/deliveries`,
    {
      ...config,
      schema: {
        tags,
        operationId: 'listDeliveries',
        summary: 'What was or is to be sent to a webhook, newest first',
        params,
        querystring: body(Page),
        response: { 200: paged('deliveries', Delivery), ...refused },
      },
    },
    async (request) => {
      const { tenant, id } = request.params;
      return granted(await listDeliveries(ctx, tenant, id, request.query));
    },
  );
}
