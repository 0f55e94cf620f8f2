import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { sha256 } from '../crypto/tokens.ts';
import { open } from './callers.ts';
import { sendProblem } from './problems.ts';

interface StaticFile {
  type: string;
  body: Buffer;
  etag: string;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  // browsers go by the type, so that files may import each other by the names they have
  '.ts': 'text/javascript; charset=utf-8',
};

/** What the pages do without: inline scripts and styles, text that becomes HTML, other origins. `blob:` shows QR pictures. */
const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
};

let files: Promise<Map<string, StaticFile>> | null = null;

/** The reference frontend, a page that uses the public API alone; served from memory, no file is opened on request. */
export async function demoPages(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(open, { ctx });
  files ??= readAll();
  const found = await files;
  const page = found.get('page.html');
  if (!page) throw new Error('demo/page.html is missing: DEMO=off goes without');
  for (const path of ['/demo', '/demo/support', '/demo/:tenant'])
    app.get(path, { schema: { hide: true } }, async (request, reply) => send(request, reply, page));
  app.get('/demo/assets/:file', { schema: { hide: true } }, async (request, reply: FastifyReply) => {
    const file = found.get((request.params as { file: string }).file);
    return file && file !== page ? send(request, reply, file) : sendProblem(reply, 'not_found');
  });
}

async function readAll(): Promise<Map<string, StaticFile>> {
  const folder = new URL('../../demo/', import.meta.url);
  const all = new Map<string, StaticFile>();
  for (const name of await readdir(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const text = await readFile(new URL(name, folder), 'utf8');
    const served = name.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
    all.set(name, { type, body: Buffer.from(served), etag: `"${sha256(served).toString('base64url')}"` });
  }
  return all;
}

function send(request: FastifyRequest, reply: FastifyReply, { type, body, etag }: StaticFile) {
  reply.headers({ ...HEADERS, etag });
  // RFC 9110, 13.1.2: a proxy may have made it weak
  const known = (request.headers['if-none-match'] ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*') ? reply.code(304).send() : reply.type(type).send(body);
}
