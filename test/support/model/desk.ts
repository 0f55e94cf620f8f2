import type { Ask, Made } from './asks.ts';
import { forgives } from './failures.ts';
import { sessionFor } from './signed-in.ts';
import {
  type Account,
  acrOf,
  DAY,
  demands,
  type Expected,
  endDevices,
  endEverything,
  endSessions,
  endSpared,
  HOUR,
  happens,
  isNo,
  isTrusted,
  knownOf,
  limitsOf,
  lives,
  MINUTE,
  no,
  type Policy,
  revoked,
  type State,
  setPassword,
  type Tenant,
  time,
  trustEnds,
  yes,
} from './state.ts';
import { acceptable, sessionView } from './views.ts';

type Role = 'backend' | 'support' | 'admin';

/** What backends, the support desk and administrators may ask for, and what everybody may who has a reset token. */
export const desk: Record<string, (state: State, ask: Ask, made: Made) => Expected> = {
  introspect(state, { key, body = {} }) {
    const tenant = state.tenants.find(({ keys }) => Object.values(keys).includes(key));
    if (!tenant) return no('not_authenticated');
    if (key !== tenant.keys.backend) return no('forbidden');
    const asked = state.sessions.find((each) => each.token === body.token);
    // of another tenant's session not even a use is noted
    if (!asked || asked.account.tenant !== tenant || !lives(state, asked)) return yes(200, { active: false });
    sessionFor(state, body.token);
    const { account } = asked;
    return yes(200, {
      active: true,
      sub: account.id,
      sid: asked.id,
      acr: acrOf(asked.methods),
      amr: asked.methods,
      exp: Math.floor(limitsOf(asked).idle / 1000),
      auth_time: Math.floor(asked.authenticated / 1000),
    });
  },

  setUser: about(['backend', 'admin'], (state, account, { body = {} }) => {
    const { password, status, mustChangePassword } = body;
    if (password !== undefined && !acceptable(account, String(password))) return no('password_not_acceptable');
    if (status !== undefined) account.disabled = status === 'disabled';
    if (password !== undefined) {
      const { mustChange } = account;
      setPassword(account, String(password));
      account.mustChange = mustChange;
      forgives(state, account, ['password']);
    }
    if (mustChangePassword !== undefined) account.mustChange = mustChangePassword === true;
    if (password !== undefined) endEverything(state, account, 'password.changed');
    else if (status === 'disabled') endEverything(state, account, 'user.disabled');
    happens(state, 'user.updated', account);
    if (password !== undefined) happens(state, 'password.changed', account);
    return yes(200, { status: account.disabled ? 'disabled' : 'active', mustChangePassword: account.mustChange });
  }),

  readUser: about(['backend', 'support', 'admin'], (state, account) => {
    const waits = [...state.counters]
      .filter(([key]) => key.startsWith(`${account.id} public `))
      .map(([, { until }]) => until ?? 0)
      .filter((until) => until > state.now);
    return yes(200, {
      status: account.disabled ? 'disabled' : 'active',
      mustChangePassword: account.mustChange,
      totpLocked: account.totpClosed,
      lockedUntil: waits.length > 0 ? time(Math.max(...waits)) : null,
    });
  }),

  requestReset: about(['backend', 'admin'], (state, account, _ask, made) => {
    const token = made?.resetToken;
    state.resets = state.resets.filter((each) => each.account !== account || each.used);
    const expires = state.now + 30 * MINUTE;
    state.resets.push({ token, account, version: account.version, expires, used: false });
    knownOf(state, account).resets.push(token);
    happens(state, 'password.reset_requested', account);
    return yes(201, { resetToken: '*', expiresAt: time(expires) });
  }),

  resetPassword(state, { tenant: slug, body = {} }) {
    const reset = state.resets.find((each) => each.token === body.resetToken);
    const works =
      reset &&
      reset.account.tenant.slug === slug &&
      !reset.used &&
      reset.expires > state.now &&
      reset.version === reset.account.version;
    if (!works) return no('invalid_reset_token');
    const { account } = reset;
    if (!acceptable(account, String(body.newPassword))) return no('password_not_acceptable');
    state.actor = 'user';
    reset.used = true;
    setPassword(account, String(body.newPassword));
    forgives(state, account, ['password']);
    endEverything(state, account, 'password.reset');
    happens(state, 'password.reset', account);
    return yes(204);
  },

  resetTwoFactor: about(['support', 'admin'], (state, account, _ask, made) => {
    const asks = account.tenant.policy.resetCodeRequired;
    account.reset = { code: asks ? made?.resetCode : null, expires: state.now + DAY };
    account.apps = [];
    account.spentRecovery.push(...account.recovery);
    account.recovery = [];
    account.totpClosed = false;
    forgives(state, account, ['code', 'reauthentication']);
    endEverything(state, account, 'two_factor.reset');
    happens(state, 'two_factor.reset', account, { reason: 'lost phone' });
    return yes(200, asks ? { resetCode: '*', expiresAt: time(state.now + DAY) } : {});
  }),

  unlock: about(['support', 'admin'], (state, account) => {
    account.totpClosed = false;
    forgives(state, account, ['password', 'code', 'reauthentication']);
    happens(state, 'user.unlocked', account, { reason: 'mistyped' });
    return yes(204);
  }),

  listSessionsOf: about(['support', 'admin'], (state, account) =>
    yes(200, {
      sessions: state.sessions
        .filter((each) => each.account === account && lives(state, each))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .map(sessionView),
    }),
  ),

  endSessionOf: about(['support', 'admin'], (state, account, { id }) => {
    const sessions = endSessions(state, account, (each) => id === undefined || each.id === id);
    revoked(state, account, { sessions });
    return id !== undefined && sessions.length === 0 ? no('not_found') : yes(204);
  }),

  listDevicesOf: about(['support', 'admin'], (state, account) =>
    yes(200, {
      trustedDevices: state.devices
        .filter((each) => each.account === account && isTrusted(state, each))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .map((each) => ({ id: each.id, expiresAt: time(trustEnds(each)), lastUsedAt: time(each.used) })),
    }),
  ),

  endDeviceOf: about(['support', 'admin'], (state, account, { id }) => {
    const ended = endDevices(state, account, (each) => id === undefined || each.id === id, 'revoked');
    return id !== undefined && ended.length === 0 ? no('not_found') : yes(204);
  }),

  deleteUser: about(['admin'], (state, account) => {
    account.deleted = true;
    const others = <T extends { account: Account }>(list: T[]) => list.filter((each) => each.account !== account);
    state.sessions = others(state.sessions);
    state.devices = others(state.devices);
    state.logins = others(state.logins);
    state.resets = others(state.resets);
    for (const key of [...state.counters.keys()])
      if (key.startsWith(`${account.id} `) || key.startsWith(`${account.tenant.slug}/${account.username} `))
        state.counters.delete(key);
    account.enrollments = [];
    happens(state, 'user.deleted', account);
    return yes(204);
  }),

  setPolicy(state, ask) {
    const tenant = tenantFor(state, ask, ['admin']);
    if (isNo(tenant)) return tenant;
    const { twoFactor, enforcedFrom, trustedDevices, sessions, resetCodeRequired } = (ask.body?.policy ??
      {}) as Partial<Policy>;
    const old = structuredClone(tenant.policy);
    const demanded = demands(state, tenant);
    const { policy } = tenant;
    if (twoFactor !== undefined) policy.twoFactor = twoFactor;
    if (enforcedFrom !== undefined) policy.enforcedFrom = enforcedFrom;
    if (resetCodeRequired !== undefined) policy.resetCodeRequired = resetCodeRequired;
    Object.assign(policy.trustedDevices, trustedDevices);
    Object.assign(policy.sessions, sessions);
    // what either policy ends, ends for good
    const hours = Math.min(old.sessions.absoluteHours, policy.sessions.absoluteHours) * HOUR;
    const idle = Math.min(old.sessions.idleMinutes, policy.sessions.idleMinutes) * MINUTE;
    const strict = demanded || demands(state, tenant);
    for (const account of state.accounts.filter((each) => each.tenant === tenant && !each.deleted)) {
      const ended = endSessions(
        state,
        account,
        (each) =>
          each.created + hours <= state.now || each.used + idle <= state.now || (strict && account.apps.length === 0),
      );
      revoked(state, account, { sessions: ended }, 'policy');
      endSurplusTrust(state, account, old);
    }
    happens(state, 'tenant.updated', null);
    return yes(200, { policy: { twoFactor: policy.twoFactor, resetCodeRequired: policy.resetCodeRequired } });
  },
};

