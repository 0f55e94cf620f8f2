import type { AtOnce } from './asks.ts';

/**
 * What the service is taken to be: accounts of two tenants, and what they hold. Nothing here comes from `src`: a rule that
 * is wrong there is not wrong here as well. The clock stands still but for `wait`.
 */
export interface Policy {
  twoFactor: 'optional' | 'required';
  enforcedFrom: string | null;
  trustedDevices: { enabled: boolean; days: number; maxPerUser: number };
  sessions: { idleMinutes: number; absoluteHours: number };
  resetCodeRequired: boolean;
}

export interface Tenant {
  id: string;
  slug: string;
  keys: { backend: string; support: string; admin: string };
  policy: Policy;
}

export interface Account {
  id: string;
  tenant: Tenant;
  username: string;
  password: string;
  /** that were the account's once */
  former: string[];
  mustChange: boolean;
  disabled: boolean;
  deleted: boolean;
  /** moves with every change of credentials */
  version: number;
  /** `step`: of the last code that was taken */
  apps: { id: string; secret: string; step: number }[];
  recovery: string[];
  spentRecovery: string[];
  enrollments: Enrollment[];
  /** support has reset 2FA, and nobody has enrolled since */
  reset: { code: string | null; expires: number } | null;
  totpClosed: boolean;
}

export interface Enrollment {
  id: string;
  secret: string;
  login: string | null;
  attempts: number;
  expires: number;
}

export interface Session {
  id: string;
  token: string;
  account: Account;
  methods: string[];
  device: string | null;
  created: number;
  authenticated: number;
  used: number;
  idle: number;
  expires: number;
  ended: boolean;
}

export interface Device {
  id: string;
  account: Account;
  version: number;
  anchor: string;
  tokens: { token: string; parent: string | null }[];
  created: number;
  used: number;
  expires: number;
  ended: boolean;
}

export interface Login {
  token: string;
  account: Account;
  step: string;
  methods: string[];
  device: string | null;
  version: number;
  attempts: number;
  proved: boolean;
  trust: boolean;
  expires: number;
  completed: boolean;
}

export interface PasswordReset {
  token: string;
  account: Account;
  version: number;
  expires: number;
  used: boolean;
}

