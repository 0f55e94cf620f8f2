import { EVENT_TYPES } from '../events/catalogue.ts';
import { Acr, body, Count, GivenTime, Id, Nullable, NullableTime, named, Shown, Time } from './fields.ts';
import { type ProblemCode, problemBody, problems } from './problems.ts';
import { Type } from './type.ts';

export * from './fields.ts';

const slug = Shown('The slug of the tenant.', 'acme');
const ip = Nullable(Shown('The address it came from; null: unknown.', '203.0.113.7'));
const userAgent = Nullable(
  Shown('The browser, as it names itself; null: it does not.', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) …'),
);

export const User = named(
  'User',
  Type.Object(
    {
      id: Id('The user'),
      username: Shown('As it was given; compared after NFC and case folding.', 'alice@example.com'),
      displayName: Shown('How the user is called on screen.', 'Alice Ames'),
      tenant: slug,
    },
    { description: 'Who signs in.' },
  ),
);

const sessionProperties = {
  id: Id('The session'),
  createdAt: Time('Begun'),
  lastUsedAt: Time('Used last, to the minute'),
  expiresAt: Time('Ends at the latest', '2026-11-24T21:30:00.000Z'),
  idleExpiresAt: Time('Ends when it is not used until then', '2026-11-24T10:00:00.000Z'),
  authenticatedAt: Time('A password or code was given last'),
  methods: Type.Array(Type.String(), {
    description: 'RFC 8176 names (`pwd`, `otp`) and `recovery_code`, `trusted_device`.',
    examples: [['pwd', 'otp']],
  }),
  acr: Acr,
  trustedDeviceId: Nullable(
    Type.String({ format: 'uuid', description: 'The trusted device it was begun from; null: none.', examples: [null] }),
  ),
};

export const Session = named('Session', Type.Object(sessionProperties, { description: 'What a login gives.' }));

export const ListedSession = named(
  'ListedSession',
  Type.Object(
    {
      ...sessionProperties,
      current: Type.Boolean({ description: 'The session that asks.' }),
      ip,
      userAgent,
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
      deadline: NullableTime('Until when the user may go without; null: no such time lies ahead', null),
      recoveryCodesLeft: Count('Recovery codes that still work.', 10),
    },
    { description: "How it stands with the user's second factor." },
  ),
);

