import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { createSealing } from '../src/crypto/sealing.ts';
import { EVENT_TYPES } from '../src/events/catalogue.ts';
import { admitKeys } from '../src/keys/keys.ts';
import { rotateSecrets } from '../src/keys/rotation.ts';
import { deliverDue } from '../src/webhooks/courier.ts';
import { backlog } from '../src/webhooks/outbox.ts';
import { type Received, startReceiver } from './support/receiver.ts';
import { ADMIN, must, newTenant, type Service, startService, type Tenant } from './support/service.ts';

const HOUR = 3_600_000;
const URL_ = 'https://app.example.com/hooks/auth?key=query-string-canary';

const start = (t: Parameters<typeof startService>[0], settings = {}) =>
  startService(t, { WEBHOOK_PRIVATE_ADDRESSES: 'allow', ...settings });

const hooks = (service: Service, tenant: Tenant, key = tenant.backend) => {
  const path = `${tenant.path}/webhooks`;
  return {
    make: (given: object = {}) => service.post(path, { url: URL_, ...given }, { key }),
    list: (query = '') => service.get(path + query, { key }),
    get: (id: string) => service.get(`${path}/${id}`, { key }),
    change: (id: string, given: object) => service.patch(`${path}/${id}`, given, { key }),
    remove: (id: string) => service.del(`${path}/${id}`, { key }),
    rotate: (id: string) => service.post(`${path}/${id}/rotate-secret`, undefined, { key }),
    deliveries: (id: string, query = '') => service.get(`${path}/${id}/deliveries${query}`, { key }),
  };
};

// Proves: v5.0.0-14.2.6
t.test('a webhook is made, read, changed and deleted; its secret is shown once', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const { make, list, get, change, remove } = hooks(service, tenant);
  const { secret, ...made } = must(await make(), 201);
  t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
  t.match(made, { url: URL_, eventTypes: null, enabled: true, disabledReason: null, previousSecretExpiresAt: null });
  t.equal(made.createdAt, service.clock.now().toISOString());
  t.same(must(await get(made.id), 200), made, 'without the secret');
  const eventTypes = ['login.failed', 'two_factor.reset'];
  const other = must(await make({ url: 'https://b.example/', eventTypes, enabled: false }), 201);
  t.match(other, { eventTypes, enabled: false });
  t.same(
    must(await list(), 200).webhooks.map(({ id }: { id: string }) => id),
    [other.id, made.id],
  );
  const first = must(await list('?limit=1'), 200);
  t.equal(must(await list(`?limit=1&after=${first.next}`), 200).webhooks[0].id, made.id);
  const changed = must(await change(made.id, { url: 'https://c.example/x', eventTypes, enabled: false }), 200);
  t.match(changed, { id: made.id, url: 'https://c.example/x', eventTypes, enabled: false });
  t.match(must(await change(made.id, { eventTypes: null }), 200), { eventTypes: null, enabled: false });
  t.match(must(await change(made.id, {}), 200), { eventTypes: null, url: 'https://c.example/x' });
  t.equal((await remove(made.id)).status, 204);
  for (const gone of [await get(made.id), await change(made.id, {}), await remove(made.id)])
    t.match(gone, { status: 404, body: { code: 'not_found' } });
});

