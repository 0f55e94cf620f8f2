// @ts-nocheck
import t from 'tap';
import { retainOnce } from '../src/privacy/retention.ts';
import {
  type Answer,
  newTenant,
  PASSWORD,
  type Service,
  startService,
  totp,
  unique,
  wrongCode,
} from './support/service.ts';

const service = await startService(t);
const { get, post, clock } = service;
const tenant = await newTenant(service);
const WRONG = 'not the password at all';
const challenge = (key: string, given: object) => post('/v1/login/challenge', given, { key });
const wrong = (username: string, more: object = {}) => tenant.login(username, { password: WRONG, ...more });

/** five failures in a row: the last starts a wait */
const failFive = async (username: string, more: object = {}) => {
  for (let failures = 1; failures <= 5; failures++) {
    const answer = await wrong(username, more);
    if (answer.status !== 401) throw new Error(`failure ${failures}: ${answer.text}`);
  }
};
const barred = (seconds: number) => ({
  status: 429,
  body: { code: 'too_many_attempts' },
  headers: { 'retry-after': String(seconds) },
});

// Proves: v5.0.0-2.4.2, v5.0.0-6.1.1, v5.0.0-6.3.1, v5.0.0-16.3.3
t.test('the fifth failure in a row starts a wait, and each one more a longer one', async (t) => {
  const user = await tenant.newUser();
  await failFive(user.username);
  for (const seconds of [30, 60, 120, 240, 480, 900, 3600, 3600]) {
    t.match(await tenant.login(user.username), barred(seconds), `${seconds} s, whatever the password`);
    const seen = await get(`${tenant.users}/${user.id}`, { key: tenant.support });
    t.equal(seen.body.lockedUntil, new Date(clock.now().getTime() + seconds * 1000).toISOString());
    clock.advance(seconds * 1000 - 1);
    t.match(await tenant.login(user.username), barred(1), 'to the last millisecond');
    clock.advance(1);
    t.equal((await wrong(user.username)).status, 401);
  }
  const throttled = await tenant.events(`&type=login.throttled&userId=${user.id}`);
  const waits = [30, 60, 120, 240, 480, 900, 3600, 3600, 3600];
  t.strictSame(
    throttled.map(({ data }) => data).reverse(),
    waits.map((retryAfter) => ({ kind: 'password', retryAfter })),
  );
  t.equal((await tenant.events(`&type=login.failed&userId=${user.id}`)).length, 13, 'a 429 is no failure');
});

t.test('a right password ends the row: the next slip starts no wait', async (t) => {
  const user = await tenant.newUser();
  await failFive(user.username);
  clock.advance(30_000);
  t.equal((await tenant.login(user.username)).status, 200);
  for (let slips = 0; slips < 4; slips++) await wrong(user.username);
  t.equal((await tenant.login(user.username)).status, 200);
  t.equal((await get(`${tenant.users}/${user.id}`, { key: tenant.support })).body.lockedUntil, null);
});

// Proves: v5.0.0-2.4.2
t.test('a refusal charges nothing: asking while barred makes no wait longer', async (t) => {
  const user = await tenant.newUser();
  await failFive(user.username);
  for (let asked = 0; asked < 20; asked++) await wrong(user.username);
  t.match(await wrong(user.username), barred(30));
  clock.advance(30_000);
  t.equal((await wrong(user.username)).status, 401);
  t.match(await tenant.login(user.username), barred(60), 'the sixth failure, not the twenty-seventh');
});

// Proves: v5.0.0-6.3.8
t.test('a name that nobody has is counted and delayed like a known one', async (t) => {
  const [user, nobody] = [await tenant.newUser(), 'nobody.in.particular'];
  const bare = await tenant.newUser({ password: undefined });
  const told = [];
  for (const name of [user.username, nobody, bare.username]) {
    await failFive(name);
    const { body, headers, status } = await wrong(name);
    const { requestId, ...rest } = body;
    t.type(requestId, 'string');
    told.push({ status, rest, retryAfter: headers['retry-after'] });
  }
  t.match(told[0], { status: 429, retryAfter: '30' });
  t.strictSame(told[1], told[0]);
  t.strictSame(told[2], told[0]);
  clock.advance(30_000);
  await wrong(nobody);
  t.match(await wrong(nobody), barred(60));
  const elsewhere = await newTenant(service);
  t.equal((await elsewhere.login(nobody)).status, 401, "the same name of another tenant is another's");
});

