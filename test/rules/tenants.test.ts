import t from 'tap';
import {
  changePolicy,
  DEFAULT_POLICY,
  demandsTwoFactor,
  policyOf,
  SLUG,
  twoFactorOf,
} from '../../src/tenants/rules.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const [BEFORE, AFTER] = [new Date(NOW.getTime() - 1), new Date(NOW.getTime() + 1)];
/** No value is that of another column, or the default. */
const ROW = {
  two_factor: 'required',
  enforced_from: NOW,
  trusted_devices_enabled: false,
  trusted_devices_days: 7,
  trusted_devices_max: 3,
  session_idle_minutes: 5,
  session_absolute_hours: 2,
  password_min_length: 20,
  reset_code_required: false,
} as const;

t.test('a new tenant asks for a second factor of nobody, and resets by code', async (t) => {
  t.same(policyOf(DEFAULT_POLICY), {
    twoFactor: 'optional',
    enforcedFrom: null,
    trustedDevices: { enabled: true, days: 30, maxPerUser: 10 },
    sessions: { idleMinutes: 30, absoluteHours: 12 },
    passwords: { minLength: 15 },
    resetCodeRequired: true,
  });
});

t.test('a policy says what is stored; a minimum length never given follows the second factor', async (t) => {
  t.same(policyOf(ROW), {
    twoFactor: 'required',
    enforcedFrom: NOW,
    trustedDevices: { enabled: false, days: 7, maxPerUser: 3 },
    sessions: { idleMinutes: 5, absoluteHours: 2 },
    passwords: { minLength: 20 },
    resetCodeRequired: false,
  });
  t.equal(policyOf({ ...ROW, password_min_length: null }).passwords.minLength, 8);
});

t.test('a change changes what it names, and nothing else', async (t) => {
  t.same(changePolicy(ROW, {}), ROW);
  t.same(changePolicy(ROW, { trustedDevices: {}, sessions: {}, passwords: {} }), ROW);
  for (const [change, column] of [
    [{ twoFactor: 'optional' }, { two_factor: 'optional' }],
    [{ enforcedFrom: null }, { enforced_from: null }],
    [{ enforcedFrom: AFTER }, { enforced_from: AFTER }],
    [{ trustedDevices: { enabled: true } }, { trusted_devices_enabled: true }],
    [{ trustedDevices: { days: 9 } }, { trusted_devices_days: 9 }],
    [{ trustedDevices: { maxPerUser: 4 } }, { trusted_devices_max: 4 }],
    [{ sessions: { idleMinutes: 6 } }, { session_idle_minutes: 6 }],
    [{ sessions: { absoluteHours: 1 } }, { session_absolute_hours: 1 }],
    [{ passwords: { minLength: 64 } }, { password_min_length: 64 }],
    [{ resetCodeRequired: true }, { reset_code_required: true }],
  ] as const)
    t.same(changePolicy(ROW, change), { ...ROW, ...column }, JSON.stringify(change));
  t.same(
    changePolicy({ ...ROW, trusted_devices_enabled: true, reset_code_required: true }, { resetCodeRequired: false }),
    {
      ...ROW,
      trusted_devices_enabled: true,
    },
  );
});

t.test(
  'a second factor is demanded from the very millisecond that the policy names, and tells of it till then',
  async (t) => {
    const at = (twoFactor: 'optional' | 'required', enforcedFrom: Date | null, enabled = false) => {
      const policy = { ...policyOf(ROW), twoFactor, enforcedFrom };
      const { deadline, ...rest } = twoFactorOf(policy, enabled, 3, NOW);
      t.same(rest, { enabled, required: twoFactor === 'required', recoveryCodesLeft: 3 });
      return [demandsTwoFactor(policy, NOW), deadline];
    };
    t.same(at('required', null), [true, null]);
    t.same(at('required', BEFORE), [true, null]);
    t.same(at('required', NOW), [true, null]);
    t.same(at('required', AFTER), [false, AFTER]);
    t.same(at('required', AFTER, true), [false, null], 'who has one is told no deadline');
    for (const from of [null, BEFORE, NOW, AFTER]) t.same(at('optional', from), [false, null]);
  },
);

t.test('a slug is a DNS label in lower case', async (t) => {
  const slug = new RegExp(SLUG, 'u');
  for (const good of ['a', '7', 'a-b', 'a--b', 'xn--bcher-kva', '0'.repeat(63)]) t.match(good, slug, good);
  for (const bad of ['', '-', '-a', 'a-', 'A', 'ä', 'a.b', 'a b', 'a_b', 'a\n', '0'.repeat(64)])
    t.notMatch(bad, slug, bad);
});
