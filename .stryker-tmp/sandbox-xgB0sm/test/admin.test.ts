// @ts-nocheck
import { readFile } from 'node:fs/promises';
import argon2 from 'argon2';
import t from 'tap';
import { ADMIN, must, newTenant, PASSWORD, startService, totp, unique } from './support/service.ts';

const KEYS = '/v1/admin/api-keys';
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const DAY = 86_400_000;

/** Goes through all pages of a list. */
async function pages(read: (query: string) => Promise<{ next: string | null }>, list: string): Promise<unknown[][]> {
  const seen: unknown[][] = [];
  for (let after = ''; ; ) {
    const page = await read(`limit=2${after}`);
    seen.push((page as unknown as Record<string, unknown[]>)[list] ?? []);
    if (page.next === null) return seen;
    after = `&after=${page.next}`;
  }
}

// Proves: v5.0.0-8.3.2, v5.0.0-14.2.6
t.test('a key is shown once, bound to the tenant of its maker, and ends at its time or when revoked', async (t) => {
  const service = await startService(t);
  const { get, post, del, clock } = service;
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const make = (given: object, key = ADMIN) => post(KEYS, { name: 'k', role: 'admin', ...given }, { key });
  const works = async (key: string) => (await get('/v1/admin/tenants', { key })).status;

  const bound = must(await make({}, tenant.admin), 201);
  t.match(bound, { key: /^iak_[\w-]{65}$/, tenant: tenant.slug, role: 'admin' });
  t.match(await make({ tenant: other.slug }, tenant.admin), { status: 404, body: { code: 'tenant_not_found' } });
  t.equal((await make({ tenant: 'nowhere' })).status, 404);
  t.equal(must(await make({}), 201).tenant, null, "made with the platform's key it is the platform's");

  const { apiKeys, next } = must(await get(`${KEYS}?limit=100`, { key: ADMIN }), 200);
  t.equal(next, null);
  t.notOk(JSON.stringify(apiKeys).match(/iak_|bootstrap|secret/), 'neither keys nor the bootstrap key are listed');
  const mine = must(await get(KEYS, { key: tenant.admin }), 200).apiKeys as { tenant: string; id: string }[];
  t.ok(mine.length === 4 && mine.every((each) => each.tenant === tenant.slug));
  const list = await pages(async (query) => must(await get(`${KEYS}?${query}`, { key: tenant.admin }), 200), 'apiKeys');
  t.strictSame(list, [mine.slice(0, 2), mine.slice(2)], 'by pages, newest first');

  t.equal((await del(`${KEYS}/${bound.id}`, { key: other.admin })).status, 404, 'nobody revokes the key of another');
  const theirs = async (query: string) => must(await get(`${KEYS}?${query}`, { key: other.admin }), 200);
  const shown = (await pages(theirs, 'apiKeys')).flat() as { tenant: string }[];
  t.ok(shown.length === 3 && shown.every((each) => each.tenant === other.slug), 'nor sees them, on any page');
  for (const key of [other.backend, other.support])
    t.not((await get(other.users, { key })).status, 401, 'own keys stay');
  t.equal(await works(bound.key), 200);
  t.equal((await del(`${KEYS}/${bound.id}`, { key: ADMIN })).status, 204);
  t.equal(await works(bound.key), 401, 'revoked at once');
  t.equal((await del(`${KEYS}/${bound.id}`, { key: ADMIN })).status, 404);

  const at = (millis: number) => new Date(clock.now().getTime() + millis).toISOString();
  for (const wrong of [at(0), at(-1000), at(366 * DAY), 'tomorrow'])
    t.match(await make({ expiresAt: wrong }), { status: 400, body: { errors: [{ path: '/expiresAt' }] } }, wrong);
  const short = must(await make({ expiresAt: at(60_000) }), 201);
  clock.advance(59_999);
  t.equal(await works(short.key), 200);
  clock.advance(1);
  t.equal(await works(short.key), 401, 'over at the very moment');
  const kinds = (await tenant.events('&type=api_key.revoked')).map(({ data }) => data.apiKeyId);
  t.strictSame(kinds, [bound.id]);
});

