// @ts-nocheck
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { transaction } from '../src/db/database.ts';
import { deliverDue, startCourier } from '../src/webhooks/courier.ts';
import { claim, giveBack, settle } from '../src/webhooks/outbox.ts';
import { MAX_ATTEMPTS } from '../src/webhooks/rules.ts';
import { type Received, startReceiver, until } from './support/receiver.ts';
import { must, newTenant, type Service, startService, type Tenant } from './support/service.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const start = (t: Parameters<typeof startService>[0], beside?: Service, settings = {}) =>
  startService(t, { WEBHOOK_PRIVATE_ADDRESSES: 'allow', ...settings }, beside);

/** A webhook of a tenant that is told of new users, each an event; and what is to be seen of it. */
async function hookOf(service: Service, tenant: Tenant, url: string, given: object = {}) {
  const path = `${tenant.path}/webhooks`;
  const key = tenant.backend;
  const made = must(await service.post(path, { url, eventTypes: ['user.created'], ...given }, { key }), 201);
  return {
    id: made.id as string,
    secret: made.secret as string,
    state: async () => must(await service.get(`${path}/${made.id}`, { key }), 200),
    deliveries: async () => must(await service.get(`${path}/${made.id}/deliveries?limit=100`, { key }), 200).deliveries,
    change: async (change: object) => must(await service.patch(`${path}/${made.id}`, change, { key }), 200),
    remove: () => service.del(`${path}/${made.id}`, { key }),
  };
}

/** So many events at once, without a password to hash for each. */
async function happen(service: Service, tenant: Tenant, count = 1) {
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      service.post(tenant.users, { username: `${performance.now()} ${index}` }, { key: tenant.admin }),
    ),
  );
}

// Proves: v5.0.0-4.1.5, v5.0.0-6.3.5, v5.0.0-14.2.3
t.test('an event comes as Standard Webhooks says, and says what the list of events says', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  const { secret } = await hookOf(service, tenant, receiver.url, { eventTypes: null });
  const user = await tenant.newUser();
  await tenant.login(user.username, { password: 'wrong wrong wrong wrong' });
  await tenant.signIn(user.username);
  await deliverDue(service.ctx);
  const { events } = must(await service.get(`${tenant.path}/events?limit=100`, { key: tenant.support }), 200);
  const sent = events.slice(0, events.findIndex(({ type }: { type: string }) => type === 'webhook.created') + 1);
  t.equal(sent.length, 4);
  t.same(
    receiver.received.map(({ body }) => body.data).sort((a, b) => (a.id < b.id ? 1 : -1)),
    sent,
    'the very events',
  );
  for (const { headers, text, body } of receiver.received) {
    t.same(new Webhook(secret).verify(text, headers), body);
    t.same(body, { type: body.data.type, timestamp: body.data.at, data: body.data });
    t.equal(headers['webhook-id'], body.data.id);
    t.match(headers, { 'content-type': 'application/json', 'user-agent': 'ImageCapture-Auth' });
    t.same(
      Object.keys(headers).sort(),
      'connection content-length content-type host user-agent webhook-id webhook-signature webhook-timestamp'.split(
        ' ',
      ),
    );
    t.throws(() => new Webhook(secret).verify(`${text} `, headers));
  }
});

