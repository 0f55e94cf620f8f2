// @ts-nocheck
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createAuthClient, dataOf, isProblem, type ProblemCode, ProblemError } from 'imagecapture-auth/client';
import t from 'tap';
import { clientFiles } from '../client/generate.ts';
import { startReceiver } from './support/receiver.ts';
import { ADMIN, CHROME, PASSWORD, startService, totp, unique, wrongCode } from './support/service.ts';

t.test('client/ is what openapi.yaml and openapi-fetch say today (npm run client writes it)', async (t) => {
  for (const [path, text] of Object.entries(await clientFiles()))
    t.ok((await readFile(new URL(`../${path}`, import.meta.url), 'utf8')) === text, path);
});

t.test('whoever installs the client gets it alone, for plain node and with types for tsc', async (t) => {
  const service = await startService(t);
  const baseUrl = await service.app.listen({ host: '127.0.0.1', port: 0 });
  const cwd = await mkdtemp(join(tmpdir(), 'imagecapture-auth-client-'));
  t.teardown(() => rm(cwd, { recursive: true, force: true }));
  const run = promisify(execFile);
  const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
  await writeFile(join(cwd, 'package.json'), '{ "type": "module" }');
  const { stdout: packed } = await run('npm', ['pack', at('client'), '--silent'], { cwd });
  const quietly = ['--offline', '--no-audit', '--no-fund', '--silent'];
  await run('npm', ['install', `./${packed.trim()}`, ...quietly], { cwd });
  const lock = JSON.parse(await readFile(join(cwd, 'package-lock.json'), 'utf8'));
  t.strictSame(
    Object.keys(lock.packages),
    ['', 'node_modules/imagecapture-auth'],
    'and nothing that the service needs',
  );
  const program = (code: string) => `import { createAuthClient, isProblem } from 'imagecapture-auth/client';
    const { error } = await createAuthClient({ baseUrl: ${JSON.stringify(baseUrl)}, token: 'ist_x' }).GET('/v1/session');
    if (isProblem(error, '${code}')) console.log(error.status);`;
  await writeFile(join(cwd, 'right.js'), program('not_authenticated'));
  t.equal((await run(process.execPath, ['right.js'], { cwd })).stdout, '401\n');
  await writeFile(join(cwd, 'right.ts'), program('not_authenticated'));
  await writeFile(join(cwd, 'wrong.ts'), program('slug_taken'));
  const tsc = [
    at('node_modules/typescript/lib/tsc.js'),
    ...'--noEmit --strict --module nodenext --lib esnext,dom'.split(' '),
  ];
  const types = (file: string) =>
    run(process.execPath, [...tsc, '--types', '', file], { cwd }).then(
      ({ stdout }) => stdout,
      ({ stdout, stderr }) => stdout || stderr,
    );
  t.equal(await types('right.ts'), '');
  t.match(await types('wrong.ts'), /^wrong\.ts\(3,.*'"slug_taken"' is not assignable/);
});

t.test('the whole journey with the typed client: enrol, sign in, trust, revoke, reset, enrol again', async (t) => {
  const service = await startService(t);
  const baseUrl = await service.app.listen({ host: '127.0.0.1', port: 0 });
  const code = (secret: string) => totp(secret, service.clock.now());
  const as = (token: string | undefined) => createAuthClient({ baseUrl, token: () => token });
  const tenant = unique('c');
  const [username, password] = [unique('user'), PASSWORD];

  const admin = createAuthClient({ baseUrl, token: ADMIN });
  dataOf(await admin.POST('/v1/admin/tenants', { body: { slug: tenant, name: 'Scan & Co' } }));
  const keyFor = async (role: 'backend' | 'support') =>
    as(dataOf(await admin.POST('/v1/admin/api-keys', { body: { name: role, role, tenant } })).key);
  const [backend, support] = [await keyFor('backend'), await keyFor('support')];
  const params = { path: { tenant } };
  const user = dataOf(await backend.POST('/v1/admin/tenants/{tenant}/users', { params, body: { username, password } }));

  const client = { ip: '203.0.113.7', userAgent: CHROME };
  const signIn = async (more: { trustedDeviceToken?: string } = {}) => {
    const body = { username, password, client, ...more };
    return dataOf(await backend.POST('/v1/tenants/{tenant}/login', { params, body }));
  };
  const first = await signIn();
  t.equal(first.status, 'authenticated');
  const settings = as(first.sessionToken);
  const begun = dataOf(await settings.POST('/v1/account/authenticators', { body: { type: 'totp', name: 'My phone' } }));
  const picture = await settings.GET('/v1/account/authenticators/{id}/qr.svg', {
    params: { path: { id: begun.id } },
    parseAs: 'text',
  });
  t.match(picture.data, /^<svg/);
  const confirmed = await settings.POST('/v1/account/authenticators/{id}/confirm', {
    params: { path: { id: begun.id } },
    body: { code: code(begun.secret) },
  });
  t.equal(dataOf(confirmed).recoveryCodes?.length, 10);

  service.clock.advance(30_000);
  const owed = await signIn();
  t.equal(owed.status, 'challenge_required');
  const wrong = await as(owed.loginToken).POST('/v1/login/challenge', {
    body: { code: wrongCode(begun.secret, service.clock.now()) },
  });
  t.ok(isProblem(wrong.error, 'invalid_code', 'too_many_attempts'));
  //  no call for a code knows of slugs
  t.notOk(isProblem(wrong.error, 'slug_taken'));
  t.notOk(isProblem(wrong.error, 'internal_error'), 'which any call may answer');
  if (isProblem(wrong.error, 'invalid_code')) {
    const only: 'invalid_code' = wrong.error.code;
    t.match(wrong.error, { code: only, status: 401, attemptsLeft: 4 });
  }
  //  nor can its code be held against one
  t.notOk(wrong.error?.code === 'slug_taken');
  const body = { code: code(begun.secret), trustDevice: true };
  const trusted = dataOf(await as(owed.loginToken).POST('/v1/login/challenge', { body }));
  t.equal(trusted.session?.acr, 'aal2');
  const again = await signIn({ trustedDeviceToken: trusted.trustedDeviceToken ?? '' });
  t.equal(again.status, 'authenticated', 'no code is asked for');

  const account = as(again.sessionToken);
  const { trustedDevices } = dataOf(await account.GET('/v1/account/trusted-devices'));
  t.match(trustedDevices, [{ name: 'Chrome on Windows', current: true }]);
  const gone = await account.DELETE('/v1/account/trusted-devices/{id}', {
    params: { path: { id: trustedDevices[0]?.id ?? '' } },
  });
  t.equal(gone.response.status, 204);
  t.equal((await signIn({ trustedDeviceToken: again.trustedDeviceToken ?? '' })).status, 'challenge_required');
  const { active, sub } = dataOf(await backend.POST('/v1/introspect', { body: { token: again.sessionToken ?? '' } }));
  t.strictSame([active, sub], [true, user.id]);

  const { resetCode } = dataOf(
    await support.POST('/v1/admin/tenants/{tenant}/users/{userId}/two-factor-reset', {
      params: { path: { tenant, userId: user.id } },
      body: { reason: 'Lost phone' },
    }),
  );
  const enrolling = await signIn();
  t.match(enrolling, { status: 'enrollment_required', reason: 'reset', resetCodeRequired: true });
  const pending = as(enrolling.loginToken);
  const anew = dataOf(await pending.POST('/v1/login/enrollment', { body: resetCode ? { resetCode } : {} }));
  const done = dataOf(await pending.POST('/v1/login/enrollment/confirm', { body: { code: code(anew.secret) } }));
  t.match(done, { status: 'authenticated', user: { username } });
  t.equal(done.recoveryCodes?.length, 10);

  const events = await support.GET('/v1/admin/tenants/{tenant}/events', {
    params: { ...params, query: { userId: user.id, type: 'two_factor.reset' } },
  });
  t.equal(dataOf(events).events.length, 1);
});

t.test('a problem is thrown by its code, and what is no problem of ours by its status', async (t) => {
  const service = await startService(t);
  const baseUrl = await service.app.listen({ host: '127.0.0.1', port: 0 });
  const nobody = createAuthClient({ baseUrl, token: 'ist_nothing' });
  const refused = await nobody
    .GET('/v1/session')
    .then(dataOf)
    .catch((error: unknown) => error);
  t.ok(refused instanceof ProblemError);
  t.match(refused, { status: 401, code: 'not_authenticated', problem: { requestId: String } });
  //  there is no such code
  const misspelt: ProblemCode = 'invalid_kode';
  t.notOk(isProblem((refused as ProblemError).problem, misspelt));
  //  the password is missing, and tsc says so
  await nobody.POST('/v1/tenants/{tenant}/login', { params: { path: { tenant: 'a' } }, body: { username: 'a' } });

  const proxy = await startReceiver(t, (_received, response) => response.writeHead(502).end('Bad Gateway'));
  const behind = createAuthClient({ baseUrl: proxy.url, token: 'ist_nothing' });
  const failed = await behind
    .GET('/v1/session')
    .then(dataOf)
    .catch((error: unknown) => error);
  t.match(failed, { name: 'ProblemError', status: 502, code: null, problem: null });
});

t.test('without a token the client sends cookies, and a header of a call goes before its token', async (t) => {
  const seen: Request[] = [];
  const fetch = async (request: Request) => {
    seen.push(request);
    return Response.json({});
  };
  await createAuthClient({ baseUrl: 'http://localhost', fetch }).GET('/v1/session');
  const withToken = createAuthClient({ baseUrl: 'http://localhost', token: 'ist_a', fetch });
  await withToken.GET('/v1/session');
  await withToken.GET('/v1/session', { headers: { authorization: 'Bearer ist_b' } });
  t.strictSame(
    seen.map(({ credentials, headers }) => [credentials, headers.get('authorization')]),
    [
      ['include', null],
      ['omit', 'Bearer ist_a'],
      ['omit', 'Bearer ist_b'],
    ],
  );
});