// Proves: v5.0.0-8.2.3
t.test('tenants are created, listed by pages, changed, and share no slug', async (t) => {
  const service = await startService(t);
  const { get, post, patch } = service;
  const key = ADMIN;
  const slugs = Array.from({ length: 3 }, () => unique('t'));
  for (const slug of slugs) {
    const made = must(await post('/v1/admin/tenants', { slug, name: 'Acme' }, { key }), 201);
    t.match(made, { slug, policy: { twoFactor: 'optional', enforcedFrom: null, resetCodeRequired: true } });
    t.match(made.policy.trustedDevices, { enabled: true, days: 30, maxPerUser: 10 });
    t.match(made.policy, { sessions: { idleMinutes: 30, absoluteHours: 12 }, passwords: { minLength: 15 } });
  }
  const [a = '', b = '', c = ''] = slugs;
  const list = await pages(async (query) => must(await get(`/v1/admin/tenants?${query}`, { key }), 200), 'tenants');
  t.match(list, [[{ slug: c }, { slug: b }], [{ slug: a }]]);
  const taken = { status: 409, body: { code: 'slug_taken' } };
  t.match(await post('/v1/admin/tenants', { slug: a, name: 'Again' }, { key }), taken);
  t.match(await patch(`/v1/admin/tenants/${b}`, { slug: a }, { key }), taken);
  const change = { name: 'Other', policy: { twoFactor: 'required', trustedDevices: { days: 7 } } };
  const changed = must(await patch(`/v1/admin/tenants/${b}`, change, { key }), 200);
  t.match(changed, { name: 'Other', policy: { trustedDevices: { enabled: true, days: 7, maxPerUser: 10 } } });
  t.equal(changed.policy.passwords.minLength, 8, 'two factors let passwords be shorter');
  t.strictSame(must(await get(`/v1/admin/tenants/${b}`, { key }), 200), changed);
  const moved = unique('t');
  must(await patch(`/v1/admin/tenants/${b}`, { slug: moved }, { key }), 200);
  t.equal((await get(`/v1/tenants/${b}`)).status, 404);
  t.equal((await get(`/v1/tenants/${moved}`)).status, 200);
  const { key: own } = must(
    await post('/v1/admin/api-keys', { name: 'o', role: 'admin', tenant: moved }, { key }),
    201,
  );
  // the link of another customer, free since it moved
  const renamed = await patch(`/v1/admin/tenants/${moved}`, { slug: b }, { key: own });
  t.match(renamed, { status: 403, body: { code: 'forbidden' } }, 'a tenant gives itself no other slug');
  must(await patch(`/v1/admin/tenants/${moved}`, { slug: moved, name: 'Its own' }, { key: own }), 200);
  for (const slug of ['-a', 'A', 'a.b', '', 'a'.repeat(64)])
    t.equal((await post('/v1/admin/tenants', { slug, name: 'x' }, { key })).status, 400, `slug ${slug}`);
});

t.test('users bring their password hash and authenticators along, and are one name in all spellings', async (t) => {
  const service = await startService(t);
  const { get, post, patch, clock } = service;
  const tenant = await newTenant(service);
  const key = tenant.backend;
  const create = (given: object) => post(tenant.users, given, { key });
  const passwordHash = await argon2.hash(PASSWORD, { memoryCost: 19456, timeCost: 2, parallelism: 1 });
  const authenticators = [{ type: 'totp', secret: SECRET, name: 'Old phone' }];
  const user = must(await create({ username: 'Straße', passwordHash, authenticators }), 201);
  t.match(user, { status: 'active', lockedUntil: null, twoFactor: { enabled: true } });
  t.notMatch(JSON.stringify(user), /argon2|JBSWY/);
  const begun = must(await tenant.login('STRASSE'), 200);
  t.equal(begun.status, 'challenge_required', 'the password brought along is right');
  const code = totp(SECRET, clock.now());
  const { sessionToken } = must(await post('/v1/login/challenge', { code }, { key: begun.loginToken }), 200);
  t.ok(sessionToken, 'and so is the code of the authenticator');

  const refused = async (given: object, status: number, problem: string) =>
    t.match(await create({ username: unique('u'), ...given }), { status, body: { code: problem } }, problem);
  await refused({ username: 'strasse' }, 409, 'username_taken');
  for (const odd of [{ algorithm: 'SHA256' }, { digits: 8 }, { period: 60 }])
    await refused({ authenticators: [{ type: 'totp', secret: SECRET, ...odd }] }, 400, 'unsupported_authenticator');
  // HMAC pads with zeros: in these, one code would be taken twice
  for (const twin of [SECRET, SECRET.toLowerCase(), `${SECRET}AAAAAAAA`])
    await refused(
      { authenticators: [SECRET, twin].map((secret) => ({ type: 'totp', secret })) },
      400,
      'invalid_request',
    );
  const dear = passwordHash.replace('m=19456', 'm=4194304');
  for (const hash of ['plain text', '$md5$abc', dear])
    await refused({ passwordHash: hash }, 400, 'unsupported_password_hash');
  await refused({ password: PASSWORD, passwordHash }, 400, 'invalid_request');
  await refused({ password: 'short' }, 400, 'password_not_acceptable');
  const plain = must(await create({ username: 'Anna' }), 201);
  t.match(await patch(`${tenant.users}/${plain.id}`, { username: 'STRASSE' }, { key }), { status: 409 });

  const list = async (query: string) =>
    (must(await get(`${tenant.users}?${query}`, { key }), 200).users as { id: string }[]).map(({ id }) => id);
  t.strictSame(await list(''), [plain.id, user.id], 'newest first');
  t.strictSame(await list('twoFactor=on'), [user.id]);
  t.strictSame(await list('twoFactor=off'), [plain.id]);
  t.strictSame(await list(`username=${encodeURIComponent('STRAẞE')}`), [user.id]);
  t.strictSame(await list('username=nobody'), []);

  const pending = must(await tenant.login('Straße'), 200).loginToken;
  const path = `${tenant.users}/${user.id}`;
  t.equal(must(await patch(path, { status: 'disabled' }, { key }), 200).status, 'disabled');
  t.equal((await get('/v1/session', { key: sessionToken })).status, 401, 'disabling ends sessions');
  t.equal((await get('/v1/login', { key: pending })).status, 401, 'and logins under way');
  t.match(await tenant.login('Straße'), { status: 403, body: { code: 'account_disabled' } });
  must(await patch(path, { status: 'active' }, { key }), 200);
  t.equal((await get('/v1/session', { key: sessionToken })).status, 401, 'enabling brings nothing back');
  t.equal(must(await tenant.login('Straße'), 200).status, 'challenge_required');
});

