import argon2 from 'argon2';
import fc from 'fast-check';
import t from 'tap';
import { readHash } from '../../src/crypto/hash-formats.ts';
import { ARGON2_FLOOR, createHashing } from '../../src/crypto/passwords.ts';

/** Made by passlib 1.7.4 and argon2-cffi, but for those that name their source. */
const PASSWORD = 'correct horse battery 9 staple';
const OTHERS: [string, string, string][] = [
  ['argon2i', '$argon2i$v=19$m=64,t=2,p=2$IMV7VSqapvBVItnOfF+tqg$w04hNyixcBRKkhRwtvrLbg', PASSWORD],
  ['argon2id', '$argon2id$v=19$m=64,t=2,p=1$FqphB+xWX85ipi7OxtqkbQ$UfnMGu6YaxAYwea7beShcQ', PASSWORD],
  ['scrypt', '$scrypt$ln=10,r=8,p=1$hvAeo9Tau/feO4dwbs15zw$fvz8e/MN7CYsnoGCoKKYu1xnpVyqLvM16If5VgMAhLI', PASSWORD],
  [
    'scrypt of RFC 7914, 12',
    '$scrypt$ln=14,r=8,p=1$U29kaXVtQ2hsb3JpZGU$cCO9yzr9c0hGHAbNgf046/2o+7qQT44+qbVD9lRdofLVQylVYT8Pz2LUlwUkKpr55h6F3A1lHkDfzwF7RVdYhw',
    'pleaseletmein',
  ],
  ['bcrypt 2a', '$2a$04$MyIDWnRXaO2OTBmMAHYPTOhxx/pcu4SsYKzxOA0zYaORQCmjk9rmW', PASSWORD],
  ['bcrypt 2b', '$2b$04$5JBbZWC/h.AmISs/5Xlp/Oo6a1bMviQ5VbYyeBUXWQwd6ADHcqM1K', PASSWORD],
  ['bcrypt 2y', '$2y$04$IuGdm5QdVTUmSUFVDrdh5.V00Vdch3T7pY99lRw5hBwHMiq7bqJ4q', PASSWORD],
  ['bcrypt of cost 12', '$2b$12$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m', 'password'],
  ['PBKDF2-SHA256', '$pbkdf2-sha256$1000$x/g/x3gPYcz5vzdmTCnlvA$1qbsnmz3pqK74O9NbKr0f2.qKJ5PbAp1lPmU2DvPAsM', PASSWORD],
  [
    'PBKDF2-SHA512',
    '$pbkdf2-sha512$1000$.R8jBICwdk6JsfbeGwMgRA$qYQos8QXFflsSj0LzrdfhsKBnm41QdaC4r7sWvESuuntfzdJ2mhkxnYV8vvKIEXjJY/gcw9YK6oJaah2dXVTGQ',
    PASSWORD,
  ],
  [
    'PBKDF2 as PHC strings name it',
    '$pbkdf2-sha256$i=1000,l=32$x/g/x3gPYcz5vzdmTCnlvA$1qbsnmz3pqK74O9NbKr0f2+qKJ5PbAp1lPmU2DvPAsM',
    PASSWORD,
  ],
  // from the tests of ASP.NET Core's PasswordHasher
  ['Identity v3, SHA1', 'AQAAAAAAAAD6AAAAEAhftMyfTJylOlZT+eEotFXd1elee8ih5WsjXaR3PA9M', 'my password'],
  [
    'Identity v3, SHA256',
    'AQAAAAEAA9CQAAAAIESkQuj2Du8Y+kbc5lcN/W/3NiAZFEm11P27nrSN5/tId+bR1SwV8CO1Jd72r4C08OLvplNlCDc3oQZ8efcW+jQ=',
    'my password',
  ],
  ['Identity v3, SHA512', 'AQAAAAIAAAAyAAAAEOMwvh3+FZxqkdMBz2ekgGhwQ4B6pZWND6zgESBuWiHw', 'my password'],
];

/** As an operator reads it: kind and cost. */
const FORMS: Record<string, string> = {
  argon2i: 'argon2i m=64 t=2 p=2',
  scrypt: 'scrypt ln=10 r=8 p=1',
  'bcrypt 2y': 'bcrypt 4',
  'PBKDF2-SHA256': 'pbkdf2 sha256 1000',
  'Identity v3, SHA1': 'pbkdf2 sha1 250',
};

