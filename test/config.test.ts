import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { ConfigError, loadConfig, settingsTable } from '../src/config.ts';

const base64 = Buffer.alloc(32, 7).toString('base64');
const GOOD = { DATABASE_URL: 'postgres://me:secret@db.example:5432/imagecapture', ENCRYPTION_KEYS: `k1:${base64}` };
const PRODUCTION = { NODE_ENV: 'production', ...GOOD };

/** What is said of an environment that will not do. */
function complaintOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

/** The variables that are complained of. */
const blamed = (env: Record<string, string>): string[] =>
  [...complaintOf(env).matchAll(/^ {2}- (\w+): \S/gm)].map(([, name]) => name ?? '');

/** One bad value of each variable; every one holds a word that no message may repeat. */
const BAD = {
  HOST: 'hush hush',
  PORT: '65536hush',
  DATABASE_URL: 'mysql://root:hush@localhost/x',
  DATABASE_POOL: 'hush',
  DATABASE_PREPARED_STATEMENTS: 'hush',
  MIGRATE: 'hush',
  ENCRYPTION_KEYS: 'k1:hush',
  BOOTSTRAP_ADMIN_KEY: 'iak_hush',
  PUBLIC_URL: 'https://auth.example.com/hush',
  ALLOWED_ORIGINS: 'https://app.example.com,hush',
  TRUST_PROXY: '10.0.0.0/8,hush',
  COOKIE_SECURE: 'hush',
  TOTP_ISSUER: 'hush'.repeat(16),
  PASSWORD_PEPPERS: 'hush',
  ARGON2_MEMORY_KIB: 'hush',
  ARGON2_PASSES: 'hush',
  HASH_CONCURRENCY: 'hush',
  HASH_QUEUE: 'hush',
  WRONG_PASSWORD_MILLIS: 'hush',
  WEBHOOK_PRIVATE_ADDRESSES: 'hush',
  DEMO: 'hush',
  LOG_LEVEL: 'hush',
  METRICS_PORT: 'hush',
  RATE_LIMITS: 'hush',
};

