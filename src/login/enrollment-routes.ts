import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { pendingLogin, pendingOf } from '../http/callers.ts';
import { QR_KINDS, qrAnswer, sendQr, totpCodeOf } from '../http/codes.ts';
import { answer, LoginStatus, stepRefusals, trustFields } from '../http/login-answer.ts';
import { granted } from '../http/problems.ts';
import { body, Enrollment, Label, refuses, TypedCode } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { beginEnrollment, confirmEnrollment, readLoginEnrollment } from './enrollment.ts';

const tags = ['Sign in'];

/** The steps of a login that owes an enrolment. */
export async function loginEnrollmentRoutes(instance: FastifyInstance, { ctx }: { ctx: Context }) {
  await instance.register(pendingLogin, { ctx });
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  app.post(
    '/v1/login/enrollment',
    {
      schema: {
        tags,
        operationId: 'beginLoginEnrollment',
        summary: 'Begins the enrolment that the login owes; beginning again replaces the secret',
        body: body({
          name: Type.Optional(Label('What to call the authenticator.', ['My phone'])),
          resetCode: Type.Optional(
            Type.String({
              maxLength: 64,
              description: 'What support read out after a reset.',
              examples: ['7K3M9-QXR2W'],
            }),
          ),
        }),
        response: {
          201: Enrollment,
          ...refuses(...stepRefusals, 'invalid_reset_code', 'too_many_attempts', 'too_many_requests', 'overloaded'),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request, reply) => {
      const { name = 'Authenticator app', resetCode } = request.body;
      const given = { name, resetCode: resetCode ?? null };
      const begun = granted(await beginEnrollment(ctx, pendingOf(request), given, request.caller()));
      return reply.code(201).send({
        ...begun,
        qrCode: { svg: '/v1/login/enrollment/qr.svg', png: '/v1/login/enrollment/qr.png' },
      });
    },
  );
  for (const kind of QR_KINDS)
    app.get(
      `/v1/login/enrollment/qr.${kind}`,
      {
        schema: {
          tags,
          operationId: `getLoginQr${kind === 'svg' ? 'Svg' : 'Png'}`,
          summary: `The QR code of the enrolment, as ${kind.toUpperCase()}`,
          response: {
            200: qrAnswer(kind),
            ...refuses(
              'login_expired',
              'enrollment_not_found',
              'too_many_requests',
              'login_completed',
              'wrong_login_step',
            ),
          },
        },
        preHandler: app.limitPictures,
      },
      async (request, reply) => sendQr(reply, kind, granted(await readLoginEnrollment(ctx, pendingOf(request))).uri),
    );
  app.post(
    '/v1/login/enrollment/confirm',
    {
      schema: {
        tags,
        operationId: 'confirmLoginEnrollment',
        summary: 'The code of the new authenticator: 2FA is on, and ten recovery codes are given once',
        body: body({ code: TypedCode, ...trustFields }),
        response: {
          200: LoginStatus,
          ...refuses(
            ...stepRefusals,
            'invalid_code',
            'trusted_devices_disabled',
            'enrollment_not_found',
            'too_many_requests',
            'overloaded',
          ),
        },
      },
      preHandler: app.limitCodes,
    },
    async (request, reply) => {
      const { code, trustDevice = false, deviceName } = request.body;
      const given = { code: totpCodeOf(code), trustDevice, deviceName: deviceName ?? null };
      return answer(reply, ctx, granted(await confirmEnrollment(ctx, pendingOf(request), given, request.caller())));
    },
  );
}
