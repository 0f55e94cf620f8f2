// @ts-nocheck
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { freshDatabase } from './support/database.ts';
import { startReplica } from './support/programs.ts';
import { ADMIN, PASSWORD } from './support/service.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const KEYS = `k1:${Buffer.alloc(32, 5).toString('base64')}`;

/** As docs/operating.md has it, with the image's /app being this folder. */
const PERMISSIONS = [
  '--permission',
  '--allow-net',
  '--allow-addons',
  `--allow-fs-read=${root}`,
  '--allow-fs-read=/etc/alpine-release',
];

// Proves: v5.0.0-15.2.5
t.test(
  'the service needs no child process, no worker, no file but its own, and no __proto__',
  { skip: process.platform === 'win32' && 'there is no env here' },
  async (t) => {
    const { url } = await freshDatabase(t);
    const settings = { DATABASE_URL: url, ENCRYPTION_KEYS: KEYS, BOOTSTRAP_ADMIN_KEY: ADMIN };
    const replica = await startReplica(t, settings, ['--disable-proto=throw', ...PERMISSIONS]);
    const call = async (method: string, path: string, body?: object) => {
      const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' };
      const answer = await fetch(replica.url + path, { method, headers, body: body ? JSON.stringify(body) : null });
      return { status: answer.status, text: await answer.text() };
    };
    t.equal((await call('POST', '/v1/admin/tenants', { slug: 'acme', name: 'Acme' })).status, 201);
    const users = '/v1/admin/tenants/acme/users';
    t.equal((await call('POST', users, { username: 'alice', password: PASSWORD })).status, 201);
    const credentials = { username: 'alice', password: PASSWORD };
    const signIn = await fetch(`${replica.url}/v1/tenants/acme/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    t.match(await signIn.text(), /"status":"authenticated"/, 'argon2 hashes');
    for (const path of ['/readyz', '/openapi.yaml', '/.well-known/jwks.json'])
      t.equal((await call('GET', path)).status, 200, path);
    t.equal(await replica.stop(), 0);
    // node itself warns, in brackets, of what the flags allow
    const lines = replica.log.filter((line) => !line.startsWith('('));
    for (const line of lines) t.type(JSON.parse(line).level, 'number', 'one JSON object a line, and no start page');
    t.ok(lines.length > 5, `${lines.length} lines`);
    t.notMatch(replica.log.join('\n'), /ERR_ACCESS_DENIED|restricted|ERR_PROTO_ACCESS/);
  },
);
