import { sql } from 'kysely';
import pg from 'pg';
import t from 'tap';
import { createHashing } from '../src/crypto/passwords.ts';
import { failQuery } from './support/database.ts';
import {
  type Answer,
  CHROME,
  must,
  newTenant,
  PASSWORD,
  startService,
  type Tenant,
  totp,
  wrongCode,
} from './support/service.ts';

const NEW_PASSWORD = 'purple kettle 41 meadow lantern';
const SECRET = 'S'.repeat(32);

/**
 * What can go wrong between two writes. `refused`: the statement fails before PostgreSQL has seen it. `lost`: with it
 * the connection goes, as when either side dies; PostgreSQL takes back what was not committed.
 */
type Fault = 'refused' | 'lost';

const next = { countdown: Number.POSITIVE_INFINITY, fault: 'refused' as Fault, seen: 0 };
const send = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => unknown;

/** Beneath pool, Kysely and service, which know nothing of it. */
pg.Client.prototype.query = function query(this: pg.Client, ...given: unknown[]) {
  const text = typeof given[0] === 'string' ? given[0] : (given[0] as { text: string }).text;
  // the first statement of a connection is the pool's, and a rollback undoes what has failed already
  if (text.includes('set_config') || text === 'rollback') return send.apply(this, given);
  next.seen += 1;
  next.countdown -= 1;
  if (next.countdown !== 0) return send.apply(this, given);
  if (next.fault === 'refused') return failQuery(given, new Error('a fault between two writes'));
  (this as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  return send.apply(this, given);
} as typeof pg.Client.prototype.query;

t.teardown(() => {
  pg.Client.prototype.query = send as typeof pg.Client.prototype.query;
});

const service = await startService(
  {
    teardown: (work) => t.teardown(work),
    // openapi.yaml promises no 500, and here each is wanted
    fail: (message) => / 50[03]: /.test(message) || t.fail(message),
  },
  // of one connection: a story that needed a second one inside its transaction would wait for ever
  { DATABASE_POOL: '1' },
);
// A story is told some fifteen times, and how dear a hash is makes no difference to it.
Object.assign(service.ctx, {
  hashing: createHashing({ memoryKib: 64, passes: 1, concurrency: 2, queue: 100, peppers: [], wrongMillis: 0 }),
});
const { post, patch, del, clock } = service;
const tenant = await newTenant(service);
const hooks = `${tenant.path}/webhooks`;
const hook = { url: 'https://app.example.com/hooks' };
// every story owes it something, and a story that fails owes it nothing
const owed = must(await post(hooks, hook, { key: tenant.backend }), 201);

interface Prepared {
  call: () => Promise<Answer>;
  status: number;
  /** what the answer must say when the call has worked at last */
  says?: object;
  /** columns that a fault may leave changed, since nothing is spent by it */
  but?: string[];
  /** statements after which the work is done, and a fault is none of the caller's */
  doneAfter?: number;
}

type Enrolled = Awaited<ReturnType<typeof enrolled>>;

/** With an authenticator and a strong session; the next code is a fresh one. */
async function enrolled(given: Record<string, unknown> = {}, where: Tenant = tenant) {
  const user = await where.newUser({ authenticators: [{ type: 'totp', secret: SECRET }], ...given });
  const { sessionToken, trustedDeviceToken } = await where.signInWithCode(
    { ...user, secret: SECRET },
    { trustDevice: true },
  );
  return { ...user, session: sessionToken as string, device: trustedDeviceToken as string };
}

const begin = async (username: string, where: Tenant = tenant): Promise<string> =>
  must(await where.login(username), 200).loginToken;

const code = () => totp(SECRET, clock.now());

async function withRecoveryCodes(user: Enrolled): Promise<string> {
  return must(await post('/v1/account/recovery-codes', {}, { key: user.session }), 201).recoveryCodes[0];
}

const reset = async (user: { id: string }): Promise<string> =>
  must(
    await post(`${tenant.users}/${user.id}/two-factor-reset`, { reason: 'lost phone' }, { key: tenant.support }),
    200,
  ).resetCode;

const stories: Record<string, () => Promise<Prepared>> = {
  'a login that owes nothing': async () => {
    const user = await tenant.newUser();
    return { call: () => tenant.login(user.username), status: 200, says: { status: 'authenticated' } };
  },
  'a login that takes the place of a session': async () => {
    const user = await tenant.newUser();
    const path = `/v1/tenants/${tenant.slug}/login`;
    const body = { username: user.username, password: PASSWORD };
    const cookie = `__Host-ic_session=${(await post(path, body)).cookies['__Host-ic_session']}`;
    return { call: () => post(path, body, { headers: { cookie, 'user-agent': CHROME } }), status: 200 };
  },
  'a login that owes a code': async () => {
    const user = await tenant.newUser({ authenticators: [{ type: 'totp', secret: SECRET }] });
    return { call: () => tenant.login(user.username), status: 200, says: { status: 'challenge_required' } };
  },
  'a wrong password': async () => {
    const user = await tenant.newUser();
    return { call: () => tenant.login(user.username, { password: 'not the password at all' }), status: 401 };
  },
  'a code, and the browser trusted': async () => {
    const user = await enrolled();
    const key = await begin(user.username);
    const answer = { code: code(), trustDevice: true };
    return {
      call: () => post('/v1/login/challenge', answer, { key }),
      status: 200,
      says: { status: 'authenticated', trustedDeviceToken: /^itd_/ },
    };
  },
  'a code, and a password owed': async () => {
    const user = await tenant.newUser({
      authenticators: [{ type: 'totp', secret: SECRET }],
      mustChangePassword: true,
    });
    const key = await begin(user.username);
    const call = () => post('/v1/login/challenge', { code: code() }, { key });
    return { call, status: 200, says: { status: 'password_change_required' } };
  },
  'a wrong code': async () => {
    const user = await enrolled();
    const key = await begin(user.username);
    const wrong = wrongCode(SECRET, clock.now());
    return { call: () => post('/v1/login/challenge', { code: wrong }, { key }), status: 401 };
  },
  'a recovery code': async () => {
    const user = await enrolled();
    const given = { method: 'recovery_code', code: await withRecoveryCodes(user) };
    const key = await begin(user.username);
    const call = () => post('/v1/login/challenge', given, { key });
    return { call, status: 200, says: { recoveryCodes: [/^[0-9A-Z]{4}-/] } };
  },
  'a login from a trusted browser': async () => {
    const user = await enrolled();
    const call = () => tenant.login(user.username, { trustedDeviceToken: user.device });
    return { call, status: 200, says: { status: 'authenticated', session: { methods: ['pwd', 'trusted_device'] } } };
  },
  'a stolen copy of a trusted browser': async () => {
    const user = await enrolled();
    const use = (trustedDeviceToken: string) => tenant.login(user.username, { trustedDeviceToken });
    const successor = must(await use(user.device), 200).trustedDeviceToken;
    must(await use(successor), 200);
    return { call: () => use(user.device), status: 200, says: { status: 'challenge_required' } };
  },
  'an owed password': async () => {
    const user = await tenant.newUser({ mustChangePassword: true });
    const key = await begin(user.username);
    const call = () => post('/v1/login/password', { newPassword: NEW_PASSWORD }, { key });
    return { call, status: 200, says: { status: 'authenticated' } };
  },
  'an enrolment begun in the settings, in place of another': async () => {
    const key = await tenant.signIn((await tenant.newUser()).username);
    const call = () => post('/v1/account/authenticators', { type: 'totp' }, { key });
    must(await call(), 201);
    return { call, status: 201 };
  },
  'an enrolment confirmed in the settings': async () => {
    const user = await tenant.newUser();
    await tenant.signIn(user.username);
    const key = await tenant.signIn(user.username);
    const begun = must(await post('/v1/account/authenticators', { type: 'totp' }, { key }), 201);
    const given = { code: totp(begun.secret, clock.now()) };
    const call = () => post(`/v1/account/authenticators/${begun.id}/confirm`, given, { key });
    return { call, status: 200, says: { session: { acr: 'aal2' }, recoveryCodes: Array(10).fill(/-/) } };
  },
  'an enrolment begun in a login, with the code of a reset': async () => {
    const user = await enrolled();
    const resetCode = await reset(user);
    const key = await begin(user.username);
    // proved is not spent: that it is at confirmation
    return {
      call: () => post('/v1/login/enrollment', { resetCode }, { key }),
      status: 201,
      but: ['reset_code_proved'],
    };
  },
  'an enrolment confirmed in a login': async () => {
    const user = await enrolled();
    const resetCode = await reset(user);
    const key = await begin(user.username);
    const { secret } = must(await post('/v1/login/enrollment', { resetCode }, { key }), 201);
    const given = { code: totp(secret, clock.now()), trustDevice: true };
    const call = () => post('/v1/login/enrollment/confirm', given, { key });
    return { call, status: 200, says: { status: 'authenticated', recoveryCodes: Array(10).fill(/-/) } };
  },
  'the removal of the last authenticator': async () => {
    const user = await enrolled();
    await withRecoveryCodes(user);
    await tenant.login(user.username, { trustedDeviceToken: user.device });
    const { authenticators } = must(await service.get('/v1/account/authenticators', { key: user.session }), 200);
    const path = `/v1/account/authenticators/${authenticators[0].id}`;
    return { call: () => del(path, { key: user.session }), status: 204 };
  },
  'new recovery codes': async () => {
    const user = await enrolled();
    await withRecoveryCodes(user);
    return { call: () => post('/v1/account/recovery-codes', {}, { key: user.session }), status: 201 };
  },
  'a new password': async () => {
    const user = await enrolled();
    await tenant.login(user.username, { trustedDeviceToken: user.device });
    const given = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    return { call: () => post('/v1/account/password', given, { key: user.session }), status: 204 };
  },
  'a re-authentication by code': async () => {
    const user = await enrolled();
    const given = { password: PASSWORD, code: code() };
    return { call: () => post('/v1/session/reauthenticate', given, { key: user.session }), status: 200 };
  },
  'a re-authentication by recovery code': async () => {
    const user = await enrolled();
    const given = { password: PASSWORD, method: 'recovery_code', code: await withRecoveryCodes(user) };
    const call = () => post('/v1/session/reauthenticate', given, { key: user.session });
    return { call, status: 200, says: { recoveryCodes: [/-/] } };
  },
  'signing out': async () => {
    const key = await tenant.signIn((await tenant.newUser()).username);
    return { call: () => del('/v1/session', { key }), status: 204 };
  },
  'the end of the other sessions': async () => {
    const user = await tenant.newUser();
    await tenant.signIn(user.username);
    const key = await tenant.signIn(user.username);
    return { call: () => del('/v1/account/sessions', { key }), status: 204 };
  },
  'the end of all trusted devices': async () => {
    const user = await enrolled();
    await tenant.login(user.username, { trustedDeviceToken: user.device });
    return { call: () => del('/v1/account/trusted-devices', { key: user.session }), status: 204 };
  },
  'a reset by support': async () => {
    const user = await enrolled();
    await withRecoveryCodes(user);
    await begin(user.username);
    const path = `${tenant.users}/${user.id}/two-factor-reset`;
    const call = () => post(path, { reason: 'lost phone' }, { key: tenant.support });
    return { call, status: 200, says: { resetCode: /-/ } };
  },
  'an unlock by support': async () => {
    const user = await enrolled();
    await service.ctx.db.updateTable('users').set({ totp_locked_at: clock.now() }).where('id', '=', user.id).execute();
    const call = () => post(`${tenant.users}/${user.id}/unlock`, { reason: 'called back' }, { key: tenant.support });
    return { call, status: 204 };
  },
  'the end of all trusted devices by support': async () => {
    const user = await enrolled();
    await tenant.login(user.username, { trustedDeviceToken: user.device });
    return { call: () => del(`${tenant.users}/${user.id}/trusted-devices`, { key: tenant.support }), status: 204 };
  },
  'a user deleted': async () => {
    const user = await enrolled();
    await withRecoveryCodes(user);
    await begin(user.username);
    return { call: () => del(`${tenant.users}/${user.id}`, { key: tenant.admin }), status: 204 };
  },
  'a tenant deleted': async () => {
    const gone = await newTenant(service);
    await enrolled({}, gone);
    const key = service.ctx.config.BOOTSTRAP_ADMIN_KEY ?? '';
    return { call: () => del(`${gone.path}?confirm=${gone.slug}`, { key }), status: 204, doneAfter: 5 };
  },
  'a user made with authenticators': async () => {
    const authenticators = ['A', 'B'].map((letter) => ({ type: 'totp', secret: letter.repeat(32) }));
    const given = { username: 'made with two', password: PASSWORD, authenticators };
    const call = () => post(tenant.users, given, { key: tenant.backend });
    return { call, status: 201, says: { twoFactor: { enabled: true } } };
  },
  'a user disabled': async () => {
    const user = await enrolled();
    const path = `${tenant.users}/${user.id}`;
    return { call: () => patch(path, { status: 'disabled' }, { key: tenant.backend }), status: 200 };
  },
  'a new password from a backend': async () => {
    const user = await enrolled();
    const given = { password: NEW_PASSWORD, username: `${user.username} renamed` };
    return { call: () => patch(`${tenant.users}/${user.id}`, given, { key: tenant.backend }), status: 200 };
  },
  'a stricter policy': async () => {
    const strict = await newTenant(service);
    await enrolled({}, strict);
    await strict.signIn((await strict.newUser()).username);
    const policy = { twoFactor: 'required', trustedDevices: { enabled: false }, sessions: { idleMinutes: 1 } };
    return { call: () => patch(strict.path, { policy }, { key: strict.admin }), status: 200 };
  },
  'a tenant made': async () => {
    const given = { slug: 'made', name: 'Made' };
    return {
      call: () => post('/v1/admin/tenants', given, { key: service.ctx.config.BOOTSTRAP_ADMIN_KEY ?? '' }),
      status: 201,
    };
  },
  'an API key made': async () => {
    const given = { name: 'made', role: 'support' };
    return { call: () => post('/v1/admin/api-keys', given, { key: tenant.admin }), status: 201 };
  },
  'a webhook made': async () => ({ call: () => post(hooks, hook, { key: tenant.backend }), status: 201 }),
  'a webhook changed': async () => {
    const { id } = must(await post(hooks, hook, { key: tenant.backend }), 201);
    return { call: () => patch(`${hooks}/${id}`, { enabled: false }, { key: tenant.backend }), status: 200 };
  },
  'the secret of a webhook rotated': async () => {
    const { id } = must(await post(hooks, hook, { key: tenant.backend }), 201);
    return { call: () => post(`${hooks}/${id}/rotate-secret`, undefined, { key: tenant.backend }), status: 200 };
  },
  'a webhook deleted, with what is owed to it': async () => {
    const { id } = must(await post(hooks, hook, { key: tenant.backend }), 201);
    return { call: () => del(`${hooks}/${id}`, { key: tenant.backend }), status: 204 };
  },
};

const { rows: tables } = await sql<{ name: string }>`
  select table_name as name from information_schema.tables
  where table_schema = 'public' and table_name <> 'attempt_counters' order by 1`.execute(service.ctx.db);

/** Every row but for what is charged before it is judged: a fault may cost an attempt, and nothing else. */
async function everything(but: string[]): Promise<Record<string, unknown>> {
  const each = tables.map(
    ({ name }) => sql`(select coalesce(jsonb_agg(j order by j::text), '[]') from (
      select to_jsonb(r) - ${['attempts_left', ...but]}::text[] as j from ${sql.table(name)} as r
    ) as jsons) as ${sql.ref(name)}`,
  );
  const { rows } = await sql<Record<string, unknown>>`select ${sql.join(each)}`.execute(service.ctx.db);
  return rows[0] ?? {};
}

/** As if the time of the attempts under way had passed, and each had been right; and a code not been proved, to prove it anew. */
const refundAll = (but: string[]) =>
  sql`with counters as (delete from attempt_counters), codes as (
      update logins set attempts_left = 5, reset_code_proved = reset_code_proved and ${!but.includes('reset_code_proved')}
    ) update enrollments set attempts_left = 5`.execute(service.ctx.db);

// Proves: v5.0.0-2.3.3, v5.0.0-16.5.3
t.test('a fault between any two writes leaves nothing half done, and nothing spent', async (t) => {
  for (const [name, prepare] of Object.entries(stories))
    await t.test(name, async (t) => {
      const { call, status, says = {}, but = [], doneAfter = 60 } = await prepare();
      const before = await everything(but);
      const failAt = async (statement: number, fault: Fault) => {
        Object.assign(next, { countdown: statement, fault, seen: 0 });
        const answer = await call();
        const failed = next.countdown <= 0;
        next.countdown = Number.POSITIVE_INFINITY;
        return { answer, failed, seen: next.seen };
      };
      let statements = 0;
      for (let at = 1; at < 60; at++) {
        const fault = at % 2 ? 'refused' : 'lost';
        const { answer, failed, seen } = await failAt(at, fault);
        if (!failed || at > doneAfter) {
          statements = seen;
          t.equal(answer.status, status, `then it works: ${answer.text.slice(0, 200)}`);
          t.match(answer.body ?? {}, says);
          break;
        }
        const told = answer.status === (fault === 'refused' ? 500 : 503);
        if (!told) return void t.fail(`statement ${at}, ${fault}: ${answer.status} ${answer.text.slice(0, 200)}`);
        const after = await everything(but);
        const changed = tables.filter(({ name }) => JSON.stringify(after[name]) !== JSON.stringify(before[name]));
        if (changed.length > 0)
          return void t.fail(`half done: statement ${at}, ${fault}`, { changed: changed.map(({ name }) => name) });
        await refundAll(but);
      }
      t.ok(statements >= 3, `${statements} statements`);
      t.not(JSON.stringify(await everything(but)), JSON.stringify(before), 'and not before has it an effect');
    });
});

t.test('an attempt whose process died counts as a failure, but bars nobody at once', async (t) => {
  const user = await tenant.newUser();
  const wrong = () => tenant.login(user.username, { password: 'not the password at all' });
  for (let attempt = 0; attempt < 5; attempt++) {
    // the key, the account, the charge; then the transaction that settles it
    Object.assign(next, { countdown: 4, fault: 'refused' });
    t.equal((await wrong()).status, 500);
  }
  const barred = await tenant.login(user.username);
  t.match(barred, { status: 429, headers: { 'retry-after': 1 } }, 'five are under way: one more is one too many');
  clock.advance(31_000);
  t.equal((await wrong()).status, 401);
  const waits = await tenant.login(user.username);
  t.match(waits, { status: 429, headers: { 'retry-after': 60 } }, 'the five were failures');
});

// Proves: v5.0.0-6.3.5, v5.0.0-6.3.7
t.test('every event of its tenant is owed to a webhook, once, and nothing else is', async (t) => {
  const { rows } = await sql<{ events: number; owed: number }>`
    select (select count(*) from events where tenant_id = w.tenant_id and at >= w.created_at and id >= first.id) as events,
      (select count(*) from webhook_deliveries where webhook_id = w.id) as owed
    from webhooks w, lateral (
      select id from events where type = 'webhook.created' and data->>'webhookId' = w.id::text
    ) first where w.id = ${owed.id}`.execute(service.ctx.db);
  t.ok((rows[0]?.events ?? 0) > 100, `${rows[0]?.events} events`);
  t.equal(rows[0]?.owed, rows[0]?.events);
});
