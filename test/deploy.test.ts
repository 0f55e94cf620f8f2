import { execFile } from 'node:child_process';
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { loadConfig } from '../src/config.ts';
import { without } from './support/programs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const run = promisify(execFile);

interface Service {
  image: string;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  read_only?: boolean;
  mem_limit?: string;
  cpus?: number;
  pids_limit?: number;
  user?: string;
  ports?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
}

const FILES = ['docker-compose.yml', 'docker-compose.replicas.yml'];
const compose = (file: string) =>
  parse(read(file), { merge: true }) as { services: Record<string, Service>; volumes: object };

for (const file of FILES)
  t.test(`${file}: every container is hardened, its image pinned, and open to this machine alone`, async (t) => {
    const { services, volumes } = compose(file);
    t.ok(Object.keys(services).length >= 4);
    for (const [name, service] of Object.entries(services)) {
      t.strictSame(service.cap_drop, ['ALL'], `${name}: no capabilities`);
      t.strictSame(service.security_opt, ['no-new-privileges:true'], name);
      t.equal(service.read_only, true, `${name}: read-only`);
      t.ok(service.mem_limit && service.cpus && service.pids_limit, `${name}: limits`);
      t.match(service.image, /^[a-z/-]+:v?\d[\w.-]*$/, `${name}: ${service.image}`);
      t.strictSame(service.cap_add ?? [], name === 'secrets' ? ['CHOWN'] : [], `${name}: what it may all the same`);
      if (name !== 'secrets') t.notMatch(service.user ?? '1000', /^(0|root)/, `${name} is not root`);
      for (const port of service.ports ?? []) t.match(port, /^127\.0\.0\.1:/, name);
      for (const [variable, value] of Object.entries(service.environment ?? {})) {
        t.notMatch(variable, /(PASSWORD|KEYS?|DATABASE_URL|SECRET)$/, `${name}: a secret comes as a file`);
        if (variable.endsWith('_FILE')) t.match(value, /^\/secrets\/[a-z-]+$/);
      }
      for (const volume of service.volumes ?? []) {
        const [from = '', , mode] = volume.split(':');
        if (from.startsWith('./')) t.ok(statSync(join(root, from)).isFile(), from);
        else t.ok(from in volumes, from);
        if (from !== 'database' && name !== 'secrets') t.equal(mode, 'ro', `${name}: ${volume}`);
      }
    }
  });

for (const file of FILES)
  t.test(`${file}: keys come first, then the database, its migrations, and what serves`, async (t) => {
    const { services } = compose(file);
    t.equal(services.db?.depends_on?.secrets?.condition, 'service_completed_successfully');
    t.equal(services.migrate?.depends_on?.db?.condition, 'service_healthy');
    for (const [name, service] of Object.entries(services).filter(([name]) => name.startsWith('service'))) {
      t.equal(service.depends_on?.migrate?.condition, 'service_completed_successfully', name);
      t.equal(service.environment?.MIGRATE, 'off', `${name} leaves migrations to their own step`);
    }
    const { version } = JSON.parse(read('package.json'));
    t.equal(services.migrate?.image, `imagecapture-auth:${version}`, 'the image is this release');
  });

t.test('docker-compose accepts both files', { skip: await without('docker-compose', 'version') }, async (t) => {
  for (const file of FILES) await t.resolves(run('docker-compose', ['-f', file, 'config', '-q'], { cwd: root }), file);
});

const isRoot = process.getuid?.() === 0;
const setpriv = (await without('setpriv', '--version')) === false;

/** As the compose files run it: as root, with no other capability than to chown. */
function makeSecrets(folder: string, ...more: string[]) {
  const script = ['sh', 'deploy/make-secrets.sh', folder, ...more];
  const bare = ['setpriv', '--bounding-set', '-all,+chown', '--inh-caps', '-all', '--no-new-privs', ...script];
  const [program = '', ...args] = setpriv ? bare : script;
  const running = run(program, args, { cwd: root });
  return Object.assign(running, { input: running.child.stdin });
}

async function secretsFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imagecapture-auth-secrets-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const contents = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));

