import t from 'tap';
import { isCommonPassword } from '../../src/users/common-passwords.ts';
import { canonicalUsername, normalPassword, passwordFaults, USERNAME } from '../../src/users/rules.ts';

const FACTS = {
  username: 'anna.berg@example.org',
  tenant: { slug: 'scan-co', name: 'Müller & Söhne' },
  minLength: 15,
  isCommon: isCommonPassword,
};
const faults = (password: string, facts: Partial<typeof FACTS> = {}) =>
  passwordFaults(password, { ...FACTS, ...facts });
/** no run, no repetition, no name: `length` code points of it */
const plain = (length: number) =>
  'kq7 vz3-xw9_bj5 '
    .repeat(17)
    .slice(0, length - 1)
    .concat('!');

t.test('all spellings of a user name are one name', async (t) => {
  const spellings = [
    ['anna', 'ANNA', 'Anna', 'aNNa'],
    ['straße', 'STRASSE', 'STRAẞE', 'strasse', 'Straße'],
    ['müller', 'MÜLLER', 'mu\u0308ller', 'MU\u0308LLER'],
    ['οδος', 'ΟΔΟΣ', 'οδοσ'],
    ['ﬁsch', 'FISCH', 'fisch'],
    ['Å', '\u212b', 'a\u030a', 'å'],
  ];
  for (const [first = '', ...others] of spellings)
    for (const other of others) t.equal(canonicalUsername(other), canonicalUsername(first), `${first} and ${other}`);
});

t.test('different names stay different', async (t) => {
  for (const [one = '', other = ''] of [
    ['anna', 'anne'],
    ['muller', 'müller'],
    ['anna', 'anna '],
    ['a', 'а'],
    ['1', '１'],
  ])
    t.not(canonicalUsername(one), canonicalUsername(other));
});

t.test('of every code point, the canonical spelling is its own, and that of its upper and lower case', async (t) => {
  const wrong: string[] = [];
  for (let point = 0; point <= 0x10ffff; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const each = String.fromCodePoint(point);
    const canonical = canonicalUsername(each);
    const forms = [canonical, each.toUpperCase(), each.toLowerCase(), each.normalize('NFD')];
    if (forms.some((form) => canonicalUsername(form) !== canonical)) wrong.push(`U+${point.toString(16)}`);
  }
  t.same(wrong, []);
});

// Proves: v5.0.0-1.3.3
t.test('a user name has 1 to 128 code points, no control characters, no space at either end', async (t) => {
  const pattern = new RegExp(USERNAME, 'u');
  for (const name of ['a', 'anna berg', 'anna@example.org', 'ü'.repeat(128), '😀'.repeat(128)])
    t.match(name, pattern, name.slice(0, 20));
  for (const name of ['', ' a', 'a ', '\u00a0a', 'a\n', 'a\u0000b', 'a\u0085b', 'a\ud800', '😀'.repeat(129)])
    t.notMatch(name, pattern, JSON.stringify(name.slice(0, 20)));
});

// Proves: v5.0.0-6.2.1, v5.0.0-6.2.9
t.test('a password has 15 to 256 code points, and 8 where a second factor stands beside it', async (t) => {
  t.same(faults(plain(14)), ['too_short']);
  t.same(faults(plain(15)), []);
  t.same(faults(plain(256)), []);
  t.same(faults(plain(257)), ['too_long']);
  t.same(faults(plain(7), { minLength: 8 }), ['too_short']);
  t.same(faults(plain(8), { minLength: 8 }), []);
});

t.test('a password is measured in code points of NFC, not in bytes or code units', async (t) => {
  const emoji = ['😀', '🚀', '🌵', '🎲', '🐙', '🍋', '🧭'].join('');
  t.same(faults(`${emoji}${emoji}`), ['too_short'], '14 code points of 28 units');
  t.same(faults(`${emoji}${emoji}x`), [], '15 code points');
  t.same(faults('e\u0301'.concat(plain(13))), ['too_short'], '14 composed, 15 as given');
  t.same(faults(`${'🚀x'.repeat(127)}🌵!`), [], '256 code points of 384 units');
});

t.test('two ways to type one letter make one password, and nothing else is changed', async (t) => {
  t.equal(normalPassword('Mu\u0308nchen'), 'München');
  t.equal(normalPassword('  Aa ﬁ \u00a0'), '  Aa ﬁ \u00a0');
});

t.test('spaces at either end are part of a password', async (t) => {
  t.same(faults(` ${plain(13)} `), []);
  t.same(faults(plain(13).padEnd(14)), ['too_short']);
});

// Proves: v5.0.0-1.3.3
t.test('control characters and halves of characters are refused', async (t) => {
  for (const bad of ['\u0000', '\t', '\n', '\u007f', '\u0085', '\ud800'])
    t.same(faults(`${plain(15)}${bad}x`), ['control_characters'], JSON.stringify(bad));
});

// Proves: v5.0.0-6.2.12
t.test('common passwords are refused in any case, repeated, and as a run of characters', async (t) => {
  const facts = { minLength: 8 };
  for (const common of [
    'password',
    'PassWord',
    'passwordpassword',
    'PASSWORDpasswordPassword',
    'aaaaaaaaaaaaaaaa',
    '12345678901234567890',
    '09876543210987654321',
    'abcdefghijklmnop',
    'ponmlkjihgfedcba',
    '😀'.repeat(15),
    // on past 9, and back past 0, which no repetition explains
    '567890123456789',
    '543210987654321',
  ])
    t.same(faults(common, facts), ['too_common'], common);
  for (const good of [
    'correct horse battery 9 staple',
    'acegikmoqsuwy{}',
    "!#%')+-/13579;=?",
    '321054321054321',
    '876598765498765',
  ])
    t.same(faults(good), [], good);
});

// Proves: v5.0.0-6.1.2, v5.0.0-6.2.11
t.test('a password may not hold the user name, nor what stands before its @', async (t) => {
  for (const bad of ['anna.berg@example.org', 'xx ANNA.BERG 77 zq', 'kq7 annaberg vz3 xw', 'kq7 a-n-n-a b-e-r-g 3'])
    t.same(faults(bad), ['contains_username'], bad);
  t.same(faults('kq7 vz3 anna xw9 bj5'), [], 'a part of it is none');
  t.same(faults('kq7 vz3 al xw9 bj5 zz', { username: 'al' }), [], 'names of two characters are let be');
  for (const [bad, username] of [
    ['kq7 vz3 §§§ xw9 bj5', '§§§'],
    ['kq7 vz3 b-o-b xw9 bj5', 'bob'],
  ] as const)
    t.same(faults(bad, { username }), ['contains_username'], 'those of three are not, with letters or without');
});

// Proves: v5.0.0-6.1.2, v5.0.0-6.2.11
t.test('a password may not hold the tenant, as it is called or as it stands in the link', async (t) => {
  for (const bad of [
    'kq7 Scan-Co vz3 xw9',
    'kq7 scanco vz3 xw9 b',
    'kq7 MÜLLER & SÖHNE 3',
    'kq7 mu\u0308llerso\u0308hne 3',
  ])
    t.same(faults(bad), ['contains_tenant'], bad);
});

t.test('every reason is told at once', async (t) => {
  t.same(faults('anna.berg\tscan-co', { minLength: 64 }).sort(), [
    'contains_tenant',
    'contains_username',
    'control_characters',
    'too_short',
  ]);
  t.same(faults('x'.repeat(257)), ['too_long', 'too_common']);
});
