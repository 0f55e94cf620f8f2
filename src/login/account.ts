import { sql } from 'kysely';
import type { Database, Query, Tx } from '../db/database.ts';
import { statement } from '../db/statement.ts';
import type { UserTable } from '../db/tables.ts';
import { type TrustRow, trustQuery, trustTokenId } from '../sessions/presented-trust.ts';
import { demandsTwoFactor, type Policy, policyOf, type TwoFactor, twoFactorOf } from '../tenants/rules.ts';
import { POLICY_COLUMNS } from '../tenants/tenants.ts';
import { type LoginFacts, type LoginStep, nextStep } from './rules.ts';
import { type Attempt, settling } from './throttle.ts';

/** A user and the tenant's policy: what every step of a login is decided on. */
export interface Account {
  id: string;
  tenantId: string;
  tenantName: string;
  user: { id: string; username: string; displayName: string; tenant: string };
  policy: Policy;
  status: UserTable['status'];
  passwordHash: string | null;
  mustChangePassword: boolean;
  credentials_version: number;
  deviceCookie: string;
  authenticators: number;
  recoveryCodesLeft: number;
  totpLocked: boolean;
  reset: boolean;
  resetCodeHash: string | null;
  resetCodeExpiresAt: Date | null;
}

export const accountQuery = (db: Query) =>
  db
    .selectFrom('users as u')
    .innerJoin('tenants as t', 't.id', 'u.tenant_id')
    .where('t.deleted_at', 'is', null)
    .select(['u.id', 'u.username', 'u.display_name', 'u.status', 'u.password_hash', 'u.must_change_password'])
    .select(['u.credentials_version', 'u.device_cookie', 'u.authenticators', 'u.totp_locked_at'])
    .select(['u.two_factor_reset_at', 'u.reset_code_hash', 'u.reset_code_expires_at'])
    .select(['t.id as tenant_id', 't.slug', 't.name as tenant_name', ...POLICY_COLUMNS])
    .select((select) =>
      select
        .selectFrom('recovery_codes as c')
        .select((count) => count.cast<number>(count.fn.countAll(), 'integer').as('left'))
        .whereRef('c.user_id', '=', 'u.id')
        .as('codes_left'),
    );

export type AccountRow = Awaited<ReturnType<ReturnType<typeof accountQuery>['executeTakeFirstOrThrow']>>;

export const accountOf = (row: AccountRow): Account => ({
  id: row.id,
  tenantId: row.tenant_id,
  tenantName: row.tenant_name,
  user: { id: row.id, username: row.username, displayName: row.display_name, tenant: row.slug },
  policy: policyOf(row),
  status: row.status,
  passwordHash: row.password_hash,
  mustChangePassword: row.must_change_password,
  credentials_version: row.credentials_version,
  deviceCookie: row.device_cookie,
  authenticators: row.authenticators,
  recoveryCodesLeft: row.codes_left ?? 0,
  totpLocked: row.totp_locked_at !== null,
  reset: row.two_factor_reset_at !== null,
  resetCodeHash: row.reset_code_hash,
  resetCodeExpiresAt: row.reset_code_expires_at,
});

/** An account, and the trusted-device token that was brought for it, where it is this user's. */
export interface Found {
  account: Account;
  trust: TrustRow | null;
}

/** A trusted-device token that was brought, for the user with this cookie suffix; null: for whoever signs in. */
export interface BroughtToken {
  suffix: string | null;
  token: string;
}

export async function findAccount(
  db: Database,
  slug: string,
  usernameKey: string,
  brought: BroughtToken[],
): Promise<Found | null> {
  const tokens = brought.flatMap(({ suffix, token }) => {
    const id = trustTokenId(token);
    return id === null ? [] : [{ id, suffix }];
  });
  const ids = tokens.map(({ id }) => id);
  const suffixes = tokens.map(({ suffix }) => suffix);
  return foundIn(await readAccount(db, { slug, usernameKey, ids, suffixes }));
}

interface Asked {
  slug: string;
  usernameKey: string;
  /** of the tokens that were brought, and for whom each is */
  ids: string[];
  suffixes: (string | null)[];
}

/** The tokens of other users of the browser are not looked up. */
const readAccount = statement((db, given: Asked) =>
  accountQuery(db)
    .where('t.slug', '=', given.slug)
    .where('u.username_key', '=', given.usernameKey)
    .leftJoinLateral(
      trustQuery(
        db,
        sql`(select b.id from unnest(${given.ids}::uuid[], ${given.suffixes}::text[]) as b (id, suffix)
          where coalesce(b.suffix = u.device_cookie, true) limit 1)`,
      )
        .where('d.user_id', '=', sql<string>`u.id`)
        .as('trust'),
      (join) => join.onTrue(),
    )
    .selectAll('trust'),
);

function foundIn([row]: (AccountRow & { [Name in keyof TrustRow]: TrustRow[Name] | null })[]): Found | null {
  if (!row) return null;
  return { account: accountOf(row), trust: row.token_id === null ? null : (row as TrustRow) };
}

/**
 * The password was right: reads the account under its user's lock, the presented token under its device's, so that of two
 * siblings presented at once one is the stolen copy, and settles the attempt, in one statement. Whatever a decision rests
 * on stays as read, the policy as well: a stricter one waits, and then ends what comes of this. Null, and
 * nothing is settled: the password has changed since it was judged. (A version that moved alone, as with a reset of 2FA,
 * makes no right password wrong; nor does a hash made anew of the same.) What is
 * read of the token itself may be from before the wait for a lock: it never changes, and the device's row is read under it.
 */
export async function lockProved(
  tx: Tx,
  judged: Account,
  attempt: Attempt,
  tokenId: string | null,
): Promise<Found | null> {
  return foundIn(await readProved(tx, { judged, attempt, tokenId }));
}

const readProved = statement((db, { judged, attempt, tokenId }: Proved) =>
  db
    .with('account', (query) =>
      accountQuery(query)
        .where('u.id', '=', judged.id)
        .where(({ or, eb }) =>
          or([
            eb('u.credentials_version', '=', judged.credentials_version),
            eb('u.password_hash', '=', judged.passwordHash),
          ]),
        )
        .forShare('t')
        .forNoKeyUpdate('u'),
    )
    .with('settled', (query) => settling(query, attempt, 'account'))
    .with('trust', (query) =>
      trustQuery(query, sql`${tokenId}::uuid`)
        .where('d.user_id', '=', sql<string>`(select id from account)`)
        .forNoKeyUpdate('d'),
    )
    .selectFrom('account')
    .leftJoin('trust', (join) => join.onTrue())
    .selectAll(),
);

interface Proved {
  judged: Account;
  attempt: Attempt;
  tokenId: string | null;
}

const factsOf = (account: Account, methods: readonly string[], now: Date): LoginFacts => ({
  methods,
  enabled: account.authenticators > 0,
  reset: account.reset,
  demanded: demandsTwoFactor(account.policy, now),
  mustChangePassword: account.mustChangePassword,
});

export const stepOwed = (account: Account, methods: readonly string[], now: Date): LoginStep | null =>
  nextStep(factsOf(account, methods, now));

export const twoFactorOfAccount = (account: Account, now: Date): TwoFactor =>
  twoFactorOf(account.policy, account.authenticators > 0, account.recoveryCodesLeft, now);

/** The user is who an event is about, and who acted. */
export const whoseEvent = (account: Account) => ({ tenantId: account.tenantId, userId: account.id });
