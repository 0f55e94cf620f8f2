import { type Insertable, sql } from 'kysely';
import type { Context } from '../context.ts';
import { issueToken, type PresentedToken, readToken, tokenMatches } from '../crypto/tokens.ts';
import type { Query, Tx } from '../db/database.ts';
import type { SessionTable } from '../db/tables.ts';
import { together } from '../db/together.ts';
import { acrOf } from '../login/rules.ts';
import { type Refused, refuse } from '../refusal.ts';
import { demandsTwoFactor, type Policy, policyOf, type TwoFactor, twoFactorOf } from '../tenants/rules.ts';
import { POLICY_COLUMNS } from '../tenants/tenants.ts';
import { hoursAfter, isSessionLive, isUseWorthWriting, MAX_SESSIONS, minutesAfter, sessionEnds } from './rules.ts';
import { type FoundSession, SESSION_COLUMNS, sessionQuery } from './session-query.ts';

export interface Session {
  id: string;
  createdAt: Date;
  lastUsedAt: Date;
  expiresAt: Date;
  idleExpiresAt: Date;
  authenticatedAt: Date;
  methods: string[];
  acr: 'aal1' | 'aal2';
  trustedDeviceId: string | null;
}

/** A live session and all that is needed of its user and tenant: what every call of section 4 starts from. */
export interface SignedIn {
  session: Session;
  /** of the token that was presented: a new one may take its place while the call is on its way */
  secretHash: Buffer;
  mode: SessionTable['mode'];
  ip: string | null;
  userAgent: string | null;
  user: { id: string; username: string; displayName: string; tenant: string };
  tenantId: string;
  tenantName: string;
  policy: Policy;
  twoFactor: TwoFactor;
}

type SessionRow = Omit<SessionTable, 'secret_hash' | 'mode' | 'ip' | 'user_agent' | 'tenant_id' | 'user_id'>;

export const sessionOf = (row: SessionRow, policy: Policy): Session => ({
  id: row.id,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
  ...sessionEnds(row, policy),
  authenticatedAt: row.authenticated_at,
  methods: row.methods,
  acr: row.acr,
  trustedDeviceId: row.trusted_device_id,
});

/** The session whose token was presented, in one round trip; null where there is none that lives. */
export async function findSession(ctx: Context, presented: string): Promise<SignedIn | null> {
  const token = readToken('ist_', presented);
  if (!token) return null;
  const row = await ctx.lastUses.reading(token.id, () => readSession(ctx.db, token.id));
  return sessionFrom(ctx, token, row, null);
}

/** What a row that was found says: null where it is not this token's, or has ended. A use, unless it has. */
export function sessionFrom(
  ctx: Context,
  token: PresentedToken,
  row: FoundSession | undefined,
  onlyTenant: string | null,
): SignedIn | null {
  const now = ctx.now();
  if (!row || !tokenMatches(token, row.secret_hash)) return null;
  if (onlyTenant !== null && row.tenant_id !== onlyTenant) return null;
  const policy = policyOf(row);
  if (!stillLives(row, policy, now)) return null;
  if (isUseWorthWriting(row, policy, now)) {
    ctx.lastUses.note(row.id, now);
    row.last_used_at = now;
  }
  return {
    session: sessionOf(row, policy),
    secretHash: row.secret_hash,
    mode: row.mode,
    ip: row.ip,
    userAgent: row.user_agent,
    user: { id: row.user_id, username: row.username, displayName: row.display_name, tenant: row.slug },
    tenantId: row.tenant_id,
    tenantName: row.tenant_name,
    policy,
    twoFactor: twoFactorOf(policy, row.authenticators > 0, row.codes_left, now),
  };
}

/** Of a user who is active, and has a second factor where the policy demands one by now. */
export const stillLives = (
  row: SessionRow & { status: string; authenticators: number },
  policy: Policy,
  now: Date,
): boolean =>
  isSessionLive(row, policy, now) &&
  row.status === 'active' &&
  (row.authenticators > 0 || !demandsTwoFactor(policy, now));

const readSession = together(
  (db, ids: string[]) => sessionQuery(db).where('s.id', '=', sql<string>`any(${ids}::uuid[])`),
  ({ id }) => [id],
);

export interface NewSession {
  id: string;
  tenantId: string;
  userId: string;
  mode: SessionTable['mode'];
  methods: string[];
  trustedDeviceId: string | null;
  ip: string | null;
  userAgent: string | null;
}

/** What a statement that opens a session is given. */
export interface OpenedSession {
  row: Insertable<SessionTable>;
  now: Date;
  /** who was begun before has run out */
  oldest: Date;
}

/** The login is over: nothing is owed any more. */
export function newSession(given: NewSession, policy: Policy, now: Date) {
  const { token, secretHash } = issueToken('ist_', given.id);
  const row = {
    id: given.id,
    tenant_id: given.tenantId,
    user_id: given.userId,
    secret_hash: secretHash,
    mode: given.mode,
    methods: given.methods,
    acr: acrOf(given.methods),
    trusted_device_id: given.trustedDeviceId,
    ip: given.ip,
    user_agent: given.userAgent,
    created_at: now,
    authenticated_at: now,
    last_used_at: now,
    idle_minutes: policy.sessions.idleMinutes,
    expires_at: hoursAfter(now, policy.sessions.absoluteHours),
    ended_at: null,
  };
  const opened: OpenedSession = { row, now, oldest: hoursAfter(now, -policy.sessions.absoluteHours) };
  return { opened, token, session: sessionOf(row, policy) };
}

