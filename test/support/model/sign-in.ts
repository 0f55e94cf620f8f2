import type { Ask, Made } from './asks.ts';
import { adopts, takesCode } from './codes.ts';
import { complete } from './completion.ts';
import { barred, closes, counterOf, fails, succeeds } from './failures.ts';
import {
  type Account,
  type Expected,
  endDevices,
  endEverything,
  endSessions,
  happens,
  isNo,
  isTrusted,
  knownOf,
  type Login,
  MINUTE,
  no,
  owed,
  removeLogins,
  revoked,
  type State,
  setPassword,
  time,
  yes,
} from './state.ts';
import { acceptable } from './views.ts';

const LIFE: Record<string, number> = { enrollment_required: 15 * MINUTE };

/** Sign-in: password, code or enrolment, owed password. */
export const signIn: Record<string, (state: State, ask: Ask, made: Made) => Expected> = {
  login(state, { key, tenant: slug, body = {} }, made) {
    const caller = state.tenants.find(({ keys }) => Object.values(keys).includes(key));
    if (!caller) return no('not_authenticated');
    if (key !== caller.keys.backend) return no('forbidden');
    if (caller.slug !== slug) return no('tenant_not_found');
    const account = state.accounts.find(
      (each) => each.tenant === caller && each.username === body.username && !each.deleted,
    );
    const presented = presentedIn(body);
    const lane = state.lane ?? laneOf(state, account, presented);
    const counter = counterOf(account?.id ?? `${slug}/${body.username}`, lane, 'password');
    const wait = barred(state, counter);
    if (wait !== null) return no('too_many_attempts', { retryAfter: wait });
    if (!account || body.password !== account.password) {
      happens(state, 'login.failed', account ?? null, { reason: 'invalid_credentials' });
      fails(state, counter, account ?? null);
      return no('invalid_credentials');
    }
    succeeds(state, counter);
    state.actor = 'user';
    if (account.disabled) {
      happens(state, 'login.failed', account, { reason: 'account_disabled' });
      return no('account_disabled');
    }
    const trust = trustOf(state, account, presented);
    if (trust?.verdict === 'stolen') {
      happens(state, 'trusted_device.token_reused', account, { trustedDeviceId: trust.device.id });
      endDevices(state, account, (each) => each === trust.device, 'token_reused');
    }
    const device = trust?.verdict === 'trusted' ? trust.device : null;
    const methods = device ? ['pwd', 'trusted_device'] : ['pwd'];
    const step = owed(state, account, methods);
    if (!step) return complete(state, account, { methods, device, presented, wanted: false }, made);
    const login: Login = {
      token: made?.loginToken,
      account,
      step,
      methods,
      device: device?.id ?? null,
      version: account.version,
      attempts: 5,
      proved: false,
      trust: false,
      expires: state.now + (LIFE[step] ?? 5 * MINUTE),
      completed: false,
    };
    state.logins.push(login);
    knownOf(state, account).logins.push(login.token);
    happens(state, 'login.challenged', account, { step });
    return yes(200, { ...statusOf({ login, step }), loginToken: '*' });
  },

  readLogin(state, { key }, made) {
    const pending = pendingOf(state, key);
    if (isNo(pending)) return pending;
    const status = statusOf(pending);
    return yes(200, 'attemptsLeft' in status ? { ...status, attemptsLeft: seen(state, pending.login, made) } : status);
  },

  cancelLogin(state, { key }, made) {
    const pending = pendingOf(state, key);
    // given up twice at once
    if (isNo(pending) && pending.body.code === 'login_expired' && state.places.has(key) && !made) return yes(204);
    if (isNo(pending)) return pending;
    removeLogins(state, (each) => each === pending.login);
    return yes(204);
  },

  challenge(state, { key, body = {} }, made) {
    const pending = pendingOf(state, key);
    if (isNo(pending)) return pending;
    const { login, step } = pending;
    const { account } = login;
    const byRecovery = body.method === 'recovery_code';
    const wanted = body.trustDevice === true;
    if (byRecovery && wanted) return no('invalid_request');
    if (step !== 'challenge_required') return no('wrong_login_step');
    if (wanted && isTrustOff(state, account, made)) return no('trusted_devices_disabled');
    if (!byRecovery && account.totpClosed) return no('too_many_attempts', { retryAfter: 3600 });
    const counter = counterOf(account.id, 'public', 'code');
    const wait = barred(state, counter);
    if (wait !== null) return no('too_many_attempts', { retryAfter: wait });
    const attemptsLeft = charge(state, login, made);
    if (!takesCode(state, account, body, made)) {
      happens(state, 'authenticator.failed', account, { method: byRecovery ? 'recovery_code' : 'totp', attemptsLeft });
      closes(state, account, fails(state, counter, account));
      return no('invalid_code', { attemptsLeft });
    }
    succeeds(state, counter);
    if (byRecovery) happens(state, 'recovery_code.used', account);
    login.methods = [...login.methods, byRecovery ? 'recovery_code' : 'otp'];
    login.trust = wanted;
    const next = goOn(state, login, made);
    return byRecovery ? yes(200, { ...next.body, recoveryCodes: 1 }) : next;
  },

  beginLoginEnrollment(state, { key, body = {} }, made) {
    const pending = pendingOf(state, key);
    if (isNo(pending)) return pending;
    const { login, step } = pending;
    const { account } = login;
    if (step !== 'enrollment_required') return no('wrong_login_step');
    if (account.reset?.code != null && !login.proved) {
      if (body.resetCode === undefined) return no('invalid_reset_code', { attemptsLeft: seen(state, login, made) });
      const counter = counterOf(account.id, 'public', 'code');
      const wait = barred(state, counter);
      if (wait !== null) return no('too_many_attempts', { retryAfter: wait });
      if (body.resetCode !== account.reset.code || account.reset.expires <= state.now) {
        const told = { attemptsLeft: charge(state, login, made) };
        happens(state, 'authenticator.failed', account, { method: 'reset_code', ...told });
        fails(state, counter, account);
        return no('invalid_reset_code', told);
      }
      succeeds(state, counter);
      login.proved = true;
    }
    account.enrollments = account.enrollments.filter((each) => each.login !== key);
    account.enrollments.push({ id: made?.id, secret: made?.secret, login: key, attempts: 5, expires: login.expires });
    return yes(201, { expiresAt: time(login.expires), secret: '*' });
  },

  confirmLoginEnrollment(state, { key, body = {} }, made) {
    const pending = pendingOf(state, key);
    if (isNo(pending)) return pending;
    const { login, step } = pending;
    const { account } = login;
    const wanted = body.trustDevice === true;
    if (step !== 'enrollment_required') return no('wrong_login_step');
    if (wanted && isTrustOff(state, account, made)) return no('trusted_devices_disabled');
    const refused = adopts(
      state,
      account,
      account.enrollments.find((each) => each.login === key),
      String(body.code),
    );
    if (refused) return refused;
    account.recovery = made?.recoveryCodes ?? [];
    account.reset = null;
    happens(state, 'recovery_codes.generated', account);
    revoked(state, account, { sessions: endSessions(state, account, () => true) });
    login.methods = [...login.methods, 'otp'];
    login.trust = wanted;
    const next = goOn(state, login, made);
    return yes(200, { ...next.body, recoveryCodes: 10 });
  },

  owedPassword(state, { key, body = {} }, made) {
    const pending = pendingOf(state, key);
    if (isNo(pending)) return pending;
    const { login, step } = pending;
    const { account } = login;
    if (step !== 'password_change_required') return no('wrong_login_step');
    const password = String(body.newPassword);
    if (!acceptable(account, password) || password === account.password) return no('password_not_acceptable');
    setPassword(account, password);
    endEverything(state, account, 'password.changed');
    happens(state, 'password.changed', account);
    login.version = account.version;
    return goOn(state, login, made);
  },
};

