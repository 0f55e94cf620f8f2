import type { Made } from './asks.ts';
import {
  type Account,
  acrOf,
  DAY,
  type Device,
  type Expected,
  endDevices,
  endSessions,
  HOUR,
  happens,
  knownOf,
  latest,
  revoked,
  type Session,
  type State,
  trustEnds,
  yes,
} from './state.ts';
import { sessionView, twoFactorView } from './views.ts';

const MAX_SESSIONS = 10;

/** The only way to a session. */
export function complete(
  state: State,
  account: Account,
  given: { methods: string[]; device: Device | null; presented: string | null; wanted: boolean },
  made: Made,
): Expected {
  const { trustedDevices, sessions: limits } = account.tenant.policy;
  let { device } = given;
  if (device && given.presented) {
    device.anchor = given.presented;
    device.tokens.push({ token: made?.trustedDeviceToken, parent: given.presented });
    device.used = state.now;
    happens(state, 'trusted_device.used', account, { trustedDeviceId: device.id });
  } else if (given.wanted && trustedDevices.enabled) {
    const living = state.devices.filter(
      (each) => each.account === account && !each.ended && trustEnds(each) > state.now,
    );
    const surplus = latest(living).slice(trustedDevices.maxPerUser - 1);
    endDevices(state, account, (each) => surplus.includes(each), 'surplus');
    const token = made?.trustedDeviceToken;
    device = {
      id: made?.session?.trustedDeviceId,
      account,
      version: account.version,
      anchor: token,
      tokens: [{ token, parent: null }],
      created: state.now,
      used: state.now,
      expires: state.now + trustedDevices.days * DAY,
      ended: false,
    };
    state.devices.push(device);
    happens(state, 'trusted_device.added', account, { trustedDeviceId: device.id });
  }
  if (device) knownOf(state, account).trusts.push(made?.trustedDeviceToken);
  const session: Session = {
    id: made?.session?.id,
    token: made?.sessionToken,
    account,
    methods: given.methods,
    device: device?.id ?? null,
    created: state.now,
    authenticated: state.now,
    used: state.now,
    idle: limits.idleMinutes,
    expires: state.now + limits.absoluteHours * HOUR,
    ended: false,
  };
  const { methods } = given;
  happens(state, 'login.succeeded', account, { sessionId: session.id, methods, acr: acrOf(methods) });
  const open = state.sessions.filter(
    (each) =>
      each.account === account &&
      !each.ended &&
      Math.min(each.expires, each.created + limits.absoluteHours * HOUR) > state.now,
  );
  const surplus = latest(open).slice(MAX_SESSIONS - 1);
  revoked(state, account, { sessions: endSessions(state, account, (each) => surplus.includes(each)) }, 'surplus');
  state.sessions.push(session);
  knownOf(state, account).sessions.push(session.token);
  return yes(200, {
    status: 'authenticated',
    session: sessionView(session),
    twoFactor: twoFactorView(state, account),
    sessionToken: '*',
    ...(device ? { trustedDeviceToken: '*' } : {}),
  });
}
