import type { Static, TSchema } from 'typebox';
import { SLUG } from '../tenants/rules.ts';
import { USERNAME } from '../users/rules.ts';
import { Type } from './type.ts';

/** The schemas that several routes speak of. Each stands once in the OpenAPI document, under its name. */
export const components = new Map<string, TSchema>();

/** Registers a schema once and gives a reference to it that keeps its type. */
export function named<T extends TSchema>(name: string, schema: T) {
  components.set(name, { ...schema, $id: name });
  return Type.Unsafe<Static<T>>({ $ref: `${name}#` });
}

/** Text and numbers in answers. */
export const Shown = (description: string, example: string) => Type.String({ description, examples: [example] });
export const Count = (description: string, example: number) => Type.Integer({ description, examples: [example] });

/** Text that PostgreSQL can hold: no NUL, no lone surrogate. */
const TEXT = '^[^\\u0000\\ud800-\\udfff]*$';

export const Text = (description: string, max: number, min = 1, examples: string[] = []) =>
  Type.String({ minLength: min, maxLength: max, pattern: TEXT, description, ...(examples.length ? { examples } : {}) });

/** A label without control characters, since it is shown in lists. */
export const Label = (description: string, examples: string[] = []) =>
  Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]*$',
    description,
    ...(examples.length ? { examples } : {}),
  });

const EXAMPLE_ID = '019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d';
const EXAMPLE_TIME = '2026-11-24T09:30:00.000Z';

export const Id = (description: string) =>
  Type.String({ format: 'uuid', description: `${description} (UUIDv7, RFC 9562)`, examples: [EXAMPLE_ID] });

/** Read as a string, written from a Date. */
export const Time = (description: string, example = EXAMPLE_TIME) =>
  Type.Unsafe<Date>({
    type: 'string',
    format: 'date-time',
    description: `${description} (RFC 3339, UTC)`,
    examples: [example],
  });

export const NullableTime = (description: string, example: string | null = EXAMPLE_TIME) =>
  Type.Unsafe<Date | null>({
    type: ['string', 'null'],
    format: 'date-time',
    description: `${description} (RFC 3339, UTC)`,
    examples: [example],
  });

/** A time in a request. */
export const GivenTime = (description: string) =>
  Type.String({
    format: 'date-time',
    maxLength: 40,
    description: `${description} (RFC 3339)`,
    examples: ['2027-06-30T00:00:00Z'],
  });

export const Nullable = <T extends TSchema & { type: string }>(schema: T) =>
  Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type, 'null'] });

/** An object in a request: what it does not name is refused. */
export const body = <T extends Record<string, TSchema>>(properties: T, description?: string, example?: object) =>
  Type.Object(properties, {
    additionalProperties: false,
    ...(description ? { description } : {}),
    ...(example ? { examples: [example] } : {}),
  });

export const list = <Name extends string, T extends TSchema>(name: Name, schema: T) =>
  Type.Object({ [name]: Type.Array(schema, { description: 'Newest first.' }) } as {
    [key in Name]: ReturnType<typeof Type.Array<T>>;
  });

export const Next = Nullable(
  Type.String({
    format: 'uuid',
    description: 'Give it to `after` for the next page; null: there is none.',
    examples: [null],
  }),
);

/** A page of a list, and where the next begins. */
export const paged = <Name extends string, T extends TSchema>(name: Name, schema: T) =>
  Type.Object({ ...list(name, schema).properties, next: Next } as {
    [key in Name]: ReturnType<typeof Type.Array<T>>;
  } & { next: typeof Next });

export const Page = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 50, description: 'At most so many.' }),
  after: Type.Optional(Id('Go on after this one: the `next` of the page before')),
};

export const TenantSlug = Type.String({
  maxLength: 200,
  pattern: TEXT,
  description: "The slug of the customer's own link.",
  examples: ['acme'],
});
export const InTenant = Type.Object({ tenant: TenantSlug });
export const Slug = Type.String({
  pattern: SLUG,
  maxLength: 63,
  description:
    "Part of the customer's own link: lower-case letters, digits and inner dashes (as a DNS label, RFC 1035).",
  examples: ['acme'],
});

export const Username = Type.String({
  pattern: USERNAME,
  maxLength: 128,
  description: 'Unique in its tenant; compared after NFC and case folding.',
  examples: ['alice@example.com'],
});
export const TypedUsername = Text('As the user typed it.', 200, 1, ['alice@example.com']);
export const TypedPassword = Type.String({
  minLength: 1,
  maxLength: 1024,
  description: 'As the user typed it; never trimmed or cut.',
  examples: ['correct horse battery 9 staple'],
});
export const NewPassword = Type.String({
  maxLength: 1024,
  description:
    '15 to 256 code points (8 where 2FA is required), no composition rules; not common, not the user or tenant name.',
  examples: ['correct horse battery 9 staple'],
});
export const TypedCode = Type.String({
  minLength: 1,
  maxLength: 64,
  description:
    'TOTP: six ASCII digits, spaces and dashes taken out (RFC 6238). Recovery code: without regard to case, spaces, dashes, O/0, I/L/1.',
  examples: ['123 456'],
});
export const RecoveryCodes = Type.Array(Type.String({ examples: ['7K3M-9QXR-2WVB-HT4D'] }), {
  description: 'Shown once. Each works once (80 random bits, Crockford base32).',
});

export const Acr = Type.Union([Type.Literal('aal1'), Type.Literal('aal2')], {
  description: 'Assurance level (NIST SP 800-63B): `aal2` after a code, `aal1` otherwise.',
  examples: ['aal2'],
});

export const NoContent = Type.Unsafe<void>({ type: 'null', description: 'Done.' });
