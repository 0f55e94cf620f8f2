// @ts-nocheck
import { existsSync, globSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import t from 'tap';
import { TOKEN_SECONDS } from '../src/access-tokens/rules.ts';
import {
  CODES_PER_ENROLLMENT,
  IMPORTED_SECRET_BYTES,
  MAX_AUTHENTICATORS,
  RECOVERY_CODE_LENGTH,
  RECOVERY_CODES,
  RESET_CODE_HOURS,
  RESET_CODE_LENGTH,
  SECRET_BYTES,
} from '../src/authenticators/rules.ts';
import { ARGON2_FLOOR } from '../src/crypto/passwords.ts';
import { EVENT_TYPES } from '../src/events/catalogue.ts';
import { CODES_PER_LOGIN, CODES_UNTIL_CLOSED, FREE_FAILURES, LOGIN_MINUTES, WAITS } from '../src/login/rules.ts';
import { FRESH_MINUTES, MAX_SESSIONS } from '../src/sessions/rules.ts';
import { DEFAULT_POLICY, policyOf } from '../src/tenants/rules.ts';
import { isCommonPassword } from '../src/users/common-passwords.ts';
import { ATTEMPT_MILLIS, MAX_WEBHOOKS } from '../src/webhooks/rules.ts';
import { headingsIn } from './support/proofs.ts';
import { startService } from './support/service.ts';

/** docs/security.md and docs/nist.md say nothing that the code does not. */
const root = new URL('../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const page = read('docs/security.md').replace(/\s+/g, ' ');
const nist = read('docs/nist.md').replace(/\s+/g, ' ');
const says = (t: { ok(value: unknown, message: string): unknown }, where: string, ...texts: string[]) => {
  for (const text of texts) t.ok(where.includes(text), text);
};

// Proves: v5.0.0-6.1.1
t.test('the numbers of throttling are those of the code', async (t) => {
  says(
    t,
    page,
    `${FREE_FAILURES} failures are free. From the ${FREE_FAILURES + 1}th on each starts a wait: ${WAITS.slice(FREE_FAILURES, -1).join(', ')}, then ${WAITS.at(-1)} seconds each`,
    `${CODES_PER_LOGIN} wrong codes end a login; ${CODES_PER_ENROLLMENT} end an enrolment. After ${CODES_UNTIL_CLOSED} wrong codes in a row TOTP closes`,
  );
  says(t, nist, `TOTP closes at ${CODES_UNTIL_CLOSED}`);
});

// Proves: v5.0.0-2.1.3, v5.0.0-7.1.1, v5.0.0-7.1.2
t.test('the numbers of sessions and the limits are those of the code', async (t) => {
  const { sessions, trustedDevices, passwords } = policyOf(DEFAULT_POLICY);
  says(
    t,
    page,
    `| idle | ${sessions.idleMinutes} minutes | 1 to 10080 |`,
    `| absolute | ${sessions.absoluteHours} hours | 1 to 720 |`,
    `| at once | ${MAX_SESSIONS} a user; one more ends the least recently used`,
    `${LOGIN_MINUTES.challenge_required} minutes for each step, ${LOGIN_MINUTES.enrollment_required} while enrolling`,
    `${trustedDevices.days} days, absolute; ${trustedDevices.maxPerUser} a user | 1 to 365 days, 1 to 100, or none`,
    `younger than ${FRESH_MINUTES} minutes`,
    `JWTs of ${TOKEN_SECONDS / 60} minutes`,
    `${passwords.minLength} to 256 code points, ${policyOf({ ...DEFAULT_POLICY, two_factor: 'required' }).passwords.minLength} where`,
    `${MAX_SESSIONS} sessions, ${trustedDevices.maxPerUser} trusted browsers, ${MAX_AUTHENTICATORS} authenticators, ${RECOVERY_CODES} recovery codes`,
    `By tenant: ${MAX_WEBHOOKS} webhooks`,
    `${ATTEMPT_MILLIS / 1000} s in all`,
  );
  const openapi = read('openapi.yaml');
  for (const [name, minimum, maximum] of [
    ['idleMinutes', 1, 10080],
    ['absoluteHours', 1, 720],
    ['days', 1, 365],
    ['maxPerUser', 1, 100],
  ] as const)
    t.match(openapi, new RegExp(`${name}:\\s+type: integer\\s+minimum: ${minimum}\\s+maximum: ${maximum}\\s`), name);
});

// Proves: v5.0.0-11.1.2
t.test(
  'the cryptographic inventory names every file that uses cryptography, and its numbers are those of the code',
  async (t) => {
    const table = read('docs/security.md').split('## Cryptography')[1]?.split('Nothing else may be used')[0] ?? '';
    const users = globSync('src/**/*.ts', { cwd: root }).filter((file) =>
      /^import .*(?:from '(?:argon2|bcrypt|jose|otpauth)'|\b(?:createCipheriv|createHmac|pbkdf2|generateKeyPairSync|timingSafeEqual|hash)\b.* from 'node:crypto')/m.test(
        read(file),
      ),
    );
    t.ok(users.length >= 8, users.join(' '));
    for (const file of users) t.ok(table.includes(`\`${file.replace('src/', '')}\``), file);
    for (const [, file = ''] of table.matchAll(/`([a-z-]+\/[a-z-]+\.ts)`/g))
      t.ok(existsSync(new URL(`src/${file}`, root)), file);
    says(t, table, `${ARGON2_FLOOR.memoryKib} KiB, ${ARGON2_FLOOR.passes} passes`, `${SECRET_BYTES * 8} bits a user`);
    says(
      t,
      page,
      `recovery codes (${RECOVERY_CODE_LENGTH * 5} bits) and reset codes (${RESET_CODE_LENGTH * 5} bits)`,
      `which may have ${IMPORTED_SECRET_BYTES.min * 8} bits`,
    );
    says(
      t,
      nist,
      `${RESET_CODE_LENGTH * 5} bits for ${RESET_CODE_HOURS} hours`,
      `${SECRET_BYTES * 8} bits, 30 seconds`,
    );
  },
);

// Proves: v5.0.0-6.1.2
t.test('the list of common passwords is as long as the page says', async (t) => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const common = dictionary['passwords-common'] as string[];
  t.ok(common.every(isCommonPassword));
  const of = (length: number) => common.filter((each) => [...each].length >= length).length;
  t.equal(Math.round(common.length / 1000), 49);
  t.equal(Math.round(of(8) / 1000), 18);
  t.equal(of(15), 41, 'few of fifteen characters: docs/asvs.md says so');
  says(t, page, 'some 49 000 passwords from leaks', 'of 8 or more some 18 000');
});

// Proves: v5.0.0-14.1.1
t.test('every column of the database has its class, and every class its protection', async (t) => {
  const { ctx } = await startService(t);
  const { rows } = await sql<{ name: string; type: string }>`
    select table_name || ' ' || column_name as name, data_type as type from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely%' order by 1`.execute(ctx.db);
  const lines = read('docs/data-classes.tsv').trimEnd().split('\n').slice(1);
  const classes = new Map(lines.map((line) => [line.split('\t').slice(0, 2).join(' '), line.split('\t')[2]]));
  t.equal(classes.size, lines.length, 'none has two');
  t.same([...classes.keys()].sort(), rows.map(({ name }) => name).sort());
  for (const [name, kind] of classes) t.ok(page.includes(`| \`${kind}\` |`), `${name}: ${kind}`);
  const bytes = rows.filter(({ type }) => type === 'bytea').map(({ name }) => name);
  for (const name of bytes) t.match(classes.get(name), /^(sealed|hashed)$/, `${name}: what is no text is a secret`);
  for (const { name } of rows) {
    if (/(secret|hash|salt|private_key)$/.test(name)) t.match(classes.get(name), /^(sealed|hashed)$/, name);
    if (/ (ip|user_agent|username|display_name|device_name)$/.test(name)) t.equal(classes.get(name), 'personal', name);
  }
});

// Proves: v5.0.0-6.4.2
t.test('nothing is kept that could be a hint or a question', async (t) => {
  const columns = read('docs/data-classes.tsv');
  t.notMatch(columns, /hint|question|answer|mother|birth/i);
  t.notMatch(read('openapi.yaml'), /^\s+(hint|question|securityQuestion|answer):/m);
});

// Proves: v5.0.0-16.1.1
t.test('the inventory of what is recorded names every event there is, and no other', async (t) => {
  const named = /The events: ([^.]*(?:\.[a-z_]+[^.]*)*)\. /.exec(page)?.[1] ?? '';
  t.same([...named.matchAll(/`([a-z_.]+)`/g)].map(([, type]) => type).sort(), [...EVENT_TYPES].sort());
});

t.test('every link of these pages leads somewhere', async (t) => {
  const files = [...globSync('docs/*.md', { cwd: root }), 'SECURITY.md', 'README.md'];
  const headings = new Set(files.flatMap((file) => headingsIn(file, read(file))));
  for (const file of ['docs/security.md', 'docs/nist.md', 'docs/asvs.md', 'docs/attacks.md'])
    for (const [, link = ''] of read(file).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const target = new URL(link, new URL(file, 'file:///'));
      const path = target.pathname.slice(1);
      t.ok(existsSync(new URL(path, root)), `${file}: ${link}`);
      if (target.hash) t.ok(headings.has(`${path}${target.hash}`), `${file}: ${link}`);
    }
});
