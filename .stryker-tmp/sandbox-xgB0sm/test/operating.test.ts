// @ts-nocheck
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import t from 'tap';
import { without } from './support/programs.ts';
import { ADMIN, must, newTenant, startService } from './support/service.ts';

const page = readFileSync(new URL('../docs/operating.md', import.meta.url), 'utf8');

/** The first block of this language below a heading. */
function block(heading: string, language: string): string {
  const section = page.split(/^#+ /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const [, text] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(section) ?? [];
  if (!text) throw new Error(`docs/operating.md has no ${language} below "${heading}"`);
  return text;
}

t.test(
  'the first tenant and its keys are made as docs/operating.md says',
  { skip: await without('curl', '--version') },
  async (t) => {
    const service = await startService(t);
    const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
    const script = block('The first tenant and its keys', 'sh')
      .replace(/^URL=.*$/m, `URL=${url}`)
      .replace(/^ADMIN=.*$/m, `ADMIN=${ADMIN}`);
    const { stdout } = await promisify(execFile)('bash', ['-c', `set -e\n${script}`]);
    t.match(stdout, /"slug":"acme"/);
    t.equal([...stdout.matchAll(/"key":"iak_/g)].length, 3);
    const keys = must(await service.get('/v1/admin/api-keys', { key: ADMIN }), 200);
    t.equal(keys.apiKeys.length, 3);
  },
);

t.test('what docs/operating.md does after a restore ends sessions, trusted devices and logins', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { sessionToken, trustedDeviceToken } = await tenant.signInWithCode(user, { trustDevice: true });
  const pending = must(await tenant.login(user.username), 200);
  t.equal((await service.get('/v1/session', { key: sessionToken })).status, 200);
  for (const statement of block('Back up and restore', 'sql').split(';'))
    if (/^\s*(update|delete)/.test(statement)) await sql.raw(statement).execute(service.ctx.db);
  t.equal((await service.get('/v1/session', { key: sessionToken })).status, 401);
  t.equal((await service.get('/v1/login', { key: pending.loginToken })).status, 401);
  t.equal((await tenant.login(user.username, { trustedDeviceToken })).body.status, 'challenge_required');
});
