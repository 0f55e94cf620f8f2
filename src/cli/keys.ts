import type { Command } from 'commander';
import { addSigningKey } from '../access-tokens/signing-keys.ts';
import { loadConfig } from '../config.ts';
import type { Caller } from '../context.ts';
import { forgetKey } from '../keys/keys.ts';
import { endLostPasswords, findLost, forgetLost, type Lost } from '../keys/lost.ts';
import { type Progress, rotateSecrets } from '../keys/rotation.ts';
import { CommandError, note, type Operator, operate, say, withDatabase } from './operator.ts';

export function keyCommands(program: Command): void {
  const keys = program.command('keys').description('The keys that seal and sign.');
  keys
    .command('rotate')
    .description(
      'Seal all secrets anew with the first of ENCRYPTION_KEYS (and of PASSWORD_PEPPERS), and make the next key that signs access tokens. The service goes on meanwhile; cut short, it is just run again.',
    )
    .option('--no-signing', 'make no new signing key')
    .option('--now', 'for a signing key that has leaked: the new one signs at once, and no other verifies any more')
    .option('--no-secrets', 'seal nothing anew')
    .option('--json', 'for scripts')
    .action(({ signing, secrets, now }: { signing: boolean; secrets: boolean; now?: true }, command: Command) =>
      operate(async ({ ctx }) => {
        if (now && !signing) throw new CommandError('--now is about the signing key: not together with --no-signing.');
        const { sealed, unreadable } = secrets
          ? await rotateSecrets(ctx, progressInWords())
          : { sealed: 0, unreadable: [] };
        const added = signing ? await addSigningKey(ctx, { alone: now === true }) : null;
        say(command, { sealed, unreadable, signingKey: added?.id ?? null }, () =>
          [
            ...(secrets ? [`${sealed} secrets sealed anew. ${SEALED}`] : []),
            ...unreadable.map((row) => `No key opens ${row}: it is damaged, and left as it is.`),
            ...(added ? [`The signing key ${added.id} ${now ? SIGNS_NOW : SIGNS}`] : []),
          ].join('\n'),
        );
        if (unreadable.length > 0) process.exitCode = 1;
      }),
    );
  keys
    .command('forget <id>')
    .description('End a key that was entered by a slip, and that nothing is sealed with (a pepper: `pepper:ID`).')
    .option('--json', 'for scripts')
    .action((id: string, _options, command: Command) => {
      const config = loadConfig(process.env);
      return withDatabase(config, async (db) => {
        const outcome = await forgetKey(db, id, config);
        if (outcome !== 'forgotten') throw new CommandError(NOT_FORGOTTEN[outcome](id));
        say(command, { forgotten: id }, () => `The key "${id}" is forgotten: another may have its id.`);
      });
    });
  keys
    .command('lost <id...>')
    .description(
      'Give up what is sealed with keys that are lost for good (a pepper: `pepper:ID`), so that the service starts without them: their users enrol again. Stop every replica first. Cut short, it is just run again.',
    )
    .requiredOption('--reason <text>', 'what happened; the event of each reset keeps it')
    .option('--json', 'for scripts')
    .action((ids: string[], { reason }: { reason: string }, command: Command) =>
      operate(async (operator) => {
        const lost = await giveUp(operator, ids, reason);
        say(command, lost, () =>
          [
            `Users who have to enrol again: ${lost.users.length}. Users without a password from now on: ${lost.passwords}.`,
            ...lost.webhooks.map((hook) => `The webhook ${hook.id} of "${hook.tenant}" needs \`rotate-secret\`.`),
            `Nothing is under ${ids.map((id) => `"${id}"`).join(', ')} any more: the service starts without.`,
          ].join('\n'),
        );
      }, ids),
    );
}

const CLI: Caller = {
  actor: { kind: 'api_key', id: 'cli' },
  ip: null,
  userAgent: 'imagecapture-auth cli',
  requestId: null,
};

async function giveUp(operator: Operator, ids: string[], reason: string) {
  const all: Lost = { users: [], webhooks: [] };
  let passwords = 0;
  for (const id of ids) {
    const lost = await findLost(operator.ctx.db, id);
    await replace(operator, lost, reason);
    all.users.push(...lost.users);
    all.webhooks.push(...lost.webhooks);
    passwords += await endLostPasswords(operator.ctx, id, CLI);
  }
  return { ...all, passwords, ...(await forgetLost(operator.ctx.db, ids)) };
}

/** One after another, as support and the owner of a webhook would. */
async function replace({ call }: Operator, lost: Lost, reason: string): Promise<void> {
  const of = (tenant: string) => `/v1/admin/tenants/${encodeURIComponent(tenant)}`;
  const total = lost.users.length;
  for (const [done, { id, tenant }] of lost.users.entries()) {
    if (done > 0 && done % 1000 === 0) note(`users: ${done} of ${total}`);
    await call('POST', `${of(tenant)}/users/${id}/two-factor-reset`, { reason });
  }
  for (const { id, tenant } of lost.webhooks) await call('POST', `${of(tenant)}/webhooks/${id}/rotate-secret`);
}

const NOT_FORGOTTEN = {
  unknown: (id: string) => `There is no key "${id}".`,
  sealed: (id: string) => `Secrets are sealed with the key "${id}": it can't be forgotten.`,
  set: (id: string) => `The key "${id}" is set: take it out of the settings of every replica, and forget it then.`,
};

const SEALED =
  'All are under the first keys now; old ones may be removed from the settings once no replica seals with them.';
const SIGNS = 'is published, and signs in 15 minutes. The old one stays published for 15 more.';
const SIGNS_NOW = 'signs at once, and verifiers know no other as soon as they ask again, within 5 minutes.';

/** A line when a kind begins, and one every few thousand. */
function progressInWords(): (progress: Progress) => void {
  let told = 0;
  return ({ what, done, total }) => {
    if (done !== 0 && done !== total && done - told < 2000) return;
    told = done;
    if (total > 0) note(`${what}: ${done} of ${total}`);
  };
}