t.test(
  'a failed delivery is made again over days, the same each time but for its time, and then given up',
  async (t) => {
    const service = await start(t);
    const tenant = await newTenant(service);
    const receiver = await startReceiver(t, 500);
    const { secret, state, deliveries } = await hookOf(service, tenant, receiver.url);
    await happen(service, tenant);
    const begun = service.clock.now().getTime();
    const times: number[] = [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      await deliverDue(service.ctx);
      t.equal(receiver.received.length, attempt);
      times.push((service.clock.now().getTime() - begun) / 1000);
      const [delivery] = await deliveries();
      if (attempt === MAX_ATTEMPTS) break;
      t.match(delivery, { status: 'pending', attempts: attempt, lastStatus: 500, lastError: 'unexpected_status' });
      const next = Date.parse(delivery.nextAttemptAt) - service.clock.now().getTime();
      service.clock.advance(next - 1);
      await deliverDue(service.ctx);
      t.equal(receiver.received.length, attempt, 'not before its time');
      service.clock.advance(1);
    }
    t.ok((times.at(-1) ?? 0) > 2.5 * 86_400 && (times.at(-1) ?? 0) < 5 * 86_400, `tried at ${times.map(Math.round)}`);
    t.match(await deliveries(), [
      { status: 'failed', attempts: MAX_ATTEMPTS, nextAttemptAt: null, finishedAt: String },
    ]);
    t.match(await state(), { enabled: false, disabledReason: 'gave_up' });
    t.match(await tenant.events('&type=webhook.updated'), [
      { actor: { kind: 'system', id: null }, data: { enabled: false, disabledReason: 'gave_up' } },
    ]);
    const [first, ...others] = receiver.received as [Received, ...Received[]];
    for (const { headers, text } of others) {
      t.equal(text, first.text);
      t.equal(headers['webhook-id'], first.headers['webhook-id']);
      const at = new Date(Number(headers['webhook-timestamp']) * 1000);
      t.equal(headers['webhook-signature'], new Webhook(secret).sign(headers['webhook-id'] ?? '', at, text));
    }
    t.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size, MAX_ATTEMPTS);
    service.clock.advance(30 * DAY);
    await deliverDue(service.ctx);
    t.equal(receiver.received.length, MAX_ATTEMPTS, 'and that is that');
  },
);

t.test('a receiver that is well again gets all that was owed', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  let status = 503;
  const receiver = await startReceiver(t, (_, response) => response.writeHead(status).end());
  const { state, deliveries } = await hookOf(service, tenant, receiver.url);
  await happen(service, tenant, 10);
  await deliverDue(service.ctx);
  t.ok(receiver.received.length <= 4, `${receiver.received.length} attempts, and then it rests`);
  await deliverDue(service.ctx);
  service.clock.advance(3 * HOUR);
  await deliverDue(service.ctx);
  t.ok(receiver.received.length <= 5, 'then one to see how it is');
  status = 200;
  service.clock.advance(3 * HOUR);
  await deliverDue(service.ctx);
  await deliverDue(service.ctx);
  const all = await deliveries();
  t.same(new Set(all.map((each: { status: string }) => each.status)), new Set(['delivered']));
  t.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size, 10);
  t.match(await state(), { enabled: true, disabledReason: null });
});

t.test('410 disables a webhook at once; enabled again it gets what waits', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  let status = 410;
  const receiver = await startReceiver(t, (_, response) => response.writeHead(status).end());
  const { state, deliveries, change } = await hookOf(service, tenant, receiver.url);
  await happen(service, tenant);
  await deliverDue(service.ctx);
  t.match(await state(), { enabled: false, disabledReason: 'gone' });
  t.match(await deliveries(), [{ status: 'failed', attempts: 1, lastStatus: 410, lastError: 'gone' }]);
  await happen(service, tenant);
  service.clock.advance(10 * DAY);
  await deliverDue(service.ctx);
  t.equal(receiver.received.length, 1, 'nothing more is sent');
  status = 500;
  t.match(await change({ enabled: true }), { enabled: true, disabledReason: null });
  await happen(service, tenant);
  await deliverDue(service.ctx);
  await change({ enabled: false });
  service.clock.advance(10 * DAY);
  await deliverDue(service.ctx);
  t.equal(receiver.received.length, 2, 'disabled by hand, it waits');
  await change({ enabled: true });
  await deliverDue(service.ctx);
  t.match(await state(), { enabled: true }, 'its age counts from there: not given up at the first failure');
  status = 204;
  service.clock.advance(HOUR);
  await deliverDue(service.ctx);
  t.match(await deliveries(), [{ status: 'delivered', attempts: 3 }, { status: 'failed' }]);
});

t.test('one event that a receiver chokes on is given up alone', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  let poison: string | null = null;
  const receiver = await startReceiver(t, ({ body }, response) => {
    poison ??= body.data.id;
    response.writeHead(body.data.id === poison ? 400 : 200).end();
  });
  const { state, deliveries } = await hookOf(service, tenant, receiver.url);
  await happen(service, tenant);
  for (let round = 0; round < MAX_ATTEMPTS; round++) {
    await deliverDue(service.ctx);
    service.clock.advance(27 * HOUR);
    if (round === 3) await happen(service, tenant);
  }
  t.match(await deliveries(), [{ status: 'delivered' }, { status: 'failed' }]);
  t.match(await state(), { enabled: true, disabledReason: null });
});

