import { randomUUID } from 'node:crypto';
import t from 'tap';
import { openDatabase, transaction } from '../src/db/database.ts';
import {
  type Attempt,
  type Barred,
  type Counter,
  charge,
  chargeLogin,
  codeCounter,
  forgetFailures,
  namesOf,
  PUBLIC_LANE,
  refund,
  refundLogin,
  settleFailure,
  settleSuccess,
  subjectOf,
} from '../src/login/throttle.ts';
import { DEFAULT_POLICY } from '../src/tenants/rules.ts';
import { freshDatabase } from './support/database.ts';

/** The counters by themselves, on a real database: test/throttle.test.ts shows what callers see of them. */
const { url } = await freshDatabase(t);
const { db, close } = openDatabase({ url, pool: 2, log: () => {} });
t.teardown(close);

const START = new Date('2026-03-01T12:00:00.000Z');
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

let count = 0;
const newCounter = (more: Partial<Counter> = {}): Counter => ({
  subject: `name:${count++}`,
  lane: PUBLIC_LANE,
  kind: 'password',
  userId: null,
  ...more,
});

const stored = async ({ subject, lane, kind }: Counter) =>
  db
    .selectFrom('attempt_counters')
    .select(['failures', 'under_way', 'blocked_until', 'touched_at'])
    .where('subject', '=', subject)
    .where('lane', '=', lane)
    .where('kind', '=', kind)
    .executeTakeFirst();

const taken = (charged: Attempt | Barred): Attempt => {
  if ('retryAfter' in charged) throw new Error(`barred for ${charged.retryAfter} seconds`);
  return charged;
};
const begin = async (counter: Counter, now: Date) => taken(await charge(db, counter, now));
const fail = async (counter: Counter, now: Date) => {
  const attempt = await begin(counter, now);
  return transaction(db, (tx) => settleFailure(tx, attempt, now));
};

async function newUser(): Promise<string> {
  const [id, tenant] = [randomUUID(), randomUUID()];
  const slug = `t${count++}`;
  await db
    .insertInto('tenants')
    .values({ ...DEFAULT_POLICY, id: tenant, slug, name: slug, created_at: START })
    .execute();
  const names = { username: 'anna', username_key: 'anna', display_name: 'anna', device_cookie: 'x' };
  const facts = { password_hash: null, must_change_password: false, status: 'active' as const, created_at: START };
  await db
    .insertInto('users')
    .values({ id, tenant_id: tenant, ...names, ...facts })
    .execute();
  return id;
}

t.test('an attempt under way is one place of five, and starts no wait', async (t) => {
  const counter = newCounter();
  const attempts: Attempt[] = [];
  for (let n = 0; n < 5; n++) attempts.push(await begin(counter, at(n)));
  t.same(await charge(db, counter, at(5)), { retryAfter: 1 });
  t.match(await stored(counter), { failures: 0, blocked_until: null, touched_at: at(4) }, 'a refusal charges nothing');
  t.same((await stored(counter))?.under_way, [0, 1, 2, 3, 4].map(at));
  await refund(db, attempts[2] as Attempt);
  t.same((await stored(counter))?.under_way, [0, 1, 3, 4].map(at), 'given back, and no other with it');
  t.ok(await begin(counter, at(6)));
});

t.test('each failure takes a place for good; from the fifth on there is one, after each wait', async (t) => {
  const counter = newCounter();
  for (let failures = 1; failures <= 4; failures++) t.same(await fail(counter, START), { failures, wait: 0 });
  const only = await begin(counter, START);
  t.same(await charge(db, counter, START), { retryAfter: 1 }, 'no second beside it');
  t.same(await transaction(db, (tx) => settleFailure(tx, only, at(1))), { failures: 5, wait: 30 });
  t.match(await stored(counter), { blocked_until: at(31), touched_at: at(1), under_way: [] });
  let now = at(1);
  for (const [index, wait] of [30, 60, 120, 240, 480, 900, 3600, 3600].entries()) {
    t.same(await charge(db, counter, now), { retryAfter: wait });
    now = new Date(now.getTime() + wait * 1000);
    t.same(await charge(db, counter, new Date(now.getTime() - 1)), { retryAfter: 1 });
    const next = await fail(counter, now);
    t.same(next, { failures: 6 + index, wait: [60, 120, 240, 480, 900, 3600, 3600, 3600][index] });
  }
});

t.test(
  'an attempt whose process died counts as a failure after thirty seconds, and not a millisecond before',
  async (t) => {
    const counter = newCounter();
    for (let n = 0; n < 5; n++) await begin(counter, START);
    t.same(await charge(db, counter, new Date(at(30).getTime() - 1)), { retryAfter: 1 });
    await begin(counter, at(30));
    t.match(await stored(counter), { failures: 5, under_way: [at(30)] });
    t.same(await charge(db, counter, at(31)), { retryAfter: 1 });
  },
);

t.test('a success clears its counter, and leaves those under way in their places', async (t) => {
  const counter = newCounter();
  const other = newCounter({ subject: counter.subject, kind: 'code' });
  const elsewhere = newCounter({ subject: counter.subject, lane: 'device' });
  for (const each of [counter, other, elsewhere]) await fail(each, START);
  const [right] = [await begin(counter, at(1)), await begin(counter, at(2))];
  await transaction(db, (tx) => settleSuccess(tx, right));
  t.match(await stored(counter), { failures: 0, blocked_until: null, under_way: [at(2)] });
  for (const each of [other, elsewhere]) t.match(await stored(each), { failures: 1 }, 'another kind, another lane');
  await transaction(db, (tx) => settleSuccess(tx, right));
  t.match(await stored(counter), { under_way: [at(2)] }, 'what is settled is not settled again');
});

