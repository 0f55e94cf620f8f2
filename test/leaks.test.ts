import pg from 'pg';
import t from 'tap';
import { deliverDue } from '../src/webhooks/courier.ts';
import { failQuery } from './support/database.ts';
import { fill, leaves, operations, type Schema, sample } from './support/document.ts';
import { type Receiver, startReceiver } from './support/receiver.ts';
import {
  ADMIN,
  CHROME,
  newBrowser,
  newTenant,
  PASSWORD,
  type Service,
  startService,
  totp,
  unique,
  wrongCode,
} from './support/service.ts';

/** The fields that exist to carry a secret, each in the one answer that makes it. */
const CARRIERS = [
  'key',
  'loginToken',
  'sessionToken',
  'trustedDeviceToken',
  'recoveryCodes',
  'secret',
  'otpauthUri',
  'resetCode',
  'resetToken',
  'accessToken',
];

/** Every answer from here on, but for what carries a secret, and its headers but for the cookies. */
function recordAnswers({ app }: Service): string[] {
  const answers: string[] = [];
  const inject = app.inject.bind(app) as (given: unknown) => Promise<Awaited<ReturnType<typeof app.inject>>>;
  const recording = async (given: unknown) => {
    const answer = await inject(given);
    const { 'set-cookie': _, ...headers } = answer.headers;
    const isJson = /[/+]json\b/.test(String(headers['content-type'])) && answer.body !== '';
    const body = isJson
      ? JSON.stringify(JSON.parse(answer.body), (name, value) =>
          answer.statusCode < 300 && CARRIERS.includes(name) ? undefined : value,
        )
      : answer.body;
    // a picture of the secret is there to be read
    if (!String(headers['content-type']).startsWith('image/')) answers.push(JSON.stringify(headers) + body);
    return answer;
  };
  Object.assign(app, { inject: recording });
  return answers;
}

