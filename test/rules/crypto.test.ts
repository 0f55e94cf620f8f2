import { randomBytes, randomUUID } from 'node:crypto';
import { getEventListeners } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import argon2 from 'argon2';
import t from 'tap';
import { fastest, reference, vectorized } from '../../src/crypto/argon2.ts';
import { ARGON2_FLOOR, createHashing } from '../../src/crypto/passwords.ts';
import { Abandoned, createQueue, Overloaded } from '../../src/crypto/queue.ts';
import { createSealing, type Key } from '../../src/crypto/sealing.ts';
import { issueToken, readToken, secretsEqual, sha256, tokenMatches } from '../../src/crypto/tokens.ts';

/** Before anything has hashed. */
const NICENESS = getPriority();
const key = (id: string): Key => ({ id, bytes: randomBytes(32) });
const OWNER = ['tenant', 'user', 'authenticator'];
const PLAIN = Buffer.from('12345678901234567890');

t.test('a sealed secret opens for its owner, and shows nothing of itself', async (t) => {
  const sealing = createSealing([key('k1')]);
  const [one, other] = [sealing.seal(PLAIN, OWNER), sealing.seal(PLAIN, OWNER)];
  t.same(sealing.open(one, OWNER), PLAIN);
  t.equal(one.bytes.length, 12 + PLAIN.length + 16);
  t.notOk(one.bytes.includes(PLAIN));
  t.notSame(one.bytes, other.bytes, 'each has a nonce of its own');
});

// Proves: v5.0.0-11.2.5, v5.0.0-11.3.3
t.test('a sealed secret of which any bit is another does not open', async (t) => {
  const sealing = createSealing([key('k1')]);
  const { keyId, bytes } = sealing.seal(PLAIN, OWNER);
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const bent = Buffer.from(bytes);
    bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    t.throws(() => sealing.open({ keyId, bytes: bent }, OWNER), `bit ${bit}`);
  }
  for (let length = 0; length < bytes.length; length++)
    t.throws(() => sealing.open({ keyId, bytes: bytes.subarray(0, length) }, OWNER), `cut to ${length} bytes`);
});

// Proves: v5.0.0-11.3.3
t.test('a sealed secret does not open elsewhere than where it was sealed', async (t) => {
  const sealing = createSealing([key('k1')]);
  const sealed = sealing.seal(PLAIN, OWNER);
  for (const owner of [
    ['other', 'user', 'authenticator'],
    ['tenant', 'other', 'authenticator'],
    ['tenant', 'user', 'other'],
    ['tenant', 'user'],
    ['tenant","user', 'authenticator'],
  ])
    t.throws(() => sealing.open(sealed, owner), owner.join());
});

// Proves: v5.0.0-11.2.2
t.test('the first key seals, every key opens, and a key id is not to be exchanged', async (t) => {
  const [k1, k2] = [key('k1'), key('k2')];
  const old = createSealing([k1]).seal(PLAIN, OWNER);
  const rotated = createSealing([k2, k1]);
  t.same(rotated.open(old, OWNER), PLAIN);
  t.equal(rotated.seal(PLAIN, OWNER).keyId, 'k2');
  t.throws(() => createSealing([k2]).open(old, OWNER), /"k1"/);
  t.throws(() => createSealing([{ ...k1, id: 'k9' }]).open({ ...old, keyId: 'k9' }, OWNER));
  t.throws(() => createSealing([{ ...k2, id: 'k1' }]).open(old, OWNER));
  t.throws(() => createSealing([]), /at least one key/);
});

