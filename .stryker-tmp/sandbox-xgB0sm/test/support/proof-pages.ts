// @ts-nocheck
import { type Facts, type Proof, type Requirement, type State, stateOf } from './proofs.ts';

const CHAPTERS: Record<string, string> = {
  1: 'Encoding and sanitization',
  2: 'Validation and business logic',
  3: 'Web frontend security',
  4: 'API and web service',
  5: 'File handling',
  6: 'Authentication',
  7: 'Session management',
  8: 'Authorization',
  9: 'Self-contained tokens',
  10: 'OAuth and OIDC',
  11: 'Cryptography',
  12: 'Secure communication',
  13: 'Configuration',
  14: 'Data protection',
  15: 'Secure coding and architecture',
  16: 'Security logging and error handling',
  17: 'WebRTC',
};

const ASVS_HEAD = `# OWASP ASVS 5.0

Every requirement, with what shows that it is met: a test, a document, or neither. Written by \`npm run proofs\` from
[asvs.tsv](asvs.tsv) (the requirements in short words, and which apply), the lines \`// Proves: …\` above the tests, and
[asvs-answers.tsv](asvs-answers.tsv) (documents, gaps and reservations). \`test/proofs.test.ts\` fails when it is stale,
or when a requirement has lost its answer.

A test here runs in \`npm run check\`. **But** says what a proof does not reach. Each row counts
the requirements of its own level alone.
`;

export function asvsPage(facts: Facts): string {
  const chapters = Map.groupBy(facts.requirements, chapterOf);
  return [
    ASVS_HEAD,
    counts(facts),
    '',
    ...[...chapters].flatMap(([chapter, all]) => {
      const applicable = all.filter((each) => stateOf(facts, each) !== 'n/a');
      if (applicable.length === 0) return [];
      return [
        `## V${chapter} ${CHAPTERS[chapter]}`,
        '',
        '| | level | requirement | answer |',
        '|---|---|---|---|',
        ...applicable.map(
          (each) => `| ${short(each.id)} | ${each.level} | ${cell(each.text)} | ${answered(facts, each)} |`,
        ),
        '',
      ];
    }),
    '## Gaps',
    '',
    ...facts.requirements
      .filter((each) => stateOf(facts, each) === 'gap')
      .map((each) => `- **${short(each.id)}** (${each.level}) ${each.text}: ${answered(facts, each)}`),
    '',
    '## Not applicable',
    '',
    ...[...chapters].flatMap(([chapter, all]) => {
      const none = all.filter((each) => stateOf(facts, each) === 'n/a');
      if (none.length === 0) return [];
      return [`**V${chapter} ${CHAPTERS[chapter]}**: ${reasons(none)}.`, ''];
    }),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

const chapterOf = ({ id }: Requirement) => short(id).split('.')[0] ?? '';
const short = (id: string) => id.replace('v5.0.0-', '');
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** `5.2.1, 5.2.2 (no uploads); …`: what has one reason stands together. */
function reasons(none: Requirement[]): string {
  const groups = Map.groupBy(none, ({ proof }) => proof.replace(/^n\/a: ?/, ''));
  return [...groups]
    .map(([reason, all]) => `${all.map(({ id }) => short(id)).join(', ')} (${cell(reason)})`)
    .join('; ');
}

function counts(facts: Facts): string {
  const states: State[] = ['proved', 'document', 'gap', 'n/a'];
  const row = (name: string, all: Requirement[]) => {
    const [proved = [], ...others] = states.map((state) => all.filter((each) => stateOf(facts, each) === state));
    const reserved = proved.filter(({ id }) => facts.answers.some((a) => a.id === id && a.kind === 'reservation'));
    return `| ${[name, all.length, proved.length, reserved.length, ...others.map((each) => each.length)].join(' | ')} |`;
  };
  return [
    '| level | requirements | proved by tests | of these with a But | answered by a document | gap | not applicable |',
    '|---|---|---|---|---|---|---|',
    ...['L1', 'L2', 'L3'].map((level) =>
      row(
        level,
        facts.requirements.filter((each) => each.level === level),
      ),
    ),
    row('all', facts.requirements),
  ].join('\n');
}

function answered({ answers, proofs }: Facts, { id }: Requirement): string {
  const own = answers.filter((answer) => answer.id === id);
  const said = own.flatMap(({ kind, where, reason }) => {
    if (kind === 'gap') return [`**Gap:** ${cell(reason)}`];
    if (kind === 'reservation') return [`**But:** ${cell(reason)}`];
    if (kind === 'applies') return [];
    return [
      `[${where}](${where.replace(/^docs\//, '').replace(/^(?=[A-Z])/, '../')})${reason ? `: ${cell(reason)}` : ''}`,
    ];
  });
  const tests = testsOf(proofs, id);
  return [...(tests ? [tests] : []), ...said].join('<br>');
}

/** The tests that prove it, file by file. */
function testsOf(proofs: Proof[], id: string): string {
  const files = Map.groupBy(
    proofs.filter((proof) => proof.id === id),
    ({ file }) => file,
  );
  return [...files]
    .map(
      ([file, all]) =>
        `[${file.replace('test/', '')}](../${file}): ${all.map(({ name }) => `“${cell(name)}”`).join(', ')}`,
    )
    .join('<br>');
}

const ATTACKS_HEAD = `# Attacks that worked on others

Each has a test here, named after what must not happen. Written by \`npm run proofs\` from [attacks.tsv](attacks.tsv) and
the lines \`// Proves: …\` above the tests; \`test/proofs.test.ts\` fails when it is stale, or when an attack has no test.

| seen in | what happened | what shows that it does not happen here |
|---|---|---|
`;

export const attacksPage = ({ attacks, proofs }: Facts): string =>
  ATTACKS_HEAD + attacks.map(({ id, text }) => `| ${id} | ${cell(text)} | ${testsOf(proofs, id)} |\n`).join('');
