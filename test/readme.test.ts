import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { until } from './support/receiver.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The journey of README.md, but for where the service is. */
async function journey(url: string, dataDir: string): Promise<string> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, lines] = /```sh journey\n(.*?)```/s.exec(readme) ?? [];
  if (!lines) throw new Error('README.md has no journey');
  return lines.replace(/^URL=http:\/\/localhost:3000$/m, `URL=${url}`).replace(/^DATA=\.data$/m, `DATA=${dataDir}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

const hasCurl = await promisify(execFile)('curl', ['--version']).then(
  () => true,
  () => false,
);

t.test(
  'the journey and the command line of README.md work word for word',
  { skip: hasCurl ? false : 'there is no curl here' },
  async (t) => {
    const dataDir = await realpath(await mkdtemp(join(tmpdir(), 'imagecapture-auth-readme-')));
    await chmod(dataDir, 0o755);
    const port = await freePort();
    const { DATABASE_URL: _, ...env } = process.env;
    const service = spawn(process.execPath, ['src/start.js'], {
      cwd: root,
      env: { ...env, NODE_ENV: 'development', PORT: String(port), DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let log = '';
    service.stdout.on('data', (chunk) => {
      log += chunk;
    });
    t.teardown(async () => {
      service.kill('SIGTERM');
      if (service.exitCode === null) await new Promise((done) => service.once('exit', done));
      await rm(dataDir, { recursive: true, force: true });
    });
    const url = `http://localhost:${port}`;
    for (let tries = 0; tries < 300; tries++) {
      const ready = await fetch(`${url}/readyz`).catch(() => null);
      if (ready?.ok) break;
      await sleep(100);
    }
    await until('the start page', () => log.includes('Ctrl+C'));
    const [, page = ''] = /ImageCapture Auth is ready\.(.*)/s.exec(log) ?? [];
    t.match(page, /sign in as "alice" with the password "open-sesame-after-lunch"/, 'it says what to type');
    t.ok(page.includes(`${dataDir}/demo.json`) && page.includes('npm run cli -- code SECRET'));
    const links = page.match(/http:\S+/g) ?? [];
    t.equal(links.length, 3, 'demo, help desk, docs');
    for (const link of links) t.equal((await fetch(link)).status, 200, link);

    const readme = await readFile(join(root, 'README.md'), 'utf8');
    for (const [, path = ''] of readme.matchAll(/http:\/\/localhost:3000(\/[^\s>)]+)>/g))
      t.equal((await fetch(url + path)).status, 200, path);
    t.match(readme, 'as `alice`, with the password `open-sesame-after-lunch`');

    const script = `set -eo pipefail\n${await journey(url, dataDir)}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: root, env });
    t.match(stdout, /"slug":"demo"/);
    t.match(stdout, /"name":"Chrome on Windows","current":true/);
    t.match(stdout, /^challenge_required$/m, 'after revocation a code is asked for');
    t.match(stdout, /^authenticated$/m, 'after the reset the user has enrolled again');
    t.match(stdout, /"active":true,.*"username":"alice".*"acr":"aal2"/);
    t.match(await readFile(join(dataDir, 'qr.svg'), 'utf8'), /^<svg/);

    const [, commands] = /```sh cli\n(.*?)```/s.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];
    const asOperator = `set -eo pipefail\n${commands}`;
    const operator = await promisify(execFile)('bash', ['-c', asOperator], {
      cwd: root,
      env: { ...env, DATA_DIR: dataDir },
    });
    t.match(operator.stdout, /^ok +keys/m, 'the command line finds the database of the service that runs');
    t.match(operator.stdout, /^2FA +required$/m);
    t.match(operator.stdout, /^1 users created, 0 lines refused\.$/m);
    t.match(operator.stdout, /^2FA of "bob" is reset/m);
    t.match(operator.stdout, /secrets sealed anew/);
  },
);
