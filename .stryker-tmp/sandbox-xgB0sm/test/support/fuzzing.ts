// @ts-nocheck
import fc from 'fast-check';
import type { Test } from 'tap';
import { type Operation, operations } from './document.ts';
import { ADMIN, type Answer, must, newTenant, PASSWORD, type Service, type Tenant, totp, unique } from './service.ts';

/** `npm run fuzz` runs for minutes. A failure prints its seed, which is to be given as FUZZ_SEED. */
const MINUTES = Number(process.env.FUZZ_MINUTES ?? (process.env.npm_lifecycle_event === 'fuzz' ? 10 : 0));
/** The suite's own run, of which is known how far it gets. */
export const usual = MINUTES === 0 && process.env.FUZZ_SEED === undefined;
const SEED = Number(process.env.FUZZ_SEED ?? (MINUTES > 0 ? Date.now() % 2 ** 31 : 20_261_124));

/**
 * Runs a round once in the suite, always with the same seed; for a share of the minutes, each round with another, where
 * they are set.
 */
export async function rounds(t: Test, share: number, round: (seed: number) => Promise<void>): Promise<void> {
  const until = Date.now() + MINUTES * 60_000 * share;
  if (MINUTES > 0) t.setTimeout(MINUTES * 60_000 + 600_000);
  t.comment(`FUZZ_SEED=${SEED}`);
  let count = 0;
  do await round(SEED + count++);
  while (Date.now() < until && t.passing());
  if (MINUTES > 0) t.comment(`${count} rounds`);
}

/** A call that is answered with a 2xx, unless something is changed. */
export interface Call {
  key?: string | undefined;
  params: Record<string, string>;
  query?: string;
  body?: unknown;
  raw?: string;
  type?: string;
}

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const NEW_PASSWORD = 'seven green kettles of 1897';
const WEBHOOK = 'https://receiver.example/hook';

