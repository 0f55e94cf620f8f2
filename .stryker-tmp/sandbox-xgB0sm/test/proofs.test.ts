// @ts-nocheck
import { readFileSync } from 'node:fs';
import t from 'tap';
import { asvsPage, attacksPage } from './support/proof-pages.ts';
import { type Facts, faultsOf, headingsIn, proofsIn, readFacts, stateOf } from './support/proofs.ts';

const facts = readFacts();
const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

t.test('every requirement of ASVS has its proof, document or gap, and every attack its test', async (t) => {
  t.same(faultsOf(facts), []);
  t.equal(facts.requirements.length, 345, 'all of ASVS 5.0.0');
  t.ok(facts.attacks.length > 40);
  t.ok(facts.proofs.length > 300, 'the tags are seen');
});

t.test('docs/asvs.md and docs/attacks.md say what the tests say today (npm run proofs writes them)', async (t) => {
  t.equal(read('docs/asvs.md'), asvsPage(facts));
  t.equal(read('docs/attacks.md'), attacksPage(facts));
});

t.test('what is wrong with the proofs is found', async (t) => {
  const small: Facts = {
    requirements: [
      { id: 'r1', level: 'L1', applies: true, text: 'one', proof: 'HTTP' },
      { id: 'r2', level: 'L2', applies: true, text: 'two', proof: 'DOC' },
      { id: 'r3', level: 'L3', applies: true, text: 'three', proof: 'STATIC' },
      { id: 'r4', level: 'L1', applies: false, text: 'four', proof: 'n/a: no four' },
    ],
    attacks: [{ id: 'a1', text: 'what happened' }],
    answers: [
      { id: 'r2', kind: 'document', where: 'docs/x.md#two', reason: '' },
      { id: 'r3', kind: 'gap', where: '', reason: 'nobody has done it' },
    ],
    proofs: [
      { id: 'r1', file: 'f', name: 'one' },
      { id: 'a1', file: 'f', name: 'no attack' },
    ],
    headings: new Set(['docs/x.md#two']),
  };
  t.same(faultsOf(small), []);
  t.same(
    small.requirements.map((each) => stateOf(small, each)),
    ['proved', 'document', 'gap', 'n/a'],
  );
  const proof = (id: string, name = 'a test') => ({ proofs: [...small.proofs, { id, file: 'f', name }] });
  const answer = (id: string, kind: string, reason = 'why', where = '') => ({
    answers: [...small.answers, { id, kind, where, reason } as Facts['answers'][number]],
  });
  const wrong: [Partial<Facts>, RegExp][] = [
    [{ proofs: [] }, /^r1 has no answer,a1 has no test$/],
    [{ answers: [] }, /^r2 has no answer,r3 has no answer$/],
    [proof('r9'), /proves r9, which there is not/],
    [proof('r4'), /proves r4, which does not apply/],
    [proof('r1', ''), /stands above no test/],
    [proof('r3'), /r3 is proved: its gap is stale/],
    [{ headings: new Set() }, /there is no docs\/x.md#two/],
    [answer('r1', 'document', '', 'docs/x.md#two'), /r1 is proved: its document is stale/],
    [answer('r9', 'gap'), /no such requirement/],
    [answer('r3', 'gap'), /two answers/],
    [answer('r2', 'gap', ''), /needs its reason/],
    [answer('r2', 'reservation'), /not proved: a reservation is too little/],
    [answer('r1', 'excuse'), /no kind excuse/],
    [answer('r1', 'applies'), /applies anyhow/],
    [answer('r4', 'applies'), /r4 has no answer/],
  ];
  for (const [change, fault] of wrong) t.match(faultsOf({ ...small, ...change }).join(), fault, String(fault));
  t.same(faultsOf({ ...small, ...proof('r2') }), [], 'beside a document that is asked for a test is welcome');
});

t.test('tags and headings are read as they are written', async (t) => {
  // in two pieces, lest this very file be read as if it proved something
  const tag = '// Prov' + 'es:';
  const text = [
    `${tag} r1, CVE-1`,
    `${tag} scheb/2fa #126`,
    "t.test('it\\'s so', async (t) => {",
    `  ${tag} r2`,
    '  await t.test(',
    `    "a user's",`,
    `  ${tag} r3`,
    '  for (const each of all)',
    '    t.test(title, async (t) => {',
    `${tag} r4`,
    'for (const each of all)',
    "  t.test('each', async (t) => {",
  ].join('\n');
  t.same(proofsIn('f', text), [
    { id: 'r1', file: 'f', name: "it's so" },
    { id: 'CVE-1', file: 'f', name: "it's so" },
    { id: 'scheb/2fa #126', file: 'f', name: "it's so" },
    { id: 'r2', file: 'f', name: "a user's" },
    { id: 'r3', file: 'f', name: '' },
    { id: 'r4', file: 'f', name: 'each' },
  ]);
  t.same(headingsIn('f', '# What is *promised*, and how?\n\n## `KEYS` & more'), [
    'f#what-is-promised-and-how',
    'f#keys--more',
  ]);
});
