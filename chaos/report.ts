/** Keeps what came of each run, and writes docs/reliability.md of all that is kept. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { machine } from '../bench/parts.ts';
import type { Outcome } from './afterwards.ts';

interface Row {
  name: string;
  at: string;
  machine: ReturnType<typeof machine>;
}

export interface FaultRow {
  name: string;
  outcome: Outcome | string;
}

export interface VersionRow {
  name: string;
  outcome: { files: number; passed: number; failed: string[] } | string;
}

/** Sentences, and whether all was well. */
export interface SaidRow {
  name: string;
  said: string[];
  table?: string;
  failed: string[];
}

interface Kept {
  chaos: (Row & FaultRow)[];
  soak: (Row & SaidRow)[];
  compatibility: (Row & VersionRow)[];
  backup: (Row & SaidRow)[];
}

const FOLDER = 'chaos/results';
const fileOf = (part: string) => `${FOLDER}/${part}.json`;

const kept = <Part extends keyof Kept>(part: Part): Kept[Part] =>
  existsSync(fileOf(part)) ? JSON.parse(readFileSync(fileOf(part), 'utf8')) : ([] as Kept[Part]);

/** Takes the place of an earlier row of this name. */
export function publish<Part extends keyof Kept>(part: Part, row: Omit<Kept[Part][number], 'at' | 'machine'>): void {
  mkdirSync(FOLDER, { recursive: true });
  const rows = kept(part) as Row[];
  const place = rows.findIndex(({ name }) => name === row.name);
  const whole = { ...row, at: new Date().toISOString(), machine: machine() };
  if (place < 0) rows.push(whole);
  else rows[place] = whole;
  writeFileSync(fileOf(part), `${JSON.stringify(rows, null, 2)}\n`);
  writeFileSync('docs/reliability.md', page());
}

const when = (rows: Row[]) => {
  const last = rows.at(-1);
  if (!last) return 'Not run yet.';
  const { cores, cpu, memoryGiB, platform, node } = last.machine;
  return `${last.at.slice(0, 10)}, on ${cores} cores of ${cpu}, ${memoryGiB} GiB, ${platform}, node ${node}.`;
};

const told = (statuses: Record<string, number>) =>
  Object.entries(statuses)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([status, count]) => `${count} × ${status === 'none' ? 'no answer' : status}`)
    .join(', ');

const outageOf = ({ outage, usual, longest }: Outcome) =>
  [
    `${outage} ms`,
    ...(usual ? [`mostly ${usual}`] : []),
    ...(longest ? [`of the longest the process ran ${longest.ran} and waited ${longest.waited} for a processor`] : []),
  ].join(', ');

/** What was under way when the service was killed. */
function struck(): string {
  const during = kept('chaos').flatMap(({ outcome }) =>
    typeof outcome === 'string' ? [] : Object.entries(outcome.during ?? {}),
  );
  return during.length === 0
    ? 'At moments of chance: mostly while users were being made.'
    : `While these were under way, in turn: ${during.map(([what, count]) => `${what} (${count})`).join(', ')}.`;
}

function faults(): string {
  const rows = kept('chaos').map(({ name, outcome }) =>
    typeof outcome === 'string'
      ? `| ${name} | | not made: ${outcome} | | | | |`
      : `| ${name} | ${outcome.times || ''} | ${outcome.people} | ${outcome.unanswered} | ${told(outcome.statuses)} | ${outageOf(outcome)} | ${outcome.violations.length || '0'} |`,
  );
  const head = [
    'fault',
    'times',
    'users',
    'calls in doubt',
    'what clients were told',
    'outage afterwards',
    'violations',
  ];
  return [`| ${head.join(' | ')} |`, `|${'---|'.repeat(head.length)}`, ...rows].join('\n');
}

function versions(): string {
  const rows = kept('compatibility').map(({ name, outcome }) =>
    typeof outcome === 'string'
      ? `| ${name} | not run: ${outcome} |`
      : `| ${name} | ${outcome.passed} of ${outcome.files} test files pass${outcome.failed.length > 0 ? `; not: ${outcome.failed.join(', ')}` : ''} |`,
  );
  return ['| | |', '|---|---|', ...rows].join('\n');
}

const sentences = (rows: SaidRow[]) =>
  rows.flatMap(({ said, table, failed }) => [
    said.map((each) => `- ${each}`).join('\n'),
    ...(table ? [table] : []),
    failed.length === 0 ? 'All was well.' : `**Not well: ${failed.join('; ')}**`,
  ]);

const page = () =>
  `${[
    '# Reliability',
    'Written by `npm run chaos`, `npm run soak`, `npm run compatibility` and `npm run backup`, which need nothing but npm (the last two say what they skip, and why). On a machine that others use too, fewer calls fit into a fault.',
    '## Faults',
    when(kept('chaos')),
    'Users come and go all the while: they are made, enrol, sign in by code and by recovery code, trust a browser and come back with it, sign out, end other sessions, change their password, lose the phone and are reset by support. Each client remembers what it was answered. After the fault each of them looks: what was answered must be so, to the number of events of each kind, which sessions work and which do not, the password, the next step, the device, the codes that are spent and those that are not. Of a call that had no answer, or 503, either all of it must be so or nothing. Then the database is asked for what must never be: counts that differ, sessions of a login that is not complete, a code that was spent in another transaction than what it was spent for, events that no webhook is owed; and the receiver must have been told of every event. Nothing may be stuck: transactions, locks, connections. No client may get any other 5xx than 503, or wait longer than 30 seconds.',
    '"Calls in doubt" had no answer or were told to try again: nobody could know what was so. "Outage afterwards" is the longest time from the end of the fault to the first answer from the database.',
    faults(),
    `The service is killed under load. ${struck()}`,
    'The network is a proxy of our own between service and database. "Silence" is lost without a word to either side, and stays so for 20 seconds. The standby is synchronous and is in place, still read-only, for two seconds before it is promoted. There, and while the database is read-only, `/readyz` must be 503. A clock that is off by more than a step refuses codes that are right (401), which is as it should be; what was recorded while it was two hours ahead is told to webhooks when it is that time; sessions, waits and trust that began then last that much longer.',
    'These lives have no re-authentication, no removal of an authenticator, no password reset by token, and one replica: those calls are broken off between any two of their writes by test/crash.test.ts, and replicas race in test/races.test.ts.',
    'That the check can fail: `npm run chaos -- sabotage` brings about 21 kinds of half-done work in the database, and each must be found. Tried by hand: with `transaction()` made to answer before it commits, "reset in the place of COMMIT" gave 91 violations and eight kills gave 30.',
    '## Soak',
    when(kept('soak')),
    ...sentences(kept('soak')),
    '## Compatibility',
    when(kept('compatibility')),
    versions(),
    '## Backup and restore',
    when(kept('backup')),
    ...sentences(kept('backup')),
  ].join('\n\n')}\n`;
