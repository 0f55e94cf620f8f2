// @ts-nocheck
import type { Kind } from './matrix.ts';
import {
  must,
  newBrowser,
  newTenant,
  PASSWORD,
  type Service,
  type Tenant,
  totp,
  unique,
  wrongCode,
} from './service.ts';

const OWN_ORIGIN = 'http://localhost:3000';
const KEYS = '/v1/admin/api-keys';
const AUTHENTICATORS = '/v1/account/authenticators';
const MINUTE = 60_000;
export const NOBODY = '01900000-0000-7000-8000-000000000000';

/** What a caller may name: a user, and what hangs on that user and on the tenant. */
export interface Ids {
  tenant: string;
  userId: string;
  session: string;
  device: string;
  authenticator: string;
  enrollment: string;
  webhook: string;
  apiKey: string;
}

export interface Credential {
  name: string;
  kind: Kind;
  headers: Record<string, string>;
  /** whose calls these are, where the path names no user */
  ids?: Ids;
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const cookie = (name: string, value: string | undefined) => ({ cookie: `${name}=${value}`, origin: OWN_ORIGIN });

/** Two tenants with users, and a credential of every kind in every state, all of them got as anybody gets them. */
export async function makeWorld(service: Service, platformAdmin: string) {
  const { post, patch, del, clock } = service;
  const [own, other] = [await newTenant(service), await newTenant(service)];
  const demanding = await newTenant(service, { twoFactor: 'required' });
  const admin = { key: platformAdmin };
  const credentials: Credential[] = [];
  const add = (kind: Kind, name: string, headers: Record<string, string>, ids?: Ids) =>
    credentials.push({ kind, name, headers, ...(ids ? { ids } : {}) });
  const dead = (name: string, token: string) => add('worthless', name, bearer(token));

  const sessionId = async (token: string): Promise<string> =>
    must(await service.get('/v1/session', { key: token }), 200).session.id;
  const begin = async (token: string): Promise<string> =>
    must(await post(AUTHENTICATORS, { type: 'totp' }, { key: token }), 201).id;
  const keyOf = async (role: string, more: object = {}): Promise<{ id: string; key: string }> =>
    must(await post(KEYS, { name: role, role, ...more }, admin), 201);
  const resetToken = async (tenant: Tenant, id: string): Promise<string> =>
    must(await post(`${tenant.users}/${id}/password-reset`, undefined, admin), 201).resetToken;
  const pending = async (tenant: Tenant, username: string): Promise<string> =>
    must(await tenant.login(username), 200).loginToken;

  // hashed once, and brought along as from another system
  const passwordHash = await service.ctx.hashing.hash(PASSWORD, NOBODY);
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  const newUser = async (tenant: Tenant, given: object = {}) => {
    const username = unique('user');
    const { id } = must(await post(tenant.users, { username, passwordHash, ...given }, admin), 201);
    return { id: id as string, username, secret };
  };
  const withCode = (tenant: Tenant) => newUser(tenant, { authenticators: [{ type: 'totp', secret }] });

  // what is to run out by itself comes first
  const sleeper = await newUser(own);
  dead('a session that idled too long', await own.signIn(sleeper.username));
  const expiring = { tenant: own.slug, expiresAt: new Date(clock.now().getTime() + MINUTE).toISOString() };
  for (const role of ['admin', 'backend', 'support'])
    dead(`an expired key, ${role}`, (await keyOf(role, expiring)).key);
  const sleepy = await withCode(own);
  dead('a login that expired', await pending(own, sleepy.username));
  clock.advance(20 * MINUTE);

  /** A user with 2FA, a trusted device and an authenticator begun, in a tenant with a webhook and a key. */
  const settled = async (tenant: Tenant, user: { id: string; username: string; secret: string }) => {
    const trusted = await tenant.signInWithCode(user, { trustDevice: true });
    const key = trusted.sessionToken;
    const { trustedDevices } = must(await service.get('/v1/account/trusted-devices', { key }), 200);
    const { authenticators } = must(await service.get(AUTHENTICATORS, { key }), 200);
    const hook = { url: 'https://receiver.example/' };
    const { id: webhook } = must(await post(`${tenant.path}/webhooks`, hook, { key: tenant.admin }), 201);
    const { id: apiKey } = await keyOf('support', { tenant: tenant.slug });
    const ids: Ids = {
      tenant: tenant.slug,
      userId: user.id,
      session: trusted.session.id,
      device: trustedDevices[0].id,
      authenticator: authenticators[0].id,
      enrollment: await begin(key),
      webhook,
      apiKey,
    };
    return { ...user, ids, session: key as string, deviceToken: trusted.trustedDeviceToken as string };
  };
  const enrolled = await own.enrolledUser();
  const ben = await newUser(own);
  const benStale = await own.signIn(ben.username);
  clock.advance(11 * MINUTE);
  const [anna, carl, dora] = [
    await settled(own, enrolled),
    await settled(own, await withCode(own)),
    await settled(other, await withCode(other)),
  ];
  const benFresh = await own.signIn(ben.username);
  const benBegun = await begin(benFresh);
  // who has no authenticator confirmed can name none but that
  const benIds: Ids = {
    ...anna.ids,
    userId: ben.id,
    session: await sessionId(benStale),
    enrollment: benBegun,
    authenticator: benBegun,
  };
  add('aal2 stale', 'a session with 2FA, authenticated eleven minutes ago', bearer(enrolled.session), anna.ids);
  add('no 2FA stale', 'a session without 2FA, authenticated eleven minutes ago', bearer(benStale), benIds);

  // sessions
  const spared = must(await own.login(anna.username, { trustedDeviceToken: anna.deviceToken }), 200);
  const loginPath = `/v1/tenants/${own.slug}/login`;
  const browser = newBrowser(service);
  must(await browser.call('POST', loginPath, { username: anna.username, password: PASSWORD }), 200);
  must(await browser.call('POST', '/v1/login/challenge', { code: totp(anna.secret, clock.now()) }), 200);
  clock.advance(30_000);
  const inCookie = browser.jar['__Host-ic_session'];
  add('aal2', 'a session with 2FA', bearer(anna.session), anna.ids);
  add('aal2', 'a session with 2FA, in a cookie', cookie('__Host-ic_session', inCookie), anna.ids);
  add(
    'aal1 by trusted device',
    'a session that a trusted device spared the code',
    bearer(spared.sessionToken),
    anna.ids,
  );
  add('no 2FA', 'a session without 2FA', bearer(benFresh), benIds);
  add('no 2FA', 'the scheme in other letters', { authorization: `bEARER ${benFresh}` }, benIds);

  // logins under way
  const owed = await newUser(own, { mustChangePassword: true });
  const challenged = await pending(own, anna.username);
  const enrolling = await pending(demanding, (await newUser(demanding)).username);
  must(await post('/v1/login/enrollment', undefined, { key: enrolling }), 201);
  const reset = await withCode(own);
  const resetSession = (await own.signInWithCode(reset)).sessionToken;
  const resetPending = await pending(own, reset.username);
  const support = { key: own.support };
  const { resetCode } = must(await post(`${own.users}/${reset.id}/two-factor-reset`, { reason: 'lost' }, support), 200);
  const inCookies = newBrowser(service);
  must(await inCookies.call('POST', loginPath, { username: anna.username, password: PASSWORD }), 200);
  add('challenge', 'a login that waits for a code', bearer(challenged));
  add('challenge', 'the same in a cookie', cookie('__Host-ic_login', inCookies.jar['__Host-ic_login']));
  add('enrollment', 'a login that must enrol: policy', bearer(enrolling));
  add('enrollment after reset', 'a login that must enrol: reset', bearer(await pending(own, reset.username)));
  add('password change', 'a login that must change its password', bearer(await pending(own, owed.username)));
  const done = await pending(own, carl.username);
  const code = totp(carl.secret, clock.now());
  must(await post('/v1/login/challenge', { code }, { key: done }), 200);
  add('completed', 'a login that gave its session', bearer(done));
  const givenUp = await pending(own, carl.username);
  must(await del('/v1/login', { key: givenUp }), 204);
  dead('a login that was given up', givenUp);
  const exhausted = await pending(own, sleepy.username);
  for (let n = 0; n < 5; n++)
    await post('/v1/login/challenge', { code: wrongCode(sleepy.secret, clock.now()) }, { key: exhausted });
  dead('a login with no attempts left', exhausted);

  // keys
  const platform = { admin: (await keyOf('admin')).key, backend: '', support: '' };
  const platformKey = await keyOf('backend');
  platform.backend = platformKey.key;
  platform.support = (await keyOf('support')).key;
  for (const role of ['admin', 'backend', 'support'] as const) {
    add(`own ${role}`, `${role}, this tenant's`, bearer(own[role]), anna.ids);
    add(`other ${role}`, `${role}, another tenant's`, bearer(other[role]), anna.ids);
    add(`platform ${role}`, `${role}, the platform's`, bearer(platform[role]), anna.ids);
    const revoked = await keyOf(role, { tenant: own.slug });
    must(await del(`${KEYS}/${revoked.id}`, admin), 204);
    dead(`a revoked key, ${role}`, revoked.key);
  }
  add('platform admin', 'the bootstrap key', bearer(platformAdmin), anna.ids);
  const doomed = await newTenant(service);
  const lost = await doomed.signIn((await newUser(doomed)).username);
  must(await del(`${doomed.path}?confirm=${doomed.slug}`, admin), 204);
  dead('a key of a deleted tenant', doomed.admin);
  dead('a session of a deleted tenant', lost);

  // users to whom something has happened since
  const since = async (what: string, happens: (user: { id: string; username: string }) => Promise<unknown>) => {
    const user = await withCode(own);
    dead(`a session, ${what} since`, (await own.signInWithCode(user)).sessionToken);
    dead(`a login, ${what} since`, await pending(own, user.username));
    await happens(user);
  };
  dead('a login, 2FA reset since', resetPending);
  dead('a session, 2FA reset since', resetSession);
  const change = (id: string, body: object) => patch(`${own.users}/${id}`, body, admin);
  await since('the user disabled', async ({ id }) => must(await change(id, { status: 'disabled' }), 200));
  await since('the password set anew', async ({ id }) => must(await change(id, { password: `${PASSWORD}!` }), 200));
  await since('the user deleted', async ({ id }) => must(await del(`${own.users}/${id}`, admin), 204));
  const out = await own.signIn(ben.username);
  must(await del('/v1/session', { key: out }), 204);
  dead('a session that signed out', out);

  // what is no credential, or none here
  add('nothing', 'nothing', {});
  for (const prefix of ['iak_', 'ilt_', 'ist_', 'itd_', 'irt_']) dead(`made up, ${prefix}`, prefix + 'A'.repeat(65));
  const live = { key: own.admin, session: anna.session, login: challenged };
  for (const [what, token] of Object.entries(live)) {
    const end = token.endsWith('A') ? 'E' : 'A';
    dead(`a ${what}, its last letter changed`, token.slice(0, -1) + end);
    dead(`a ${what}, one letter more`, `${token}A`);
    for (const prefix of ['iak_', 'ilt_', 'ist_'].filter((each) => !token.startsWith(each)))
      dead(`a ${what} as ${prefix}`, prefix + token.slice(4));
  }
  const { accessToken } = must(await post('/v1/session/token', undefined, { key: live.session }), 200);
  dead('an access token', accessToken);
  dead('a trusted-device token', anna.deviceToken);
  dead('a reset token', await resetToken(own, anna.ids.userId));
  dead('a reset code', resetCode);
  dead('a recovery code', enrolled.recoveryCodes[0] as string);
  add('worthless', 'the key as HTTP Basic, its id not with it', {
    authorization: `Basic ${Buffer.from(`${NOBODY}:${own.backend}`).toString('base64')}`,
  });
  add('worthless', 'a live cookie beside an Authorization that is worth nothing', {
    ...cookie('__Host-ic_session', inCookie),
    ...bearer('rubbish'),
  });
  add('worthless', 'an empty Authorization beside a live cookie', {
    ...cookie('__Host-ic_session', inCookie),
    authorization: '',
  });
  for (const [what, name, value] of [
    ['a session in the cookie of logins', '__Host-ic_login', inCookie],
    ['a session in a cookie without the prefix', 'ic_session', inCookie],
    ['a login in the cookie of sessions', '__Host-ic_session', inCookies.jar['__Host-ic_login']],
    ['a key in a cookie', '__Host-ic_session', own.admin],
    ['a trusted device in a cookie', '__Host-ic_session', anna.deviceToken],
    ['a session that signed out, in a cookie', '__Host-ic_session', out],
  ] as const)
    add('worthless', what, cookie(name, value));
  // none of what follows is the first use within a minute, which would be written down
  for (const { headers } of credentials) await service.get('/v1/session', { headers });
  return { own, other, anna, carl, dora, demanding, platformKey, credentials, newUser, withCode, pending, resetToken };
}

export type World = Awaited<ReturnType<typeof makeWorld>>;
