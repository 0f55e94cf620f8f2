import { PASSWORD, totp, wrongCode } from '../service.ts';
import type { Ask } from './asks.ts';
import type { Command } from './commands.ts';
import { type Account, HOUR, knownOf, type State } from './state.ts';

/** The call that a command is by now; null: time goes by. */
export function asked(state: State, command: Command): Ask | null {
  if (command.op === 'wait') return null;
  const account = state.accounts[command.who ?? 0] as Account;
  const named = (command.whose ?? -1) < 0 ? account : (state.accounts[command.whose ?? 0] as Account);
  const shape = SHAPES[command.op];
  if (!shape) throw new Error(`no such command: ${command.op}`);
  const { at, token = 'key', id, body, role } = shape;
  const [method = '', path = ''] = at.split(' ');
  const values = {
    slug: (role || command.op === 'login' ? account : named).tenant.slug,
    user: (command.op === 'readUser' ? named : account).id,
    id: id?.(state, named, command) ?? NOBODY,
  };
  const optional = command.flag && path.endsWith('[/:id]');
  const full = path
    .replace('[/:id]', optional ? '' : '/:id')
    .replace(':tenant', values.slug)
    .replace(':user', values.user)
    .replace(':id', values.id);
  const ask: Ask = {
    op: command.op,
    method,
    path: full,
    key: keyFor(state, account, command, token, role ?? 'backend'),
  };
  if (path.includes(':tenant')) ask.tenant = values.slug;
  if (path.includes(':user')) ask.user = values.user;
  if (id && !optional) ask.id = values.id;
  const given = body?.(state, account, command);
  if (given) ask.body = given;
  return ask;
}

const NOBODY = '01900000-0000-7000-8000-000000000000';

function keyFor(
  state: State,
  account: Account,
  command: Command,
  token: 'key' | 'session' | 'login' | 'nothing',
  role: 'backend' | 'support' | 'admin',
): string {
  const { back = 0, key = 'own' } = command;
  if (token === 'session') return knownOf(state, account).sessions.at(-1 - back) ?? `ist_${'A'.repeat(65)}`;
  if (token === 'login') return knownOf(state, account).logins.at(-1 - back) ?? `ilt_${'A'.repeat(65)}`;
  if (token === 'nothing') return '';
  const tenant = key === 'another tenant' ? state.tenants.find((each) => each !== account.tenant) : account.tenant;
  const other = { backend: 'support', support: 'backend', admin: 'support' } as const;
  return tenant?.keys[key === 'another role' ? other[role] : role] ?? '';
}

interface Shape {
  at: string;
  token?: 'session' | 'login' | 'nothing';
  role?: 'backend' | 'support' | 'admin';
  id?: (state: State, named: Account, command: Command) => string | undefined;
  body?: (state: State, account: Account, command: Command) => Record<string, unknown>;
}

const ACCOUNT = '/v1/account';
const USER = '/v1/admin/tenants/:tenant/users/:user';
const newest = <T extends { account: Account; id: string }>(list: T[], named: Account, { back = 0 }: Command) =>
  list.filter((each) => each.account === named).at(-1 - back)?.id;
const sessionId: Shape['id'] = (state, named, command) => newest(state.sessions, named, command);
const deviceId: Shape['id'] = (state, named, command) => newest(state.devices, named, command);

