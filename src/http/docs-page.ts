import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { open } from './callers.ts';
import { pagePolicy, serveStatic, whenAsked } from './static-files.ts';

/** The viewer makes two style elements: one for scroll bars, and an empty one (the hash of nothing) that it fills by script. */
const STYLES = [
  'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc=',
  'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
];

const PARTS = ['page.css', 'page.js', 'redoc.standalone.js', 'LICENSE.txt'];

/** A new version of the service is seen after an hour at the latest. */
const KEPT = { 'cache-control': 'public, max-age=3600' };
const PAGE = {
  ...KEPT,
  'content-security-policy': pagePolicy({ styles: STYLES, pictures: 'data:' }),
  'cross-origin-opener-policy': 'same-origin',
};

/** The API to browse: Redoc (MIT), copied into docs-page/ by `npm run docs-page`, shows openapi.yaml. */
export async function docsPage(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(open, { ctx });
  serveStatic(app, '/openapi.yaml', whenAsked('openapi.yaml'), KEPT);
  serveStatic(app, '/docs', whenAsked('docs-page/index.html'), PAGE);
  for (const part of PARTS) serveStatic(app, `/docs/${part}`, whenAsked(`docs-page/${part}`), KEPT);
}
