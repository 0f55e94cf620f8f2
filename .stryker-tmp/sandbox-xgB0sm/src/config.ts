// @ts-nocheck
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { ARGON2_FLOOR } from './crypto/passwords.ts';
import type { Key } from './crypto/sealing.ts';

/** What the environment says, read once at start. `doc` is a line of docs/settings.md. */
interface Setting<T> {
  /** the value where the variable is not set */
  default: T;
  /** what the table says of the default, where it is no fixed value */
  shown?: string;
  parse: (text: string) => T;
  /** also read from the file that `NAME_FILE` names */
  secret?: true;
  doc: string;
}

const setting = <T>(s: Setting<T>): Setting<T> => s;

/** Thrown with everything that is wrong, so that it is mended in one go. */
export class ConfigError extends Error {}

const SETTINGS = {
  HOST: setting({ default: '127.0.0.1', parse: host, doc: 'address to listen on' }),
  PORT: setting({ default: 3000, parse: whole(0, 65535), doc: 'port to listen on' }),
  DATABASE_URL: setting<string | null>({
    default: null,
    parse: databaseUrl,
    secret: true,
    doc: 'a PostgreSQL URL; without it, and outside production, an embedded PostgreSQL',
  }),
  DATABASE_POOL: setting({ default: 10, parse: whole(1, 1000), doc: 'connections to the database' }),
  DATABASE_PREPARED_STATEMENTS: setting({
    default: true,
    parse: onOff,
    doc: '`off` for PgBouncer in transaction mode that is older than 1.21, or has `max_prepared_statements = 0`',
  }),
  MIGRATE: setting({ default: true, parse: onOff, doc: 'apply migrations at start' }),
  ENCRYPTION_KEYS: setting<readonly Key[]>({
    default: [],
    shown: 'made once with the embedded database; required otherwise',
    parse: keys,
    secret: true,
    doc: '`id:base64 of 32 bytes`, comma-separated; the first encrypts, all decrypt',
  }),
  DATA_DIR: setting({ default: '.data', parse: text, doc: 'where the embedded database and its keys live' }),
  BOOTSTRAP_ADMIN_KEY: setting<string | null>({
    default: null,
    parse: bootstrapKey,
    secret: true,
    doc: 'a platform admin key of your own: `iak_` and 40 to 120 characters of `A-Za-z0-9_-`',
  }),
  PUBLIC_URL: setting<string | null>({
    default: null,
    shown: '`http://localhost:PORT`',
    parse: origin,
    doc: "the service's own origin",
  }),
  ALLOWED_ORIGINS: setting<readonly string[]>({ default: [], parse: list(origin), doc: 'origins of the frontend' }),
  TRUST_PROXY: setting<false | readonly string[]>({
    default: false,
    shown: '`false`',
    parse: (value) => (value === 'false' ? false : list(network)(value)),
    doc: 'addresses of proxies whose `X-Forwarded-For` counts',
  }),
  COOKIE_SECURE: setting({
    default: true,
    shown: '`true`',
    parse: trueFalse,
    doc: '`false` drops `Secure` and the `__Host-` prefix: development over plain HTTP only',
  }),
  TOTP_ISSUER: setting({ default: 'ImageCapture', parse: issuer, doc: 'the name that authenticator apps show' }),
  PASSWORD_PEPPERS: setting<readonly Key[]>({
    default: [],
    parse: keys,
    secret: true,
    doc: 'keys over the password hashes, as ENCRYPTION_KEYS',
  }),
  ARGON2_MEMORY_KIB: setting<number>({
    default: ARGON2_FLOOR.memoryKib,
    parse: whole(ARGON2_FLOOR.memoryKib, 1_048_576),
    doc: 'memory of one password hash, upward only',
  }),
  ARGON2_PASSES: setting<number>({
    default: ARGON2_FLOOR.passes,
    parse: whole(ARGON2_FLOOR.passes, 100),
    doc: 'passes of one password hash, upward only',
  }),
  HASH_CONCURRENCY: setting({
    default: availableParallelism(),
    shown: 'the cores',
    parse: whole(1, 1024),
    doc: 'password hashes at once; the default is the number of cores',
  }),
  HASH_QUEUE: setting({ default: 64, parse: whole(0, 100_000), doc: 'password hashes that may wait' }),
  WRONG_PASSWORD_MILLIS: setting({
    default: 500,
    parse: whole(0, 10_000),
    doc: 'a wrong password is answered no sooner, in milliseconds, so that users with a hash from elsewhere can’t be told by time; longer than the dearest of their hashes takes; `0` where there are none',
  }),
  WEBHOOK_PRIVATE_ADDRESSES: setting({
    default: false,
    shown: '`refuse`',
    parse: (value) => oneOf('refuse', 'allow')(value) === 'allow',
    doc: "`allow` for receivers in one's own network, over http as well",
  }),
  DEMO: setting<boolean | null>({
    default: null,
    shown: '`on` with the embedded database on loopback',
    parse: onOff,
    doc: 'the reference frontend at `/demo`',
  }),
  LOG_LEVEL: setting({
    default: 'info',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    doc: 'fatal, error, warn, info, debug, trace or silent',
  }),
  METRICS_PORT: setting<number | null>({
    default: null,
    parse: whole(0, 65535),
    doc: 'port of `/metrics`, on HOST; not set: on PORT, to clients on the same machine alone',
  }),
  RATE_LIMITS: setting({
    default: true,
    parse: onOff,
    doc: '`off` for benchmarks on a closed host: limits per address only, those per account stay',
  }),
};

type Values = { [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name]['default'] };

export interface Config extends Omit<Values, 'PUBLIC_URL' | 'DEMO'> {
  readonly PUBLIC_URL: string;
  readonly DEMO: boolean;
  readonly production: boolean;
}

