import { sql } from 'kysely';
import t from 'tap';
import {
  type Answer,
  must,
  newTenant,
  PASSWORD,
  type Service,
  startService,
  totp,
  unique,
  wrongCode,
} from './support/service.ts';

/** A race on a cold pool is none: the connections are opened one after the other, and so are the answers given. */
async function warmService(t: Parameters<typeof startService>[0], beside?: Service): Promise<Service> {
  const service = await startService(t, { DATABASE_POOL: '20', HASH_CONCURRENCY: '4' }, beside);
  await Promise.all(Array.from({ length: 20 }, () => sql`select pg_sleep(0.1)`.execute(service.ctx.db)));
  return service;
}

const atOnce = <T>(times: number, call: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => call(index)));

const statuses = (answers: Answer[]) => {
  const counts: Record<string, number> = {};
  for (const { status, body } of answers) {
    const what = status < 300 ? String(status) : `${status} ${body.code}`;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
};

const count = async (service: Service, table: string, userId: string, where = 'true') => {
  const query = sql<{
    n: number;
  }>`select count(*)::int as n from ${sql.table(table)} where user_id = ${userId} and ${sql.raw(where)}`;
  return (await query.execute(service.ctx.db)).rows[0]?.n;
};

t.test('codes and logins', async (t) => {
  const service = await warmService(t);
  const { post, clock } = service;
  const tenant = await newTenant(service);
  const tokens = (username: string, times: number) =>
    atOnce(times, async () => must(await tenant.login(username), 200).loginToken as string);
  /** logins one after the other, since a burst of more than five is put off */
  const logins = async (username: string, times: number) => {
    const all: string[] = [];
    while (all.length < times) all.push(...(await tokens(username, Math.min(4, times - all.length))));
    return all;
  };

  await t.test('one code opens one session, however many logins present it at once', async (t) => {
    const user = await tenant.enrolledUser();
    const before = await count(service, 'sessions', user.id);
    const code = totp(user.secret, clock.now());
    const waiting = await logins(user.username, 20);
    const answers = await Promise.all(waiting.map((key) => post('/v1/login/challenge', { code }, { key })));
    t.equal(answers.filter((answer) => answer.status === 200).length, 1);
    t.equal(await count(service, 'sessions', user.id), (before ?? 0) + 1);
  });

  await t.test('one login gives one session, however often it is answered at once', async (t) => {
    const user = await tenant.enrolledUser();
    const before = await count(service, 'sessions', user.id);
    const [key] = await logins(user.username, 1);
    const code = totp(user.secret, clock.now());
    const answers = await atOnce(20, () => post('/v1/login/challenge', { code }, { key }));
    t.equal(answers.filter((answer) => answer.status === 200).length, 1);
    t.equal(await count(service, 'sessions', user.id), (before ?? 0) + 1);
  });

  await t.test('one recovery code works once, however many logins present it at once', async (t) => {
    const user = await tenant.enrolledUser();
    const waiting = await logins(user.username, 5);
    const given = { method: 'recovery_code', code: user.recoveryCodes[0] };
    const answers = await Promise.all(waiting.map((key) => post('/v1/login/challenge', given, { key })));
    t.equal(answers.filter((answer) => answer.status === 200).length, 1);
    t.equal(await count(service, 'recovery_codes', user.id), 10, 'the one is replaced');
  });

  await t.test('two recovery codes at once work once each, and revive each other not', async (t) => {
    const user = await tenant.enrolledUser();
    const use = async (code: string | undefined, key: string) =>
      post('/v1/login/challenge', { method: 'recovery_code', code }, { key });
    const [one, two] = await logins(user.username, 2);
    const [a, b] = user.recoveryCodes;
    const both = await Promise.all([use(a, one ?? ''), use(b, two ?? '')]);
    t.strictSame(statuses(both), { 200: 2 });
    const fresh = both.map((answer) => answer.body.recoveryCodes[0] as string);
    const [three, four, five, six] = await logins(user.username, 4);
    t.strictSame(statuses([await use(a, three ?? ''), await use(b, four ?? '')]), { '401 invalid_code': 2 });
    t.strictSame(statuses([await use(fresh[0], five ?? ''), await use(fresh[1], six ?? '')]), { 200: 2 });
  });

  await t.test('two enrolments confirmed at once leave one authenticator and one set of codes', async (t) => {
    const strict = await newTenant(service, { twoFactor: 'required' });
    const user = await strict.newUser();
    const begun = await atOnce(2, async () => {
      const { loginToken: key } = must(await strict.login(user.username), 200);
      const { secret } = must(await post('/v1/login/enrollment', {}, { key }), 201);
      return { key, code: totp(secret, clock.now()) };
    });
    const answers = await Promise.all(
      begun.map(({ key, code }) => post('/v1/login/enrollment/confirm', { code }, { key })),
    );
    t.strictSame(statuses(answers), { 200: 1, '409 wrong_login_step': 1 });
    t.equal(await count(service, 'authenticators', user.id), 1);
    t.equal(await count(service, 'recovery_codes', user.id), 10);
  });

  await t.test('one enrolment in the settings confirmed ten times at once is one authenticator', async (t) => {
    const user = await tenant.newUser();
    const key = await tenant.signIn(user.username);
    const { id, secret } = must(await post('/v1/account/authenticators', { type: 'totp' }, { key }), 201);
    const code = totp(secret, clock.now());
    const answers = await atOnce(5, () => post(`/v1/account/authenticators/${id}/confirm`, { code }, { key }));
    t.equal(answers.filter((answer) => answer.status === 200).length, 1);
    t.equal(await count(service, 'authenticators', user.id), 1);
    t.equal(must(await service.get('/v1/session', { key }), 200).twoFactor.recoveryCodesLeft, 10);
  });
});

t.test('trusted devices', async (t) => {
  const service = await warmService(t);
  const tenant = await newTenant(service);
  const present = (username: string) => (trustedDeviceToken: string) => tenant.login(username, { trustedDeviceToken });

  await t.test('one token presented four times at once lets all in: a lost answer, two tabs', async (t) => {
    const user = await tenant.enrolledUser();
    const { trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
    const answers = await atOnce(4, () => present(user.username)(trustedDeviceToken));
    t.strictSame(
      answers.map((answer) => answer.body.status),
      Array(4).fill('authenticated'),
    );
    t.equal(await count(service, 'trusted_devices', user.id, 'ended_at is null'), 1);
  });

  await t.test('of two siblings presented at once one is the stolen copy, and the device ends', async (t) => {
    const user = await tenant.enrolledUser();
    const { trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
    const siblings = [];
    for (let n = 0; n < 2; n++)
      siblings.push((await present(user.username)(trustedDeviceToken)).body.trustedDeviceToken);
    const answers = await Promise.all(siblings.map(present(user.username)));
    t.strictSame(answers.map((answer) => answer.body.status).sort(), ['authenticated', 'challenge_required']);
    t.equal(await count(service, 'trusted_devices', user.id, 'ended_at is null'), 0);
    t.equal((await tenant.events(`&userId=${user.id}&type=trusted_device.token_reused`)).length, 1);
  });

  await t.test('however many logins trust at once, the tenant’s number holds', async (t) => {
    const few = await newTenant(service, { trustedDevices: { maxPerUser: 2 } });
    const user = await few.enrolledUser();
    for (let n = 0; n < 3; n++) await few.signInWithCode(user, { trustDevice: true });
    const waiting = await atOnce(3, async () => must(await few.login(user.username), 200).loginToken as string);
    await Promise.all(
      waiting.map((key, n) =>
        service.post(
          '/v1/login/challenge',
          n === 0
            ? { code: totp(user.secret, service.clock.now()), trustDevice: true }
            : { method: 'recovery_code', code: user.recoveryCodes[n] },
          { key },
        ),
      ),
    );
    t.equal(await count(service, 'trusted_devices', user.id, 'ended_at is null'), 2);
  });
});

t.test('credentials that change while a login is under way', async (t) => {
  const service = await warmService(t);
  const { post, patch, del, clock } = service;
  const tenant = await newTenant(service);
  const waitingLogin = async (username: string): Promise<string> => must(await tenant.login(username), 200).loginToken;
  const answer = (key: string, secret: string) =>
    post('/v1/login/challenge', { code: totp(secret, clock.now()) }, { key });

  const changes: Record<string, (user: { id: string; session: string; authenticatorId: string }) => Promise<Answer>> = {
    'the password is changed by its user': ({ session: key }) =>
      post('/v1/account/password', { currentPassword: PASSWORD, newPassword: 'a brand new long secret' }, { key }),
    'a backend sets a new password': ({ id }) =>
      patch(`${tenant.users}/${id}`, { password: 'a brand new long secret' }, { key: tenant.backend }),
    'the user is disabled': ({ id }) => patch(`${tenant.users}/${id}`, { status: 'disabled' }, { key: tenant.backend }),
    'support resets 2FA': ({ id }) =>
      post(`${tenant.users}/${id}/two-factor-reset`, { reason: 'lost' }, { key: tenant.support }),
    'the authenticator is removed': ({ authenticatorId, session: key }) =>
      del(`/v1/account/authenticators/${authenticatorId}`, { key }),
  };
  for (const [what, change] of Object.entries(changes))
    await t.test(`a login that waits while ${what} is over`, async (t) => {
      const user = await tenant.enrolledUser();
      const key = await waitingLogin(user.username);
      t.ok((await change(user)).status < 300, 'the change was made');
      t.match(await answer(key, user.secret), { status: 401, body: { code: 'login_expired' } });
    });

  await t.test('a password changed while it is being judged opens nothing', async (t) => {
    const user = await tenant.newUser();
    const path = `${tenant.users}/${user.id}`;
    const [login, change] = await Promise.all([
      tenant.login(user.username),
      patch(path, { password: 'a brand new long secret' }, { key: tenant.backend }),
    ]);
    t.equal(change.status, 200);
    // whichever came first, nothing that the old password opened is open now
    if (login.status === 200) t.equal((await service.get('/v1/session', { key: login.body.sessionToken })).status, 401);
    else t.match(login, { status: 401, body: { code: 'invalid_credentials' } });
    t.equal(await count(service, 'sessions', user.id, 'ended_at is null'), 0);
  });
});

t.test('guesses, on two replicas', async (t) => {
  const service = await warmService(t);
  const other = await warmService(t, service);
  const { clock } = service;
  const tenant = await newTenant(service);
  const login = (username: string, password: string, on: Service) =>
    on.post(
      `/v1/tenants/${tenant.slug}/login`,
      { username, password, client: { ip: '203.0.113.7' } },
      { key: tenant.backend },
    );

  await t.test('forty wrong passwords at once are no better than five in a row', async (t) => {
    const user = await tenant.newUser();
    const answers = await atOnce(40, (n) => login(user.username, `wrong password ${n}`, n % 2 ? service : other));
    t.strictSame(statuses(answers), { '401 invalid_credentials': 5, '429 too_many_attempts': 35 });
    t.match(await login(user.username, PASSWORD, other), { status: 429, headers: { 'retry-after': 30 } });
    clock.advance(30_000);
    t.equal((await login(user.username, PASSWORD, other)).status, 200);
  });

  await t.test('forty wrong codes at once, over many logins, are no better than five in a row', async (t) => {
    const user = await tenant.enrolledUser();
    const keys: string[] = [];
    for (let n = 0; n < 10; n++) keys.push(must(await tenant.login(user.username), 200).loginToken);
    const code = wrongCode(user.secret, clock.now());
    const answers = await atOnce(40, (n) =>
      (n % 2 ? service : other).post('/v1/login/challenge', { code }, { key: keys[n % keys.length] }),
    );
    const judged = answers.filter((answer) => answer.status === 401 && answer.body.code === 'invalid_code');
    t.equal(judged.length, 5);
    t.equal(answers.filter((answer) => answer.status === 429).length, 35);
  });

  await t.test('a burst of right passwords bars nobody', async (t) => {
    const user = await tenant.newUser();
    const answers = await atOnce(20, (n) => login(user.username, PASSWORD, n % 2 ? service : other));
    const put = answers.filter((answer) => answer.status !== 200);
    for (const answer of put) t.match(answer, { status: 429, headers: { 'retry-after': 1 } });
    for (const _ of put)
      t.equal((await login(user.username, PASSWORD, service)).status, 200, 'and comes in at once after');
    t.equal(await count(service, 'sessions', user.id, 'ended_at is null'), 10, 'ten sessions are kept');
  });

  await t.test('one user name is created once, in whatever spelling', async (t) => {
    const username = unique('Ünique');
    const answers = await atOnce(6, (n) =>
      service.post(
        tenant.users,
        { username: n % 2 ? username.toUpperCase() : username.normalize('NFD') },
        { key: tenant.backend },
      ),
    );
    t.strictSame(statuses(answers), { 201: 1, '409 username_taken': 5 });
  });
});