t.test('hashes that others made are judged as they would judge them', async (t) => {
  for (const [name, hash, password] of OTHERS) {
    const read = readHash(hash);
    t.ok(read?.affordable, name);
    t.match(read?.form, FORMS[name] ?? /^[a-z0-9]+ [a-z0-9= ]+$/, name);
    t.equal(await read?.matches(password), true, `${name}: the right password`);
    t.equal(await read?.matches(`${password}x`), false, `${name}: a wrong one`);
    t.equal(await read?.matches(''), false, `${name}: none`);
  }
});

// Proves: v5.0.0-6.2.8
t.test('a NUL ends no password', async (t) => {
  for (const [name, hash, password] of OTHERS) t.equal(await readHash(hash)?.matches(`${password}\0`), false, name);
});

const phc = (m: number, t: number, p = 1, kind = 'argon2id') =>
  `$${kind}$v=19$m=${m},t=${t},p=${p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const scrypt = (ln: number, r: number, p: number) =>
  `$scrypt$ln=${ln},r=${r},p=${p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;
const bcrypt = (cost: string, ident = '2b') =>
  `$${ident}$${cost}$GhvMmNVjRW29ulnudl.LbuAnUtN/LRfe1JsBm1Xu6LE3059z5Tr8m`;
const pbkdf2 = (digest: string, rounds: number | string, key = 'A'.repeat(43)) =>
  `$pbkdf2-${digest}$${rounds}$${'A'.repeat(22)}$${key}`;
function identity(prf: number, rounds: number, saltLength = 16, keyLength = 32, mark = 1) {
  const bytes = Buffer.alloc(13 + saltLength + keyLength, 7);
  bytes[0] = mark;
  bytes.writeUInt32BE(prf, 1);
  bytes.writeUInt32BE(rounds, 5);
  bytes.writeUInt32BE(saltLength, 9);
  return bytes.toString('base64');
}

const IDENTITY = identity(1, 1000);

t.test('a hash is taken where verifying it costs no more than some ten of ours', async (t) => {
  const adopt = (hash: string) => hashing.adopt(hash, 'u');
  const hashing = createHashing({ ...ARGON2_FLOOR, concurrency: 1, queue: 1, peppers: [], wrongMillis: 0 });
  for (const good of [
    ...[phc(8, 1), phc(131_072, 2), phc(65536, 4), phc(128, 8, 16), phc(19456, 2, 1, 'argon2i')],
    phc(19456, 2).replace('m=19456,t=2,p=1', 't=2,p=1,m=19456'),
    ...[phc(64, 4096), scrypt(17, 8, 1), scrypt(14, 8, 8), scrypt(1, 1, 1), scrypt(1, 8, 128), scrypt(10, 1, 1)],
    ...[bcrypt('04'), bcrypt('12'), bcrypt('12', '2a'), bcrypt('12', '2y')],
    ...[
      pbkdf2('sha256', 1),
      pbkdf2('sha256', 2_000_000),
      pbkdf2('sha512', 600_000),
      pbkdf2('sha256', 1_000_000, 'A'.repeat(86)),
    ],
    ...[identity(0, 2_000_000, 16, 20), identity(1, 100_000), identity(2, 600_000)],
  ])
    t.equal(adopt(good), good);
  for (const dear of [
    ...[phc(131_073, 1), phc(131_072, 3), phc(65536, 5), phc(65536, 1, 17)],
    // little memory, and seconds of threads that begin
    ...[phc(128, 2048, 16), phc(128, 9, 16), phc(16, 65, 2)],
    ...[scrypt(18, 8, 1), scrypt(17, 9, 1), scrypt(17, 8, 2), scrypt(40, 8, 1), scrypt(63, 8, 1)],
    // little work by its formula, and seconds of PBKDF2
    ...[scrypt(1, 1, 524_288), scrypt(1, 524_288, 1), scrypt(1, 8, 129)],
    ...[bcrypt('13'), bcrypt('31')],
    ...[pbkdf2('sha256', 2_000_001), pbkdf2('sha512', 600_001), pbkdf2('sha256', 1_000_001, 'A'.repeat(86))],
    ...[identity(0, 1_000_001, 16, 32), identity(2, 600_001), identity(1, 0xffffffff)],
  ]) {
    t.equal(readHash(dear)?.affordable, false, dear);
    t.equal(adopt(dear), null);
  }
});

t.test('what is no hash of a known kind is none', async (t) => {
  for (const bad of [
    ...[phc(7, 1), phc(127, 1, 16), phc(19456, 0), phc(19456, 2, 0), phc(19456, 2, 1, 'argon2d')],
    ...[phc(19456, 2).replace('v=19', 'v=16'), phc(19456, 2).replace('p=1', 't=2'), `${phc(19456, 2)}\n`],
    ...[
      scrypt(0, 8, 1),
      scrypt(64, 8, 1),
      scrypt(10, 0, 1),
      scrypt(10, 8, 0),
      scrypt(10, 2 ** 20, 2 ** 11),
      scrypt(10, 2 ** 15, 2 ** 15),
    ],
    // RFC 7914, 2: these can't be computed, and each login would be a fault
    ...[scrypt(16, 1, 1), scrypt(17, 1, 1), scrypt(63, 1, 1), scrypt(32, 2, 1)],
    scrypt(10, 8, 1).replace('r=8', 'p=8'),
    ...[bcrypt('03'), bcrypt('32'), bcrypt('12', '2x'), bcrypt('12').slice(0, -1), `${bcrypt('12')}A`],
    ...[pbkdf2('sha1', 1000), pbkdf2('sha256', 0), pbkdf2('sha256', -1), pbkdf2('sha256', 1000, 'AAAA')],
    ...[
      identity(3, 1000),
      identity(1, 0),
      identity(1, 1000, 15),
      identity(1, 1000, 16, 15),
      identity(1, 1000, 16, 32, 0),
    ],
    // something before or behind, or within what base64 leaves out
    ...[phc(19456, 2), scrypt(10, 8, 1), bcrypt('12'), pbkdf2('sha256', 1000)].flatMap((good) => [
      `x${good}`,
      `${good}!`,
    ]),
    ...[`!!!!${IDENTITY}`, `${IDENTITY}!!!!`, IDENTITY.replaceAll('=', ''), IDENTITY.replace('A', '!')],
    ...['', 'plain text', '$md5$abc', '5f4dcc3b5aa765d61d8327deb882cf99', '{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g='],
  ])
    t.equal(readHash(bad), null, bad);
});

t.test('whatever hash is taken can be verified, without a fault', async (t) => {
  const hashing = createHashing({ ...ARGON2_FLOOR, concurrency: 4, queue: 1000, peppers: [], wrongMillis: 0 });
  const base64 = (min: number, max: number) =>
    fc.uint8Array({ minLength: min, maxLength: max }).map((bytes) => Buffer.from(bytes).toString('base64'));
  const bare = (min: number, max: number) => base64(min, max).map((text) => text.replace(/=+$/, ''));
  const small = (max: number) => fc.integer({ min: 0, max });
  const any = fc.oneof(
    fc
      .tuple(small(12), small(40), small(3), bare(8, 64), bare(16, 64))
      .map(([ln, r, p, salt, key]) => `$scrypt$ln=${ln},r=${r},p=${p}$${salt}$${key}`),
    fc
      .tuple(fc.constantFrom('argon2i', 'argon2id'), small(200), small(3), small(4), bare(8, 60), bare(12, 60))
      .map(([kind, m, passes, p, salt, key]) => `$${kind}$v=19$m=${m},t=${passes},p=${p}$${salt}$${key}`),
    fc
      .tuple(fc.constantFrom('2a', '2b', '2y'), fc.stringMatching(/^[./A-Za-z0-9]{53}$/))
      .map(([ident, rest]) => `$${ident}$04$${rest}`),
    fc
      .tuple(fc.constantFrom('sha256', 'sha512'), small(50), bare(8, 64), bare(16, 64))
      .map(([digest, rounds, salt, key]) => `$pbkdf2-${digest}$${rounds}$${salt}$${key}`),
    fc
      .tuple(small(3), small(50), small(40), small(40))
      .map(([prf, rounds, salt, key]) => identity(prf, rounds, salt, key)),
  );
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(any, fc.string({ unit: 'binary' }), async (hash, password) => {
      if (hashing.adopt(hash, 'u') === null) return;
      taken += 1;
      t.equal(await hashing.verify(hash, password, 'u'), false, hash);
    }),
    { numRuns: 150 },
  );
  t.ok(taken > 40, `${taken} were taken`);
});

