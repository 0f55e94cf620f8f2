import { randomBytes } from 'node:crypto';
import { TOTP, URI } from 'otpauth';
import t from 'tap';
import {
  accountLabel,
  codeAt,
  fromBase32,
  isSupported,
  otpauthUri,
  stepOf,
  toBase32,
} from '../../src/authenticators/rules.ts';

const SECRET = Buffer.from('12345678901234567890');
const NOW = new Date('2026-03-01T12:00:10Z');
const STEP = stepOf(NOW);

t.test('base32 is that of RFC 4648, read as people copy it', async (t) => {
  t.equal(toBase32(Buffer.from('foobar')), 'MZXW6YTBOI');
  t.equal(toBase32(SECRET), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  for (const text of [
    'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    'gezdgnbvgy3tqojqgezdgnbvgy3tqojq',
    'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ',
    'gezd-gnbv-gy3t-qojq-gezd-gnbv-gy3t-qojq====',
  ])
    t.same(Buffer.from(fromBase32(text) ?? []), SECRET, text);
  for (let length = 10; length <= 64; length++) {
    const secret = randomBytes(length);
    t.same(Buffer.from(fromBase32(toBase32(secret)) ?? []), secret, `${length} bytes`);
  }
  for (const text of [
    '',
    '====',
    'GEZDGNBV',
    'GEZDGNBV=GY3TQOJQ',
    'GEZDGNBVGY3TQOJ0',
    'GEZDGNBVGY3TQOJ1',
    'ÄEZDGNBVGY3TQOJQ',
    'A'.repeat(200),
  ])
    t.equal(fromBase32(text), null, text);
});

// Proves: v5.0.0-1.2.2
t.test('an app reads secret, issuer and account back from the key URI, whatever the names', async (t) => {
  const names = [
    'ImageCapture',
    'Scan & Co',
    'a#b?c/d%e',
    '100 %',
    'Größe',
    'a+b=c',
    '日本 😀',
    "o'n (x)*!",
    'x'.repeat(60),
  ];
  for (const issuer of names)
    for (const account of [...names.map((name) => accountLabel(name, name)), 'anna@example.org (T)', 'a:b (c:d)']) {
      const uri = otpauthUri(SECRET, issuer, account);
      const read = URI.parse(uri);
      t.match(read, { issuer, label: account, algorithm: 'SHA1', digits: 6, period: 30 }, uri);
      t.same(Buffer.from(read.secret.bytes), SECRET);
      t.ok(read instanceof TOTP && read.generate({ timestamp: NOW.getTime() }) === codeAt(SECRET, STEP));
      t.match(uri, /^[!-~]+$/);
    }
});

t.test('colons of an issuer stay out of the label, where apps would split it, and stay in the parameter', async (t) => {
  const uri = new URL(otpauthUri(SECRET, 'A: B', 'anna (c:d)'));
  t.equal(uri.pathname.split(':')[0]?.replace(/^\/+(totp\/)?/, ''), 'A%20%20B');
  t.equal(uri.searchParams.get('issuer'), 'A: B');
});

t.test('long names are cut to 60 code points in what an app shows, and no character is cut in two', async (t) => {
  t.equal(accountLabel('anna', 'Scan & Co'), 'anna (Scan & Co)');
  t.equal(accountLabel('😀'.repeat(61), 'x'.repeat(61)), `${'😀'.repeat(60)} (${'x'.repeat(60)})`);
});

t.test('an authenticator brought along is taken where it is SHA1, six digits, 30 seconds', async (t) => {
  for (const given of [{}, { algorithm: 'sha-1' }, { algorithm: 'SHA1', digits: 6, period: 30 }])
    t.ok(isSupported(given));
  for (const given of [{ algorithm: 'SHA256' }, { digits: 8 }, { period: 60 }]) t.notOk(isSupported(given));
});
