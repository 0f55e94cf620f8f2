// @ts-nocheck
import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import t from 'tap';
import { freshDatabase } from './support/database.ts';
import { ADMIN, CHROME, must, newBrowser, newTenant, PASSWORD, startService, totp } from './support/service.ts';

/** What docs/asvs.md asks of the whole, and no feature's own test shows. */
const service = await startService(t, { LOG_LEVEL: 'trace' });
const { get, post, patch, clock, log } = service;
const tenant = await newTenant(service);
const YEAR = 365 * 86_400_000;

/** Text that other languages, and other places in ours, would take for more than text. */
const NASTY = [
  '<script>alert(1)</script>',
  '"},{"role":"admin',
  "'; drop table users; --",
  "' or '1'='1",
  '%s %d %j %o %n',
  '{{7*7}}',
  '../../etc/passwd',
  '%252e%252e%2f',
  '__proto__',
  '\u2028\u2029',
  '\u202eevil',
  'e\u0301 and \u00e9',
  '.*',
  '%',
  '_',
  '\\',
];

// Proves: v5.0.0-1.1.2, v5.0.0-1.2.1, v5.0.0-1.2.3, v5.0.0-1.2.4
t.test('whatever name is given comes back as it was, and is nothing but text on its way', async (t) => {
  const user = await tenant.newUser();
  const path = `${tenant.users}/${user.id}`;
  const comesBack = async (displayName: string) => {
    const given = await patch(path, { displayName }, { key: tenant.admin });
    if (given.status === 400) return /[\p{Cc}\p{Cs}]/u.test(displayName) || displayName.trim() === '';
    const shown = await get(path, { key: tenant.support });
    return given.body.displayName === displayName && shown.body.displayName === displayName;
  };
  for (const name of NASTY) t.ok(await comesBack(name), name);
  const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 80 });
  await fc.assert(fc.asyncProperty(names, comesBack), { numRuns: 40 });
  t.equal((await tenant.login(user.username)).status, 200, 'and all else is as it was');
});

// Proves: v5.0.0-1.2.4, v5.0.0-1.2.9
t.test('a filter finds what is called so, and takes no pattern', async (t) => {
  const place = await newTenant(service);
  await place.newUser({ username: 'anna' });
  const find = async (username: string) =>
    must(await get(`${place.users}?username=${encodeURIComponent(username)}`, { key: place.admin }), 200).users.length;
  t.equal(await find('anna'), 1);
  for (const pattern of [...NASTY, 'ann_', 'a%', '.*', '(', 'a'.repeat(128), "anna' --"])
    t.equal(await find(pattern), 0);
});

// Proves: v5.0.0-1.2.1, v5.0.0-16.4.1
t.test('no line of log, and no header, begins where a caller broke one', async (t) => {
  const begun = log.length;
  const broken = ['a\r\nSet-Cookie: x=1', '\u001b[31mred', 'x"}\n{"level":60', '\u2028', '<', ...NASTY.slice(0, 5)];
  for (const text of broken) {
    const encoded = encodeURIComponent(text);
    const answers = [
      await post(`/v1/tenants/${encoded}/login`, { username: text, password: text }),
      await tenant.login(text, { password: text, client: { ip: '203.0.113.7', userAgent: text } }),
      await get(`/v1/tenants/${encoded}?${encoded}=${encoded}`),
      await get('/v1/session', {
        key: Buffer.from(text)
          .toString('latin1')
          .replace(/[\r\n]/g, ' '),
      }),
    ];
    for (const { headers } of answers) {
      t.notOk('set-cookie' in headers && String(headers['set-cookie']).includes('x=1'));
      for (const value of Object.values(headers)) t.notMatch(String(value), /\p{Cc}/u);
    }
  }
  const lines = log.slice(begun);
  t.ok(lines.length >= 4 * broken.length);
  for (const line of lines) {
    t.equal(line.indexOf('\n'), line.length - 1, 'one line each');
    t.type(JSON.parse(line).level, 'number');
    t.notMatch(line.trimEnd(), /\p{Cc}/u);
  }
});

