import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Caller, Context } from '../context.ts';
import { issueToken, type PresentedToken, readToken, tokenMatches } from '../crypto/tokens.ts';
import { type Database, type Tx, transaction } from '../db/database.ts';
import type { TrustedDeviceTable } from '../db/tables.ts';
import type { Happening } from '../events/catalogue.ts';
import { record } from '../events/events.ts';
import { type Refused, refuse } from '../refusal.ts';
import { type Policy, policyOf } from '../tenants/rules.ts';
import { POLICY_COLUMNS } from '../tenants/tenants.ts';
import { deviceNameFrom } from './device-names.ts';
import { daysAfter, judgeTrust, trustExpires } from './rules.ts';
import { endSessions } from './sessions.ts';

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

export interface Trust {
  deviceId: string;
  tokenId: string;
  expiresAt: Date;
  verdict: 'trusted' | 'stolen' | 'none';
}

/** Whom the token is presented for. */
export interface TrustOwner {
  id: string;
  tenantId: string;
  credentials_version: number;
}

/**
 * What a presented token is worth to this user. Another user's, another tenant's and a made-up one are no token at all.
 * With a `Tx` the device's row stays locked, so that of two siblings presented at once one is the stolen copy.
 */
export async function findTrust(
  db: Database | Tx,
  presented: string | null,
  owner: TrustOwner,
  policy: Policy,
  now: Date,
  lock: 'lock' | 'look',
): Promise<Trust | null> {
  const token: PresentedToken | null = presented === null ? null : readToken('itd_', presented);
  if (!token) return null;
  let query = db
    .selectFrom('trusted_device_tokens as k')
    .innerJoin('trusted_devices as d', 'd.id', 'k.device_id')
    .selectAll('d')
    .select(['k.secret_hash', 'k.parent_id'])
    .where('k.id', '=', token.id)
    .where('d.user_id', '=', owner.id);
  if (lock === 'lock') query = query.forNoKeyUpdate('d');
  const row = await query.executeTakeFirst();
  if (!row || !tokenMatches(token, row.secret_hash)) return null;
  const verdict = judgeTrust({ id: token.id, parentId: row.parent_id }, row, owner, policy, now);
  return { deviceId: row.id, tokenId: token.id, expiresAt: trustExpires(row, policy), verdict };
}

export interface IssuedTrust {
  deviceId: string;
  /** shown once, to the browser */
  token: string;
  expiresAt: Date;
}

/** A use: the presented token becomes the anchor, and a successor is answered. */
export async function rotateTrust(tx: Tx, trust: Trust, caller: Caller, now: Date): Promise<IssuedTrust> {
  const id = randomUUIDv7();
  const { token, secretHash } = issueToken('itd_', id);
  await tx
    .with('anchored', (query) =>
      query
        .updateTable('trusted_devices')
        .set({ anchor_token_id: trust.tokenId, last_used_at: now, ip: caller.ip, user_agent: caller.userAgent })
        .where('id', '=', trust.deviceId),
    )
    .insertInto('trusted_device_tokens')
    .values({ id, device_id: trust.deviceId, parent_id: trust.tokenId, secret_hash: secretHash, created_at: now })
    .execute();
  return { deviceId: trust.deviceId, token, expiresAt: trust.expiresAt };
}

/** A stolen copy was presented: the device ends, for thief and owner alike. */
export async function endStolenTrust(
  tx: Tx,
  trust: Trust,
  owner: TrustOwner,
  caller: Caller,
  now: Date,
): Promise<void> {
  const ended = await endDevices(tx, owner.id, now, { id: trust.deviceId });
  const whose = { tenantId: owner.tenantId, userId: owner.id };
  await record(
    tx,
    caller,
    now,
    { type: 'trusted_device.token_reused', ...whose, data: { trustedDeviceId: trust.deviceId } },
    ...revocations(ended, whose, 'token_reused'),
  );
}