/** Trust that is switched off while the code is being judged refuses nobody: the session begins, and no device with it. */
const isTrustOff = (state: State, { tenant: { id, policy } }: Account, made: Made): boolean =>
  !policy.trustedDevices.enabled && (!state.trusting.includes(id) || made?.code === 'trusted_devices_disabled');

const presentedIn = (body: NonNullable<Ask['body']>) => (body.trustedDeviceToken as string | undefined) ?? null;

/** A trusted browser's failures count apart. */
function laneOf(state: State, account: Account | undefined, presented: string | null): string {
  const trust = account ? trustOf(state, account, presented) : null;
  return trust?.verdict === 'trusted' ? trust.device.id : 'public';
}

/** The same for a login that begins now. */
export const laneFor = (state: State, { tenant, body = {} }: Ask): string =>
  laneOf(
    state,
    state.accounts.find((each) => each.tenant.slug === tenant && each.username === body.username),
    presentedIn(body),
  );

/** Who only looks may see codes that are charged and will be given back. */
const seen = (state: State, login: Login, made: Made): number =>
  state.places.get(login.token)?.includes(made?.attemptsLeft) ? made.attemptsLeft : login.attempts;

/** A code is charged before it is judged: of some at once each is told its own number, whichever is judged first. */
function charge(state: State, login: Login, made: Made): number {
  login.attempts -= 1;
  const places = state.places.get(login.token) ?? [];
  if (!places.includes(made?.attemptsLeft)) return login.attempts;
  state.places.set(
    login.token,
    places.filter((each) => each !== made.attemptsLeft),
  );
  return made.attemptsLeft;
}

