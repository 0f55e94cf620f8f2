import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import pg from 'pg';
import t, { type Test } from 'tap';
import { migrate } from '../src/db/migrate.ts';
import { whenAsked } from '../src/http/static-files.ts';
import { admitKeys } from '../src/keys/keys.ts';
import { startWorker } from '../src/worker.ts';
import { startService } from './support/service.ts';

const soon = (t: Test, work: Promise<unknown>, what: string) => {
  const late = new Promise((_, fail) => setTimeout(fail, 5000, new Error(`waits: ${what}`)).unref());
  return t.resolves(Promise.race([work, late]), what);
};

t.test('a start where nothing is new waits for nobody who migrates or enters a key', async (t) => {
  const { ctx } = await startService(t);
  const { db, config, now } = ctx;
  const other = new pg.Client(config.DATABASE_URL ?? '');
  await other.connect();
  t.teardown(() => other.end());
  // what a migration holds to its end, and a lock that lets others read and nobody write
  await other.query('begin; select pg_advisory_xact_lock(4117690025); lock table encryption_keys in exclusive mode');
  await soon(t, migrate(db), 'migrate');
  await soon(t, admitKeys(db, config, now()), 'admitKeys');
  await other.query('rollback');
  const names = await sql<{ id: string }>`select id from encryption_keys`.execute(db);
  t.same(names.rows.map(({ id }) => id).sort(), config.ENCRYPTION_KEYS.map(({ id }) => id).sort());
});

t.test('a worker waits for its first round, and is stopped before it', async (t) => {
  let rounds = 0;
  const round = async () => {
    rounds += 1;
    return false;
  };
  const { log } = (await startService(t)).ctx;
  const worker = startWorker({ name: 'test', firstMillis: 60_000, everyMillis: 60_000, round, log });
  await soon(t, worker.stop(), 'stop');
  t.equal(rounds, 0);
  const atOnce = startWorker({ name: 'test', everyMillis: 60_000, round, log });
  await atOnce.stop();
  t.equal(rounds, 1);
});

t.test('a page that could not be read is read again, and then kept', async (t) => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const folder = t.testdir({});
  const file = join(folder, 'page.txt');
  const read = whenAsked(relative(root, file));
  t.equal(await read(), null);
  await mkdir(folder, { recursive: true });
  await writeFile(file, 'here');
  t.equal((await read())?.body.toString(), 'here');
  await rm(file);
  t.equal((await read())?.body.toString(), 'here');
});

// start.js says of these files what they are, and that they are there
t.test("Kysely's files are ES modules in the one folder of its index", async (t) => {
  const folder = dirname(fileURLToPath(import.meta.resolve('kysely')));
  const { type } = JSON.parse(await readFile(join(folder, '..', 'package.json'), 'utf8'));
  t.equal(type, 'module');
  const migration = createRequire(pathToFileURL(`${folder}/`)).resolve('kysely/migration');
  t.ok(migration.startsWith(`${folder}/`));
});