/** A secret in any dress: as text, as bytes in hex or base64, in a URL; of base32 also the bytes it stands for. */
function dresses(secret: string): string[] {
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
  const bytes: Buffer[] = [Buffer.from(secret)];
  if (/^[A-Z2-7]{32}$/.test(secret)) bytes.push(fromBase32(secret));
  const [, , random] = /^(i[a-z]{2}_[\w-]{22})([\w-]{43})$/.exec(secret) ?? [];
  if (random) forms.push(random);
  const [, signing] = /^whsec_(\S+)$/.exec(secret) ?? [];
  if (signing) bytes.push(Buffer.from(signing, 'base64'));
  const bare = secret.replaceAll('-', '');
  if (/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$|^[0-9A-Z]{5}-[0-9A-Z]{5}$/.test(secret)) forms.push(bare, bare.toLowerCase());
  const encoded = bytes.flatMap((each) => [each.toString('hex'), each.toString('base64').replace(/=+$/, '')]);
  return [...new Set([...forms, ...encoded])];
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** All that webhooks are told, as it came. */
async function deliveries({ ctx }: Service, { received }: Receiver): Promise<string> {
  for (let before = -1; received.length > before; ) {
    before = received.length;
    await deliverDue(ctx);
  }
  return received.map(({ headers, text }) => JSON.stringify(headers) + text).join('\n');
}

/** Six digits may stand anywhere by chance, in times and ids: they count where they stand alone. */
const holds = (text: string, secret: string): boolean =>
  /^\d{6}$/.test(secret)
    ? new RegExp(`(?<![\\w.:-])${secret}(?![\\w.:-])`).test(text)
    : dresses(secret).some((each) => text.includes(each));

async function dump(admin: pg.Client): Promise<string> {
  const tables = await admin.query(`select tablename from pg_tables where schemaname = 'public'`);
  let text = '';
  for (const { tablename } of tables.rows) {
    const { rows } = await admin.query(`select row_to_json(t)::text as text from ${tablename} as t`);
    text += rows.map((row) => row.text).join('\n');
  }
  return text;
}

/** What is stored in place of secrets is one as well: for answers and logs, not for the database. */
async function storedHashes(admin: pg.Client): Promise<string[]> {
  const hashes: string[] = [];
  for (const column of ['users.password_hash', 'users.reset_code_hash']) {
    const [table, name] = column.split('.');
    const { rows } = await admin.query(`select ${name} as text from ${table} where ${name} is not null`);
    hashes.push(...rows.map(({ text }) => text.split('$').at(-1)));
  }
  for (const column of [
    'sessions.secret_hash',
    'logins.secret_hash',
    'trusted_device_tokens.secret_hash',
    'api_keys.secret_hash',
    'recovery_codes.hash',
    'password_resets.secret_hash',
    'signing_keys.private_key',
    'recovery_code_sets.salt',
    'authenticators.secret',
    'enrollments.secret',
    'webhooks.secret',
  ]) {
    const [table, name] = column.split('.');
    const { rows } = await admin.query(
      `select encode(${name}, 'hex') as hex, encode(${name}, 'base64') as base64 from ${table}`,
    );
    hashes.push(...rows.flatMap(({ hex, base64 }) => [hex, base64.replace(/=+$/, '').replaceAll('\n', '')]));
  }
  return hashes;
}

// Heap and core dumps are out of scope: who reads the memory of the process has its keys.
// Proves: v5.0.0-13.4.2, v5.0.0-14.2.3, v5.0.0-14.2.4, v5.0.0-15.3.1, v5.0.0-16.2.5, v5.0.0-16.5.1, CVE-2020-15105
t.test('no secret stands in the log, the database, the metrics, an event, a webhook or an error', async (t) => {
  const service = await startService(t, { LOG_LEVEL: 'trace', WEBHOOK_PRIVATE_ADDRESSES: 'allow' });
  const { get, post, patch, clock, log } = service;
  const tenant = await newTenant(service);
  const secrets = new Set<string>([PASSWORD, ADMIN, tenant.backend, tenant.support, tenant.admin]);
  const answers = recordAnswers(service);
  const secret = (text: string) => {
    secrets.add(text);
    return text;
  };

  // told of everything from here on
  const receiver = await startReceiver(t);
  const hooks = `${tenant.path}/webhooks`;
  const hook = (await post(hooks, { url: `${receiver.url}?token=canary-of-the-receiver` }, { key: ADMIN })).body;
  secret(hook.secret);
  secret((await post(`${hooks}/${hook.id}/rotate-secret`, {}, { key: tenant.backend })).body.secret);

  const user = await tenant.newUser();
  const { sessionToken: key } = (await tenant.login(user.username)).body;
  secret(key);
  secret((await post('/v1/session/token', undefined, { key })).body.accessToken);
  const begun = (await post('/v1/account/authenticators', { type: 'totp' }, { key })).body;
  secret(begun.secret);
  const confirm = `/v1/account/authenticators/${begun.id}/confirm`;
  await post(confirm, { code: secret(wrongCode(begun.secret, clock.now())) }, { key });
  const code = secret(totp(begun.secret, clock.now()));
  const { recoveryCodes } = (await post(confirm, { code }, { key })).body;
  for (const each of recoveryCodes) secret(each);
  const { loginToken } = (await tenant.login(user.username)).body;
  secret(loginToken);
  await post('/v1/login/challenge', { code }, { key: loginToken });
  clock.advance(30_000);
  const trusted = await post(
    '/v1/login/challenge',
    { code: secret(totp(begun.secret, clock.now())), trustDevice: true },
    { key: loginToken },
  );
  secret(trusted.body.trustedDeviceToken);
  secret(trusted.body.sessionToken);
  const spared = await tenant.login(user.username, { trustedDeviceToken: trusted.body.trustedDeviceToken });
  secret(spared.body.trustedDeviceToken);
  await tenant.login(user.username, { password: secret('a wrong password, a canary') });
  await tenant.login(secret('a password typed into the name field'));
  await tenant.login(user.username, { trustedDeviceToken: secret('itd_made-up-canary-token') });
  await tenant.login(user.username, { password: [secret('a canary of the wrong type')] });
  await tenant.login(user.username, { passwort: secret('a canary in an unknown field') });
  await get('/v1/session', { key: secret('ist_canary-session-token') });
  await get(`/v1/session?token=${secret('ist_canary-in-the-query')}`, { key });
  await post('/v1/session/reauthenticate', { password: 'nope nope nope', code: '000000' }, { key });
  await post('/v1/introspect', { token: secret('ist_canary-introspected') }, { key: tenant.backend });
  const basic = Buffer.from(`id:${secret('iak_canary-basic-key')}`).toString('base64');
  await post('/v1/introspect', { token: 'x' }, { headers: { authorization: `Basic ${secret(basic)}` } });
  const newPassword = secret('a canary of a new password');
  await patch(`${tenant.users}/${user.id}`, { password: newPassword }, { key: tenant.backend });
  await post(tenant.users, { username: 'short', password: secret('shortcanary') }, { key: tenant.admin });
  await post(tenant.users, { username: 'odd', passwordHash: secret('$1$canary$hash') }, { key: tenant.admin });
  const brought = secret('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
  await post(tenant.users, { username: 'b', authenticators: [{ type: 'totp', secret: brought }] }, { key: ADMIN });
  await post(tenant.users, { username: 'b', password: secret('yet another canary pass') }, { key: ADMIN });
  const path = `${tenant.users}/${user.id}/two-factor-reset`;
  const { resetCode } = (await post(path, { reason: 'lost' }, { key: tenant.support })).body;
  secret(resetCode);
  const owing = (await tenant.login(user.username, { password: newPassword })).body;
  secret(owing.loginToken);
  await post('/v1/login/enrollment', { resetCode: secret('00000-00000') }, { key: owing.loginToken });
  const anew = (await post('/v1/login/enrollment', { resetCode }, { key: owing.loginToken })).body;
  secret(anew.secret);
  await post(hooks, { url: `https://u:${secret('canary-in-a-url')}@a.example/` }, { key: tenant.backend });
  const forgetful = await tenant.newUser();
  const reset = `${tenant.users}/${forgetful.id}/password-reset`;
  const { resetToken } = (await post(reset, undefined, { key: tenant.backend })).body;
  const spend = { resetToken: secret(resetToken), newPassword: secret('a canary set by a reset token') };
  await post(`/v1/tenants/${tenant.slug}/password-reset`, { ...spend, resetToken: secret('irt_made-up-canary') });
  await post(`/v1/tenants/${tenant.slug}/password-reset`, spend);
  secret((await post(reset, undefined, { key: tenant.backend })).body.resetToken);
  const lines = [
    { username: 'imported', passwordHash: `$2b$04$${'canaryhash'.repeat(6).slice(0, 53)}` },
    { username: 'refused', passwordHash: secret('$2b$99$canary-of-an-import') },
    { username: 'brought', authenticators: [{ type: 'totp', secret: secret('KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU') }] },
  ];
  const ndjson = { 'content-type': 'application/x-ndjson' };
  const raw = lines.map((line) => JSON.stringify(line)).join('\n');
  await post(`${tenant.users}/import`, undefined, { key: tenant.admin, headers: ndjson, raw });
  const browser = newBrowser(service);
  await browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username: user.username, password: newPassword });
  for (const value of Object.values(browser.jar)) secret(value);

  // a fault: the sessions are gone, and whatever needs them fails with a 500
  const admin = new pg.Client({ connectionString: service.url });
  await admin.connect();
  t.teardown(() => admin.end());
  await admin.query('alter table sessions rename to elsewhere');
  // past the harness, to which a 500 is a failure
  const fault = await service.app.inject({ url: '/v1/session', headers: { authorization: `Bearer ${key}` } });
  t.equal(fault.statusCode, 500);
  t.notMatch(fault.body, /sessions|elsewhere|select|at .*\.ts/, 'a fault tells nothing of the inside');
  await admin.query('alter table elsewhere rename to sessions');
  t.equal((await get('/v1/session', { key: 'ist_x' })).status, 401);

  const read = { key: browser.jar['__Host-ic_session'] ?? (await tenant.signIn((await tenant.newUser()).username)) };
  for (const { method, path } of operations)
    if (method === 'GET') await get(fill(path, { tenant: tenant.slug, userId: user.id, id: user.id }), read);
  for (const list of ['', '/events', '/users']) await get(`${tenant.path}${list}`, { key: tenant.admin });
  await get('/v1/admin/api-keys', { key: tenant.admin });
  await get(`${hooks}/${hook.id}/deliveries`, { key: tenant.admin });
  await get(`${tenant.users}/${user.id}/export`, { key: tenant.admin });

  const webhooks = await deliveries(service, receiver);
  t.match(webhooks, /authenticator\.failed/, 'the webhook was told');
  const metrics = await service.app.measured.metrics();
  t.match(metrics, /imagecapture_auth/);

  const stored = await dump(admin);
  const logged = log.join('');
  t.ok(logged.includes('the request failed'), 'the fault was logged');
  t.ok(stored.includes(user.username), 'the dump holds what it should');
  const places = { log: logged, database: stored, answers: answers.join('\n'), webhooks, metrics };
  for (const [place, text] of Object.entries(places))
    for (const each of secrets) if (holds(text, each)) t.fail(`${place}: ${each}`);
  for (const hash of await storedHashes(admin))
    if (logged.includes(hash) || answers.join('\n').includes(hash)) t.fail(`a stored hash: ${hash}`);
  for (const each of [user.username, CHROME, '203.0.113.7', new URL(service.url).password])
    t.notOk(logged.includes(each), `the log knows nothing of ${each.slice(0, 12)}`);
  // it must be known to be called, but goes no further
  for (const text of [logged, metrics, webhooks, ...(await tenant.events()).map((event) => JSON.stringify(event))])
    t.notMatch(text, /canary-of-the-receiver/);
  t.ok(secrets.size > 50, `${secrets.size} secrets were looked for`);
});

