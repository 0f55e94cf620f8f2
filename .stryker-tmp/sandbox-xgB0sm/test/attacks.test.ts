// @ts-nocheck
import t from 'tap';
import { operations } from './support/document.ts';
import {
  ADMIN,
  CHROME,
  must,
  newBrowser,
  newTenant,
  PASSWORD,
  type Service,
  startService,
  totp,
} from './support/service.ts';

/** What docs/attacks.md lists, and no feature's own test shows. */
const service = await startService(t);
const { get, post, clock } = service;
const tenant = await newTenant(service);

// Proves: v5.0.0-2.3.1, CVE-2025-64103
t.test(
  'a code without a password gives no session, and no factor is left out where no policy asks for one',
  async (t) => {
    const user = await tenant.enrolledUser();
    const code = totp(user.secret, clock.now());
    const given = { code, username: user.username, tenant: tenant.slug };
    for (const key of [undefined, tenant.backend, tenant.admin, ADMIN, `ilt_${'A'.repeat(65)}`, user.id])
      for (const body of [{ code }, given]) {
        const answer = await post('/v1/login/challenge', body, { key });
        t.ok(answer.status === 401 || answer.status === 400, `${key?.slice(0, 4)}: ${answer.status}`);
        t.strictSame([answer.cookies, answer.body.sessionToken], [{}, undefined]);
      }
    for (const password of ['', code, user.recoveryCodes[0]])
      t.match(await tenant.login(user.username, { password }), { status: /^40[01]$/ }, 'nor in the place of one');
    t.equal((await get(tenant.path, { key: tenant.admin })).body.policy.twoFactor, 'optional');
    const owed = must(await tenant.login(user.username), 200);
    t.strictSame([owed.status, owed.sessionToken], ['challenge_required', undefined]);
  },
);

// Proves: CVE-2026-62232
t.test('while a code is owed no new secret can be had, by whatever route', async (t) => {
  const user = await tenant.enrolledUser();
  const { loginToken: key } = must(await tenant.login(user.username), 200);
  const authenticators = '/v1/account/authenticators';
  for (const [method, path, body, status] of [
    ['POST', '/v1/login/enrollment', {}, 409],
    ['GET', '/v1/login/enrollment/qr.svg', undefined, 409],
    ['GET', '/v1/login/enrollment/qr.png', undefined, 409],
    ['POST', authenticators, { type: 'totp' }, 401],
    ['GET', `${authenticators}/${user.authenticatorId}/qr.svg`, undefined, 401],
    ['DELETE', `${authenticators}/${user.authenticatorId}`, undefined, 401],
    ['POST', '/v1/account/recovery-codes', {}, 401],
  ] as const)
    t.equal((await service.call(method, path, body, { key })).status, status, `${method} ${path}`);
  must(await post('/v1/login/challenge', { code: totp(user.secret, clock.now()) }, { key }), 200);
});

/** What is guessed at. Whoever calls by API key sets such things, and guesses at nothing. */
const GUESSED = ['password', 'currentPassword', 'code', 'resetCode', 'resetToken'];

// Proves: v5.0.0-2.4.1, v5.0.0-6.3.1, CVE-2024-0227, CVE-2024-32868, CVE-2025-64102
t.test('no route that takes a password or a code is without its limit, nor will one yet to come be', async (t) => {
  const guarded: Service = await startService(t, { RATE_LIMITS: 'on' });
  const place = await newTenant(guarded);
  const user = await place.enrolledUser();
  const { loginToken } = must(await place.login(user.username), 200);
  const guessable = operations.filter(
    ({ path, body }) =>
      !path.startsWith('/v1/admin/') &&
      Object.keys((body as { properties?: object } | undefined)?.properties ?? {}).some((each) =>
        GUESSED.includes(each),
      ),
  );
  t.ok(guessable.length >= 7, guessable.map(({ path }) => path).join(' '));
  for (const { method, path, credential, body } of guessable) {
    const url = path.replace('{tenant}', place.slug).replace('{id}', user.authenticatorId);
    const key = { sessionToken: user.session, loginToken, apiKey: place.backend, none: undefined }[credential];
    const fields = Object.keys((body as { properties: object }).properties);
    const given = Object.fromEntries(
      Object.entries({
        username: user.username,
        password: 'x',
        currentPassword: 'x',
        newPassword: 'x',
        code: 'x',
        resetCode: 'x',
        resetToken: 'x',
      }).filter(([field]) => fields.includes(field)),
    );
    const inTokenMode = path.endsWith('/login') && key ? { client: { ip: '203.0.113.7', userAgent: CHROME } } : {};
    const answer = await guarded.call(method, url, { ...given, ...inTokenMode }, { key });
    t.match(answer.headers, { 'ratelimit-limit': '20' }, `${method} ${path}: ${answer.status}`);
  }
});

// Proves: OCA/server-tools #1246
t.test(
  'trust is not silently lost over plain HTTP: where it is allowed the cookie is one that a browser keeps',
  async (t) => {
    const plain = await startService(t, { COOKIE_SECURE: 'false' }, service);
    const user = await tenant.enrolledUser();
    const browser = newBrowser(plain);
    const login = () =>
      browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username: user.username, password: PASSWORD });
    await login();
    const code = totp(user.secret, clock.now());
    const answer = await browser.call('POST', '/v1/login/challenge', { code, trustDevice: true });
    const lines = [answer.headers['set-cookie']].flat().map(String);
    const line = lines.find((each) => each.startsWith('ic_device_')) ?? '';
    t.match(line, /^ic_device_\S+=itd_/, 'without the prefix that demands HTTPS');
    t.notMatch(line, /Secure/i);
    t.match((await login()).body, { status: 'authenticated', session: { methods: ['pwd', 'trusted_device'] } });
  },
);
