import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';

/**
 * As `nice` has it, on top of the service's own: enough that whoever is ready to answer goes first, and not so much that
 * hashing starves beside others.
 */
const NICENESS = 10;
const NICEST = 19;

/**
 * On Linux the threads that hash let others go first, so that calls which hash nothing are answered while all cores hash.
 * Elsewhere, or where the process may not look, all stay equals. The threads must be there: something has hashed.
 */
export function letOthersGoFirst(): void {
  if (process.platform !== 'linux') return;
  try {
    const niceness = Math.min(NICEST, getPriority() + NICENESS);
    for (const thread of readdirSync('/proc/self/task'))
      if (readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').startsWith('libuv-worker'))
        setPriority(Number(thread), niceness);
  } catch {
    // node's permission model, or a container that hides /proc
  }
}
