// @ts-nocheck
import { type Logger, pino } from 'pino';
import type { Config } from './config.ts';

/**
 * One JSON object a line; in development a line for people. Nothing is logged that could hold a secret, so nothing needs
 * to be struck out: no bodies, no headers, and of an error neither detail nor query (PostgreSQL puts rows in them).
 */
export async function createLog(config: Pick<Config, 'LOG_LEVEL' | 'production'>): Promise<Logger> {
  const options = { level: config.LOG_LEVEL, base: null, serializers: { err: plainError } };
  if (config.production) return pino(options, buffered());
  const pretty = await import('pino-pretty').catch(() => null);
  return pretty
    ? pino(options, pretty.default({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss', singleLine: true, sync: true }))
    : pino(options);
}

/**
 * Lines go out together, a tenth of a second late at most: one write a line took an eighth of what the service can do.
 * The end of the process waits for the last of them; what is killed loses that tenth.
 */
function buffered() {
  const lines = pino.destination({ fd: 1, sync: true, minLength: 4096 });
  setInterval(() => lines.flush(), 100).unref();
  process.on('exit', () => lines.flushSync());
  return lines;
}

export function plainError(error: Error & { code?: unknown; constraint?: unknown }) {
  return {
    type: error.name,
    message: error.message,
    ...(typeof error.code === 'string' ? { code: error.code } : {}),
    ...(typeof error.constraint === 'string' ? { constraint: error.constraint } : {}),
    stack: error.stack,
  };
}
