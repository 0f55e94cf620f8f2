// @ts-nocheck
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { CHROMIUM, noBrowser } from './support/browser.ts';
import { startService } from './support/service.ts';

const PARTS = [
  '/docs',
  '/docs/page.css',
  '/docs/page.js',
  '/docs/redoc.standalone.js',
  '/docs/LICENSE.txt',
  '/openapi.yaml',
];

// Proves: v5.0.0-3.5.7, v5.0.0-13.4.3, v5.0.0-13.4.7
t.test('/docs and its parts may be kept by browsers, and are asked for again without being sent again', async (t) => {
  const service = await startService(t);
  for (const path of PARTS) {
    const first = await service.get(path);
    t.match(first, { status: 200, headers: { 'cache-control': 'public, max-age=3600', etag: /^"[\w-]{43}"$/ } }, path);
    const etag = String(first.headers.etag);
    for (const given of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
      const again = await service.get(path, { headers: { 'if-none-match': given } });
      t.match(again, { status: 304, text: '', headers: { etag } }, given);
    }
    t.equal((await service.get(path, { headers: { 'if-none-match': '"another"' } })).status, 200);
  }
  t.equal((await service.get('/docs/fetch.ts')).status, 404, 'what is not listed is not there');
  t.equal((await service.get('/docs/')).status, 404);
  t.match(await service.post('/docs'), {
    status: 405,
    headers: { allow: 'GET, HEAD, OPTIONS', 'cache-control': 'no-store' },
  });
});

// Proves: v5.0.0-3.4.3, v5.0.0-3.4.6, v5.0.0-3.4.8, v5.0.0-3.6.1
t.test('the page names nothing of another origin, and its policy lets no text in it run', async (t) => {
  const service = await startService(t);
  const { text, headers } = await service.get('/docs');
  for (const [, link] of text.matchAll(/(?:src|href)="([^"]*)"/g)) t.match(link, /^(\/[^/]|data:,)/);
  t.notMatch(text, /<script(?![^>]* src=)|<style|style=|\son\w+=/, 'nothing inline');
  t.notMatch(headers['content-security-policy'], /unsafe|\*|https?:/);
  t.equal(headers['cross-origin-opener-policy'], 'same-origin');
  const bundle = await readFile(new URL('../docs-page/redoc.standalone.js', import.meta.url), 'utf8');
  t.notMatch(bundle, /cdn\.redoc/);
});

t.test(
  'a browser shows every call at /docs under that policy, and has nothing to complain of',
  { skip: noBrowser },
  async (t) => {
    const service = await startService(t);
    const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
    const profile = await mkdtemp(join(tmpdir(), 'imagecapture-auth-chromium-'));
    t.teardown(() => rm(profile, { recursive: true, force: true }));
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr', '--dump-dom'];
    const { stdout, stderr } = await promisify(execFile)(
      CHROMIUM,
      [...flags, `--user-data-dir=${profile}`, '--virtual-time-budget=10000', `${url}/docs`],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    t.strictSame(
      stderr.split('\n').filter((line) => line.includes('CONSOLE')),
      [],
    );
    const ids = await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8').then((text) =>
      [...text.matchAll(/operationId: (\w+)/g)].map(([, id]) => id),
    );
    t.ok(ids.length > 60);
    for (const id of ids) t.ok(stdout.includes(`operation/${id}"`), `${id} is shown`);
    t.match(stdout, /reauthentication_required/, 'and the errors');
  },
);
