// @ts-nocheck
import { openapi } from './openapi.ts';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  examples?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
}

interface Described {
  parameters?: { name: string; in: 'path' | 'query'; schema: Schema }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
  security?: Record<string, string[]>[];
}

const document = openapi<{
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}>();

/** Every call that openapi.yaml describes. `credential` names what it takes. */
export const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, described]) => ({
    method: method.toUpperCase(),
    path,
    credential: Object.keys(described.security?.at(0) ?? {})[0] ?? 'none',
    body: described.requestBody?.content['application/json']?.schema ?? null,
    media: Object.keys(described.requestBody?.content ?? {}),
    query: (described.parameters ?? []).filter((each) => each.in === 'query'),
    params: (described.parameters ?? []).filter((each) => each.in === 'path').map((each) => each.name),
  })),
);

export type Operation = (typeof operations)[number];

/** The path with its parameters filled in, as they are given. */
export const fill = (path: string, params: Record<string, string>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');

export function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name ? resolve(document.components.schemas[name] as Schema) : schema;
}

/** Where a body holds a value: `['policy', 'sessions', 'idleMinutes']`; an array is entered at 0. */
export type Place = string[];

export function leaves(given: Schema, at: Place = []): { place: Place; schema: Schema }[] {
  const schema = resolve(given);
  if (schema.properties) return Object.entries(schema.properties).flatMap(([key, each]) => leaves(each, [...at, key]));
  if (schema.items) return leaves(schema.items, [...at, '0']);
  return [{ place: at, schema }];
}

/** Every place of a body, objects and lists included. */
export function places(given: Schema, at: Place = []): { place: Place; schema: Schema }[] {
  const schema = resolve(given);
  const inside = Object.entries(schema.properties ?? {}).flatMap(([key, each]) => places(each, [...at, key]));
  return [{ place: at, schema }, ...inside, ...(schema.items ? places(schema.items, [...at, '0']) : [])];
}

/** A body that the schema takes: what is required, and what leads to `place`, which holds `value`. */
export function sample(given: Schema, place: Place = [], value?: unknown): unknown {
  const schema = resolve(given);
  const [key, ...rest] = place;
  if (key === undefined && value !== undefined) return value;
  if (schema.properties) {
    const names = Object.keys(schema.properties).filter((name) => name === key || schema.required?.includes(name));
    return Object.fromEntries(
      names.map((name) => {
        const inner = schema.properties?.[name] as Schema;
        return [name, name === key ? sample(inner, rest, value) : sample(inner)];
      }),
    );
  }
  if (schema.items) return key === '0' ? [sample(schema.items, rest, value)] : [];
  if (schema.anyOf) return sample(schema.anyOf[0] as Schema);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.examples) return schema.examples[0];
  if (schema.format === 'uuid') return '01900000-0000-7000-8000-000000000000';
  if (schema.format === 'date-time') return '2026-11-24T09:30:00.000Z';
  if (schema.type === 'boolean') return true;
  return schema.type === 'string' ? 'a word' : (schema.minimum ?? 6);
}
