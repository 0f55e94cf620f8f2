import t from 'tap';
import {
  ATTEMPT_MILLIS,
  GIVE_UP_DAYS,
  judge,
  LEASE_MILLIS,
  MAX_ATTEMPTS,
  type Outcome,
  restUntil,
  urlFault,
} from '../../src/webhooks/rules.ts';

const NOW = new Date('2026-11-24T09:30:00.000Z');
const DAY = 86_400_000;

const after = (attempts: number, outcome: Outcome = { status: 500 }, chance = 0.5, since = NOW) =>
  judge(outcome, { attempts, since }, NOW, chance);
const seconds = (attempts: number, chance?: number) => {
  const verdict = after(attempts, { status: 500 }, chance);
  return verdict.is === 'retry' ? Math.round((verdict.at.getTime() - NOW.getTime()) / 100) / 10 : null;
};

t.test('a delivery is tried again after the times that Standard Webhooks suggests, over days', async (t) => {
  const waits = Array.from({ length: MAX_ATTEMPTS }, (_, index) => seconds(index + 1));
  t.same(waits, [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, null]);
  const all = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0);
  t.ok(all > 3 * 86_400 && all < 5 * 86_400, `${all} seconds`);
});

t.test('the times vary by a tenth either way', async (t) => {
  t.same([seconds(1, 0), seconds(1, 0.5), seconds(1, 1)], [4.5, 5, 5.5]);
  t.same([seconds(9, 0), seconds(9, 1)], [77_760, 95_040]);
});

t.test('any 2xx is a yes; what is no yes is tried again, a redirect included', async (t) => {
  for (const status of [200, 201, 202, 204, 299]) t.same(after(1, { status }), { is: 'delivered' });
  for (const status of [300, 301, 302, 307, 308]) t.match(after(1, { status }), { is: 'retry', error: 'redirected' });
  for (const status of [100, 199, 400, 401, 404, 409, 411, 413, 429, 500, 502, 503, 599])
    t.match(after(1, { status }), { is: 'retry', error: 'unexpected_status' }, String(status));
  for (const error of ['timeout', 'address_refused', 'tls_failed'] as const)
    t.match(after(1, { error }), { is: 'retry', error });
});

t.test('410 ends it at once; after the last attempt, or when it is too old, it is given up', async (t) => {
  t.same(after(1, { status: 410 }), { is: 'gone', error: 'gone' });
  t.same(after(MAX_ATTEMPTS), { is: 'given_up', error: 'unexpected_status' });
  t.same(after(MAX_ATTEMPTS, { status: 200 }), { is: 'delivered' });
  const since = (days: number) => new Date(NOW.getTime() - days * DAY);
  t.same(after(2, { error: 'timeout' }, 0.5, since(GIVE_UP_DAYS)), { is: 'given_up', error: 'timeout' });
  t.match(after(2, { error: 'timeout' }, 0.5, new Date(since(GIVE_UP_DAYS).getTime() + 1)), { is: 'retry' });
});

t.test('a receiver that keeps failing is asked ever more seldom, and once in five minutes at last', async (t) => {
  const rests = [1, 2, 3, 7, 8, 100, 5000].map(
    (failures) => (restUntil(failures, NOW).getTime() - NOW.getTime()) / 1000,
  );
  t.same(rests, [4, 8, 16, 256, 300, 300, 300]);
  t.ok((rests[0] ?? 0) < (seconds(1, 0) ?? 0), 'the first rest puts off no retry');
});

t.test('no attempt outlives its lease', async (t) => {
  t.ok(LEASE_MILLIS > 2 * ATTEMPT_MILLIS);
});

// Proves: v5.0.0-1.2.2
t.test('a webhook is a plain https URL; http only where private addresses are allowed', async (t) => {
  for (const url of [
    'https://a.example',
    'https://a.example:8443/hooks?key=1',
    'https://8.8.8.8/',
    'https://bücher.example/',
  ])
    t.equal(urlFault(url, false), null, url);
  t.match(urlFault('http://a.example/', false), /https/);
  t.equal(urlFault('http://a.example/', true), null);
  const never = [
    '',
    'a word',
    'ftp://a.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'unix:/var/run/docker.sock',
    '//a.example/',
    'https://',
    'https://user@a.example/',
    'https://user:password@a.example/',
    'https://:password@a.example/',
    'https://a.example/#',
    'https://a.example/#part',
    ' https://a.example/',
    'https://a.example/\n',
    'https://a.exa\tmple/',
    'https:\\\\a.example\\',
    'https://a.example:99999/',
    'https://[::1/',
    'https://1.2.3.4.5/',
    'https://a b.example/',
  ];
  for (const url of never) t.match(urlFault(url, true), /^(is|must) /, JSON.stringify(url));
});
