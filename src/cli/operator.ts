import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { InjectOptions } from 'fastify';
import { pino } from 'pino';
import { buildApp } from '../app.ts';
import { type Config, loadConfig } from '../config.ts';
import { type Context, createContext } from '../context.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { startEmbedded } from '../db/embedded.ts';
import { findEmbedded } from '../db/embedded-running.ts';
import { migrate, pendingMigrations } from '../db/migrate.ts';
import { admitKeys, checkKeys, type KeySettings, keepMadeUpKeys } from '../keys/keys.ts';
import { plainError } from '../log.ts';

/** What a command works with: the service as the settings say, on its database, without a port. */
export interface Operator {
  ctx: Context;
  /** A call of the HTTP API as a platform administrator; a refusal is thrown, in words. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object | Buffer): Promise<Answer>;
}

// biome-ignore lint/suspicious/noExplicitAny: openapi.yaml says what a call answers
export type Answer = any;

/** Told to the user as it is, without a stack. */
export class CommandError extends Error {}

export const note = (line: string): void => void process.stderr.write(`${plain(line)}\n`);
export const print = (text: string): void => void process.stdout.write(`${plain(text)}\n`);

/** Names come from strangers, and a terminal obeys what it is told by them. Escaped as in JSON, so that JSON stays JSON. */
const plain = (text: string): string =>
  text.replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** Prints what a script reads where `--json` was given, and otherwise what a person does. */
export function say(command: Command, answer: unknown, inWords: () => string): void {
  print(command.opts().json ? JSON.stringify(answer, null, 2) : inWords());
}

/** Left-aligned columns. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The database of the settings: DATABASE_URL, or the embedded one, which is started where no service runs on it. */
export async function withDatabase<T>(config: Config, work: (db: Database) => Promise<T>): Promise<T> {
  const running = config.DATABASE_URL ?? findEmbedded(config.DATA_DIR);
  const own = running === null ? await startEmbedded({ dataDir: config.DATA_DIR, log: () => {} }) : null;
  const { db, close } = openDatabase({ url: running ?? own?.url ?? '', pool: 3, log: note });
  try {
    if (own && config.MIGRATE) await migrate(db, note);
    return await work(db);
  } finally {
    await close();
    await own?.stop();
  }
}

/** `lost`: keys that are being given up; everything else asks for all keys that the database needs. */
export async function operate<T>(work: (operator: Operator) => Promise<T>, lost: string[] = []): Promise<T> {
  // a key for these calls alone: it is compared, never stored
  const key = `iak_${randomBytes(40).toString('base64url')}`;
  const config = { ...loadConfig(process.env), BOOTSTRAP_ADMIN_KEY: key };
  return withDatabase(config, async (db) => {
    const pending = await pendingMigrations(db);
    if (pending.length > 0)
      throw new CommandError(`The database lacks ${pending.join(', ')}: run \`migrate\` first, or start the service.`);
    const keys = config.ENCRYPTION_KEYS.length > 0 ? config.ENCRYPTION_KEYS : await keepMadeUpKeys(config.DATA_DIR);
    const now = () => new Date();
    const settings = { ENCRYPTION_KEYS: keys, PASSWORD_PEPPERS: config.PASSWORD_PEPPERS };
    await (lost.length === 0 ? knowKeys(db, settings, now()) : replaceKeys(db, lost, settings, now()));
    const ctx = createContext({
      db,
      now,
      config,
      log: pino({ level: 'error', base: null, serializers: { err: plainError } }, pino.destination(2)),
      keys,
      calledBy: 'cli',
    });
    const app = await buildApp(ctx);
    try {
      return await work({ ctx, call: (method, path, body) => send(app, key, method, path, body) });
    } finally {
      await app.close();
    }
  });
}

/** A database that has never been served on is given its keys; later the service alone enters one: a slip here seals nothing. */
async function knowKeys(db: Database, settings: KeySettings, now: Date): Promise<void> {
  const unknown = await checkKeys(db, settings);
  const [key, pepper] = [settings.ENCRYPTION_KEYS[0]?.id ?? '', `pepper:${settings.PASSWORD_PEPPERS[0]?.id}`];
  if (!unknown.includes(key) && !unknown.includes(pepper)) return;
  const { count } = await db
    .selectFrom('encryption_keys')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (count === 0) return admitKeys(db, settings, now);
  throw new CommandError(
    `The database does not know the key ${unknown.join(', ')} yet, with which this command would seal. Start the service with it first, behind the others.`,
  );
}

/** What is sealed anew while keys are given up is under those in their place, which no service could enter before. */
async function replaceKeys(db: Database, lost: string[], settings: KeySettings, now: Date): Promise<void> {
  const ids = [
    ...settings.ENCRYPTION_KEYS.map(({ id }) => id),
    ...settings.PASSWORD_PEPPERS.map(({ id }) => `pepper:${id}`),
  ];
  for (const id of lost) {
    if (ids.includes(id))
      throw new CommandError(`The key "${id}" is set: it is not lost. The one in its place needs an id of its own.`);
    const row = await db.selectFrom('encryption_keys').select('id').where('id', '=', id).executeTakeFirst();
    if (!row) throw new CommandError(`There is no key "${id}".`);
  }
  await admitKeys(db, settings, now, lost);
}

async function send(
  app: Awaited<ReturnType<typeof buildApp>>,
  key: string,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  body?: object | Buffer,
): Promise<Answer> {
  const type = Buffer.isBuffer(body) ? 'application/x-ndjson' : 'application/json';
  const answer = await app.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${key}`,
      // what the event says of who did it
      'user-agent': 'imagecapture-auth cli',
      ...(body ? { 'content-type': type } : {}),
    },
    ...(body ? { payload: Buffer.isBuffer(body) ? body : JSON.stringify(body) } : {}),
  } as InjectOptions);
  if (answer.statusCode >= 400) throw new CommandError(inWords(answer.json()));
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return isJson ? answer.json() : answer.body;
}

interface Problem {
  title: string;
  code: string;
  detail?: string;
  reasons?: string[];
  errors?: { path: string; message: string }[];
}

function inWords({ title, code, detail, reasons, errors }: Problem): string {
  const more = [detail, reasons?.join(', '), ...(errors ?? []).map((each) => `${each.path} ${each.message}`)];
  return [`${title} (${code})`, ...more.filter((each) => each)].join('\n  ');
}

/** All pages of a list. */
export async function listAll(operator: Operator, path: string, name: string): Promise<Answer[]> {
  const all: Answer[] = [];
  for (let after = ''; ; ) {
    const page = await operator.call('GET', `${path}?limit=100${after}`);
    all.push(...page[name]);
    if (page.next === null) return all;
    after = `&after=${page.next}`;
  }
}

export async function findUserId(operator: Operator, tenant: string, username: string): Promise<string> {
  const path = `/v1/admin/tenants/${encodeURIComponent(tenant)}/users?username=${encodeURIComponent(username)}`;
  const { users } = await operator.call('GET', path);
  if (!users[0]) throw new CommandError(`There is no user "${username}" in the tenant "${tenant}".`);
  return users[0].id;
}

/** A password is read from standard input: on the command line others of this machine could see it. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) note('Type the password and press Enter (it is shown):');
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) return line;
  throw new CommandError('There is no password on standard input.');
}
