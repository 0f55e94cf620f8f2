import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { pino } from 'pino';
import { buildApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { createHashing } from '../../src/crypto/passwords.ts';
import { openDatabase } from '../../src/db/database.ts';
import { admitKeys } from '../../src/keys/keys.ts';
import { plainError } from '../../src/log.ts';
import { nonconformities } from './conformity.ts';
import { freshDatabase } from './database.ts';
import { stampFaults } from './stamp.ts';

export const ADMIN = `iak_${'test-bootstrap-key-'.repeat(3)}`;
export const PASSWORD = 'correct horse battery 9 staple';
export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

const KEYS = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

interface Test {
  teardown(work: () => unknown): void;
  fail(message: string): unknown;
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not there
  body: any;
  text: string;
  raw: Buffer;
  headers: Record<string, string | string[] | number | undefined>;
  /** name -> value of what Set-Cookie says; '' where the cookie is cleared */
  cookies: Record<string, string>;
}

export interface CallOptions {
  /** sent as `Authorization: Bearer …` */
  key?: string | undefined;
  headers?: Record<string, string>;
  /** sent as they are, not as JSON */
  raw?: string | Buffer;
}

/** A clock that stands still until it is wound, on a full 30-second step of today. */
export interface Clock {
  now(): Date;
  advance(millis: number): void;
}

export interface Service {
  app: FastifyInstance;
  ctx: Context;
  clock: Clock;
  /** every line that was logged */
  log: string[];
  url: string;
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  get(path: string, options?: CallOptions): Promise<Answer>;
  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  patch(path: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  del(path: string, options?: CallOptions): Promise<Answer>;
}

/**
 * The whole service on a database of the test's own, with nothing mocked but the clock. Every answer is held against
 * openapi.yaml, and against what all answers have in common. `settings` are environment variables; limits per address and
 * the demo are off unless they say otherwise, and hashes are cheap unless they say what they cost.
 */
export async function startService(
  t: Test,
  settings: Record<string, string> = {},
  /** for another replica on the same database and clock */
  beside?: Service,
): Promise<Service> {
  const url = beside?.url ?? (await freshDatabase(t)).url;
  const clock = beside?.clock ?? standingClock();
  const log = beside?.log ?? [];
  const config = loadConfig({
    DATABASE_URL: url,
    ENCRYPTION_KEYS: KEYS,
    BOOTSTRAP_ADMIN_KEY: ADMIN,
    RATE_LIMITS: 'off',
    DEMO: 'off',
    HASH_QUEUE: '1000',
    WRONG_PASSWORD_MILLIS: '0',
    ...settings,
  });
  const logger = pino(
    { level: config.LOG_LEVEL, base: null, serializers: { err: plainError } },
    { write: (line: string) => void log.push(line) },
  );
  const { db, close } = openDatabase({
    url,
    pool: config.DATABASE_POOL,
    prepared: config.DATABASE_PREPARED_STATEMENTS,
    log: (line) => log.push(line),
  });
  await admitKeys(db, config, clock.now());
  const ctx = createContext({ db, now: clock.now, config, log: logger, keys: config.ENCRYPTION_KEYS });
  if (!Object.keys(settings).some((name) => /^(ARGON2|HASH)_/.test(name)))
    Object.assign(ctx, { hashing: quickHashing(config) });
  const app = await buildApp(ctx);
  // the first hash is the service's own: with no queue the first user would find no place beside it
  while (ctx.hashing.load().running > 0) await sleep(1);
  t.teardown(async () => {
    await app.close();
    await ctx.lastUses.written();
    await close();
  });

  const call: Service['call'] = async (method, path, body, { key, headers = {}, raw } = {}) => {
    const sent = await app.inject({
      method: method as InjectOptions['method'],
      url: path,
      headers: {
        ...(body !== undefined && raw === undefined ? { 'content-type': 'application/json' } : {}),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(raw !== undefined ? { payload: raw } : body !== undefined ? { payload: JSON.stringify(body) } : {}),
    } as InjectOptions);
    const text = sent.body;
    const type = String(sent.headers['content-type'] ?? '');
    for (const wrong of nonconformities(method, path, sent.statusCode, type, text)) t.fail(wrong);
    const stamped = { status: sent.statusCode, headers: sent.headers, raw: sent.rawPayload };
    for (const wrong of stampFaults(method, path, stamped)) t.fail(`${method} ${path} ${sent.statusCode}: ${wrong}`);
    return {
      status: sent.statusCode,
      body: /[/+]json\b/.test(type) && text !== '' ? JSON.parse(text) : undefined,
      text,
      raw: sent.rawPayload,
      headers: sent.headers,
      cookies: Object.fromEntries(sent.cookies.map((cookie) => [cookie.name, cookie.value])),
    };
  };
  return {
    app,
    ctx,
    clock,
    log,
    url,
    call,
    get: (path, options) => call('GET', path, undefined, options),
    post: (path, body, options) => call('POST', path, body, options),
    patch: (path, body, options) => call('PATCH', path, body, options),
    del: (path, options) => call('DELETE', path, undefined, options),
  };
}

/** The service's own hashing at a cost that a thousand tests can pay. Those that need the time it takes set its cost. */
const quickHashing = (config: Config) =>
  createHashing({
    memoryKib: 64,
    passes: 1,
    concurrency: config.HASH_CONCURRENCY,
    queue: config.HASH_QUEUE,
    peppers: config.PASSWORD_PEPPERS,
    wrongMillis: config.WRONG_PASSWORD_MILLIS,
  });

/** For tests of what happens while a password is being judged. */
export const REAL_HASHING = { ARGON2_MEMORY_KIB: '19456' };

function standingClock(): Clock {
  let millis = Math.floor(Date.now() / 30_000) * 30_000;
  return {
    now: () => new Date(millis),
    advance: (by) => {
      millis += by;
    },
  };
}

/** RFC 6238 anew, in node's own crypto: what an authenticator app computes, sharing no code with the service. */
export function totp(secret: string, at: Date): string {
  let bits = '';
  for (const letter of secret) bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A code that is certainly wrong now: none of the three that would do. */
export function wrongCode(secret: string, at: Date): string {
  const right = [-1, 0, 1].map((step) => totp(secret, new Date(at.getTime() + step * 30_000)));
  return ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? '444444';
}

let count = 0;
export const unique = (prefix: string): string => `${prefix}${process.pid.toString(36)}${(count++).toString(36)}`;

/** A tenant with its keys, and how users come to be in it. */
export async function newTenant(service: Service, policy?: object) {
  const slug = unique('t');
  const { post } = service;
  must(
    await post('/v1/admin/tenants', { slug, name: 'Scan & Co', ...(policy ? { policy } : {}) }, { key: ADMIN }),
    201,
  );
  const keyOf = async (role: string): Promise<string> =>
    must(await post('/v1/admin/api-keys', { name: role, role, tenant: slug }, { key: ADMIN }), 201).key;
  const [backend, support, admin] = [await keyOf('backend'), await keyOf('support'), await keyOf('admin')];
  const users = `/v1/admin/tenants/${slug}/users`;
  const newUser = async (given: Record<string, unknown> = {}) => {
    const user = { username: unique('user'), password: PASSWORD, ...given } as { username: string; password: string };
    return { ...user, id: must(await post(users, user, { key: ADMIN }), 201).id as string };
  };
  /** the password step in token mode */
  const login = (username: string, more: Record<string, unknown> = {}) =>
    post(
      `/v1/tenants/${slug}/login`,
      { username, password: PASSWORD, client: { ip: '203.0.113.7', userAgent: CHROME }, ...more },
      { key: backend },
    );
  const signIn = async (username: string, more: Record<string, unknown> = {}): Promise<string> =>
    must(await login(username, more), 200).sessionToken;
  /** adds an authenticator in the settings */
  const enroll = async (session: string) => {
    const begun = must(await post('/v1/account/authenticators', { type: 'totp' }, { key: session }), 201);
    const code = totp(begun.secret, service.clock.now());
    const path = `/v1/account/authenticators/${begun.id}/confirm`;
    const confirmed = must(await post(path, { code }, { key: session }), 200);
    return {
      id: begun.id as string,
      secret: begun.secret as string,
      recoveryCodes: confirmed.recoveryCodes as string[],
    };
  };
  /** a user with 2FA on, whose next code is a fresh one */
  const enrolledUser = async (given: Record<string, unknown> = {}) => {
    const user = await newUser(given);
    const session = await signIn(user.username);
    const authenticator = await enroll(session);
    service.clock.advance(30_000);
    return { ...user, session, ...authenticator, authenticatorId: authenticator.id, id: user.id };
  };
  /** password and code; the clock goes on by a step, so that the next code is fresh */
  const signInWithCode = async (user: { username: string; secret: string }, more: Record<string, unknown> = {}) => {
    const { loginToken } = must(await login(user.username), 200);
    const code = totp(user.secret, service.clock.now());
    const answer = must(await post('/v1/login/challenge', { code, ...more }, { key: loginToken }), 200);
    service.clock.advance(30_000);
    return answer;
  };
  const path = `/v1/admin/tenants/${slug}`;
  const events = async (query = ''): Promise<{ type: string; userId: string; data: Record<string, unknown> }[]> =>
    must(await service.get(`${path}/events?limit=100${query}`, { key: support }), 200).events;
  return {
    slug,
    path,
    users,
    backend,
    support,
    admin,
    newUser,
    login,
    signIn,
    enroll,
    enrolledUser,
    signInWithCode,
    events,
  };
}

export type Tenant = Awaited<ReturnType<typeof newTenant>>;

/** The body of an answer that must have this status. */
export function must(answer: Answer, status: number) {
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${answer.text}`);
  return answer.body;
}

/** A browser: keeps cookies, and names its origin as one does. */
export function newBrowser(service: Service, origin = 'http://localhost:3000') {
  const jar: Record<string, string> = {};
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const cookie = Object.entries(jar)
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const answer = await service.call(method, path, body, {
      headers: { origin, 'user-agent': CHROME, ...(cookie ? { cookie } : {}), ...headers },
    });
    for (const [name, value] of Object.entries(answer.cookies))
      if (value === '') delete jar[name];
      else jar[name] = value;
    return answer;
  };
  return { jar, call };
}
