import { sql } from 'kysely';
import { readToken } from '../../../src/crypto/tokens.ts';
import type { Service } from '../service.ts';
import { acrOf, eventLine, type State } from './state.ts';

// biome-ignore lint/suspicious/noExplicitAny: a row, as the database has it
export type Row = Record<string, any>;
export type Stored = Record<string, Row[]>;

/** All that the database holds of these tenants, in one statement, and what has been recorded since. */
export async function readStored({ ctx }: Service, tenantIds: string[], since: string): Promise<Stored> {
  const tenants = sql`any(${tenantIds}::uuid[])`;
  const users = sql`(select id from users where tenant_id = ${tenants})`;
  const { rows } = await sql<{ what: string; row: Row }>`
    select 'tenant' as what, to_jsonb(x) as row from tenants x where id = ${tenants}
    union all select 'user', to_jsonb(x) from users x where tenant_id = ${tenants}
    union all select 'authenticator', to_jsonb(x) from authenticators x where tenant_id = ${tenants}
    union all select 'recovery', to_jsonb(x) from recovery_codes x where user_id in ${users}
    union all select 'device', to_jsonb(x) from trusted_devices x where tenant_id = ${tenants}
    union all select 'deviceToken', to_jsonb(x) from trusted_device_tokens x
      where device_id in (select id from trusted_devices where tenant_id = ${tenants})
    union all select 'session', to_jsonb(x) from sessions x where tenant_id = ${tenants}
    union all select 'login', to_jsonb(x) from logins x where tenant_id = ${tenants}
    union all select 'enrollment', to_jsonb(x) from enrollments x where tenant_id = ${tenants}
    union all select 'reset', to_jsonb(x) from password_resets x where tenant_id = ${tenants}
    union all select 'counter', to_jsonb(x) from attempt_counters x where user_id in ${users}
    union all select 'event', to_jsonb(x) from events x where tenant_id = ${tenants} and id > ${since}
  `.execute(ctx.db);
  const stored: Stored = {};
  for (const { what, row } of rows) {
    stored[what] ??= [];
    stored[what].push(row);
  }
  return stored;
}

export const newestEvent = (stored: Stored, since: string): string =>
  (stored.event ?? []).reduce((newest, { id }) => (id > newest ? id : newest), since);

export const eventLines = (stored: Stored): string[] =>
  (stored.event ?? [])
    .filter(({ type }) => type !== 'api_key.created' && type !== 'tenant.created')
    .map((row) => eventLine(row.type, row.user_id, row.actor_kind, row.data))
    .sort();

const at = (time: string | null): number | null => (time === null ? null : Date.parse(time));

/** What is stored, a line each, in words that the model can say as well. */
export function linesOf(stored: Stored): string[] {
  const line = (kind: string, facts: Row) => `${kind} ${JSON.stringify(facts)}`;
  const all = (kind: string, facts: (row: Row) => Row) => (stored[kind] ?? []).map((row) => line(kind, facts(row)));
  const codes = new Map<string, number>();
  for (const { user_id } of stored.recovery ?? []) codes.set(user_id, (codes.get(user_id) ?? 0) + 1);
  const versions = new Map((stored.user ?? []).map((row) => [row.id, row.credentials_version]));
  // nobody asks how many codes a login has left that has ended, or whether it has proved one
  const isDead = (login: Row) => versions.get(login.user_id) !== login.credentials_version;
  // nor whether it has proved a code that nobody is asked for any more
  const asks = new Set((stored.user ?? []).filter((row) => row.reset_code_hash !== null).map(({ id }) => id));
  return [
    ...all('tenant', (row) => ({
      id: row.id,
      twoFactor: row.two_factor,
      from: at(row.enforced_from),
      trust: [row.trusted_devices_enabled, row.trusted_devices_days, row.trusted_devices_max],
      sessions: [row.session_idle_minutes, row.session_absolute_hours],
      asks: row.reset_code_required,
    })),
    ...all('user', (row) => ({
      id: row.id,
      disabled: row.status === 'disabled',
      mustChange: row.must_change_password,
      version: row.credentials_version,
      apps: row.authenticators,
      closed: row.totp_locked_at !== null,
      reset: row.two_factor_reset_at !== null,
      resetCode: row.reset_code_hash === null ? null : at(row.reset_code_expires_at),
      recovery: codes.get(row.id) ?? 0,
    })),
    ...all('authenticator', (row) => ({ id: row.id, user: row.user_id, step: row.last_step })),
    ...all('device', (row) => ({
      id: row.id,
      user: row.user_id,
      version: row.credentials_version,
      anchor: row.anchor_token_id,
      tokens: (stored.deviceToken ?? []).filter((each) => each.device_id === row.id).length,
      created: at(row.created_at),
      used: at(row.last_used_at),
      expires: at(row.expires_at),
      ended: row.ended_at !== null,
    })),
    ...all('session', (row) => ({
      id: row.id,
      user: row.user_id,
      methods: row.methods,
      acr: row.acr,
      device: row.trusted_device_id,
      created: at(row.created_at),
      authenticated: at(row.authenticated_at),
      used: at(row.last_used_at),
      idle: row.idle_minutes,
      expires: at(row.expires_at),
      ended: row.ended_at !== null,
    })),
    ...all('login', (row) =>
      row.completed_at !== null
        ? { id: row.id, completed: true }
        : {
            id: row.id,
            user: row.user_id,
            step: row.step,
            methods: row.methods,
            device: row.trusted_device_id,
            version: row.credentials_version,
            attempts: isDead(row) ? null : row.attempts_left,
            proved: isDead(row) || !asks.has(row.user_id) ? null : row.reset_code_proved,
            trust: row.trust_device,
            expires: at(row.expires_at),
          },
    ),
    ...all('enrollment', (row) => ({
      id: row.id,
      user: row.user_id,
      login: row.login_id,
      attempts: row.attempts_left,
      expires: at(row.expires_at),
    })),
    ...all('reset', (row) => ({
      id: row.id,
      user: row.user_id,
      version: row.credentials_version,
      expires: at(row.expires_at),
      used: row.used_at !== null,
    })),
    // a row without failures is as good as none
    ...all('counter', (row) => ({
      key: `${row.user_id} ${row.lane} ${row.kind}`,
      failures: row.failures,
      until: at(row.blocked_until),
      underWay: row.under_way.length,
    })).filter((each) => !each.endsWith('"failures":0,"until":null,"underWay":0}')),
  ].sort();
}

