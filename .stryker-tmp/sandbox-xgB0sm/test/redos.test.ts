// @ts-nocheck
import { globSync, readFileSync } from 'node:fs';
import formats from 'ajv-formats/dist/formats.js';
import fc from 'fast-check';
import t from 'tap';

const root = new URL('../', import.meta.url);

interface Found {
  where: string;
  pattern: RegExp;
}

/** What stands between slashes where an expression can begin, and is a regular expression. */
const LITERAL = /(?<=[(,=:?&|!;{[]\s*|\breturn )\/(?![*/])((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g;

const literals: Found[] = globSync('src/**/*.ts', { cwd: root }).flatMap((file) =>
  readFileSync(new URL(file, root), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(\*|\/\/|\/\*)/.test(line))
    .flatMap((line) => [...line.matchAll(LITERAL)])
    .map(([, source = '', flags = '']) => ({ where: file, pattern: new RegExp(source, flags.replace('y', '')) })),
);

const document = readFileSync(new URL('openapi.yaml', root), 'utf8');
const named = (key: string) =>
  new Set([...document.matchAll(new RegExp(`^ *${key}: (\\S.*)$`, 'gm'))].map(([, it]) => it ?? ''));
const schemas: Found[] = [...named('pattern')].map((source) => ({
  where: 'openapi.yaml',
  pattern: new RegExp(source, 'u'),
}));
const used: Found[] = [...named('format')].flatMap((name) => {
  const format = (formats as unknown as { fullFormats: Record<string, unknown> }).fullFormats[name];
  return format instanceof RegExp ? [{ where: `the format ${name}`, pattern: format }] : [];
});

const LENGTH = 100_000;
const ENDS = ['', '\u0001', '!', '\n', ' x'];
const UNITS = ['a', 'A', '0', ' ', '-', '=', '.', '/', ':', '"', '[', ';', 'aA0', '- ', '𝕏', '\u0301'];

/** Long texts that almost match: the beginning of a match, a piece of it over and over, and something that spoils it. */
function attacks(pattern: RegExp, length = LENGTH): string[] {
  const plain = pattern.source.replace(/\(\?<?[!=][^()]*\)/g, '').replace(/\\p\{\w+\}/g, 'a');
  let matches = [''];
  try {
    matches = fc.sample(fc.stringMatching(new RegExp(plain), { maxLength: 60 }), { numRuns: 4, seed: 1 });
  } catch {
    // what fast-check can't make up is attacked with the units alone
  }
  const pieces = matches.flatMap((match) =>
    [1, 2, 3].map((n) => match.slice(match.length >> 1, (match.length >> 1) + n)),
  );
  const literal = [...new Set(pattern.source.match(/[\w=.$:/-]/g) ?? [])].slice(0, 12);
  const units = new Set([...UNITS, ...pieces, ...literal].filter((unit) => unit !== ''));
  const starts = new Set(['', ...matches.map((match) => match.slice(0, (match.length >> 1) + 1)).slice(0, 2)]);
  return [...units].flatMap((unit) =>
    [...starts].map(
      (start, index) => start + unit.repeat(length / unit.length) + ENDS[(index + unit.length) % ENDS.length],
    ),
  );
}

function millis(pattern: RegExp, text: string): number {
  const started = performance.now();
  text.replace(pattern, '');
  return performance.now() - started;
}

// Proves: v5.0.0-1.3.12
t.test('no text of 100 kB keeps a regular expression busy for 50 ms', async (t) => {
  t.ok(literals.length > 30, `${literals.length} regular expressions in src`);
  t.ok(
    schemas.length >= 4 && used.length >= 3,
    `${schemas.length} patterns and ${used.length} formats of openapi.yaml`,
  );
  let tried = 0;
  for (const { where, pattern } of [...literals, ...schemas, ...used]) {
    let slowest = 0;
    for (const text of attacks(pattern)) {
      // the least of three, since another process may have had its turn
      const taken = millis(pattern, text);
      slowest = Math.max(slowest, taken < 50 ? taken : Math.min(taken, millis(pattern, text), millis(pattern, text)));
      tried += 1;
      if (slowest >= 50) break;
    }
    t.ok(slowest < 50, `${where}: ${pattern}: ${slowest.toFixed(1)} ms`);
  }
  t.ok(tried > 1000, `${tried} texts`);
});

t.test('the attacks are worth something: they find what is slow', async (t) => {
  for (const slow of [/=+$/, /\s+end/, /-*!/])
    t.ok(Math.max(...attacks(slow, 5000).map((text) => millis(slow, text))) > 5, String(slow));
});
