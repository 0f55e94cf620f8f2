// @ts-nocheck
import { existsSync } from 'node:fs';
import { chmod, open, readFile, rename, rm, stat } from 'node:fs/promises';

/** A file for its owner alone, written whole and then named: a start that is killed half way leaves no half of it. */
export async function writePrivately(file: string, text: string): Promise<void> {
  const draft = `${file}.draft`;
  await rm(draft, { force: true });
  // `wx`: what somebody else has put here meanwhile, a link say, is not written through
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

/** Its text, or null where there is none. Others who could read it no longer can. */
export async function readPrivately(file: string): Promise<string | null> {
  if (!existsSync(file)) return null;
  if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);
  return readFile(file, 'utf8');
}