const idOf = (prefix: 'ilt_' | 'itd_' | 'irt_', token: string | null) =>
  token === null ? null : readToken(prefix, String(token))?.id;

/** The same, as the model has it. */
export function linesOfState(state: State): string[] {
  const line = (kind: string, facts: Row) => `${kind} ${JSON.stringify(facts)}`;
  const accounts = state.accounts.filter(({ deleted }) => !deleted);
  const ids = new Set(accounts.map(({ id }) => id));
  return [
    ...state.tenants.map(({ id, policy }) =>
      line('tenant', {
        id,
        twoFactor: policy.twoFactor,
        from: at(policy.enforcedFrom),
        trust: [policy.trustedDevices.enabled, policy.trustedDevices.days, policy.trustedDevices.maxPerUser],
        sessions: [policy.sessions.idleMinutes, policy.sessions.absoluteHours],
        asks: policy.resetCodeRequired,
      }),
    ),
    ...accounts.map((each) =>
      line('user', {
        id: each.id,
        disabled: each.disabled,
        mustChange: each.mustChange,
        version: each.version,
        apps: each.apps.length,
        closed: each.totpClosed,
        reset: each.reset !== null,
        resetCode: each.reset?.code == null ? null : each.reset.expires,
        recovery: each.recovery.length,
      }),
    ),
    ...accounts.flatMap(({ id: user, apps }) => apps.map(({ id, step }) => line('authenticator', { id, user, step }))),
    ...accounts.flatMap(({ id: user, enrollments }) =>
      enrollments.map(({ id, login, attempts, expires }) =>
        line('enrollment', { id, user, login: idOf('ilt_', login), attempts, expires }),
      ),
    ),
    ...state.devices.map(({ id, account, version, anchor, tokens, created, used, expires, ended }) =>
      line('device', {
        id,
        user: account.id,
        version,
        anchor: idOf('itd_', anchor),
        tokens: tokens.length,
        created,
        used,
        expires,
        ended,
      }),
    ),
    ...state.sessions.map(({ id, account, methods, device, created, authenticated, used, idle, expires, ended }) =>
      line('session', {
        id,
        user: account.id,
        methods,
        acr: acrOf(methods),
        device,
        created,
        authenticated,
        used,
        idle,
        expires,
        ended,
      }),
    ),
    ...state.logins.map((each) =>
      line(
        'login',
        each.completed
          ? { id: idOf('ilt_', each.token), completed: true }
          : {
              id: idOf('ilt_', each.token),
              user: each.account.id,
              step: each.step,
              methods: each.methods,
              device: each.device,
              version: each.version,
              attempts: each.version === each.account.version ? each.attempts : null,
              proved: each.version === each.account.version && each.account.reset?.code != null ? each.proved : null,
              trust: each.trust,
              expires: each.expires,
            },
      ),
    ),
    ...state.resets.map(({ token, account, version, expires, used }) =>
      line('reset', { id: idOf('irt_', token), user: account.id, version, expires, used }),
    ),
    ...[...state.counters]
      .filter(([key, { failures }]) => ids.has(key.split(' ')[0] ?? '') && failures > 0)
      .map(([key, { failures, until }]) => line('counter', { key, failures, until, underWay: 0 })),
  ].sort();
}
