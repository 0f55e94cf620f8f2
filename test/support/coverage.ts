import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { code, writePart, writeReasons } from './reasons.ts';

/**
 * `npm run coverage`, once tap has measured: writes docs/coverage.md, and fails where a function or branch that no test runs
 * is not explained there. What tap tells in its report for programs: https://github.com/istanbuljs (coverage map).
 */
interface Span {
  start: { line: number; column: number };
  end: { line: number; column: number };
}

interface Covered {
  statementMap: Record<string, Span>;
  s: Record<string, number>;
  fnMap: Record<string, { name: string; loc: Span }>;
  f: Record<string, number>;
  branchMap: Record<string, { loc: Span }>;
  b: Record<string, number[]>;
}

const root = new URL('../../', import.meta.url);
const page = new URL('docs/coverage.md', root);
const report = JSON.parse(readFileSync(new URL('.tap/report/coverage-final.json', root), 'utf8'));
const files = Object.entries(report as Record<string, Covered>)
  .map(([path, covered]) => ({ name: path.slice(root.pathname.length), covered }))
  .filter(({ name }) => name.startsWith('src/'))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

const share = (counts: number[]): string => {
  const run = counts.filter((count) => count > 0).length;
  return `${counts.length === 0 ? '100.0' : ((100 * run) / counts.length).toFixed(1)} % of ${counts.length}`;
};

function rowOf(name: string, of: typeof files): string {
  // a statement is a line here: V8 knows of blocks, and lines are what tap makes of them
  const lines = of.flatMap(({ covered }) => Object.values(covered.s));
  const branches = of.flatMap(({ covered }) => Object.values(covered.b).flat());
  const functions = of.flatMap(({ covered }) => Object.values(covered.f));
  return `| ${name} | ${share(lines)} | ${share(branches)} | ${share(functions)} |`;
}

/** The functions that never ran, and of those that did the branches. A branch within one that never ran is not named. */
function missing({ name, covered }: (typeof files)[number]): string[] {
  const text = readFileSync(new URL(name, root), 'utf8').split('\n');
  const at = ({ start }: Span) => text[start.line - 1] ?? '';
  const functions = Object.entries(covered.fnMap)
    .filter(([id]) => covered.f[id] === 0)
    .map(([, { loc }]) => loc);
  const spans = Object.entries(covered.branchMap)
    .filter(([id]) => covered.b[id]?.[0] === 0)
    .map(([, { loc }]) => loc);
  const within = (a: Span, b: Span) => a !== b && before(b.start, a.start) && before(a.end, b.end);
  const outer = [...functions, ...spans].filter((span, _, all) => !all.some((other) => within(span, other)));
  return outer.map((span) => {
    // a branch that begins at the end of a line (`{`) is told by that line, one inside a line from there on
    const rest = at(span).slice(span.start.column).trim();
    return `| ${name} | ${code(rest.length > 3 ? rest : at(span))} |`;
  });
}

const before = (a: Span['start'], b: Span['start']) => a.line < b.line || (a.line === b.line && a.column <= b.column);

const folders = [...new Set(files.map(({ name }) => name.slice(0, name.lastIndexOf('/'))))].sort();
const rows = folders.map((folder) =>
  rowOf(
    folder,
    files.filter(({ name }) => name.slice(0, name.lastIndexOf('/')) === folder),
  ),
);
const table = ['| Folder | Lines | Branches | Functions |', '|---|---|---|---|', ...rows, rowOf('All', files)].join(
  '\n',
);
const commit = execFileSync('git', ['describe', '--always', '--dirty']).toString().trim();
const ran = `Measured on ${new Date().toISOString().slice(0, 10)}, on commit ${commit}.`;
const measured = writePart(readFileSync(page, 'utf8'), 'measured', `${ran}\n\n${table}`);
const seen = new Set(files.map(({ name }) => name));
const never = globSync('src/**/*.ts', { cwd: root }).filter((name) => !seen.has(name));
const gaps = [...files.flatMap(missing), ...never.sort().map((name) => `| ${name} | the whole file |`)];
const { text, open } = writeReasons(measured, 'missing', '| File | Not run | Why |', gaps);
writeFileSync(page, text);
if (open.length > 0) process.stdout.write(`docs/coverage.md does not explain:\n${open.join('\n')}\n`);
process.exit(open.length > 0 ? 1 : 0);
