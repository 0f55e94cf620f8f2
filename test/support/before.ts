import { startCluster } from './cluster.ts';

await startCluster();
// The cluster is a child of ours, and node would wait for it.
process.exit(0);
