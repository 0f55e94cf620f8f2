import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { sql } from 'kysely';
import { type Config, loadConfig } from '../config.ts';
import { createContext } from '../context.ts';
import type { Key } from '../crypto/sealing.ts';
import { type Database, isReadOnly } from '../db/database.ts';
import { pendingMigrations } from '../db/migrate.ts';
import { checkKeys, readMadeUpKeys } from '../keys/keys.ts';
import { say, withDatabase } from './operator.ts';

interface Finding {
  check: string;
  verdict: 'ok' | 'warning' | 'failure';
  found: string;
  /** what to do about it */
  advice?: string;
}

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Check settings, database, schema, keys, clock and hashing, and say what to do.')
    .option('--json', 'for scripts')
    .action(async (_options, command: Command) => {
      const findings = await examine();
      say(command, findings, () => findings.map(inWords).join('\n'));
      if (findings.some(({ verdict }) => verdict === 'failure')) process.exitCode = 1;
    });
}

const inWords = ({ check, verdict, found, advice }: Finding) =>
  `${{ ok: 'ok     ', warning: 'warning', failure: 'FAILURE' }[verdict]}  ${check}: ${found}${advice ? `\n         → ${advice}` : ''}`;

/** One after another: what stands on a failure is not asked any more. */
async function examine(): Promise<Finding[]> {
  const findings: Finding[] = [];
  const config = await tried(findings, 'settings', 'set what is named', () => loadConfig(process.env));
  if (!config) return findings;
  findings.push(...settings(config));
  if (config.DATABASE_URL === null && !existsSync(join(config.DATA_DIR, 'postgres'))) {
    const found = `DATABASE_URL is not set, and ${config.DATA_DIR} holds no embedded database`;
    findings.push({ check: 'database', verdict: 'failure', found, advice: 'set it, or start the service once' });
    return findings;
  }
  await tried(
    findings,
    'database',
    'see that it runs, that DATABASE_URL is right, and that the way there is open',
    () =>
      withDatabase({ ...config, MIGRATE: false }, async (db) => {
        findings.push(...(await database(db, config)));
      }),
  );
  return findings;
}

async function tried<T>(findings: Finding[], check: string, advice: string, work: () => T | Promise<T>) {
  try {
    return await work();
  } catch (error) {
    findings.push({ check, verdict: 'failure', found: (error as Error).message, advice });
    return null;
  }
}

function settings(config: Config): Finding[] {
  const local = config.PUBLIC_URL.startsWith('http://');
  const warnings: [boolean, string, string][] = [
    [config.production && local, 'PUBLIC_URL is plain HTTP', 'put TLS in front and name the https origin'],
    [!config.COOKIE_SECURE, 'COOKIE_SECURE=false', 'leave it to development: cookies would travel in the clear'],
    [!config.RATE_LIMITS, 'RATE_LIMITS=off', 'switch them on where others can reach the service'],
    [
      config.production && config.BOOTSTRAP_ADMIN_KEY !== null,
      'BOOTSTRAP_ADMIN_KEY is set',
      'make an admin key with it, then remove the setting',
    ],
  ];
  const found = warnings.filter(([wrong]) => wrong);
  if (found.length === 0) return [{ check: 'settings', verdict: 'ok', found: 'all are understood' }];
  return found.map(([, what, advice]) => ({ check: 'settings', verdict: 'warning', found: what, advice }));
}

async function database(db: Database, config: Config): Promise<Finding[]> {
  const findings: Finding[] = [];
  const began = performance.now();
  const { rows } = await sql<{ version: number; connections: number; now: Date }>`
    select current_setting('server_version_num')::int as version,
      current_setting('max_connections')::int as connections, clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (!row) return findings;
  const millis = performance.now() - began;
  const version = Math.floor(row.version / 10_000);
  findings.push({
    check: 'database',
    verdict: version >= 14 ? 'ok' : 'failure',
    found: `PostgreSQL ${version}, answers in ${millis.toFixed(0)} ms`,
    ...(version >= 14 ? {} : { advice: 'PostgreSQL 14 or newer is needed' }),
  });
  if (await isReadOnly(db))
    findings.push({
      check: 'database',
      verdict: 'failure',
      found: 'it takes no writes',
      advice: 'promote it where it is a standby, or take `default_transaction_read_only` away',
    });
  findings.push(clock(new Date(), row.now, millis), connections(config, row.connections));
  const schema = await tried(findings, 'schema', 'run the release that this database belongs to', () =>
    pendingMigrations(db),
  );
  if (!schema) return findings;
  findings.push(
    schema.length === 0
      ? { check: 'schema', verdict: 'ok', found: 'all migrations are applied' }
      : {
          check: 'schema',
          verdict: 'failure',
          found: `not applied: ${schema.join(', ')}`,
          advice: config.DATABASE_URL === null ? 'start the service: it migrates' : 'run `migrate`',
        },
  );
  if (schema.length > 0) return findings;
  const keys = config.ENCRYPTION_KEYS.length > 0 ? config.ENCRYPTION_KEYS : await readMadeUpKeys(config.DATA_DIR);
  const known = await tried(findings, 'keys', 'docs/operating.md says how keys are rotated and restored', () => {
    if (!keys) throw new Error(`there are none: ENCRYPTION_KEYS is not set, and ${config.DATA_DIR} holds none`);
    return checkKeys(db, { ENCRYPTION_KEYS: keys, PASSWORD_PEPPERS: config.PASSWORD_PEPPERS });
  });
  if (known) findings.push(keysFound(known));
  if (keys)
    await tried(findings, 'hashing', 'the row is damaged: its user needs a password reset', async () => {
      findings.push(await hashing(db, config, keys));
    });
  findings.push(...(await webhooks(db)));
  return findings;
}

/** RFC 6238, 5.2: a code is good for a step before and after now, so seconds do no harm and half a minute does. */
function clock(ours: Date, theirs: Date, roundTrip: number): Finding {
  const apart = Math.max(0, Math.abs(ours.getTime() - theirs.getTime()) - roundTrip) / 1000;
  const found = `${apart.toFixed(1)} s apart from the database's`;
  if (apart < 2) return { check: 'clock', verdict: 'ok', found };
  const advice = 'keep both in time by NTP: codes of authenticator apps depend on the clock';
  return { check: 'clock', verdict: apart < 15 ? 'warning' : 'failure', found, advice };
}

