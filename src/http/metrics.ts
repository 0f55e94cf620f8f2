import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type * as prometheus from 'prom-client';
import { isLoopback } from '../config.ts';
import type { Context } from '../context.ts';
import { poolLoad } from '../db/database.ts';
import { EVENT_TYPES } from '../events/catalogue.ts';
import { type Recorded, recorded } from '../events/events.ts';
import { createServer } from '../node-http.ts';
import { backlog } from '../webhooks/outbox.ts';
import { problems } from './problems.ts';

const require = createRequire(import.meta.url);
// by file: what measures the process, which the package's index loads as well, brings OpenTelemetry along
const { Registry, Counter, Gauge, Histogram } = {
  Registry: require('prom-client/lib/registry.js') as typeof prometheus.Registry,
  Counter: require('prom-client/lib/counter.js') as typeof prometheus.Counter,
  Gauge: require('prom-client/lib/gauge.js') as typeof prometheus.Gauge,
  Histogram: require('prom-client/lib/histogram.js') as typeof prometheus.Histogram,
};
type Registry = prometheus.Registry;

/** What a scrape reads. */
type Measured = Pick<Registry, 'contentType' | 'metrics'>;

declare module 'fastify' {
  interface FastifyInstance {
    /** what is measured of this service, and nothing of another one in the same process */
    measured: Measured;
  }
  interface FastifyReply {
    /** in one word, for measuring: the code of a problem, the status of a login */
    outcome: string | null;
  }
}

/** Prometheus metrics. A label is one of a few words, never a tenant, a user, an address or a path as it was sent. */
export const metrics = fp(async (app: FastifyInstance, { ctx }: { ctx: Context }) => {
  const registry = new Registry();
  let measureProcess = () => {};
  let later: NodeJS.Timeout | undefined;
  app.decorate('measured', {
    contentType: registry.contentType,
    metrics() {
      measureProcess();
      return registry.metrics();
    },
  });
  app.decorateReply('outcome', null);
  measureRequests(app, registry);
  // the OpenAPI document is written from the routes alone, without hashing and database
  if (ctx.hashing) measureHashing(ctx, registry);
  measureDatabase(ctx, registry);
  measureEvents(app, ctx, registry);
  measureWebhooks(ctx, registry);
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'));
  gauge(registry, 'info', 'Which release this is.', ['version']).set({ version }, 1);
  // Of the process there is one set, and it can't be taken back: begun by a service that listens, not by one in a test.
  app.addHook('onClose', async () => clearTimeout(later));
  app.addHook('onListen', async () => {
    measureProcess = () => {
      measureProcess = () => {};
      beginProcess(registry);
    };
    // what it loads would keep the first who ask waiting
    later = setTimeout(() => measureProcess(), 1000).unref();
  });
});