// Proves: CVE-2025-24806
t.test('spellings of one name count together', async (t) => {
  const user = await tenant.newUser({ username: 'Ren\u00e9.Stra\u00dfer' });
  const spellings = ['rene\u0301.strasser', 'REN\u00c9.STRASSER', 'Rene\u0301.Stra\u00dfer', user.username];
  for (const spelling of spellings) t.equal((await wrong(spelling)).status, 401, spelling);
  await wrong('rEn\u00e9.stra\u1e9eer');
  for (const spelling of spellings) t.match(await tenant.login(spelling), barred(30), spelling);
  const unknown = ['Jos\u00e9', 'JOS\u00c9', 'jose\u0301', 'JOSE\u0301', 'jos\u00e9'];
  for (const spelling of unknown) t.equal((await wrong(spelling)).status, 401);
  t.match(await wrong('JoSe\u0301'), barred(30), 'of a name that nobody has, too');
});

// Proves: CVE-2025-24806, CVE-2024-32868
t.test('a row of failures goes on, whatever way the next guess takes', async (t) => {
  const user = await tenant.newUser({ username: `Straße ${unique('u')}` });
  const path = `/v1/tenants/${tenant.slug}/login`;
  const cookieMode = (from: Service, username: string, headers: Record<string, string> = {}) =>
    from.post(path, { username, password: WRONG }, { headers });
  const replica = await startService(t, {}, service);
  const ways: [string, () => Promise<Answer>][] = [
    ['by a backend', () => wrong(user.username)],
    ['in a browser, in another spelling', () => cookieMode(service, user.username.toUpperCase())],
    ['in another replica, or after a restart', () => cookieMode(replica, user.username)],
    ['with a made-up device', () => wrong(user.username, { trustedDeviceToken: `itd_${'A'.repeat(65)}` })],
    [
      'from elsewhere',
      () => cookieMode(service, user.username, { 'x-forwarded-for': '198.51.100.9', 'user-agent': 'y' }),
    ],
  ];
  for (const [way, guess] of ways) {
    t.equal((await guess()).status, 401, way);
    await retainOnce(service.ctx, new AbortController().signal);
  }
  for (const [way, guess] of ways) t.match(await guess(), { status: 429, body: { code: 'too_many_attempts' } }, way);
  t.match(await tenant.login(user.username), barred(30), 'nor was one of the five forgotten by the clean-up');
});

// Proves: CVE-2024-32868, keycloak #46164
t.test('password, code and re-authentication are counted apart, and a success clears only its own', async (t) => {
  const user = await tenant.enrolledUser();
  const { sessionToken: key } = await tenant.signInWithCode(user);
  for (let failures = 0; failures < 4; failures++) await wrong(user.username);
  const { loginToken } = (await tenant.login(user.username)).body;
  for (let failures = 0; failures < 4; failures++)
    await challenge(loginToken, { code: wrongCode(user.secret, clock.now()) });
  const reauthenticate = (password: string) =>
    post('/v1/session/reauthenticate', { password, code: totp(user.secret, clock.now()) }, { key });
  for (let failures = 0; failures < 5; failures++)
    t.match(await reauthenticate(WRONG), { status: 401, body: { code: 'invalid_credentials' } });
  t.match(await reauthenticate(PASSWORD), barred(30));
  const change = { currentPassword: PASSWORD, newPassword: 'a quite different phrase 77' };
  t.match(await post('/v1/account/password', change, { key }), barred(30), 'one kind with the change of password');
  t.equal((await get('/v1/session', { key })).status, 200, 'the session itself goes on');
  const second = (await tenant.login(user.username)).body;
  t.equal(second.status, 'challenge_required', 'the password was cleared by its own success');
  const last = await challenge(second.loginToken, { code: wrongCode(user.secret, clock.now()) });
  t.equal(last.status, 401);
  t.match(await challenge(second.loginToken, { code: totp(user.secret, clock.now()) }), barred(30), 'codes were not');
  for (let failures = 0; failures < 4; failures++) t.equal((await wrong(user.username)).status, 401);
  t.equal((await tenant.login(user.username)).status, 200);
});

