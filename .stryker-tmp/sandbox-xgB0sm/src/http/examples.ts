// @ts-nocheck
import { type ProblemCode, problemBody, problems } from './problems.ts';

/** What of JSON Schema and OpenAPI is looked at here. */
interface Schema {
  $ref?: string;
  examples?: unknown[];
  const?: unknown;
  enum?: unknown[];
  type?: string | string[];
  format?: string;
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
}
interface Content {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, unknown>;
}
interface Answer {
  description: string;
  content?: Record<string, Content>;
}
interface Operation {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema; example?: unknown }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Answer>;
}
export interface Document {
  components: { schemas: Record<string, Schema>; examples?: Record<string, unknown> };
  paths: Record<string, Record<string, Operation>>;
}

type Json = Record<string, unknown>;

const pick = (all: Json, ...names: string[]): Json => Object.fromEntries(names.map((name) => [name, all[name]]));

/** Answers that take several shapes, by what each is called. */
const SHAPES: Record<string, (all: Json) => Record<string, Json>> = {
  LoginStatus: (all) => {
    const authenticated = pick(all, 'status', 'user', 'session', 'twoFactor', 'sessionToken', 'trustedDeviceToken');
    const owed = (status: string, ...names: string[]) => ({
      ...pick(all, 'expiresAt', ...names, 'loginToken'),
      status,
    });
    return {
      authenticated,
      enrolled: { ...authenticated, recoveryCodes: all.recoveryCodes },
      challenge_required: owed('challenge_required', 'methods', 'attemptsLeft', 'trustedDevices'),
      enrollment_required: owed('enrollment_required', 'reason', 'resetCodeRequired'),
      password_change_required: owed('password_change_required'),
    };
  },
  Introspection: (all) => ({ active: all, inactive: { active: false } }),
};

/** What a problem of this code says beside it. */
const FACTS: Partial<Record<ProblemCode, Json>> = {
  invalid_request: { errors: [{ path: '/username', message: 'must be string' }] },
  password_not_acceptable: { reasons: ['too_short'] },
  invalid_code: { attemptsLeft: 4 },
  invalid_reset_code: { attemptsLeft: 4 },
  too_many_attempts: { retryAfter: 30 },
};

/**
 * Gives every schema, parameter, request and answer an example, made from those of the fields.
 * @throws where a field has none
 */
export function addExamples(document: Document): void {
  const { schemas } = document.components;
  for (const [name, schema] of Object.entries(schemas))
    schema.examples ??= Object.values(shapesOf(name, exampleOf(schema, schemas, name) as Json));
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) describe(operation, schemas, `${method} ${path}`);
  const answered = JSON.stringify(document.paths);
  const codes = (Object.keys(problems) as ProblemCode[]).filter((code) => answered.includes(`/examples/${code}"`));
  const requestId = '019a1c2e-8f00-7d11-a3c4-5e6f70819203';
  document.components.examples = Object.fromEntries(
    codes.map((code) => [
      code,
      { summary: problems[code].title, value: problemBody(code, FACTS[code] ?? {}, requestId) },
    ]),
  );
}

const shapesOf = (name: string, all: Json) => SHAPES[name]?.(all) ?? { [name]: all };
const nameOf = (schema: Schema) => schema.$ref?.split('/').at(-1) ?? '';

function describe(operation: Operation, schemas: Record<string, Schema>, where: string): void {
  for (const each of operation.parameters ?? []) {
    // what has a default may be left out
    if (each.in === 'query' && each.schema.default !== undefined) each.required = false;
    each.example ??= exampleOf(each.schema, schemas, `${where} ${each.name}`);
  }
  for (const content of Object.values(operation.requestBody?.content ?? {}))
    content.example ??= exampleOf(content.schema, schemas, `${where} body`);
  for (const [status, answer] of Object.entries(operation.responses)) {
    for (const [media, content] of Object.entries(answer.content ?? {}))
      if (media === 'application/problem+json') content.examples = problemsOf(answer);
      else if (content.schema.format !== 'binary') illustrate(content, schemas, `${where} ${status}`);
    if (answer.description !== 'Default Response') continue;
    const [content] = Object.values(answer.content ?? {});
    answer.description = schemas[nameOf(content?.schema ?? {})]?.description ?? 'The answer.';
  }
}

const problemsOf = ({ description }: Answer) =>
  Object.fromEntries(
    Object.keys(problems)
      .filter((code) => description.includes(`\`${code}\``))
      .map((code) => [code, { $ref: `#/components/examples/${code}` }]),
  );

function illustrate(content: Content, schemas: Record<string, Schema>, where: string): void {
  const name = nameOf(content.schema);
  const shapes = name in SHAPES ? Object.entries(SHAPES[name]?.(allOf(name, schemas)) ?? {}) : [];
  if (shapes.length > 0) content.examples = Object.fromEntries(shapes.map(([each, value]) => [each, { value }]));
  else content.example ??= exampleOf(content.schema, schemas, where);
}

/** Every field of a component, whichever shape it belongs to. */
function allOf(name: string, schemas: Record<string, Schema>): Json {
  const { examples: _, ...schema } = schemas[name] as Schema;
  return exampleOf(schema, schemas, name) as Json;
}

function exampleOf(schema: Schema, schemas: Record<string, Schema>, where: string): unknown {
  if (schema.$ref) return exampleOf(schemas[nameOf(schema)] as Schema, schemas, nameOf(schema));
  if (schema.examples) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([key, each]) => [key, exampleOf(each, schemas, `${where}.${key}`)]),
    );
  if (schema.items) return [exampleOf(schema.items, schemas, `${where}[]`)];
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], schemas, where);
  if (schema.type === 'boolean') return true;
  throw new Error(`${where} has no example`);
}
