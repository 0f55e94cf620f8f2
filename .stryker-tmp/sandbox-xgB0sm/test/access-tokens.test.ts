// @ts-nocheck
import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto';
import jwt, { type JwtHeader, type JwtPayload, type VerifyOptions } from 'jsonwebtoken';
import { sql } from 'kysely';
import t from 'tap';
import { addSigningKey } from '../src/access-tokens/signing-keys.ts';
import { admitKeys } from '../src/keys/keys.ts';
import { must, newTenant, type Service, startService } from './support/service.ts';

const MINUTE = 60_000;
type Jwk = { kid: string; kty: string; crv: string; x: string; y: string };

const keySet = async (service: Service): Promise<Jwk[]> => must(await service.get('/.well-known/jwks.json'), 200).keys;

/** What a backend does, with a library that shares no code with the one that signs. */
function verify(keys: Jwk[], token: string, at: Date, options: VerifyOptions = {}): JwtPayload {
  const { header } = jwt.decode(token, { complete: true }) as { header: JwtHeader };
  const key = keys.find(({ kid }) => kid === header.kid);
  if (!key) throw new Error(`no key ${header.kid}`);
  return jwt.verify(token, createPublicKey({ key, format: 'jwk' }), {
    algorithms: ['ES256'],
    clockTimestamp: Math.floor(at.getTime() / 1000),
    issuer: 'http://localhost:3000',
    ...options,
  }) as JwtPayload;
}

const tokenFor = async (service: Service, session: string): Promise<string> =>
  must(await service.post('/v1/session/token', {}, { key: session }), 200).accessToken;

// Proves: v5.0.0-9.1.1, v5.0.0-9.2.2, v5.0.0-11.6.1
t.test('a backend verifies an access token by the published keys, and is told who, how and until when', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { sessionToken, session } = await tenant.signInWithCode(user);
  const answer = must(await service.post('/v1/session/token', {}, { key: sessionToken }), 200);
  t.match(answer, { tokenType: 'Bearer', expiresIn: 300 });
  const now = Math.floor(service.clock.now().getTime() / 1000);
  const keys = await keySet(service);
  t.same(verify(keys, answer.accessToken, service.clock.now(), { audience: tenant.slug }), {
    iss: 'http://localhost:3000',
    aud: tenant.slug,
    sub: user.id,
    sid: session.id,
    tenant: tenant.slug,
    amr: ['pwd', 'otp'],
    acr: 'aal2',
    auth_time: now - 30,
    iat: now,
    exp: now + 300,
    jti: (jwt.decode(answer.accessToken) as JwtPayload).jti,
  });
  t.match(jwt.decode(answer.accessToken, { complete: true })?.header, { alg: 'ES256', typ: 'at+jwt' });
  const published = await service.get('/.well-known/jwks.json');
  t.equal(published.headers['cache-control'], 'public, max-age=300');
  t.notMatch(published.text, /"d"/, 'no private part');
  t.not(await tokenFor(service, sessionToken), answer.accessToken, 'each is one of its own');
});

// Proves: v5.0.0-9.1.1, v5.0.0-9.2.1, v5.0.0-9.2.3, v5.0.0-9.2.4
t.test('no token passes with a wrong audience, a wrong issuer, after its time or with another key', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const token = await tokenFor(service, await tenant.signIn((await tenant.newUser()).username));
  const keys = await keySet(service);
  const now = service.clock.now();
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  t.ok(verify(keys, token, later(299)));
  t.throws(() => verify(keys, token, later(300)), /jwt expired/);
  t.throws(() => verify(keys, token, now, { audience: 'another' }), /audience invalid/);
  t.throws(() => verify(keys, token, now, { issuer: 'https://another.example' }), /issuer invalid/);
  const other = await startService(t);
  const stranger = await newTenant(other);
  await tokenFor(other, await stranger.signIn((await stranger.newUser()).username));
  const foreign = (await keySet(other)).map((key) => ({ ...key, kid: keys[0]?.kid ?? '' }));
  t.throws(() => verify(foreign, token, now), /invalid signature/);
  const [header = '', , signature = ''] = token.split('.');
  const claims = { ...(jwt.decode(token) as JwtPayload), acr: 'aal2' };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  t.throws(() => verify(keys, `${header}.${part(claims)}.${signature}`, now), /invalid signature/);
});

