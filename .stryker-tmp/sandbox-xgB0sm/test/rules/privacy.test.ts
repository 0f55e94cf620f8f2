// @ts-nocheck
import t from 'tap';
import { firstIdAt, monthsBefore } from '../../src/privacy/rules.ts';

t.test('months are counted by the calendar; of a short month it is the last day', async (t) => {
  for (const [time, months, before] of [
    ['2026-11-24T09:30:00.123Z', 13, '2025-10-24T09:30:00.123Z'],
    ['2026-01-31T23:59:59.999Z', 13, '2024-12-31T23:59:59.999Z'],
    ['2026-03-31T00:00:00.000Z', 13, '2025-02-28T00:00:00.000Z'],
    ['2025-03-30T12:00:00.000Z', 13, '2024-02-29T12:00:00.000Z'],
    ['2026-02-28T12:00:00.000Z', 1, '2026-01-28T12:00:00.000Z'],
    ['2026-12-31T12:00:00.000Z', 12, '2025-12-31T12:00:00.000Z'],
  ] as const)
    t.equal(monthsBefore(new Date(time), months).toISOString(), before, `${months} before ${time}`);
});

t.test(
  'the first id of a time is later than every id before it, and no later than one of that very time',
  async (t) => {
    const time = new Date('2026-11-24T09:30:00.123Z');
    t.equal(firstIdAt(time), '019ab52f-4c7b-7000-8000-000000000000'.replace(/^.{13}/, hexOf(time)));
    t.ok(firstIdAt(new Date(time.getTime() - 1)) < firstIdAt(time));
    t.ok(`${hexOf(new Date(time.getTime() - 1))}-7fff-bfff-ffffffffffff` < firstIdAt(time));
    t.ok(`${hexOf(time)}-7000-8000-000000000001` > firstIdAt(time));
  },
);

const hexOf = (time: Date) =>
  time
    .getTime()
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-');
