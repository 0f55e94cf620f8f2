// @ts-nocheck
import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { listAll, operate, print, say, table } from './operator.ts';

const KEYS = '/v1/admin/api-keys';

export function apiKeyCommands(program: Command): void {
  const apiKey = program.command('api-key').description('API keys.');
  apiKey
    .command('generate')
    .description('Make a value for BOOTSTRAP_ADMIN_KEY. It is stored nowhere, and needs no database.')
    .action(() => print(`iak_${randomBytes(40).toString('base64url')}`));
  apiKey
    .command('create <name>')
    .description('Make an API key. It is shown once.')
    .addOption(
      new Option('--role <role>', 'what it may do').choices(['backend', 'support', 'admin']).makeOptionMandatory(),
    )
    .option('--tenant <slug>', "bind it to a tenant; without it: the platform's")
    .option('--expires-at <time>', 'at most 365 days ahead, which is also the default (RFC 3339)')
    .option('--json', 'for scripts')
    .action((name: string, { role, tenant, expiresAt }, command: Command) =>
      operate(async ({ call }) => {
        // an empty one is a slip (an unset variable, say), and no wish for a key of the platform: the API refuses it
        const made = await call('POST', KEYS, { name, role, tenant, expiresAt });
        say(command, made, () => `${made.key}\n(id ${made.id}, until ${made.expiresAt}; it is not shown again)`);
      }),
    );
  apiKey
    .command('list')
    .description('The keys that are not revoked, newest first.')
    .option('--json', 'for scripts')
    .action((_options, command: Command) =>
      operate(async (operator) => {
        const keys = await listAll(operator, KEYS, 'apiKeys');
        const rows = keys.map((key) => [key.id, key.role, key.tenant ?? '(platform)', key.expiresAt, key.name]);
        say(command, keys, () => table([['ID', 'ROLE', 'TENANT', 'EXPIRES', 'NAME'], ...rows]));
      }),
    );
  apiKey
    .command('revoke <id>')
    .description('End a key at once.')
    .option('--json', 'for scripts')
    .action((id: string, _options, command: Command) =>
      operate(async ({ call }) => {
        await call('DELETE', `${KEYS}/${encodeURIComponent(id)}`);
        say(command, { revoked: id }, () => 'The key is revoked.');
      }),
    );
}
