import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { program } from '../src/cli.ts';
import { createContext } from '../src/context.ts';
import { transaction } from '../src/db/database.ts';
import { forgetKey } from '../src/keys/keys.ts';
import { rotateSecrets } from '../src/keys/rotation.ts';
import { runCli as run } from './support/programs.ts';
import { ADMIN, must, newTenant, PASSWORD, type Service, startService, totp } from './support/service.ts';

const k1 = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const k2 = `k2:${Buffer.alloc(32, 8).toString('base64')}`;

const keyFrom = (text: string) => ({ id: text.slice(0, 2), bytes: Buffer.from(text.slice(3), 'base64') });

const envOf = (service: Service, keys = k1) => ({ DATABASE_URL: service.url, ENCRYPTION_KEYS: keys });

async function start(t: Test) {
  const service = await startService(t);
  return { service, on: (args: string[], input?: string) => run(envOf(service), args, input) };
}

t.test('an operator makes a tenant, its policy, a key and users, and the service goes by it', async (t) => {
  const { service, on } = await start(t);
  const made = await on(['tenant', 'create', 'acme', '--name', 'Acme GmbH', '--json']);
  t.match({ code: made.code, made: made.json() }, { code: 0, made: { slug: 'acme', name: 'Acme GmbH' } });
  const changed = await on([
    'tenant',
    'policy',
    'acme',
    '--two-factor',
    'required',
    '--idle-minutes',
    '5',
    '--trusted-devices',
    'off',
  ]);
  t.match(changed, { code: 0, out: /2FA\s+required/ });
  t.match(changed.out, /sessions\s+5 minutes idle, 12 hours at most/);
  const [policy, key, user] = await Promise.all([
    on(['tenant', 'policy', 'acme', '--json']),
    on(['api-key', 'create', 'the backend', '--role', 'backend', '--tenant', 'acme', '--json']),
    on(['user', 'create', 'acme', 'alice', '--display-name', 'Alice', '--password-stdin', '--json'], `${PASSWORD}\n`),
  ]);
  t.match(policy.json(), { twoFactor: 'required', sessions: { idleMinutes: 5 }, trustedDevices: { enabled: false } });
  const login = () =>
    service.post(
      '/v1/tenants/acme/login',
      { username: 'alice', password: PASSWORD, client: { ip: '203.0.113.7', userAgent: 'x' } },
      { key: key.json().key },
    );
  t.match(must(await login(), 200), { status: 'enrollment_required', reason: 'policy' });
  t.equal((await on(['user', 'disable', 'acme', 'ALICE'])).code, 0);
  t.match(await login(), { status: 403, body: { code: 'account_disabled' } });
  await service.post('/v1/admin/api-keys', { name: 'key \u202e yek', role: 'support' }, { key: ADMIN });
  const keys = await on(['api-key', 'list']);
  t.ok(keys.out.includes('key \\u202e yek'), 'a terminal obeys no name');
  t.match(keys.out, new RegExp(`${key.json().id}\\s+backend\\s+acme`));
  const [enabled, revoked] = await Promise.all([
    on(['user', 'enable', 'acme', 'alice', '--json']),
    on(['api-key', 'revoke', key.json().id]),
  ]);
  t.match(enabled.json(), { id: user.json().id, status: 'active' });
  t.equal(revoked.code, 0);
  t.equal((await login()).status, 401);
  const { events } = must(await service.get('/v1/admin/tenants/acme/events', { key: ADMIN }), 200);
  for (const event of events.filter(({ type }: { type: string }) => !type.startsWith('login')))
    t.match(event, { actor: { id: 'cli' }, userAgent: 'imagecapture-auth cli' }, `${event.type} says how it was done`);
});