const SHAPES: Record<string, Shape> = {
  login: {
    at: 'POST /v1/tenants/:tenant/login',
    body: (state, account, command) => ({
      username: account.username,
      password: passwordOf(state, account, command),
      client: { ip: '203.0.113.7' },
      ...trustOf(state, account, command),
    }),
  },
  readLogin: { at: 'GET /v1/login', token: 'login' },
  cancelLogin: { at: 'DELETE /v1/login', token: 'login' },
  challenge: {
    at: 'POST /v1/login/challenge',
    token: 'login',
    body: (state, account, { code, flag }) => ({
      ...(codeOf(state, account, code) ?? { code: '000000' }),
      ...(flag ? { trustDevice: true } : {}),
    }),
  },
  beginLoginEnrollment: {
    at: 'POST /v1/login/enrollment',
    token: 'login',
    body: (_state, { reset }, { resetCode }) =>
      resetCode === 'none' ? {} : { resetCode: (resetCode === 'right' && reset?.code) || 'AAAAA-AAAAA' },
  },
  confirmLoginEnrollment: {
    at: 'POST /v1/login/enrollment/confirm',
    token: 'login',
    body: (state, account, { code, flag }) => ({
      code: unconfirmed(state, account, code, (login) => login !== null),
      ...(flag ? { trustDevice: true } : {}),
    }),
  },
  owedPassword: {
    at: 'POST /v1/login/password',
    token: 'login',
    body: (_state, account, command) => ({ newPassword: newPassword(account, command) }),
  },
  readSession: { at: 'GET /v1/session', token: 'session' },
  signOut: { at: 'DELETE /v1/session', token: 'session' },
  reauthenticate: {
    at: 'POST /v1/session/reauthenticate',
    token: 'session',
    body: (state, account, command) => ({
      password: passwordOf(state, account, command),
      ...codeOf(state, account, command.code),
    }),
  },
  listSessions: { at: `GET ${ACCOUNT}/sessions`, token: 'session' },
  endSession: { at: `DELETE ${ACCOUNT}/sessions/:id`, token: 'session', id: sessionId },
  endOtherSessions: { at: `DELETE ${ACCOUNT}/sessions`, token: 'session' },
  changePassword: {
    at: `POST ${ACCOUNT}/password`,
    token: 'session',
    body: (state, account, command) => ({
      currentPassword: passwordOf(state, account, command),
      newPassword: newPassword(account, command),
    }),
  },
  listAuthenticators: { at: `GET ${ACCOUNT}/authenticators`, token: 'session' },
  beginAuthenticator: { at: `POST ${ACCOUNT}/authenticators`, token: 'session', body: () => ({ type: 'totp' }) },
  confirmAuthenticator: {
    at: `POST ${ACCOUNT}/authenticators/:id/confirm`,
    token: 'session',
    id: (_state, { enrollments }) => enrollments.find(({ login }) => login === null)?.id,
    body: (state, account, { code }) => ({ code: unconfirmed(state, account, code, (login) => login === null) }),
  },
  removeAuthenticator: {
    at: `DELETE ${ACCOUNT}/authenticators/:id`,
    token: 'session',
    id: (_state, { apps, enrollments }, { flag }) => (flag ? enrollments[0]?.id : apps[0]?.id),
  },
  readRecoveryCodes: { at: `GET ${ACCOUNT}/recovery-codes`, token: 'session' },
  renewRecoveryCodes: { at: `POST ${ACCOUNT}/recovery-codes`, token: 'session' },
  listDevices: { at: `GET ${ACCOUNT}/trusted-devices`, token: 'session' },
  endDevice: { at: `DELETE ${ACCOUNT}/trusted-devices/:id`, token: 'session', id: deviceId },
  endAllDevices: { at: `DELETE ${ACCOUNT}/trusted-devices`, token: 'session' },
  introspect: {
    at: 'POST /v1/introspect',
    body: (state, account, { back = 0 }) => ({
      token: knownOf(state, account).sessions.at(-1 - back) ?? 'ist_made-up',
    }),
  },
  setUser: {
    at: `PATCH ${USER}`,
    role: 'backend',
    body: (_state, account, { user = {} }) => ({
      ...user,
      ...(user.password ? { password: newPassword(account, { op: '', newPassword: String(user.password) }) } : {}),
    }),
  },
  readUser: { at: `GET ${USER}`, role: 'support' },
  requestReset: { at: `POST ${USER}/password-reset`, role: 'backend' },
  resetPassword: {
    at: 'POST /v1/tenants/:tenant/password-reset',
    token: 'nothing',
    body: (state, account, command) => ({
      resetToken: knownOf(state, account).resets.at(-1 - (command.back ?? 0)) ?? 'irt_made-up',
      newPassword: newPassword(account, command),
    }),
  },
  resetTwoFactor: {
    at: `POST ${USER}/two-factor-reset`,
    role: 'support',
    body: () => ({ reason: 'lost phone' }),
  },
  unlock: { at: `POST ${USER}/unlock`, role: 'support', body: () => ({ reason: 'mistyped' }) },
  listSessionsOf: { at: `GET ${USER}/sessions`, role: 'support' },
  endSessionOf: { at: `DELETE ${USER}/sessions[/:id]`, role: 'support', id: sessionId },
  listDevicesOf: { at: `GET ${USER}/trusted-devices`, role: 'support' },
  endDeviceOf: { at: `DELETE ${USER}/trusted-devices[/:id]`, role: 'support', id: deviceId },
  deleteUser: { at: `DELETE ${USER}`, role: 'admin' },
  setPolicy: {
    at: 'PATCH /v1/admin/tenants/:tenant',
    role: 'admin',
    body: ({ now }, _account, { policy = {} }) => ({
      policy: {
        ...policy,
        ...(policy.enforcedFrom ? { enforcedFrom: new Date(now + HOUR).toISOString() } : {}),
      },
    }),
  },
};

