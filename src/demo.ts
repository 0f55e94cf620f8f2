import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Caller, Context } from './context.ts';
import { granted } from './http/problems.ts';
import { createApiKey } from './tenants/api-keys.ts';
import { createTenant, findTenant } from './tenants/tenants.ts';
import { createUser } from './users/users.ts';

/** For trying things out, in development with the embedded database alone. Nobody else can reach it. */
export const DEMO = { tenant: 'demo', username: 'alice', password: 'open-sesame-after-lunch' } as const;

const caller: Caller = { actor: { kind: 'system', id: null }, ip: null, userAgent: null, requestId: null };

/** Makes the tenant `demo`, its user and its keys once; says in which file the keys are. */
export async function keepDemo(ctx: Context, dataDir: string): Promise<string> {
  const file = join(dataDir, 'demo.json');
  if (await findTenant(ctx.db, DEMO.tenant)) {
    const kept = await readFile(file, 'utf8').catch(() => null);
    if (kept !== null) return file;
  } else granted(await createTenant(ctx, { slug: DEMO.tenant, name: 'Demo Customer' }, caller));
  const { username, password } = DEMO;
  // already there when an earlier start ended half way
  await createUser(ctx, DEMO.tenant, { username, displayName: 'Alice Ames', password }, caller);
  const keyFor = async (role: 'backend' | 'support' | 'admin') =>
    granted(await createApiKey(ctx, { name: `demo ${role}`, role, tenant: DEMO.tenant }, null, caller)).key;
  const keys = {
    ...DEMO,
    backendKey: await keyFor('backend'),
    supportKey: await keyFor('support'),
    adminKey: await keyFor('admin'),
  };
  await writeFile(`${file}.draft`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.draft`, file);
  return file;
}
