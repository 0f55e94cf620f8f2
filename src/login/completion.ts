import { randomUUIDv7 } from 'node:crypto';
import type { Caller, Context } from '../context.ts';
import type { Query, Tx } from '../db/database.ts';
import { statementOf } from '../db/statement.ts';
import type { LoginTable } from '../db/tables.ts';
import { eventsOf, type NewEvent, record, recording } from '../events/events.ts';
import type { Trust } from '../sessions/presented-trust.ts';
import { newSession, type OpenedSession, openSession } from '../sessions/sessions.ts';
import {
  revocations,
  rotateTrust,
  type TrustWritten,
  trustDevice,
  type Wanted,
  writingTrust,
} from '../sessions/trusted-devices.ts';
import { type Account, twoFactorOfAccount, whoseEvent } from './account.ts';
import type { LoginAnswer } from './progress.ts';
import { acrOf } from './rules.ts';

export interface Completion {
  mode: LoginTable['mode'];
  methods: string[];
  /** the login that ends with it; left out: the password was enough */
  loginId?: string;
  /** the device to trust from now on */
  wanted?: Wanted | null;
  /** the trusted device that spared the code */
  trust?: Trust | null;
}

/** The only place where a session comes from: nothing is owed any more. */
export async function complete(
  ctx: Context,
  tx: Tx,
  account: Account,
  { mode, methods, loginId, wanted, trust }: Completion,
  caller: Caller,
): Promise<LoginAnswer> {
  const now = ctx.now();
  const { policy } = account;
  const owner = { id: account.id, tenantId: account.tenantId, credentials_version: account.credentials_version };
  const whose = whoseEvent(account);
  const trusting =
    wanted && policy.trustedDevices.enabled
      ? await trustDevice(tx, owner, policy, wanted, caller, now)
      : trust
        ? rotateTrust(trust, owner, caller, now)
        : null;
  const device = trusting?.issued;
  const id = randomUUIDv7();
  const succeeded = {
    type: 'login.succeeded' as const,
    ...whose,
    data: { sessionId: id, methods, acr: acrOf(methods) },
  };
  const { opened, token, session } = newSession(
    {
      id,
      tenantId: account.tenantId,
      userId: account.id,
      mode,
      methods,
      trustedDeviceId: device?.deviceId ?? null,
      ip: caller.ip,
      userAgent: caller.userAgent,
    },
    policy,
    now,
  );
  const events = eventsOf(tx, caller, now, ...(trusting ? [trusting.happened] : []), succeeded);
  const surplus = await writeCompleted({ login: loginId !== undefined, trust: trusting?.written.kind ?? 'none' })(tx, {
    events,
    loginId: loginId ?? null,
    trusted: trusting?.written ?? null,
    opened,
  });
  await record(
    tx,
    caller,
    now,
    ...revocations({ devices: [], sessions: surplus.map((each) => each.id) }, whose, 'surplus'),
  );
  return {
    mode,
    body: { status: 'authenticated', user: account.user, session, twoFactor: twoFactorOfAccount(account, now) },
    sessionToken: token,
    ...(device
      ? { trust: { deviceCookie: account.deviceCookie, token: device.token, expiresAt: device.expiresAt } }
      : {}),
  };
}

interface Written {
  events: NewEvent[];
  loginId: string | null;
  trusted: TrustWritten | null;
  opened: OpenedSession;
}

/** All that completes a login, in one statement. */
const writeCompleted = statementOf(
  (
    db,
    { events, loginId, trusted, opened }: Written,
    shape: { login: boolean; trust: TrustWritten['kind'] | 'none' },
  ) => {
    const recorded = recording(db, events);
    const completed = shape.login ? completing(recorded, loginId, opened.now) : recorded;
    const { trust } = shape;
    return openSession(trusted && trust !== 'none' ? writingTrust(completed, trusted, trust) : completed, opened);
  },
);

const completing = (query: Query, loginId: string | null, now: Date) =>
  query.with('completed', (part) =>
    part.updateTable('logins').set({ completed_at: now }).where('id', '=', loginId),
  ) as unknown as Query;
