// @ts-nocheck
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import fc from 'fast-check';
import { type Place, places, resolve, type Schema } from './document.ts';

/** Strings that have broken others. */
export const ODD_STRINGS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfffb',
  '𝕏'.repeat(64),
  'e\u0301'.repeat(100),
  '\u00e9\u0301',
  'A'.repeat(20_000),
  '\u202eevil\u202c\u200b\ufeff',
  '\u2028\u2029',
  '\n',
  "'; drop table users; --",
  '../../etc/passwd',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what is sent
  '${7*7}{{7*7}}<img src=x onerror=alert(1)>',
  '%00%0d%0aX: y',
  'İıſßẞK',
  '-0',
  '1e999',
  'null',
  'true',
];
export const ID = '01900000-0000-7000-8000-000000000000';
const ODD_BY_FORMAT: Record<string, string[]> = {
  uuid: [`urn:uuid:${ID}`, ID.toUpperCase(), ID.replaceAll('-', ''), `{${ID}}`, `${ID}\u0000`],
  'date-time': [
    '2027-02-30T00:00:00Z',
    '2026-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
    '2027-01-01T00:00:00.123456789Z',
  ],
  ipv6: ['::', 'fe80::1%eth0', '::ffff:203.0.113.7', '2001:db8::1/64', '1.2.3.4:80'],
};
const ODD_NUMBERS = [-1, -0, 0, 0.5, 1e308, 5e-324, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 2, -(2 ** 63)];
const ODD_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '0',
  'tenantId',
  'isAdmin',
];

/** Whatever a schema takes. */
export function valid(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valid));
  const [type, nullable] = Array.isArray(schema.type)
    ? [schema.type.find((each) => each !== 'null'), schema.type.includes('null')]
    : [schema.type, false];
  const value = ofType(schema, type);
  return nullable ? fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 4, arbitrary: value }) : value;
}

function ofType(schema: Schema, type: string | undefined): fc.Arbitrary<unknown> {
  if (schema.properties) {
    const members = Object.entries(schema.properties).map(([name, each]) => [name, valid(each)]);
    return fc.record(Object.fromEntries(members), { requiredKeys: (schema.required ?? []) as never[] });
  }
  if (schema.items) return fc.array(valid(schema.items), { maxLength: schema.maxItems ?? 5 });
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: schema.minimum ?? -9, max: schema.maximum ?? 99 });
  return validString(schema);
}

function validString({ format, pattern, minLength = 0, maxLength = 300, examples = [] }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'ipv4') return fc.ipV4();
  if (format === 'ipv6') return fc.ipV6();
  if (format === 'date-time') {
    const within = { min: new Date('2026-11-25'), max: new Date('2027-10-01'), noInvalidDate: true };
    return fc.date(within).map((time) => time.toISOString());
  }
  const takes = new RegExp(pattern ?? '', 'u');
  const fits = (text: string) => {
    const { length } = [...text];
    return length >= minLength && length <= maxLength && takes.test(text) && text.isWellFormed();
  };
  const units = (['grapheme', 'binary', 'grapheme-ascii'] as const).map((unit) =>
    fc.string({ unit, minLength, maxLength: Math.min(maxLength, 40) }),
  );
  const known = [...(examples as string[]), ...ODD_STRINGS, 'a'.repeat(maxLength), '𝕏'.repeat(maxLength)].filter(fits);
  const made = pattern?.startsWith('^[a-z0-9]') ? [fc.stringMatching(new RegExp(pattern), { maxLength })] : units;
  return fc.oneof(...made.map((each) => each.filter(fits)), ...(known.length > 0 ? [fc.constantFrom(...known)] : []));
}

const deep = (levels: number) => JSON.parse('{"a":['.repeat(levels) + ']}'.repeat(levels));

