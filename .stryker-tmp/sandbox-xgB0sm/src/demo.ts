// @ts-nocheck
import { join } from 'node:path';
import type { Caller, Context } from './context.ts';
import { readPrivately, writePrivately } from './private-file.ts';
import { isRefused, type Refused } from './refusal.ts';
import { createApiKey } from './tenants/api-keys.ts';
import { createTenant, findTenant } from './tenants/tenants.ts';
import { createUser } from './users/new-users.ts';

/** For trying things out, in development with the embedded database alone. Nobody else can reach it. */
export const DEMO = { tenant: 'demo', username: 'alice', password: 'open-sesame-after-lunch' } as const;

const caller: Caller = { actor: { kind: 'system', id: null }, ip: null, userAgent: null, requestId: null };

/** Makes the tenant `demo`, its user and its keys once; says in which file the keys are. */
export async function keepDemo(ctx: Context, dataDir: string): Promise<string> {
  const file = join(dataDir, 'demo.json');
  if (await findTenant(ctx.db, DEMO.tenant)) {
    if ((await readPrivately(file)) !== null) return file;
  } else made(await createTenant(ctx, { slug: DEMO.tenant, name: 'Demo Customer' }, caller));
  const { username, password } = DEMO;
  // already there when an earlier start ended half way
  await createUser(ctx, DEMO.tenant, { username, displayName: 'Alice Ames', password }, caller);
  const keyFor = async (role: 'backend' | 'support' | 'admin') =>
    made(await createApiKey(ctx, { name: `demo ${role}`, role, tenant: DEMO.tenant }, null, caller)).key;
  const keys = {
    ...DEMO,
    backendKey: await keyFor('backend'),
    supportKey: await keyFor('support'),
    adminKey: await keyFor('admin'),
  };
  await writePrivately(file, `${JSON.stringify(keys, null, 2)}\n`);
  return file;
}

function made<T extends object>(outcome: T | Refused): T {
  if (isRefused(outcome)) throw new Error(`the demo tenant could not be made: ${outcome.refused}`);
  return outcome;
}
