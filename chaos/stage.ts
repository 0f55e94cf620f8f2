/** All that a fault needs: a database behind the proxy, the service, a receiver of webhooks, a tenant with its keys. */
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADMIN, call, type Server, startService, undo } from '../bench/parts.ts';
import type { World } from './journeys.ts';
import { asked, type Cluster, makeCluster, start, urlOf } from './postgres.ts';
import { type Network, startProxy } from './proxy.ts';

export const POOL = 10;
export const HALL = { max_connections: '40', max_wal_senders: '4' };

export interface Stage {
  folder: string;
  cluster: Cluster;
  proxy: Network;
  service: Server;
  world: World;
  /** ids of events that the receiver was told of */
  told: Set<string>;
  /** starts the service anew, where it has ended */
  serve(settings?: Record<string, string>): Promise<void>;
}

export const databaseOf = ({ cluster, proxy }: Stage, name = 'auth') => urlOf(cluster, name, proxy.port);

export async function makeFolderForAll(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'imagecapture-auth-chaos-'));
  await chmod(folder, 0o755);
  undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export async function setStage(settings: Record<string, string> = {}, given?: Cluster): Promise<Stage> {
  const folder = await makeFolderForAll();
  const cluster = given ?? (await makeCluster(join(folder, 'postgres')));
  if (!cluster.server) await start(cluster, HALL);
  await asked(cluster, 'create database auth', [], 'postgres');
  const proxy = await startProxy(cluster.port);
  const told = new Set<string>();
  const receiver = createServer((request, response) => {
    request.resume().on('end', () => {
      told.add(String(request.headers['webhook-id']));
      response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  undo.push(() => {
    receiver.closeAllConnections();
    receiver.close();
  });

  const run = (more: Record<string, string> = {}) =>
    startService(more.DATABASE_URL ?? databaseOf(stage), folder, {
      LOG_LEVEL: 'warn',
      DATABASE_POOL: String(POOL),
      WRONG_PASSWORD_MILLIS: '0',
      WEBHOOK_PRIVATE_ADDRESSES: 'allow',
      ...settings,
      ...more,
    });
  const stage = {
    folder,
    cluster,
    proxy,
    told,
    world: {
      url: () => stage.service.url,
      tenant: 'acme',
      tenantId: '',
      backend: '',
      support: '',
      statuses: {},
      wrong: [],
    },
    async serve(more?: Record<string, string>) {
      stage.service = await run(more);
    },
  } as unknown as Stage;
  stage.service = await run();
  const { world } = stage;
  const must = async (path: string, body: object) => {
    const answer = await call('POST', stage.service.url + path, body, ADMIN);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  world.tenantId = (await must('/v1/admin/tenants', { slug: world.tenant, name: 'Acme' })).id;
  for (const role of ['backend', 'support'] as const)
    world[role] = (await must('/v1/admin/api-keys', { name: role, role, tenant: world.tenant })).key;
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  await must(`/v1/admin/tenants/${world.tenant}/webhooks`, { url });
  return stage;
}

/** Milliseconds until the service answers a question of the database, or too long. */
export async function ready(stage: Stage, seconds = 60): Promise<number> {
  const began = performance.now();
  const { world } = stage;
  const path = `/v1/admin/tenants/${world.tenant}/events?limit=1`;
  for (;;) {
    const answer = await Promise.race([
      call('GET', stage.service.url + path, undefined, world.support).catch(() => null),
      sleep(1000, null),
    ]);
    const millis = performance.now() - began;
    if (answer?.status === 200) return millis;
    if (millis > seconds * 1000) return Number.POSITIVE_INFINITY;
    await sleep(20);
  }
}
