import type { Command } from 'commander';
import { addSigningKey } from '../access-tokens/signing-keys.ts';
import { type Progress, rotateSecrets } from '../crypto/rotation.ts';
import { note, operate, say } from './operator.ts';

export function keyCommands(program: Command): void {
  const keys = program.command('keys').description('The keys that seal and sign.');
  keys
    .command('rotate')
    .description(
      'Seal all secrets anew with the first of ENCRYPTION_KEYS (and of PASSWORD_PEPPERS), and make the next key that signs access tokens. The service goes on meanwhile; cut short, it is just run again.',
    )
    .option('--no-signing', 'make no new signing key')
    .option('--no-secrets', 'seal nothing anew')
    .option('--json', 'for scripts')
    .action(({ signing, secrets }: { signing: boolean; secrets: boolean }, command: Command) =>
      operate(async ({ ctx }) => {
        const sealed = secrets ? await rotateSecrets(ctx, progressInWords()) : 0;
        const added = signing ? await addSigningKey(ctx) : null;
        say(command, { sealed, signingKey: added?.id ?? null }, () =>
          [
            secrets
              ? `${sealed} secrets sealed anew; all are under the first keys now. The old ones may be removed from the settings once no replica seals with them.`
              : '',
            added
              ? `The signing key ${added.id} is published, and signs in 15 minutes. The old one stays published for 15 more.`
              : '',
          ]
            .filter(Boolean)
            .join('\n'),
        );
      }),
    );
}

/** A line when a kind begins, and one every few thousand. */
function progressInWords(): (progress: Progress) => void {
  let told = 0;
  return ({ what, done, total }) => {
    if (done !== 0 && done !== total && done - told < 2000) return;
    told = done;
    if (total > 0) note(`${what}: ${done} of ${total}`);
  };
}
