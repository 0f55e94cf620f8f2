import type { Ask, Made } from './asks.ts';
import { adopts, takesCode } from './codes.ts';
import { barred, closes, counterOf, fails, succeeds } from './failures.ts';
import {
  type Expected,
  endDevices,
  endEverything,
  endSessions,
  happens,
  isNo,
  isTrusted,
  knownOf,
  lives,
  MINUTE,
  no,
  revoked,
  type Session,
  type State,
  setPassword,
  time,
  trustEnds,
  yes,
} from './state.ts';
import { acceptable, sessionView, twoFactorView } from './views.ts';

const MAX_AUTHENTICATORS = 5;
const CODES = 10;

/** The settings of who is signed in. */
export const signedIn: Record<string, (state: State, ask: Ask, made: Made) => Expected> = {
  readSession: letIn((state, session) =>
    yes(200, { session: sessionView(session), twoFactor: twoFactorView(state, session.account) }),
  ),

  signOut: letIn((state, session) => {
    if (endSessions(state, session.account, (each) => each === session).length > 0)
      happens(state, 'logout', session.account, { sessionId: session.id });
    return yes(204);
  }),

  reauthenticate: signedInAs((state, session, { body = {} }, made) => {
    const { account } = session;
    if (account.apps.length > 0 !== (body.code !== undefined)) return no('invalid_request');
    const counter = counterOf(account.id, session.device ?? 'public', 'reauthentication');
    const wait = barred(state, counter);
    if (wait !== null) return no('too_many_attempts', { retryAfter: wait });
    const byRecovery = body.method === 'recovery_code';
    const wrong = (why: string) => {
      happens(state, 'login.failed', account, { reason: why, step: 'reauthentication' });
      const failures = fails(state, counter, account);
      if (why === 'invalid_code') closes(state, account, failures);
      return no(why);
    };
    if (body.password !== account.password) return wrong('invalid_credentials');
    if (account.totpClosed && body.code !== undefined && !byRecovery)
      return no('too_many_attempts', { retryAfter: 3600 });
    if (body.code !== undefined && !takesCode(state, account, body, made)) return wrong('invalid_code');
    succeeds(state, counter);
    const method = body.code === undefined ? 'pwd' : byRecovery ? 'recovery_code' : 'otp';
    strengthen(state, session, method);
    session.token = made?.sessionToken;
    knownOf(state, account).sessions.push(session.token);
    happens(state, 'session.reauthenticated', account, { sessionId: session.id, method });
    if (byRecovery) happens(state, 'recovery_code.used', account);
    return yes(200, {
      session: sessionView(session),
      sessionToken: '*',
      ...(byRecovery ? { recoveryCodes: 1 } : {}),
    });
  }),

  listSessions: letIn((state, session) =>
    yes(200, {
      sessions: state.sessions
        .filter((each) => each.account === session.account && lives(state, each))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .map((each) => sessionView(each)),
    }),
  ),

  endSession: letIn((state, session, { id }) => endOne(state, session, id ?? '')),

  endOtherSessions: letIn((state, session) => {
    revoked(state, session.account, { sessions: endSessions(state, session.account, (each) => each !== session) });
    return yes(204);
  }),

  changePassword: signedInAs((state, session, { body = {} }) => {
    const { account } = session;
    const on = account.apps.length > 0;
    if (on && !mayChange(state, session)) return no('reauthentication_required');
    const counter = counterOf(account.id, session.device ?? 'public', 'reauthentication');
    const wait = barred(state, counter);
    if (wait !== null) return no('too_many_attempts', { retryAfter: wait });
    if (body.currentPassword !== account.password) {
      happens(state, 'login.failed', account, { reason: 'invalid_credentials', step: 'reauthentication' });
      fails(state, counter, account);
      return no('invalid_credentials');
    }
    // with 2FA on the same counter counts codes, which a password alone does not clear
    if (!on) succeeds(state, counter);
    const password = String(body.newPassword);
    if (!acceptable(account, password)) return no('password_not_acceptable');
    setPassword(account, password);
    endEverything(state, account, 'password.changed', session);
    happens(state, 'password.changed', account);
    return yes(204);
  }),

  listAuthenticators: letIn((_state, { account: { apps } }) =>
    yes(200, { authenticators: apps.map(({ id }) => id).sort((a, b) => (a < b ? 1 : -1)) }),
  ),

  beginAuthenticator: signedInAs((state, session, _ask, made) => {
    const { account } = session;
    if (!mayChange(state, session)) return no('reauthentication_required');
    if (account.apps.length >= MAX_AUTHENTICATORS) return no('too_many_authenticators');
    const expires = state.now + 15 * MINUTE;
    account.enrollments = account.enrollments.filter((each) => each.login !== null);
    account.enrollments.push({ id: made?.id, secret: made?.secret, login: null, attempts: 5, expires });
    return yes(201, { expiresAt: time(expires), secret: '*' });
  }),

  confirmAuthenticator: signedInAs((state, session, { id, body = {} }, made) => {
    const { account } = session;
    if (!mayChange(state, session)) return no('reauthentication_required');
    const begun = account.enrollments.find((each) => each.login === null && each.id === id);
    const first = account.apps.length === 0;
    const refused = adopts(state, account, begun, String(body.code));
    if (refused) return refused;
    if (first) {
      account.recovery = made?.recoveryCodes ?? [];
      happens(state, 'recovery_codes.generated', account);
      revoked(state, account, { sessions: endSessions(state, account, (each) => each !== session) });
    }
    strengthen(state, session, 'otp');
    return yes(200, { session: sessionView(session), ...(first ? { recoveryCodes: 10 } : {}) });
  }),

  removeAuthenticator: signedInAs((state, session, { id }) => {
    const { account } = session;
    if (account.enrollments.some((each) => each.login === null && each.id === id)) {
      account.enrollments = account.enrollments.filter((each) => each.id !== id);
      return yes(204);
    }
    if (!mayChange(state, session)) return no('reauthentication_required');
    const last = account.apps.length === 1;
    if (!account.apps.some((each) => each.id === id)) return no('not_found');
    if (last && account.tenant.policy.twoFactor === 'required') return no('two_factor_required');
    account.apps = account.apps.filter((each) => each.id !== id);
    if (last) {
      account.spentRecovery.push(...account.recovery);
      account.recovery = [];
    }
    endEverything(state, account, 'authenticator.removed', session);
    happens(state, 'authenticator.removed', account, { last });
    return yes(204);
  }),

  readRecoveryCodes: letIn((_state, { account }) =>
    yes(200, { left: account.recovery.length, total: account.recovery.length > 0 ? CODES : 0 }),
  ),

  renewRecoveryCodes: signedInAs((state, session, _ask, made) => {
    const { account } = session;
    if (account.apps.length === 0) return no('two_factor_not_enabled');
    if (!mayChange(state, session)) return no('reauthentication_required');
    account.spentRecovery.push(...account.recovery);
    account.recovery = made?.recoveryCodes ?? [];
    happens(state, 'recovery_codes.generated', account);
    return yes(201, { recoveryCodes: CODES });
  }),

  listDevices: letIn((state, { account }) =>
    yes(200, {
      trustedDevices: state.devices
        .filter((each) => each.account === account && isTrusted(state, each))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .map((each) => ({ id: each.id, expiresAt: time(trustEnds(each)), lastUsedAt: time(each.used) })),
    }),
  ),

  endDevice: letIn((state, session, { id }) => {
    const ended = endDevices(state, session.account, (each) => each.id === id, 'revoked', session);
    return ended.length > 0 ? yes(204) : no('not_found');
  }),

  endAllDevices: letIn((state, session) => {
    endDevices(state, session.account, () => true, 'revoked', session);
    return yes(204);
  }),
};

