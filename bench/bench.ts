/**
 *   npm run bench                  about 5 minutes: P1 to P4, P7 to P9, each beside its floor
 *   npm run bench -- overload      P5: ten times the load, slow clients, half-open sockets, a stalled database
 *   npm run bench -- scale         P6: 1 000, 100 000, 1 000 000 users        SIZES=1000,100000
 *   npm run bench -- memory        P8: a million session checks
 *
 * Each starts its own database and servers, prints a table, and writes bench/results/<which>.json and docs/performance.md.
 */
import { measureMemory } from './memory.ts';
import { measureOverload } from './overload.ts';
import { CONCURRENCY, tidily } from './parts.ts';
import { measureScale } from './scale.ts';
import { measureSpeed } from './speed.ts';

// F0 is hashed here: as many at once as the service hashes
process.env.UV_THREADPOOL_SIZE = String(CONCURRENCY);
const measures = { speed: measureSpeed, overload: measureOverload, scale: measureScale, memory: measureMemory };
const which = process.argv[2] ?? 'speed';
const measure = measures[which as keyof typeof measures];
if (!measure) throw new Error(`there is no ${which}: ${Object.keys(measures).join(', ')}`);
await tidily(measure);
process.exit(0);
