import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseError } from '../../src/db/database.ts';
import { asAdmin, type Cluster, readCluster, template, urlOf } from './cluster.ts';

interface Test {
  teardown(work: () => Promise<void>): void;
}

/** A database of the test's own, with all migrations applied, dropped after it. */
export function freshDatabase(t: Test): Promise<{ url: string }> {
  return makeDatabase(t, template);
}

/** The same without the migrations. */
export function emptyDatabase(t: Test): Promise<{ url: string }> {
  return makeDatabase(t, 'template0');
}

async function makeDatabase(t: Test, from: string): Promise<{ url: string }> {
  const cluster = await readCluster();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await copyDatabase(cluster, from, name);
  t.teardown(() => asAdmin(cluster, async (admin) => void (await admin.query(`drop database ${name} with (force)`))));
  return { url: urlOf(cluster.url, name) };
}

async function copyDatabase(cluster: Cluster, from: string, name: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await asAdmin(cluster, async (admin) => {
        const { rows } = await admin.query('show server_version_num');
        // quick, where nothing waits for a disk; before PostgreSQL 15 there is no other way
        const quickly = rows[0].server_version_num >= 150000 ? 'strategy file_copy' : '';
        await admin.query(`create database ${name} template ${from} ${quickly}`);
      });
      return;
    } catch (error) {
      // Another is just being copied from the same template.
      if (attempt === 20 || !isDatabaseError(error, '55006')) throw error;
      await sleep(50);
    }
  }
}

/** In place of a query of `pg`, which may have been given a callback. */
export function failQuery(given: unknown[], error: Error): unknown {
  const tell = given.at(-1);
  return typeof tell === 'function' ? tell(error) : Promise.reject(error);
}