t.test('a flood that a dead receiver never gets through ends with its age', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t, 500);
  const { state } = await hookOf(service, tenant, receiver.url);
  await happen(service, tenant, 30);
  const oldest = service.clock.now();
  for (let day = 0; day < 6 && (await state()).enabled; day++) {
    service.clock.advance(DAY);
    await deliverDue(service.ctx);
  }
  t.match(await state(), { enabled: false, disabledReason: 'gave_up' });
  t.equal((service.clock.now().getTime() - oldest.getTime()) / DAY, 5);
  t.ok(receiver.received.length < 30, `${receiver.received.length} attempts for 30 events`);
});

const claimOne = async ({ ctx }: Service) => {
  return claim(ctx, { failing: false, webhooks: 10, ofTenant: 10, each: 1, busyWebhooks: [], busyTenants: [] });
};

t.test('couriers of two replicas never bring one event twice', async (t) => {
  const service = await start(t, undefined, { DATABASE_POOL: '20' });
  const replica = await start(t, service, { DATABASE_POOL: '20' });
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t, async (_, response) => {
    await new Promise((done) => setTimeout(done, Math.random() * 10));
    response.writeHead(204).end();
  });
  const hooks = await Promise.all(Array.from({ length: 5 }, () => hookOf(service, tenant, receiver.url)));
  await happen(service, tenant, 20);
  // warm, or else one is done before the other has begun
  for (const { ctx } of [service, replica])
    await Promise.all(Array.from({ length: 20 }, () => sql`select pg_sleep(0.05)`.execute(ctx.db)));
  const claims = await Promise.all(Array.from({ length: 40 }, (_, index) => claimOne(index % 2 ? service : replica)));
  const taken = claims.flat();
  t.ok(taken.length >= 5, `${taken.length} taken by 40 at once`);
  t.equal(new Set(taken.map(({ webhookId, id }) => webhookId + id)).size, taken.length, 'none by two');
  await Promise.all(taken.map((each) => giveBack(service.ctx, each)));
  await Promise.all([service, replica, service, replica].map(({ ctx }) => deliverDue(ctx)));
  t.equal(receiver.received.length, 100, 'five webhooks, twenty events');
  for (const { deliveries } of hooks) {
    const all: { status: string; attempts: number }[] = await deliveries();
    t.ok(all.length === 20 && all.every(({ status, attempts }) => status === 'delivered' && attempts === 1));
  }
});

t.test('a courier that dies between claim and settling loses nothing, and a late one changes nothing', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  const { deliveries } = await hookOf(service, tenant, receiver.url);
  await happen(service, tenant);
  const [dead] = await claimOne(service);
  t.ok(dead);
  if (!dead) return;
  t.same(await claimOne(service), [], 'nobody else gets it');
  await deliverDue(service.ctx);
  t.equal(receiver.received.length, 0);
  service.clock.advance(59_999);
  t.same(await claimOne(service), []);
  service.clock.advance(1);
  const [second] = await claimOne(service);
  t.match(second, { id: dead.id, attempts: 2 });
  await settle(service.ctx, dead, { status: 410 }, 0.5);
  await settle(service.ctx, dead, { status: 200 }, 0.5);
  await giveBack(service.ctx, dead);
  t.match(
    await deliveries(),
    [{ status: 'pending', attempts: 2, lastStatus: null }],
    'the first one has lost its claim',
  );
  if (second) await giveBack(service.ctx, second);
  t.match(await deliveries(), [{ status: 'pending', attempts: 1 }], 'one given back does not count');
  await deliverDue(service.ctx);
  t.match(await deliveries(), [{ status: 'delivered', attempts: 2 }]);
  t.equal(receiver.received.length, 1);
});

t.test('a claim that is rolled back, as when its connection dies, leaves all as it was', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  const { deliveries } = await hookOf(service, tenant, receiver.url);
  await happen(service, tenant, 2);
  const fault = new Error('the end');
  const dying = transaction(service.ctx.db, async (tx) => {
    const [taken] = await claimOne({ ...service, ctx: { ...service.ctx, db: tx } });
    t.ok(taken);
    const others = await claimOne(service);
    t.equal(others.length, 1, 'another is not held up, and takes what is left');
    for (const each of others) await giveBack(service.ctx, each);
    throw fault;
  });
  await t.rejects(dying, fault);
  await deliverDue(service.ctx);
  t.match(await deliveries(), [
    { status: 'delivered', attempts: 1 },
    { status: 'delivered', attempts: 1 },
  ]);
});

