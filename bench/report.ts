/** Prints the figures, keeps them as JSON, and writes docs/performance.md of all that is kept. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { machine, say } from './parts.ts';

export interface Figure {
  id: string;
  what: string;
  value: number;
  unit: string;
  floor?: string;
  ratio?: number;
  /** of the ratio, or where there is none of the value */
  atLeast?: number;
  atMost?: number;
}

interface Result {
  at: string;
  machine: ReturnType<typeof machine>;
  figures: Figure[];
  notes: string[];
  raw: unknown;
}

const FOLDER = 'bench/results';
const PARTS = { speed: 'Speed', overload: 'Overload', scale: 'Scale', memory: 'Memory' };

export async function publish(part: keyof typeof PARTS, figures: Figure[], raw: unknown, notes: string[] = []) {
  mkdirSync(FOLDER, { recursive: true });
  const result: Result = { at: new Date().toISOString(), machine: machine(), figures, notes, raw };
  writeFileSync(`${FOLDER}/${part}.json`, `${JSON.stringify(result, null, 2)}\n`);
  say(table(figures));
  for (const note of notes) say(note);
  writeFileSync('docs/performance.md', page());
  say(`written: ${FOLDER}/${part}.json, docs/performance.md`);
}

const number = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en').replaceAll(',', ' ') : value.toFixed(value < 10 ? 2 : 1);

function verdict({ ratio, value, atLeast, atMost }: Figure): string {
  const judged = ratio ?? value;
  if (atLeast !== undefined) return judged >= atLeast ? 'reached' : '**missed**';
  if (atMost !== undefined) return judged <= atMost ? 'reached' : '**missed**';
  return '';
}

function target({ atLeast, atMost }: Figure): string {
  if (atLeast !== undefined) return `at least ${atLeast}`;
  return atMost === undefined ? '' : `at most ${atMost}`;
}

const table = (figures: Figure[]) =>
  [
    '| | what | figure | floor | ratio | target | |',
    '|---|---|---|---|---|---|---|',
    ...figures.map(
      (each) =>
        `| ${each.id} | ${each.what} | ${number(each.value)} ${each.unit} | ${each.floor ?? ''} | ${each.ratio === undefined ? '' : each.ratio.toFixed(2)} | ${target(each)} | ${verdict(each)} |`,
    ),
  ].join('\n');

function page(): string {
  const parts = Object.entries(PARTS).flatMap(([part, title]) => {
    const file = `${FOLDER}/${part}.json`;
    if (!existsSync(file)) return [];
    const { at, machine: on, figures, notes } = JSON.parse(readFileSync(file, 'utf8')) as Result;
    const where = `${on.cores} cores of ${on.cpu}, ${on.memoryGiB} GiB, ${on.platform}, node ${on.node}, commit ${on.commit}, load before ${on.load.toFixed(1)}`;
    return [`## ${title}`, `${at.slice(0, 10)}, on ${where}.`, table(figures), ...notes];
  });
  return `${[
    '# Performance',
    'Written by `npm run bench`, `npm run bench -- overload`, `-- scale` and `-- memory`, which need nothing but npm. Load, service and database share one machine, so figures mean something beside their floors alone: bare argon2id (F0), bare Fastify (F1), and Fastify with one indexed SELECT (F2), measured in turn with the rest; medians of what is measured in rounds. Sign-ins and crowds come by bare sockets, checks by autocannon. "The least that a sign-in can be" does none of what a sign-in needs beside its hash (no API key, no limits, no events, no second factor): it shows what two cores leave beside the hash. Retention and couriers begin a second after a start, so P7 does not hold their first round.',
    ...parts,
  ].join('\n\n')}\n`;
}
