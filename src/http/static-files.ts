import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { sha256 } from '../crypto/tokens.ts';

/** Read once and served from memory. */
export interface StaticFile {
  type: string;
  body: Buffer;
  etag: string;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  // browsers go by the type, so that files may import each other by the names they have
  '.ts': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
};

/** For pages: scripts, styles, pictures and calls of this origin alone, and what is named beyond that. */
export const pagePolicy = ({ styles = [], pictures = '', more = [] }: PageWish): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    ["style-src 'self'", ...styles.map((hash) => `'${hash}'`)].join(' '),
    `img-src 'self' ${pictures}`.trim(),
    "connect-src 'self'",
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    ...more,
  ].join('; ');

interface PageWish {
  /** hashes of styles that stand in the text */
  styles?: string[];
  /** another place for pictures, such as `data:` */
  pictures?: string;
  more?: string[];
}

/** A file of the project, types stripped; null where it is not there. */
export async function readStatic(file: string): Promise<StaticFile | null> {
  const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8').catch(() => null);
  if (text === null) return null;
  const served = file.endsWith('.ts') ? strip(text) : text;
  return {
    type: TYPES[extname(file)] ?? 'application/octet-stream',
    body: Buffer.from(served),
    etag: `"${sha256(served).toString('base64url')}"`,
  };
}

/** The same when it is first asked for: a start has no time for a megabyte that few will see. */
export function whenAsked(file: string): () => Promise<StaticFile | null> {
  let kept: StaticFile | null = null;
  return async () => {
    kept ??= await readStatic(file);
    return kept;
  };
}

/** Browsers ask whether what they keep is still the same. */
export function serveStatic(
  app: FastifyInstance,
  path: string,
  read: () => StaticFile | Promise<StaticFile | null>,
  headers: Record<string, string>,
): void {
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    const file = await read();
    if (!file) return reply.callNotFound();
    reply.headers({ ...headers, etag: file.etag });
    // RFC 9110, 13.1.2: one of those that are given, weak or not (a proxy may have made it weak)
    const known = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
    if (known.includes(file.etag) || known.includes('*')) return reply.code(304).send();
    return reply.type(file.type).send(file.body);
  });
}

/** Node warns that this function may still change; our tests would see it. Every other warning is let through. */
function strip(text: string): string {
  const warn = process.emitWarning;
  process.emitWarning = ((...said: Parameters<typeof warn>) => {
    if (!String(said[0]).startsWith('stripTypeScriptTypes ')) warn.apply(process, said);
  }) as typeof warn;
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = warn;
  }
}