t.test('what is wrong is said in words, and ends with 1', async (t) => {
  const { service, on } = await start(t);
  const tenant = await newTenant(service);
  const cases: [string[], RegExp][] = [
    // an unset variable must not make a key of the platform
    [['api-key', 'create', 'x', '--role', 'admin', '--tenant', ''], /tenant/],
    [['tenant', 'create', 'Not A Slug', '--name', 'x'], /\/slug must match pattern/],
    [['user', 'disable', tenant.slug, 'nobody'], /no user "nobody"/],
    [['user', 'import', tenant.slug, '/no/such/file'], /file \/no\/such\/file can't be read \(ENOENT\)/],
    [['keys', 'rotate', '--now', '--no-signing'], /--now is about the signing key/],
    [['reset-2fa', tenant.slug, 'x'], /required option '--reason <text>'/],
  ];
  const runs = await Promise.all(cases.map(([args]) => on(args)));
  for (const [index, { code, out, err }] of runs.entries()) {
    const [args, wording] = cases[index] as (typeof cases)[number];
    t.match({ code, out, err }, { code: 1, out: '', err: wording }, args.join(' '));
    t.notMatch(err, /\bat .*\.ts:\d/, 'without a stack');
  }
  const wrongKey = await run(envOf(service, `k1:${Buffer.alloc(32, 1).toString('base64')}`), ['tenant', 'list']);
  t.match(wrongKey, { code: 1, err: /not the one this database was written with/ });
  const away = await run({ ...envOf(service), DATABASE_URL: 'postgres://x:sesame@127.0.0.1:1/x' }, ['tenant', 'list']);
  t.match(away, { code: 1, err: /ECONNREFUSED/ });
  t.notMatch(away.err, /sesame/);
});

t.test(
  'a file of any length is imported in parts, and each line that was refused is named by its number',
  async (t) => {
    const { service, on } = await start(t);
    const tenant = await newTenant(service);
    const lines = Array.from({ length: 1200 }, (_, index) => JSON.stringify({ username: `user ${index}` }));
    lines[800] = JSON.stringify({ username: '\u001b]0;pwned\u0007' });
    lines[700] = '{"username":';
    lines[1100] = JSON.stringify({ username: 'user 3' });
    const folder = await mkdtemp(join(tmpdir(), 'imagecapture-import-'));
    t.teardown(() => rm(folder, { recursive: true }));
    const file = join(folder, 'users.ndjson');
    await writeFile(file, `${lines.join('\n')}\n`);
    const first = await on(['user', 'import', tenant.slug, file]);
    t.match(first, { code: 1, out: '1197 users created, 3 lines refused.\n' });
    const [broken, hostile = '', taken] = first.err.split('\n');
    t.equal(broken, 'line 701: ?: invalid_request, The line is not valid JSON in UTF-8.');
    t.ok(hostile.startsWith('line 801: \\u001b]0;pwned\\u0007: '), 'a terminal obeys no name');
    t.equal(taken, 'line 1101: user 3: username_taken');
    const again = await on(['user', 'import', tenant.slug, '-', '--json'], `${lines.slice(0, 3).join('\n')}\n`);
    t.same(
      again.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).code),
      Array(3).fill('username_taken'),
      'given again, it makes nobody twice',
    );
  },
);

