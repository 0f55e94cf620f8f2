// @ts-nocheck
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { type Database, openDatabase } from '../src/db/database.ts';
import { migrate, pendingMigrations } from '../src/db/migrate.ts';
import { emptyDatabase, freshDatabase } from './support/database.ts';

const first = 'create table a (id int primary key); insert into a values (1);';
const second = 'create table b (id int primary key); select pg_sleep(0.2);';
const quiet = () => {};

t.test('two replicas that start at once on an empty database migrate it once', async (t) => {
  const folder = await folderWith(t, { '0001_a': first, '0002_b': second });
  const { url } = await emptyDatabase(t);
  const said: string[] = [];
  const replicas = [open(t, url), open(t, url), open(t, url)];
  await Promise.all(replicas.map((db) => migrate(db, (line) => said.push(line), folder)));
  t.strictSame(said, ['Applied migration 0001_a', 'Applied migration 0002_b']);
  t.strictSame(await tables(replicas[0] as Database), ['a', 'b']);
});

t.test('what is pending is known before and after', async (t) => {
  const folder = await folderWith(t, { '0001_a': first, '0002_b': second });
  const db = open(t, (await emptyDatabase(t)).url);
  t.strictSame(await pendingMigrations(db, folder), ['0001_a', '0002_b']);
  await migrate(db, quiet, folder);
  t.strictSame(await pendingMigrations(db, folder), []);
  await writeFile(join(folder, '0003_c.sql'), 'create table c ()');
  t.strictSame(await pendingMigrations(db, folder), ['0003_c']);
  await migrate(db, quiet, folder);
  t.strictSame(await tables(db), ['a', 'b', 'c']);
});

t.test('a database newer than the code is refused, by the name of what the code does not know', async (t) => {
  const folder = await folderWith(t, { '0001_a': first, '0002_b': second });
  const db = open(t, (await emptyDatabase(t)).url);
  await migrate(db, quiet, folder);
  const older = await folderWith(t, { '0001_a': first });
  const refusal = { message: /database is newer than this code.* 0002_b$/ };
  await t.rejects(migrate(db, quiet, older), refusal);
  await t.rejects(pendingMigrations(db, older), refusal);
});

t.test('older code serves on a newer schema that says it may, until it is replaced', async (t) => {
  const table = 'create table schema_compatibility (migration text primary key, works_with text not null);';
  const says = (migration: string, worksWith: string) =>
    `insert into schema_compatibility values ('${migration}', '${worksWith}');`;
  const all = {
    '0001_a': `${first}${table}`,
    '0002_b': `${second}${says('0002_b', '0001_a')}`,
    '0003_c': `create table c ();${says('0003_c', '0002_b')}`,
  };
  const db = open(t, (await emptyDatabase(t)).url);
  const [one, two, three] = [
    await folderWith(t, { '0001_a': all['0001_a'] }),
    await folderWith(t, { '0001_a': all['0001_a'], '0002_b': all['0002_b'] }),
    await folderWith(t, all),
  ];
  await migrate(db, quiet, two);
  t.strictSame(await pendingMigrations(db, one), []);
  await migrate(db, quiet, one);
  await migrate(db, quiet, three);
  t.strictSame(await pendingMigrations(db, two), []);
  await t.rejects(pendingMigrations(db, one), { message: /newer than this code.* 0003_c$/ });
  await t.rejects(migrate(db, quiet, one), { message: /newer than this code.* 0003_c$/ });
});

t.test('a migration whose file has vanished, or that comes too late, is refused', async (t) => {
  const folder = await folderWith(t, { '0001_a': first, '0003_b': second });
  const db = open(t, (await emptyDatabase(t)).url);
  await migrate(db, quiet, folder);
  const vanished = await folderWith(t, { '0003_b': second });
  await t.rejects(migrate(db, quiet, vanished), { message: /migration 0001_a, whose file has vanished/ });
  await writeFile(join(folder, '0002_late.sql'), 'create table late ()');
  await t.rejects(migrate(db, quiet, folder), { message: /0002_late .* sorts before 0003_b/ });
  t.strictSame(await tables(db), ['a', 'b']);
});

