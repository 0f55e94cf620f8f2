/** PgBouncer in transaction mode between proxy and database, by the settings of deploy/pgbouncer.ini. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort, undo } from '../bench/parts.ts';
import { findAccount } from '../src/db/embedded-system.ts';
import { makeFolder } from './postgres.ts';
import type { Stage } from './stage.ts';

/** The minor version of 1.x; null: there is none here. From 1.21 on it keeps the names of prepared statements. */
export function pgbouncerVersion(): number | null {
  try {
    return Number(/1\.(\d+)/.exec(execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' }))?.[1] ?? 0);
  } catch {
    return null;
  }
}

export async function putPgbouncerBetween(stage: Stage, version: number): Promise<void> {
  const { cluster, proxy } = stage;
  const folder = join(stage.folder, 'pgbouncer');
  makeFolder(folder);
  const listen = await freePort();
  const ini = readFileSync(join(import.meta.dirname, '..', 'deploy', 'pgbouncer.ini'), 'utf8')
    // older ones end at a setting that they do not know
    .replace(/^max_prepared_statements.*$/m, (line) => (version >= 21 ? line : ''))
    .replace(/^imagecapture = .*$/m, `auth = host=127.0.0.1 port=${cluster.port} dbname=auth`)
    .replace('listen_addr = 0.0.0.0', 'listen_addr = 127.0.0.1')
    .replace('listen_port = 6432', `listen_port = ${listen}`)
    .replace('/secrets/pgbouncer-users', join(folder, 'users'));
  const account = findAccount();
  for (const [file, text] of [
    ['users', `"postgres" "${cluster.password}"\n`],
    ['pgbouncer.ini', ini],
  ] as const) {
    writeFileSync(join(folder, file), text);
    if ('uid' in account) chownSync(join(folder, file), account.uid, account.gid);
  }
  const child = spawn('pgbouncer', ['-q', join(folder, 'pgbouncer.ini')], { ...account, cwd: '/', stdio: 'ignore' });
  undo.push(() => child.kill('SIGKILL'));
  for (let tries = 0; ; tries++) {
    const client = new pg.Client(`postgres://postgres:${cluster.password}@127.0.0.1:${listen}/auth`);
    client.on('error', () => {});
    const connected = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => {});
    if (connected) break;
    if (tries === 100) throw new Error('PgBouncer does not answer');
    await sleep(50);
  }
  await stage.service.stop();
  proxy.target = listen;
  await stage.serve({ DATABASE_PREPARED_STATEMENTS: version >= 21 ? 'on' : 'off' });
}
