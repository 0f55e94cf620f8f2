import { readFile } from 'node:fs/promises';
import t from 'tap';
import { buildApp } from '../src/app.ts';
import { openapi } from '../src/cli.ts';
import { operations } from './support/document.ts';
import { startService } from './support/service.ts';

t.test('openapi.yaml is what the routes say today (npm run openapi writes it)', async (t) => {
  const committed = await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8');
  t.equal(await openapi(), committed);
});

t.test('every route there is stands in openapi.yaml, and nothing else does', async (t) => {
  const { ctx } = await startService(t);
  const registered = new Set<string>();
  const app = await buildApp(ctx, async (app) => {
    app.addHook('onRoute', ({ url, method }) => {
      for (const each of [method].flat())
        if (each !== 'HEAD' && each !== 'OPTIONS') registered.add(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
  });
  await app.close();
  const documented = operations.map(({ method, path }) => `${method} ${path}`);
  const isPage = (route: string) => !/^\S+ \/(v1|healthz|readyz|\.well-known)\b/.test(route);
  t.strictSame(
    [...registered].filter((route) => !isPage(route)).sort(),
    documented.filter((route) => !isPage(route)).sort(),
  );
  t.ok(registered.size >= 40 && registered.has('POST /v1/tenants/{tenant}/login'), 'the routes are seen');
});
