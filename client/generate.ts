import { readFile, writeFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';

// openapi-typescript needs the compiler that TypeScript 7 no longer has: it is given one of its own
registerHooks({
  resolve: (specifier, context, next) => next(specifier === 'typescript' ? 'typescript5' : specifier, context),
});

const at = (path: string) => new URL(`../${path}`, import.meta.url);
const read = (path: string) => readFile(at(path), 'utf8');

/**
 * What of client/ is made: the types of openapi.yaml, and a copy of openapi-fetch, so that the client needs no package
 * and a browser can load it as it is.
 */
export async function clientFiles(): Promise<Record<string, string>> {
  const { default: openapiTS, astToString } = await import('openapi-typescript');
  const types = astToString(await openapiTS(at('openapi.yaml'), { silent: true }));
  const { version } = JSON.parse(await read('node_modules/openapi-fetch/package.json'));
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
  };
}

if (import.meta.main) for (const [path, text] of Object.entries(await clientFiles())) await writeFile(at(path), text);