/** A value that hardly any place takes. */
const odd = (schema: Schema): fc.Arbitrary<unknown> => {
  const formats = [schema, ...(schema.anyOf ?? [])].flatMap(({ format }) => ODD_BY_FORMAT[format ?? ''] ?? []);
  const { minimum, maximum, minLength, maxLength } = schema;
  const bounds = [
    ...(minimum === undefined ? [] : [minimum - 1, minimum]),
    ...(maximum === undefined ? [] : [maximum, maximum + 1]),
    ...(minLength ? ['a'.repeat(minLength - 1)] : []),
    ...(maxLength === undefined ? [] : ['a'.repeat(maxLength + 1), '𝕏'.repeat(maxLength)]),
  ];
  return fc.oneof(
    fc.constantFrom<unknown>(null, true, false, [], {}, [[]], [null], [{}], deep(3), deep(500), ...bounds),
    fc.constantFrom<unknown>(...ODD_STRINGS, ...formats),
    fc.constantFrom(...ODD_NUMBERS),
    fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }),
    ...(formats.length > 0 ? [fc.constantFrom(...formats)] : []),
  );
};

export interface Change {
  place: Place;
  /** undefined: it is left out */
  value: unknown;
}

/** One change to a body: another value somewhere, a field less, a field more. */
export function change(schema: Schema): fc.Arbitrary<Change> {
  const everywhere = places(schema);
  const put = fc
    .constantFrom(...everywhere)
    .chain(({ place, schema: inner }) => odd(inner).map((value) => ({ place, value })));
  const objects = everywhere.filter(({ schema: inner }) => inner.properties).map(({ place }) => place);
  const name = fc.oneof(fc.constantFrom(...ODD_KEYS), fc.string());
  const add = fc
    .tuple(fc.constantFrom<Place>([], ...objects), name, fc.jsonValue())
    .map(([place, key, value]) => ({ place: [...place, key], value }));
  const drop = fc.constantFrom(...everywhere).map(({ place }) => ({ place, value: undefined }));
  return fc.oneof({ weight: 6, arbitrary: put }, { weight: 2, arbitrary: add }, { weight: 1, arbitrary: drop });
}

export const changed = (body: unknown, { place, value }: Change): unknown => withValue(body, place, value);

/** The body with another value there; what leads to it is made. `Object.fromEntries`, so that `__proto__` is a key too. */
function withValue(body: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(body) || (body === undefined && key === '0')) {
    const list = Array.isArray(body) ? [...body] : [];
    list[0] = withValue(list[0], rest, value);
    return list;
  }
  const inside = Object.entries(typeof body === 'object' && body !== null ? body : {});
  const old = inside.find(([name]) => name === key)?.[1];
  const members = [...inside.filter(([name]) => name !== key), [key, withValue(old, rest, value)] as const];
  return Object.fromEntries(members.filter(([, each]) => each !== undefined));
}

const ajv = new Ajv2020({ strict: false, unicodeRegExp: true });
(ajvFormats as unknown as (instance: Ajv2020) => void)(ajv);
const validators = new Map<Schema, (value: unknown) => boolean>();

/** Does openapi.yaml take this body? A judge of its own, who shares only the document with the service. */
export function takes(schema: Schema, body: unknown): boolean {
  const validate = validators.get(schema) ?? (ajv.compile(inlined(schema) as object) as (value: unknown) => boolean);
  validators.set(schema, validate);
  return validate(body);
}

function inlined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inlined);
  if (typeof value !== 'object' || value === null) return value;
  const schema = '$ref' in value ? resolve(value as Schema) : value;
  return Object.fromEntries(Object.entries(schema).map(([key, each]) => [key, inlined(each)]));
}

/** Bytes that are no body: a text with some bytes changed, cut, doubled; JSON of anything; anything. */
export const rubbish = (text: string): fc.Arbitrary<Buffer> => {
  const bytes = Buffer.from(text);
  const flipped = fc
    .array(fc.tuple(fc.nat({ max: Math.max(bytes.length - 1, 0) }), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((flips) => {
      const copy = Buffer.from(bytes);
      for (const [at, byte] of flips) copy[at] = byte;
      return copy;
    });
  const cut = fc.nat({ max: bytes.length }).map((length) => bytes.subarray(0, length));
  return fc.oneof(
    flipped,
    cut,
    fc.constantFrom(Buffer.concat([bytes, bytes]), Buffer.alloc(40_000, 0x20), Buffer.from('[').fill('[')),
    fc.json().map((each) => Buffer.from(each)),
    fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each)),
  );
};
