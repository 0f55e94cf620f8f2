#!/usr/bin/env node
// @ts-nocheck
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { pino } from 'pino';
import { buildApp } from './app.ts';
import { codeAt, fromBase32, stepOf } from './authenticators/rules.ts';
import { apiKeyCommands } from './cli/api-keys.ts';
import { doctorCommand } from './cli/doctor.ts';
import { keyCommands } from './cli/keys.ts';
import { note, print, say } from './cli/operator.ts';
import { tenantCommands } from './cli/tenants.ts';
import { userCommands } from './cli/users.ts';
import { loadConfig, settingsTable } from './config.ts';
import type { Context } from './context.ts';
import { openDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { collectDocument, writeDocument } from './http/document.ts';
import { serve } from './main.ts';

export const program = new Command('imagecapture-auth').description('Two-factor authentication for ImageCapture.');

program
  .command('serve')
  .description('Start the service (as npm start does).')
  .action(() => serve());

program
  .command('migrate')
  .description('Apply pending migrations to DATABASE_URL.')
  .option('--json', 'for scripts')
  .action(async (_options, command: Command) => {
    const { DATABASE_URL } = loadConfig(process.env);
    if (DATABASE_URL === null) throw new Error('set DATABASE_URL: the embedded database is migrated by `serve`');
    const { db, close } = openDatabase({ url: DATABASE_URL, pool: 1, log: note });
    try {
      const applied: string[] = [];
      await migrate(db, (line) => void applied.push(line));
      say(command, { applied }, () => [...applied, 'The database is up to date.'].join('\n'));
    } finally {
      await close();
    }
  });

tenantCommands(program);
userCommands(program);
apiKeyCommands(program);
keyCommands(program);
doctorCommand(program);

program
  .command('code <secret...>')
  .description('The current code of a base32 secret, groups of four or not, for trying things out without a phone.')
  .option('--next', 'the code of the next 30 seconds: taken already, where the current one has been used')
  .action((secret: string[], { next }: { next?: true }) => {
    const bytes = fromBase32(secret.join(''));
    if (!bytes) throw new Error('that is not a base32 secret of 10 to 64 bytes');
    print(codeAt(bytes, stepOf(new Date()) + (next ? 1 : 0)));
  });

program
  .command('openapi')
  .description('Print openapi.yaml, generated from the routes.')
  .option('--write', 'write it to openapi.yaml instead')
  .action(async ({ write }: { write?: true }) => {
    const text = await openapi();
    if (!write) return print(text);
    return writeFile(new URL('../openapi.yaml', import.meta.url), text);
  });

program
  .command('settings')
  .description('Print the table of settings (environment variables).')
  .action(() => print(settingsTable()));

/** The document needs routes, and no database. */
export async function openapi(): Promise<string> {
  const ctx = { config: loadConfig({ DEMO: 'off' }), log: pino({ level: 'silent' }) } as Context;
  const app = await buildApp(ctx, collectDocument);
  const text = await writeDocument(app);
  await app.close();
  return text;
}

if (import.meta.main)
  try {
    await program.parseAsync();
  } catch (error) {
    note((error as Error).message);
    process.exitCode = 1;
  }
