// @ts-nocheck
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, link, mkdir, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, type Binaries, spawnOptions } from './embedded-system.ts';

/** The real path: it is how the orphan of another start is known again. */
export async function makeDataDir(dataDir: string, account: Account): Promise<string> {
  const made = await mkdir(dataDir, { recursive: true });
  if (made && 'uid' in account) {
    // What we make ourselves must not bar PostgreSQL's way, whatever the umask.
    for (let folder = dataDir; folder.startsWith(made); folder = dirname(folder)) await chmod(folder, 0o711);
  }
  return realpath(dataDir);
}

export async function keepPassword(dataDir: string, cluster: string): Promise<string> {
  const file = join(dataDir, 'postgres-password');
  if (!existsSync(file)) {
    if (existsSync(cluster)) throw new Error(`${file} is missing, and ${cluster} opens with it alone: restore it`);
    const making = `${file}.${process.pid}`;
    await writeFile(making, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
    // Linked, not renamed: of two starts at once the first has its way and the other takes what is there.
    await link(making, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(making);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Made beside its place and moved there complete, so that one killed half way is never taken for a database. */
export async function initialise(
  binaries: Binaries,
  account: Account,
  cluster: string,
  password: string,
  settings: Record<string, string>,
): Promise<void> {
  await removeHalfMade(cluster);
  const making = `${cluster}.making-${process.pid}`;
  const data = join(making, 'data');
  const passwordFile = join(making, 'password');
  await mkdir(making, { mode: 0o700 });
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if ('uid' in account) {
    for (const path of [making, data, passwordFile]) await chown(path, account.uid, account.gid);
  }
  const args = ['-D', data, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  // The builtin provider orders by code point and knows case beyond ASCII, on every machine alike.
  args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (settings.fsync === 'off') args.push('--no-sync');
  try {
    await promisify(execFile)(binaries.initdb, args, spawnOptions(account));
    await rename(data, cluster).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function removeHalfMade(cluster: string): Promise<void> {
  const name = /^postgres\.making-(\d+)$/;
  for (const entry of await readdir(dirname(cluster))) {
    const pid = Number(name.exec(entry)?.[1]);
    if (!pid || (pid !== process.pid && isAlive(pid))) continue;
    // An initdb that has outlived its starter may still be writing there: hence the retries.
    await rm(join(dirname(cluster), entry), { recursive: true, force: true, maxRetries: 10 });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