export const Enrollment = named(
  'Enrollment',
  Type.Object(
    {
      id: Id('The authenticator to be'),
      secret: Shown('Base32 (RFC 4648), 160 bits; shown until confirmed.', 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'),
      otpauthUri: Shown(
        'Key URI: SHA1, 6 digits, 30 s. The QR code carries it.',
        'otpauth://totp/ImageCapture%3Aalice%40example.com?issuer=ImageCapture&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30',
      ),
      qrCode: Type.Object(
        {
          svg: Shown('Sharp at every size.', '/v1/login/enrollment/qr.svg'),
          png: Shown('For mails and old browsers.', '/v1/login/enrollment/qr.png'),
        },
        { description: 'Paths of the pictures; they take the same credential.' },
      ),
      expiresAt: Time('Confirm it before', '2026-11-24T09:45:00.000Z'),
    },
    { description: 'A secret on its way to become an authenticator.' },
  ),
);

export const Authenticator = named(
  'Authenticator',
  Type.Object(
    {
      id: Id('The authenticator'),
      type: Type.Literal('totp', { description: 'RFC 6238: SHA1, 6 digits, 30 s.' }),
      name: Shown('What the user calls it.', 'My phone'),
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
      name: Shown('As the user named it, or from its user agent.', 'Chrome on Windows'),
      current: Type.Boolean({ description: 'The session that asks was begun from it.' }),
      createdAt: Time('Trusted since'),
      lastUsedAt: Time('Spared a code last'),
      expiresAt: Time('Trusted until; use does not prolong it', '2026-12-24T09:30:00.000Z'),
      ip,
      userAgent,
    },
    { description: 'A browser that is asked for no code: a saved login.' },
  ),
);

const twoFactorPolicy = Type.Union([Type.Literal('optional'), Type.Literal('required')], {
  description: 'Whether users must have a second factor.',
});
const enforcedFrom = 'From when `required` bites; null: at once';
const days = Type.Integer({ minimum: 1, maximum: 365, description: 'Days a device stays trusted.', examples: [30] });
const maxPerUser = Type.Integer({
  minimum: 1,
  maximum: 100,
  description: 'Trusted devices a user may have.',
  examples: [10],
});
const idleMinutes = Type.Integer({
  minimum: 1,
  maximum: 10080,
  description: 'Minutes without use that end a session.',
  examples: [30],
});
const absoluteHours = Type.Integer({
  minimum: 1,
  maximum: 720,
  description: 'Hours that end a session in any case.',
  examples: [12],
});
const minLength = Type.Integer({
  minimum: 8,
  maximum: 128,
  description: 'Code points of a new password. Never given: 15, or 8 where 2FA is required.',
  examples: [15],
});
const enabled = Type.Boolean({ description: 'Off: no device is trusted, and none may be added.' });
const resetCodeRequired = Type.Boolean({
  description: 'A support reset makes a one-time code that enrolment asks for.',
});

const TRUST = 'Browsers that are asked for no code.';
const SESSIONS = 'How long a sign-in lasts.';
const PASSWORDS = 'What a new password must be.';

export const Policy = named(
  'Policy',
  Type.Object(
    {
      twoFactor: twoFactorPolicy,
      enforcedFrom: NullableTime(enforcedFrom, null),
      trustedDevices: Type.Object({ enabled, days, maxPerUser }, { description: TRUST }),
      sessions: Type.Object({ idleMinutes, absoluteHours }, { description: SESSIONS }),
      passwords: Type.Object({ minLength }, { description: PASSWORDS }),
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
        body(
          { enabled: Type.Optional(enabled), days: Type.Optional(days), maxPerUser: Type.Optional(maxPerUser) },
          TRUST,
        ),
      ),
      sessions: Type.Optional(
        body({ idleMinutes: Type.Optional(idleMinutes), absoluteHours: Type.Optional(absoluteHours) }, SESSIONS),
      ),
      passwords: Type.Optional(body({ minLength: Type.Optional(minLength) }, PASSWORDS)),
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
      type: Type.Unsafe<string>({ type: 'string', enum: [...EVENT_TYPES], description: 'What happened.' }),
      at: Time('When'),
      tenant: slug,
      userId: Nullable(
        Type.String({
          format: 'uuid',
          description: 'Whom it is about; null: nobody that is known.',
          examples: ['019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d'],
        }),
      ),
      actor: Type.Object(
        {
          kind: Type.Unsafe<string>({
            type: 'string',
            enum: ['user', 'api_key', 'system', 'anonymous'],
            description: 'Of what kind.',
          }),
          id: Nullable(Shown('Of the user or API key; null: it has none.', '019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d')),
        },
        { description: 'Who did it.' },
      ),
      ip,
      userAgent,
      requestId: Nullable(
        Shown('`X-Request-Id` of the call; null: there was none.', '019a1c2e-8f00-7d11-a3c4-5e6f70819203'),
      ),
      data: Type.Record(Type.String(), Type.Unknown(), {
        description: 'What else is to say; never a secret.',
        examples: [{ methods: ['pwd', 'otp'] }],
      }),
    },
    { description: 'A security event, written in the transaction of what it reports.' },
  ),
);

export const FieldErrors = Type.Array(
  Type.Object({
    path: Shown('JSON pointer (RFC 6901) into what was sent.', '/username'),
    message: Shown('What it must be, in English.', 'must NOT have fewer than 1 characters'),
  }),
  { description: 'What is wrong in which field; at most 20.' },
);

export const Problem = named(
  'Problem',
  Type.Object(
    {
      type: Shown('A URN that ends in the code.', 'urn:imagecapture-auth:problem:password_not_acceptable'),
      title: Shown('The code in words, in English.', problems.password_not_acceptable.title),
      status: Count('The HTTP status.', 400),
      code: Type.Unsafe<ProblemCode>({
        type: 'string',
        enum: Object.keys(problems),
        description: 'Stable; translate this. Each is explained at the top of this document.',
        examples: ['password_not_acceptable'],
      }),
      detail: Type.Optional(Shown('What is wrong in this case, in English.', 'The body is not valid JSON.')),
      retryAfter: Type.Optional(Count('Seconds, as in Retry-After.', 30)),
      attemptsLeft: Type.Optional(Count('Codes that may still be tried in this login or enrolment.', 4)),
      reasons: Type.Optional(
        Type.Array(Type.String(), {
          description:
            '`too_short`, `too_long`, `too_common`, `contains_username`, `contains_tenant`, `control_characters`, `unchanged`',
          examples: [['too_short']],
        }),
      ),
      errors: Type.Optional(FieldErrors),
      requestId: Shown('`X-Request-Id` of the answer: the log names it.', '019a1c2e-8f00-7d11-a3c4-5e6f70819203'),
    },
    {
      description: 'RFC 9457 problem details.',
      examples: [problemBody('invalid_credentials', {}, '019a1c2e-8f00-7d11-a3c4-5e6f70819203')],
    },
  ),
);

/** The problem answers of a route, by status; each names its codes. The database may be away in any of them. */
export function refuses(...codes: ProblemCode[]) {
  const byStatus = Map.groupBy(new Set<ProblemCode>([...codes, 'unavailable']), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      {
        description: `${same.map((code) => `\`${code}\`: ${problems[code].title}`).join('; ')}.`,
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}
