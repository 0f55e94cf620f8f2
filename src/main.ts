import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { publishedKeys } from './access-tokens/signing-keys.ts';
import { buildApp } from './app.ts';
import { type Config, ConfigError, isLoopback, loadConfig } from './config.ts';
import { type Context, createContext } from './context.ts';
import type { Key } from './crypto/sealing.ts';
import { openDatabase } from './db/database.ts';
import { type Embedded, startEmbedded } from './db/embedded.ts';
import { migrate, pendingMigrations } from './db/migrate.ts';
import { keepDemo } from './demo.ts';
import { listenForScrapes } from './http/metrics.ts';
import { admitKeys, keepMadeUpKeys } from './keys/keys.ts';
import { createLog } from './log.ts';
import { RETENTION_MILLIS, retain } from './privacy/retention.ts';
import { startPage } from './start-page.ts';
import { startCourier } from './webhooks/courier.ts';
import { startWorker, type Worker } from './worker.ts';

/** What is done beside the requests can wait, the first who ask can not. */
const FIRST_ROUND_MILLIS = 1000;
/** Longest that a stop waits for what is under way. */
const STOP_MILLIS = 15_000;

/** What has been started, in order: a stop takes it down from the end. */
type Undo = { name: string; stop: () => Promise<void> };

/** Starts the service, and stops it on SIGTERM and SIGINT: first no new requests, then what runs is answered. */
export async function serve(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const started: Undo[] = [];
  let log: Logger = pino();
  try {
    const config = loadConfig(env);
    // before anything has started libuv's threads: while as many hash as may, files and names must not wait for them
    process.env.UV_THREADPOOL_SIZE ??= String(config.HASH_CONCURRENCY + 4);
    log = await createLog(config);
    endOnFault(log);
    const starting = start(config, log, started);
    stopOnSignal(starting, started, log);
    await starting;
  } catch (error) {
    if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
    else {
      log.fatal(`the service can't start: ${(error as Error).message}`);
      log.debug({ err: error }, 'where it failed');
    }
    await stop(started, log);
    process.exitCode = 1;
    process.exit();
  }
}

/**
 * Nobody knows what is half done: started again, all is well. It is told as any fault is, and not by node, which prints all
 * that an error holds, and PostgreSQL puts rows in them. A rejection that nobody catches comes here as well.
 */
function endOnFault(log: Logger): void {
  process.on('uncaughtException', (thrown) => {
    const err = thrown instanceof Error ? thrown : new Error('what was thrown is no error');
    log.fatal({ err }, 'a fault that nobody caught: the service ends');
    process.exit(1);
  });
}

async function start(config: Config, log: Logger, started: Undo[]): Promise<void> {
  const embedded = config.DATABASE_URL === null ? await startOwnDatabase(config, log, started) : null;
  const url = config.DATABASE_URL ?? embedded?.url ?? '';
  const { db, close } = openDatabase({
    url,
    pool: config.DATABASE_POOL,
    prepared: config.DATABASE_PREPARED_STATEMENTS,
    log: (line) => log.warn(line),
  });
  started.push({ name: 'database connections', stop: close });
  const keys = config.ENCRYPTION_KEYS.length > 0 ? config.ENCRYPTION_KEYS : await keepMadeUpKeys(config.DATA_DIR);
  const now = () => new Date();
  const ctx = createContext({ db, now, config, log, keys });
  started.push({ name: 'last uses of sessions', stop: () => ctx.lastUses.written() });
  // routes are made while the database is asked
  const [app] = await Promise.all([buildApp(ctx), prepareDatabase(ctx, keys)]);
  // its password stands in the README: never where others could reach it
  const demoFile = embedded && isLoopback(config.HOST) ? await keepDemo(ctx, config.DATA_DIR) : null;
  const retention = startWorker({
    name: 'retention',
    firstMillis: FIRST_ROUND_MILLIS,
    everyMillis: RETENTION_MILLIS,
    round: (stopping) => retain(ctx, stopping),
    log,
  });
  started.push({ name: 'retention', stop: () => retention.stop() });
  // told until the end, so that a stop can be watched
  if (config.METRICS_PORT !== null) {
    const { port, close } = await listenForScrapes(app.measured, config.HOST, config.METRICS_PORT);
    started.push({ name: 'metrics', stop: close });
    log.info(`metrics on port ${port}`);
  }
  let courier: Worker | null = null;
  // before HTTP, to be stopped after it: what the last requests do is still owed to webhooks
  started.push({ name: 'webhook courier', stop: async () => courier?.stop() });
  started.push({ name: 'HTTP', stop: () => closeHttp(app) });
  log.info(`passwords are hashed by ${ctx.hashing.binding}, ${config.HASH_CONCURRENCY} at once`);
  await app.listen({
    host: config.HOST,
    port: config.PORT,
    listenTextResolver: (address) => `listening on ${address}`,
  });
  courier = startCourier(ctx, FIRST_ROUND_MILLIS);
  // never in production, whose output is JSON
  if (demoFile) process.stdout.write(startPage({ url: config.PUBLIC_URL, demo: config.DEMO, keys: demoFile }));
}

/** A connection kept alive that was busy when the stop began is idle once it is answered: it is closed then. */
async function closeHttp(app: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  await app.close().finally(() => clearInterval(sweep));
}

async function startOwnDatabase(config: Config, log: Logger, started: Undo[]): Promise<Embedded> {
  log.info(`no DATABASE_URL: starting a PostgreSQL of its own under ${config.DATA_DIR} (for development)`);
  const embedded = await startEmbedded({ dataDir: config.DATA_DIR, log: (line) => log.warn(line) });
  started.push({ name: 'embedded PostgreSQL', stop: () => embedded.stop() });
  embedded.exited.then(async () => {
    log.fatal('the embedded PostgreSQL has ended: the service stops');
    await stop(started, log);
    process.exit(1);
  });
  return embedded;
}

async function prepareDatabase(ctx: Context, keys: readonly Key[]): Promise<void> {
  const { db, config, log, now } = ctx;
  if (config.MIGRATE) await migrate(db, (line) => log.info(line));
  else await demandMigrations(db);
  await admitKeys(db, { ENCRYPTION_KEYS: keys, PASSWORD_PEPPERS: config.PASSWORD_PEPPERS }, now());
  // so that no reader has to make the first one
  await publishedKeys(ctx);
}

async function demandMigrations(db: Context['db']): Promise<void> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0)
    throw new Error(`MIGRATE=off, and the database lacks ${pending.join(', ')}: run \`migrate\` first`);
}

function stopOnSignal(starting: Promise<void>, started: Undo[], log: Logger): void {
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, async () => {
      if (stopping) return;
      stopping = true;
      log.info(`${signal}: stopping; what is under way is answered first`);
      setTimeout(() => {
        log.error('not stopped in time: ended');
        process.exit(1);
      }, STOP_MILLIS).unref();
      // what is just being started could not be stopped: a PostgreSQL without us, say
      await starting.catch(() => {});
      await stop(started, log);
      log.info('stopped');
      process.exit(0);
    });
}

async function stop(started: Undo[], log: Logger): Promise<void> {
  for (let last = started.pop(); last; last = started.pop())
    try {
      await last.stop();
    } catch (error) {
      log.error({ err: error }, `${last.name} did not stop cleanly`);
    }
}
