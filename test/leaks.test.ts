import pg from 'pg';
import t from 'tap';
import { ADMIN, newBrowser, newTenant, PASSWORD, startService, totp, wrongCode } from './support/service.ts';

t.test('no secret stands in the log, the database, an event or an error', async (t) => {
  const service = await startService(t, { LOG_LEVEL: 'trace', COOKIE_SECURE: 'true' });
  const { get, post, patch, clock, log } = service;
  const tenant = await newTenant(service);
  const secrets = new Set<string>([PASSWORD, ADMIN, tenant.backend, tenant.support, tenant.admin]);
  const errors: string[] = [];
  const keep = <T extends { status: number; text: string }>(answer: T) => {
    if (answer.status >= 400) errors.push(answer.text);
    return answer;
  };
  const secret = (text: string) => {
    secrets.add(text);
    return text;
  };

  const user = await tenant.newUser();
  const { sessionToken: key } = (await tenant.login(user.username)).body;
  secret(key);
  const begun = (await post('/v1/account/authenticators', { type: 'totp' }, { key })).body;
  secret(begun.secret);
  const confirm = `/v1/account/authenticators/${begun.id}/confirm`;
  keep(await post(confirm, { code: secret(wrongCode(begun.secret, clock.now())) }, { key }));
  const code = secret(totp(begun.secret, clock.now()));
  const { recoveryCodes } = (await post(confirm, { code }, { key })).body;
  for (const each of recoveryCodes) secret(each);
  const { loginToken } = (await tenant.login(user.username)).body;
  secret(loginToken);
  keep(await post('/v1/login/challenge', { code }, { key: loginToken }));
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
  keep(await tenant.login(user.username, { password: secret('a wrong password, a canary') }));
  keep(await tenant.login(secret('a password typed into the name field')));
  keep(await tenant.login(user.username, { trustedDeviceToken: secret('itd_made-up-canary-token') }));
  keep(await tenant.login(user.username, { password: [secret('a canary of the wrong type')] }));
  keep(await tenant.login(user.username, { passwort: secret('a canary in an unknown field') }));
  keep(await get('/v1/session', { key: secret('ist_canary-session-token') }));
  keep(await get(`/v1/session?token=${secret('ist_canary-in-the-query')}`, { key }));
  keep(await post('/v1/session/reauthenticate', { password: 'nope nope nope', code: '000000' }, { key }));
  keep(await post('/v1/introspect', { token: secret('ist_canary-introspected') }, { key: tenant.backend }));
  const basic = Buffer.from(`id:${secret('iak_canary-basic-key')}`).toString('base64');
  keep(await post('/v1/introspect', { token: 'x' }, { headers: { authorization: `Basic ${secret(basic)}` } }));
  const newPassword = secret('a canary of a new password');
  keep(await patch(`${tenant.users}/${user.id}`, { password: newPassword }, { key: tenant.backend }));
  keep(await post(tenant.users, { username: 'short', password: secret('shortcanary') }, { key: tenant.admin }));
  keep(await post(tenant.users, { username: 'odd', passwordHash: secret('$1$canary$hash') }, { key: tenant.admin }));
  const brought = secret('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
  keep(
    await post(tenant.users, { username: 'b', authenticators: [{ type: 'totp', secret: brought }] }, { key: ADMIN }),
  );
  keep(await post(tenant.users, { username: 'b', password: secret('yet another canary pass') }, { key: ADMIN }));
  const path = `${tenant.users}/${user.id}/two-factor-reset`;
  const { resetCode } = (await post(path, { reason: 'lost' }, { key: tenant.support })).body;
  secret(resetCode);
  const owing = (await tenant.login(user.username, { password: newPassword })).body;
  secret(owing.loginToken);
  keep(await post('/v1/login/enrollment', { resetCode: secret('00000-00000') }, { key: owing.loginToken }));
  const anew = (await post('/v1/login/enrollment', { resetCode }, { key: owing.loginToken })).body;
  secret(anew.secret);
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
  errors.push(fault.body);
  t.equal(fault.statusCode, 500);
  t.notMatch(fault.body, /sessions|elsewhere|select|at .*\.ts/, 'a fault tells nothing of the inside');
  await admin.query('alter table elsewhere rename to sessions');
  t.equal((await get('/v1/session', { key: 'ist_x' })).status, 401);

  const tables = await admin.query(`select tablename from pg_tables where schemaname = 'public'`);
  let dump = '';
  for (const { tablename } of tables.rows) {
    const rows = await admin.query(`select row_to_json(t)::text as text from ${tablename} as t`);
    dump += rows.rows.map((row) => row.text).join('\n');
  }
  const logged = log.join('');
  t.ok(logged.includes('the request failed'), 'the fault was logged');
  t.ok(dump.includes(user.username), 'the dump holds what it should');
  for (const each of secrets) {
    const places = { log: logged, database: dump, errors: errors.join('\n') };
    // six digits may stand anywhere by chance: among times and ids
    const pattern = /^\d{6}$/.test(each) ? new RegExp(`(?<![\\d.])${each}(?![\\d])(?=["\\s])`) : null;
    for (const [place, text] of Object.entries(places))
      t.notOk(pattern ? pattern.test(text) : text.includes(each), `${place}: ${each.slice(0, 12)}…`);
  }
  t.notOk(logged.includes(user.username), 'the log names no user');
});

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