// Proves: v5.0.0-9.1.2, v5.0.0-9.1.3, v5.0.0-9.2.2
t.test('a forger gains nothing by another algorithm, and no such token is a session', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const session = await tenant.signIn((await tenant.newUser()).username);
  const token = await tokenFor(service, session);
  const keys = await keySet(service);
  const [key] = keys as [Jwk];
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = token.split('.')[1];
  const head = { typ: 'at+jwt', kid: key.kid };
  const pem = createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
  const hmac = `${part({ ...head, alg: 'HS256' })}.${claims}`;
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const forged = [
    `${part({ ...head, alg: 'none' })}.${claims}.`,
    `${hmac}.${createHmac('sha256', pem).update(hmac).digest('base64url')}`,
    jwt.sign(jwt.decode(token) as JwtPayload, own.privateKey, { algorithm: 'ES256', keyid: key.kid }),
  ];
  for (const each of forged) {
    t.throws(() => verify(keys, each, service.clock.now()), /invalid algorithm|signature/);
    t.equal((await service.get('/v1/session', { key: each })).status, 401);
  }
  t.equal((await service.get('/v1/session', { key: token })).status, 401, 'a true one is no session either');
  t.equal((await service.post('/v1/session/token', {}, { key: token })).status, 401, 'and renews nothing');
  t.equal((await service.post('/v1/session/token', {}, { key: tenant.backend })).status, 401);
  t.equal((await service.post('/v1/session/token')).status, 401);
});

// Proves: v5.0.0-9.2.1
t.test('a token does not outlive the absolute end of its session', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service, { sessions: { absoluteHours: 1, idleMinutes: 60 } });
  const session = await tenant.signIn((await tenant.newUser()).username);
  service.clock.advance(58 * MINUTE);
  const answer = must(await service.post('/v1/session/token', {}, { key: session }), 200);
  t.equal(answer.expiresIn, 120);
  const { exp, iat } = jwt.decode(answer.accessToken) as { exp: number; iat: number };
  t.equal(exp - iat, 120);
});

t.test('keys are rotated with an overlap: no verifier that keeps the set five minutes ever misses one', async (t) => {
  const service = await startService(t);
  const replica = await startService(t, {}, service);
  const tenant = await newTenant(service, { sessions: { idleMinutes: 600 } });
  const session = await tenant.signIn((await tenant.newUser()).username);
  const kidOf = (token: string) => jwt.decode(token, { complete: true })?.header.kid;
  const first = kidOf(await tokenFor(service, session));
  const { id: second } = await addSigningKey(service.ctx);
  // a verifier asks for the set every five minutes; a token is verified until it expires, by the set kept meanwhile
  let kept: Jwk[] = await keySet(replica);
  const signers: (string | undefined)[] = [];
  const alive: { token: string; until: number }[] = [];
  for (let minute = 0; minute < 45; minute += 1) {
    if (minute % 5 === 0) kept = await keySet(minute % 2 ? service : replica);
    const token = await tokenFor(minute % 2 ? replica : service, session);
    signers.push(kidOf(token));
    alive.push({ token, until: minute + 5 });
    for (const each of alive) if (minute < each.until) t.ok(verify(kept, each.token, service.clock.now()));
    service.clock.advance(MINUTE);
  }
  t.same(signers, [...Array(15).fill(first), ...Array(30).fill(second)]);
  t.same(
    (await keySet(service)).map(({ kid }) => kid),
    [second],
    'the old one is no longer published',
  );
  await addSigningKey(service.ctx);
  const { count } = await service.ctx.db
    .selectFrom('signing_keys')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  t.equal(count, 2, 'nor kept');
});

// Proves: v5.0.0-9.1.3
t.test('a key that has leaked verifies nothing as soon as the set is asked for again', async (t) => {
  const service = await startService(t);
  const tenant = await newTenant(service);
  const session = await tenant.signIn((await tenant.newUser()).username);
  const forged = await tokenFor(service, session);
  const { id } = await addSigningKey(service.ctx, { alone: true });
  const keys = await keySet(service);
  t.same(
    keys.map(({ kid }) => kid),
    [id],
  );
  t.throws(() => verify(keys, forged, service.clock.now()), /no key/);
  t.ok(verify(keys, await tokenFor(service, session), service.clock.now()), 'the new one signs at once');
});

t.test('replicas that are asked at once make one first key', async (t) => {
  const service = await startService(t, { DATABASE_POOL: '10' });
  const replica = await startService(t, { DATABASE_POOL: '10' }, service);
  for (const { ctx } of [service, replica])
    await Promise.all(Array.from({ length: 10 }, () => sql`select pg_sleep(0.05)`.execute(ctx.db)));
  const sets = await Promise.all(Array.from({ length: 20 }, (_, index) => keySet(index % 2 ? service : replica)));
  t.equal(new Set(sets.flat().map(({ kid }) => kid)).size, 1);
});

t.test('the private key is sealed in the database, and its encryption key can not be forgotten', async (t) => {
  const service = await startService(t);
  await keySet(service);
  const [row] = await service.ctx.db.selectFrom('signing_keys').selectAll().execute();
  t.equal(row?.secret_key_id, 'k1');
  t.throws(() => createPublicKey({ key: row?.private_key ?? Buffer.alloc(0), format: 'der', type: 'pkcs1' }));
  t.notOk(row?.private_key.includes(Buffer.from('2a8648ce3d0201', 'hex')), 'not even what kind of key it is');
  const other = { id: 'k2', bytes: Buffer.alloc(32, 2) };
  await t.rejects(
    admitKeys(service.ctx.db, { ENCRYPTION_KEYS: [other], PASSWORD_PEPPERS: [] }, service.clock.now()),
    /still holds secrets under the key "k1"/,
  );
});