// Proves: v5.0.0-16.5.2
t.test('receivers that hang keep no other waiting, and a stop gives back what hangs', async (t) => {
  const service = await start(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const hanging = await startReceiver(t, () => {});
  const healthy = await startReceiver(t);
  const dead = await Promise.all(Array.from({ length: 20 }, () => hookOf(service, tenant, hanging.url)));
  const well = await hookOf(service, other, healthy.url);
  await happen(service, tenant, 10);
  const courier = startCourier(service.ctx);
  t.teardown(() => courier.stop());
  await until('the dead ones are asked', () => hanging.received.length >= 16);
  await happen(service, other, 10);
  const begun = performance.now();
  await until('the healthy one has got all', () => healthy.received.length === 10);
  t.ok(performance.now() - begun < 6000, `${Math.round(performance.now() - begun)} ms, while others hang`);
  t.ok(hanging.open() < 64, `${hanging.open()} at once hang for one tenant`);
  const stopped = performance.now();
  await courier.stop();
  t.ok(performance.now() - stopped < 8000, `stopped in ${Math.round(performance.now() - stopped)} ms`);
  await until('no connection is left', () => hanging.open() === 0);
  const { rows } = await sql<{ status: string; attempts: number; due: boolean }>`
    select status, attempts, next_attempt_at <= ${service.clock.now()} as due from webhook_deliveries
    where webhook_id <> ${well.id}`.execute(service.ctx.db);
  t.equal(rows.length, dead.length * 10);
  t.ok(
    rows.every(({ status, attempts, due }) => status === 'pending' && attempts === 0 && due),
    'given back: another may take them at once',
  );
  t.ok((await well.deliveries()).every(({ status }: { status: string }) => status === 'delivered'));
});

// Proves: v5.0.0-15.4.4
t.test('a backlog of one webhook does not delay the first event of another', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const order: string[] = [];
  const named = (name: string) =>
    startReceiver(t, async (_, response) => {
      order.push(name);
      await new Promise((done) => setTimeout(done, 20));
      response.writeHead(204).end();
    });
  await hookOf(service, tenant, (await named('busy')).url);
  await happen(service, tenant, 60);
  await hookOf(service, tenant, (await named('quiet')).url);
  await happen(service, tenant, 1);
  await deliverDue(service.ctx);
  t.equal(order.length, 62);
  t.ok(order.indexOf('quiet') < 8, `it came as number ${order.indexOf('quiet') + 1}`);
  const instant = await startReceiver(t);
  const other = await newTenant(service);
  await hookOf(service, other, instant.url);
  await happen(service, other, 60);
  await deliverDue(service.ctx);
  t.equal(instant.received.length, 60, 'and is worked off without a pause');
});

t.test('a webhook that is deleted under delivery, or under the events of others, harms nobody', async (t) => {
  const service = await start(t, undefined, { DATABASE_POOL: '20' });
  const tenant = await newTenant(service);
  let release = () => {};
  const held = new Promise<void>((done) => {
    release = done;
  });
  const receiver = await startReceiver(t, async (_, response) => {
    await held;
    response.writeHead(500).end();
  });
  const { remove, id } = await hookOf(service, tenant, receiver.url);
  await happen(service, tenant);
  const delivering = deliverDue(service.ctx);
  await until('it is under way', () => receiver.received.length === 1);
  t.equal((await remove()).status, 204);
  release();
  await delivering;
  t.notOk(
    service.log.some((line) => line.includes('could not be settled')),
    'there is nothing to settle',
  );
  t.notOk((await tenant.events()).some(({ type, data }) => type === 'webhook.updated' && data.webhookId === id));
  await Promise.all(Array.from({ length: 20 }, () => sql`select pg_sleep(0.05)`.execute(service.ctx.db)));
  for (let round = 0; round < 5; round++) {
    const short = await hookOf(service, tenant, receiver.url);
    const [gone, ...made] = await Promise.all([
      short.remove(),
      ...Array.from({ length: 12 }, (_, index) =>
        service.post(tenant.users, { username: `race ${round} ${index}` }, { key: tenant.admin }),
      ),
    ]);
    t.equal(gone.status, 204);
    t.same(new Set(made.map(({ status }) => status)), new Set([201]), 'no story fails for it');
  }
});

