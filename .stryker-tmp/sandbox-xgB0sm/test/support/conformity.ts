// @ts-nocheck
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { openapi } from './openapi.ts';

type Json = Record<string, unknown>;

const document = openapi<{
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: Json }> }> }>>;
  components: { schemas: Json };
}>();

const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
(ajvFormats as unknown as (instance: Ajv2020) => void)(ajv);
ajv.addSchema({ $id: 'openapi', components: { schemas: closed(document.components.schemas) } });

/** What the document does not name must not be answered either. */
function closed<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(closed) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if ('$ref' in inside) return { $ref: `openapi${inside.$ref}` } as T;
  return (
    'properties' in inside && typeof inside.properties === 'object' && inside.type === 'object'
      ? { additionalProperties: false, ...inside }
      : inside
  ) as T;
}

const templates = Object.keys(document.paths).map((path) => ({
  path,
  pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
}));

const validators = new Map<string, ReturnType<Ajv2020['compile']>>();

/** What of an answer is not as openapi.yaml says; empty: all is. */
export function nonconformities(method: string, url: string, status: number, type: string, text: string): string[] {
  const path = url.split('?')[0] ?? '';
  const found = templates
    .filter(({ pattern }) => pattern.test(path))
    .sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  if (!found || status === 405) return [];
  const where = `${method} ${found.path} ${status}`;
  const operation = document.paths[found.path]?.[method.toLowerCase()];
  if (!operation) return [];
  const response = operation.responses[String(status)];
  if (!response) return ANYWHERE.includes(status) ? [] : [`${where}: this status is not in openapi.yaml`];
  const media = type.split(';')[0] ?? '';
  const content = response.content;
  if (!content || status === 204) return text === '' ? [] : [`${where}: a body where there should be none`];
  const schema = content[media]?.schema;
  if (!schema) return [`${where}: ${media || 'no type'} is not in openapi.yaml`];
  if (!media.endsWith('json')) return [];
  const bodies = media.endsWith('ndjson') ? text.split('\n').filter((line) => line !== '') : [text];
  const validate = validators.get(where + media) ?? ajv.compile(closed(schema));
  validators.set(where + media, validate);
  return bodies.flatMap((each) => {
    const body = JSON.parse(each) as Json;
    const known =
      media !== 'application/problem+json' || String((response as Json).description).includes(`\`${body.code}\``);
    return [
      ...(known ? [] : [`${where}: code ${body.code} is not in openapi.yaml`]),
      ...(validate(body) ? [] : [`${where}: ${ajv.errorsText(validate.errors)}`]),
    ];
  });
}

/** What any route may answer to what HTTP itself refuses. */
const ANYWHERE = [413, 415];
