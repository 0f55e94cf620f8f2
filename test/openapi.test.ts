import { readFile } from 'node:fs/promises';
import t from 'tap';
import { openapi } from '../src/cli.ts';

t.test('openapi.yaml is what the routes say today (npm run openapi writes it)', async (t) => {
  const committed = await readFile(new URL('../openapi.yaml', import.meta.url), 'utf8');
  t.equal(await openapi(), committed);
});
