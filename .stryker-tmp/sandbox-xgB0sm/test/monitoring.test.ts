// @ts-nocheck
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { parse } from 'yaml';
import { buildApp } from '../src/app.ts';
import { without } from './support/programs.ts';
import { startService } from './support/service.ts';

const root = new URL('../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; action: string; runbook_url: string };
}

const rules = (parse(read('monitoring/alerts.yml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);

t.test('every alert says what to do, and where to read on', async (t) => {
  const anchors = [...read('docs/operating.md').matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
  t.ok(rules.length >= 10);
  for (const { alert, labels, annotations } of rules) {
    t.match(labels.severity, /^(critical|warning)$/, alert);
    t.ok(annotations.summary && annotations.action, alert);
    const [, anchor = ''] = /^docs\/operating\.md#(.+)$/.exec(annotations.runbook_url) ?? [];
    t.ok(anchors.includes(anchor), `${alert}: ${annotations.runbook_url}`);
  }
});

t.test('every alert looks at metrics, labels and words that there are', async (t) => {
  const { ctx } = await startService(t);
  const app = await buildApp(ctx);
  t.teardown(() => app.close());
  await app.listen({ host: '127.0.0.1', port: 0 });
  await app.inject('/v1/session');
  const scrape = await app.measured.metrics();
  for (const { alert, expr } of rules) {
    const names = new Set([...expr.matchAll(/\b(?:imagecapture_auth|http|nodejs|process)_\w+/g)].map(([name]) => name));
    for (const name of names) t.match(scrape, new RegExp(`^(# TYPE )?${name}\\b`, 'm'), `${alert}: ${name}`);
    for (const [, label, word] of expr.matchAll(/\b(code|type)="([^"]+)"/g))
      t.ok(scrape.includes(`${label}="${word}"`), `${alert}: ${label} ${word}`);
  }
  const told = read('docs/operating.md');
  for (const [, name = ''] of scrape.matchAll(/^# TYPE ((?:imagecapture_auth|http)_\w+)/gm))
    t.ok(told.includes(`\`${name}`), `docs/operating.md tells of ${name}`);
});

t.test(
  'promtool takes the rules, and they fire when they should',
  { skip: await without('promtool', '--version') },
  async (t) => {
    const promtool = (...args: string[]) => promisify(execFile)('promtool', args, { cwd: fileURLToPath(root) });
    await t.resolves(promtool('check', 'rules', 'monitoring/alerts.yml'));
    await t.resolves(promtool('test', 'rules', 'monitoring/alerts.test.yml'));
  },
);