t.test('of attempts that began at one moment each has its own place', async (t) => {
  const counter = newCounter();
  const [one, two] = [await begin(counter, START), await begin(counter, START)];
  await refund(db, one);
  t.match(await stored(counter), { under_way: [START], failures: 0 });
  await transaction(db, (tx) => settleFailure(tx, two, START));
  t.match(await stored(counter), { under_way: [], failures: 1 });
});

t.test('without its counter an attempt that fails counts as the first, and bars nobody', async (t) => {
  const attempt = { ...newCounter(), startedAt: START };
  t.same(await transaction(db, (tx) => settleFailure(tx, attempt, START)), { failures: 1, wait: 0 });
  t.equal(await stored(attempt), undefined);
  const gone = newCounter({ userId: randomUUID() });
  t.same(
    await charge(db, gone, START),
    { ...gone, startedAt: START },
    'of a user who is gone there is nothing to guess',
  );
  t.equal(await stored(gone), undefined);
  await t.rejects(charge(db, newCounter({ kind: 'no such kind' as 'code' }), START), 'any other fault is one');
});

t.test('what support forgets are the failures of one user, of the kinds that it names', async (t) => {
  const [userId, otherId] = [await newUser(), await newUser()];
  const kinds = ['password', 'code', 'reauthentication'] as const;
  const counters = kinds.map((kind) => ({ ...codeCounter(userId), kind }));
  t.match(codeCounter(userId), { subject: `user:${userId}`, lane: 'public', kind: 'code', userId });
  const other = codeCounter(otherId);
  const failFive = async (counter: Counter) => {
    for (let n = 0; n < 5; n++) await fail(counter, START);
  };
  for (const counter of [...counters, other]) await failFive(counter);
  const barred = async () => Promise.all(counters.map(async (each) => (await stored(each))?.blocked_until !== null));
  await transaction(db, (tx) => forgetFailures(tx, userId, at(1), ['code']));
  t.same(await barred(), [true, false, true]);
  await transaction(db, (tx) => forgetFailures(tx, userId, at(1)));
  t.same(await barred(), [false, false, false]);
  t.match(await stored(other), { failures: 5 });
  const [counter] = counters as [Counter];
  await begin(counter, at(1));
  await begin(counter, at(2));
  await transaction(db, (tx) => forgetFailures(tx, userId, at(31)));
  t.match(await stored(counter), { failures: 0, under_way: [at(2)] }, 'one under way stays so for its thirty seconds');
});

t.test('a code is charged to its login and to its account in one statement, or to neither', async (t) => {
  const userId = await newUser();
  const { tenant_id } = await db
    .selectFrom('users')
    .select('tenant_id')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  const [login, counter] = [randomUUID(), codeCounter(userId)];
  const facts = {
    mode: 'token' as const,
    step: 'challenge_required' as const,
    methods: ['pwd'],
    credentials_version: 1,
  };
  const times = { created_at: START, expires_at: at(300) };
  const owner = { id: login, tenant_id, user_id: userId, secret_hash: Buffer.alloc(32) };
  await db
    .insertInto('logins')
    .values({ ...owner, ...facts, ...times, attempts_left: 2 })
    .execute();
  const left = async () =>
    (await db.selectFrom('logins').select('attempts_left').where('id', '=', login).executeTakeFirstOrThrow())
      .attempts_left;
  const nothing = { attempt: null, attemptsLeft: null };

  const first = await chargeLogin(db, counter, login, START);
  t.same(first, { attempt: { ...counter, startedAt: START }, attemptsLeft: 1 });
  await refundLogin(db, login);
  t.equal(await left(), 2);
  if (!('attempt' in first) || !first.attempt) throw new Error('not charged');
  await refund(db, first.attempt);
  for (let n = 0; n < 5; n++) await fail(counter, START);
  t.same(await chargeLogin(db, counter, login, at(1)), { retryAfter: 29 });
  t.equal(await left(), 2, 'the account is barred: its code is given back');
  await transaction(db, (tx) => forgetFailures(tx, userId, at(1)));
  for (const attemptsLeft of [1, 0]) t.match(await chargeLogin(db, counter, login, at(1)), { attemptsLeft });
  t.same(await chargeLogin(db, counter, login, at(1)), nothing);
  t.equal((await stored(counter))?.under_way.length, 2, 'a login without a code left charges nobody');
  t.same(await chargeLogin(db, counter, randomUUID(), at(1)), nothing);
  await db.updateTable('logins').set({ attempts_left: 5, completed_at: START }).where('id', '=', login).execute();
  t.same(await chargeLogin(db, counter, login, at(1)), nothing, 'nor does one that is done');
});

t.test('a known user counts by id, a name that nobody has by tenant and name, unread', async (t) => {
  t.equal(subjectOf({ id: 'u1' }, 'scan', 'anna'), 'user:u1');
  const unknown = subjectOf(null, 'scan', 'hunter2');
  t.match(unknown, /^name:[\w-]{43}:[\w-]{43}$/);
  t.ok(unknown.startsWith(namesOf('scan')));
  t.not(unknown, subjectOf(null, 'scan', 'hunter3'));
  t.not(unknown.split(':')[2], subjectOf(null, 'other', 'hunter2').split(':')[2]);
  t.not(subjectOf(null, 'a', 'bc'), subjectOf(null, 'ab', 'c'));
});
