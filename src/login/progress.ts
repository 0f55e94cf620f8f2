import type { Insertable } from 'kysely';
import { SEALED_SECRETS, type SealedSecret } from '../authenticators/authenticators.ts';
import type { Caller, Context } from '../context.ts';
import { issueToken, readToken, tokenMatches } from '../crypto/tokens.ts';
import type { Database, Tx } from '../db/database.ts';
import { statement } from '../db/statement.ts';
import type { LoginTable } from '../db/tables.ts';
import { eventsOf, type NewEvent, record, recording } from '../events/events.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import type { Trust } from '../sessions/presented-trust.ts';
import { minutesAfter } from '../sessions/rules.ts';
import type { Session } from '../sessions/sessions.ts';
import type { TwoFactor } from '../tenants/rules.ts';
import { type Account, accountOf, accountQuery, stepOwed, whoseEvent } from './account.ts';
import { complete } from './completion.ts';
import { CODES_PER_LOGIN, enrollmentReason, LOGIN_MINUTES, type LoginStep } from './rules.ts';

/** What a login answers at every step. */
export type LoginStatus =
  | {
      status: 'challenge_required';
      expiresAt: Date;
      methods: ('totp' | 'recovery_code')[];
      attemptsLeft: number;
      trustedDevices: { enabled: boolean; days: number };
    }
  | { status: 'enrollment_required'; expiresAt: Date; reason: 'policy' | 'reset'; resetCodeRequired: boolean }
  | { status: 'password_change_required'; expiresAt: Date }
  | {
      status: 'authenticated';
      user: Account['user'];
      session: Session;
      twoFactor: TwoFactor;
      recoveryCodes?: string[];
    };

/** The tokens that come with an answer; the route puts them in the body or in cookies, as the login's mode says. */
export interface LoginAnswer {
  mode: LoginTable['mode'];
  body: LoginStatus;
  loginToken?: string;
  sessionToken?: string;
  /** `token` null: what the browser presented is worth nothing any more */
  trust?: { deviceCookie: string; token: string | null; expiresAt: Date | null };
}

export interface Login {
  id: string;
  userId: string;
  mode: LoginTable['mode'];
  step: LoginStep;
  methods: string[];
  credentialsVersion: number;
  attemptsLeft: number;
  resetCodeProved: boolean;
  trustDevice: boolean;
  deviceName: string | null;
  ip: string | null;
  userAgent: string | null;
  expiresAt: Date;
  completedAt: Date | null;
}

/** A login that waits for its next step, and the account it is for. */
export interface Pending {
  login: Login;
  account: Account;
  step: LoginStep;
}

/** The login whose token was presented: 401 where it is unknown, expired or exhausted, 409 where it gave its session. */
export async function findPending(ctx: Context, presented: string): Promise<Pending | Refused> {
  const token = readToken('ilt_', presented);
  const [row] = token ? await readPending(ctx.db, token) : [];
  if (!token || !row || !tokenMatches(token, row.secret_hash)) return refuse('login_expired');
  const pending = pendingOf(row, ctx.now());
  return isRefused(pending) || !isExhausted(pending) ? pending : refuse('login_expired');
}

/** No codes left. Not asked under the lock, where the last one is being judged; a new password takes none. */
const isExhausted = ({ login, step }: Pending) => login.attemptsLeft === 0 && step !== 'password_change_required';

/** The same under the locks of user, login and policy, in one statement: whatever the step decides on stays as read. */
export async function lockPending(
  tx: Tx,
  loginId: string,
  now: Date,
): Promise<(Pending & { sealedSecrets: SealedSecret[] }) | Refused> {
  const [row] = await readLocked(tx, { id: loginId });
  const pending = row ? pendingOf(row, now) : refuse('login_expired');
  return isRefused(pending) ? pending : { ...pending, sealedSecrets: row?.sealed_secrets ?? [] };
}

const pendingQuery = (db: Database | Tx) =>
  accountQuery(db)
    .innerJoin('logins as l', 'l.user_id', 'u.id')
    .select(['l.id as login_id', 'l.secret_hash', 'l.mode', 'l.step', 'l.methods', 'l.attempts_left'])
    .select(['l.credentials_version as login_version', 'l.reset_code_proved', 'l.trust_device', 'l.device_name'])
    .select(['l.ip', 'l.user_agent', 'l.expires_at', 'l.completed_at']);

const readPending = statement((db, { id }: { id: string }) => pendingQuery(db).where('l.id', '=', id));

const readLocked = statement((db, { id }: { id: string }) =>
  pendingQuery(db)
    .select(SEALED_SECRETS.as('sealed_secrets'))
    .where('l.id', '=', id)
    .forShare('t')
    .forNoKeyUpdate(['u', 'l']),
);

type PendingRow = Awaited<ReturnType<ReturnType<typeof pendingQuery>['executeTakeFirstOrThrow']>>;

const loginOf = (row: PendingRow): Login => ({
  id: row.login_id,
  userId: row.id,
  mode: row.mode,
  step: row.step,
  methods: row.methods,
  credentialsVersion: row.login_version,
  attemptsLeft: row.attempts_left,
  resetCodeProved: row.reset_code_proved,
  trustDevice: row.trust_device,
  deviceName: row.device_name,
  ip: row.ip,
  userAgent: row.user_agent,
  expiresAt: row.expires_at,
  completedAt: row.completed_at,
});