function beginProcess(registry: Registry): void {
  const begin = require('prom-client/lib/defaultMetrics.js') as typeof prometheus.collectDefaultMetrics;
  begin({ register: registry });
  // gauges that are named like counters: promtool refuses them, and each kind is told by name elsewhere
  for (const name of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${name}_total`);
}

const counter = <L extends string>(registry: Registry, name: string, help: string, labelNames: L[] = []) =>
  new Counter<L>({ name: `imagecapture_auth_${name}`, help, labelNames, registers: [registry] });

const gauge = <L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: L[] = [],
  collect: (this: prometheus.Gauge<L>) => void | Promise<void> = () => {},
) => new Gauge<L>({ name: `imagecapture_auth_${name}`, help, labelNames, collect, registers: [registry] });

const METHODS = ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'];

/** The steps of a login, by their routes. */
const STEPS: Record<string, string> = {
  '/v1/tenants/:tenant/login': 'password',
  '/v1/login/challenge': 'challenge',
  '/v1/login/enrollment/confirm': 'enrollment',
  '/v1/login/password': 'password_change',
};

function measureRequests(app: FastifyInstance, registry: Registry): void {
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by the pattern of their route; "unknown" is none of ours.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From the head of a request to the end of its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  const refused = counter(registry, 'problems_total', 'Requests answered with a problem, by its code.', ['code']);
  const logins = counter(registry, 'logins_total', 'Steps of logins, by how they ended.', ['step', 'outcome']);
  const throttled = counter(registry, 'throttled_total', 'Requests refused for too many before them.', ['by']);
  const overloaded = counter(
    registry,
    'hashes_refused_total',
    'Requests refused since they would have waited too long for a hash.',
  );
  const THROTTLES = { too_many_attempts: throttled.labels('account'), too_many_requests: throttled.labels('address') };
  // a series begins at 0, so that its first one is a rise
  for (const code of Object.keys(problems)) refused.inc({ code }, 0);
  for (const each of Object.values(THROTTLES)) each.inc(0);

  // looked up by three words once: a request takes a tenth of the time that its series would take to be found
  const answered = new Map<string, { requests: { inc(): void }; seconds: { observe(value: number): void } }>();
  const seriesOf = (method: string, route: string, status: string) => {
    const key = `${method} ${status} ${route}`;
    const known = answered.get(key);
    if (known) return known;
    const made = { requests: requests.labels({ method, route, status }), seconds: seconds.labels({ method, route }) };
    answered.set(key, made);
    return made;
  };

  app.addHook('onResponse', (request, reply, done) => {
    done();
    const route = request.routeOptions.url ?? 'unknown';
    const method = METHODS.includes(request.method) ? request.method : 'other';
    const series = seriesOf(method, route, String(reply.statusCode));
    series.requests.inc();
    series.seconds.observe(reply.elapsedTime / 1000);
    const { outcome } = reply;
    if (outcome === null) return;
    const step = request.method === 'POST' ? STEPS[route] : undefined;
    if (step) logins.inc({ step, outcome });
    if (!(outcome in problems)) return;
    refused.inc({ code: outcome });
    if (outcome in THROTTLES) THROTTLES[outcome as keyof typeof THROTTLES].inc();
    if (outcome === 'overloaded') overloaded.inc();
  });
}

function measureHashing({ hashing, config }: Context, registry: Registry): void {
  gauge(registry, 'hashes_running', 'Passwords and codes being hashed.', [], function running() {
    this.set(hashing.load().running);
  });
  gauge(
    registry,
    'hashes_waiting',
    'Hashes that wait, and sign-ins that keep a place for one.',
    [],
    function waiting() {
      this.set(hashing.load().waiting);
    },
  );
  gauge(registry, 'hashes_running_limit', 'HASH_CONCURRENCY.').set(config.HASH_CONCURRENCY);
  gauge(registry, 'hashes_waiting_limit', 'HASH_QUEUE.').set(config.HASH_QUEUE);
  const seconds = new Histogram({
    name: 'imagecapture_auth_hash_duration_seconds',
    help: 'How long one hash took, its wait not counted.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  hashing.watch((took) => seconds.observe(took));
}

function measureDatabase({ db, config }: Context, registry: Registry): void {
  gauge(registry, 'database_connections', 'Connections of the pool.', ['state'], function connections() {
    const { total, idle } = poolLoad(db);
    this.set({ state: 'idle' }, idle);
    this.set({ state: 'busy' }, total - idle);
  });
  gauge(registry, 'database_waiting', 'Calls that wait for a connection of the pool.', [], function waiting() {
    this.set(poolLoad(db).waiting);
  });
  gauge(registry, 'database_connections_limit', 'DATABASE_POOL.').set(config.DATABASE_POOL);
}

function measureEvents(app: FastifyInstance, { db }: Context, registry: Registry): void {
  const events = counter(registry, 'events_total', 'Security events recorded and committed, by type.', ['type']);
  for (const type of EVENT_TYPES) events.inc({ type }, 0);
  const count = (message: unknown) => {
    const { db: where, type } = message as Recorded;
    if (where === db) events.inc({ type });
  };
  recorded.subscribe(count);
  app.addHook('onClose', async () => void recorded.unsubscribe(count));
}

/** Longest that a scrape waits for the database: what else is measured is wanted most while it is away. */
const SCRAPE_MILLIS = 2_000;

function measureWebhooks({ db, now }: Context, registry: Registry): void {
  let looking: ReturnType<typeof look> | null = null;
  async function look() {
    const late = once(AbortSignal.timeout(SCRAPE_MILLIS), 'abort').then(() => null);
    return Promise.race([backlog(db, now()), late]).catch(() => null);
  }
  // one look for both gauges, which are collected at once; unknown is not none
  const found = () => {
    looking ??= look().finally(() => {
      looking = null;
    });
    return looking;
  };
  gauge(registry, 'webhook_deliveries_pending', 'Webhook deliveries still to be made.', [], async function pending() {
    this.set((await found())?.pending ?? Number.NaN);
  });
  const oldest = 'How long the oldest webhook delivery that is due has waited.';
  gauge(registry, 'webhook_oldest_due_seconds', oldest, [], async function age() {
    this.set((await found())?.oldestDueSeconds ?? Number.NaN);
  });
}

/**
 * A client on this machine that speaks for itself. A proxy beside us speaks for others: it says so in a header, or keeps
 * the Host that they asked for.
 */
export function isLocal(request: FastifyRequest): boolean {
  const { remoteAddress = '' } = request.raw.socket;
  const { headers } = request;
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];
  return (
    isLoopback(remoteAddress.replace(/^::ffff:/i, '')) &&
    forwarded.every((name) => headers[name] === undefined) &&
    /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(headers.host ?? '')
  );
}

/** `/metrics` and nothing else, on a port of its own that only the monitoring needs to reach. */
export async function listenForScrapes(measured: Measured, host: string, port: number) {
  const server = createServer(async (request, response) => {
    const wanted = request.url?.split('?')[0] === '/metrics' && ['GET', 'HEAD'].includes(request.method ?? '');
    if (!wanted) return response.writeHead(404).end();
    // a failure here must not end the service
    const text = await measured.metrics().catch(() => null);
    if (text === null) return response.writeHead(500).end();
    response.writeHead(200, { 'content-type': measured.contentType, 'cache-control': 'no-store' }).end(text);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    port: bound,
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