t.test('a migration that fails leaves nothing half done, nor those before it, and says where', async (t) => {
  const bad = 'create table b ();\ninsert into b values (1);';
  const folder = await folderWith(t, { '0001_a': first, '0002_b': bad });
  const db = open(t, (await emptyDatabase(t)).url);
  await t.rejects(migrate(db, quiet, folder), { message: /0002_b.sql failed, line 2, .*INSERT has more expressions/ });
  t.strictSame(await tables(db), []);
  t.strictSame(await pendingMigrations(db, folder), ['0001_a', '0002_b']);
  await writeFile(join(folder, '0002_b.sql'), second);
  await migrate(db, quiet, folder);
  t.strictSame(await tables(db), ['a', 'b'], 'mended, it is applied');
});

t.test('a migration may take longer than a request', async (t) => {
  const folder = await folderWith(t, { '0001_slow': 'select pg_sleep(0.5)' });
  const { url } = await emptyDatabase(t);
  const { db, close } = openDatabase({
    url,
    pool: 1,
    log: quiet,
    limits: { statementMillis: 100, idleTransactionMillis: 100 },
  });
  t.teardown(close);
  await t.rejects(sql`select pg_sleep(0.5)`.execute(db), { code: '57014' });
  await migrate(db, quiet, folder);
  t.strictSame(await pendingMigrations(db, folder), []);
});

t.test('our own migrations make the whole schema out of nothing', async (t) => {
  const db = open(t, (await emptyDatabase(t)).url);
  await migrate(db);
  t.strictSame(await pendingMigrations(db), []);
  const copy = open(t, (await freshDatabase(t)).url);
  t.strictSame(await tables(db), await tables(copy));
});

t.test('every foreign key has an index, so that what is deleted takes its rows along quickly', async (t) => {
  const db = open(t, (await freshDatabase(t)).url);
  const { rows } = await sql<{ key: string }>`
    select format('%s (%s)', c.conrelid::regclass, c.conname) as key from pg_constraint c
    where c.contype = 'f' and not exists (
      select from pg_index i
      where i.indrelid = c.conrelid and i.indisvalid
        and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) = (
          select format('(%I IS NOT NULL)', attname) from pg_attribute
          where attrelid = c.conrelid and attnum = c.conkey[1]
        ))
        -- The columns of the key lead the index, in whichever order.
        and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
    )`.execute(db);
  t.strictSame(
    rows.map((row) => row.key),
    [],
  );
});

t.test('the diagram of docs/architecture.md has every table, and every foreign key as it is', async (t) => {
  const db = open(t, (await freshDatabase(t)).url);
  const page = await readFile(new URL('../docs/architecture.md', import.meta.url), 'utf8');
  const [, diagram = ''] = /erDiagram\n(.*?)```/s.exec(page) ?? [];
  // what hangs on a user names its tenant, which the diagram leaves out
  const { rows } = await sql<{ line: string }>`
    select distinct format('%s %s--%s %s', c.confrelid::regclass,
      case when bool_or(a.attnotnull) then '||' else '|o' end,
      case when bool_or(exists (select from pg_index i where i.indrelid = c.conrelid and i.indisunique and i.indpred is null
        and i.indnkeyatts = 1 and i.indkey[0] = c.conkey[1])) then 'o|' else 'o{' end,
      c.conrelid::regclass) as line
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and not (c.confrelid = 'tenants'::regclass and exists (
      select from pg_attribute u where u.attrelid = c.conrelid and u.attname = 'user_id'
        and exists (select from pg_constraint f where f.conrelid = c.conrelid and f.contype = 'f' and u.attnum = f.conkey[1])))
    group by c.confrelid, c.conrelid order by 1`.execute(db);
  const drawn = [...diagram.matchAll(/^ {2}(\w+ \S+ \w+) : /gm)].map(([, line]) => line);
  t.strictSame(drawn.sort(), rows.map(({ line }) => line).sort());
  const named = new Set(diagram.replace(/ : .*/g, '').match(/\w{2,}/g));
  const all = (await tables(db)).filter((name) => !name.includes('migration'));
  t.strictSame([...named].sort(), all.sort());
});

function open(t: Test, url: string): Database {
  const { db, close } = openDatabase({ url, pool: 2, log: quiet });
  t.teardown(close);
  return db;
}

async function folderWith(t: Test, files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  for (const [name, statements] of Object.entries(files)) await writeFile(join(folder, `${name}.sql`), statements);
  return folder;
}

async function tables(db: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'kysely%'
    order by relname`.execute(db);
  return rows.map((row) => row.name);
}
