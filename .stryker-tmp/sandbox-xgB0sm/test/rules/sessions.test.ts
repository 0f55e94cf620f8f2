// @ts-nocheck
import t from 'tap';
import { deviceNameFrom } from '../../src/sessions/device-names.ts';
import {
  isSessionLive,
  isUseWorthWriting,
  judgeTrust,
  mayChangeFactors,
  sessionEnds,
  trustExpires,
} from '../../src/sessions/rules.ts';
import { DEFAULT_POLICY, policyOf } from '../../src/tenants/rules.ts';
import { CHROME } from '../support/service.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = new Date('2026-03-01T12:00:00Z');
const after = (millis: number) => new Date(START.getTime() + millis);
const policy = (change: object = {}) => policyOf({ ...DEFAULT_POLICY, ...change });
const session = (change: object = {}) => ({
  created_at: START,
  last_used_at: START,
  expires_at: after(12 * HOUR),
  idle_minutes: 30,
  ended_at: null,
  ...change,
});

t.test(
  'a session ends after the idle time and the absolute time, of those issued and those of today the sooner',
  async (t) => {
    const ends: [name: string, issued: object, today: object, absolute: number, idle: number][] = [
      ['as issued', {}, {}, 12 * HOUR, 30 * MINUTE],
      [
        'a longer policy does not prolong it',
        {},
        { session_idle_minutes: 60, session_absolute_hours: 24 },
        12 * HOUR,
        30 * MINUTE,
      ],
      ['a shorter policy shortens it', {}, { session_idle_minutes: 5, session_absolute_hours: 1 }, HOUR, 5 * MINUTE],
      ['use prolongs the idle time', { last_used_at: after(HOUR) }, {}, 12 * HOUR, HOUR + 30 * MINUTE],
      ['and never past the absolute end', { last_used_at: after(12 * HOUR - MINUTE) }, {}, 12 * HOUR, 12 * HOUR],
      ['nor past that of today', { last_used_at: after(2 * HOUR) }, { session_absolute_hours: 1 }, HOUR, HOUR],
    ];
    for (const [name, issued, today, absolute, idle] of ends)
      t.same(
        sessionEnds(session(issued), policy(today)),
        { expiresAt: after(absolute), idleExpiresAt: after(idle) },
        name,
      );
  },
);

t.test('a session lives to the last millisecond before its end, and is dead at it', async (t) => {
  const live = (issued: object, millis: number) => isSessionLive(session(issued), policy(), after(millis));
  t.ok(live({}, 30 * MINUTE - 1));
  t.notOk(live({}, 30 * MINUTE));
  const used = { last_used_at: after(12 * HOUR - MINUTE) };
  t.ok(live(used, 12 * HOUR - 1));
  t.notOk(live(used, 12 * HOUR));
  t.notOk(live({ ended_at: START }, 0), 'an ended one is dead, whatever its times');
});

t.test('the last use is written once a minute, and oftener where the idle time is short', async (t) => {
  const worth = (millis: number, today = {}) => isUseWorthWriting(session(), policy(today), after(millis));
  t.notOk(worth(MINUTE - 1));
  t.ok(worth(MINUTE));
  t.notOk(worth(6 * SECOND - 1, { session_idle_minutes: 1 }));
  t.ok(worth(6 * SECOND, { session_idle_minutes: 1 }));
});

t.test('factors are changed within ten minutes of an authentication, and no millisecond later', async (t) => {
  const may = (acr: 'aal1' | 'aal2', on: boolean, millis: number) =>
    mayChangeFactors({ acr, authenticatedAt: START }, on, after(millis));
  for (const [acr, on] of [
    ['aal1', false],
    ['aal2', false],
    ['aal2', true],
  ] as const) {
    t.ok(may(acr, on, 0));
    t.ok(may(acr, on, 10 * MINUTE - 1));
    t.notOk(may(acr, on, 10 * MINUTE));
    t.notOk(may(acr, on, DAY));
  }
  t.notOk(may('aal1', true, 0), 'a password alone changes no second factor');
});

const device = (change: object = {}) => ({
  user_id: 'anna',
  credentials_version: 3,
  anchor_token_id: 'anchor',
  created_at: START,
  expires_at: after(30 * DAY),
  ended_at: null,
  ...change,
});

t.test('trust ends as issued or as the policy of today says, whichever is sooner', async (t) => {
  t.same(trustExpires(device(), policy()), after(30 * DAY));
  t.same(trustExpires(device(), policy({ trusted_devices_days: 90 })), after(30 * DAY));
  t.same(trustExpires(device(), policy({ trusted_devices_days: 7 })), after(7 * DAY));
});

t.test(
  'the anchor and its direct successors are trusted; any other token of a living device is a stolen copy',
  async (t) => {
    const judge = (id: string, parentId: string | null) =>
      judgeTrust({ id, parentId }, device(), { id: 'anna', credentials_version: 3 }, policy(), after(DAY));
    t.equal(judge('anchor', null), 'trusted');
    t.equal(judge('anchor', 'older'), 'trusted');
    t.equal(judge('next', 'anchor'), 'trusted', 'a successor whose answer came');
    t.equal(judge('other tab', 'anchor'), 'trusted', 'a second successor');
    t.equal(judge('older', null), 'stolen', 'the predecessor of the anchor');
    t.equal(judge('sibling', 'older'), 'stolen', 'a successor that lost');
    t.equal(judge('grandchild', 'next'), 'stolen');
  },
);

t.test('whatever ends trust makes a token worth nothing, and never a theft', async (t) => {
  const anna = { id: 'anna', credentials_version: 3 };
  const table: [why: string, change: object, user: typeof anna, today: object, millis: number][] = [
    ['ended', { ended_at: START }, anna, {}, 0],
    ["another user's", {}, { ...anna, id: 'bert' }, {}, 0],
    ['credentials changed', {}, { ...anna, credentials_version: 4 }, {}, 0],
    ['expired', {}, anna, {}, 30 * DAY],
    ['expired by the policy of today', {}, anna, { trusted_devices_days: 7 }, 7 * DAY],
    ['switched off', {}, anna, { trusted_devices_enabled: false }, 0],
  ];
  for (const [why, change, user, today, millis] of table)
    for (const token of [
      { id: 'anchor', parentId: null },
      { id: 'next', parentId: 'anchor' },
      { id: 'older', parentId: null },
    ])
      t.equal(judgeTrust(token, device(change), user, policy(today), after(millis)), 'none', `${why}: ${token.id}`);
  const lastMoment = judgeTrust({ id: 'anchor', parentId: null }, device(), anna, policy(), after(30 * DAY - 1));
  t.equal(lastMoment, 'trusted');
});

t.test('a device that nobody named is called by its browser and system', async (t) => {
  t.equal(deviceNameFrom(CHROME), 'Chrome on Windows');
  t.equal(
    deviceNameFrom('Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0'),
    'Firefox on macOS',
  );
  for (const nothing of [null, '']) t.equal(deviceNameFrom(nothing), 'Unknown device');
  for (const odd of ['x', '()', ' ', 'a/'.repeat(5000), '\u0000', '<script>']) {
    const name = deviceNameFrom(odd);
    t.ok(name.length >= 1 && name.length <= 100, JSON.stringify(name));
  }
});
