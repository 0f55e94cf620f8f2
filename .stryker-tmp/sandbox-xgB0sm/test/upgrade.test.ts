// @ts-nocheck
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import t, { type Test } from 'tap';
import { openDatabase } from '../src/db/database.ts';
import { migrate, pendingMigrations } from '../src/db/migrate.ts';
import { emptyDatabase } from './support/database.ts';
import { CHROME, must, PASSWORD, type Service, startService, totp } from './support/service.ts';

/** What the first release wrote: rows of its tables, and what its users and callers held. Its keys are those of the tests. */
const release = JSON.parse(await readFile(new URL('support/first-release.json', import.meta.url), 'utf8'));
const PEPPERS = `p1:${Buffer.alloc(32, 3).toString('base64')}`;

/** In an order that foreign keys allow. */
const TABLES = [
  ...['encryption_keys', 'tenants', 'users', 'authenticators', 'recovery_code_sets', 'recovery_codes'],
  ...['trusted_devices', 'trusted_device_tokens', 'sessions', 'logins', 'enrollments', 'attempt_counters'],
  ...['api_keys', 'events'],
];

/** A database as the first release left it, at its first migration. */
async function firstRelease(t: Test): Promise<string> {
  t.same([...TABLES].sort(), Object.keys(release.rows), 'nothing is left out');
  const { url } = await emptyDatabase(t);
  const folder = await mkdtemp(join(tmpdir(), 'imagecapture-first-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const first = '0001_accounts.sql';
  await cp(new URL(`../migrations/${first}`, import.meta.url), join(folder, first));
  const { db, close } = openDatabase({ url, pool: 1, log: () => {} });
  t.teardown(close);
  await migrate(db, () => {}, folder);
  for (const table of TABLES)
    await sql`insert into ${sql.table(table)} select * from json_populate_recordset(null::${sql.table(table)},
      ${JSON.stringify(release.rows[table])})`.execute(db);
  t.not((await pendingMigrations(db)).length, 0);
  await migrate(db);
  t.same(await pendingMigrations(db), []);
  return url;
}

async function upgraded(t: Test): Promise<Service> {
  const url = await firstRelease(t);
  let millis = new Date(release.at).getTime();
  const clock = {
    now: () => new Date(millis),
    advance: (by: number) => {
      millis += by;
    },
  };
  return startService(t, { PASSWORD_PEPPERS: PEPPERS }, { url, clock, log: [] as string[] } as Service);
}

t.test('what the first release issued goes on under the newest code', async (t) => {
  const service = await upgraded(t);
  const { get, post, clock } = service;
  const { alice, bob, carol, keys, tenant } = release;
  const login = (username: string, more: object = {}) =>
    post(
      `/v1/tenants/${tenant}/login`,
      { username, password: PASSWORD, client: { ip: '203.0.113.7', userAgent: CHROME }, ...more },
      { key: keys.backend },
    );
  t.match(must(await get('/v1/session', { key: alice.sessionToken }), 200), {
    user: { username: 'alice', id: alice.id },
    session: { acr: 'aal2' },
    twoFactor: { enabled: true, recoveryCodesLeft: 10 },
  });
  t.match(must(await post('/v1/introspect', { token: alice.sessionToken }, { key: keys.backend }), 200), {
    active: true,
  });
  const code = totp(alice.secret, clock.now());
  t.match(must(await post('/v1/login/challenge', { code }, { key: alice.loginToken }), 200), {
    status: 'authenticated',
  });
  const trusted = must(await login('alice', { trustedDeviceToken: alice.trustedDeviceToken }), 200);
  t.equal(trusted.status, 'authenticated', 'a login under way, a trusted device');
  const devices = must(await get('/v1/account/trusted-devices', { key: trusted.sessionToken }), 200).trustedDevices;
  t.match(devices, [{ name: 'Old laptop' }]);
  const { loginToken } = must(await login('alice'), 200);
  const recovery = { method: 'recovery_code', code: alice.recoveryCode };
  t.match(must(await post('/v1/login/challenge', recovery, { key: loginToken }), 200), { status: 'authenticated' });

  const confirm = `/v1/account/authenticators/${bob.enrollment}/confirm`;
  const confirmed = await post(confirm, { code: totp(bob.secret, clock.now()) }, { key: bob.sessionToken });
  t.equal(must(confirmed, 200).recoveryCodes.length, 10, 'an enrolment under way');
  const owed = must(await login('carol'), 200);
  t.match(owed, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: true });
  t.equal((await post('/v1/login/enrollment', carol, { key: owed.loginToken })).status, 201, 'a reset code');
  t.match(await login('dave'), { status: 429 }, 'a lock');
  const { users } = must(await get(`/v1/admin/tenants/${tenant}/users?username=DAVE`, { key: keys.support }), 200);
  t.ok(users[0].lockedUntil);
  const { events } = must(await get(`/v1/admin/tenants/${tenant}/events?limit=100`, { key: keys.support }), 200);
  t.ok(events.length > 20, 'events');
  t.equal(
    (await get(`/v1/admin/tenants/${release.required}`, { key: keys.admin })).status,
    404,
    'and the walls between tenants',
  );
});
