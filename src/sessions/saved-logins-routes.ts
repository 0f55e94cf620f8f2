import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { account, signedInOf } from '../http/callers.ts';
import { granted } from '../http/problems.ts';
import { body, Id, Label, list, NoContent, refuses, TrustedDevice } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { listTrustedDevices, renameTrustedDevice, revokeTrustedDevices } from './saved-logins.ts';

const tags = ['Account'];
const ById = Type.Object({ id: Id('The trusted device') });
const signedOut = ['not_authenticated'] as const;
const unsafe = ['invalid_request', 'not_authenticated', 'origin_not_allowed'] as const;

export async function savedLoginRoutes(instance: FastifyInstance, { ctx }: { ctx: Context }) {
  await instance.register(account, { ctx });
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/account/trusted-devices',
    {
      schema: {
        tags,
        operationId: 'listTrustedDevices',
        summary: 'The saved logins',
        response: { 200: list('trustedDevices', TrustedDevice), ...refuses(...signedOut) },
      },
    },
    async (request) => {
      const { user, session } = signedInOf(request);
      const devices = await listTrustedDevices(ctx, user.id);
      return { trustedDevices: devices.map((each) => ({ ...each, current: each.id === session.trustedDeviceId })) };
    },
  );
  app.patch(
    '/v1/account/trusted-devices/:id',
    {
      schema: {
        tags,
        operationId: 'renameTrustedDevice',
        summary: 'Renames a trusted device',
        params: ById,
        body: body({ name: Label('Its new name.', ['Front desk']) }),
        response: { 200: TrustedDevice, ...refuses(...unsafe, 'not_found') },
      },
    },
    async (request) => {
      const { user, session } = signedInOf(request);
      const device = granted(await renameTrustedDevice(ctx, user.id, request.params.id, request.body.name));
      return { ...device, current: device.id === session.trustedDeviceId };
    },
  );
  app.delete(
    '/v1/account/trusted-devices',
    {
      schema: {
        tags,
        operationId: 'revokeTrustedDevices',
        summary: 'Revokes all trusted devices',
        response: { 204: NoContent, ...refuses(...unsafe) },
      },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      const user = { id: who.user.id, tenantId: who.tenantId };
      granted(await revokeTrustedDevices(ctx, user, { exceptSession: who.session.id }, request.caller()));
      return reply.code(204).send();
    },
  );
  app.delete(
    '/v1/account/trusted-devices/:id',
    {
      schema: {
        tags,
        operationId: 'revokeTrustedDevice',
        summary: 'Revokes a trusted device: the next login from there asks for a code',
        params: ById,
        response: { 204: NoContent, ...refuses(...unsafe, 'not_found') },
      },
    },
    async (request, reply) => {
      const who = signedInOf(request);
      const user = { id: who.user.id, tenantId: who.tenantId };
      const which = { id: request.params.id, exceptSession: who.session.id };
      granted(await revokeTrustedDevices(ctx, user, which, request.caller()));
      return reply.code(204).send();
    },
  );
}
