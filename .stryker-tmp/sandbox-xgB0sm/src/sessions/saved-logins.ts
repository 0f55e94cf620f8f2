// @ts-nocheck
import type { Caller, Context } from '../context.ts';
import { transaction } from '../db/database.ts';
import type { TrustedDeviceTable } from '../db/tables.ts';
import { record } from '../events/events.ts';
import { type Refused, refuse } from '../refusal.ts';
import { type Policy, policyOf } from '../tenants/rules.ts';
import { POLICY_COLUMNS } from '../tenants/tenants.ts';
import { judgeTrust, trustExpires } from './rules.ts';
import { endDevices, endSparedLogins, revocations } from './trusted-devices.ts';

export interface TrustedDevice {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  ip: string | null;
  userAgent: string | null;
}

type DeviceRow = Pick<
  TrustedDeviceTable,
  'id' | 'name' | 'created_at' | 'last_used_at' | 'expires_at' | 'ip' | 'user_agent'
>;

const deviceOf = (row: DeviceRow, policy: Policy): TrustedDevice => ({
  id: row.id,
  name: row.name,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  expiresAt: trustExpires(row, policy),
  ip: row.ip,
  userAgent: row.user_agent,
});

/** The devices that a user trusts, newest first; none where the tenant has switched trust off. */
export async function listTrustedDevices(ctx: Context, userId: string): Promise<TrustedDevice[]> {
  const now = ctx.now();
  const rows = await ctx.db
    .selectFrom('trusted_devices as d')
    .innerJoin('tenants as t', 't.id', 'd.tenant_id')
    .innerJoin('users as u', 'u.id', 'd.user_id')
    .selectAll('d')
    .select(['u.credentials_version as version', ...POLICY_COLUMNS])
    .where('d.user_id', '=', userId)
    .where('d.ended_at', 'is', null)
    .orderBy('d.id', 'desc')
    .execute();
  return rows
    .map((row) => ({ row, policy: policyOf(row), user: { id: userId, credentials_version: row.version } }))
    .filter(
      ({ row, policy, user }) =>
        judgeTrust({ id: row.anchor_token_id, parentId: null }, row, user, policy, now) === 'trusted',
    )
    .map(({ row, policy }) => deviceOf(row, policy));
}

export async function renameTrustedDevice(
  ctx: Context,
  userId: string,
  id: string,
  name: string,
): Promise<TrustedDevice | Refused> {
  const living = (await listTrustedDevices(ctx, userId)).find((device) => device.id === id);
  if (!living) return refuse('not_found');
  await ctx.db.updateTable('trusted_devices').set({ name }).where('id', '=', id).execute();
  return { ...living, name };
}

/** Revokes one device or all: the next login from there asks for a code. */
export async function revokeTrustedDevices(
  ctx: Context,
  user: { id: string; tenantId: string },
  which: { id?: string; exceptSession: string | null },
  caller: Caller,
): Promise<{ revoked: true } | Refused> {
  const now = ctx.now();
  return transaction(ctx.db, async (tx) => {
    const ended = await endDevices(tx, user.id, now, which);
    if (which.id && ended.devices.length === 0) return refuse('not_found');
    await endSparedLogins(tx, ended.devices);
    await record(tx, caller, now, ...revocations(ended, { tenantId: user.tenantId, userId: user.id }, 'revoked'));
    return { revoked: true };
  });
}