/** The end of a statement that opens a session; at most ten a user, the least recently used ends, and is named. */
export const openSession = (query: Query, { row, now, oldest }: OpenedSession) =>
  query
    .with('surplus', (query) =>
      query
        .updateTable('sessions')
        .set({ ended_at: now })
        .where('ended_at', 'is', null)
        .where('id', 'in', (surplus) =>
          surplus
            .selectFrom('sessions')
            .select('id')
            .where('user_id', '=', row.user_id)
            .where('ended_at', 'is', null)
            .where('expires_at', '>', now)
            .where('created_at', '>', oldest)
            .orderBy('last_used_at', 'desc')
            .orderBy('id', 'desc')
            .offset(MAX_SESSIONS - 1),
        )
        .returning('id'),
    )
    .with('opened', (query) => query.insertInto('sessions').values(row))
    .selectFrom('surplus')
    .select('id');

/** What a signed-in call changes, it decides on what holds under the user's lock, not on what it read before. */
export interface LockedAccount {
  session: Pick<Session, 'methods' | 'acr' | 'authenticatedAt'>;
  authenticators: number;
  credentialsVersion: number;
  passwordHash: string | null;
  totpLocked: boolean;
  policy: Policy;
}

/**
 * Locks the user and the session, and the policy against a change; refused where either has ended meanwhile, or the token
 * has: who holds the old one has no part in what the session has proved since.
 */
export async function lockSignedIn(tx: Tx, who: SignedIn, now: Date): Promise<LockedAccount | Refused> {
  const row = await tx
    .selectFrom('users as u')
    .innerJoin('sessions as s', 's.user_id', 'u.id')
    .innerJoin('tenants as t', 't.id', 'u.tenant_id')
    .where('t.deleted_at', 'is', null)
    .select(SESSION_COLUMNS)
    .select(['u.status', 'u.credentials_version', 'u.authenticators', 'u.totp_locked_at'])
    .select(['u.password_hash', ...POLICY_COLUMNS])
    .where('s.id', '=', who.session.id)
    .forShare('t')
    .forNoKeyUpdate(['u', 's'])
    .executeTakeFirst();
  const policy = row && policyOf(row);
  if (!row || !policy || !stillLives(row, policy, now) || !row.secret_hash.equals(who.secretHash))
    return refuse('not_authenticated');
  return {
    session: { methods: row.methods, acr: row.acr, authenticatedAt: row.authenticated_at },
    authenticators: row.authenticators,
    credentialsVersion: row.credentials_version,
    passwordHash: row.password_hash,
    totpLocked: row.totp_locked_at !== null,
    policy,
  };
}

/** The session has proved a factor now: it is as fresh as can be, and says by what. A password alone makes no old code fresh. */
export async function strengthenSession(
  tx: Tx,
  who: SignedIn,
  locked: LockedAccount,
  proof: 'pwd' | 'otp' | 'recovery_code',
  now: Date,
  newSecretHash?: Buffer,
): Promise<Session> {
  const methods = proof === 'pwd' ? ['pwd'] : [...new Set([...locked.session.methods, proof])];
  const row = await tx
    .updateTable('sessions')
    .set({ methods, acr: acrOf(methods), authenticated_at: now, last_used_at: now })
    .$if(newSecretHash !== undefined, (query) => query.set({ secret_hash: newSecretHash ?? Buffer.alloc(0) }))
    .where('id', '=', who.session.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return sessionOf(row, locked.policy);
}

/** Ends sessions of a user, all or all but one, and says which. What has run out is over already. */
export async function endSessions(
  tx: Tx,
  userId: string,
  now: Date,
  which: { except?: string | null; id?: string; deviceIds?: string[] },
): Promise<string[]> {
  let query = tx
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now);
  if (which.id) query = query.where('id', '=', which.id);
  if (which.except) query = query.where('id', '!=', which.except);
  if (which.deviceIds) query = query.where('trusted_device_id', 'in', which.deviceIds);
  return (await query.returning('id').execute()).map((row) => row.id);
}

/** What any of these policies ends, ends for good, so many at once; says which. One that ends while it is waited for does not end twice. */
export async function endSessionsOfTenant(
  tx: Tx,
  tenantId: string,
  policies: Policy[],
  now: Date,
  limit: number,
): Promise<{ id: string; user_id: string }[]> {
  const idle = Math.min(...policies.map((policy) => policy.sessions.idleMinutes));
  const hours = Math.min(...policies.map((policy) => policy.sessions.absoluteHours));
  const demanded = policies.some((policy) => demandsTwoFactor(policy, now));
  return tx
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('ended_at', 'is', null)
    .where('id', 'in', (ending) =>
      ending
        .selectFrom('sessions as s')
        .select('s.id')
        .where('s.tenant_id', '=', tenantId)
        .where('s.ended_at', 'is', null)
        .where('s.expires_at', '>', now)
        .where((where) =>
          where.or([
            where('s.created_at', '<=', hoursAfter(now, -hours)),
            where('s.last_used_at', '<=', minutesAfter(now, -idle)),
            sql<boolean>`${demanded} and not exists (select from users as u where u.id = s.user_id and u.authenticators > 0)`,
          ]),
        )
        .limit(limit),
    )
    .returning(['id', 'user_id'])
    .execute();
}
