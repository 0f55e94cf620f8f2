// @ts-nocheck
import { stopCluster } from './cluster.ts';

await stopCluster();
