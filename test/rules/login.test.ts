import { readFileSync } from 'node:fs';
import t from 'tap';
import {
  acrOf,
  CODES_PER_LOGIN,
  CODES_UNTIL_CLOSED,
  enrollmentReason,
  FREE_FAILURES,
  LOGIN_MINUTES,
  type LoginFacts,
  nextStep,
  secondsUntil,
  WAITS,
} from '../../src/login/rules.ts';

const METHODS = ['pwd', 'otp', 'recovery_code', 'trusted_device'];
const BOOLEANS = [false, true];

/** Every set of methods, in every combination with every fact: 16 times 16. */
function* everyLogin(): Generator<LoginFacts> {
  for (let set = 0; set < 2 ** METHODS.length; set++)
    for (const enabled of BOOLEANS)
      for (const reset of BOOLEANS)
        for (const demanded of BOOLEANS)
          for (const mustChangePassword of BOOLEANS) {
            const methods = METHODS.filter((_, bit) => (set >> bit) & 1);
            yield { methods, enabled, reset, demanded, mustChangePassword };
          }
}

/** The second factor first, as a table: authenticator, reset, demanded by policy, proved. `*` is either. */
const SECOND_FACTOR: [string, string][] = [
  ['yes * * yes', 'settled'],
  ['yes * * no', 'challenge_required'],
  ['no yes * *', 'enrollment_required'],
  ['no no yes *', 'enrollment_required'],
  ['no no no *', 'settled'],
];

function expected(facts: LoginFacts): string | null {
  const proved = ['otp', 'recovery_code', 'trusted_device'].some((each) => facts.methods.includes(each));
  const seen = [facts.enabled, facts.reset, facts.demanded, proved].map((fact) => (fact ? 'yes' : 'no'));
  const rows = SECOND_FACTOR.filter(([row]) => row.split(' ').every((cell, at) => cell === '*' || cell === seen[at]));
  if (rows.length !== 1) throw new Error(`the table has ${rows.length} rows for ${seen.join(' ')}`);
  const owed = rows[0]?.[1];
  if (owed !== 'settled') return owed ?? null;
  return facts.mustChangePassword ? 'password_change_required' : null;
}

t.test('a login owes exactly the step that the table says, whatever the facts', async (t) => {
  let count = 0;
  const wrong: unknown[] = [];
  for (const facts of everyLogin()) {
    count += 1;
    const step = nextStep(facts);
    if (step !== expected(facts)) wrong.push({ facts, step, expected: expected(facts) });
  }
  t.equal(count, 256);
  t.same(wrong, []);
});

// Proves: CVE-2025-64103
t.test('nobody with an authenticator signs in without having proved a second factor', async (t) => {
  for (const facts of everyLogin())
    if (facts.enabled && !facts.methods.some((method) => method !== 'pwd'))
      t.equal(nextStep(facts), 'challenge_required', JSON.stringify(facts));
});

t.test('a password is changed only after the second factor, never in its place', async (t) => {
  for (const facts of everyLogin())
    if (nextStep(facts) === 'password_change_required')
      t.equal(nextStep({ ...facts, mustChangePassword: false }), null, JSON.stringify(facts));
});

t.test(
  'an authenticator added elsewhere meanwhile turns a login that was done into one that owes a code',
  async (t) => {
    const facts = { methods: ['pwd'], enabled: false, reset: false, demanded: false, mustChangePassword: false };
    t.equal(nextStep(facts), null);
    t.equal(nextStep({ ...facts, enabled: true }), 'challenge_required');
  },
);

t.test('a reset during a login asks for a new authenticator, although a code was proved before', async (t) => {
  const facts = { methods: ['pwd', 'otp'], enabled: false, reset: true, demanded: false, mustChangePassword: false };
  t.equal(nextStep(facts), 'enrollment_required');
});

t.test('an enrolment that a reset asks for says so, even where the policy demands one too', async (t) => {
  t.equal(enrollmentReason({ reset: true }), 'reset');
  t.equal(enrollmentReason({ reset: false }), 'policy');
});

t.test('only a code makes a session aal2; a trusted device spares the code and leaves aal1', async (t) => {
  t.equal(acrOf([]), 'aal1');
  t.equal(acrOf(['pwd']), 'aal1');
  t.equal(acrOf(['pwd', 'trusted_device']), 'aal1');
  t.equal(acrOf(['pwd', 'otp']), 'aal2');
  t.equal(acrOf(['pwd', 'recovery_code']), 'aal2');
  t.equal(acrOf(['pwd', 'trusted_device', 'otp']), 'aal2');
});

t.test('four failures are free, the fifth waits 30 seconds, and no wait is longer than an hour', async (t) => {
  // test/throttle.test.ts shows that they are waited
  t.same(WAITS, [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 3600]);
  t.equal(FREE_FAILURES, 4);
});

t.test('a login dies of five wrong codes, and a hundred close TOTP', async (t) => {
  t.equal(CODES_PER_LOGIN, 5);
  t.equal(CODES_UNTIL_CLOSED, 100);
});

t.test('a login waits five minutes for its next step, and fifteen while enrolling', async (t) => {
  t.same(LOGIN_MINUTES, { challenge_required: 5, password_change_required: 5, enrollment_required: 15 });
});

t.test('a wait is told in whole seconds, rounded up, and never as none', async (t) => {
  const now = new Date('2026-01-01T00:00:00Z');
  const told = (millis: number) => secondsUntil(new Date(now.getTime() + millis), now);
  t.equal(told(30_000), 30);
  t.equal(told(29_001), 30);
  t.equal(told(1_000), 1);
  t.equal(told(1), 1);
  t.equal(told(0), 1);
  t.equal(told(-60_000), 1);
});

t.test('the diagram of docs/architecture.md shows every way through a login, and no other', async (t) => {
  const page = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');
  const [, diagram = ''] = /stateDiagram-v2\n(.*?)```/s.exec(page) ?? [];
  const drawn = [...diagram.matchAll(/^ {2}([a-z_]+) --> ([a-z_]+):/gm)].map(([, from, to]) => `${from} ${to}`);
  /** What the facts are once a step is done. */
  const done: Record<string, (facts: LoginFacts) => LoginFacts> = {
    challenge_required: (facts) => ({ ...facts, methods: [...facts.methods, 'otp'] }),
    enrollment_required: (facts) => ({ ...facts, methods: [...facts.methods, 'otp'], enabled: true, reset: false }),
    password_change_required: (facts) => ({ ...facts, mustChangePassword: false }),
  };
  const ways = new Set<string>();
  for (let facts of everyLogin()) {
    if (facts.methods.some((each) => each === 'otp' || each === 'recovery_code')) continue;
    // more steps than there are: rules that led in a circle would be seen, not followed
    for (let at = 'password', steps = 0; at !== 'authenticated' && steps < 9; steps++) {
      const next: string = nextStep(facts) ?? 'authenticated';
      ways.add(`${at} ${next}`);
      facts = done[next]?.(facts) ?? facts;
      at = next;
    }
  }
  t.strictSame(drawn.sort(), [...ways].sort());
});
