import { readdir } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { open } from './callers.ts';
import { pagePolicy, readStatic, type StaticFile, serveStatic } from './static-files.ts';

/** What the pages do without: inline scripts and styles, text that becomes HTML, other origins. `blob:` shows QR pictures. */
const HEADERS = {
  'cache-control': 'no-cache',
  'content-security-policy': pagePolicy({
    pictures: 'blob:',
    more: ["require-trusted-types-for 'script'", "trusted-types 'none'"],
  }),
  'cross-origin-opener-policy': 'same-origin',
};

/** The typed client, at the place where the demo's own imports look for it. */
const CLIENT = ['index.js', 'vendor/openapi-fetch.js'];

let files: Promise<Map<string, StaticFile>> | null = null;

/** The reference frontend, a page that uses the public API alone. */
export async function demoPages(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(open, { ctx });
  files ??= readAll();
  for (const [path, file] of await files) serveStatic(app, path, () => file, HEADERS);
}

async function readAll(): Promise<Map<string, StaticFile>> {
  const all = new Map<string, StaticFile>();
  const add = async (file: string, ...paths: string[]) => {
    const read = await readStatic(file);
    if (!read) throw new Error(`${file} is missing: DEMO=off goes without`);
    for (const path of paths) all.set(path, read);
  };
  await add('demo/page.html', '/demo', '/demo/support', '/demo/:tenant');
  for (const name of await readdir(new URL('../../demo/', import.meta.url)))
    if (/\.(ts|css|svg)$/.test(name)) await add(`demo/${name}`, `/demo/assets/${name}`);
  for (const name of CLIENT) await add(`client/${name}`, `/demo/client/${name}`);
  return all;
}
