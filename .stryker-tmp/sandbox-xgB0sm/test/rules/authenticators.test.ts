// @ts-nocheck
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import t from 'tap';
import {
  CROCKFORD,
  codeAt,
  matchTotp,
  readCrockford,
  readTotpCode,
  recoveryCodeFrom,
  resetCodeFrom,
  stepOf,
  toBase32,
} from '../../src/authenticators/rules.ts';
import { totp } from '../support/service.ts';

const SECRET = Buffer.from('12345678901234567890');
const NOW = new Date('2026-03-01T12:00:10Z');
const STEP = stepOf(NOW);

// Proves: v5.0.0-11.2.1
t.test('codes are those of RFC 4226, appendix D', async (t) => {
  const vectors = '755224 287082 359152 969429 338314 254676 287922 162583 399871 520489'.split(' ');
  for (const [counter, code] of vectors.entries()) t.equal(codeAt(SECRET, counter), code, `counter ${counter}`);
});

// Proves: v5.0.0-1.4.2, v5.0.0-11.2.1
t.test('codes are the last six digits of RFC 6238, appendix B', async (t) => {
  const vectors: [seconds: number, code: string][] = [
    [59, '94287082'],
    [1111111109, '07081804'],
    [1111111111, '14050471'],
    [1234567890, '89005924'],
    [2000000000, '69279037'],
    [20000000000, '65353130'],
  ];
  for (const [seconds, code] of vectors)
    t.equal(codeAt(SECRET, stepOf(new Date(seconds * 1000))), code.slice(-6), `${seconds} s`);
});

t.test(
  'codes are those that node:crypto and oathtool compute, for secrets of every length that is taken',
  async (t) => {
    for (let length = 10; length <= 64; length++) {
      const secret = randomBytes(length);
      const text = toBase32(secret);
      t.equal(codeAt(secret, STEP), totp(text, NOW), `${length} bytes`);
      if (length % 9 !== 0) continue;
      try {
        const told = execFileSync('oathtool', ['--totp', '--base32', `--now=${NOW.toISOString()}`, text]);
        t.equal(codeAt(secret, STEP), told.toString().trim(), `oathtool, ${length} bytes`);
      } catch (error) {
        if ((error as { code?: string }).code !== 'ENOENT') throw error;
        t.comment('oathtool is not installed');
      }
    }
  },
);

t.test('a time step begins at 0 and 30 seconds of a minute', async (t) => {
  t.equal(stepOf(new Date(29_999)), 0);
  t.equal(stepOf(new Date(30_000)), 1);
  t.equal(stepOf(new Date('2026-03-01T12:00:29.999Z')), STEP);
  t.equal(stepOf(new Date('2026-03-01T12:00:30Z')), STEP + 1);
});

t.test('a code is taken one step early, in time and one step late, and no further off', async (t) => {
  const secrets = [{ id: 'a', secret: SECRET, lastStep: -1 }];
  for (const off of [-1, 0, 1])
    t.same(matchTotp(codeAt(SECRET, STEP + off), secrets, NOW), { id: 'a', step: STEP + off }, `step ${off}`);
  for (const off of [-20, -3, -2, 2, 3, 20]) t.equal(matchTotp(codeAt(SECRET, STEP + off), secrets, NOW), null);
  t.equal(matchTotp('', secrets, NOW), null);
  t.equal(matchTotp(codeAt(SECRET, STEP).slice(0, 5), secrets, NOW), null);
  t.equal(matchTotp(`${codeAt(SECRET, STEP)}0`, secrets, NOW), null);
});

// Proves: v5.0.0-6.5.1, CVE-2015-7225, CVE-2021-43177
t.test('a step once used bars itself and every earlier one, and no later one', async (t) => {
  for (const last of [-2, -1, 0, 1, 2])
    for (const off of [-1, 0, 1]) {
      const found = matchTotp(codeAt(SECRET, STEP + off), [{ id: 'a', secret: SECRET, lastStep: STEP + last }], NOW);
      t.same(found, off > last ? { id: 'a', step: STEP + off } : null, `step ${off} after ${last}`);
    }
});

t.test('of several authenticators the one is found that made the code, and steps are counted for each', async (t) => {
  const other = Buffer.from('another secret of 20');
  const secrets = [
    { id: 'a', secret: SECRET, lastStep: STEP + 1 },
    { id: 'b', secret: other, lastStep: STEP - 1 },
  ];
  t.same(matchTotp(codeAt(other, STEP), secrets, NOW), { id: 'b', step: STEP });
  t.equal(matchTotp(codeAt(SECRET, STEP), secrets, NOW), null);
  t.equal(matchTotp(codeAt(SECRET, STEP), [], NOW), null);
});

// Proves: CVE-2025-6014
t.test('a code may be typed with spaces and dashes, and only in ASCII digits', async (t) => {
  for (const typed of ['012345', '012 345', ' 012345 ', '012-345', '0 1 2 3 4 5', '01-23-45'])
    t.equal(readTotpCode(typed), '012345', JSON.stringify(typed));
  for (const typed of [
    '',
    '12345',
    '0123456',
    '01234a',
    '+12345',
    '1e5',
    '０１２３４５',
    '٠١٢٣٤٥',
    '012345\n',
    '012.345',
  ])
    t.equal(readTotpCode(typed), null, JSON.stringify(typed));
});

t.test('a recovery code is read without regard to case, spaces, dashes, O for 0 and I or L for 1', async (t) => {
  const code = '0123ABCD10ZZ1101';
  for (const typed of [
    '0123-ABCD-10ZZ-1101',
    '0123-abcd-10zz-1101',
    'O123-ABCD-1OZZ-11O1',
    'oi23abcdloZZiLo1',
    ' 0123 ABCD\t10ZZ 1101\n',
    '0123–ABCD—10ZZ‑1101',
  ])
    t.equal(readCrockford(typed, 16), code, JSON.stringify(typed));
  for (const typed of [
    '',
    code.slice(1),
    `${code}0`,
    code.replace('A', 'U'),
    code.replace('A', 'Ä'),
    '0123_ABCD10ZZ1101',
  ])
    t.equal(readCrockford(typed, 16), null, JSON.stringify(typed));
});

// Proves: v5.0.0-6.5.3, v5.0.0-6.5.4
t.test('a recovery code has 16 Crockford characters in groups of four, each of five random bits', async (t) => {
  t.equal(CROCKFORD.length, 32);
  t.equal(new Set(CROCKFORD).size, 32);
  for (const letter of 'ILOU') t.notOk(CROCKFORD.includes(letter));
  t.equal(recoveryCodeFrom(Buffer.from([...Array(16).keys()])), '0123-4567-89AB-CDEF');
  for (let at = 0; at < 16; at++) {
    const seen: Record<string, number> = {};
    for (let byte = 0; byte < 256; byte++) {
      const letter = recoveryCodeFrom(Buffer.alloc(16).fill(byte, at, at + 1))
        .replaceAll('-', '')
        .charAt(at);
      seen[letter] = (seen[letter] ?? 0) + 1;
    }
    t.equal(Object.keys(seen).length, 32, `every character occurs at place ${at}`);
    t.same([...new Set(Object.values(seen))], [8], 'none is likelier than another');
  }
  const codes = new Set(Array.from({ length: 1000 }, () => recoveryCodeFrom(randomBytes(16))));
  t.equal(codes.size, 1000);
  for (const code of codes) t.equal(readCrockford(code, 16), code.replaceAll('-', ''));
  t.match(resetCodeFrom(randomBytes(10)), /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
});