function connections({ DATABASE_POOL }: Config, most: number): Finding {
  const found = `${DATABASE_POOL} a replica, of ${most} that PostgreSQL has`;
  if (DATABASE_POOL <= most / 2) return { check: 'connections', verdict: 'ok', found };
  return { check: 'connections', verdict: 'warning', found, advice: 'lower DATABASE_POOL, or put PgBouncer between' };
}

function keysFound(unknown: string[]): Finding {
  if (unknown.length === 0)
    return { check: 'keys', verdict: 'ok', found: 'they are the ones that this database was written with' };
  const found = `new to this database: ${unknown.join(', ')}`;
  return {
    check: 'keys',
    verdict: 'warning',
    found,
    advice: 'the service enters them when it starts: be sure of them',
  };
}

const HASHES = 5;
/** Stored hashes that are looked at, those under a pepper and the others. */
const SAMPLE = 5000;

/** How long a hash takes, and whether a "no" is held back for longer than the dearest hash from elsewhere takes. */
async function hashing(db: Database, config: Config, keys: readonly Key[]): Promise<Finding> {
  const { hashing: ours } = createContext({ db, now: () => new Date(), config, log: null as never, keys });
  const own = await ours.hash('warm', 'doctor');
  const began = performance.now();
  for (let count = 0; count < HASHES; count += 1) await ours.hash('a password to measure by', 'doctor');
  const millis = (performance.now() - began) / HASHES;
  const { form } = ours.look(own, 'doctor');
  const { rows } = await sql<{ id: string; password_hash: string }>`
    (select id, password_hash from users where starts_with(password_hash, '$sealed$') limit ${SAMPLE})
    union all (select id, password_hash from users where not starts_with(password_hash, '$sealed$')
      and not starts_with(password_hash, ${own.slice(0, own.lastIndexOf('$') - 22)}) limit ${SAMPLE})`.execute(db);
  const foreign = new Map(
    rows.map(({ id, password_hash }) => [ours.look(password_hash, id).form, { id, password_hash }]),
  );
  foreign.delete(form);
  let dearest = 0;
  for (const { id, password_hash } of foreign.values()) {
    const start = performance.now();
    await ours.look(password_hash, id).matches('not this one');
    dearest = Math.max(dearest, performance.now() - start);
  }
  const found = `${millis.toFixed(0)} ms a password by ${ours.binding}${foreign.size > 0 ? `; hashes from elsewhere take up to ${dearest.toFixed(0)} ms` : ''}`;
  const floor = config.WRONG_PASSWORD_MILLIS;
  if (dearest * 1.5 > floor)
    return {
      check: 'hashing',
      verdict: 'warning',
      found,
      advice: `set WRONG_PASSWORD_MILLIS to ${Math.ceil((dearest * 2) / 100) * 100} or more, or users who have not signed in yet can be told by time`,
    };
  if (millis > 250)
    return {
      check: 'hashing',
      verdict: 'warning',
      found,
      advice: 'give it a faster core, or lower ARGON2_MEMORY_KIB and ARGON2_PASSES towards their defaults',
    };
  return { check: 'hashing', verdict: 'ok', found };
}

async function webhooks(db: Database): Promise<Finding[]> {
  const { rows } = await sql<{ disabled: number; waiting: number }>`
    select (select count(*) from webhooks where disabled_reason is not null) as disabled,
      (select count(*) from webhook_deliveries where status = 'pending' and attempts > 3) as waiting`.execute(db);
  const { disabled = 0, waiting = 0 } = rows[0] ?? {};
  const found = `${disabled} disabled by the service, ${waiting} deliveries failing`;
  if (disabled + waiting === 0) return [{ check: 'webhooks', verdict: 'ok', found: 'none is disabled or failing' }];
  return [
    {
      check: 'webhooks',
      verdict: 'warning',
      found,
      advice: 'see `GET …/webhooks/{id}/deliveries`, mend the receiver, and enable it again',
    },
  ];
}