t.test('an operator resets 2FA, with the code for the user', async (t) => {
  const { service, on } = await start(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const reset = await on([
    'reset-2fa',
    tenant.slug,
    user.username,
    '--reason',
    'lost phone',
    '--ticket',
    'T-1',
    '--json',
  ]);
  t.match(reset.json().resetCode, /^[0-9A-Z]{5}-[0-9A-Z]{5}$/);
  t.match(must(await tenant.login(user.username), 200), { status: 'enrollment_required', reason: 'reset' });
  const [event] = await tenant.events('&type=two_factor.reset');
  t.match(event?.data, { reason: 'lost phone', ticket: 'T-1' });
});

// Proves: v5.0.0-11.2.2, v5.0.0-13.3.4
t.test('keys are rotated beside the running service: afterwards the old one is needed no more', async (t) => {
  const { service } = await start(t);
  const tenant = await newTenant(service);
  const users = [await tenant.enrolledUser(), await tenant.enrolledUser(), await tenant.enrolledUser()];
  const pending = must(
    await service.post('/v1/account/authenticators', { type: 'totp' }, { key: users[0]?.session ?? '' }),
    201,
  );
  must(await service.post('/v1/session/token', {}, { key: users[0]?.session ?? '' }), 200);
  const both = `${k2},${k1}`;
  const early = await run(envOf(service, k2), ['doctor', '--json']);
  t.same(await service.ctx.db.selectFrom('encryption_keys').select('id').execute(), [{ id: 'k1' }], 'and enters none');
  t.match(
    early.json().find(({ check }: { check: string }) => check === 'keys'),
    {
      verdict: 'failure',
      found: /still holds secrets under the key "k1"/,
    },
  );
  t.match(await run(envOf(service, both), ['keys', 'rotate']), { code: 1, err: /does not know the key k2 yet/ });
  await startService(t, { ENCRYPTION_KEYS: `${k1},${k2}` }, service);
  const rotated = await run(envOf(service, both), ['keys', 'rotate', '--json']);
  t.match(rotated.json(), { sealed: 5, signingKey: /^[0-9a-f-]{36}$/ });
  t.match(rotated.err, /authenticators\.secret: 3 of 3/);
  t.match((await run(envOf(service, both), ['keys', 'rotate', '--no-signing', '--json'])).json(), { sealed: 0 });
  const after = await startService(t, { ENCRYPTION_KEYS: k2 }, service);
  for (const user of users) {
    const { loginToken } = must(await tenant.login(user.username), 200);
    const code = totp(user.secret, service.clock.now());
    must(await after.post('/v1/login/challenge', { code }, { key: loginToken }), 200);
  }
  const svg = await after.get(`/v1/account/authenticators/${pending.id}/qr.svg`, { key: users[0]?.session ?? '' });
  t.equal(svg.status, 200, 'an enrolment under way goes on');
  t.match(await after.post('/v1/session/token', {}, { key: users[0]?.session ?? '' }), { status: 200 });
});

// Proves: v5.0.0-11.2.2
t.test('peppers are rotated without a password, and a rotation cut short goes on where it was', async (t) => {
  const p1 = `p1:${Buffer.alloc(32, 3).toString('base64')}`;
  const p2 = `p2:${Buffer.alloc(32, 4).toString('base64')}`;
  const service = await startService(t, { PASSWORD_PEPPERS: p1 });
  const tenant = await newTenant(service);
  const hash = '$2b$04$5JBbZWC/h.AmISs/5Xlp/Oo6a1bMviQ5VbYyeBUXWQwd6ADHcqM1K';
  const lines = Array.from({ length: 250 }, (_, index) =>
    JSON.stringify({ username: `u${index}`, passwordHash: hash }),
  );
  const path = `${tenant.users}/import`;
  const headers = { 'content-type': 'application/x-ndjson' };
  await service.call('POST', path, undefined, { key: ADMIN, headers, raw: lines.join('\n') });
  const both = await startService(t, { PASSWORD_PEPPERS: `${p2},${p1}` }, service);
  const { ctx } = both;
  const old = async () => {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from users where password_hash like '$sealed$v=1$key=p1$%'`.execute(ctx.db);
    return rows[0]?.count;
  };
  t.equal(await old(), 250);
  await t.rejects(
    rotateSecrets(ctx, ({ done }) => {
      if (done >= 100) throw new Error('cut short');
    }),
    { message: 'cut short' },
  );
  t.equal(await old(), 150, 'what was done is kept');
  t.same(await rotateSecrets(ctx, () => {}), { sealed: 150, unreadable: [] });
  t.equal(await old(), 0);
  const last = await startService(t, { PASSWORD_PEPPERS: p2 }, service);
  t.match(
    await last.post(
      `/v1/tenants/${tenant.slug}/login`,
      { username: 'u7', password: PASSWORD, client: { ip: '203.0.113.7', userAgent: 'x' } },
      { key: tenant.backend },
    ),
    { status: 200, body: { status: 'authenticated' } },
  );
});

t.test('a password that is just being changed is not overwritten by the old one under a new pepper', async (t) => {
  const [p1, p2] = [3, 4].map((byte, index) => `p${index + 1}:${Buffer.alloc(32, byte).toString('base64')}`);
  const service = await startService(t, { PASSWORD_PEPPERS: p1 ?? '' });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const both = await startService(t, { PASSWORD_PEPPERS: `${p2},${p1}` }, service);
  const changed = await both.ctx.hashing.hash('purple kettle 41 meadow lantern', user.id);
  let rotating: Promise<unknown> = Promise.resolve();
  await transaction(service.ctx.db, async (tx) => {
    await tx.updateTable('users').set({ password_hash: changed }).where('id', '=', user.id).execute();
    rotating = rotateSecrets(both.ctx, () => {});
    await sql`select pg_sleep(0.3)`.execute(tx);
  });
  await rotating;
  const { db } = service.ctx;
  const row = await db.selectFrom('users').select('password_hash').where('id', '=', user.id).executeTakeFirstOrThrow();
  t.equal(row.password_hash, changed);
});

t.test('a damaged row is named, and keeps no other from being sealed anew', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const [damaged] = [await tenant.enrolledUser(), await tenant.enrolledUser(), await tenant.enrolledUser()];
  const { db } = service.ctx;
  await db
    .updateTable('authenticators')
    .set({ secret: Buffer.from('x') })
    .where('id', '=', damaged.authenticatorId)
    .execute();
  const keys = [k2, k1].map(keyFrom);
  await startService(t, { ENCRYPTION_KEYS: `${k2},${k1}` }, service);
  t.same(await rotateSecrets(createContext({ ...service.ctx, keys }), () => {}), {
    sealed: 2,
    unreadable: [`authenticators.secret ${damaged.authenticatorId}`],
  });
});

t.test('a key that was a slip can be forgotten, one that seals something can not', async (t) => {
  const service = await startService(t);
  const { db } = service.ctx;
  await (await newTenant(service)).enrolledUser();
  const slip = `k2:${Buffer.alloc(32, 9).toString('base64')}`;
  await startService(t, { ENCRYPTION_KEYS: `${k1},${slip}` }, service);
  await t.rejects(startService(t, { ENCRYPTION_KEYS: `${k1},${k2}` }, service), /the key "k2" is not the one/);
  const rightKeys = { ENCRYPTION_KEYS: [k1, k2].map(keyFrom), PASSWORD_PEPPERS: [] };
  const slipped = { ...rightKeys, ENCRYPTION_KEYS: [k1, slip].map(keyFrom) };
  t.equal(await forgetKey(db, 'k1', { ENCRYPTION_KEYS: [], PASSWORD_PEPPERS: [] }), 'sealed');
  t.equal(await forgetKey(db, 'nobody', rightKeys), 'unknown');
  t.equal(await forgetKey(db, 'k2', slipped), 'set', 'a service may be sealing with it');
  t.equal(await forgetKey(db, 'k2', rightKeys), 'forgotten');
  await startService(t, { ENCRYPTION_KEYS: `${k1},${k2}` }, service);
});

t.test('codes are taken while keys rotate: neither is lost', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const users = await Promise.all(Array.from({ length: 8 }, () => tenant.newUser()));
  const enrolled = [];
  for (const user of users) enrolled.push({ ...user, ...(await tenant.enroll(await tenant.signIn(user.username))) });
  service.clock.advance(30_000);
  const keys = [k2, k1].map(keyFrom);
  const ctx = createContext({ ...service.ctx, keys });
  const both = await startService(t, { ENCRYPTION_KEYS: `${k2},${k1}` }, service);
  const logins = enrolled.map(async (user) => {
    const { loginToken } = must(await tenant.login(user.username), 200);
    const code = totp(user.secret, service.clock.now());
    return both.post('/v1/login/challenge', { code }, { key: loginToken });
  });
  const [{ sealed }, ...answers] = await Promise.all([rotateSecrets(ctx, () => {}), ...logins]);
  t.equal(sealed, 8);
  for (const answer of answers) t.equal(answer.status, 200);
});

t.test('the doctor finds a healthy service healthy, and says what to do about one that is not', async (t) => {
  const pepper = { PASSWORD_PEPPERS: `p1:${Buffer.alloc(32, 3).toString('base64')}` };
  const service = await startService(t, pepper);
  const on = (args: string[]) => run({ ...envOf(service), ...pepper }, args);
  const tenant = await newTenant(service);
  const healthy = await on(['doctor', '--json']);
  t.equal(healthy.code, 0);
  t.same(
    healthy.json().map(({ check, verdict }: { check: string; verdict: string }) => `${check} ${verdict}`),
    ['settings', 'database', 'clock', 'connections', 'schema', 'keys', 'hashing', 'webhooks'].map(
      (check) => `${check} ok`,
    ),
  );
  // dear, and under the pepper
  const hash = `$argon2id$v=19$m=131072,t=1,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  await tenant.newUser({ passwordHash: hash, password: undefined });
  const env = { ...envOf(service), ...pepper, WRONG_PASSWORD_MILLIS: '50', DATABASE_POOL: '290', RATE_LIMITS: 'off' };
  const readOnly = `${service.url}?options=-c%20default_transaction_read_only%3Don`;
  const [worried, away, unset, barred] = await Promise.all([
    run(env, ['doctor']),
    run({ ...env, DATABASE_URL: 'postgres://x:sesame@127.0.0.1:1/x' }, ['doctor']),
    run({ NODE_ENV: 'production' }, ['doctor']),
    run({ ...env, DATABASE_URL: readOnly }, ['doctor']),
  ]);
  t.equal(worried.code, 0, 'a warning is no failure');
  for (const wording of [
    /warning {2}settings: RATE_LIMITS=off/,
    /warning {2}connections/,
    /set WRONG_PASSWORD_MILLIS to \d+/,
  ])
    t.match(worried.out, wording);
  t.match(away, { code: 1, out: /FAILURE {2}database: .*ECONNREFUSED/ });
  t.match(barred, { code: 1, out: /FAILURE {2}database: it takes no writes/ });
  t.match(unset, { code: 1, out: /FAILURE {2}settings: .*DATABASE_URL/s });
  t.notMatch([worried.out, away.out, away.err, unset.out].join(), /sesame/);
  await sql`delete from kysely_migration where name > '0001_accounts'`.execute(service.ctx.db);
  t.match(await on(['doctor']), { code: 1, out: /FAILURE {2}schema: not applied: 0002_operations/ });
  t.match(await on(['tenant', 'list']), { code: 1, err: /lacks 0002_operations: run `migrate`/ });
});

t.test('every command explains itself, and those that answer something do so as JSON, too', async (t) => {
  const commands = (command: Command): Command[] => [command, ...command.commands.flatMap(commands)];
  const all = commands(program);
  t.ok(all.length > 20);
  const silent = ['serve', 'generate', 'code', 'settings', 'openapi'];
  for (const command of all) {
    t.match(command.helpInformation(), /^Usage: imagecapture-auth/);
    t.ok(command.description().length > 5, command.name());
    const speaks = command.commands.length === 0 && !silent.includes(command.name());
    t.equal(
      command.options.some(({ long }) => long === '--json'),
      speaks,
      `${command.name()} --json`,
    );
  }
});
