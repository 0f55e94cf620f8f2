/**
 * Can somebody tell by time whether a user exists? Sign-ins that fail, of six kinds, in turn against a running service
 * with a database of its own: medians of 200 each must differ by less than 10 % (SECURITY.md). For a quiet machine.
 *
 *   npm run bench:tell             TRIES=200   WRONG_PASSWORD_MILLIS=0 without the common floor
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import bcrypt from 'bcrypt';
import { startEmbedded } from '../src/db/embedded.ts';

const TRIES = Number(process.env.TRIES ?? 200);
/** `0` leaves the common floor out: then only those whose hash is one of ours, or who have none, are alike */
const FLOOR = process.env.WRONG_PASSWORD_MILLIS;
const ADMIN = `iak_${'bench-key-'.repeat(5)}`;
const PASSWORD = 'correct horse battery 9 staple';

const say = (line: string) => process.stdout.write(`${line}\n`);

const folder = await mkdtemp(join(tmpdir(), 'imagecapture-auth-bench-'));
// PostgreSQL runs as a user of its own, who must get in
await chmod(folder, 0o755);
const database = await startEmbedded({ dataDir: folder, log: () => {} });
const service = spawn(process.execPath, ['src/start.js'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: ['ignore', 'pipe', 'inherit'],
  env: {
    ...process.env,
    NODE_ENV: 'production',
    DATABASE_URL: database.url,
    ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    BOOTSTRAP_ADMIN_KEY: ADMIN,
    PORT: '0',
    RATE_LIMITS: 'off',
    ...(FLOOR === undefined ? {} : { WRONG_PASSWORD_MILLIS: FLOOR }),
  },
});
try {
  const [, origin] = await new Promise<RegExpExecArray>((done) => {
    service.stdout.on('data', (text) => {
      const found = /listening on (http:\S+?)"/.exec(String(text));
      if (found) done(found);
    });
  });
  const call = async (method: string, path: string, body: object, key?: string) => {
    const headers = { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
    const answer = await fetch(`${origin}${path}`, { method, headers, body: JSON.stringify(body) });
    // biome-ignore lint/suspicious/noExplicitAny: what the API answers
    return { status: answer.status, body: (await answer.json()) as any };
  };
  await call('POST', '/v1/admin/tenants', { slug: 'acme', name: 'Acme' }, ADMIN);

  /** Four failures a user, so that none is barred. */
  const users = Math.ceil((TRIES + 1) / 4);
  const create = async (username: string, given: object) => {
    const made = await call('POST', '/v1/admin/tenants/acme/users', { username, ...given }, ADMIN);
    if (made.status !== 201) throw new Error(JSON.stringify(made.body));
    return made.body.id as string;
  };
  const passwordHash = await bcrypt.hash(PASSWORD, 10);
  for (let n = 0; n < users; n++) {
    await create(`known${n}`, { password: PASSWORD });
    await create(`bare${n}`, {});
    await create(`imported${n}`, { passwordHash });
    const id = await create(`disabled${n}`, { password: PASSWORD });
    await call('PATCH', `/v1/admin/tenants/acme/users/${id}`, { status: 'disabled' }, ADMIN);
  }

  const kinds = ['known', 'nobody', 'bare', 'disabled', ...(FLOOR === '0' ? [] : ['imported']), 'elsewhere'];
  const millis: Record<string, number[]> = Object.fromEntries(kinds.map((kind) => [kind, []]));
  for (let n = 0; n < TRIES; n++)
    // each round in another order, so that nothing is always first
    for (const kind of kinds.map((_, index) => kinds[(index + n) % kinds.length] as string)) {
      const began = performance.now();
      const answer = await call('POST', `/v1/tenants/${kind === 'elsewhere' ? 'no-such-tenant' : 'acme'}/login`, {
        username: `${kind}${Math.floor(n / 4)}`,
        password: 'not the password at all',
      });
      millis[kind]?.push(performance.now() - began);
      if (answer.status !== 401) throw new Error(`${kind}: ${answer.status}`);
    }
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] as number;
  const medians = kinds.map((kind) => median(millis[kind] ?? []));
  for (const [index, kind] of kinds.entries()) say(`${kind.padEnd(10)} ${medians[index]?.toFixed(2)} ms`);
  const spread = (Math.max(...medians) - Math.min(...medians)) / Math.min(...medians);
  say(`medians of ${TRIES} differ by ${(spread * 100).toFixed(2)} % at most; 10 % is the limit`);
  process.exitCode = spread < 0.1 ? 0 : 1;
} finally {
  service.kill('SIGTERM');
  await once(service, 'exit');
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}