// Proves: v5.0.0-8.2.2, v5.0.0-8.4.1
t.test('a webhook of another tenant is not there', async (t) => {
  const service = await start(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const { id } = must(await hooks(service, tenant).make(), 201);
  const foreign = hooks(service, other);
  const all = [
    await foreign.get(id),
    await foreign.change(id, { enabled: false }),
    await foreign.remove(id),
    await foreign.rotate(id),
    await foreign.deliveries(id),
  ];
  for (const answer of all) t.match(answer, { status: 404, body: { code: 'not_found' } });
  t.match(must(await hooks(service, tenant, ADMIN).get(id), 200), { enabled: true }, 'nothing has happened to it');
});

// Proves: v5.0.0-1.2.2, v5.0.0-1.3.6, v5.0.0-4.2.5
t.test(
  'only a plain https URL to a public place is taken, and http and private places where they are allowed',
  async (t) => {
    const strict = await startService(t);
    const open = await startService(t, { WEBHOOK_PRIVATE_ADDRESSES: 'allow' }, strict);
    const tenant = await newTenant(strict);
    const [refusing, allowing] = [hooks(strict, tenant), hooks(open, tenant)];
    const home = [
      'http://a.example/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://[::1]/',
      'https://localhost/',
    ];
    for (const url of home) {
      t.match(await refusing.make({ url }), { status: 400, body: { errors: [{ path: '/url' }] } }, url);
      must(await allowing.make({ url }), 201);
    }
    const { id } = must(await refusing.make(), 201);
    const never = ['https://u:p@a.example/', 'https://a.example/#x', 'ftp://a.example/', 'a', '', 'x'.repeat(3000)];
    for (const url of never) {
      t.match(await allowing.make({ url }), { status: 400, body: { errors: [{ path: '/url' }] } }, url.slice(0, 30));
      t.equal((await allowing.change(id, { url })).status, 400);
    }
    t.match(await refusing.change(id, { url: 'https://10.0.0.1/' }), { status: 400 });
    for (const wrong of [
      { eventTypes: [] },
      { eventTypes: ['login'] },
      { eventTypes: ['logout', 'logout'] },
      { secret: 'x' },
    ])
      t.equal((await allowing.make(wrong)).status, 400, JSON.stringify(wrong));
    must(await allowing.make({ eventTypes: [...EVENT_TYPES] }), 201);
  },
);

// Proves: v5.0.0-2.3.2, v5.0.0-15.4.1
t.test('a tenant has at most twenty webhooks, however many are made at once', async (t) => {
  const service = await start(t, { DATABASE_POOL: '20' });
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const { make, list, remove } = hooks(service, tenant);
  await Promise.all(Array.from({ length: 20 }, () => service.get('/readyz')));
  const answers = await Promise.all(Array.from({ length: 30 }, () => make()));
  t.equal(answers.filter(({ status }) => status === 201).length, 20);
  t.match(
    answers.find(({ status }) => status !== 201),
    { status: 409, body: { code: 'too_many_webhooks' } },
  );
  must(await hooks(service, other).make(), 201);
  await remove(must(await list(), 200).webhooks[0].id);
  must(await make(), 201);
});

t.test('what is done to webhooks is recorded, without secret and without the rest of the URL', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const { make, change, rotate, remove } = hooks(service, tenant);
  const { id, secret } = must(await make(), 201);
  await change(id, { enabled: false });
  const rotated = must(await rotate(id), 200);
  await remove(id);
  const events = (await tenant.events()).filter(({ type }) => type.startsWith('webhook.'));
  const data = { webhookId: id, origin: 'https://app.example.com' };
  t.match(events, [
    { type: 'webhook.deleted', data, actor: { kind: 'api_key' } },
    { type: 'webhook.updated', data: { ...data, changed: ['secret'] } },
    { type: 'webhook.updated', data: { ...data, changed: ['enabled'], enabled: false } },
    { type: 'webhook.created', data },
  ]);
  const logged = JSON.stringify(events) + service.log.join('');
  for (const each of ['query-string-canary', secret, rotated.secret, secret.slice(6)]) t.notOk(logged.includes(each));
});

t.test('secrets are sealed for their webhook, and a key that still seals one is missed at the start', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const { make, rotate } = hooks(service, tenant);
  const { id, secret } = must(await make(), 201);
  const rotated = must(await rotate(id), 200);
  const row = await service.ctx.db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  for (const each of [secret, rotated.secret]) {
    const bytes = Buffer.from(each.slice(6), 'base64');
    t.equal(bytes.length, 32);
    for (const stored of [row.secret, row.previous_secret as Buffer]) t.notOk(stored.includes(bytes));
  }
  const elsewhere = { keyId: row.secret_key_id, bytes: row.secret };
  t.throws(() => service.ctx.sealing.open(elsewhere, ['webhooks', row.tenant_id, tenant.slug]), 'not for another one');
  const { ENCRYPTION_KEYS } = service.ctx.config;
  const k2 = { id: 'k2', bytes: randomBytes(32) };
  const now = service.clock.now();
  const startWith = (keys: typeof ENCRYPTION_KEYS) =>
    admitKeys(service.ctx.db, { ENCRYPTION_KEYS: keys, PASSWORD_PEPPERS: [] }, now);
  await t.rejects(startWith([k2]), /still holds secrets under the key "k1"/);
  await startWith([k2, ...ENCRYPTION_KEYS]);
  const anew = { secret: createSealing([k2]).seal(randomBytes(32), ['any']).bytes, secret_key_id: 'k2' };
  const { db } = service.ctx;
  await db.updateTable('webhooks').set(anew).where('id', '=', id).execute();
  await t.rejects(startWith([k2]), /"k1"/, 'the one before the rotation counts as well');
  await db.updateTable('webhooks').set({ previous_secret: null, previous_secret_key_id: null }).execute();
  await t.resolves(startWith([k2]));
});