// Proves: v5.0.0-1.1.1
t.test('an address is decoded once: what is encoded twice names nothing', async (t) => {
  const slug = tenant.slug;
  const user = await tenant.newUser({ username: 'a b' });
  const coded = (text: string) => text.replace(/./g, (each) => `%${each.charCodeAt(0).toString(16)}`);
  t.equal((await get(`/v1/tenants/${coded(slug)}`)).status, 200, 'once is fine');
  for (const twice of [
    coded(slug).replaceAll('%', '%25'),
    `${slug}%2500`,
    `${slug}%252e`,
    `%2e%2e%2ftenants%2f${slug}`,
  ])
    t.equal((await get(`/v1/tenants/${twice}`)).status, 404, twice);
  const find = async (query: string) =>
    must(await get(`${tenant.users}?username=${query}`, { key: tenant.admin }), 200).users.length;
  t.strictSame([await find('a%20b'), await find('a%2520b')], [1, 0]);
  t.equal((await tenant.login('a%20b')).status, 401);
  t.equal((await tenant.login(user.username)).status, 200);
});

// Proves: v5.0.0-3.5.6, v5.0.0-14.2.1
t.test('no answer is wrapped for a script, and no credential is taken from an address', async (t) => {
  const user = await tenant.newUser();
  const session = await tenant.signIn(user.username);
  for (const name of ['callback', 'jsonp'])
    t.match(await get(`/v1/tenants/${tenant.slug}?${name}=x`), {
      status: 400,
      headers: { 'content-type': /^application\/problem\+json/ },
    });
  for (const name of ['token', 'access_token', 'api_key', 'key', 'authorization', 'session', 'sessionToken']) {
    t.equal((await get(`/v1/session?${name}=${session}`)).status, 401, name);
    t.equal((await get(`/v1/admin/tenants?${name}=${tenant.admin}`)).status, 401, name);
    t.equal((await get(`/v1/session?${name}=${session}`, { key: session })).status, 400, `${name}: nor beside another`);
  }
});

// Proves: v5.0.0-8.3.1
t.test('who somebody is follows from the credential alone, whatever else is claimed', async (t) => {
  const [user, other] = [await tenant.newUser(), await tenant.newUser()];
  const elsewhere = await newTenant(service);
  const session = await tenant.signIn(user.username);
  const headers = {
    'x-user-id': other.id,
    'x-tenant': elsewhere.slug,
    'x-role': 'admin',
    'x-forwarded-user': other.username,
    'x-original-url': '/v1/admin/tenants',
    'x-http-method-override': 'DELETE',
    'x-amr': 'pwd otp',
  };
  t.match((await get('/v1/session', { key: session, headers })).body, {
    user: { id: user.id },
    session: { acr: 'aal1' },
  });
  t.equal((await get('/v1/session', { headers })).status, 401);
  t.equal((await get('/v1/admin/tenants', { key: tenant.support, headers })).status, 403);
  t.equal((await get(elsewhere.path, { key: tenant.admin, headers })).status, 404);
});

// Proves: v5.0.0-13.4.1, v5.0.0-14.2.5, v5.0.0-15.2.3
t.test('nothing is served that is no route: no file, no console, no test', async (t) => {
  for (const path of [
    ...[
      '/.git/config',
      '/.git/HEAD',
      '/.env',
      '/package.json',
      '/package-lock.json',
      '/src/main.ts',
      '/node_modules/pg',
    ],
    ...['/debug', '/test', '/admin', '/status', '/server-status', '/actuator/env', '/phpinfo.php', '/favicon.ico'],
    ...['/v1/session/x.css', '/v1/session.json', '/openapi.json', '/../package.json', '/%2e%2e/package.json'],
  ])
    t.match(await get(path), { status: 404, headers: { 'cache-control': 'no-store' } }, path);
});

// Proves: v5.0.0-6.2.1, v5.0.0-6.2.5, v5.0.0-6.2.8, v5.0.0-6.2.9
t.test('a password may be long and of whatever characters, and every one of them counts', async (t) => {
  const make = (password: string) =>
    post(tenant.users, { username: `u${Math.random()}`, password }, { key: tenant.admin });
  const text = (length: number) =>
    'kq7 vz3-xw9_bj5 Ä€'
      .repeat(20)
      .slice(0, length - 1)
      .concat('!');
  t.match(await make(text(14)), { status: 400, body: { reasons: ['too_short'] } });
  t.match(await make(text(257)), { status: 400, body: { reasons: ['too_long'] } });
  for (const good of [
    text(15),
    text(64),
    text(256),
    'onlysmalllettersinit',
    '60221407681380649102',
    'ÜÖÄ §§ €€ ñandú 鍵',
  ]) {
    const made = must(await make(good), 201);
    const login = (password: string) => tenant.login(made.username, { password });
    t.equal((await login(good)).status, 200, `${good.length} characters`);
    t.equal((await login(good.slice(0, -1))).status, 401, 'without the last one');
    t.equal((await login(`${good.slice(0, -1)}?`)).status, 401, 'with another');
  }
});

