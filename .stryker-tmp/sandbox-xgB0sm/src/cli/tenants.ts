// @ts-nocheck
import { type Command, Option } from 'commander';
import { type Answer, listAll, operate, say, table } from './operator.ts';

const onOff = (name: string, description: string) => new Option(name, description).choices(['on', 'off']);

export function tenantCommands(program: Command): void {
  const tenant = program.command('tenant').description('Customers and their policies.');
  withPolicy(
    tenant
      .command('create <slug>')
      .description("Create a tenant; the slug is its part of the customer's own link.")
      .requiredOption('--name <name>', "the customer's name"),
  ).action((slug: string, options, command: Command) =>
    operate(async ({ call }) => {
      const made = await call('POST', '/v1/admin/tenants', { slug, name: options.name, policy: policyOf(options) });
      say(command, made, () => `The tenant "${made.slug}" is there.\n${policyInWords(made.policy)}`);
    }),
  );
  tenant
    .command('list')
    .description('All tenants, newest first.')
    .option('--json', 'for scripts')
    .action((_options, command: Command) =>
      operate(async (operator) => {
        const tenants = await listAll(operator, '/v1/admin/tenants', 'tenants');
        const rows = tenants.map(({ slug, name, policy }) => [slug, policy.twoFactor, name]);
        say(command, tenants, () => table([['SLUG', '2FA', 'NAME'], ...rows]));
      }),
    );
  withPolicy(
    tenant
      .command('policy <slug>')
      .description('Show the policy of a tenant, or change what is given; stricter bites at once.'),
  ).action((slug: string, options, command: Command) =>
    operate(async ({ call }) => {
      const path = `/v1/admin/tenants/${encodeURIComponent(slug)}`;
      const policy = policyOf(options);
      const shown = await (Object.keys(policy).length > 0 ? call('PATCH', path, { policy }) : call('GET', path));
      say(command, shown.policy, () => policyInWords(shown.policy));
    }),
  );
}

const withPolicy = (command: Command) =>
  command
    .addOption(new Option('--two-factor <when>', 'whether users need 2FA').choices(['optional', 'required']))
    .option('--enforced-from <time>', 'from when `required` bites (RFC 3339), or `now`')
    .addOption(onOff('--trusted-devices <on|off>', 'whether a device can be trusted'))
    .option('--trusted-device-days <days>', 'how long it is trusted', Number)
    .option('--trusted-devices-max <count>', 'how many a user may have', Number)
    .option('--idle-minutes <minutes>', 'a session ends when it is not used for so long', Number)
    .option('--absolute-hours <hours>', 'a session ends after so long', Number)
    .option('--min-length <characters>', 'of new passwords', Number)
    .addOption(onOff('--reset-code <on|off>', 'whether enrolment after a support reset asks for the code'))
    .option('--json', 'for scripts');

/** Only what was given. */
function policyOf(options: Record<string, string | number | undefined>): object {
  const given = <T>(name: string, value: T) => (value === undefined ? {} : { [name]: value });
  const flag = (value: unknown) => (value === undefined ? undefined : value === 'on');
  const group = (name: string, parts: object) => (Object.keys(parts).length > 0 ? { [name]: parts } : {});
  const { twoFactor, enforcedFrom, idleMinutes, absoluteHours, minLength } = options;
  return {
    ...given('twoFactor', twoFactor),
    ...given('enforcedFrom', enforcedFrom === 'now' ? null : enforcedFrom),
    ...group('trustedDevices', {
      ...given('enabled', flag(options.trustedDevices)),
      ...given('days', options.trustedDeviceDays),
      ...given('maxPerUser', options.trustedDevicesMax),
    }),
    ...group('sessions', { ...given('idleMinutes', idleMinutes), ...given('absoluteHours', absoluteHours) }),
    ...group('passwords', given('minLength', minLength)),
    ...given('resetCodeRequired', flag(options.resetCode)),
  };
}

function policyInWords(policy: Answer): string {
  const { trustedDevices, sessions, passwords } = policy;
  const from = policy.enforcedFrom ? `, from ${policy.enforcedFrom}` : '';
  return table([
    ['2FA', `${policy.twoFactor}${from}`],
    [
      'trusted devices',
      trustedDevices.enabled ? `${trustedDevices.days} days, ${trustedDevices.maxPerUser} a user` : 'off',
    ],
    ['sessions', `${sessions.idleMinutes} minutes idle, ${sessions.absoluteHours} hours at most`],
    ['passwords', `${passwords.minLength} characters at least`],
    ['reset code', policy.resetCodeRequired ? 'asked for after a support reset' : 'not asked for'],
  ]);
}