// Proves: v5.0.0-6.5.2, v5.0.0-7.2.3, v5.0.0-11.5.1
t.test('a token names its row, carries 256 random bits, and is stored as their SHA-256', async (t) => {
  const id = randomUUID();
  const { token, secretHash } = issueToken('ist_', id);
  t.match(token, /^ist_[\w-]{65}$/);
  const read = readToken('ist_', token);
  if (!read) throw new Error('not read');
  t.equal(read.id, id);
  t.equal(Buffer.from(read.secret, 'base64url').length, 32);
  t.same(secretHash, sha256(read.secret));
  t.ok(tokenMatches(read, secretHash));
  t.notOk(tokenMatches(read, issueToken('ist_', id).secretHash));
});

t.test('what is not a token of the kind that is asked for is none', async (t) => {
  const { token } = issueToken('ist_', randomUUID());
  t.equal(readToken('ilt_', token), null);
  for (const bad of [
    '',
    token.slice(0, -1),
    `${token}x`,
    ` ${token}`,
    `${token}\n`,
    token.toUpperCase(),
    `ist_${'!'.repeat(65)}`,
  ])
    t.equal(readToken('ist_', bad), null, JSON.stringify(bad));
  t.ok(secretsEqual('a', 'a'));
  t.notOk(secretsEqual('a', 'ab'));
});

const SETTINGS = { ...ARGON2_FLOOR, concurrency: 4, queue: 100, peppers: [] as Key[], wrongMillis: 0 };
const PASSWORD = 'correct horse battery 9 staple';

// Proves: v5.0.0-11.4.2
t.test('a password is stored as argon2id of 19456 KiB, two passes, one lane, salt 16 and tag 32 bytes', async (t) => {
  const hashing = createHashing(SETTINGS);
  const [stored, again] = await Promise.all([hashing.hash(PASSWORD, 'u'), hashing.hash(PASSWORD, 'u')]);
  const [, kind, version, parameters, salt = '', tag = ''] = stored.split('$');
  t.same([kind, version, parameters?.split(',').sort()], ['argon2id', 'v=19', ['m=19456', 'p=1', 't=2']]);
  t.equal(Buffer.from(salt, 'base64').length, 16);
  t.equal(Buffer.from(tag, 'base64').length, 32);
  t.not(stored, again);
  t.ok(await hashing.verify(stored, PASSWORD, 'u'));
  t.notOk(await hashing.verify(stored, `${PASSWORD} `, 'u'));
  t.notOk(await hashing.verify(null, PASSWORD, 'u'));
  t.notOk(hashing.stale(stored, 'u'));
});

// Proves: v5.0.0-11.2.1, v5.0.0-11.4.2
t.test('the hash is that of RFC 9106, 5.3', async (t) => {
  const tag = await argon2.hash(Buffer.alloc(32, 1), {
    ...{ type: argon2.argon2id, memoryCost: 32, timeCost: 3, parallelism: 4, hashLength: 32, raw: true },
    ...{ salt: Buffer.alloc(16, 2), secret: Buffer.alloc(8, 3), associatedData: Buffer.alloc(12, 4) },
  } as const);
  t.equal(tag.toString('hex'), '0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659');
});

/** Neither of them hashes so by itself. */
const COST = { memoryKib: 64, passes: 3 };

t.test('each binding verifies what the other has hashed', async (t) => {
  const other = await vectorized();
  t.ok(other, 'both are there');
  if (!other) return;
  t.same([reference.binding, other.binding, fastest.binding], ['argon2', '@node-rs/argon2', '@node-rs/argon2']);
  const salt = randomBytes(16);
  for (const [by, read] of [
    [reference, other],
    [other, reference],
  ] as const) {
    const stored = await by.hash(PASSWORD, COST);
    t.match(stored, /^\$argon2id\$v=19\$(m=64,t=3,p=1|m=64,p=1,t=3)\$/);
    t.ok(await read.verify(stored, PASSWORD), `${read.binding} reads ${by.binding}`);
    t.notOk(await read.verify(stored, `${PASSWORD} `));
  }
  t.same(await reference.tag(PASSWORD, salt, COST), await other.tag(PASSWORD, salt, COST));
});