/** What calls need: made when first asked for, and anew when it has been used up. */
export async function newWorld(service: Service) {
  const { get, post, clock } = service;
  const [tenant, demanding] = [await newTenant(service), await newTenant(service, { twoFactor: 'required' })];
  // made once: a user who brings it costs no hash
  const passwordHash = await service.ctx.hashing.hash(PASSWORD, '');
  const freshUser = async (given: object = {}): Promise<{ id: string; username: string }> =>
    must(await post(tenant.users, { username: unique('u'), ...given }, { key: ADMIN }), 201);
  const withApp = () => freshUser({ passwordHash, authenticators: [{ type: 'totp', secret: SECRET }] });
  const code = () => totp(SECRET, clock.now());
  const loginOf = async (username: string, where: Tenant = tenant): Promise<string> =>
    must(await where.login(username), 200).loginToken;
  const challenged = async () => loginOf((await withApp()).username);
  const session = async () => tenant.signIn((await freshUser({ passwordHash })).username);
  /** a session of aal2, from a browser that is trusted now */
  const strong = async () => {
    const user = await withApp();
    const key = await loginOf(user.username);
    const body = { code: code(), trustDevice: true };
    const { sessionToken, session } = must(await post('/v1/login/challenge', body, { key }), 200);
    return { userId: user.id, key: sessionToken as string, sessionId: session.id as string };
  };
  const deviceOf = async (key: string): Promise<string> =>
    must(await get('/v1/account/trusted-devices', { key }), 200).trustedDevices[0].id;
  const authenticatorOf = async (key: string): Promise<string> =>
    must(await get('/v1/account/authenticators', { key }), 200).authenticators[0].id;
  const owing = async () => {
    const { username } = must(
      await post(demanding.users, { username: unique('u'), passwordHash }, { key: ADMIN }),
      201,
    );
    return loginOf(username, demanding);
  };
  const enrolling = async () => {
    const key = await owing();
    const { secret } = must(await post('/v1/login/enrollment', {}, { key }), 201);
    return { key, code: totp(secret, clock.now()) };
  };
  const adding = async () => {
    const key = await session();
    const { id, secret } = must(await post('/v1/account/authenticators', { type: 'totp' }, { key }), 201);
    return { key, params: { id: id as string }, body: { code: totp(secret, clock.now()) } };
  };
  const freshTenant = async () => {
    const slug = unique('f');
    must(await post('/v1/admin/tenants', { slug, name: 'Fresh' }, { key: ADMIN }), 201);
    return { tenant: slug };
  };
  const webhook = async (): Promise<{ params: { id: string; tenant: string } }> => {
    const { tenant: slug } = await freshTenant();
    const path = `/v1/admin/tenants/${slug}/webhooks`;
    return { params: { tenant: slug, id: must(await post(path, { url: WEBHOOK }, { key: ADMIN }), 201).id } };
  };
  const seen = async (what: 'device' | 'session') => {
    const { userId, key, sessionId } = await strong();
    return { params: { userId, id: what === 'session' ? sessionId : await deviceOf(key) } };
  };
  const device = async (body?: object) => {
    const { key } = await strong();
    return { key, params: { id: await deviceOf(key) }, body };
  };
  const authenticator = async (body?: object) => {
    const { key } = await strong();
    return { key, params: { id: await authenticatorOf(key) }, body };
  };
  const resetToken = async (): Promise<string> => {
    const { id } = await freshUser({ passwordHash });
    return must(await post(`${tenant.users}/${id}/password-reset`, {}, { key: ADMIN }), 201).resetToken;
  };
  const enrolled = async () => ({ key: (await enrolling()).key });
  const picture = async () => ({ ...(await adding()), body: undefined });
  const fresh = async () => ({ params: await freshTenant() });

  /** What is needed beside a credential of the right kind and a fresh user. */
  const recipes: Record<string, () => Promise<Partial<Call>>> = {
    'POST /v1/tenants/{tenant}/login': async () => ({
      key: tenant.backend,
      body: {
        username: (await freshUser({ passwordHash })).username,
        password: PASSWORD,
        client: { ip: '203.0.113.7', userAgent: 'x' },
      },
    }),
    'POST /v1/login/challenge': async () => ({ key: await challenged(), body: { code: code() } }),
    'POST /v1/login/password': async () => {
      const { username } = await freshUser({ passwordHash, mustChangePassword: true });
      return { key: await loginOf(username), body: { newPassword: NEW_PASSWORD } };
    },
    'POST /v1/login/enrollment': async () => ({ key: await owing(), body: {} }),
    'GET /v1/login/enrollment/qr.svg': enrolled,
    'GET /v1/login/enrollment/qr.png': enrolled,
    'POST /v1/login/enrollment/confirm': async () => {
      const { key, code } = await enrolling();
      return { key, body: { code } };
    },
    'POST /v1/session/reauthenticate': async () => ({ body: { password: PASSWORD } }),
    'POST /v1/account/password': async () => ({ body: { currentPassword: PASSWORD, newPassword: NEW_PASSWORD } }),
    'DELETE /v1/account/sessions/{id}': async () => {
      const { key, sessionId } = await strong();
      return { key, params: { id: sessionId } };
    },
    'PATCH /v1/account/trusted-devices/{id}': () => device({ name: 'Scan station' }),
    'DELETE /v1/account/trusted-devices/{id}': device,
    'POST /v1/account/authenticators': async () => ({ body: { type: 'totp' } }),
    'GET /v1/account/authenticators/{id}/qr.svg': picture,
    'GET /v1/account/authenticators/{id}/qr.png': picture,
    'POST /v1/account/authenticators/{id}/confirm': adding,
    'PATCH /v1/account/authenticators/{id}': () => authenticator({ name: 'Phone' }),
    'DELETE /v1/account/authenticators/{id}': authenticator,
    'POST /v1/account/recovery-codes': async () => ({ key: (await strong()).key }),
    'POST /v1/introspect': async () => ({ key: tenant.backend, body: { token: await session() } }),
    'POST /v1/admin/tenants': async () => ({ body: { slug: unique('f'), name: 'Fresh' } }),
    'PATCH /v1/admin/tenants/{tenant}': async () => ({ params: await freshTenant(), body: { name: 'Fresher' } }),
    'DELETE /v1/admin/tenants/{tenant}': async () => {
      const params = await freshTenant();
      return { params, query: `confirm=${params.tenant}` };
    },
    'POST /v1/admin/api-keys': async () => ({ body: { name: 'fuzz', role: 'support' } }),
    'DELETE /v1/admin/api-keys/{id}': async () => ({
      params: {
        id: must(await post('/v1/admin/api-keys', { name: 'fuzz', role: 'support' }, { key: ADMIN }), 201).id,
      },
    }),
    'POST /v1/admin/tenants/{tenant}/users': async () => ({ body: { username: unique('u'), displayName: 'U' } }),
    'PATCH /v1/admin/tenants/{tenant}/users/{userId}': async () => ({ body: { displayName: 'V' } }),
    'POST /v1/admin/tenants/{tenant}/users/import': async () => ({
      raw: JSON.stringify({ username: unique('u') }),
      type: 'application/x-ndjson',
    }),
    'POST /v1/tenants/{tenant}/password-reset': async () => ({
      body: { resetToken: await resetToken(), newPassword: NEW_PASSWORD },
    }),
    'POST /v1/admin/tenants/{tenant}/users/{userId}/two-factor-reset': async () => ({ body: { reason: 'Lost' } }),
    'POST /v1/admin/tenants/{tenant}/users/{userId}/unlock': async () => ({ body: { reason: 'Called' } }),
    'GET /v1/admin/tenants/{tenant}/users/{userId}/trusted-devices/{id}': () => seen('device'),
    'DELETE /v1/admin/tenants/{tenant}/users/{userId}/trusted-devices/{id}': () => seen('device'),
    'GET /v1/admin/tenants/{tenant}/users/{userId}/sessions/{id}': () => seen('session'),
    'DELETE /v1/admin/tenants/{tenant}/users/{userId}/sessions/{id}': () => seen('session'),
    'POST /v1/admin/tenants/{tenant}/webhooks': async () => ({ ...(await fresh()), body: { url: WEBHOOK } }),
    'GET /v1/admin/tenants/{tenant}/webhooks/{id}': webhook,
    'PATCH /v1/admin/tenants/{tenant}/webhooks/{id}': async () => ({ ...(await webhook()), body: { enabled: false } }),
    'DELETE /v1/admin/tenants/{tenant}/webhooks/{id}': webhook,
    'POST /v1/admin/tenants/{tenant}/webhooks/{id}/rotate-secret': webhook,
    'GET /v1/admin/tenants/{tenant}/webhooks/{id}/deliveries': webhook,
  };
  const shared = { session: await session(), login: await challenged(), user: await freshUser() };
  const credentialOf = async ({ credential, method }: Operation) => {
    if (credential === 'apiKey') return ADMIN;
    if (credential === 'sessionToken') return method === 'GET' ? shared.session : session();
    if (credential === 'loginToken') return method === 'GET' ? shared.login : challenged();
    return undefined;
  };
  return {
    tenant,
    async rightCall(operation: Operation): Promise<Call> {
      const given = (await recipes[`${operation.method} ${operation.path}`]?.()) ?? {};
      const { id } =
        operation.params.includes('userId') && operation.method !== 'GET' ? await freshUser() : shared.user;
      const params = { tenant: tenant.slug, userId: id, ...given.params };
      return { key: 'key' in given ? given.key : await credentialOf(operation), ...given, params };
    },
  };
}

