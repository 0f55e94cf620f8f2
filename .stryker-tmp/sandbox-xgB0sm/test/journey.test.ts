// @ts-nocheck
import t from 'tap';
import { newBrowser, newTenant, PASSWORD, startService, totp, wrongCode } from './support/service.ts';

t.test('the journey in token mode: sign in, enrol, code, trust, saved logins, recovery, reset', async (t) => {
  const service = await startService(t);
  const { get, post, del, clock } = service;
  const tenant = await newTenant(service);
  const page = await get(`/v1/tenants/${tenant.slug}`);
  t.strictSame(page.body, {
    slug: tenant.slug,
    name: 'Scan & Co',
    policy: { twoFactor: 'optional', trustedDevices: { enabled: true, days: 30 } },
  });
  const user = await tenant.newUser();

  const first = (await tenant.login(user.username)).body;
  t.match(first, { status: 'authenticated', session: { acr: 'aal1', methods: ['pwd'] }, sessionToken: /^ist_/ });
  const key = first.sessionToken;

  const begun = await post('/v1/account/authenticators', { type: 'totp', name: 'My phone' }, { key });
  t.equal(begun.status, 201);
  const { id, secret } = begun.body;
  const confirm = `/v1/account/authenticators/${id}/confirm`;
  t.match(await post(confirm, { code: wrongCode(secret, clock.now()) }, { key }), {
    status: 401,
    body: { code: 'invalid_code', attemptsLeft: 4 },
  });
  const code = totp(secret, clock.now());
  const confirmed = await post(confirm, { code }, { key });
  t.match(confirmed, { status: 200, body: { authenticator: { name: 'My phone' }, session: { acr: 'aal2' } } });
  t.equal(new Set(confirmed.body.recoveryCodes).size, 10);

  const challenged = (await tenant.login(user.username)).body;
  t.match(challenged, { status: 'challenge_required', methods: ['totp', 'recovery_code'], attemptsLeft: 5 });
  const answer = (given: object) => post('/v1/login/challenge', given, { key: challenged.loginToken });
  t.match(await answer({ code }), { status: 401, body: { code: 'invalid_code', attemptsLeft: 4 } });
  clock.advance(30_000);
  const trusted = await answer({ code: totp(secret, clock.now()), trustDevice: true });
  t.match(trusted.body, { status: 'authenticated', session: { acr: 'aal2' }, trustedDeviceToken: /^itd_/ });
  t.match(await answer({ code: '123456' }), { status: 409, body: { code: 'login_completed' } });

  const spared = await tenant.login(user.username, { trustedDeviceToken: trusted.body.trustedDeviceToken });
  t.match(spared.body, { status: 'authenticated', session: { acr: 'aal1', methods: ['pwd', 'trusted_device'] } });
  const saved = await get('/v1/account/trusted-devices', { key: spared.body.sessionToken });
  t.match(saved.body.trustedDevices, [{ name: 'Chrome on Windows', current: true }]);
  const device = saved.body.trustedDevices[0].id;
  t.equal((await del(`/v1/account/trusted-devices/${device}`, { key: spared.body.sessionToken })).status, 204);
  const again = await tenant.login(user.username, { trustedDeviceToken: spared.body.trustedDeviceToken });
  t.equal(again.body.status, 'challenge_required');

  const recovered = await post(
    '/v1/login/challenge',
    { method: 'recovery_code', code: confirmed.body.recoveryCodes[0].toLowerCase().replaceAll('-', ' ') },
    { key: again.body.loginToken },
  );
  t.equal(recovered.body.recoveryCodes.length, 1);

  const reset = await post(
    `${tenant.users}/${user.id}/two-factor-reset`,
    { reason: 'lost phone' },
    { key: tenant.support },
  );
  t.match(reset.body.resetCode, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  t.equal((await get('/v1/session', { key: recovered.body.sessionToken })).status, 401);
  const owing = (await tenant.login(user.username)).body;
  t.match(owing, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: true });
  const enroll = (given: object) => post('/v1/login/enrollment', given, { key: owing.loginToken });
  t.match(await enroll({}), { status: 401, body: { code: 'invalid_reset_code' } });
  const anew = await enroll({ resetCode: reset.body.resetCode });
  const done = await post(
    '/v1/login/enrollment/confirm',
    { code: totp(anew.body.secret, clock.now()) },
    { key: owing.loginToken },
  );
  t.match(done.body, { status: 'authenticated', session: { acr: 'aal2', methods: ['pwd', 'otp'] } });
  t.equal(done.body.recoveryCodes.length, 10);
  t.equal((await del('/v1/session', { key: done.body.sessionToken })).status, 204);
});

t.test('the journey in cookie mode: no token is ever in a body, and cookies carry it all', async (t) => {
  const service = await startService(t);
  const { clock } = service;
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const browser = newBrowser(service);
  const login = () =>
    browser.call('POST', `/v1/tenants/${tenant.slug}/login`, { username: user.username, password: PASSWORD });
  const texts: string[] = [];
  const keep = <T extends { text: string }>(answer: T) => {
    texts.push(answer.text);
    return answer;
  };

  t.equal(keep(await login()).body.status, 'authenticated');
  t.strictSame(Object.keys(browser.jar), ['__Host-ic_session']);
  const begun = keep(await browser.call('POST', '/v1/account/authenticators', { type: 'totp' }));
  const { id, secret } = begun.body;
  const code = totp(secret, clock.now());
  keep(await browser.call('POST', `/v1/account/authenticators/${id}/confirm`, { code }));
  t.equal((await browser.call('DELETE', '/v1/session')).status, 204);
  t.strictSame(browser.jar, {});

  t.equal(keep(await login()).body.status, 'challenge_required');
  t.strictSame(Object.keys(browser.jar), ['__Host-ic_login']);
  t.equal(keep(await browser.call('GET', '/v1/login')).body.status, 'challenge_required');
  clock.advance(30_000);
  const given = { code: totp(secret, clock.now()), trustDevice: true };
  t.equal(keep(await browser.call('POST', '/v1/login/challenge', given)).body.status, 'authenticated');
  const [device] = Object.keys(browser.jar).filter((name) => name.startsWith('__Host-ic_device_'));
  t.ok(device && !device.includes(user.username) && !device.includes(user.id), 'the suffix tells nothing');
  t.notOk('__Host-ic_login' in browser.jar, 'the login cookie is gone');
  const token = browser.jar[device ?? ''];

  await browser.call('DELETE', '/v1/session');
  t.ok(device && device in browser.jar, 'signing out leaves the trusted device');
  t.equal(keep(await login()).body.status, 'authenticated');
  t.not(browser.jar[device ?? ''], token, 'the device token was rotated');
  t.notMatch(texts.join(), /i(st|lt|td)_[A-Za-z0-9_-]{20}/, 'no token in any body');
});
