import type { FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import type { LoginAnswer } from '../login/progress.ts';
import { putDevice, putLogin, putSession } from './cookies.ts';
import { Count, Label, named, RecoveryCodes, Session, Time, TwoFactor, User } from './schemas.ts';
import { Type } from './type.ts';

const loginToken = Type.Optional(Type.String({ description: 'In token mode only.', examples: ['ilt_…'] }));
export const trust = Type.Object(
  { enabled: Type.Boolean({ description: 'This browser may be trusted.' }), days: Count('For so many days.', 30) },
  { description: 'Whether the tenant lets browsers be trusted.' },
);

/** One answer for every step; `status` says which of the fields come with it. */
export const LoginStatus = named(
  'LoginStatus',
  Type.Object(
    {
      status: Type.Union(
        [
          Type.Literal('authenticated'),
          Type.Literal('challenge_required'),
          Type.Literal('enrollment_required'),
          Type.Literal('password_change_required'),
        ],
        { description: 'What the login owes next; `authenticated`: nothing, the session has begun.' },
      ),
      expiresAt: Type.Optional(Time('The login waits until then', '2026-11-24T09:35:00.000Z')),
      methods: Type.Optional(
        Type.Array(Type.Union([Type.Literal('totp'), Type.Literal('recovery_code')]), {
          description: '`challenge_required`: what is taken.',
          examples: [['totp', 'recovery_code']],
        }),
      ),
      attemptsLeft: Type.Optional(Count('`challenge_required`: codes that may be tried.', 5)),
      trustedDevices: Type.Optional(trust),
      reason: Type.Optional(
        Type.Union([Type.Literal('policy'), Type.Literal('reset')], { description: '`enrollment_required`: why.' }),
      ),
      resetCodeRequired: Type.Optional(
        Type.Boolean({ description: '`enrollment_required`: support has a code for the user.' }),
      ),
      user: Type.Optional(User),
      session: Type.Optional(Session),
      twoFactor: Type.Optional(TwoFactor),
      recoveryCodes: Type.Optional(RecoveryCodes),
      loginToken,
      sessionToken: Type.Optional(Type.String({ description: 'In token mode only.', examples: ['ist_…'] })),
      trustedDeviceToken: Type.Optional(
        Type.String({
          description: 'In token mode only: keep it in place of the one presented.',
          examples: ['itd_…'],
        }),
      ),
    },
    { description: 'Where a login stands.' },
  ),
);

export const trustFields = {
  trustDevice: Type.Optional(Type.Boolean({ description: 'Ask for no code from here next time.' })),
  deviceName: Type.Optional(Label('What to call this device; else it is named from its user agent.', ['Front desk'])),
};

/** What every step after the password may refuse. */
export const stepRefusals = [
  'invalid_request',
  'login_expired',
  'origin_not_allowed',
  'login_completed',
  'wrong_login_step',
] as const;

/** Tokens travel as the login call decided: in the body, or in cookies and never in a body. */
export function answer(reply: FastifyReply, ctx: Context, { mode, body: status, ...tokens }: LoginAnswer) {
  const { loginToken, sessionToken, trust } = tokens;
  reply.outcome = status.status;
  if (mode === 'token')
    return {
      ...status,
      ...(loginToken ? { loginToken } : {}),
      ...(sessionToken ? { sessionToken } : {}),
      ...(trust?.token ? { trustedDeviceToken: trust.token } : {}),
    };
  if (loginToken) putLogin(reply, ctx.config, loginToken);
  if (sessionToken) {
    putSession(reply, ctx.config, sessionToken);
    putLogin(reply, ctx.config, null);
  }
  if (trust) putDevice(reply, ctx.config, trust.deviceCookie, trust.token, trust.expiresAt);
  return status;
}
