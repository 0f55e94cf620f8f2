// @ts-nocheck
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { findPostmaster } from './embedded-orphan.ts';

/** The URL of the embedded PostgreSQL of a service that runs on this DATA_DIR; null: none does. */
export function findEmbedded(dataDir: string): string | null {
  const passwordFile = join(dataDir, 'postgres-password');
  if (!existsSync(passwordFile)) return null;
  const running = findPostmaster(join(realpathSync(dataDir), 'postgres'));
  if (!running) return null;
  return `postgres://postgres:${readFileSync(passwordFile, 'utf8').trim()}@127.0.0.1:${running.port}/imagecapture`;
}
