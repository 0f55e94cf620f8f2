// @ts-nocheck
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import t from 'tap';
import { parse } from 'yaml';
import { buildApp } from '../src/app.ts';
import { openapi } from '../src/cli.ts';
import { problems } from '../src/http/problems.ts';
import { operations, type Schema } from './support/document.ts';
import { startService } from './support/service.ts';

t.test('openapi.yaml is what the routes say today (npm run openapi writes it)', async (t) => {
  const committed = await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8');
  t.equal(await openapi(), committed);
});

t.test('every route there is stands in openapi.yaml, and nothing else does', async (t) => {
  const { ctx } = await startService(t);
  const registered = new Set<string>();
  const app = await buildApp(ctx, async (app) => {
    app.addHook('onRoute', ({ url, method }) => {
      for (const each of [method].flat())
        if (each !== 'HEAD' && each !== 'OPTIONS') registered.add(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
  });
  await app.close();
  const documented = operations.map(({ method, path }) => `${method} ${path}`);
  const isPage = (route: string) => !/^\S+ \/(v1|healthz|readyz|\.well-known)\b/.test(route);
  t.strictSame(
    [...registered].filter((route) => !isPage(route)).sort(),
    documented.filter((route) => !isPage(route)).sort(),
  );
  t.ok(registered.size >= 40 && registered.has('POST /v1/tenants/{tenant}/login'), 'the routes are seen');
});

t.test('every schema is one: they are compiled late, and a slip would be found by a caller', async (t) => {
  const { ctx } = await startService(t);
  const found = new Map<string, object>();
  const app = await buildApp(ctx, async (app) => {
    app.addHook('onRoute', ({ url, method, schema }) => {
      for (const [part, each] of Object.entries({ ...schema, ...(schema?.response as object | undefined) }))
        if (typeof each === 'object' && each !== null && 'type' in each) found.set(`${method} ${url} ${part}`, each);
    });
  });
  await app.ready();
  const ajv = new Ajv({ strict: true, allowUnionTypes: true, validateSchema: true, keywords: ['example'] });
  (ajvFormats as unknown as (instance: Ajv) => void)(ajv);
  for (const each of Object.values(app.getSchemas())) ajv.addSchema(each as object);
  for (const [where, schema] of found) t.ok(ajv.compile(schema), where);
  await app.close();
  t.ok(found.size > 60);
  t.throws(() => ajv.compile({ type: 'object', properties: { slip: { minLength: 'one' } } }));
});

interface Content {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value?: unknown; $ref?: string }>;
}
interface Described {
  operationId: string;
  summary: string;
  parameters?: { name: string; description?: string; example?: unknown; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description: string; content?: Record<string, Content> }>;
}
const file = fileURLToPath(new URL('../openapi.yaml', import.meta.url));
const document = parse(await readFile(file, 'utf8')) as {
  info: { description: string };
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema>; examples: Record<string, { value: unknown }> };
};
const described = Object.values(document.paths).flatMap((methods) => Object.values(methods));
const shown = ({ value, $ref }: { value?: unknown; $ref?: string }) =>
  $ref ? document.components.examples[$ref.split('/').at(-1) ?? '']?.value : value;
const examplesOf = ({ example, examples }: Content) =>
  examples ? Object.values(examples).map(shown) : example === undefined ? [] : [example];

async function lint(path: string) {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const cli = fileURLToPath(new URL('../node_modules/@redocly/cli/bin/cli.js', import.meta.url));
  const args = [cli, 'lint', path, '--extends=recommended', '--format=json'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch((failed) => failed);
  return JSON.parse(stdout) as { problems: { ruleId: string }[]; totals: object };
}

t.test('openapi.yaml passes the recommended rules of redocly lint, without a warning', async (t) => {
  // what the lint would find, were it there
  const broken = join(t.testdir({}), 'openapi.yaml');
  await writeFile(broken, (await readFile(file, 'utf8')).replace(/^ +operationId: answerChallenge\n.*\n/m, ''));
  const [ours, other] = await Promise.all([lint(file), lint(broken)]);
  t.strictSame(ours.problems, []);
  t.match(ours.totals, { errors: 0, warnings: 0, ignored: 0 });
  const found = other.problems.map(({ ruleId }) => ruleId).sort();
  t.strictSame(found, ['operation-operationId', 'operation-summary']);
});

t.test('every call has a name of its own, which stays: clients are made from it', async (t) => {
  const names = described.map(({ operationId }) => operationId);
  t.equal(new Set(names).size, operations.length);
  for (const name of names) t.match(name, /^[a-z]+([A-Z][a-z]*)*$/);
});

t.test('every field and parameter is described', async (t) => {
  let seen = 0;
  const walk = (schema: Schema & { description?: string }, where: string, isField: boolean) => {
    if (schema.$ref) return;
    if (isField) seen++;
    if (isField && !schema.description) t.fail(`${where} has no description`);
    for (const [key, each] of Object.entries(schema.properties ?? {})) walk(each, `${where}.${key}`, true);
    if (schema.items) walk(schema.items, `${where}[]`, false);
    for (const each of schema.anyOf ?? []) walk(each, where, false);
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) walk(schema, name, true);
  for (const { operationId, parameters = [], requestBody, responses } of described) {
    for (const { name, description, example, required, schema } of parameters) {
      if (!description || example === undefined) t.fail(`${operationId}: ${name} is not described`);
      if (required && (schema as { default?: unknown }).default !== undefined)
        t.fail(`${operationId}: ${name} has a default, and may be left out`);
    }
    const contents = [requestBody, ...Object.values(responses)].flatMap((each) => Object.entries(each?.content ?? {}));
    for (const [media, { schema }] of contents) walk(schema, `${operationId} ${media}`, false);
  }
  t.ok(seen > 250, `${seen} fields`);
});

t.test('every call has examples of what is sent and answered, and they are what the schemas say', async (t) => {
  const ajv = new Ajv2020({ strict: false });
  (ajvFormats as unknown as (instance: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'openapi', components: document.components });
  const bound = (schema: Schema) =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')) as object;
  let seen = 0;
  const check = (content: Content, where: string) => {
    const examples = examplesOf(content);
    if (examples.length === 0) t.fail(`${where} has no example`);
    for (const example of examples) {
      seen++;
      if (!ajv.validate(bound(content.schema), example)) t.fail(`${where}: ${ajv.errorsText()}`);
    }
  };
  for (const { operationId, requestBody, responses } of described) {
    for (const [media, content] of Object.entries(requestBody?.content ?? {}))
      check(content, `${operationId} ${media}`);
    for (const [status, { content = {} }] of Object.entries(responses))
      for (const [media, each] of Object.entries(content))
        if (media !== 'image/png') check(each, `${operationId} ${status}`);
  }
  for (const [name, schema] of Object.entries(document.components.schemas))
    check({ schema, examples: Object.fromEntries((schema.examples ?? []).map((value, at) => [at, { value }])) }, name);
  t.ok(seen > 300, `${seen} examples`);
});

t.test('every error code is explained', async (t) => {
  for (const [code, { status, title }] of Object.entries(problems))
    t.match(
      document.info.description,
      new RegExp(`^\\| \`${code}\` \\| ${status} \\| \\*\\*${title}\\.\\*\\* .{10,} \\|$`, 'm'),
    );
});
