/** Loaded before the service: on SIGUSR2 it collects all garbage, and writes to the file CHAOS_HEAP what is left, in bytes. */
import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const file = process.env.CHAOS_HEAP ?? '';

process.on('SIGUSR2', () => {
  // what finalizers free goes with the second
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  writeFileSync(`${file}.new`, String(heapUsed + external));
  renameSync(`${file}.new`, file);
});