/** Trusts a browser: a new device with its first token. Beyond the tenant's number the least recently used ends. */
export async function trustDevice(
  tx: Tx,
  owner: TrustOwner,
  policy: Policy,
  given: { name: string | null },
  caller: Caller,
  now: Date,
): Promise<IssuedTrust> {
  const surplus = await endDevices(tx, owner.id, now, { beyond: policy.trustedDevices.maxPerUser - 1 });
  const deviceId = randomUUIDv7();
  const tokenId = randomUUIDv7();
  const { token, secretHash } = issueToken('itd_', tokenId);
  const name = given.name ?? deviceNameFrom(caller.userAgent);
  const expiresAt = daysAfter(now, policy.trustedDevices.days);
  await tx
    .with('device', (query) =>
      query.insertInto('trusted_devices').values({
        id: deviceId,
        tenant_id: owner.tenantId,
        user_id: owner.id,
        name,
        credentials_version: owner.credentials_version,
        anchor_token_id: tokenId,
        ip: caller.ip,
        user_agent: caller.userAgent,
        created_at: now,
        last_used_at: now,
        expires_at: expiresAt,
        ended_at: null,
      }),
    )
    .insertInto('trusted_device_tokens')
    .values({ id: tokenId, device_id: deviceId, parent_id: null, secret_hash: secretHash, created_at: now })
    .execute();
  const whose = { tenantId: owner.tenantId, userId: owner.id };
  await record(tx, caller, now, ...revocations(surplus, whose, 'surplus'), {
    type: 'trusted_device.added',
    ...whose,
    data: { trustedDeviceId: deviceId, name },
  });
  return { deviceId, token, expiresAt };
}

/**
 * Ends trusted devices of a user and the sessions begun from them, but for `exceptSession`. `beyond`: those less
 * recently used than so many others.
 */
export async function endDevices(
  tx: Tx,
  userId: string,
  now: Date,
  which: { id?: string; beyond?: number; exceptSession?: string | null } = {},
): Promise<Ended> {
  let query = tx
    .updateTable('trusted_devices')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null);
  if (which.id) query = query.where('id', '=', which.id);
  if (which.beyond !== undefined) {
    const kept = which.beyond;
    query = query.where('id', 'in', (surplus) =>
      surplus
        .selectFrom('trusted_devices')
        .select('id')
        .where('user_id', '=', userId)
        .where('ended_at', 'is', null)
        .where('expires_at', '>', now)
        .orderBy('last_used_at', 'desc')
        .orderBy('id', 'desc')
        .offset(kept),
    );
  }
  const devices = (await query.returning('id').execute()).map((row) => row.id);
  const sessions =
    devices.length > 0
      ? await endSessions(tx, userId, now, { deviceIds: devices, except: which.exceptSession ?? null })
      : [];
  return { devices, sessions };
}

export interface Ended {
  devices: string[];
  sessions: string[];
}

/** What the end of devices and sessions is called in the events. */
export const revocations = (ended: Ended, whose: { tenantId: string; userId: string }, reason: string): Happening[] => [
  ...ended.devices.map((trustedDeviceId) => ({
    type: 'trusted_device.revoked' as const,
    ...whose,
    data: { trustedDeviceId, reason },
  })),
  ...ended.sessions.map((sessionId) => ({ type: 'session.revoked' as const, ...whose, data: { sessionId, reason } })),
];

/** What any of these policies ends, ends for good: trust that is too old, switched off, or beyond the number. */
export async function endDevicesOfTenant(
  tx: Tx,
  caller: Caller,
  tenantId: string,
  policies: Policy[],
  now: Date,
): Promise<void> {
  const days = Math.min(...policies.map((policy) => policy.trustedDevices.days));
  const most = Math.min(...policies.map((policy) => policy.trustedDevices.maxPerUser));
  const off = policies.some((policy) => !policy.trustedDevices.enabled);
  const { rows } = await sql<{ id: string; user_id: string }>`
    update trusted_devices set ended_at = ${now}
    where id in (
      select id from (
        select id, created_at, row_number() over (partition by user_id order by last_used_at desc, id desc) as place
        from trusted_devices where tenant_id = ${tenantId} and ended_at is null and expires_at > ${now}
      ) as ranked
      where ${off} or place > ${most} or created_at <= ${daysAfter(now, -days)}
    )
    returning id, user_id`.execute(tx);
  for (let from = 0; from < rows.length; from += 1000)
    await record(
      tx,
      caller,
      now,
      ...rows
        .slice(from, from + 1000)
        .flatMap((row) =>
          revocations({ devices: [row.id], sessions: [] }, { tenantId, userId: row.user_id }, 'policy'),
        ),
    );
}

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
    await record(tx, caller, now, ...revocations(ended, { tenantId: user.tenantId, userId: user.id }, 'revoked'));
    return { revoked: true };
  });
}
