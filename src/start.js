import { enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';

// What was compiled, and stripped of its types, is kept from start to start: beside the packages, where nobody else writes.
// This file has no types to strip: nothing is kept yet where they would be, and what strips them takes 80 ms to load.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'node'));

// A relative import of ours, or of Kysely's, names a file that is there, and what it holds: node would look for each of
// the two thousand, which takes a sixth of the start.
const here = new URL('.', import.meta.url).href;
const kysely = new URL('./', import.meta.resolve('kysely')).href;
const formatOf = (specifier, parent) =>
  specifier.endsWith('.ts') && parent.startsWith(here)
    ? 'module-typescript'
    : specifier.endsWith('.js') && parent.startsWith(kysely)
      ? 'module'
      : null;
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = '' } = context;
    const format = specifier.startsWith('.') ? formatOf(specifier, parentURL) : null;
    return format === null
      ? next(specifier, context)
      : { url: new URL(specifier, parentURL).href, format, shortCircuit: true };
  },
});

const { serve } = await import('./main.ts');
await serve();