function endOne(state: State, { account }: Session, id: string): Expected {
  const sessions = endSessions(state, account, (each) => each.id === id);
  if (sessions.length === 0) return no('not_found');
  revoked(state, account, { sessions });
  return yes(204);
}

/** Whoever presents the token of a session that lives uses it. */
function signedInAs(work: (state: State, session: Session, ask: Ask, made: Made) => Expected) {
  return (state: State, ask: Ask, made: Made): Expected => {
    const session = sessionFor(state, ask.key);
    return isNo(session) ? session : work(state, session, ask, made);
  };
}

/**
 * Calls that read, or only take away, are let in by the session as they find it when they begin. Nothing that is decided
 * later rests on it: whoever had it might have asked a moment before.
 */
function letIn(work: (state: State, session: Session, ask: Ask, made: Made) => Expected) {
  const asked = signedInAs(work);
  return (state: State, ask: Ask, made: Made): Expected => {
    const began = state.sessions.find(({ id }) => id === state.guarded.get(ask.key));
    // it may as well have begun when the session had ended
    if (!began || made?.code === 'not_authenticated') return asked(state, ask, made);
    state.actor = 'user';
    if (lives(state, began)) notes(state, began);
    return work(state, began, ask, made);
  };
}

export function sessionFor(state: State, token: unknown): Session | Expected {
  const session = state.sessions.find((each) => each.token === token);
  if (!session || !lives(state, session)) return no('not_authenticated');
  state.actor = 'user';
  notes(state, session);
  return session;
}

/** A use is written down at most once a minute, and ten times within the time that a session may idle. */
function notes(state: State, session: Session): void {
  const idle = Math.min(session.idle, session.account.tenant.policy.sessions.idleMinutes) * MINUTE;
  if (state.now - session.used >= Math.min(MINUTE, idle / 10)) session.used = state.now;
}

/** May this session change factors? It has authenticated within ten minutes, and with 2FA on by a code. */
const mayChange = (state: State, session: Session): boolean =>
  state.now < session.authenticated + 10 * MINUTE &&
  (session.account.apps.length === 0 || sessionView(session).acr === 'aal2');

function strengthen(state: State, session: Session, method: string): void {
  // a password alone makes no old code fresh
  session.methods = method === 'pwd' ? ['pwd'] : [...new Set([...session.methods, method])];
  session.authenticated = state.now;
  session.used = state.now;
}
