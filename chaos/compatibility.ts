/**
 *   npm run compatibility              the tests below on PostgreSQL 14 to 18
 *   npm run compatibility -- 14 16     on these              FILES=journey,races (these tests alone)
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { say, tidily } from '../bench/parts.ts';
import { end, makeCluster, start, urlOf } from './postgres.ts';
import { publish } from './report.ts';
import { makeFolderForAll } from './stage.ts';
import { programsOf, VERSIONS } from './versions.ts';

/** Whatever speaks to the database in a way of its own; the rest says the same statements again. */
const FILES = process.env.FILES?.split(',') ?? [
  'access-tokens',
  'admin',
  'challenge',
  'courier',
  'crash',
  'credentials',
  'database',
  'enrollment',
  'enrollment-in-login',
  'import',
  'introspection',
  'journey',
  'keys',
  'login',
  'metrics',
  'migrations',
  'operations',
  'password-reset',
  'policy',
  'races',
  'retention',
  'sessions',
  'sql',
  'step-up',
  'support-desk',
  'tenant-deletion',
  'throttle',
  'trusted-devices',
  'two-factor-reset',
  'upgrade',
  'user-deletion',
  'user-export',
  'webhooks',
];

const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' };

async function tried(major: string) {
  const programs = programsOf(major);
  if (typeof programs === 'string') return programs;
  const cluster = await makeCluster(join(await makeFolderForAll(), 'postgres'), programs);
  await start(cluster, { ...hasty, max_connections: '300' });
  const tap = join(import.meta.dirname, '..', 'node_modules', '.bin', 'tap');
  const files = FILES.map((file) => `test/${file}.test.ts`);
  const { stdout } = await promisify(execFile)(tap, ['--reporter=tap', '--timeout=900', '--jobs=2', ...files], {
    env: { ...process.env, TEST_DATABASE_URL: urlOf(cluster, 'postgres') },
    maxBuffer: 2 ** 28,
  }).catch((error: { stdout: string }) => error);
  const results = [...stdout.matchAll(/^(not )?ok \d+ - (test\/\S+)/gm)];
  await end(cluster, 'SIGINT');
  return {
    files: FILES.length,
    passed: results.filter(([, not]) => !not).length,
    failed: results.filter(([, not]) => not).map(([, , file]) => file ?? ''),
  };
}

let failed = false;
const wanted = process.argv.slice(2);
for (const major of wanted.length > 0 ? wanted : Object.keys(VERSIONS))
  await tidily(async () => {
    const outcome = await tried(major);
    failed ||= typeof outcome !== 'string' && outcome.passed < outcome.files;
    say(`PostgreSQL ${major}: ${JSON.stringify(outcome)}`);
    publish('compatibility', { name: `PostgreSQL ${VERSIONS[major]?.split('-')[0]}`, outcome });
  });
process.exit(failed ? 1 : 0);