/** What no answer but one shows, wherever it stands in a body. */
const SECRETS = [
  'password',
  'currentPassword',
  'newPassword',
  'passwordHash',
  'code',
  'resetCode',
  'resetToken',
  'secret',
  'token',
  'trustedDeviceToken',
];

/** Of all that is sent to PostgreSQL from now on the n-th fails, with all that it was sent in the error's small print. */
const fault = { countdown: Number.POSITIVE_INFINITY };
const send = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => unknown;
pg.Client.prototype.query = function query(this: pg.Client, ...given: unknown[]) {
  const [first, second] = given as [string | { text: string; values?: unknown[] }, unknown];
  const text = typeof first === 'string' ? first : first.text;
  if (text === 'rollback' || text.includes('set_config')) return send.apply(this, given);
  fault.countdown -= 1;
  if (fault.countdown !== 0) return send.apply(this, given);
  const values = typeof first === 'string' ? second : first.values;
  const told = [Array.isArray(values) ? values : []]
    .flat(2)
    .map((each) => (Buffer.isBuffer(each) ? each.toString('hex') : String(each)));
  const error = new pg.DatabaseError('null value in column "some" violates not-null constraint', 100, 'error');
  const small = `Failing row contains (${told.join(', ')}).`;
  Object.assign(error, { code: '23502', detail: small, where: small, hint: small, internalQuery: text, query: text });
  return failQuery(given, Object.assign(error, { parameters: told }));
} as typeof pg.Client.prototype.query;

