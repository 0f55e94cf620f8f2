// @ts-nocheck
import { startCluster } from './cluster.ts';
import { readDocument } from './openapi.ts';

await readDocument();
await startCluster();
// The cluster is a child of ours, and node would wait for it.
process.exit(0);