t.test('when ENCRYPTION_KEYS are rotated, both secrets of a webhook sign on', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  const { make, rotate } = hooks(service, tenant);
  const made = must(await make({ url: receiver.url }), 201);
  const rotated = must(await rotate(made.id), 200);
  const { ctx } = service;
  const k2 = { id: 'k2', bytes: randomBytes(32) };
  const keys = [k2, ...ctx.config.ENCRYPTION_KEYS];
  await admitKeys(ctx.db, { ENCRYPTION_KEYS: keys, PASSWORD_PEPPERS: [] }, service.clock.now());
  await rotateSecrets({ ...ctx, sealing: createSealing(keys) }, () => {});
  await t.resolves(admitKeys(ctx.db, { ENCRYPTION_KEYS: [k2], PASSWORD_PEPPERS: [] }, service.clock.now()));
  await deliverDue({ ...ctx, sealing: createSealing([k2]) });
  const [{ headers, text }] = receiver.received as [Received];
  for (const { secret } of [made, rotated]) new Webhook(secret).verify(text, headers);
  t.equal(headers['webhook-signature']?.split(' ').length, 2);
});

// Proves: v5.0.0-4.1.5, v5.0.0-13.3.4
t.test('for a day after a rotation both secrets verify, and then the new one alone', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t);
  const { make, rotate, get } = hooks(service, tenant);
  const made = must(await make({ url: receiver.url, eventTypes: ['user.created'] }), 201);
  const signers = async () => {
    await tenant.newUser();
    await deliverDue(service.ctx);
    const { headers, text } = receiver.received.at(-1) as Received;
    const at = new Date(Number(headers['webhook-timestamp']) * 1000);
    t.equal(at.getTime(), Math.floor(service.clock.now().getTime() / 1000) * 1000, 'the time is the attempt’s');
    const signatures = (headers['webhook-signature'] ?? '').split(' ');
    return signatures.map((each) =>
      secrets.findIndex((secret) => new Webhook(secret).sign(headers['webhook-id'] ?? '', at, text) === each),
    );
  };
  const secrets: string[] = [made.secret];
  t.same(await signers(), [0]);
  const rotated = must(await rotate(made.id), 200);
  secrets.push(rotated.secret);
  t.equal(rotated.previousSecretExpiresAt, new Date(service.clock.now().getTime() + 24 * HOUR).toISOString());
  t.same(await signers(), [1, 0], 'the new one first');
  const { headers, text } = receiver.received.at(-1) as Received;
  for (const secret of secrets) t.match(new Webhook(secret).verify(text, headers), { type: 'user.created' });
  t.throws(() => new Webhook(`whsec_${randomBytes(32).toString('base64')}`).verify(text, headers), /No matching/);
  service.clock.advance(24 * HOUR - 1000);
  t.same(await signers(), [1, 0]);
  service.clock.advance(1000);
  t.same(await signers(), [1]);
  t.equal(must(await get(made.id), 200).previousSecretExpiresAt, null);
  secrets.push(must(await rotate(made.id), 200).secret, must(await rotate(made.id), 200).secret);
  t.same(await signers(), [3, 2], 'the last two of four');
});