export function trustOf(state: State, account: Account, presented: string | null) {
  const device = state.devices.find(
    (each) => each.account === account && each.tokens.some(({ token }) => token === presented),
  );
  if (!device || !isTrusted(state, device)) return null;
  const token = device.tokens.find((each) => each.token === presented);
  const works = presented === device.anchor || token?.parent === device.anchor;
  return { device, verdict: works ? ('trusted' as const) : ('stolen' as const) };
}

/** The login that a token is for, where it goes on, and the step that it owes now. */
function pendingOf(state: State, token: string): { login: Login; step: string } | Expected {
  const login = state.logins.find((each) => each.token === token);
  if (!login) return no('login_expired');
  state.actor = 'user';
  const { account } = login;
  if (login.completed) return no('login_completed');
  if (login.expires <= state.now || account.disabled || login.version !== account.version) return no('login_expired');
  const step = owed(state, account, login.methods) ?? login.step;
  if (login.attempts === 0 && step !== 'password_change_required') return no('login_expired');
  return { login, step };
}

const statusOf = ({ login, step }: { login: Login; step: string }): Record<string, unknown> => ({
  status: step,
  expiresAt: time(login.expires),
  ...(step === 'challenge_required'
    ? {
        attemptsLeft: login.attempts,
        methods: [
          ...(login.account.totpClosed ? [] : ['totp']),
          ...(login.account.recovery.length > 0 ? ['recovery_code'] : []),
        ],
      }
    : {}),
  ...(step === 'enrollment_required'
    ? {
        reason: login.account.reset ? 'reset' : 'policy',
        resetCodeRequired: login.account.reset?.code != null && !login.proved,
      }
    : {}),
});

/** What comes after a step that was taken. */
function goOn(state: State, login: Login, made: Made): Expected {
  const { account, methods } = login;
  const step = owed(state, account, methods);
  if (!step) {
    login.completed = true;
    return complete(state, account, { methods, device: null, presented: null, wanted: login.trust }, made);
  }
  login.step = step;
  login.expires = Math.max(login.expires, state.now + (LIFE[step] ?? 5 * MINUTE));
  happens(state, 'login.challenged', account, { step });
  return yes(200, statusOf({ login, step }));
}
