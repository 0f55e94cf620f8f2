import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { open } from './callers.ts';
import { pagePolicy, staticDocument } from './static-documents.ts';

/** The viewer makes two style elements: one for scroll bars, and an empty one (the hash of nothing) that it fills by script. */
const STYLES = [
  'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc=',
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
];

const PARTS = ['page.css', 'page.js', 'redoc.standalone.js', 'LICENSE.txt'];

/** The API to browse: Redoc (MIT), copied into docs-page/ by `npm run docs-page`, shows openapi.yaml. */
export async function docsPage(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(open, { ctx });
  await staticDocument(app, { path: '/openapi.yaml', file: 'openapi.yaml' });
  await staticDocument(app, { path: '/docs', file: 'docs-page/index.html', policy: pagePolicy(STYLES) });
  for (const part of PARTS) await staticDocument(app, { path: `/docs/${part}`, file: `docs-page/${part}` });
}
