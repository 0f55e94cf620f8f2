import { randomUUIDv7 } from 'node:crypto';
import { type Insertable, sql, type Updateable } from 'kysely';
import type { Caller } from '../context.ts';
import { issueToken } from '../crypto/tokens.ts';
import type { Database, Query, Tx } from '../db/database.ts';
import type { Tables } from '../db/tables.ts';
import type { Happening } from '../events/catalogue.ts';
import { record } from '../events/events.ts';
import type { Policy } from '../tenants/rules.ts';
import { deviceNameFrom } from './device-names.ts';
import type { Trust, TrustOwner } from './presented-trust.ts';
import { daysAfter } from './rules.ts';
import { endSessions } from './sessions.ts';

export interface IssuedTrust {
  deviceId: string;
  /** shown once, to the browser */
  token: string;
  expiresAt: Date;
}

/** The device to trust from now on. */
export interface Wanted {
  name: string | null;
  living?: number | undefined;
}

/** A browser that is trusted from now on, or still: its token, what has happened, and what is to be written. */
export interface Trusting {
  issued: IssuedTrust;
  happened: Happening;
  written: TrustWritten;
}

type NewDevice = Insertable<Tables['trusted_devices']>;
type NewToken = Insertable<Tables['trusted_device_tokens']>;

export type TrustWritten =
  | { kind: 'new'; device: NewDevice; token: NewToken }
  | { kind: 'used'; device: Updateable<NewDevice> & { id: string }; token: NewToken };

/** The part of a statement that writes it. */
export function writingTrust(query: Query, { device, token }: TrustWritten, kind: TrustWritten['kind']): Query {
  const { id, ...use } = device;
  const there =
    kind === 'new'
      ? query.with('device', (part) => part.insertInto('trusted_devices').values(device as NewDevice))
      : query.with('device', (part) => part.updateTable('trusted_devices').set(use).where('id', '=', id));
  return there.with('token', (part) => part.insertInto('trusted_device_tokens').values(token)) as unknown as Query;
}

/** A use: the presented token becomes the anchor, and a successor is answered. */
export function rotateTrust(trust: Trust, owner: TrustOwner, caller: Caller, now: Date): Trusting {
  const id = randomUUIDv7();
  const { token, secretHash } = issueToken('itd_', id);
  return {
    issued: { deviceId: trust.deviceId, token, expiresAt: trust.expiresAt },
    happened: {
      type: 'trusted_device.used',
      tenantId: owner.tenantId,
      userId: owner.id,
      data: { trustedDeviceId: trust.deviceId },
    },
    written: {
      kind: 'used',
      device: {
        id: trust.deviceId,
        anchor_token_id: trust.tokenId,
        last_used_at: now,
        ip: caller.ip,
        user_agent: caller.userAgent,
      },
      token: { id, device_id: trust.deviceId, parent_id: trust.tokenId, secret_hash: secretHash, created_at: now },
    },
  };
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
  await endSparedLogins(tx, ended.devices);
  const whose = { tenantId: owner.tenantId, userId: owner.id };
  await record(
    tx,
    caller,
    now,
    { type: 'trusted_device.token_reused', ...whose, data: { trustedDeviceId: trust.deviceId } },
    ...revocations(ended, whose, 'token_reused'),
  );
}

/**
 * Trusts a browser: a new device with its first token. Beyond the tenant's number the least recently used ends. `living`:
 * how many there are, where that was counted under the user's lock.
 */
export async function trustDevice(
  tx: Tx,
  owner: TrustOwner,
  policy: Policy,
  { name: given, living }: Wanted,
  caller: Caller,
  now: Date,
): Promise<Trusting> {
  const room = living !== undefined && living < policy.trustedDevices.maxPerUser;
  const surplus = room ? nothingEnded() : await endDevices(tx, owner.id, now, { surplusOf: policy.trustedDevices });
  await endSparedLogins(tx, surplus.devices);
  const deviceId = randomUUIDv7();
  const tokenId = randomUUIDv7();
  const { token, secretHash } = issueToken('itd_', tokenId);
  const name = given ?? deviceNameFrom(caller.userAgent);
  const expiresAt = daysAfter(now, policy.trustedDevices.days);
  const whose = { tenantId: owner.tenantId, userId: owner.id };
  await record(tx, caller, now, ...revocations(surplus, whose, 'surplus'));
  return {
    issued: { deviceId, token, expiresAt },
    happened: { type: 'trusted_device.added', ...whose, data: { trustedDeviceId: deviceId, name } },
    written: {
      kind: 'new',
      device: {
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
      },
      token: { id: tokenId, device_id: deviceId, parent_id: null, secret_hash: secretHash, created_at: now },
    },
  };
}

