/** The network between service and database, and what can go wrong in it. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { undo } from '../bench/parts.ts';

/** What becomes of a part of what is said. `silence`: this and all that follows is lost, and neither side is told. */
export type Fate = 'pass' | 'reset' | 'cut' | 'silence' | Promise<'pass'>;

export interface Connection {
  /** it has asked to commit, and was not answered yet */
  commits: boolean;
  silent: boolean;
}

export type Weather = (part: Buffer, says: 'service' | 'database', connection: Connection) => Fate;

export const calm: Weather = () => 'pass';

export interface Network {
  port: number;
  /** where the database is */
  target: number;
  weather: Weather;
  /** what has fallen silent is closed at last, as keepalives do in time */
  bury(): void;
}

export async function startProxy(target: number): Promise<Network> {
  const silent = new Set<Socket>();
  const open = new Set<Socket>();
  const proxy: Network = {
    port: 0,
    target,
    weather: calm,
    bury() {
      for (const socket of silent) socket.destroy();
      silent.clear();
    },
  };
  const server = createServer({ noDelay: true }, (service) => {
    const database = connect({ port: proxy.target, host: '127.0.0.1', noDelay: true });
    const connection: Connection = { commits: false, silent: false };
    const both = [service, database];
    const reset = () => {
      for (const each of both) if (!each.destroyed) each.resetAndDestroy();
    };
    const pump = (from: Socket, to: Socket, says: 'service' | 'database') => {
      let last: Promise<unknown> = Promise.resolve();
      from.on('data', (part: Buffer) => {
        last = last.then(async () => {
          if (connection.silent || to.destroyed) return;
          if (says === 'service' && part.includes('commit\0')) connection.commits = true;
          const told = proxy.weather(part, says, connection);
          if (says === 'database') connection.commits = false;
          const fate = await told;
          if (fate === 'silence') {
            connection.silent = true;
            for (const each of both) silent.add(each);
            return;
          }
          if (fate === 'reset') return reset();
          if (fate === 'cut') return to.write(part.subarray(0, part.length >> 1), reset);
          if (!connection.silent) to.write(part);
        });
      });
      // in the order in which things were said
      from.on('end', () => last.then(() => connection.silent || to.end()));
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        last.then(() => connection.silent || to.destroy());
      });
      open.add(from);
    };
    pump(service, database, 'service');
    pump(database, service, 'database');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.port = (server.address() as AddressInfo).port;
  undo.push(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return proxy;
}

const now = (chance: number) => Math.random() < chance;

/** Kinds of weather. */
export const weathers = {
  delays: () => sleep(10 + Math.random() * 190).then(() => 'pass' as const),
  falls_silent: (_part, says) => (now(says === 'service' ? 0.01 : 0) ? 'silence' : 'pass'),
  resets: (_part, says) => (now(0.01) ? (says === 'service' ? 'reset' : 'cut') : 'pass'),
  cuts_statements: (_part, says) => (says === 'service' && now(0.02) ? 'cut' : 'pass'),
  loses_commits: (part, says) => (says === 'service' && part.includes('commit\0') && now(0.1) ? 'reset' : 'pass'),
  loses_answers_of_commits: (_part, says, { commits }) =>
    says === 'database' && commits && now(0.1) ? 'reset' : 'pass',
  silent_after_commits: (_part, says, { commits }) =>
    says === 'database' && commits && now(0.05) ? 'silence' : 'pass',
  loses_answers: (_part, says) => (says === 'database' && now(0.02) ? 'reset' : 'pass'),
} satisfies Record<string, Weather>;
