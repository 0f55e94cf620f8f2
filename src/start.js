import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What was compiled, and stripped of its types, is kept from start to start: beside the packages, where nobody else writes.
// This file has no types to strip: nothing is kept yet where they would be, and what strips them takes 80 ms to load.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'node'));
const { serve } = await import('./main.ts');
await serve();