/**
 * Ends trusted devices of a user and the sessions begun from them, but for `exceptSession`. `surplusOf`: the least
 * recently used of the living, so that there is room for one more.
 */
export async function endDevices(
  tx: Tx,
  userId: string,
  now: Date,
  which: { id?: string; surplusOf?: Policy['trustedDevices']; exceptSession?: string | null } = {},
): Promise<Ended> {
  let query = tx
    .updateTable('trusted_devices')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now);
  if (which.id) query = query.where('id', '=', which.id);
  const { surplusOf } = which;
  if (surplusOf)
    query = query.where(
      'id',
      'in',
      livingDevices(tx, userId, now, daysAfter(now, -surplusOf.days))
        .select('id')
        .orderBy('last_used_at', 'desc')
        .orderBy('id', 'desc')
        .offset(surplusOf.maxPerUser - 1),
    );
  const devices = (await query.returning('id').execute()).map((row) => row.id);
  if (devices.length === 0) return nothingEnded();
  const sessions = await endSessions(tx, userId, now, { deviceIds: devices, except: which.exceptSession ?? null });
  return { devices, sessions };
}

/** Those that count for the tenant's number: begun after `oldest`, by today's policy. */
export const livingDevices = (db: Database | Tx, userId: string, now: Date, oldest: Date) =>
  db
    .selectFrom('trusted_devices')
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('created_at', '>', oldest);

export interface Ended {
  devices: string[];
  sessions: string[];
}

const nothingEnded = (): Ended => ({ devices: [], sessions: [] });

/** What the end of devices and sessions is called in the events. */
export const revocations = (ended: Ended, whose: { tenantId: string; userId: string }, reason: string): Happening[] => [
  ...ended.devices.map((trustedDeviceId) => ({
    type: 'trusted_device.revoked' as const,
    ...whose,
    data: { trustedDeviceId, reason },
  })),
  ...ended.sessions.map((sessionId) => ({ type: 'session.revoked' as const, ...whose, data: { sessionId, reason } })),
];

/** What any of these policies ends, ends for good, so many at once, and says which: trust that is too old, switched off, or beyond the number. */
export async function endDevicesOfTenant(
  tx: Tx,
  tenantId: string,
  policies: Policy[],
  now: Date,
  limit: number,
): Promise<{ id: string; user_id: string }[]> {
  const most = Math.min(...policies.map((policy) => policy.trustedDevices.maxPerUser));
  const oldest = daysAfter(now, -Math.min(...policies.map((policy) => policy.trustedDevices.days)));
  const off = policies.some((policy) => !policy.trustedDevices.enabled);
  const { rows } = await sql<{ id: string; user_id: string }>`
    update trusted_devices set ended_at = ${now}
    where ended_at is null and id in (
      select id from (
        select id, created_at, row_number() over owned as place
        from trusted_devices where tenant_id = ${tenantId} and ended_at is null and expires_at > ${now}
        window owned as (partition by user_id order by created_at > ${oldest} desc, last_used_at desc, id desc)
      ) as ranked
      where ${off} or place > ${most} or created_at <= ${oldest}
      limit ${limit}
    )
    returning id, user_id`.execute(tx);
  await endSparedLogins(
    tx,
    rows.map((row) => row.id),
  );
  return rows;
}

/**
 * Logins under way that these devices have spared the code end with the trust: the next one asks for it. (A change of
 * credentials ends them by its version.)
 */
export async function endSparedLogins(tx: Tx, deviceIds: string[]): Promise<void> {
  for (let from = 0; from < deviceIds.length; from += 1000)
    await tx
      .deleteFrom('logins')
      .where('trusted_device_id', 'in', deviceIds.slice(from, from + 1000))
      .where('completed_at', 'is', null)
      .execute();
}
