// @ts-nocheck
import { globSync, readFileSync } from 'node:fs';

/**
 * What docs/asvs.md and docs/attacks.md are made of: the requirements of ASVS and the attacks on others, the tests that
 * carry `// Proves: …` above their name, and what people answered by hand. `npm run proofs` writes both pages.
 */
export interface Requirement {
  id: string;
  level: string;
  applies: boolean;
  text: string;
  /** how a test can prove it; or, after `n/a:`, why it does not apply */
  proof: string;
}

export interface Attack {
  id: string;
  text: string;
}

export type Kind = 'document' | 'gap' | 'reservation' | 'applies';

/** A line of docs/asvs-answers.tsv. `where` is a file and heading (`docs/security.md#throttling`), of a document alone. */
export interface Answer {
  id: string;
  kind: Kind;
  where: string;
  reason: string;
}

export interface Proof {
  id: string;
  file: string;
  name: string;
}

export interface Facts {
  requirements: Requirement[];
  attacks: Attack[];
  answers: Answer[];
  proofs: Proof[];
  /** file#heading, as links name them */
  headings: Set<string>;
}

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const files = (pattern: string) => globSync(pattern, { cwd: root }).sort();

/** The cells of each line but the first, which names the columns. */
const table = (file: string) =>
  read(file)
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

export function readFacts(): Facts {
  return {
    requirements: table('docs/asvs.tsv').map(([id = '', level = '', applies = '', text = '', proof = '']) => {
      return { id, level, applies: applies === 'yes', text, proof };
    }),
    attacks: table('docs/attacks.tsv').map(([id = '', text = '']) => ({ id, text })),
    answers: table('docs/asvs-answers.tsv').map(([id = '', kind = '', where = '', reason = '']) => {
      return { id, kind: kind as Kind, where, reason };
    }),
    proofs: files('test/**/*.test.ts').flatMap((file) => proofsIn(file, read(file))),
    headings: new Set(files('{*.md,docs/*.md}').flatMap((file) => headingsIn(file, read(file)))),
  };
}

const TAG = /^\s*\/\/ Proves:(.*)$/;

/**
 * Tags stand directly above a test whose name is written there, or above the loop that makes it. A tag elsewhere proves
 * nothing, and is a fault.
 */
export function proofsIn(file: string, text: string): Proof[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const tag = TAG.exec(line)?.[1];
    if (tag === undefined) return [];
    let below = at + 1;
    while (TAG.test(lines[below] ?? '')) below++;
    if (/^\s*for \(/.test(lines[below] ?? ''))
      below = lines.findIndex((each, n) => n > below && each.includes('t.test('));
    const written = lines.slice(below, below + 2).join(' ');
    // what never runs proves nothing
    const begins = /\{ (skip|todo): true/.test(written)
      ? null
      : written.match(/^\s*(?:await )?t\.test\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)"|`([^`]*)`)/);
    const name = (begins?.[1] ?? begins?.[2] ?? begins?.[3] ?? '').replaceAll("\\'", "'").replace(/\$\{[^}]*\}/g, '…');
    return tag.split(',').map((id) => ({ id: id.trim(), file, name }));
  });
}

/** As links name headings: lower case, without punctuation, spaces as dashes. */
export function headingsIn(file: string, text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const anchor = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '');
    return `${file}#${anchor.replaceAll(' ', '-')}`;
  });
}

export type State = 'proved' | 'document' | 'gap' | 'n/a' | 'unanswered';

export function stateOf(facts: Facts, { id, applies }: Requirement): State {
  const kinds = facts.answers.filter((answer) => answer.id === id).map(({ kind }) => kind);
  if (!applies && !kinds.includes('applies')) return 'n/a';
  if (facts.proofs.some((proof) => proof.id === id)) return 'proved';
  if (kinds.includes('document')) return 'document';
  return kinds.includes('gap') ? 'gap' : 'unanswered';
}

/** Everything that is wrong with the proofs, in words; nothing where all is well. */
export function faultsOf(facts: Facts): string[] {
  const { requirements, attacks, answers, proofs, headings } = facts;
  const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));
  const known = new Set([...byId.keys(), ...attacks.map(({ id }) => id)]);
  const proved = new Set(proofs.map(({ id }) => id));
  return [
    ...requirements.filter((each) => stateOf(facts, each) === 'unanswered').map(({ id }) => `${id} has no answer`),
    ...attacks.filter(({ id }) => !proved.has(id)).map(({ id }) => `${id} has no test`),
    ...proofs.filter(({ id }) => !known.has(id)).map(({ id, file }) => `${file} proves ${id}, which there is not`),
    ...proofs.filter(({ name }) => name === '').map(({ id, file }) => `${file}: the tag ${id} stands above no test`),
    ...proofs
      .filter(({ id }) => byId.has(id) && stateOf(facts, byId.get(id) as Requirement) === 'n/a')
      .map(({ id, file }) => `${file} proves ${id}, which does not apply`),
    ...answers.flatMap((answer) => faultsOfAnswer(answer, byId.get(answer.id), proved, headings)),
    ...answers
      .filter(({ id, kind }, at) => answers.findIndex((other) => other.id === id && other.kind === kind) < at)
      .map(({ id, kind }) => `${id} has two answers of the kind ${kind}`),
  ];
}

function faultsOfAnswer(
  { id, kind, where, reason }: Answer,
  requirement: Requirement | undefined,
  proved: Set<string>,
  headings: Set<string>,
): string[] {
  if (!requirement) return [`${id} has an answer, but there is no such requirement`];
  const faults = [];
  if (!['document', 'gap', 'reservation', 'applies'].includes(kind)) faults.push(`${id}: there is no kind ${kind}`);
  if (kind === 'document' && !headings.has(where)) faults.push(`${id}: there is no ${where}`);
  // where a document is what is asked for, a test beside it is welcome
  if (kind === 'document' && proved.has(id) && !requirement.proof.includes('DOC'))
    faults.push(`${id} is proved: its document is stale`);
  if (kind === 'gap' && proved.has(id)) faults.push(`${id} is proved: its gap is stale`);
  if (kind === 'reservation' && !proved.has(id)) faults.push(`${id} is not proved: a reservation is too little`);
  if (kind !== 'document' && reason === '') faults.push(`${id}: a ${kind} needs its reason`);
  if (kind === 'applies' && requirement.applies) faults.push(`${id} applies anyhow`);
  return faults;
}