export interface State extends AtOnce {
  now: number;
  tenants: Tenant[];
  accounts: Account[];
  sessions: Session[];
  devices: Device[];
  logins: Login[];
  resets: PasswordReset[];
  /** failures in a row, by `subject lane kind` */
  counters: Map<string, { failures: number; until: number | null }>;
  /** what the last call is to have recorded */
  events: string[];
  actor: 'user' | 'api_key' | 'anonymous';
  /** every token, old and new, by whose it was: what a call may present */
  known: Map<string, { sessions: string[]; logins: string[]; trusts: string[]; resets: string[] }>;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What an answer is to be; of the body only what is named. */
export interface Expected {
  status: number;
  body: Record<string, unknown>;
}

const STATUS: Record<string, number> = {
  invalid_request: 400,
  password_not_acceptable: 400,
  not_authenticated: 401,
  invalid_credentials: 401,
  invalid_code: 401,
  invalid_reset_code: 401,
  invalid_reset_token: 401,
  login_expired: 401,
  forbidden: 403,
  account_disabled: 403,
  reauthentication_required: 403,
  trusted_devices_disabled: 403,
  two_factor_required: 403,
  not_found: 404,
  tenant_not_found: 404,
  enrollment_not_found: 404,
  login_completed: 409,
  wrong_login_step: 409,
  too_many_authenticators: 409,
  two_factor_not_enabled: 409,
  too_many_attempts: 429,
};

export const yes = (status: number, body: Record<string, unknown> = {}): Expected => ({ status, body });
export const no = (code: string, more: Record<string, unknown> = {}): Expected => ({
  status: STATUS[code] ?? 0,
  body: { code, ...more },
});
export const isNo = (given: object): given is Expected => 'status' in given && 'body' in given;

/** Only what tells something: names are made up, ids of authenticators are held against what is stored. */
const TOLD = [
  'reason',
  'step',
  'sessionId',
  'trustedDeviceId',
  'method',
  'methods',
  'acr',
  'attemptsLeft',
  'retryAfter',
  'last',
];

export function eventLine(type: string, userId: string | null, actor: string, data: Record<string, unknown>): string {
  // what support wrote goes with the user
  const told = TOLD.filter(
    (key) => key in data && !(key === 'reason' && /^(two_factor.reset|user.unlocked)$/.test(type)),
  );
  return `${type} of ${userId} by ${actor} ${JSON.stringify(told.map((key) => [key, data[key]]))}`;
}

export function happens(state: State, type: string, account: Account | null, data: Record<string, unknown> = {}): void {
  state.events.push(eventLine(type, account?.id ?? null, state.actor, data));
}

export const demands = (state: State, { policy }: Tenant): boolean =>
  policy.twoFactor === 'required' && (policy.enforcedFrom === null || Date.parse(policy.enforcedFrom) <= state.now);

export const acrOf = (methods: string[]): string =>
  methods.includes('otp') || methods.includes('recovery_code') ? 'aal2' : 'aal1';

/** The step that an account owes which has proved this much; null: none. */
export function owed(state: State, account: Account, methods: string[]): string | null {
  const on = account.apps.length > 0;
  if (!on && (account.reset !== null || demands(state, account.tenant))) return 'enrollment_required';
  if (on && acrOf(methods) === 'aal1' && !methods.includes('trusted_device')) return 'challenge_required';
  return account.mustChange ? 'password_change_required' : null;
}

export function limitsOf(session: Session): { expires: number; idle: number } {
  const { sessions } = session.account.tenant.policy;
  const expires = Math.min(session.expires, session.created + sessions.absoluteHours * HOUR);
  return { expires, idle: Math.min(expires, session.used + Math.min(session.idle, sessions.idleMinutes) * MINUTE) };
}

export const lives = (state: State, session: Session): boolean =>
  !session.ended &&
  state.now < limitsOf(session).idle &&
  !session.account.disabled &&
  (session.account.apps.length > 0 || !demands(state, session.account.tenant));

export const trustEnds = (device: Device): number =>
  Math.min(device.expires, device.created + device.account.tenant.policy.trustedDevices.days * DAY);

export const isTrusted = (state: State, device: Device): boolean =>
  device.account.tenant.policy.trustedDevices.enabled &&
  !device.ended &&
  device.version === device.account.version &&
  state.now < trustEnds(device);

const isOpen = (state: State, each: { ended: boolean; expires: number }) => !each.ended && each.expires > state.now;

/** Ends what has not run out; what has is over already. */
export function endSessions(state: State, account: Account, which: (session: Session) => boolean): Session[] {
  const ended = state.sessions.filter((each) => each.account === account && isOpen(state, each) && which(each));
  for (const each of ended) each.ended = true;
  return ended;
}

export function endDevices(
  state: State,
  account: Account,
  which: (device: Device) => boolean,
  reason: string,
  but: Session | null = null,
): Device[] {
  const ended = state.devices.filter((each) => each.account === account && isOpen(state, each) && which(each));
  for (const each of ended) each.ended = true;
  const ids = ended.map((each) => each.id);
  const sessions = endSessions(state, account, (each) => each !== but && ids.includes(each.device ?? ''));
  revoked(state, account, { devices: ended, sessions }, reason);
  endSpared(state, ids);
  return ended;
}

/** Logins that these devices have spared the code. */
export function endSpared(state: State, devices: string[]): void {
  removeLogins(state, (each) => !each.completed && devices.includes(each.device ?? ''));
}

/** With what was begun in them. */
export function removeLogins(state: State, which: (login: Login) => boolean): void {
  for (const { account, token } of state.logins.filter(which))
    account.enrollments = account.enrollments.filter((each) => each.login !== token);
  state.logins = state.logins.filter((each) => !which(each));
}

export function revoked(
  state: State,
  account: Account,
  { devices = [], sessions = [] }: { devices?: Device[]; sessions?: Session[] },
  reason?: string,
): void {
  const why = reason === undefined ? {} : { reason };
  for (const each of devices) happens(state, 'trusted_device.revoked', account, { trustedDeviceId: each.id, ...why });
  for (const each of sessions) happens(state, 'session.revoked', account, { sessionId: each.id, ...why });
}

/** All that rests on the credentials as they were. */
export function endEverything(state: State, account: Account, reason: string, but: Session | null = null): void {
  account.version += 1;
  const sessions = endSessions(state, account, (each) => each !== but);
  revoked(state, account, { sessions }, reason);
  const spared = state.logins;
  endDevices(state, account, () => true, reason, but);
  // they end by the version, and stay in the table
  state.logins = spared;
  account.enrollments = [];
}

export function setPassword(account: Account, password: string): void {
  account.former.push(account.password);
  account.password = password;
  account.mustChange = false;
}

export function latest<T extends { used: number; id: string }>(list: T[]): T[] {
  return list.sort((a, b) => b.used - a.used || (a.id < b.id ? 1 : -1));
}

export const time = (millis: number): string => new Date(millis).toISOString();

/** What is held of whom; made where it is first asked for. */
export function knownOf(state: State, account: Account) {
  const known = state.known.get(account.id) ?? { sessions: [], logins: [], trusts: [], resets: [] };
  state.known.set(account.id, known);
  return known;
}
