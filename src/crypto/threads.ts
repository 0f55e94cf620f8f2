import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/** As `nice` adds: enough that whoever is ready to answer goes first, and not so much that hashing starves beside others. */
const NICER = 10;
const NICEST = 19;

/**
 * On Linux libuv's threads, which hash, let the others of the process go first, so that calls which hash nothing are
 * answered while all cores hash. Elsewhere, or where the process may not look, all stay equals. The threads must be there:
 * something has hashed.
 */
export function letOthersGoFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    for (const thread of readdirSync('/proc/self/task'))
      if (readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').startsWith('libuv-worker'))
        setPriority(Number(thread), Math.min(getPriority() + NICER, NICEST));
  } catch {
    // node's permission model, or a container that hides /proc
  }
}
