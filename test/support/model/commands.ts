import fc from 'fast-check';
import { DAY, HOUR, MINUTE, type Policy } from './state.ts';

/** What is to be done, in words that mean something wherever the walk has come to: the last login of anna, a fresh code. */
export interface Command {
  op: string;
  /** whose things */
  who?: number;
  /** not the last one: so many before it */
  back?: number;
  /** whose the thing is that the path or the body names; -1: their own */
  whose?: number;
  password?: string;
  newPassword?: string;
  code?: string;
  resetCode?: string;
  trust?: string;
  key?: string;
  flag?: boolean;
  wait?: number;
  policy?: Change;
  user?: Record<string, unknown>;
}

interface Change {
  twoFactor?: Policy['twoFactor'];
  enforcedFrom?: 'in an hour' | null;
  trustedDevices?: Partial<Policy['trustedDevices']>;
  sessions?: Partial<Policy['sessions']>;
  resetCodeRequired?: boolean;
}

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: fc.constantFrom(usual, ...others) });

const parts = {
  who: often(0, 0, 1, 2),
  back: often(0, 0, 1, 2, 99),
  whose: fc.constantFrom(-1, -1, -1, 0, 1, 2),
  password: often('right', 'wrong', 'former', "another's"),
  flag: fc.boolean(),
  key: often('own', 'another tenant', 'another role'),
  wait: fc.constantFrom(
    ...[30_000, 30_000, 30_000, 30_000, 60_000, 1_000, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
    ...[HOUR, 12 * HOUR, DAY, 30 * DAY],
  ),
  code: fc.oneof(
    { weight: 8, arbitrary: fc.constant('fresh') },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        ...['wrong', 'now', 'recovery', 'recovery', 'recovery', 'before', 'next', 'two steps ago', 'two steps on'],
        ...['used recovery', 'used recovery', "another's", 'unconfirmed', 'none'],
      ),
    },
  ),
  trust: fc.constantFrom('none', 'none', 'last', 'last', 'last', 'used', 'older', "another's", 'made up'),
  newPassword: often('long', 'short', 'tiny', 'same'),
  resetCode: often('right', 'wrong', 'none'),
  policy: fc.constantFrom<Change>(
    { twoFactor: 'required', enforcedFrom: null },
    { twoFactor: 'required', enforcedFrom: 'in an hour' },
    { twoFactor: 'optional' },
    { trustedDevices: { enabled: false } },
    { trustedDevices: { enabled: true, maxPerUser: 10, days: 30 } },
    { trustedDevices: { maxPerUser: 1 } },
    { trustedDevices: { days: 1 } },
    { sessions: { idleMinutes: 5 } },
    { sessions: { absoluteHours: 1 } },
    { sessions: { idleMinutes: 60, absoluteHours: 24 } },
    { resetCodeRequired: false },
    { resetCodeRequired: true },
  ),
  user: fc.constantFrom<Record<string, unknown>>(
    { password: 'long' },
    { password: 'short' },
    { password: 'long', mustChangePassword: true },
    { mustChangePassword: true },
    { mustChangePassword: true },
    { mustChangePassword: false },
    { status: 'disabled' },
    { status: 'active' },
    { status: 'active' },
  ),
};

const another = often('long', 'short', 'tiny');

type Part = keyof typeof parts;

/** Every command, how often it comes, and what it needs to know. */
const COMMANDS: Record<string, [weight: number, needs: Part[]]> = {
  wait: [12, ['wait']],
  login: [18, ['who', 'password', 'trust', 'back', 'key']],
  challenge: [14, ['who', 'back', 'code', 'flag']],
  readLogin: [2, ['who', 'back']],
  cancelLogin: [1, ['who', 'back']],
  beginLoginEnrollment: [5, ['who', 'back', 'resetCode']],
  confirmLoginEnrollment: [5, ['who', 'back', 'code', 'flag']],
  owedPassword: [4, ['who', 'back', 'newPassword']],
  readSession: [3, ['who', 'back']],
  signOut: [1, ['who', 'back']],
  reauthenticate: [6, ['who', 'back', 'password', 'code']],
  listSessions: [1, ['who', 'back']],
  endSession: [3, ['who', 'back', 'whose']],
  endOtherSessions: [1, ['who', 'back']],
  changePassword: [3, ['who', 'back', 'password', 'newPassword']],
  listAuthenticators: [1, ['who', 'back']],
  beginAuthenticator: [5, ['who', 'back']],
  confirmAuthenticator: [6, ['who', 'back', 'whose', 'code']],
  removeAuthenticator: [2, ['who', 'back', 'whose', 'flag']],
  readRecoveryCodes: [1, ['who', 'back']],
  renewRecoveryCodes: [2, ['who', 'back']],
  listDevices: [1, ['who', 'back']],
  endDevice: [2, ['who', 'back', 'whose']],
  endAllDevices: [1, ['who', 'back']],
  introspect: [2, ['who', 'back', 'key']],
  setUser: [3, ['who', 'key', 'user']],
  readUser: [1, ['who', 'key', 'whose']],
  requestReset: [2, ['who', 'key']],
  resetPassword: [3, ['who', 'back', 'newPassword', 'whose']],
  resetTwoFactor: [3, ['who', 'key']],
  unlock: [2, ['who', 'key']],
  listSessionsOf: [1, ['who', 'key']],
  endSessionOf: [2, ['who', 'key', 'whose', 'flag']],
  listDevicesOf: [1, ['who', 'key']],
  endDeviceOf: [2, ['who', 'key', 'whose', 'flag']],
  deleteUser: [1, ['who', 'key']],
  setPolicy: [4, ['who', 'key', 'policy']],
};

/**
 * `alone`: time may go by, a new password may be the old one, and users may be deleted. At once the first two mean nothing,
 * and a deletion takes failures with it that the model would count by name (test/user-deletion.test.ts has its races).
 */
export const command = (alone: boolean): fc.Arbitrary<Command> =>
  fc.oneof(
    ...Object.entries(COMMANDS)
      .filter(([op]) => alone || !['wait', 'deleteUser'].includes(op))
      .map(([op, [weight, needs]]) => ({
        weight,
        arbitrary: fc.record({
          op: fc.constant(op),
          ...Object.fromEntries(needs.map((need) => [need, need === 'newPassword' && !alone ? another : parts[need]])),
        }) as unknown as fc.Arbitrary<Command>,
      })),
  );
