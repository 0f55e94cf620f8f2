// @ts-nocheck
import type { Listed } from './cells.ts';
import type { Kind } from './matrix.ts';
import { ADMIN, must, newTenant, PASSWORD, type Service, totp, unique } from './service.ts';
import { bearer, type Ids, type World } from './world.ts';

/** What a cell needs that is to come about: a credential of its own, so that no cell spoils the next one's. */
export async function subject(
  service: Service,
  world: World,
  kind: Kind,
  route: Listed,
): Promise<{ headers: Record<string, string>; ids: Ids; body?: unknown }> {
  const { post, get, clock } = service;
  const { own, anna } = world;
  const at = route.path;
  const client = { ip: '203.0.113.7' };
  const body = route.body;
  const steps: Partial<Record<Kind, () => ReturnType<typeof world.newUser>>> = {
    challenge: () => world.withCode(own),
    enrollment: () => world.newUser(world.demanding),
    'enrollment after reset': () => world.newUser(own),
    'password change': () => world.newUser(own, { mustChangePassword: true }),
  };
  const step = steps[kind];
  if (step) {
    const user = await step();
    const reason = { reason: 'lost' };
    const resetCode = kind.endsWith('reset')
      ? must(await post(`${own.users}/${user.id}/two-factor-reset`, reason, { key: own.support }), 200).resetCode
      : undefined;
    const key = await world.pending(kind === 'enrollment' ? world.demanding : own, user.username);
    const headers = bearer(key);
    const begin = { ...(resetCode ? { resetCode } : {}) };
    if (at.endsWith('/enrollment')) return { headers, ids: anna.ids, body: begin };
    if (at.endsWith('/challenge')) return { headers, ids: anna.ids, body: { code: totp(user.secret, clock.now()) } };
    if (!at.endsWith('/confirm')) return { headers, ids: anna.ids, body };
    const { secret } = must(await post('/v1/login/enrollment', begin, { key }), 201);
    return { headers, ids: anna.ids, body: { code: totp(secret, clock.now()) } };
  }
  const with2fa = !kind.startsWith('no 2FA');
  const user = with2fa ? await world.withCode(own) : await world.newUser(own);
  const ids: Ids = { ...anna.ids, userId: user.id };
  const keyed = world.credentials.find((each) => each.kind === kind && / (admin|backend|support)$/.test(kind));
  const needsLogin = !keyed || /\/(sessions|trusted-devices)/.test(at);
  if (needsLogin && kind !== 'nothing') {
    const first = with2fa
      ? await own.signInWithCode(user, { trustDevice: true })
      : must(await own.login(user.username), 200);
    let key: string = first.sessionToken;
    const listed = async (what: string, name: string) => must(await get(`/v1/account/${what}`, { key }), 200)[name];
    const [device] = await listed('trusted-devices', 'trustedDevices');
    const [authenticator] = await listed('authenticators', 'authenticators');
    Object.assign(ids, { session: first.session.id, device: device?.id, authenticator: authenticator?.id });
    const begun = at.includes('/authenticators/')
      ? must(await post('/v1/account/authenticators', { type: 'totp' }, { key }), 201)
      : null;
    if (begun) Object.assign(ids, { enrollment: begun.id, authenticator: authenticator?.id ?? begun.id });
    if (kind.endsWith('stale')) clock.advance(10 * 60_000);
    if (kind === 'aal1 by trusted device')
      key = must(await own.login(user.username, { trustedDeviceToken: first.trustedDeviceToken }), 200).sessionToken;
    const code = with2fa ? { code: totp(user.secret, clock.now()) } : {};
    const bodies: Record<string, object> = {
      'POST /v1/session/reauthenticate': { password: PASSWORD, ...code },
      'POST /v1/account/password': { ...body, currentPassword: PASSWORD },
      'POST /v1/account/authenticators/{id}/confirm': { code: begun ? totp(begun.secret, clock.now()) : '' },
    };
    return { headers: keyed?.headers ?? bearer(key), ids, body: bodies[route.name] ?? body };
  }
  const headers = keyed?.headers ?? {};
  if (at.endsWith('/login')) {
    const mode = kind === 'nothing' ? {} : { client };
    return { headers, ids, body: { username: user.username, password: PASSWORD, ...mode } };
  }
  if (at.includes('/webhooks/')) {
    const hook = must(
      await post(`${own.path}/webhooks`, { url: 'https://receiver.example/' }, { key: own.admin }),
      201,
    );
    ids.webhook = hook.id;
  }
  if (at.includes('/api-keys/')) {
    const given = { name: 'x', role: 'support', tenant: own.slug };
    ids.apiKey = must(await post('/v1/admin/api-keys', given, { key: ADMIN }), 201).id;
  }
  if (route.name === 'DELETE /v1/admin/tenants/{tenant}') ids.tenant = (await newTenant(service)).slug;
  if (body && 'slug' in body) return { headers, ids, body: { ...body, slug: unique('made') } };
  if (body && 'username' in body) return { headers, ids, body: { ...body, username: unique('made') } };
  return { headers, ids, body };
}