const phc = (m: number, t: number, p = 1, kind = 'argon2id') =>
  `$${kind}$v=19$m=${m},t=${t},p=${p}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

// Proves: v5.0.0-11.2.2
t.test(
  'a hash is stale where it is cheaper than those of today or of another kind, in whatever order it is written',
  async (t) => {
    const hashing = createHashing(SETTINGS);
    const stale = (stored: string) => hashing.stale(stored, 'u');
    for (const fresh of [phc(19456, 2), phc(19456, 3), phc(65536, 3, 4), phc(38912, 1)]) t.notOk(stale(fresh), fresh);
    for (const old of [phc(19455, 2), phc(19456, 1), phc(65536, 4, 1, 'argon2i')]) t.ok(stale(old), old);
    t.notOk(stale(phc(19456, 2).replace('m=19456,t=2,p=1', 'p=1,m=19456,t=2')));
    t.ok(createHashing({ ...SETTINGS, passes: 3 }).stale(phc(19456, 2), 'u'));
  },
);

t.test('a pepper lies over the hash, is bound to its user, and rotates at the next login', async (t) => {
  const [p1, p2] = [key('p1'), key('p2')];
  const bare = createHashing(SETTINGS);
  const old = createHashing({ ...SETTINGS, peppers: [p1] });
  const rotated = createHashing({ ...SETTINGS, peppers: [p2, p1] });
  const [unpeppered, stored] = await Promise.all([bare.hash(PASSWORD, 'u'), old.hash(PASSWORD, 'u')]);
  t.match(stored, /^\$sealed\$v=1\$key=p1\$[A-Za-z0-9+/=]+$/);
  t.ok(await old.verify(stored, PASSWORD, 'u'));
  t.notOk(await old.verify(stored, 'wrong', 'u'));
  t.notOk(old.stale(stored, 'u'));
  for (const none of [`x${stored}`, `${stored}!`])
    t.throws(() => old.look(none, 'u'), /of a kind/, 'nor is it a part of one');
  await t.rejects(old.verify(stored, PASSWORD, 'someone else'));
  t.ok(await rotated.verify(stored, PASSWORD, 'u'));
  t.ok(rotated.stale(stored, 'u'));
  t.ok(await rotated.verify(unpeppered, PASSWORD, 'u'), 'one from before there was a pepper');
  t.ok(rotated.stale(unpeppered, 'u'));
  await t.rejects(bare.verify(stored, PASSWORD, 'u'), /PASSWORD_PEPPERS/);
  await t.rejects(createHashing({ ...SETTINGS, peppers: [p2] }).verify(stored, PASSWORD, 'u'), /"p1"/);
});

t.test('a hash is put under the pepper of today without its password, and only where it is not yet', async (t) => {
  const [p1, p2] = [key('p1'), key('p2')];
  const hashingBy = (...peppers: Key[]) => createHashing({ ...SETTINGS, peppers });
  const bare = await hashingBy().hash(PASSWORD, 'u');
  const old = hashingBy(p1).repepper(bare, 'u') ?? '';
  t.match(old, /^\$sealed\$v=1\$key=p1\$/);
  t.equal(hashingBy(p1).repepper(old, 'u'), null);
  const rotated = hashingBy(p2, p1);
  const now = rotated.repepper(old, 'u') ?? '';
  t.match(now, /^\$sealed\$v=1\$key=p2\$/);
  t.equal(rotated.repepper(now, 'u'), null);
  t.equal(hashingBy().repepper(bare, 'u'), null);
  t.ok(await rotated.verify(now, PASSWORD, 'u'));
  t.ok(await rotated.isSame(now, PASSWORD, 'u'));
  t.notOk(await rotated.isSame(now, 'another', 'u'));
  t.notOk(await rotated.isSame(null, PASSWORD, 'u'));
  t.throws(() => rotated.look('no hash', 'u'), /of a kind that this code does not know/);
});

t.test('the threads that hash let others go first, and no other thread does', async (t) => {
  const hashing = createHashing(SETTINGS);
  await hashing.hash(PASSWORD, 'u');
  t.equal(getPriority(), NICENESS);
  if (process.platform !== 'linux') return;
  const threads = readdirSync('/proc/self/task').filter((thread) =>
    readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').startsWith('libuv-worker'),
  );
  t.ok(threads.length > 0);
  for (const thread of threads) t.equal(getPriority(Number(thread)), Math.min(19, NICENESS + 10));
});

// Proves: v5.0.0-6.5.2
t.test('recovery codes are hashed with one salt, so that one hash checks a set', async (t) => {
  const hashing = createHashing(SETTINGS);
  const by = hashing.newSlowHash();
  t.match(by, { memoryKib: 19456, passes: 2 });
  t.equal(by.salt.length, 16);
  const [a, b] = await hashing.hashCodes(['A', 'B'], by);
  t.same(await hashing.hashCodes(['B'], by), [b]);
  t.notSame(a, b);
  t.notSame(await hashing.hashCodes(['B'], hashing.newSlowHash()), [b]);
});

// Proves: v5.0.0-15.2.2
t.test('hashes wait their turn, first come first served, and one too many is refused at once', async (t) => {
  const hashing = createHashing({ ...SETTINGS, concurrency: 1, queue: 3 });
  await hashing.verify(null, 'so that the decoy is made', 'u');
  const done: number[] = [];
  const waiting: Promise<unknown>[] = [];
  for (const each of [1, 2, 3, 4]) {
    t.notOk(hashing.saturated());
    waiting.push(hashing.hash(PASSWORD, 'u').then(() => done.push(each)));
  }
  t.ok(hashing.saturated());
  await t.rejects(hashing.hash(PASSWORD, 'u'), new Overloaded('the queue of password hashes is full'));
  t.same(done, [], 'refused before any other was done');
  await Promise.all(waiting);
  t.same(done, [1, 2, 3, 4]);
  t.notOk(hashing.saturated());
  t.ok(await hashing.hash(PASSWORD, 'u'), 'and the place is free again');
});

t.test('who has gone before his turn gives up his place, and nothing is judged', async (t) => {
  const queue = createQueue(1, 10);
  const first = Promise.withResolvers<void>();
  const client = new AbortController();
  const begun: string[] = [];
  const running = queue(() => first.promise);
  const left = queue(async () => void begun.push('the one who left'), client.signal);
  const stayed = queue(async () => void begun.push('the one behind'));
  client.abort();
  const nobody = new Abandoned('nobody waits for this hash any more');
  t.ok((await left.catch((error) => error)) instanceof Abandoned);
  await t.rejects(left, nobody);
  t.same(getEventListeners(client.signal, 'abort'), [], 'nothing waits for him any more');
  t.same(queue.load(), { running: 1, waiting: 1 });
  first.resolve();
  await Promise.all([running, stayed]);
  t.same(begun, ['the one behind']);
  await t.rejects(
    queue(async () => {}, client.signal),
    nobody,
  );
  t.same(queue.load(), { running: 0, waiting: 0 });
});

t.test('a place that is kept counts as one that waits, until its work has come or it is left', async (t) => {
  const queue = createQueue(1, 1);
  const first = Promise.withResolvers<void>();
  const [running, kept] = [queue.keep(), queue.keep()];
  t.ok(running && kept);
  t.equal(queue.keep(), null, 'one runs, one waits');
  await t.rejects(
    queue(async () => {}),
    new Overloaded('the queue of password hashes is full'),
  );
  const works = [queue(() => first.promise, undefined, running ?? undefined)];
  t.equal(queue.keep(), null, 'its work has come: it is not there twice');
  works.push(queue(async () => {}, undefined, kept ?? undefined));
  t.same(queue.load(), { running: 1, waiting: 1 });
  t.equal(queue.keep(), null);
  first.resolve();
  await Promise.all(works);
  for (const each of [running, kept, running]) each?.leave();
  const last = [queue.keep(), queue.keep()];
  t.ok(last[0] && last[1], 'nor is one given back twice');
  t.equal(queue.keep(), null);
  last[1]?.leave();
  last[1]?.leave();
  t.ok(queue.keep());
  t.equal(queue.keep(), null);
});

t.test('whose turn would come too late is refused, long before the queue is full', async (t) => {
  const queue = createQueue(1, 1000, 0.05);
  await queue(() => new Promise((done) => setTimeout(done, 30)));
  const first = Promise.withResolvers<void>();
  const waiting = [queue(() => first.promise)];
  while (!queue.full() && waiting.length < 10) waiting.push(queue(async () => {}));
  t.ok(waiting.length < 5, `${waiting.length} found a place`);
  t.ok((await queue(async () => {}).catch((error) => error)) instanceof Overloaded);
  first.resolve();
  await Promise.all(waiting);
  t.notOk(queue.full());
});

// a refusal that only such a hash gets would tell who has not signed in since the import
t.test('a hash from elsewhere that takes long is refused no sooner than one of ours', async (t) => {
  const hashing = createHashing({ ...SETTINGS, memoryKib: 64, passes: 1, concurrency: 1, queue: 1000 });
  const dear = `$argon2id$v=19$m=65536,t=4,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`;
  const began = performance.now();
  t.notOk(await hashing.verify(dear, PASSWORD, 'u'));
  const seconds = (performance.now() - began) / 1000;
  const client = new AbortController();
  // the last of them would wait for half a minute
  const many = Array.from({ length: Math.ceil(30 / seconds) }, () =>
    hashing.verify(dear, PASSWORD, 'u', client.signal).catch((error: Error) => error.constructor.name),
  );
  await new Promise((done) => setImmediate(done));
  t.notOk(hashing.saturated(), 'nor is anybody else');
  client.abort();
  const told = await Promise.all(many);
  t.same(new Set(told), new Set([false, 'Abandoned']));
  t.ok(told.length < 1000, `${told.length}`);
});

t.test('the usual time follows the last pieces of work, slowly; whoever watches is told of each', async (t) => {
  const queue = createQueue(1, 1000, 0.05);
  const told: number[] = [];
  queue.watch((seconds) => told.push(seconds));
  const quick = async () => {};
  const places = async () => {
    const first = Promise.withResolvers<void>();
    const waiting = [queue(() => first.promise)];
    while (!queue.full() && waiting.length < 10) waiting.push(queue(quick));
    first.resolve();
    await Promise.all(waiting);
    return waiting.length;
  };
  await queue(() => new Promise((done) => setTimeout(done, 100)));
  await queue(quick);
  t.ok((await places()) < 5, 'one that is quick makes nobody forget one that was slow');
  for (let n = 0; n < 100; n++) await queue(quick);
  t.equal(await places(), 10, 'many do');
  t.ok((told[0] ?? 0) >= 0.099 && (told[1] ?? 1) < (told[0] ?? 0), String(told.slice(0, 2)));
  const client = new AbortController();
  const first = Promise.withResolvers<void>();
  const both = [queue(() => first.promise), queue(quick, client.signal)];
  first.resolve();
  await Promise.all(both);
  t.same(getEventListeners(client.signal, 'abort'), [], 'who was served is listened to no longer');
});

t.test('many at once serve a long queue in time', async (t) => {
  const queue = createQueue(10, 1000, 5);
  await queue(() => new Promise((done) => setTimeout(done, 100)));
  const first = Promise.withResolvers<void>();
  const waiting = Array.from({ length: 60 }, () => queue(() => first.promise));
  t.notOk(queue.full(), 'fifty wait for ten places of a tenth of a second');
  first.resolve();
  await Promise.all(waiting);
});
