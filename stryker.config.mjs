/**
 * Mutation tests of what decides: `npm run mutate` (test/support/mutate.ts), read in docs/mutation.md.
 * Rules and cryptography are held by test/rules alone, without a database; what counts attempts and admits callers, by
 * tests over HTTP. A test file is run by itself, and the first that fails ends a mutant, so the quick ones stand first.
 */
const SETS = {
  rules: {
    mutate: ['src/**/rules.ts', 'src/crypto/*.ts'],
    timeoutMS: 40_000,
    testFiles: [
      'test/rules/{login,privacy,webhooks,tenants,access-tokens,key-uri,sessions,authenticators}.test.ts',
      'test/rules/{crypto,users}.test.ts',
      'test/rules/hash-formats.test.ts',
    ],
  },
  guards: {
    mutate: ['src/http/{callers,cookies}.ts'],
    timeoutMS: 60_000,
    testFiles: ['test/cookies.test.ts', 'test/guards.test.ts'],
  },
  counters: {
    mutate: ['src/login/throttle.ts'],
    timeoutMS: 60_000,
    testFiles: ['test/counters.test.ts', 'test/throttle.test.ts'],
  },
  limits: {
    mutate: ['src/http/limits.ts'],
    timeoutMS: 60_000,
    testFiles: ['test/guards.test.ts', 'test/limits.test.ts'],
  },
};

const name = process.env.MUTATE ?? 'rules';
const { mutate, timeoutMS, testFiles } = SETS[name];

export default {
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner'],
  mutate,
  tap: { testFiles, nodeArgs: ['--require', '{{hookFile}}', '{{testFile}}'], forceBail: true },
  // Stryker would read it with what TypeScript 7 no longer has; node strips the types by itself
  ignorePatterns: ['tsconfig.json'],
  coverageAnalysis: 'perTest',
  // what was run on the same code with the same tests is not run again
  incremental: true,
  incrementalFile: `.stryker/${name}.json`,
  tempDirName: '.stryker/sandbox',
  concurrency: Number(process.env.MUTATE_AT_ONCE ?? 2),
  timeoutMS,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  allowConsoleColors: false,
  thresholds: { high: 95, low: 90, break: 90 },
};