function endSurplusTrust(state: State, account: Account, old: Policy): void {
  const both = [old, account.tenant.policy].map((each) => each.trustedDevices);
  const oldest = state.now - Math.min(...both.map((each) => each.days)) * DAY;
  const open = state.devices.filter((each) => each.account === account && !each.ended && each.expires > state.now);
  const places = open.sort(
    (a, b) => Number(b.created > oldest) - Number(a.created > oldest) || b.used - a.used || (a.id < b.id ? 1 : -1),
  );
  const most = Math.min(...both.map((each) => each.maxPerUser));
  const off = both.some((each) => !each.enabled);
  const devices = places.filter((each, place) => off || place >= most || each.created <= oldest);
  for (const each of devices) each.ended = true;
  revoked(state, account, { devices }, 'policy');
  endSpared(
    state,
    devices.map(({ id }) => id),
  );
}

/** The tenant that the path names, for a key of one of these roles: other tenants are as good as none. */
function tenantFor(state: State, ask: Ask, roles: Role[]): Tenant | Expected {
  const tenant = state.tenants.find(({ keys }) => Object.values(keys).includes(ask.key));
  if (!tenant) return no('not_authenticated');
  state.actor = 'api_key';
  if (!roles.some((role) => tenant.keys[role] === ask.key)) return no('forbidden');
  return tenant.slug === ask.tenant ? tenant : no('tenant_not_found');
}

function about(roles: Role[], work: (state: State, account: Account, ask: Ask, made: Made) => Expected) {
  return (state: State, ask: Ask, made: Made): Expected => {
    const tenant = tenantFor(state, ask, roles);
    if (isNo(tenant)) return tenant;
    const account = state.accounts.find((each) => each.tenant === tenant && each.id === ask.user && !each.deleted);
    return account ? work(state, account, ask, made) : no('not_found');
  };
}