// Proves: v5.0.0-14.2.3, v5.0.0-16.2.5
t.test('what a receiver answers is nowhere but its status, and a wrong answer is a word of ours', async (t) => {
  const service = await start(t, undefined, { LOG_LEVEL: 'trace' });
  const tenant = await newTenant(service);
  const said = 'receiver-body-canary';
  const answers: [string, number | ((received: Received, response: import('node:http').ServerResponse) => unknown)][] =
    [
      ['unexpected_status', (_, response) => response.writeHead(500, { 'x-said': said }).end(said)],
      ['redirected', (_, response) => response.writeHead(302, { location: `https://${said}.example/` }).end(said)],
      ['connection_failed', (_, response) => response.socket?.destroy()],
      ['bad_answer', (_, response) => response.socket?.end(`${said}\r\n`)],
    ];
  const hooks = await Promise.all(
    answers.map(async ([word, answer]) => {
      const { url } = await startReceiver(t, answer);
      return { word, hook: await hookOf(service, tenant, `${url}?key=query-canary`) };
    }),
  );
  await happen(service, tenant);
  await deliverDue(service.ctx);
  for (const { word, hook } of hooks) t.match(await hook.deliveries(), [{ status: 'pending', lastError: word }], word);
  const { rows } = await sql<{ all: string }>`select string_agg(d::text, '') as all from webhook_deliveries d`.execute(
    service.ctx.db,
  );
  const events = JSON.stringify(await tenant.events());
  t.ok(
    service.log.some((line) => line.includes('webhook delivery')),
    'each attempt is in the log',
  );
  for (const canary of [said, 'query-canary', ...hooks.map(({ hook }) => hook.secret.slice(6))])
    for (const text of [rows[0]?.all ?? '', events, service.log.join('')]) t.notOk(text.includes(canary), canary);
});

// Proves: v5.0.0-1.3.6
t.test('a webhook made while private addresses were allowed is not dialled once they are refused', async (t) => {
  const service = await start(t);
  const strict = await startService(t, {}, service);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  const { port } = new URL(receiver.url);
  const hooks = [
    await hookOf(service, tenant, receiver.url),
    await hookOf(service, tenant, `https://127.0.0.1:${port}/`),
    await hookOf(service, tenant, `https://localhost:${port}/`),
  ];
  await happen(service, tenant);
  await deliverDue(strict.ctx);
  for (const { deliveries } of hooks)
    t.match(await deliveries(), [{ status: 'pending', attempts: 1, lastStatus: null, lastError: 'address_refused' }]);
  t.equal(receiver.received.length + receiver.open(), 0);
});

t.test('a secret that we can not open costs the webhook nothing: it is tried until we can', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  const hook = await hookOf(service, tenant, receiver.url);
  const { db } = service.ctx;
  const { secret } = await db.selectFrom('webhooks').select('secret').executeTakeFirstOrThrow();
  await db
    .updateTable('webhooks')
    .set({ secret: Buffer.alloc(60) })
    .execute();
  await happen(service, tenant);
  for (let attempt = 0; attempt < MAX_ATTEMPTS + 2; attempt += 1) {
    await deliverDue(service.ctx);
    service.clock.advance(12 * HOUR);
  }
  t.match(await hook.deliveries(), [{ status: 'pending', attempts: 0, lastError: 'internal_error' }]);
  t.match(await hook.state(), { enabled: true, disabledReason: null });
  await db.updateTable('webhooks').set({ secret }).execute();
  await deliverDue(service.ctx);
  t.match(await hook.deliveries(), [{ status: 'delivered', attempts: 1 }]);
});

t.test('a database that is away for a while stops no courier for good', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  await hookOf(service, tenant, receiver.url);
  await sql`alter table webhook_deliveries rename to elsewhere`.execute(service.ctx.db);
  const courier = startCourier(service.ctx);
  t.teardown(() => courier.stop());
  await until('a round has failed', () => service.log.some((line) => line.includes('a round failed')));
  await sql`alter table elsewhere rename to webhook_deliveries`.execute(service.ctx.db);
  await happen(service, tenant);
  await until('it has come', () => receiver.received.length === 1);
});