// Proves: v5.0.0-6.3.1, CVE-2024-0227, CVE-2024-32868, CVE-2025-64102, keycloak #26177
t.test(
  'codes count over logins, recovery codes with them; the password step says challenge_required all along',
  async (t) => {
    const user = await tenant.enrolledUser();
    const first = (await tenant.login(user.username)).body.loginToken;
    for (let failures = 0; failures < 3; failures++)
      await challenge(first, { code: wrongCode(user.secret, clock.now()) });
    const second = (await tenant.login(user.username)).body.loginToken;
    for (let failures = 0; failures < 2; failures++)
      t.equal((await challenge(second, { method: 'recovery_code', code: 'no such code' })).status, 401);
    const third = (await tenant.login(user.username)).body;
    t.match(third, { status: 'challenge_required', attemptsLeft: 5 });
    t.strictSame(third.methods, ['totp', 'recovery_code']);
    const right = { code: totp(user.secret, clock.now()) };
    const recovery = { method: 'recovery_code', code: user.recoveryCodes[0] };
    for (const key of [first, second, third.loginToken]) t.match(await challenge(key, right), barred(30));
    t.match(await challenge(third.loginToken, recovery), barred(30));
    t.equal((await get('/v1/login', { key: third.loginToken })).body.attemptsLeft, 5, 'nothing was charged');
    clock.advance(30_000);
    t.match(await challenge(third.loginToken, right), { status: 200 }, 'and no code was spent');
    t.match(await challenge(second, recovery), { status: 200 }, 'an older login goes on as well');
    t.match((await tenant.events(`&type=login.throttled&userId=${user.id}`))[0]?.data, {
      kind: 'code',
      retryAfter: 30,
    });
  },
);

// Proves: GHSA-85v8-vx4w-q684
t.test("the owner's trusted browser is never barred from elsewhere", async (t) => {
  const user = await tenant.enrolledUser();
  let trustedDeviceToken = (await tenant.signInWithCode(user, { trustDevice: true })).trustedDeviceToken;
  await failFive(user.username);
  const forged = {
    trustedDeviceToken: `${trustedDeviceToken.slice(0, -1)}${trustedDeviceToken.endsWith('A') ? 'Q' : 'A'}`,
  };
  for (const more of [{}, forged, { trustedDeviceToken: 'x'.repeat(512) }])
    t.match(await tenant.login(user.username, more), barred(30), 'no other token opens a lane');
  const spared = await tenant.login(user.username, { trustedDeviceToken });
  t.equal(spared.body.status, 'authenticated');
  trustedDeviceToken = spared.body.trustedDeviceToken;
  t.match(await tenant.login(user.username), barred(30), 'a success in one lane clears no other');

  await failFive(user.username, { trustedDeviceToken });
  t.match(await tenant.login(user.username, { trustedDeviceToken }), barred(30), 'its own slips do count');
  const other = await tenant.enrolledUser();
  await failFive(other.username, { trustedDeviceToken });
  t.match(await tenant.login(other.username), barred(30), "another user's token opens no lane");
});

// Proves: v5.0.0-8.2.4
t.test('a stolen copy opens no lane', async (t) => {
  const user = await tenant.enrolledUser();
  const stolen = (await tenant.signInWithCode(user, { trustDevice: true })).trustedDeviceToken;
  const use = async (trustedDeviceToken: string) =>
    (await tenant.login(user.username, { trustedDeviceToken })).body.trustedDeviceToken;
  const current = await use(await use(stolen));
  await failFive(user.username);
  t.match(await tenant.login(user.username, { trustedDeviceToken: stolen }), barred(30));
  t.strictSame(await tenant.events(`&type=trusted_device.token_reused&userId=${user.id}`), [], 'nor is it judged');
  t.equal((await tenant.login(user.username, { trustedDeviceToken: current })).body.status, 'authenticated');
});

t.test('step-up in a session of a trusted browser is counted in its own lane', async (t) => {
  const user = await tenant.enrolledUser();
  const trusted = (await tenant.signInWithCode(user, { trustDevice: true })).sessionToken;
  const public1 = (await tenant.signInWithCode(user)).sessionToken;
  const reauthenticate = (key: string, password: string) =>
    post('/v1/session/reauthenticate', { password, code: totp(user.secret, clock.now()) }, { key });
  for (let failures = 0; failures < 5; failures++) await reauthenticate(public1, WRONG);
  t.match(await reauthenticate(public1, PASSWORD), barred(30));
  t.equal((await reauthenticate(trusted, PASSWORD)).status, 200);
});
