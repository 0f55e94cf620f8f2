import Type from 'typebox';
import { EVENT_TYPES } from '../events/catalogue.ts';
import { Acr, body, GivenTime, Id, Nullable, NullableTime, named, Time } from './fields.ts';
import { type ProblemCode, problems } from './problems.ts';

export * from './fields.ts';

export const User = named(
  'User',
  Type.Object(
    {
      id: Id('The user'),
      username: Type.String(),
      displayName: Type.String(),
      tenant: Type.String({ description: 'slug' }),
    },
    { description: 'Who signs in.' },
  ),
);

const sessionProperties = {
  id: Id('The session'),
  createdAt: Time('Begun'),
  lastUsedAt: Time('Used last, to the minute'),
  expiresAt: Time('Ends at the latest'),
  idleExpiresAt: Time('Ends when it is not used until then'),
  authenticatedAt: Time('A password or code was given last'),
  methods: Type.Array(Type.String(), {
    description: 'RFC 8176 names (`pwd`, `otp`) and `recovery_code`, `trusted_device`.',
    examples: [['pwd', 'otp']],
  }),
  acr: Acr,
  trustedDeviceId: Nullable(Type.String({ format: 'uuid', description: 'The trusted device it was begun from.' })),
};

export const Session = named('Session', Type.Object(sessionProperties, { description: 'What a login gives.' }));

export const ListedSession = named(
  'ListedSession',
  Type.Object(
    {
      ...sessionProperties,
      current: Type.Boolean({ description: 'The session that asks.' }),
      ip: Nullable(Type.String({ description: 'The address it was begun from.' })),
      userAgent: Nullable(Type.String()),
    },
    { description: 'A session in a list.' },
  ),
);

export const TwoFactor = named(
  'TwoFactor',
  Type.Object(
    {
      enabled: Type.Boolean({ description: 'The user has an authenticator.' }),
      required: Type.Boolean({ description: "The tenant's policy demands one." }),
      deadline: NullableTime('Until when the user may go without; null: no such time lies ahead'),
      recoveryCodesLeft: Type.Integer(),
    },
    { description: "How it stands with the user's second factor." },
  ),
);

export const Enrollment = named(
  'Enrollment',
  Type.Object(
    {
      id: Id('The authenticator to be'),
      secret: Type.String({ description: 'Base32 (RFC 4648), 160 bits; shown until confirmed.' }),
      otpauthUri: Type.String({ description: 'Key URI: SHA1, 6 digits, 30 s. The QR code carries it.' }),
      qrCode: Type.Object({ svg: Type.String(), png: Type.String() }, { description: 'Paths of the pictures.' }),
      expiresAt: Time('Confirm it before'),
    },
    { description: 'A secret on its way to become an authenticator.' },
  ),
);

export const Authenticator = named(
  'Authenticator',
  Type.Object(
    {
      id: Id('The authenticator'),
      type: Type.Literal('totp'),
      name: Type.String(),
      confirmedAt: Time('Added'),
      lastUsedAt: NullableTime('Gave a code last'),
    },
    { description: 'An authenticator app of the user.' },
  ),
);

export const TrustedDevice = named(
  'TrustedDevice',
  Type.Object(
    {
      id: Id('The trusted device'),
      name: Type.String({ examples: ['Chrome on Windows'] }),
      current: Type.Boolean({ description: 'The session that asks was begun from it.' }),
      createdAt: Time('Trusted since'),
      lastUsedAt: Time('Spared a code last'),
      expiresAt: Time('Trusted until; use does not prolong it'),
      ip: Nullable(Type.String()),
      userAgent: Nullable(Type.String()),
    },
    { description: 'A browser that is asked for no code: a saved login.' },
  ),
);

