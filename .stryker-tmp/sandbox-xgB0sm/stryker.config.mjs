/**
 * Mutation tests of what decides: `npm run mutate` (test/support/mutate.ts), read in docs/mutation.md.
 * A test file is run by itself, so what counts for a mutant are the files that reach it; the quick ones stand first.
 */
// @ts-nocheck

export default {
  testRunner: 'tap',
  plugins: ['@stryker-mutator/tap-runner'],
  mutate: [
    'src/**/rules.ts',
    'src/crypto/*.ts',
    'src/login/throttle.ts',
    'src/http/cookies.ts',
    'src/http/callers.ts',
    'src/http/limits.ts',
  ],
  tap: {
    testFiles: [
      'test/rules/{login,privacy,webhooks,key-uri,sessions,authenticators,crypto,users}.test.ts',
      'test/rules/hash-formats.test.ts',
    ],
    nodeArgs: ['--require', '{{hookFile}}', '{{testFile}}'],
    forceBail: true,
  },
  // Stryker would read it with what TypeScript 7 no longer has; node strips the types by itself
  ignorePatterns: ['tsconfig.json'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  tempDirName: '.stryker-tmp',
  // no report names paths of whoever ran it
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: '.stryker-tmp/mutation.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  allowConsoleColors: false,
  thresholds: { high: 95, low: 90, break: 90 },
  checkers: [],
};
