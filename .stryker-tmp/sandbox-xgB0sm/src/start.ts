// @ts-nocheck
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What was compiled, and stripped of its types, is kept from start to start: beside the packages, where nobody else writes.
enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'node'));
const { serve } = await import('./main.ts');
await serve();