const another = (state: State, account: Account) => state.accounts.find((each) => each !== account) as Account;

function passwordOf(state: State, account: Account, { password = 'right' }: Command): string {
  if (password === 'former') return account.former.at(-1) ?? PASSWORD.toUpperCase();
  if (password === "another's") return another(state, account).password;
  return password === 'right' ? account.password : 'not the password at all';
}

function newPassword(account: Account, { newPassword = 'long' }: Command): string {
  if (newPassword === 'same') return account.password;
  const count = account.former.length;
  return { short: `ten plums ${count}`, tiny: `plum ${count}` }[newPassword] ?? `${count} green kettles sing`;
}

function trustOf(state: State, account: Account, { trust = 'none', back = 0 }: Command): Record<string, unknown> {
  const tokens = knownOf(state, trust === "another's" ? another(state, account) : account).trusts;
  const token = tokens.at(trust === 'older' ? -3 - back : trust === 'used' ? -2 : -1);
  return trust === 'none' ? {} : { trustedDeviceToken: (trust !== 'made up' && token) || 'itd_made-up' };
}

const codeAt = (state: State, secret: string, off: number) => totp(secret, new Date(state.now + off * 30_000));

/** What is typed as a code; null: nothing. */
function codeOf(state: State, account: Account, how = 'fresh'): { code: string; method?: string } | null {
  const app = account.apps.at(-1);
  const recovery = (code: string | undefined) => ({ method: 'recovery_code', code: code ?? 'AAAA-AAAA-AAAA-AAAA' });
  if (how === 'none') return null;
  if (how === 'recovery') return recovery(account.recovery[0]);
  if (how === 'used recovery') return recovery(account.spentRecovery.at(-1));
  if (how === "another's") {
    const theirs = another(state, account).apps[0];
    return { code: theirs ? codeAt(state, theirs.secret, 0) : '123456' };
  }
  if (how === 'unconfirmed') {
    const begun = account.enrollments[0];
    return { code: begun ? codeAt(state, begun.secret, 0) : '654321' };
  }
  if (!app) return how === 'fresh' ? null : { code: '000000' };
  if (how === 'wrong') return { code: wrongCode(app.secret, new Date(state.now)) };
  const offs: Record<string, number> = { before: -1, next: 1, 'two steps ago': -2, 'two steps on': 2 };
  const now = Math.floor(state.now / 30_000);
  const fresh = [0, 1, -1].find((off) => now + off > app.step) ?? 0;
  return { code: codeAt(state, app.secret, how === 'fresh' ? fresh : (offs[how] ?? 0)) };
}

/** The code of an enrolment begun, in a login or in the settings. */
function unconfirmed(
  state: State,
  { enrollments, apps }: Account,
  how: string | undefined,
  where: (login: string | null) => boolean,
): string {
  const begun = enrollments.filter(({ login }) => where(login)).at(-1);
  if (!begun) return '000000';
  if (how === 'wrong') return wrongCode(begun.secret, new Date(state.now));
  if (how === "another's" || how === 'used recovery') return apps[0] ? codeAt(state, apps[0].secret, 0) : '123456';
  return codeAt(state, begun.secret, { before: -1, next: 1, 'two steps ago': -2, 'two steps on': 2 }[how ?? ''] ?? 0);
}