// Proves: v5.0.0-6.2.10
t.test('a password is good for years', async (t) => {
  const user = await tenant.newUser();
  clock.advance(0);
  const later = await startService(
    t,
    {},
    { ...service, clock: { now: () => new Date(clock.now().getTime() + 5 * YEAR), advance() {} } },
  );
  const path = `/v1/tenants/${tenant.slug}/login`;
  const answer = await later.post(path, { username: user.username, password: PASSWORD });
  t.match(answer.body, { status: 'authenticated' }, 'nobody is asked to change it');
});

// Proves: v5.0.0-6.5.6
t.test('the codes of an authenticator that was removed are wrong at once, in a login under way, too', async (t) => {
  const user = await tenant.enrolledUser();
  const lost = await tenant.enroll(user.session);
  clock.advance(30_000);
  const begin = async () => must(await tenant.login(user.username), 200).loginToken as string;
  const before = await begin();
  must(await service.del(`/v1/account/authenticators/${lost.id}`, { key: user.session }), 204);
  const code = totp(lost.secret, clock.now());
  t.match(await post('/v1/login/challenge', { code }, { key: before }), {
    status: 401,
    body: { code: 'login_expired' },
  });
  const after = await begin();
  t.match(await post('/v1/login/challenge', { code }, { key: after }), { status: 401, body: { code: 'invalid_code' } });
  const right = { code: totp(user.secret, clock.now()) };
  t.equal((await post('/v1/login/challenge', right, { key: after })).status, 200, 'the other one works on');
});

// Proves: v5.0.0-6.5.8
t.test('the time of a code is ours: no caller can say what time it is', async (t) => {
  const user = await tenant.enrolledUser();
  const { loginToken: key } = must(await tenant.login(user.username), 200);
  const ago = new Date(clock.now().getTime() - 3_600_000);
  const headers = {
    date: ago.toUTCString(),
    'x-timestamp': String(ago.getTime()),
    'if-modified-since': ago.toUTCString(),
  };
  const old = await post('/v1/login/challenge', { code: totp(user.secret, ago) }, { key, headers });
  t.match(old, { status: 401, body: { code: 'invalid_code' } });
  const named = await post('/v1/login/challenge', { code: totp(user.secret, ago), at: ago.toISOString() }, { key });
  t.match(named, { status: 400, body: { errors: [{ path: '/at' }] } });
});

// Proves: v5.0.0-11.2.5, v5.0.0-16.5.3
t.test('a secret that can not be read lets nobody in, and tells nobody why', async (t) => {
  const user = await tenant.enrolledUser();
  const { loginToken } = must(await tenant.login(user.username), 200);
  const { db } = service.ctx;
  const owner = await tenant.enrolledUser();
  const changes = {
    'a bit of it is another': sql<Buffer>`set_byte(secret, 20, (get_byte(secret, 20) + 1) % 256)`,
    "it is another's": sql<Buffer>`(select secret from authenticators where user_id = ${owner.id})`,
    'it is cut short': sql<Buffer>`substr(secret, 1, 5)`,
  };
  const bodies: string[] = [];
  for (const secret of Object.values(changes)) {
    await db.updateTable('authenticators').set({ secret }).where('user_id', '=', user.id).execute();
    // past the harness, to which a 500 is a failure
    const answer = await service.app.inject({
      method: 'POST',
      url: '/v1/login/challenge',
      headers: { authorization: `Bearer ${loginToken}` },
      payload: { code: totp(user.secret, clock.now()) },
    });
    t.equal(answer.statusCode, 500);
    const { requestId: _, ...told } = answer.json();
    bodies.push(JSON.stringify(told));
  }
  t.equal(bodies.length, 3);
  t.equal(new Set(bodies).size, 1);
  t.notMatch(bodies[0], /key|cipher|decrypt|authenticat/i);
  const sessions = await db.selectFrom('sessions').select('acr').where('user_id', '=', user.id).execute();
  t.equal(sessions.length, 1, 'that of the enrolment, and no other');
  t.equal(must(await tenant.login(user.username), 200).status, 'challenge_required', 'a code is still asked for');
});

