import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { code, writePart, writeReasons } from './reasons.ts';

/** What Stryker keeps of a run (the mutation testing report schema), as far as it is read here. */
interface Report {
  files: Record<string, { source: string; mutants: Mutant[] }>;
}

interface Mutant {
  mutatorName: string;
  replacement?: string;
  status: string;
  location: { start: Place; end: Place };
}

interface Place {
  line: number;
  column: number;
}

const root = new URL('../../', import.meta.url);
const page = new URL('docs/mutation.md', root);

const KILLED = ['Killed', 'Timeout'];
const LEFT = ['Survived', 'NoCoverage'];

/**
 * Writes the scores of these sets and their survivors into docs/mutation.md. Answers the survivors it does not explain.
 * What a mutant could not be run with counts neither way.
 */
export function reportMutants(sets: string[], ran: string): string[] {
  const reports = sets.map((set) => new URL(`.stryker/${set}.json`, root)).filter((file) => existsSync(file));
  const files = reports.flatMap((file) => Object.entries((JSON.parse(readFileSync(file, 'utf8')) as Report).files));
  const counted = files.map(([name, { mutants }]) => ({ name, ...count(mutants) }));
  const all = { name: 'All', ...count(files.flatMap(([, { mutants }]) => mutants)) };
  const rows = [...counted.sort((a, b) => (a.name < b.name ? -1 : 1)), all].map(
    ({ name, score, killed, timedOut, left, unrun }) =>
      `| ${name} | ${score} | ${killed} | ${timedOut} | ${left} | ${unrun} |`,
  );
  const table = [
    '| File | Score | Killed | of them timed out | Survived | Did not start |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
  const survivors = files.flatMap(([name, { source, mutants }]) =>
    mutants.filter(({ status }) => LEFT.includes(status)).map((mutant) => rowOf(name, source, mutant)),
  );
  const scored = writePart(readFileSync(page, 'utf8'), 'scores', `${ran}\n\n${table}`);
  const { text, open } = writeReasons(
    scored,
    'survivors',
    '| File | Code | Mutant | Why it survives |',
    survivors.sort(),
  );
  writeFileSync(page, text);
  return open;
}

function count(mutants: Mutant[]) {
  const of = (...statuses: string[]) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, left] = [of(...KILLED), of(...LEFT)];
  const score = `${((100 * killed) / (killed + left)).toFixed(1)} %`;
  return { score, killed, timedOut: of('Timeout'), left, unrun: of('RuntimeError', 'CompileError') };
}

/** How a row of the survivors begins: the file, what stood there and what the mutant has in its place. */
function rowOf(name: string, source: string, { location, replacement = '' }: Mutant): string {
  const { start, end } = location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1)?.slice(0, end.column - 1) ?? '';
  lines[0] = lines[0]?.slice(start.column - 1) ?? '';
  return `| ${name} | ${code(lines.join(' '))} | ${code(replacement)} |`;
}