/**
 * Reads the environment. An empty variable counts as not set.
 * @throws {ConfigError} naming every missing or bad variable at once, never a value.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const production = env.NODE_ENV === 'production';
  const wrong: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(SETTINGS) as [string, Setting<unknown>][]) {
    try {
      const given = spec.secret ? secretFrom(env, name) : env[name];
      values[name] = given === undefined || given === '' ? spec.default : spec.parse(given);
    } catch (error) {
      wrong.push(`${name}: ${(error as Error).message}`);
      values[name] = spec.default;
    }
  }
  const read = values as Values;
  const complains = (name: string) => wrong.some((line) => line.startsWith(`${name}:`));
  const embedded = !production && read.DATABASE_URL === null && !complains('DATABASE_URL');
  if (!embedded && read.DATABASE_URL === null && !complains('DATABASE_URL'))
    wrong.push('DATABASE_URL: is required in production, such as postgres://user:password@host:5432/imagecapture');
  if (!embedded && read.ENCRYPTION_KEYS.length === 0 && !complains('ENCRYPTION_KEYS'))
    wrong.push(
      'ENCRYPTION_KEYS: is required with your own database, such as ENCRYPTION_KEYS="k1:$(openssl rand -base64 32)"; keep it as long as the database',
    );
  if (read.METRICS_PORT === read.PORT && read.PORT !== 0) wrong.push('METRICS_PORT: is the same as PORT');
  if (production && !read.COOKIE_SECURE) wrong.push('COOKIE_SECURE: false is for development only');
  if (production && !read.RATE_LIMITS && !isLoopback(read.HOST))
    wrong.push('RATE_LIMITS: off is for a closed host; in production only with HOST on loopback');
  if (wrong.length > 0)
    throw new ConfigError(
      `the service can't start: ${wrong.length} setting${wrong.length > 1 ? 's are' : ' is'} missing or bad\n${wrong.map((line) => `  - ${line}`).join('\n')}`,
    );
  return Object.freeze({
    ...read,
    production,
    PUBLIC_URL: read.PUBLIC_URL ?? `http://localhost:${read.PORT}`,
    DEMO: read.DEMO ?? (embedded && isLoopback(read.HOST)),
  });
}

/** docs/settings.md, but for its head. */
export function settingsTable(): string {
  const rows = (Object.entries(SETTINGS) as [string, Setting<unknown>][]).map(([name, spec]) => {
    const value = spec.default;
    const plain =
      typeof value === 'boolean' ? (spec.parse === trueFalse ? String(value) : value ? 'on' : 'off') : value;
    const empty = plain === null || (Array.isArray(plain) && plain.length === 0);
    const shown = spec.shown ?? (empty ? 'none' : `\`${plain}\``);
    return `| \`${name}\` | ${shown} | ${spec.doc}${spec.secret ? '; a secret' : ''} |`;
  });
  return ['| name | default | |', '|---|---|---|', ...rows].join('\n');
}

function secretFrom(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name];
  if (env[name]) throw new Error(`is set twice, also by ${name}_FILE`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`can't read the file that ${name}_FILE names (${(error as NodeJS.ErrnoException).code})`);
  }
}

function text(value: string): string {
  return value;
}

function host(value: string): string {
  if (isIP(value) || /^[A-Za-z0-9.-]+$/.test(value)) return value;
  throw new Error('is not an address');
}

export const isLoopback = (value: string) => value === 'localhost' || value === '::1' || value.startsWith('127.');

function whole(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    throw new Error(`is not a whole number from ${min} to ${max}`);
  };
}

function oneOf<const T extends string>(...allowed: T[]): (value: string) => T {
  return (value) => {
    const found = allowed.find((candidate) => candidate === value);
    if (found) return found;
    throw new Error(`is not one of ${allowed.join(', ')}`);
  };
}

function onOff(value: string): boolean {
  return oneOf('on', 'off')(value) === 'on';
}

function trueFalse(value: string): boolean {
  return oneOf('true', 'false')(value) === 'true';
}

function list<T>(parse: (value: string) => T): (value: string) => readonly T[] {
  return (value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .map(parse);
}

function databaseUrl(value: string): string {
  if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return value;
  throw new Error('is not a postgres:// URL');
}

function origin(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.hostname.includes('*') && url.href === `${url.origin}/`)
    return url.origin;
  throw new Error('is not an origin such as https://auth.example.com (no path, no user)');
}

function network(value: string): string {
  const [address, prefix, more] = value.split('/');
  const version = isIP(address ?? '');
  const widest = version === 4 ? 32 : 128;
  if (version && !more && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= widest)))
    return value;
  throw new Error('is neither false nor a list of addresses such as 10.0.0.0/8');
}

function issuer(value: string): string {
  if (value.trim() !== '' && [...value].length <= 60 && !/\p{Cc}/u.test(value)) return value;
  throw new Error('is not a name of 1 to 60 characters');
}

function bootstrapKey(value: string): string {
  if (/^iak_[A-Za-z0-9_-]{40,120}$/.test(value)) return value;
  throw new Error('is not `iak_` and 40 to 120 characters of A-Za-z0-9_- (make one: npm run cli -- api-key generate)');
}

function keys(value: string): readonly Key[] {
  const parsed = list(key)(value);
  if (parsed.length === 0) throw new Error('holds no key');
  if (new Set(parsed.map((each) => each.id)).size < parsed.length) throw new Error('names one id twice');
  return parsed;
}

function key(value: string, index?: number): Key {
  const [, id, encoded] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(value) ?? [];
  if (!id || !encoded) throw new Error(`entry ${(index ?? 0) + 1} is not \`id:base64 of 32 bytes\``);
  return { id, bytes: Buffer.from(encoded, 'base64') };
}