t.test('every bad variable is named at once, and no value is ever repeated', async (t) => {
  const all = [...settingsTable().matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
  t.strictSame([...Object.keys(BAD), 'DATA_DIR'].sort(), all.sort(), 'all but the one that may be any text');
  t.strictSame(blamed(BAD).sort(), Object.keys(BAD).sort());
  t.notMatch(complaintOf(BAD), /hush/i);
  t.match(complaintOf(BAD), new RegExp(`^the service can't start: ${Object.keys(BAD).length} settings are`));
  for (const [name, value] of Object.entries(BAD)) {
    t.strictSame(blamed({ ...GOOD, [name]: value }), [name], `${name} alone`);
    t.notMatch(complaintOf({ ...GOOD, [name]: value }), /hush|secret/i);
  }
  t.match(complaintOf({ ...GOOD, PORT: 'x' }), /^the service can't start: 1 setting is missing or bad\n {2}- PORT: /);
});

// Proves: v5.0.0-11.4.2
t.test('values out of bounds are refused, those within are read', async (t) => {
  const bad: [string, string[]][] = [
    ['PORT', ['-1', '65536', '1.5', '1e3', '0x10', ' 3000']],
    ['ARGON2_MEMORY_KIB', ['19455', '1048577']],
    ['ARGON2_PASSES', ['1', '101']],
    ['HASH_CONCURRENCY', ['0']],
    ['ENCRYPTION_KEYS', [',', `k1:${base64},k1:${base64}`, base64, `k1:${randomBytes(16).toString('base64')}`]],
    ['BOOTSTRAP_ADMIN_KEY', [`iak_${'a'.repeat(39)}`, `iak_${'a'.repeat(121)}`, 'a'.repeat(60)]],
    ['PUBLIC_URL', ['auth.example.com', 'ftp://a.example', 'https://u@a.example', 'https://a.example/?x', '*']],
    ['ALLOWED_ORIGINS', ['*', 'null', 'https://app.example.com/login']],
    ['TRUST_PROXY', ['true', '1', '10.0.0.0/33', '10.0.0.0/8/8', '::1/129', 'proxy.example']],
    ['COOKIE_SECURE', ['off', 'FALSE', '0']],
    ['RATE_LIMITS', ['false', 'OFF']],
    ['WEBHOOK_PRIVATE_ADDRESSES', ['on', 'true', 'ALLOW']],
    ['TOTP_ISSUER', [' ', 'a\nb']],
  ];
  for (const [name, values] of bad)
    for (const value of values) t.strictSame(blamed({ ...GOOD, [name]: value }), [name], `${name}=${value}`);
  const read = loadConfig({
    ...GOOD,
    PORT: '8080',
    ENCRYPTION_KEYS: `k2:${base64}, k1:${base64}`,
    ALLOWED_ORIGINS: 'https://app.example.com/, http://localhost:5173',
    TRUST_PROXY: '10.0.0.0/8,::1',
    MIGRATE: 'off',
    LOG_LEVEL: '',
  });
  t.match(read, {
    PORT: 8080,
    PUBLIC_URL: 'http://localhost:8080',
    ALLOWED_ORIGINS: ['https://app.example.com', 'http://localhost:5173'],
    TRUST_PROXY: ['10.0.0.0/8', '::1'],
    MIGRATE: false,
    production: false,
  });
  t.strictSame(
    read.ENCRYPTION_KEYS.map(({ id }) => id),
    ['k2', 'k1'],
  );
  t.equal(read.LOG_LEVEL, 'info', 'an empty variable counts as not set');
  t.equal(loadConfig({ ...GOOD, TRUST_PROXY: 'false' }).TRUST_PROXY, false, 'as where it is not set');
  t.ok(Object.isFrozen(read));
});

t.test('each secret can be given as a file, and nothing else can', async (t) => {
  const dir = t.testdir();
  const secrets = { ...GOOD, BOOTSTRAP_ADMIN_KEY: `iak_${'a'.repeat(40)}`, PASSWORD_PEPPERS: `p1:${base64}` };
  const files: Record<string, string> = {};
  for (const [name, value] of Object.entries(secrets)) {
    files[`${name}_FILE`] = join(dir, name);
    await writeFile(join(dir, name), `${value}\n`);
  }
  t.strictSame(loadConfig(files), loadConfig(secrets), 'the newline at its end is none of it');
  t.strictSame(
    Object.keys(secrets).sort(),
    [...settingsTable().matchAll(/`(\w+)`.*; a secret \|/g)].map(([, name]) => name).sort(),
  );

  for (const name of Object.keys(secrets)) {
    t.strictSame(blamed({ ...files, [name]: 'hush' }), [name], `${name} set twice`);
    const missing = { ...files, [`${name}_FILE`]: join(dir, 'hush') };
    t.strictSame(blamed(missing), [name], `${name}_FILE that is not there`);
    t.match(complaintOf(missing), /ENOENT/);
    t.notMatch(complaintOf(missing), /hush/);
  }
  await writeFile(join(dir, 'bad'), 'hush');
  t.notMatch(complaintOf({ ...GOOD, PASSWORD_PEPPERS_FILE: join(dir, 'bad') }), /hush/);
  await writeFile(join(dir, 'port'), '9999');
  t.equal(loadConfig({ ...GOOD, PORT_FILE: join(dir, 'port') }).PORT, 3000);
});

t.test('metrics have a port of their own or none: that of the service is no other', async (t) => {
  for (const ports of [{ PORT: '8080', METRICS_PORT: '8080' }, { METRICS_PORT: '3000' }, { METRICS_PORT: '03000' }])
    t.strictSame(blamed({ ...GOOD, ...ports }), ['METRICS_PORT'], JSON.stringify(ports));
  t.equal(loadConfig({ ...GOOD, METRICS_PORT: '9464' }).METRICS_PORT, 9464);
  t.equal(loadConfig({ ...GOOD, PORT: '0', METRICS_PORT: '0' }).METRICS_PORT, 0, 'two free ports are two');
});

// Proves: v5.0.0-13.2.3, v5.0.0-13.4.2
t.test('production demands a database, its keys and safe cookies; development makes do', async (t) => {
  t.strictSame(blamed({ NODE_ENV: 'production' }), ['DATABASE_URL', 'ENCRYPTION_KEYS']);
  t.equal(loadConfig(PRODUCTION).production, true);
  t.strictSame(blamed({ ...PRODUCTION, COOKIE_SECURE: 'false' }), ['COOKIE_SECURE']);
  t.strictSame(blamed({ ...PRODUCTION, RATE_LIMITS: 'off', HOST: '0.0.0.0' }), ['RATE_LIMITS']);
  for (const HOST of ['127.0.0.1', '::1', 'localhost'])
    t.equal(loadConfig({ ...PRODUCTION, RATE_LIMITS: 'off', HOST }).RATE_LIMITS, false, `a closed host: ${HOST}`);
  t.equal(loadConfig(PRODUCTION).DEMO, false, 'the demo is for development');
  const staging = { ...PRODUCTION, NODE_ENV: 'staging' };
  t.equal(loadConfig(staging).DEMO, false, 'with a database of its own, whatever NODE_ENV says');
  t.equal(loadConfig({ HOST: '0.0.0.0' }).DEMO, false, 'where others can reach it');
  t.equal(loadConfig({ ...PRODUCTION, DEMO: 'on' }).DEMO, true, 'elsewhere it is switched on');
  t.strictSame([loadConfig({}).DEMO, loadConfig({ DEMO: 'off' }).DEMO], [true, false]);
  t.match(loadConfig({}), { DATABASE_URL: null, ENCRYPTION_KEYS: [], COOKIE_SECURE: true, RATE_LIMITS: true });
  t.strictSame(blamed({ DATABASE_URL: GOOD.DATABASE_URL }), ['ENCRYPTION_KEYS'], "one's own database, one's own keys");
  t.equal(loadConfig({ ...GOOD, COOKIE_SECURE: 'false', RATE_LIMITS: 'off', HOST: '0.0.0.0' }).COOKIE_SECURE, false);
});

t.test('started in production with nothing set, the service says what is missing and ends', async (t) => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../src/start.js', import.meta.url))], {
    cwd: t.testdir(),
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  t.equal(code, 1);
  t.equal(out, '');
  t.equal(err, `${complaintOf({ NODE_ENV: 'production' })}\n`, 'one message, no stack');
  t.notMatch(err, /^ +at /m);
});

t.test('docs/settings.md holds the table of all settings', async (t) => {
  const page = await readFile(new URL('../docs/settings.md', import.meta.url), 'utf8');
  t.ok(page.includes(settingsTable()), 'make it anew: npm run cli -- settings');
  for (const name of Object.keys(BAD)) t.match(settingsTable(), `| \`${name}\` |`);
});
