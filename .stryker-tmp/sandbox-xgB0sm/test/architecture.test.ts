// @ts-nocheck
import { globSync, readFileSync } from 'node:fs';
import t from 'tap';

const root = new URL('../', import.meta.url);

interface Source {
  file: string;
  text: string;
  imports: { of: string; typeOnly: boolean }[];
}

/** Every file of src, with what it imports: a package's name, or a path such as `src/db/tables.ts`. */
const sources: Source[] = globSync('src/**/*.ts', { cwd: root }).map((file) => {
  const text = readFileSync(new URL(file, root), 'utf8');
  const found = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s)?'([^']+)'|import\('([^']+)'\)/gm);
  const imports = [...found].map(([, type, from, dynamic]) => {
    const of = from ?? dynamic ?? '';
    const resolved = of.startsWith('.') ? new URL(of, new URL(file, root)).pathname.slice(root.pathname.length) : of;
    return { of: resolved, typeOnly: type !== undefined };
  });
  return { file, text, imports };
});

const named = (pattern: RegExp) => sources.filter(({ file }) => pattern.test(file));
const isRules = /\/(rules|catalogue)\.ts$/;
const isRoutes = /\/(?:[a-z]+-)*routes\.ts$/;
const FEATURES = /^src\/(access-tokens|tenants|users|login|authenticators|sessions|support|events|privacy|webhooks)\//;

/** `file imports what` for each import that is forbidden. */
const trespasses = (from: Source[], forbidden: (imported: Source['imports'][number]) => boolean) =>
  from.flatMap(({ file, imports }) => imports.filter(forbidden).map(({ of }) => `${file} imports ${of}`));

t.test('the walls are looked for where the files are', async (t) => {
  t.ok(sources.length > 40);
  t.ok(named(isRules).length >= 6);
  t.ok(named(isRoutes).length >= 6);
  t.ok(sources.reduce((sum, { imports }) => sum + imports.length, 0) > 200);
  const own = sources.flatMap(({ imports }) => imports.filter(({ of }) => of.startsWith('src/')));
  for (const { of } of own)
    t.ok(
      sources.some(({ file }) => file === of),
      of,
    );
});

t.test('what decides is pure: nothing but otpauth, other rules, and types', async (t) => {
  const pure = ({ of, typeOnly }: Source['imports'][number]) =>
    of === 'otpauth' || isRules.test(of) || (typeOnly && of === 'src/db/tables.ts');
  t.same(
    trespasses(named(isRules), (imported) => !pure(imported)),
    [],
  );
  for (const { file, text } of named(isRules))
    t.notMatch(text, /Date\.now|new Date\(\)|performance\.now|Math\.random|\bprocess\.|\bawait\b/, file);
});

t.test('what does knows no fastify, no schema, no route and no status code', async (t) => {
  const stories = named(FEATURES).filter(({ file }) => !isRules.test(file) && !isRoutes.test(file));
  t.ok(stories.length > 10);
  t.same(
    trespasses(stories, ({ of }) => /^(fastify|@fastify\/|typebox)|^src\/http\//.test(of) || isRoutes.test(of)),
    [],
  );
  for (const { file, text } of stories) t.notMatch(text, /\b(reply|statusCode|status: ?[1-5]\d\d)\b/, file);
});

t.test('what speaks knows no database', async (t) => {
  t.same(
    trespasses(named(isRoutes), ({ of }) => /^(kysely|pg)$|^src\/db\//.test(of)),
    [],
  );
});

t.test('nobody calls a route but the table of contents', async (t) => {
  t.same(
    trespasses(
      sources.filter(({ file }) => file !== 'src/app.ts'),
      ({ of }) => isRoutes.test(of),
    ),
    [],
  );
});

// Proves: v5.0.0-6.5.8
t.test('the time is read in main.ts and the CLI alone; everyone else is told it', async (t) => {
  const readers = sources.filter(({ text }) => /\bDate\.now\b|\bnew Date(\(\s*\)|\b(?!\())/.test(text));
  t.same(
    readers.map(({ file }) => file).filter((file) => !/^src\/(main\.ts|cli(\.ts|\/))/.test(file)),
    [],
  );
});

t.test('no file has more than 300 lines', async (t) => {
  for (const { file, text } of sources) {
    const lines = text.split('\n').length - 1;
    t.ok(lines <= 300, `${file} has ${lines} lines`);
  }
});