t.teardown(() => {
  pg.Client.prototype.query = send as typeof pg.Client.prototype.query;
});

// Proves: v5.0.0-14.2.4, v5.0.0-16.2.5, v5.0.0-16.3.4, v5.0.0-16.5.1, v5.0.0-16.5.4
t.test('no secret leaks from any call, whichever of its statements fails', async (t) => {
  const service = await startService(
    // openapi.yaml promises no 500, and here each is wanted
    { teardown: (work) => t.teardown(work), fail: (message) => / 500: /.test(message) || t.fail(message) },
    { LOG_LEVEL: 'trace', WEBHOOK_PRIVATE_ADDRESSES: 'allow' },
  );
  const [tenant, demanding] = [await newTenant(service), await newTenant(service, { twoFactor: 'required' })];
  const answers = recordAnswers(service);
  const secrets = new Set<string>();
  const receiver = await startReceiver(t);
  for (const { path } of [tenant, demanding])
    await service.post(`${path}/webhooks`, { url: receiver.url }, { key: ADMIN });
  const kept = <T extends string>(secret: T): T => {
    secrets.add(secret);
    return secret;
  };
  const canary = () => kept(`canary-${unique('x')}-${'k'.repeat(20)}`);
  const user = await tenant.newUser({ authenticators: [{ type: 'totp', secret: kept('L'.repeat(32)) }] });
  for (const each of ['M'.repeat(32), '739184']) kept(each);

  /** a live one of the kind, so that the call gets as far as its own statements */
  const credentialFor = async (credential: string, path: string): Promise<string | undefined> => {
    if (credential === 'apiKey') return path === '/v1/introspect' ? tenant.backend : tenant.admin;
    if (credential === 'sessionToken') return kept(await tenant.signIn((await tenant.newUser()).username));
    if (credential !== 'loginToken') return path.endsWith('/login') ? tenant.backend : undefined;
    const where = path.includes('enrollment') ? demanding : tenant;
    const username = path.includes('enrollment')
      ? (await demanding.newUser()).username
      : path.includes('password')
        ? (await tenant.newUser({ mustChangePassword: true })).username
        : user.username;
    return kept((await where.login(username)).body.loginToken);
  };

  let faults = 0;
  for (const operation of operations) {
    const { method, path, body: schema, credential } = operation;
    const url = fill(path, { tenant: tenant.slug, userId: user.id, id: user.id });
    const places = schema ? leaves(schema).filter(({ place }) => SECRETS.includes(place.findLast(isNamed) ?? '')) : [];
    const bodies = schema
      ? [withCanaries(schema, places, canary), ...places.map(({ place }) => withWrong(schema, place, canary()))]
      : [undefined];
    for (const body of bodies) {
      const key = await credentialFor(credential, path);
      for (let at = 1; at < 30; at++) {
        fault.countdown = at;
        const answer = await service.call(method, url, body, { key, headers: { 'user-agent': CHROME } });
        const failed = fault.countdown <= 0;
        fault.countdown = Number.POSITIVE_INFINITY;
        if (!failed) break;
        faults += 1;
        if (answer.status === 500 && Object.keys(answer.body).sort().join() !== 'code,requestId,status,title,type')
          t.fail(`${method} ${path} says more than that it failed: ${answer.text}`);
      }
    }
  }
  t.ok(faults > 150, `${faults} calls failed amid their work`);
  t.ok(secrets.size > 50, `${secrets.size} secrets were looked for`);

  const admin = new pg.Client({ connectionString: service.url });
  await admin.connect();
  t.teardown(() => admin.end());
  const webhooks = await deliveries(service, receiver);
  const metrics = await service.app.measured.metrics();
  const log = service.log.join('');
  const places = { log, database: await dump(admin), answers: answers.join('\n'), webhooks, metrics };
  t.ok(service.log.filter((line) => line.includes('the request failed')).length > 150, 'each was logged');
  for (const [place, text] of Object.entries(places))
    for (const each of secrets) if (holds(text, each)) t.fail(`${place}: ${each}`);
  for (const hash of await storedHashes(admin))
    if (places.log.includes(hash) || places.answers.includes(hash)) t.fail(`a stored hash: ${hash}`);
  t.notMatch(places.log, /Failing row|canary/, 'nor what PostgreSQL adds to an error');
  for (const each of [user.username, CHROME, new URL(service.url).password])
    t.notOk(places.log.includes(each), `the log knows nothing of ${each.slice(0, 12)}`);
});

