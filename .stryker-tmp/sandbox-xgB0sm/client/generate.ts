// @ts-nocheck
import { readFile, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import type { OpenAPI3 } from 'openapi-typescript';
import { parse } from 'yaml';

// openapi-typescript needs the compiler that TypeScript 7 no longer has: it is given one of its own
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript5' : specifier, context),
});

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const read = (path: string) => readFile(at(path), 'utf8');

interface Response {
  description: string;
  content?: Record<string, { schema: object; examples?: object }>;
}
interface Described {
  info: { description: string };
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
}

const PROBLEM = 'application/problem+json';

/**
 * The document with the codes of each answer in its schema, where types are made of them. In openapi.yaml they are in the
 * descriptions and examples: in a schema they would cost it a fifth more lines, and most generators a class each.
 */
function withCodes(document: Described): Described {
  const [, anyCall = ''] = /Any call may answer ([^.]*)\./.exec(document.info.description) ?? [];
  const everywhere = [...anyCall.matchAll(/`(\w+)`/g)].map(([, code]) => code as string);
  if (everywhere.length === 0) throw new Error('openapi.yaml no longer says what any call may answer');
  const problem = (codes: string[]) => ({
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { required: ['code'], properties: { code: { type: 'string', enum: codes } } },
    ],
  });
  for (const { responses } of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    for (const { content = {} } of Object.values(responses)) {
      const said = content[PROBLEM];
      if (said) said.schema = problem(Object.keys(said.examples ?? {}));
    }
    responses.default = {
      description: 'What any call may answer.',
      content: { [PROBLEM]: { schema: problem(everywhere) } },
    };
  }
  return document;
}

/**
 * What of client/ is made: the types of openapi.yaml, a copy of openapi-fetch, so that the client needs no package and a
 * browser can load it as it is, and a manifest, so that who installs the client does not install the service.
 */
export async function clientFiles(): Promise<Record<string, string>> {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const document = withCodes(parse(await read('openapi.yaml')));
  const types = astToString(await openapiTS(document as unknown as OpenAPI3, { silent: true }));
  const { version } = JSON.parse(await read('node_modules/openapi-fetch/package.json'));
  const { name, version: ours, license } = JSON.parse(await read('package.json'));
  const manifest = {
    name,
    version: ours,
    description: 'The typed client of ImageCapture Auth.',
    license,
    private: true,
    type: 'module',
    exports: { './client': { types: './index.d.ts', default: './index.js' } },
    files: ['index.js', 'index.d.ts', 'schema.d.ts', 'vendor'],
  };
  const from = `// openapi-fetch ${version} (MIT, see LICENSE), copied by \`npm run client\`\n`;
  const bare = (text: string) => text.replace(/^\/\/# sourceMappingURL=.*\n?/m, '');
  const [code, declared, helpers, licence] = await Promise.all([
    read('node_modules/openapi-fetch/dist/index.mjs'),
    read('node_modules/openapi-fetch/dist/index.d.mts'),
    read('node_modules/openapi-typescript-helpers/dist/index.d.mts'),
    read('node_modules/openapi-fetch/LICENSE'),
  ]);
  return {
    'client/schema.d.ts': `// made from openapi.yaml by \`npm run client\`\n${types}`,
    'client/vendor/openapi-fetch.js': from + bare(code),
    'client/vendor/openapi-fetch.d.ts':
      from + bare(declared).replaceAll("'openapi-typescript-helpers'", "'./openapi-typescript-helpers.js'"),
    'client/vendor/openapi-typescript-helpers.d.ts': from + bare(helpers),
    'client/vendor/LICENSE': licence,
    'client/package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'client/LICENSE': await read('LICENSE'),
  };
}

if (import.meta.main) for (const [path, text] of Object.entries(await clientFiles())) await writeFile(at(path), text);