// Proves: v5.0.0-15.4.4
t.test(
  'what one binding of argon2 can not read is judged by the other: a right password, and a wrong one',
  async (t) => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    const next = (text = '') => text.slice(0, -1) + letters[letters.indexOf(text.at(-1) ?? '') + 1];
    const plain = await argon2.hash('open sesame', { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    const parts = plain.split('$');
    for (const stored of [
      [...parts.slice(0, 4), next(parts[4]), parts[5]].join('$'),
      [...parts.slice(0, 5), next(parts[5])].join('$'),
      plain.replace('m=1024', 'm=01024'),
      [...parts.slice(0, 4), 'ABCDEFGHIJKLM', parts[5]].join('$'),
    ]) {
      const hash = readHash(stored);
      const reference = await argon2.verify(stored, 'open sesame');
      t.equal(await hash?.matches('open sesame'), reference, stored);
      t.equal(await hash?.matches('open sesam'), false);
    }
  },
);

t.test('a dear hash from elsewhere keeps nobody waiting who has one of ours', async (t) => {
  const hashing = createHashing({ ...ARGON2_FLOOR, concurrency: 1, queue: 10, peppers: [], wrongMillis: 0 });
  const own = await hashing.hash(PASSWORD, 'u');
  const dear = OTHERS.find(([name]) => name === 'bcrypt of cost 12')?.[1] ?? '';
  const told: string[] = [];
  const guesses = [1, 2, 3].map(() => hashing.verify(dear, 'wrong', 'u').then(() => told.push('dear')));
  const mine = hashing.verify(own, PASSWORD, 'u').then(() => told.push('mine'));
  await Promise.all([...guesses, mine]);
  t.equal(told[0], 'mine');
});

// Proves: v5.0.0-6.3.8, GHSA-6f65-4fv2-wwch
t.test('a wrong password is answered at one time whatever the hash, and a right one at once', async (t) => {
  const hashing = createHashing({ ...ARGON2_FLOOR, concurrency: 4, queue: 10, peppers: [], wrongMillis: 400 });
  const took = async (stored: string | null, password: string) => {
    const began = performance.now();
    const right = await hashing.verify(stored, password, 'u');
    return { right, millis: performance.now() - began };
  };
  const cheap = OTHERS[1]?.[1] ?? '';
  t.match(await took(cheap, PASSWORD), { right: true });
  t.ok((await took(cheap, PASSWORD)).millis < 400);
  for (const stored of [null, cheap, OTHERS[4]?.[1] ?? '', await hashing.hash(PASSWORD, 'u')]) {
    const { right, millis } = await took(stored, 'wrong');
    t.notOk(right);
    t.ok(millis >= 398, `${millis} ms`);
  }
  // the time of the hash is within that time, not on top of it; a busy machine may need another try
  const dear = OTHERS.find(([name]) => name === 'bcrypt of cost 12')?.[1] ?? '';
  const tries: { alone: number; held: number }[] = [];
  const isWithin = ({ alone, held }: { alone: number; held: number }) => held <= Math.max(400, alone) + alone / 2;
  while (tries.length < 8 && !tries.some(isWithin)) {
    const { millis: alone } = await took(dear, 'password');
    tries.push({ alone, held: (await took(dear, 'wrong')).millis });
  }
  t.ok(tries.some(isWithin), JSON.stringify(tries));
});

t.test('what waits to say no takes no place of those who hash', async (t) => {
  const hashing = createHashing({ ...ARGON2_FLOOR, concurrency: 1, queue: 0, peppers: [], wrongMillis: 2000 });
  const free = async (wanted = true) => {
    while (hashing.saturated() === wanted) await new Promise((done) => setTimeout(done, 1));
  };
  await free();
  const stored = OTHERS[1]?.[1] ?? '';
  let told = false;
  const wrong = hashing.verify(stored, 'wrong', 'u').then(() => {
    told = true;
  });
  await free(false);
  await free();
  t.ok(await hashing.verify(stored, PASSWORD, 'u'));
  t.notOk(told);
  await wrong;
});
