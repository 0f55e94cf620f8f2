import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sha256 } from '../crypto/tokens.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
};
/** A new version of the service is seen after an hour at the latest. */
const MAX_AGE_SECONDS = 3600;

/** For pages: scripts, styles and calls of this origin alone; of styles in the text only those with these hashes. */
export const pagePolicy = (styleHashes: string[] = []): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...styleHashes.map((hash) => `'${hash}'`)].join(' '),
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
  ].join('; ');

/** A file that is the same for everybody: browsers may keep it, and ask whether it is still the same. */
export async function staticDocument(
  app: FastifyInstance,
  { path, file, policy }: { path: string; file: string; policy?: string },
): Promise<void> {
  const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8').catch(() => null);
  const etag = text && `"${sha256(text).toString('base64url')}"`;
  const headers = {
    'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
    ...(policy ? { 'content-security-policy': policy, 'cross-origin-opener-policy': 'same-origin' } : {}),
  };
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    if (!text || !etag) return reply.callNotFound();
    reply.headers({ ...headers, etag });
    // RFC 9110, 13.1.2: one of those that are given, weak or not
    const given = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
    if (given.includes(etag) || given.includes('*')) return reply.code(304).send();
    return reply.type(TYPES[extname(file)] ?? 'application/octet-stream').send(text);
  });
}