// Proves: v5.0.0-6.3.2, v5.0.0-13.2.3
t.test('a new database holds no user, no tenant and no key', async (t) => {
  const { url } = await freshDatabase(t);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  for (const table of ['users', 'tenants', 'api_keys', 'sessions', 'authenticators', 'encryption_keys', 'signing_keys'])
    t.strictSame((await client.query(`select count(*)::int as n from ${table}`)).rows, [{ n: 0 }], table);
});

// Proves: v5.0.0-16.2.2, v5.0.0-16.3.2
t.test('a call that was not allowed is in the log, with the time it came', async (t) => {
  const begun = log.length;
  const before = Date.now();
  await get('/v1/admin/tenants', { key: tenant.support, headers: { 'x-request-id': 'not-allowed' } });
  await get('/v1/session', { headers: { 'x-request-id': 'not-known' } });
  const lines = log.slice(begun).map((line) => JSON.parse(line));
  t.match(lines, [
    { requestId: 'not-allowed', route: '/v1/admin/tenants', status: 403 },
    { requestId: 'not-known', route: '/v1/session', status: 401 },
  ]);
  for (const { time } of lines) t.ok(time >= before && time <= Date.now(), 'milliseconds since 1970, UTC');
  for (const { at } of (await tenant.events()) as unknown as { at: string }[]) t.match(at, /^\d{4}-.*T.*\.\d{3}Z$/);
});

// Proves: v5.0.0-3.3.5, v5.0.0-14.3.3
t.test('a cookie holds a token and nothing else, far below what browsers keep', async (t) => {
  const user = await tenant.enrolledUser();
  const browser = newBrowser(service);
  await browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username: user.username, password: PASSWORD });
  const pending = { ...browser.jar };
  const given = { code: totp(user.secret, clock.now()), trustDevice: true };
  await browser.call('POST', '/v1/login/challenge', given);
  const cookies = Object.entries({ ...pending, ...browser.jar });
  t.equal(cookies.length, 3, 'login, session, device');
  for (const [name, value] of cookies) {
    t.match(value, /^i[lst][td]_[\w-]{65}$/, name);
    t.ok(name.length + value.length < 200, name);
  }
});

// Proves: v5.0.0-2.3.2
t.test('a limit that is documented bites at one more', async (t) => {
  const key = tenant.admin;
  const long = (length: number) => 'x'.repeat(length);
  const make = (given: object) => post(tenant.users, { username: `l${Math.random()}`, ...given }, { key });
  for (const [within, beyond] of [
    [{ username: `${long(126)}ab` }, { username: `${long(127)}ab` }],
    [{ displayName: long(100) }, { displayName: long(101) }],
  ] as const) {
    t.equal((await make(within)).status, 201, JSON.stringify(within).slice(0, 40));
    t.equal((await make(beyond)).status, 400, JSON.stringify(beyond).slice(0, 40));
  }
  const client = { ip: '203.0.113.7', userAgent: CHROME };
  const login = (body: object) =>
    post(`/v1/tenants/${tenant.slug}/login`, { client, ...body }, { key: tenant.backend });
  t.equal((await login({ username: 'x', password: long(1024) })).status, 401);
  t.equal((await login({ username: 'x', password: long(1025) })).status, 400);
  t.equal((await get(`${tenant.users}?limit=100`, { key })).status, 200);
  t.equal((await get(`${tenant.users}?limit=101`, { key })).status, 400);
});

// Proves: v5.0.0-15.3.6
t.test('no body changes what all objects have in common', async (t) => {
  for (const raw of [
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    '{"a":{"__proto__":{"polluted":1}}}',
  ])
    t.equal(
      (await post('/v1/admin/tenants', undefined, { key: ADMIN, raw, headers: { 'content-type': 'application/json' } }))
        .status,
      400,
    );
  t.equal((await get('/v1/tenants/x?__proto__[polluted]=1')).status, 400);
  t.notOk('polluted' in {});
});
