import { randomUUID } from 'node:crypto';
import { type Insertable, sql } from 'kysely';
import t from 'tap';
import { type Database, openDatabase, transaction } from '../src/db/database.ts';
import { statement, statementOf } from '../src/db/statement.ts';
import type { Tables } from '../src/db/tables.ts';
import { freshDatabase } from './support/database.ts';

const { url } = await freshDatabase(t);
const { db, close } = openDatabase({ url, pool: 2, log: () => {}, prepared: true });
t.teardown(close);

type Counter = Insertable<Tables['attempt_counters']>;
const counter = (subject: string): Counter => ({
  subject,
  lane: 'public',
  kind: 'code',
  user_id: null,
  failures: 0,
  under_way: [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-02T00:00:00Z')],
  blocked_until: null,
  touched_at: new Date(),
});

let built = 0;
const insert = statementOf((db: Database, { rows }: { rows: Counter[] }, _shape: { rows: number }) => {
  built += 1;
  return db.insertInto('attempt_counters').values(rows).returning(['subject', 'blocked_until', 'under_way']);
});
const read = statement((db: Database, given: { subject: string; before: { date: Date } }) =>
  db
    .selectFrom('attempt_counters')
    .select('subject')
    .where('subject', '=', given.subject)
    .where('touched_at', '<', given.before.date)
    .where('lane', '=', 'public'),
);

t.test('each call has its own values, in one that was put into SQL once a shape', async (t) => {
  for (const blocked of [null, new Date('2026-03-01T00:00:00Z'), null])
    for (const count of [1, 2, 3]) {
      const rows = Array.from({ length: count }, () => ({ ...counter(randomUUID()), blocked_until: blocked }));
      const written = await insert({ rows: count })(db, { rows });
      const { under_way } = counter('');
      t.same(
        written,
        rows.map(({ subject }) => ({ subject, blocked_until: blocked, under_way })),
      );
    }
  t.equal(built, 3);
});

t.test('calls at once do not mix', async (t) => {
  const subjects = Array.from({ length: 20 }, () => randomUUID());
  await insert({ rows: 20 })(db, { rows: subjects.map(counter) });
  const before = { date: new Date(Date.now() + 60_000) };
  const told = await Promise.all(subjects.map((subject) => read(db, { subject, before })));
  t.same(
    told,
    subjects.map((subject) => [{ subject }]),
  );
  t.same(await read(db, { subject: subjects[0] ?? '', before: { date: new Date(0) } }), []);
});

t.test('within a transaction it is part of it', async (t) => {
  const subject = randomUUID();
  const before = { date: new Date(Date.now() + 60_000) };
  const failed = transaction(db, async (tx) => {
    await insert({ rows: 1 })(tx, { rows: [counter(subject)] });
    t.same(await read(tx, { subject, before }), [{ subject }]);
    t.same(await read(db, { subject, before }), [], 'which nobody else sees');
    throw new Error('not after all');
  });
  await t.rejects(failed, { message: 'not after all' });
  t.same(await read(db, { subject, before }), []);
});

t.test('a list is not cut, nor filled up, to what the first call of a shape gave', async (t) => {
  const rows = [counter(randomUUID()), counter(randomUUID())];
  await insert({ rows: 2 })(db, { rows });
  for (const others of [rows.slice(1), [...rows, counter(randomUUID())]])
    await t.rejects(insert({ rows: 2 })(db, { rows: others }), { message: /^rows: .* made for 2 of them/ });
  const named = statement((db: Database, given: { subjects: string[] }) =>
    db.selectFrom('attempt_counters').select('subject').where('subject', '=', sql<string>`any(${given.subjects})`),
  );
  t.same(await named(db, { subjects: [] }), []);
  const subjects = rows.map(({ subject }) => subject).sort();
  t.same(
    (await named(db, { subjects })).map(({ subject }) => subject).sort(),
    subjects,
    'values are one, of any length',
  );
});
