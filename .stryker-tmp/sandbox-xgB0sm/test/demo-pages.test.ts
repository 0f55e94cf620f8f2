// @ts-nocheck
import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { languages, type Texts } from '../demo/strings.ts';
import { DEMO } from '../src/demo.ts';
import { EVENT_TYPES } from '../src/events/catalogue.ts';
import { problems } from '../src/http/problems.ts';
import { startService } from './support/service.ts';

const warnings: string[] = [];
process.on('warning', ({ message }) => warnings.push(message));

const folder = new URL('../demo/', import.meta.url);
const files = readdirSync(folder).filter((name) => /\.(ts|css|svg)$/.test(name));

// the headers of every answer are held against the contract by startService
// Proves: v5.0.0-3.4.3, v5.0.0-3.4.6, v5.0.0-3.4.8, v5.0.0-3.5.7
t.test('the reference frontend is served where DEMO is on, its types stripped and nothing built', async (t) => {
  const service = await startService(t, { DEMO: 'on' });
  for (const path of ['/demo', '/demo/support', '/demo/acme']) {
    const page = await service.get(path);
    t.equal(page.status, 200, path);
    t.match(page.headers, { 'content-type': 'text/html', 'cross-origin-opener-policy': 'same-origin' });
    t.notMatch(
      page.text,
      /<script(?! type="module" src="\/demo\/assets\/)|<style|\sstyle=|\son\w+=|https?:/,
      'nothing inline',
    );
  }
  t.ok(files.length > 10, `${files.length} files`);
  for (const name of files) {
    const file = await service.get(`/demo/assets/${name}`);
    t.equal(file.status, 200, name);
    if (name === 'start.ts')
      t.match(
        file.text,
        new RegExp(
          Object.values(DEMO)
            .map((each) => `'${each}'`)
            .join('.*'),
        ),
        'whom it names is who is made',
      );
    t.notMatch(file.text, /^import type |^export interface /m, `${name}: types are gone`);
  }
  t.strictSame(warnings, [], 'node does not warn of its own stripper');
});

t.test('whatever a page loads is there, the typed client as well, and of this origin', async (t) => {
  const service = await startService(t, { DEMO: 'on' });
  const seen = new Set(['/demo/assets/main.ts']);
  for (const path of seen) {
    const file = await service.get(path);
    t.match(file, { status: 200, headers: { 'content-type': /^text\/javascript/ } }, path);
    for (const [, imported] of file.text.matchAll(/\bfrom ['"]([^'"]+)['"]/g))
      seen.add(new URL(String(imported), `http://demo${path}`).pathname);
  }
  t.ok(seen.has('/demo/client/index.js') && seen.has('/demo/client/vendor/openapi-fetch.js'), 'the client is in it');
  t.equal(seen.size, files.filter((name) => name.endsWith('.ts')).length + 2, 'no file of demo/ is idle');
});

t.test('what has been read already is not sent again', async (t) => {
  const service = await startService(t, { DEMO: 'on' });
  const first = await service.get('/demo/assets/main.ts');
  const etag = String(first.headers.etag);
  for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await service.get('/demo/assets/main.ts', { headers: { 'if-none-match': given } });
    t.equal(again.status, 304, given);
    t.equal(again.headers.etag, etag);
  }
  t.equal((await service.get('/demo/assets/main.ts', { headers: { 'if-none-match': '"other"' } })).status, 200);
  const head = await service.call('HEAD', '/demo');
  t.equal(head.status, 200);
});

// Proves: v5.0.0-5.3.2, v5.0.0-13.4.3, v5.0.0-13.4.7, v5.0.0-15.2.3
t.test(
  'nothing else of the disk is served, nothing by other methods, and nothing at all where DEMO is off',
  async (t) => {
    const on = await startService(t, { DEMO: 'on' });
    for (const path of ['', 'page.html', 'tsconfig.json', '..%2fpackage.json', '__proto__', 'nothing.ts'])
      t.equal((await on.get(`/demo/assets/${path}`)).status, 404, path);
    for (const path of ['generate.ts', 'index.d.ts', 'vendor/LICENSE'])
      t.equal((await on.get(`/demo/client/${path}`)).status, 404, path);
    t.equal((await on.post('/demo/acme', {})).status, 405);
    const off = await startService(t, { DEMO: 'off' }, on);
    for (const path of ['/demo', '/demo/support', '/demo/acme', '/demo/assets/main.ts'])
      t.equal((await off.get(path)).status, 404, path);
  },
);

t.test('the demo says every error code and every event in every language, with the same gaps', async (t) => {
  const gaps = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  for (const [name, texts] of Object.entries(languages) as [string, Texts][]) {
    for (const code of Object.keys(problems)) t.ok(code in texts.problems, `${name}: ${code}`);
    for (const type of EVENT_TYPES) t.ok(type in texts.events, `${name}: ${type}`);
    for (const [key, text] of Object.entries(texts.ui))
      t.strictSame(gaps(text), gaps(languages.en.ui[key as keyof Texts['ui']]), `${name}: ${key}`);
  }
});

// Proves: v5.0.0-3.2.2, v5.0.0-3.2.3, v5.0.0-3.5.5, v5.0.0-3.6.1
t.test('the demo makes no HTML of text, shares nothing by globals or messages, and asks no other origin', async (t) => {
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), 'utf8');
    t.notMatch(text, /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|DOMParser|\.style\b/, name);
    t.notMatch(text, /\b(window|globalThis|self)\.|\bdocument(\[|\.(?!title)\w+ = )|\bpostMessage\b|'message'/, name);
    t.notMatch(text.replace('http://www.w3.org/2000/svg', ''), /https?:\/\/(?!www\.w3\.org\/2000\/svg)/, name);
    if (name.endsWith('.ts')) t.ok(text.split('\n').length <= 300 || name === 'strings.ts', `${name} is not long`);
  }
});

// Proves: v5.0.0-6.2.6, v5.0.0-6.2.7, v5.0.0-14.3.3
t.test(
  'the demo masks passwords, lets managers and the clipboard fill them in, and stores nothing of them',
  async (t) => {
    const texts = files.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
    const found = (pattern: RegExp) => [...texts.matchAll(pattern)].map(([, word]) => word);
    t.equal(found(/(type: 'password')/g).length, 1, 'one maker of such fields');
    const made = found(/\bpasswordField\(\{[^;]*?autocomplete: '([\w-]+)'/g);
    t.equal(made.length, found(/(= passwordField\()/g).length, 'each is named');
    t.strictSame(
      [...new Set(made)].sort(),
      ['current-password', 'new-password', 'off'],
      'off: the key of the help desk',
    );
    t.notMatch(texts, /onpaste|'paste'/);
    t.equal(
      found(/((?:local|session)Storage\.setItem|indexedDB|document\.cookie)/g).length,
      1,
      'one way to keep anything',
    );
    t.strictSame([...new Set(found(/\bremember\(([^)]*)\)/g))].sort(), [
      "HINT, 'session'",
      'HINT, null',
      'HINT, tenant.slug',
      'KEPT, chosen',
      'name: string, value: string | null',
    ]);
  },
);
