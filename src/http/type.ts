import type TypeBox from 'typebox';

type Options = Record<string, unknown>;
type Schema = Record<string, unknown>;

const OPTIONAL = Symbol('optional');
const isOptional = (schema: object) => OPTIONAL in schema;
const literal = (value: string | number) => ({ type: typeof value, const: value });

/**
 * JSON Schemas with TypeBox's types, and what its builders of the same names return: a test holds each against them.
 * TypeBox itself is 373 modules, a fifth of the time that a start takes.
 */
export const Type = {
  String: (options?: Options) => ({ type: 'string', ...options }),
  Integer: (options?: Options) => ({ type: 'integer', ...options }),
  Boolean: (options?: Options) => ({ type: 'boolean', ...options }),
  Null: (options?: Options) => ({ type: 'null', ...options }),
  Unknown: (options?: Options) => ({ ...options }),
  Literal: (value: string | number, options?: Options) => ({ ...literal(value), ...options }),
  Array: (items: Schema, options?: Options) => ({ type: 'array', items, ...options }),
  Union: (anyOf: Schema[], options?: Options) => ({ anyOf, ...options }),
  Record: (_names: Schema, values: Schema, options?: Options) => ({
    type: 'object',
    patternProperties: { '^.*$': values },
    ...options,
  }),
  Object(properties: Record<string, Schema>, options?: Options) {
    const required = Object.keys(properties).filter((name) => !isOptional(properties[name] ?? {}));
    return { type: 'object', ...(required.length > 0 ? { required } : {}), properties, ...options };
  },
  /** Left out of `required` where it is a property. */
  Optional: (schema: Schema) => Object.defineProperty({ ...schema }, OPTIONAL, { value: true }),
  /** A schema as it is, of the type that the caller names. */
  Unsafe: (schema: Schema) => ({ ...schema }),
} as unknown as Pick<typeof TypeBox, Builders>;

type Builders =
  | 'String'
  | 'Integer'
  | 'Boolean'
  | 'Null'
  | 'Unknown'
  | 'Literal'
  | 'Array'
  | 'Union'
  | 'Record'
  | 'Object'
  | 'Optional'
  | 'Unsafe';