const twoFactorPolicy = Type.Union([Type.Literal('optional'), Type.Literal('required')], {
  description: 'Whether users must have a second factor.',
});
const enforcedFrom = 'From when `required` bites; null: at once';
const days = Type.Integer({ minimum: 1, maximum: 365, description: 'Days a device stays trusted.' });
const maxPerUser = Type.Integer({ minimum: 1, maximum: 100, description: 'Trusted devices a user may have.' });
const idleMinutes = Type.Integer({
  minimum: 1,
  maximum: 10080,
  description: 'Minutes without use that end a session.',
});
const absoluteHours = Type.Integer({ minimum: 1, maximum: 720, description: 'Hours that end a session in any case.' });
const minLength = Type.Integer({
  minimum: 8,
  maximum: 128,
  description: 'Code points of a new password. Never given: 15, or 8 where 2FA is required.',
});
const enabled = Type.Boolean({ description: 'Off: no device is trusted, and none may be added.' });
const resetCodeRequired = Type.Boolean({
  description: 'A support reset makes a one-time code that enrolment asks for.',
});

export const Policy = named(
  'Policy',
  Type.Object(
    {
      twoFactor: twoFactorPolicy,
      enforcedFrom: NullableTime(enforcedFrom),
      trustedDevices: Type.Object({ enabled, days, maxPerUser }),
      sessions: Type.Object({ idleMinutes, absoluteHours }),
      passwords: Type.Object({ minLength }),
      resetCodeRequired,
    },
    { description: 'What a tenant demands. A stricter policy applies at once to what was issued before.' },
  ),
);

export const PolicyChange = named(
  'PolicyChange',
  body(
    {
      twoFactor: Type.Optional(twoFactorPolicy),
      enforcedFrom: Type.Optional(Nullable(GivenTime(enforcedFrom))),
      trustedDevices: Type.Optional(
        body({ enabled: Type.Optional(enabled), days: Type.Optional(days), maxPerUser: Type.Optional(maxPerUser) }),
      ),
      sessions: Type.Optional(
        body({ idleMinutes: Type.Optional(idleMinutes), absoluteHours: Type.Optional(absoluteHours) }),
      ),
      passwords: Type.Optional(body({ minLength: Type.Optional(minLength) })),
      resetCodeRequired: Type.Optional(resetCodeRequired),
    },
    'A policy in part; what is left out stays as it is.',
  ),
);

export const Event = named(
  'Event',
  Type.Object(
    {
      id: Id('The event'),
      type: Type.Unsafe<string>({ type: 'string', enum: [...EVENT_TYPES] }),
      at: Time('When'),
      tenant: Type.String({ description: 'slug' }),
      userId: Nullable(Type.String({ format: 'uuid', description: 'Whom it is about.' })),
      actor: Type.Object(
        {
          kind: Type.Unsafe<string>({ type: 'string', enum: ['user', 'api_key', 'system', 'anonymous'] }),
          id: Nullable(Type.String()),
        },
        { description: 'Who did it.' },
      ),
      ip: Nullable(Type.String()),
      userAgent: Nullable(Type.String()),
      requestId: Nullable(Type.String()),
      data: Type.Record(Type.String(), Type.Unknown(), { description: 'What else is to say; never a secret.' }),
    },
    { description: 'A security event, written in the transaction of what it reports.' },
  ),
);

export const Problem = named(
  'Problem',
  Type.Object(
    {
      type: Type.String({ examples: ['urn:imagecapture-auth:problem:invalid_credentials'] }),
      title: Type.String(),
      status: Type.Integer(),
      code: Type.Unsafe<ProblemCode>({
        type: 'string',
        enum: Object.keys(problems),
        description: 'Stable; translate this.',
      }),
      detail: Type.Optional(Type.String()),
      retryAfter: Type.Optional(Type.Integer({ description: 'Seconds, as in Retry-After.' })),
      attemptsLeft: Type.Optional(
        Type.Integer({ description: 'Codes that may still be tried in this login or enrolment.' }),
      ),
      reasons: Type.Optional(
        Type.Array(Type.String(), {
          description:
            '`too_short`, `too_long`, `too_common`, `contains_username`, `contains_tenant`, `control_characters`, `unchanged`',
        }),
      ),
      errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
      requestId: Type.String(),
    },
    { description: 'RFC 9457 problem details.' },
  ),
);

/** The problem answers of a route, by status; each names its codes. The database may be away in any of them. */
export function refuses(...codes: ProblemCode[]) {
  const byStatus = Map.groupBy(new Set<ProblemCode>([...codes, 'unavailable']), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: same.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}
