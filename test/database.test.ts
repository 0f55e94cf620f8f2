import { createServer } from 'node:net';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { sql } from 'kysely';
import pg from 'pg';
import t, { type Test } from 'tap';
import { type Database, isUnavailable, openDatabase, type Tx, transaction } from '../src/db/database.ts';
import { SELF_SIGNED } from './support/certificate.ts';
import { emptyDatabase, freshDatabase } from './support/database.ts';

t.test('a writer handed the bare database does not compile', async () => {
  const writer = (_tx: Tx) => {};
  const reader = (_db: Database) => {};
  const both = (db: Database, tx: Tx) => {
    // @ts-expect-error: a write outside a transaction can be half done
    writer(db);
    writer(tx);
    reader(tx);
    reader(db);
  };
  t.ok(both);
});

// Proves: v5.0.0-15.4.3
t.test('two transactions that lock each other out both come to their end', async (t) => {
  const { db } = await open(t);
  await sql`create table places (id int primary key, visits bigint not null)`.execute(db);
  await sql`insert into places values (1, 0), (2, 0)`.execute(db);
  let runs = 0;
  const both = Promise.withResolvers<void>();
  const visit = (first: number, second: number) =>
    transaction(db, async (tx) => {
      runs += 1;
      await sql`update places set visits = visits + 1 where id = ${first}`.execute(tx);
      if (runs === 2) both.resolve();
      await both.promise;
      await sql`update places set visits = visits + 1 where id = ${second}`.execute(tx);
      return first;
    });
  t.strictSame(await Promise.all([visit(1, 2), visit(2, 1)]), [1, 2]);
  t.equal(runs, 3, 'one of them ran twice');
  const { rows } = await sql`select id, visits from places order by id`.execute(db);
  t.strictSame(rows, [
    { id: 1, visits: 2 },
    { id: 2, visits: 2 },
  ]);
});

t.test('a transaction that throws leaves nothing', async (t) => {
  const { db } = await open(t);
  await sql`create table notes (text text)`.execute(db);
  const thrown = transaction(db, async (tx) => {
    await sql`insert into notes values ('x')`.execute(tx);
    throw new Error('on second thoughts');
  });
  await t.rejects(thrown, { message: 'on second thoughts' });
  t.strictSame((await sql`select * from notes`.execute(db)).rows, []);
});

// Proves: v5.0.0-13.1.3, v5.0.0-13.2.6
t.test('limits hold in and outside a transaction', async (t) => {
  const { db } = await open(t, { statementMillis: 100, idleTransactionMillis: 100 });
  await t.rejects(sql`select pg_sleep(1)`.execute(db), { code: '57014' });
  await t.rejects(
    transaction(db, (tx) => sql`select pg_sleep(1)`.execute(tx)),
    { code: '57014' },
  );
});

t.test('a database that has been made read-only is not written to, and counts as away', async (t) => {
  const { url } = await freshDatabase(t);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  t.teardown(() => admin.end());
  await admin.query('create table notes (text text)');
  await admin.query(`alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
  const { db, close } = openDatabase({ url, pool: 1, log: () => {} });
  t.teardown(close);
  const write = sql`insert into notes values ('x')`;
  for (const [where, writing] of [
    ['alone', () => write.execute(db)],
    ['in a transaction', () => transaction(db, (tx) => write.execute(tx))],
  ] as const) {
    const error = await writing().then(
      () => null,
      (error: unknown) => error,
    );
    t.match(error, { code: '25006' }, where);
    t.ok(isUnavailable(error), 'to be tried again');
  }
  t.strictSame((await admin.query('select * from notes')).rows, []);
});

t.test('a transaction left idle is ended by the server, and the process lives on', async (t) => {
  const { db, said } = await open(t, { statementMillis: 1000, idleTransactionMillis: 100 });
  await t.rejects(
    transaction(db, async (tx) => {
      await sql`select 1`.execute(tx);
      await new Promise((done) => setTimeout(done, 300));
      await sql`select 1`.execute(tx);
    }),
  );
  t.match(said.join(), 'idle-in-transaction timeout');
  t.strictSame((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }]);
});

t.test('a connection that is lost at rest or at work is said and replaced', async (t) => {
  const { db, url, said } = await open(t);
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  t.teardown(() => admin.end());
  const cut = () =>
    admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()',
    );
  await sql`select 1`.execute(db);
  await cut();
  await new Promise((done) => setTimeout(done, 50));
  t.strictSame((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }]);
  const working = t.rejects(sql`select pg_sleep(5)`.execute(db));
  await new Promise((done) => setTimeout(done, 50));
  await cut();
  await working;
  t.strictSame((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }]);
  t.match(said, [/terminating connection/]);
});

// Proves: v5.0.0-12.3.2, v5.0.0-12.3.4
t.test('a database whose certificate is not the expected one gets no password', async (t) => {
  const got: string[] = [];
  // as PostgreSQL does: asked for TLS (SSLRequest) it says S, and the handshake begins
  const server = createServer((socket) => {
    socket
      .on('error', () => {})
      .once('data', () => {
        socket.write('S');
        const secured = new TLSSocket(socket, { isServer: true, ...SELF_SIGNED });
        secured
          .on('error', () => {})
          .on('data', (bytes) => {
            got.push(bytes.toString('latin1'));
            secured.destroy();
          });
      });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const trusted = join(t.testdir({ 'ca.pem': SELF_SIGNED.cert }), 'ca.pem');
  const ask = async (query: string, host = '127.0.0.1') => {
    const url = `postgres://someone:canary@${host}:${port}/x?${query}`;
    const { db, close } = openDatabase({ url, pool: 1, log: () => {} });
    t.teardown(close);
    return sql`select 1`.execute(db).then(
      () => 'connected',
      (error: Error) => error.message,
    );
  };
  t.match(await ask('sslmode=verify-full'), /self-signed/, 'of no authority that is known');
  t.match(
    await ask(`sslmode=verify-full&sslrootcert=${trusted}`, 'localhost'),
    /altnames|does not match/i,
    'of another name',
  );
  t.same(got, [], 'nothing was said to it');
  await ask(`sslmode=verify-full&sslrootcert=${trusted}`);
  t.match(got, [/someone/], 'the expected one is spoken to');
});

// Proves: v5.0.0-1.4.2
t.test('int8 is a number, or a fault when it is too large for one', async (t) => {
  const { db } = await open(t);
  t.strictSame((await sql`select 9007199254740991::int8 as n, null::int8 as x, count(*) as c`.execute(db)).rows, [
    { n: 9007199254740991, x: null, c: 1 },
  ]);
  await t.rejects(sql`select 9007199254740992::int8 as n`.execute(db), { message: /int8 out of range/ });
  t.strictSame((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }]);
});

async function open(t: Test, limits?: { statementMillis: number; idleTransactionMillis: number }) {
  const { url } = await freshDatabase(t);
  const said: string[] = [];
  const { db, close } = openDatabase({ url, pool: 4, log: (line) => said.push(line), ...(limits && { limits }) });
  t.teardown(close);
  return { db, url, said };
}

t.test('a column that gets another type costs a connection one statement, and no more', async (t) => {
  const { url } = await emptyDatabase(t);
  const { db, close } = openDatabase({ url, pool: 1, prepared: true, log: () => {} });
  t.teardown(close);
  await sql`create table things (id integer, name text)`.execute(db);
  const read = () => sql`select name from things where id = ${1}`.execute(db);
  await read();
  await sql`alter table things alter name type varchar(9)`.execute(db);
  await t.rejects(read(), /cached plan must not change result type/);
  await read();
});