t.test(
  'keys and passwords are made once, each readable by one user alone, and the service takes them',
  { skip: isRoot ? false : 'only root may give files to others' },
  async (t) => {
    const folder = await secretsFolder(t);
    const { stdout } = await makeSecrets(folder);
    const made = contents(folder);
    for (const text of Object.values(made)) t.notOk(stdout.includes(text.trim()), 'nothing is printed');
    const owners: Record<string, number> = {
      'postgres-password': 999,
      'database-password': 999,
      'pgbouncer-users': 70,
    };
    t.equal(Object.keys(made).length, 7);
    for (const file of Object.keys(made)) {
      const { mode, uid, gid } = statSync(join(folder, file));
      const owner = owners[file] ?? 1000;
      t.strictSame([mode & 0o777, uid, gid], [0o400, owner, owner], file);
    }
    t.equal(statSync(folder).mode & 0o777, 0o711, 'anybody may open a file, nobody may list them');

    for (const { environment } of FILES.flatMap((file) => Object.values(compose(file).services))) {
      if (!environment?.DATABASE_URL_FILE) continue;
      const named = Object.entries(environment).map(([name, value]) => [name, value.replace(/^\/secrets/, folder)]);
      const config = loadConfig({ NODE_ENV: 'production', HOST: '0.0.0.0', ...Object.fromEntries(named) });
      t.equal(config.ENCRYPTION_KEYS.length, 1);
      t.match(config.DATABASE_URL, new RegExp(`:${made['database-password']?.trim()}@`));
      t.equal(config.COOKIE_SECURE, true);
    }
    t.equal(made['pgbouncer-users'], `"imagecapture" "${made['database-password']?.trim()}"\n`);
    t.equal(new Set(Object.values(made)).size, 7, 'no two are alike');
    const elsewhere = await secretsFolder(t);
    await makeSecrets(elsewhere);
    t.not(contents(elsewhere)['encryption-keys'], made['encryption-keys']);

    t.equal((await makeSecrets(folder)).stdout, '', 'run again, it makes nothing');
    t.strictSame(contents(folder), made);

    await rm(join(folder, 'database-password'));
    await makeSecrets(folder);
    const mended = contents(folder);
    for (const file of ['encryption-keys', 'bootstrap-admin-key']) t.equal(mended[file], made[file], file);
    t.match(mended['database-url'], mended['database-password']?.trim(), 'ended half way, it begins the password anew');
    t.match(mended['pooled-database-url'], mended['database-password']?.trim());

    const keys = `${made['encryption-keys']?.trim()},k2:${Buffer.alloc(32, 2).toString('base64')}\n`;
    const set = makeSecrets(folder, 'set', 'encryption-keys');
    set.input?.end(keys);
    await set;
    t.equal(contents(folder)['encryption-keys'], keys, 'a key can be added');
    t.match(statSync(join(folder, 'encryption-keys')), { uid: 1000, mode: 0o100400 });
    const nothing = makeSecrets(folder, 'set', 'encryption-keys');
    nothing.input?.end();
    await t.rejects(nothing, 'nothing is not taken for keys');
    await t.rejects(makeSecrets(folder, 'set', 'database-url'));
    t.strictSame(contents(folder), { ...mended, 'encryption-keys': keys });
  },
);

// Proves: v5.0.0-13.4.1, v5.0.0-15.2.3
t.test('the image holds all that the service reads, and nothing of development', async (t) => {
  const dockerfile = read('Dockerfile');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
    ([, files]) => files?.split(' ') ?? [],
  );
  const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, file]) => file ?? '');
  t.strictSame(copied.toSorted(), allowed.toSorted(), 'what is copied is what may be');
  for (const source of globSync('src/**/*.ts', { cwd: root }))
    for (const [, path = ''] of read(source).matchAll(/new URL\('(\.\.?\/[^'`]+)', import\.meta\.url\)/g)) {
      const file = new URL(path, new URL(source, 'file:///')).pathname.slice(1);
      t.ok(allowed.includes(file.split('/')[0] ?? ''), `${source} reads ${file}`);
    }
  t.match(dockerfile, /^FROM node:26-slim AS build$/m);
  t.match(dockerfile, /^RUN npm ci --omit=dev\b/m);
  t.match(dockerfile, /^USER 1000:1000$/m);
  t.match(dockerfile, /^CMD \["node", "src\/start\.js"\]$/m, 'node is told of signals itself');
  t.match(dockerfile, /^ENV NODE_ENV=production HOST=0\.0\.0\.0 PORT=3000$/m);
  t.match(read('src/cli.ts'), /^#!\/usr\/bin\/env node\n/);
});

// Proves: v5.0.0-15.2.3
t.test('nothing that serves needs a dependency of development', async (t) => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: object };
  for (const source of globSync('src/**/*.ts', { cwd: root }))
    for (const [, name = ''] of read(source).matchAll(/^(?:import|export) (?!type)[^'";]*?from '([^.'][^']*)'/gm)) {
      const bare = name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');
      t.ok(name.startsWith('node:') || bare in dependencies, `${source} imports ${name}`);
    }
});

t.test('the health check of the image asks the port that the service listens on', async (t) => {
  const [, check = ''] = /^ {2}CMD (\[.+\])$/m.exec(read('Dockerfile')) ?? [];
  const [, ...args] = JSON.parse(check) as string[];
  const { createServer } = await import('node:http');
  const asked: (string | undefined)[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.writeHead(status).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.teardown(() => server.close());
  const PORT = String((server.address() as { port: number }).port);
  for (const HOST of ['0.0.0.0', '127.0.0.1', 'localhost']) {
    await t.resolves(run(process.execPath, args, { env: { HOST, PORT } }), HOST);
  }
  t.strictSame(asked, ['/healthz', '/healthz', '/healthz']);
  status = 503;
  await t.rejects(run(process.execPath, args, { env: { HOST: '0.0.0.0', PORT } }));
  await t.rejects(run(process.execPath, args, { env: { HOST: '127.0.0.1', PORT: '1' } }), 'nobody listens');
});