const isNamed = (key: string) => !/^\d+$/.test(key);

type Places = ReturnType<typeof leaves>;

/** A body that the schema takes, with a secret of the test's in every field that is for one. */
function withCanaries(schema: Schema, places: Places, canary: () => string): unknown {
  const takesMethod = leaves(schema).some(({ place }) => place[0] === 'method');
  let body = sample(schema) as Record<string, unknown>;
  for (const { place } of places) {
    const [first = ''] = place;
    // what would be refused for its shape has the shape that gets furthest
    const value = first === 'authenticators' ? 'M'.repeat(32) : first === 'code' && !takesMethod ? '739184' : canary();
    const only = sample(schema, place, value) as Record<string, unknown>;
    if (!(first === 'passwordHash' && 'password' in body)) body = { ...body, [first]: only[first] };
  }
  if ('username' in body) body.username = unique('made');
  if (takesMethod) body.method = 'recovery_code';
  return body;
}

/** The same secret where the schema takes none: of the wrong type, and in fields that nobody knows. */
const withWrong = (schema: Schema, place: string[], secret: string): unknown => ({
  ...(sample(schema, place, [secret]) as object),
  unknown: secret,
});

// Proves: v5.0.0-16.2.1, v5.0.0-16.2.4
t.test('a request is one line in the log: id, route, status, time', async (t) => {
  const service = await startService(t);
  await service.get('/v1/tenants/nobody?x=1', { headers: { 'x-request-id': 'my-own-id' } });
  await service.get('/v1/tenants/nobody', { headers: { 'x-request-id': 'my-own-id' } });
  const lines = service.log.map((line) => JSON.parse(line)).filter((line) => line.requestId === 'my-own-id');
  t.match(lines, [
    { method: 'GET', route: '/v1/tenants/:tenant', status: 400, ms: Number },
    { method: 'GET', route: '/v1/tenants/:tenant', status: 404, ms: Number },
  ]);
  t.equal(lines.length, 2);
});
