// @ts-nocheck
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { findTenant, type Tenant } from '../tenants/tenants.ts';
import { addUsers, type NewUser, type PreparedUser, prepareUser } from './new-users.ts';

/** One line of an import, as it was read: a user, or why it is none. */
export interface ImportLine {
  line: number;
  username: string | null;
  given: Omit<NewUser, 'password'> | Refused;
}

/** What became of it. */
export interface ImportResult {
  line: number;
  username: string | null;
  outcome: { id: string } | Refused;
}

const BATCH = 100;
const REST_MILLIS = 10;

/**
 * Creates users from lines that are read one after another, and says of each what became of it. A batch is one
 * transaction, so that nobody is half made; who is there already is refused, so an import cut short is just sent again.
 */
export async function importUsers(
  ctx: Context,
  tenantSlug: string,
  lines: Iterable<ImportLine>,
  caller: Caller,
): Promise<AsyncGenerator<ImportResult> | Refused> {
  const tenant = await findTenant(ctx.db, tenantSlug);
  return tenant ? results(ctx, tenant, lines, caller) : refuse('tenant_not_found');
}

async function* results(ctx: Context, tenant: Tenant, lines: Iterable<ImportLine>, caller: Caller) {
  let batch: ImportLine[] = [];
  let fault: Refused | null = null;
  let rested = performance.now();
  for (const line of lines) {
    batch.push(line);
    // reading a line takes up to 3 ms, and 10 000 of them would keep everybody else waiting
    if (performance.now() - rested > REST_MILLIS) {
      await nextTurn();
      rested = performance.now();
    }
    if (batch.length < BATCH) continue;
    const done = await importBatch(ctx, tenant, batch, caller, fault);
    fault = done.fault;
    yield* done.results;
    batch = [];
  }
  yield* (await importBatch(ctx, tenant, batch, caller, fault)).results;
}

/** After a fault (the database is away, say) nothing more is tried: each line that is left says so. */
async function importBatch(ctx: Context, tenant: Tenant, lines: ImportLine[], caller: Caller, before: Refused | null) {
  const prepared = new Map<number, PreparedUser | Refused>();
  let fault = before;
  let added = new Set<string>();
  try {
    if (!fault) {
      const now = ctx.now();
      for (const { line, given } of lines)
        prepared.set(line, isRefused(given) ? given : await prepareUser(ctx, tenant, given, now));
      const users = [...prepared.values()].filter((each): each is PreparedUser => !isRefused(each));
      if (users.length > 0) added = await transaction(ctx.db, (tx) => addUsers(ctx, tx, users, caller, now));
    }
  } catch (error) {
    ctx.log.error({ err: error }, 'an import failed half way');
    fault = refuse('unavailable');
  }
  const results = lines.map(({ line, username }): ImportResult => {
    const user = prepared.get(line);
    const outcome =
      fault ??
      (!user || isRefused(user) ? user : added.has(user.row.id) ? { id: user.row.id } : refuse('username_taken'));
    return { line, username, outcome: outcome ?? refuse('unavailable') };
  });
  return { results, fault };
}
