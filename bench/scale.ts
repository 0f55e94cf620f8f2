/** P6: each call at a thousand users and at a million, with 5 sessions and 10 events each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { calls, connected, fill, newTenant } from './filled.ts';
import { ADMIN, type Answer, call, median, type Server, say, startDatabase, startService } from './parts.ts';
import { type Figure, publish } from './report.ts';

const SIZES = (process.env.SIZES ?? '1000,100000,1000000').split(',').map(Number);
const TRIES = Number(process.env.TRIES ?? 200);
const WARM = 50;
const WITH_CODE = 600;

export async function measureScale(): Promise<void> {
  const database = await startDatabase();
  const places: Place[] = [];
  for (const size of SIZES) places.push(await filled(database, size));
  const largest = places.at(-1) as Place;

  const cost: Record<string, number[]> = {};
  const before = await scans(largest.database);
  for (const name of Object.keys(largest.calls)) {
    const took = SIZES.map((): number[] => []);
    // in turn, so that whatever else the machine does meets all sizes alike
    for (let n = 0; n < WARM + TRIES; n++) {
      for (const [place, { calls }] of places.entries()) {
        const answer = await calls[name]?.();
        if (!answer || answer.status >= 300)
          throw new Error(`${name}: ${answer?.status} ${JSON.stringify(answer?.body)}`);
        if (n >= WARM) took[place]?.push(answer.millis);
      }
    }
    cost[name] = took.map(median);
    say(`  ${name}: ${cost[name].map((millis) => millis.toFixed(2)).join(', ')} ms`);
  }
  const notes = await unindexed(largest.database, before);
  const figures: Figure[] = Object.entries(cost).map(([name, took]) => ({
    id: 'P6',
    what: `${name}, at ${SIZES.map((size) => size.toLocaleString('en').replaceAll(',', ' ')).join(', ')} users: ${took.map((each) => each.toFixed(1)).join(', ')} ms`,
    value: took.at(-1) ?? 0,
    unit: 'ms',
    floor: `${(took[0] ?? 0).toFixed(1)} ms`,
    ratio: (took.at(-1) ?? 0) / (took[0] ?? 1),
    atMost: 1.15,
  }));
  const bytes = await connected(largest.database, async (client) => {
    const { rows } = await client.query(
      `select sum(pg_total_relation_size(oid))::float8 as bytes from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
    return Number(rows[0].bytes);
  });
  figures.push({
    id: '',
    what: 'on disk for a user with 5 sessions and 10 events',
    value: bytes / largest.size,
    unit: 'bytes',
  });

  say('retention');
  const old = Math.min(100_000, largest.size);
  await connected(largest.database, (client) =>
    client.query(
      `update sessions set expires_at = now() - interval '200 days', ended_at = now() - interval '200 days'
       where id in (select id from sessions limit $1)`,
      [old],
    ),
  );
  await largest.service.stop();
  const began = performance.now();
  await startService(largest.database, database.folder);
  const left = () =>
    connected(largest.database, async (client) => {
      const { rows } = await client.query(
        `select count(*)::int as left from sessions where least(ended_at, expires_at) < now() - interval '199 days'`,
      );
      return Number(rows[0].left);
    });
  while ((await left()) > 0) await sleep(250);
  figures.push({
    id: '',
    what: `retention: ${old.toLocaleString('en').replaceAll(',', ' ')} sessions removed`,
    value: old / ((performance.now() - began) / 1000),
    unit: '/s',
  });
  await publish('scale', figures, { cost, sizes: SIZES }, notes);
}

interface Place {
  size: number;
  database: string;
  service: Server;
  calls: Record<string, () => Promise<Answer>>;
}

/** A database of its own with so many users, and a service on it. */
async function filled(where: { url: string; folder: string }, size: number): Promise<Place> {
  await connected(where.url, (client) => client.query(`create database scale_${size}`));
  const url = new URL(where.url);
  url.pathname = `/scale_${size}`;
  const database = url.href;
  const service = await startService(database, where.folder);
  const { id, backend } = await newTenant(service.url, 'acme');
  const began = performance.now();
  await fill(database, id, { users: size, withCode: WITH_CODE, sessions: 5, events: 10 });
  say(`${size} users, filled in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return { size, database, service, calls: await measuredCalls(service.url, backend, size) };
}

async function measuredCalls(
  url: string,
  backend: string,
  size: number,
): Promise<Record<string, () => Promise<Answer>>> {
  const { signIn, twoFactor } = calls(url, 'acme', backend, { all: size, withCode: WITH_CODE });
  const first = await signIn();
  const { sessionToken, user } = first.body;
  const get = (path: string, key: string) => () => call('GET', url + path, undefined, key);
  const tenant = '/v1/admin/tenants/acme';
  return {
    'session check': get('/v1/session', sessionToken),
    introspection: () => call('POST', `${url}/v1/introspect`, { token: sessionToken }, backend),
    'password sign-in': signIn,
    'two-factor sign-in, its code': twoFactor,
    'own sessions': get('/v1/account/sessions', sessionToken),
    'users of the tenant': get(`${tenant}/users?limit=50`, ADMIN),
    'user by name': get(`${tenant}/users?username=user700`, ADMIN),
    'events of the tenant': get(`${tenant}/events?limit=50`, ADMIN),
    'events of a user': get(`${tenant}/events?limit=50&userId=${user.id}`, ADMIN),
    'export of a user': get(`${tenant}/users/${user.id}/export`, ADMIN),
  };
}

/** Whole-table scans so far, of tables that are large. */
const scans = (databaseUrl: string): Promise<Map<string, number>> =>
  connected(databaseUrl, async (client) => {
    const { rows } = await client.query(
      `select relname, seq_scan::int as scans from pg_stat_user_tables where n_live_tup > 10000`,
    );
    return new Map(rows.map((row) => [row.relname, row.scans]));
  });

/** How PostgreSQL has run every query of every call above, and not only how it would. */
async function unindexed(databaseUrl: string, before: Map<string, number>): Promise<string[]> {
  // statistics are handed in once a second at most
  await sleep(2000);
  const after = await scans(databaseUrl);
  const scanned = [...after].filter(([table, count]) => count > (before.get(table) ?? 0)).map(([table]) => table);
  if (scanned.length === 0)
    return ['None of these calls has read a large table from end to end: every query of theirs went by an index.'];
  return [`**Read from end to end**: ${scanned.join(', ')}.`];
}
