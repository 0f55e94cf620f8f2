/** What a client knows of its user: what it was answered, and, of the one call that was not answered, what may be. */

/** Sure to be so. */
export interface Facts {
  password: string;
  /** the one before */
  former: string | null;
  secondFactor: 'off' | 'on' | 'reset';
  /** session tokens: do they work? */
  sessions: Record<string, boolean>;
  secret: string | null;
  /** the last step that was spent of this secret */
  step: number;
  recoveryCodes: string[];
  spentRecoveryCodes: string[];
  /** the browser that was trusted last */
  device: { token: string; live: boolean } | null;
  /** browsers that are trusted */
  trusted: number;
  /** sessions that hang on the trusted device, of those that live */
  deviceSessions: string[];
  /** how often each event was recorded */
  events: Record<string, number>;
}

export interface Person {
  username: string;
  id: string;
  facts: Facts;
  /** as it is if the call that was not answered has done its work */
  maybe: Facts | null;
  /** a code that this call would spend */
  inDoubt: string | null;
}

/** An answer, or null where there was none or it says to try again. */
// biome-ignore lint/suspicious/noExplicitAny: what the API answers
export type Effect = (facts: Facts, body: any) => void;

export const newPerson = (username: string, password: string): Person => ({
  username,
  id: '',
  facts: {
    password,
    former: null,
    secondFactor: 'off',
    sessions: {},
    secret: null,
    step: 0,
    recoveryCodes: [],
    spentRecoveryCodes: [],
    device: null,
    trusted: 0,
    deviceSessions: [],
    events: {},
  },
  maybe: null,
  inDoubt: null,
});

const happens = (facts: Facts, type: string, times = 1) => {
  if (times > 0) facts.events[type] = (facts.events[type] ?? 0) + times;
};

export const live = (facts: Facts) => Object.keys(facts.sessions).filter((token) => facts.sessions[token]);

function signIn(facts: Facts, body: { sessionToken: string } | null, spared = false): void {
  happens(facts, 'login.succeeded');
  if (!body) return;
  facts.sessions[body.sessionToken] = true;
  if (spared) facts.deviceSessions.push(body.sessionToken);
}

/** Ends sessions, but for one, and says so in events. */
function endSessions(facts: Facts, except: string | null, which = live(facts)): void {
  for (const token of which)
    if (token !== except && facts.sessions[token]) {
      facts.sessions[token] = false;
      happens(facts, 'session.revoked');
    }
}

function endDevices(facts: Facts): void {
  happens(facts, 'trusted_device.revoked', facts.trusted);
  facts.trusted = 0;
  if (facts.device) facts.device.live = false;
  // a session may outlive its device, and hangs on none from there on
  facts.deviceSessions = [];
}

/** The first authenticator is there, with its ten codes. */
function secondFactorOn(facts: Facts, secret: string, step: number, recoveryCodes: string[] = []): void {
  Object.assign(facts, { secondFactor: 'on', secret, step, recoveryCodes, spentRecoveryCodes: [] });
  happens(facts, 'authenticator.added');
  happens(facts, 'recovery_codes.generated');
}

/** What each call does once it is answered; with null: what it has done if it did, as far as that can be known. */
export const effects = {
  created: (facts: Facts) => happens(facts, 'user.created'),
  signedIn: (facts: Facts, body: { sessionToken: string } | null) => signIn(facts, body),
  challenged: (facts: Facts) => happens(facts, 'login.challenged'),
  nothing: () => {},
  enrolled:
    (secret: string, step: number, session: string): Effect =>
    (facts, body) => {
      secondFactorOn(facts, secret, step, body?.recoveryCodes);
      endSessions(facts, session);
    },
  enrolledInLogin:
    (secret: string, step: number): Effect =>
    (facts, body) => {
      secondFactorOn(facts, secret, step, body?.recoveryCodes);
      signIn(facts, body);
    },
  gaveCode:
    (step: number, trusts: boolean): Effect =>
    (facts, body) => {
      facts.step = step;
      signIn(facts, body, trusts);
      if (!trusts) return;
      happens(facts, 'trusted_device.added');
      facts.trusted += 1;
      facts.device = body ? { token: body.trustedDeviceToken, live: true } : facts.device;
    },
  gaveRecoveryCode:
    (code: string): Effect =>
    (facts, body) => {
      facts.recoveryCodes = facts.recoveryCodes.filter((each) => each !== code);
      if (body) facts.recoveryCodes.push(...body.recoveryCodes);
      facts.spentRecoveryCodes.push(code);
      happens(facts, 'recovery_code.used');
      signIn(facts, body);
    },
  spared: (facts: Facts, body: { sessionToken: string; trustedDeviceToken: string } | null) => {
    happens(facts, 'trusted_device.used');
    signIn(facts, body, true);
    // what was presented works until its successor is used
    if (body && facts.device) facts.device.token = body.trustedDeviceToken;
  },
  signedOut:
    (token: string): Effect =>
    (facts) => {
      facts.sessions[token] = false;
      happens(facts, 'logout');
    },
  endedOthers:
    (token: string): Effect =>
    (facts) =>
      endSessions(facts, token),
  endedDevices:
    (token: string): Effect =>
    (facts) => {
      const hanging = facts.deviceSessions;
      endDevices(facts);
      endSessions(facts, token, hanging);
    },
  changedPassword:
    (password: string, token: string): Effect =>
    (facts) => {
      Object.assign(facts, { password, former: facts.password });
      happens(facts, 'password.changed');
      endDevices(facts);
      endSessions(facts, token);
    },
  reset: (facts: Facts) => {
    facts.secondFactor = 'reset';
    Object.assign(facts, { secret: null, step: 0, recoveryCodes: [], spentRecoveryCodes: [] });
    happens(facts, 'two_factor.reset');
    endDevices(facts);
    endSessions(facts, null);
  },
};