/** A login ends when the credentials it was begun with have changed, or the user was disabled. */
function pendingOf(row: PendingRow, now: Date): Pending | Refused {
  const login = loginOf(row);
  const account = accountOf(row);
  if (login.completedAt !== null) return refuse('login_completed');
  if (login.expiresAt <= now) return refuse('login_expired');
  if (account.status !== 'active' || account.credentials_version !== login.credentialsVersion)
    return refuse('login_expired');
  // a step that is no longer owed (a looser policy) stays: the login was begun with it
  return { login, account, step: stepOwed(account, login.methods, now) ?? login.step };
}

export function statusOf({
  login,
  account,
  step,
}: {
  login: Pick<Login, 'expiresAt' | 'attemptsLeft' | 'resetCodeProved'>;
  account: Account;
  step: LoginStep;
}): LoginStatus {
  const { expiresAt } = login;
  if (step === 'password_change_required') return { status: step, expiresAt };
  if (step === 'enrollment_required')
    return {
      status: step,
      expiresAt,
      reason: enrollmentReason(account),
      resetCodeRequired: account.resetCodeHash !== null && !login.resetCodeProved,
    };
  const { enabled, days } = account.policy.trustedDevices;
  return {
    status: step,
    expiresAt,
    methods: [
      ...(account.totpLocked ? [] : (['totp'] as const)),
      ...(account.recoveryCodesLeft > 0 ? (['recovery_code'] as const) : []),
    ],
    attemptsLeft: login.attemptsLeft,
    trustedDevices: { enabled, days },
  };
}

/** What a step just taken adds to a login. */
export interface Progress {
  methods: string[];
  trustDevice: boolean;
  deviceName: string | null;
  /** trusted devices there are, where they were counted */
  livingDevices?: number | undefined;
  recoveryCodes?: string[];
}

/** Goes on to the next step, or completes the login. */
export async function advance(
  ctx: Context,
  tx: Tx,
  { login, account }: Pending,
  progress: Progress,
  caller: Caller,
): Promise<LoginAnswer> {
  const now = ctx.now();
  const { mode } = login;
  const step = stepOwed(account, progress.methods, now);
  const recoveryCodes = progress.recoveryCodes ? { recoveryCodes: progress.recoveryCodes } : {};
  if (step) {
    const soonest = minutesAfter(now, LOGIN_MINUTES[step]);
    const expiresAt = soonest > login.expiresAt ? soonest : login.expiresAt;
    await tx
      .updateTable('logins')
      .set({
        step,
        methods: progress.methods,
        trust_device: progress.trustDevice,
        device_name: progress.deviceName,
        credentials_version: account.credentials_version,
        expires_at: expiresAt,
      })
      .where('id', '=', login.id)
      .execute();
    await record(tx, caller, now, { type: 'login.challenged', ...whoseEvent(account), data: { step } });
    return { mode, body: { ...statusOf({ login: { ...login, expiresAt }, account, step }), ...recoveryCodes } };
  }
  const wanted = progress.trustDevice ? { name: progress.deviceName, living: progress.livingDevices } : null;
  const answer = await complete(
    ctx,
    tx,
    account,
    { mode, methods: progress.methods, wanted, loginId: login.id },
    caller,
  );
  return { ...answer, body: { ...answer.body, ...recoveryCodes } };
}

/** A login that owes a step: its own row and token; it holds no password and is no session. */
export async function openLogin(
  tx: Tx,
  account: Account,
  given: { id: string; mode: LoginTable['mode']; step: LoginStep; methods: string[]; trust: Trust | null },
  caller: Caller,
  now: Date,
): Promise<LoginAnswer> {
  const { token, secretHash } = issueToken('ilt_', given.id);
  const expiresAt = minutesAfter(now, LOGIN_MINUTES[given.step]);
  const challenged = { type: 'login.challenged' as const, ...whoseEvent(account), data: { step: given.step } };
  await insertLogin(tx, {
    events: eventsOf(tx, caller, now, challenged),
    row: {
      id: given.id,
      tenant_id: account.tenantId,
      user_id: account.id,
      secret_hash: secretHash,
      mode: given.mode,
      step: given.step,
      methods: given.methods,
      trusted_device_id: given.trust?.deviceId ?? null,
      credentials_version: account.credentials_version,
      attempts_left: CODES_PER_LOGIN,
      device_name: null,
      ip: caller.ip,
      user_agent: caller.userAgent,
      created_at: now,
      expires_at: expiresAt,
      completed_at: null,
    },
  });
  const login = { expiresAt, attemptsLeft: CODES_PER_LOGIN, resetCodeProved: false };
  return { mode: given.mode, body: statusOf({ login, account, step: given.step }), loginToken: token };
}

const insertLogin = statement((db, { events, row }: { events: NewEvent[]; row: Insertable<LoginTable> }) =>
  recording(db, events).insertInto('logins').values(row),
);

/** The user gave up: the token is worth nothing from here on. Refused where it has given its session meanwhile. */
export async function cancelLogin(ctx: Context, { id }: Login): Promise<{ cancelled: true } | Refused> {
  const logins = ctx.db.deleteFrom('logins').where('id', '=', id).where('completed_at', 'is', null);
  if ((await logins.executeTakeFirst()).numDeletedRows > 0n) return { cancelled: true };
  const completed = await ctx.db.selectFrom('logins').select('id').where('id', '=', id).executeTakeFirst();
  return completed ? refuse('login_completed') : { cancelled: true };
}
