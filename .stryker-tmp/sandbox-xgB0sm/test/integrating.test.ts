// @ts-nocheck
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { endAfter, freePort, without } from './support/programs.ts';
import { startReceiver, until } from './support/receiver.ts';
import { ADMIN, CHROME, must, newTenant, PASSWORD, startService, totp } from './support/service.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/integrating.md'), 'utf8');
const run = promisify(execFile);

function block(language: string, name = ''): string {
  const [, text] = new RegExp(`\`\`\`${language}${name && ` ${name}`}\n(.*?)\`\`\``, 's').exec(page) ?? [];
  if (!text) throw new Error(`docs/integrating.md has no ${language} ${name}`);
  return text;
}

const BLOCKS = [
  ...['sh token-mode', 'js backend', 'csharp backend', 'sh introspection', 'js jwt', 'nginx', 'js frontend'],
  ...['sh import', 'js webhook'],
];

t.test('docs/integrating.md: every block is run below, and the calls and fields that it names are there', async (t) => {
  t.strictSame(
    [...page.matchAll(/^```(\S.*)$/gm)].map(([, fence]) => fence),
    BLOCKS,
  );
  const document = readFileSync(join(root, 'openapi.yaml'), 'utf8');
  const names = [...page.matchAll(/`([a-z]+(?:[A-Z][a-z]+)+)`/g)].map(([, name]) => name as string);
  const elsewhere = ['backendKey', 'whoIs'];
  for (const name of names.filter((name) => !elsewhere.includes(name)))
    t.match(document, new RegExp(`^ +(operationId: ${name}|${name}:)$`, 'm'), name);
  const calls = [...page.matchAll(/`(GET|POST) (\/\S+)`/g)];
  for (const [call, method = '', path = ''] of calls)
    t.match(document, new RegExp(`^  ${path}:\n(    .*\n)*?    ${method.toLowerCase()}:`, 'm'), call);
  t.ok(names.length > 8 && calls.length >= 3);
  const [, policy = ''] = /`(\{"twoFactor".*\})`/.exec(page) ?? [];
  await newTenant(await startService(t), JSON.parse(policy));
});

/** In a folder of its own, with these values for what the page leaves open. */
async function shell(t: Test, script: string, values: Record<string, string>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'imagecapture-auth-integrating-'));
  t.teardown(() => rm(cwd, { recursive: true, force: true }));
  const given = Object.entries(values).map(([name, value]) => `${name}='${value}'`);
  return (await run('bash', ['-c', ['set -eo pipefail', ...given, script].join('\n')], { cwd })).stdout;
}

/** As a module of a project that has the packages; `use` is what its caller does. The last line that is printed is JSON. */
async function node(code: string, use: string, env: Record<string, string>) {
  const args = ['--input-type=module', '--eval', `${code}\n${use}`];
  const { stdout } = await run(process.execPath, args, { cwd: root, env: { PATH: process.env.PATH, ...env } });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

async function listening(t: Test, settings: Record<string, string> = {}) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const service = await startService(t, { PUBLIC_URL: url, ...settings });
  await service.app.listen({ host: '127.0.0.1', port });
  const tenant = await newTenant(service);
  const code = (secret: string) => totp(secret, service.clock.now());
  return { service, url, tenant, code, env: { AUTH_URL: url, AUTH_KEY: tenant.backend, TENANT: tenant.slug } };
}

t.test(
  'docs/integrating.md: token mode, introspection and the import by curl',
  { skip: await without('curl', '--version') },
  async (t) => {
    const { url, tenant, code } = await listening(t);
    const user = await tenant.enrolledUser();
    const script = block('sh', 'token-mode')
      .replace(/^(URL|KEY|USER|CODE)=.*\n/gm, '')
      .replaceAll('/tenants/demo/', `/tenants/${tenant.slug}/`);
    t.notMatch(script, /^\w+=[^$]/m, 'every value that is left open is given');
    const values = { URL: url, KEY: tenant.backend, USER: user.username, PASSWORD, CODE: code(user.secret) };
    const answer = JSON.parse(await shell(t, script, values));
    t.match(answer, { status: 'authenticated', session: { acr: 'aal2' }, trustedDeviceToken: /^itd_/ });
    const asked = await shell(t, block('sh', 'introspection'), { ...values, SESSION: answer.sessionToken });
    t.match(JSON.parse(asked), { active: true, username: user.username, acr: 'aal2' });

    const bringing = block('sh', 'import').replace('/tenants/demo/', `/tenants/${tenant.slug}/`);
    const lines = (await shell(t, bringing, { URL: url, ADMIN_KEY: ADMIN })).trim().split('\n');
    t.match(
      lines.map((line) => JSON.parse(line).status),
      ['created', 'created'],
    );
  },
);

t.test('docs/integrating.md: a backend in Node signs in, answers the code, asks whose session it is', async (t) => {
  const { tenant, code, env } = await listening(t);
  const user = await tenant.enrolledUser();
  const use = `
    const { USER, PASSWORD, CODE } = process.env;
    const client = { ip: '203.0.113.7', userAgent: ${JSON.stringify(CHROME)} };
    const no = await signIn(USER, 'not the password at all', client);
    const { loginToken } = await signIn(USER, PASSWORD, client);
    const wrong = await answerCode(loginToken, '000000'.replace(CODE, '111111'), false);
    const done = await answerCode(loginToken, CODE, true);
    const again = await signIn(USER, PASSWORD, client, done.trustedDeviceToken);
    const who = await whoIs(done.sessionToken);
    console.log(JSON.stringify({ no, wrong, done, again, who, nobody: await whoIs('ist_nothing') }));`;
  const given = { USER: user.username, PASSWORD, CODE: code(user.secret) };
  t.match(await node(block('js', 'backend'), use, { ...env, ...given }), {
    no: null,
    wrong: { wrong: true, attemptsLeft: 4 },
    done: { status: 'authenticated' },
    again: { status: 'authenticated', session: { acr: 'aal1' } },
    who: { username: user.username, acr: 'aal2' },
    nobody: null,
  });
});

t.test('docs/integrating.md: a backend in Node verifies a JWT, and refuses that of another tenant', async (t) => {
  const { service, tenant, env } = await listening(t);
  // jose in a process of its own goes by the real clock
  const user = await tenant.newUser();
  const session = await tenant.signIn(user.username);
  const { accessToken } = must(await service.post('/v1/session/token', undefined, { key: session }), 200);
  const use = 'console.log(JSON.stringify(await whoIs(process.env.JWT).catch((error) => error.code)));';
  const verify = (more: object) => node(block('js', 'jwt'), use, { ...env, JWT: accessToken, ...more });
  t.match(await verify({}), { sub: user.id, acr: 'aal1' });
  t.equal(await verify({ TENANT: 'another' }), 'ERR_JWT_CLAIM_VALIDATION_FAILED');
});

t.test('docs/integrating.md: a page signs in in cookie mode, with a wrong code first', async (t) => {
  const origin = 'http://localhost:5173';
  const { url, tenant, code } = await listening(t, { ALLOWED_ORIGINS: origin, COOKIE_SECURE: 'false' });
  const user = await tenant.enrolledUser();
  // what a browser does: it keeps cookies, sends them where a page asks for it, and names the page's origin
  const browser = `
    const jar = new Map();
    const { fetch: send } = globalThis;
    globalThis.fetch = async (request) => {
      if (request.credentials !== 'include') throw new Error('no cookies');
      request.headers.set('origin', process.env.ORIGIN);
      request.headers.set('cookie', [...jar].map((pair) => pair.join('=')).join('; '));
      const answer = await send(request);
      for (const line of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
        value === '' ? jar.delete(name) : jar.set(name, value);
      }
      return answer;
    };
    const AUTH_URL = process.env.AUTH_URL;`;
  const use = `
    const left = [];
    const codes = ['000000'.replace(process.env.CODE, '111111'), process.env.CODE];
    const ask = async (attemptsLeft) => (left.push(attemptsLeft), { code: codes.shift(), trustDevice: true });
    const done = await signIn(process.env.TENANT, process.env.USER, process.env.PASSWORD, ask);
    console.log(JSON.stringify({ done, left, saved: await savedLogins() }));`;
  const env = { AUTH_URL: url, ORIGIN: origin, TENANT: tenant.slug, USER: user.username, PASSWORD };
  const { done, left, saved } = await node(browser + block('js', 'frontend'), use, { ...env, CODE: code(user.secret) });
  t.match(done, { status: 'authenticated', session: { acr: 'aal2' } });
  t.notMatch(JSON.stringify(done), /i[sl]t_/, 'no token comes in a body');
  t.strictSame(left, [5, 4]);
  t.equal(saved.length, 1);
});

t.test(
  'docs/integrating.md: nginx lets nobody in who is not signed in',
  { skip: await without('nginx', '-v') },
  async (t) => {
    const { url, tenant } = await listening(t);
    const product = await startReceiver(t, (_received, response) => response.end('the product'));
    const session = await tenant.signIn((await tenant.newUser()).username);
    const port = await freePort();
    const dir = await mkdtemp(join(tmpdir(), 'imagecapture-auth-nginx-'));
    t.teardown(() => rm(dir, { recursive: true, force: true }));
    const locations = block('nginx')
      .replace('http://127.0.0.1:8080', new URL(product.url).origin)
      .replace('http://127.0.0.1:3000', url);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${dir};`);
    await writeFile(
      join(dir, 'nginx.conf'),
      `daemon off; pid ${dir}/pid; error_log stderr; events {}
      http { access_log off; ${temporary.join(' ')} server { listen 127.0.0.1:${port}; ${locations} } }`,
    );
    const nginx = spawn('nginx', ['-c', join(dir, 'nginx.conf'), '-p', dir], { stdio: 'ignore' });
    endAfter(t, nginx);
    const get = (headers: Record<string, string>, method = 'GET') =>
      fetch(`http://127.0.0.1:${port}/page`, { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) });
    await until('nginx answers', () =>
      get({}).then(
        () => true,
        () => false,
      ),
    );
    t.equal((await get({})).status, 401);
    t.equal((await get({ authorization: 'Bearer ist_nothing' })).status, 401);
    t.equal(product.received.length, 0, 'the product was not asked');
    const authorization = `Bearer ${session}`;
    t.equal(await (await get({ authorization })).text(), 'the product');
    t.equal((await get({ authorization, 'content-type': 'application/json' }, 'POST')).status, 200);
  },
);

t.test('docs/integrating.md: an event is read where it is ours, and refused where it was touched', async (t) => {
  const { Webhook } = await import('standardwebhooks');
  const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
  const body = JSON.stringify({ type: 'two_factor.reset', data: { id: 'one' } });
  const at = new Date();
  const headers = {
    'webhook-id': 'one',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('one', at, body),
  };
  const use = `
    const [secret, body, headers] = JSON.parse(process.env.GIVEN);
    const read = (text) => { try { return readEvent(secret, text, headers); } catch (error) { return error.name; } };
    console.log(JSON.stringify([read(body), read(body + ' ')]));`;
  const given = { GIVEN: JSON.stringify([secret, body, headers]) };
  const [event, touched] = await node(block('js', 'webhook'), use, given);
  t.strictSame(event, { id: 'one' });
  t.not(touched, event);
  t.type(touched, 'string');
});

// file-based programs came with .NET 10
t.test(
  'docs/integrating.md: a backend in C# signs in with a code',
  { skip: await without('dotnet', '--version') },
  async (t) => {
    const { tenant, code, env } = await listening(t);
    const user = await tenant.enrolledUser();
    const dir = await mkdtemp(join(tmpdir(), 'imagecapture-auth-csharp-'));
    t.teardown(() => rm(dir, { recursive: true, force: true }));
    // a file as a program is made for ahead-of-time compilation, which a backend is not: JSON by reflection is off there
    await writeFile(join(dir, 'backend.cs'), `#:property PublishAot=false\n${block('csharp', 'backend')}`);
    const given = { ...env, AUTH_USER: user.username, AUTH_PASSWORD: PASSWORD, CODE: code(user.secret) };
    const { stdout } = await run('dotnet', ['run', 'backend.cs'], { cwd: dir, env: { ...process.env, ...given } });
    t.match(stdout, user.username);
  },
);