t.test('introspection tells a backend whose session it is, as JSON, form or Basic, and nothing else', async (t) => {
  const service = await startService(t);
  const { post, clock } = service;
  const [tenant, other] = [await newTenant(service), await newTenant(service)];
  const user = await tenant.newUser();
  const token = await tenant.signIn(user.username);
  const ask = (given: string, key = tenant.backend) => post('/v1/introspect', { token: given }, { key });
  const now = clock.now().getTime() / 1000;
  const { sid, ...told } = must(await ask(token), 200);
  t.match(sid, /^[0-9a-f-]{36}$/);
  const who = { active: true, sub: user.id, username: user.username, tenant: tenant.slug };
  t.strictSame(told, { ...who, iat: now, exp: now + 1800, auth_time: now, amr: ['pwd'], acr: 'aal1' });

  const made = must(await post(KEYS, { name: 'b', role: 'backend', tenant: tenant.slug }, { key: ADMIN }), 201);
  const form = (authorization: string) =>
    service.call('POST', '/v1/introspect', undefined, {
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      raw: `token=${token}&token_type_hint=access_token`,
    });
  const basic = (id: string) => `Basic ${Buffer.from(`${id}:${made.key}`).toString('base64')}`;
  for (const way of [`Bearer ${made.key}`, basic(made.id)]) t.match(await form(way), { status: 200, body: who });
  t.equal((await form(basic(user.id))).status, 401, 'the user name is the id of the key');

  const inactive = async (given: string, what: string, key?: string) =>
    t.equal((await ask(given, key)).text, '{"active":false}', what);
  await inactive('rubbish', 'made up');
  await inactive(made.key, 'an API key');
  await inactive(token, 'of another tenant', other.backend);
  clock.advance(1_799_000);
  t.equal(must(await ask(token), 200).exp, now + 1799 + 1800, 'it counts as a use of the session');
  clock.advance(1_800_000);
  await inactive(token, 'idle for too long');
});

// Proves: v5.0.0-16.2.1
t.test('events are filtered and paged, and name who did what', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const [user, bystander] = [
    await tenant.newUser({ password: undefined }),
    await tenant.newUser({ password: undefined }),
  ];
  const reset = { reason: 'lost phone', ticket: 'T-1' };
  must(await service.post(`${tenant.users}/${user.id}/two-factor-reset`, reset, { key: tenant.support }), 200);
  const keys = must(await service.get(KEYS, { key: tenant.admin }), 200).apiKeys as { id: string; role: string }[];
  const id = keys.find(({ role }) => role === 'support')?.id;
  const [event, ...more] = await tenant.events('&type=two_factor.reset');
  t.match(event, { userId: user.id, actor: { kind: 'api_key', id }, data: reset, tenant: tenant.slug });
  t.same(more, []);
  const all = await tenant.events();
  t.strictSame(
    await tenant.events(`&userId=${bystander.id}`),
    all.filter((each) => each.userId === bystander.id),
  );
  const read = async (query: string) =>
    must(await service.get(`${tenant.path}/events?${query}`, { key: tenant.support }), 200);
  t.strictSame((await pages(read, 'events')).flat(), all, 'pages miss and repeat nothing');
  for (const wrong of ['type=nonsense', 'limit=0', 'limit=101', 'after=x', 'userId=x'])
    t.equal((await service.get(`${tenant.path}/events?${wrong}`, { key: tenant.support })).status, 400, wrong);
});

t.test('operators ask without a credential: it lives, it is ready, it describes itself', async (t) => {
  const service = await startService(t);
  t.match(await service.get('/healthz'), { status: 200, body: { status: 'ok' } });
  t.match(await service.get('/readyz'), { status: 200, body: { status: 'ready' } });
  const document = await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8');
  t.match(await service.get('/openapi.yaml'), { status: 200, text: document });
});