t.test('deliveries are listed newest first, page by page, with what came of them', async (t) => {
  const service = await start(t);
  const tenant = await newTenant(service);
  const receiver = await startReceiver(t, (received, response) =>
    response.writeHead(received.body.type === 'user.created' ? 200 : 503).end('a body that is nobody’s business'),
  );
  const { make, deliveries, change } = hooks(service, tenant);
  const { id } = must(await make({ url: receiver.url }), 201);
  const user = await tenant.newUser();
  t.match(must(await deliveries(id), 200).deliveries, [
    { type: 'user.created', status: 'pending', attempts: 0, lastStatus: null, lastError: null, lastAttemptAt: null },
    { type: 'webhook.created', status: 'pending' },
  ]);
  t.same(await backlog(service.ctx.db, service.clock.now()), { pending: 2, oldestDueSeconds: 0 });
  service.clock.advance(90_000);
  t.same(await backlog(service.ctx.db, service.clock.now()), { pending: 2, oldestDueSeconds: 90 });
  await deliverDue(service.ctx);
  const now = service.clock.now();
  const [created, own] = must(await deliveries(id), 200).deliveries;
  const { events } = must(await service.get(`${tenant.path}/events?userId=${user.id}`, { key: tenant.support }), 200);
  t.match(created, { id: events[0].id, eventId: events[0].id, status: 'delivered', attempts: 1, lastStatus: 200 });
  t.match(created, {
    lastError: null,
    nextAttemptAt: null,
    finishedAt: now.toISOString(),
    lastAttemptAt: now.toISOString(),
  });
  t.match(own, { status: 'pending', attempts: 1, lastStatus: 503, lastError: 'unexpected_status', finishedAt: null });
  const wait = (Date.parse(own.nextAttemptAt) - now.getTime()) / 1000;
  t.ok(wait >= 4 && wait <= 5.5, `${wait} seconds`);
  t.notMatch(JSON.stringify(own), /business/);
  await change(id, { enabled: false });
  t.match(must(await deliveries(id), 200).deliveries[1], { status: 'pending', nextAttemptAt: null });
  t.same(await backlog(service.ctx.db, now), { pending: 0, oldestDueSeconds: 0 }, 'what waits is no backlog');
  const page = must(await deliveries(id, '?limit=1'), 200);
  t.equal(page.next, created.id);
  t.match(must(await deliveries(id, `?limit=1&after=${page.next}`), 200), { deliveries: [{ id: own.id }], next: null });
});

t.test(
  'deliveries of a webhook that rests say when it is asked again, and of one that is disabled that it is not',
  async (t) => {
    const service = await start(t);
    const tenant = await newTenant(service);
    const receiver = await startReceiver(t, 503);
    const { make, deliveries, change } = hooks(service, tenant);
    const { id } = must(await make({ url: receiver.url }), 201);
    /** In how many milliseconds each is tried, newest first; null: not at all. */
    const due = async () =>
      must(await deliveries(id), 200).deliveries.map(({ nextAttemptAt }: { nextAttemptAt: string | null }) =>
        nextAttemptAt === null ? null : Date.parse(nextAttemptAt) - service.clock.now().getTime(),
      );
    t.same(await due(), [0]);
    await deliverDue(service.ctx);
    await tenant.newUser();
    const [next, [retry = 0] = []] = [await due(), (await due()).slice(1)];
    t.same(next, [4000, retry], 'what is owed meanwhile waits for the end of the rest');
    t.ok(retry > 4000, 'what has failed waits longer, for itself');
    service.clock.advance(4000);
    await deliverDue(service.ctx);
    t.equal(receiver.received.length, 2);
    t.same(await due(), [8000, 8000], 'the second rest is longer than either would wait');
    await change(id, { enabled: false });
    t.same(await due(), [null, null]);
    await change(id, { enabled: true });
    const [own, newer, older] = await due();
    t.same([own, older], [0, retry - 4000], 'enabled again, of which it is told as well, it rests no more');
    t.ok(newer > 4000 && newer < 8000, `${newer} ms`);
  },
);

t.test('only events of its tenant and of the types it asked for are owed, and none while it is disabled', async (t) => {
  const service = await start(t);
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const { make, deliveries, change } = hooks(service, tenant);
  const [all, some, off, foreign] = [
    must(await make(), 201),
    must(await make({ eventTypes: ['user.created', 'logout'] }), 201),
    must(await make({ enabled: false }), 201),
    must(await hooks(service, other).make(), 201),
  ];
  const user = await tenant.newUser();
  await service.del('/v1/session', { key: await tenant.signIn(user.username) });
  const types = async (id: string, at = deliveries) =>
    must(await at(id), 200).deliveries.map(({ type }: { type: string }) => type);
  t.same(await types(some.id), ['logout', 'user.created']);
  t.same(await types(off.id), []);
  t.same(await types(foreign.id, hooks(service, other).deliveries), ['webhook.created']);
  const created = Array(3).fill('webhook.created');
  t.same(await types(all.id), ['logout', 'login.succeeded', 'user.created', ...created]);
  await change(all.id, { enabled: false });
  await change(off.id, { enabled: true });
  await tenant.newUser();
  t.equal((await types(all.id)).length, 6);
  t.same(await types(off.id), ['user.created', 'webhook.updated'], 'and that it is enabled is the first it hears');
});