/** Every operation but the pages. */
export const fuzzed = operations.filter(({ path }) => !/^\/(docs|demo|openapi)/.test(path));

/** What every answer has to be, whatever was sent. Throws, so that fast-check can look for the smallest call. */
export function isOrderly({ status, headers, body, text }: Answer, what: string): void {
  const fail = (why: string) => {
    throw new Error(`${what}: ${why}: ${status} ${text.slice(0, 300)}`);
  };
  if (status >= 500) fail('a fault');
  if (!/^[A-Za-z0-9._:-]{1,100}$/.test(String(headers['x-request-id']))) fail('no request id');
  if (headers['x-content-type-options'] !== 'nosniff') fail('without its headers');
  if (status < 400) return;
  if (!/^application\/problem\+json(; charset=utf-8)?$/.test(String(headers['content-type']))) fail('not a problem');
  if (body.status !== status || typeof body.code !== 'string' || typeof body.title !== 'string') fail('half a problem');
  if (body.requestId !== headers['x-request-id']) fail('another request id');
  // a backslash of a pattern that is named is no escape
  if (/\\ud[89a-f]/i.test(text.replaceAll('\\\\', ''))) fail('half a character');
}

/** No answer is a fault as well. */
export async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error(`no answer in ten seconds: ${what}`)), 10_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Does the same for each, four at once: most of the time goes by in hashing and in the database. */
export async function forEach<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const one of left) await work(one);
    }),
  );
}

/** Holds a property for some runs; a failure says seed, path and the smallest call. */
export const holds = <T extends [unknown, ...unknown[]]>(
  seed: number,
  numRuns: number,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  check: (...given: T) => Promise<void>,
): Promise<void> =>
  fc.assert(fc.asyncProperty(...arbitraries, check as never), {
    seed,
    numRuns,
    interruptAfterTimeLimit: 60_000,
    markInterruptAsFailure: false,
  });
