// @ts-nocheck
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import {
  type Answer,
  CommandError,
  findUserId,
  note,
  type Operator,
  operate,
  print,
  readPassword,
  say,
} from './operator.ts';

const usersOf = (tenant: string) => `/v1/admin/tenants/${encodeURIComponent(tenant)}/users`;
/** Lines of an import that are sent at once: well below what one call takes. */
const CHUNK = 500;

export function userCommands(program: Command): void {
  const user = program.command('user').description('Users of a tenant.');
  user
    .command('create <tenant> <username>')
    .description('Create a user.')
    .option('--display-name <name>', 'how the user is called on screen')
    .option('--password-stdin', 'read a password from standard input; without it the user has none yet')
    .option('--must-change-password', 'the first login asks for a new one')
    .option('--json', 'for scripts')
    .action((tenant: string, username: string, options, command: Command) =>
      operate(async ({ call }) => {
        const made = await call('POST', usersOf(tenant), {
          username,
          ...(options.displayName ? { displayName: options.displayName } : {}),
          ...(options.passwordStdin ? { password: await readPassword() } : {}),
          ...(options.mustChangePassword ? { mustChangePassword: true } : {}),
        });
        say(command, made, () => `The user "${made.username}" is there: ${made.id}`);
      }),
    );
  user
    .command('import <tenant> <file>')
    .description('Create users from NDJSON (`-`: standard input), of any length. A file cut short is just given again.')
    .option('--json', 'print a line of JSON for every line, for scripts')
    .action((tenant: string, file: string, _options, command: Command) =>
      operate((operator) => importFile(operator, tenant, file, Boolean(command.opts().json))),
    );
  for (const [name, status, done] of [
    ['disable', 'disabled', 'disabled: sessions, trusted devices and logins under way have ended'],
    ['enable', 'active', 'active'],
  ] as const)
    user
      .command(`${name} <tenant> <username>`)
      .description(name === 'disable' ? 'Bar a user; all that is open ends.' : 'Let a disabled user in again.')
      .option('--json', 'for scripts')
      .action((tenant: string, username: string, _options, command: Command) =>
        operate(async (operator) => {
          const id = await findUserId(operator, tenant, username);
          const changed = await operator.call('PATCH', `${usersOf(tenant)}/${id}`, { status });
          say(command, changed, () => `The user "${changed.username}" is ${done}.`);
        }),
      );
  program
    .command('reset-2fa <tenant> <username>')
    .description("Take a user's second factor away, since the phone is lost: a support reset.")
    .requiredOption('--reason <text>', 'why, and how the user was recognised; the event keeps it')
    .option('--ticket <ticket>', 'the case it belongs to')
    .option('--json', 'for scripts')
    .action((tenant: string, username: string, { reason, ticket }, command: Command) =>
      operate(async (operator) => {
        const id = await findUserId(operator, tenant, username);
        const path = `${usersOf(tenant)}/${id}/two-factor-reset`;
        const reset = await operator.call('POST', path, { reason, ...(ticket ? { ticket } : {}) });
        const code = reset.resetCode ? ` with the code ${reset.resetCode}, until ${reset.expiresAt}` : '';
        say(command, reset, () => `2FA of "${username}" is reset. The next sign-in enrols again${code}.`);
      }),
    );
}

interface Result {
  line: number;
  username: string | null;
  status: 'created' | 'refused';
  code?: string;
  detail?: string;
  errors?: { path: string; message: string }[];
}

const whyNot = ({ code, detail, errors = [] }: Result) =>
  [code, detail, ...errors.map(({ path, message }) => `${path} ${message}`)].filter(Boolean).join(', ');

/** Read line by line, so that the file may be larger than memory. */
async function importFile(operator: Operator, tenant: string, file: string, json: boolean): Promise<void> {
  // a tenant that does not exist is told before anything is read, and with an empty file, too
  await operator.call('GET', `${usersOf(tenant)}?limit=1`);
  const input = file === '-' ? process.stdin : createReadStream(file);
  const counts = { created: 0, refused: 0 };
  let chunk: string[] = [];
  let before = 0;
  const flush = async () => {
    const text: Answer = await operator.call('POST', `${usersOf(tenant)}/import`, Buffer.from(chunk.join('\n')));
    for (const line of String(text).split('\n').filter(Boolean)) {
      const result = JSON.parse(line) as Result;
      const numbered = { ...result, line: result.line + before };
      counts[result.status] += 1;
      if (json) print(JSON.stringify(numbered));
      else if (result.status === 'refused') note(`line ${numbered.line}: ${result.username ?? '?'}: ${whyNot(result)}`);
    }
    before += chunk.length;
    chunk = [];
  };
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      chunk.push(line);
      if (chunk.length === CHUNK) await flush();
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'EISDIR', 'EACCES'].includes(code))
      throw new CommandError(`The file ${file} can't be read (${code}).`);
    throw error;
  }
  if (chunk.length > 0) await flush();
  if (!json) print(`${counts.created} users created, ${counts.refused} lines refused.`);
  if (counts.refused > 0) process.exitCode = 1;
}
