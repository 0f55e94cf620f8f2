import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Caller, Context } from '../context.ts';
import type { ApiKeyTable } from '../db/tables.ts';
import { findPending, type Pending } from '../login/progress.ts';
import { refuse } from '../refusal.ts';
import { findAsked } from '../sessions/introspection.ts';
import { findSession, type SignedIn } from '../sessions/sessions.ts';
import { findKeyHolder, type KeyHolder } from '../tenants/api-keys.ts';
import { loginCookie, sessionCookie } from './cookies.ts';
import { granted, onError, refusal } from './problems.ts';

export type Role = ApiKeyTable['role'];

declare module 'fastify' {
  interface FastifyRequest {
    /** whose API key this is; on the login route null in cookie mode */
    holder: KeyHolder | null;
    pending: Pending | null;
    signedIn: SignedIn | null;
    /** introspection: its key, to be judged once the body is there */
    presented: PresentedKey | null;
    /** introspection: the live session whose token it brings */
    askedAbout: SignedIn | null;
    /** the client's address, as the backend named it in token mode */
    clientIp: string | null;
    /** the body was not all there yet when the guard had judged */
    bodyCame: boolean;
    caller(): Caller;
  }
  interface FastifyContextConfig {
    /** the roles of API keys that may call this */
    roles?: readonly Role[];
    /** the credential is an API key, also as HTTP Basic (RFC 7662) */
    basic?: true;
  }
}

/** What every request carries. Guards fill it in. */
export const callers = fp(async (app: FastifyInstance) => {
  app.decorateRequest('holder', null);
  app.decorateRequest('pending', null);
  app.decorateRequest('signedIn', null);
  app.decorateRequest('presented', null);
  app.decorateRequest('askedAbout', null);
  app.decorateRequest('clientIp', null);
  app.decorateRequest('bodyCame', false);
  app.decorateRequest('caller', callerOf);
});

function callerOf(this: FastifyRequest): Caller {
  const named = this.signedIn ?? this.pending?.login ?? null;
  const inTokenMode = named?.mode === 'token';
  const userId = this.signedIn?.user.id ?? this.pending?.account.id;
  return {
    actor: userId
      ? { kind: 'user', id: userId }
      : this.holder
        ? { kind: 'api_key', id: this.holder.id }
        : { kind: 'anonymous', id: null },
    ip: inTokenMode ? named.ip : this.ip,
    userAgent: inTokenMode ? named.userAgent : (this.headers['user-agent']?.slice(0, 512) ?? null),
    requestId: this.id,
  };
}

/** RFC 6750. The scheme's name is read without regard to case. */
function bearerOf(request: FastifyRequest): string | null {
  return /^bearer +([\x21-\x7e]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

/** RFC 7617. Neither ids nor keys hold a character that RFC 6749, 2.3.1 would have form-encoded. */
function basicOf(request: FastifyRequest): { id: string; key: string } | null {
  const encoded = /^basic +([A-Za-z0-9+/=]{1,1024})$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [id, ...key] = Buffer.from(encoded, 'base64').toString().split(':') as [string, ...string[]];
  return key.length > 0 ? { id, key: key.join(':') } : null;
}

/**
 * An unsafe request that a cookie authenticates must come from an origin of ours (ASVS 3.5.1). `Sec-Fetch-Site` speaks
 * where there is no `Origin`, or a privacy setting made it `null`; no script can forge either.
 */
export function checkOrigin(request: FastifyRequest, ctx: Context): void {
  const { origin } = request.headers;
  const { PUBLIC_URL, ALLOWED_ORIGINS } = ctx.config;
  const ours = origin !== undefined && [PUBLIC_URL, ...ALLOWED_ORIGINS].includes(origin);
  const named = origin !== undefined && origin !== 'null';
  if (ours || (!named && request.headers['sec-fetch-site'] === 'same-origin')) return;
  throw refusal(refuse('origin_not_allowed'));
}

const isSafe = (request: FastifyRequest) => ['GET', 'HEAD', 'OPTIONS'].includes(request.method);

/** `Authorization`, where present, decides alone; a cookie speaks only where there is none. */
function tokenOf(request: FastifyRequest, ctx: Context, cookie: typeof sessionCookie): string | null {
  if (request.headers.authorization !== undefined) return bearerOf(request);
  const token = cookie(request, ctx.config);
  if (token !== null && !isSafe(request)) checkOrigin(request, ctx);
  return token;
}

/** With HTTP Basic it names the id that must be its own. */
interface PresentedKey {
  key: string;
  id: string | null;
}

function keyOf(request: FastifyRequest): PresentedKey {
  const basic = request.routeOptions.config.basic ? basicOf(request) : null;
  const key = basic?.key ?? bearerOf(request);
  if (key === null) throw refusal(refuse('not_authenticated'));
  return { key, id: basic?.id ?? null };
}

async function holderOf(request: FastifyRequest, ctx: Context): Promise<KeyHolder> {
  const { key, id } = keyOf(request);
  return admitted(request, await findKeyHolder(ctx, key), id);
}

function admitted(request: FastifyRequest, holder: KeyHolder | null, id: string | null): KeyHolder {
  if (!holder || (id !== null && id !== holder.id)) throw refusal(refuse('not_authenticated'));
  const { roles } = request.routeOptions.config;
  if (roles && !roles.includes(holder.role)) throw refusal(refuse('forbidden'));
  return holder;
}

/** Calls of backends, the support desk and administrators: an API key with one of the route's roles. */
export const services = guard([{ apiKey: [] }], async (request, ctx) => {
  const holder = await holderOf(request, ctx);
  // a key bound to a tenant sees no other
  const { tenant } = request.params as { tenant?: string };
  if (tenant !== undefined && holder.tenant && holder.tenant.slug !== tenant) throw refusal(refuse('tenant_not_found'));
  request.holder = holder;
});

/**
 * Introspection: the key is looked up together with the token that it asks about, so it is judged once the body is there.
 * What is wrong with a body is told to its holder alone.
 */
export const introspectors = fp(async (app: FastifyInstance, { ctx }: { ctx: Context }) => {
  secure(app, [{ apiKey: [] }]);
  app.addHook('onRequest', async (request) => {
    request.presented = keyOf(request);
  });
  app.addHook('preValidation', async (request) => {
    const { key, id } = request.presented ?? keyOf(request);
    const { token } = (request.body ?? {}) as { token?: unknown };
    const { holder, who } = await findAsked(ctx, key, typeof token === 'string' ? token : '');
    // judged: whatever error comes from now on is told as it is
    request.presented = null;
    request.holder = admitted(request, holder, id);
    request.askedAbout = who;
  });
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const worse = request.presented
      ? await holderOf(request, ctx).then(
          () => null,
          (refused: FastifyError) => refused,
        )
      : null;
    return onError(worse ?? error, request, reply);
  });
});

/** Calls of a signed-in user: a session token. */
export const account = guard([{ sessionToken: [] }, { sessionCookie: [] }], async (request, ctx) => {
  const token = tokenOf(request, ctx, sessionCookie);
  const signedIn = token === null ? null : await findSession(ctx, token);
  if (!signedIn) throw refusal(refuse('not_authenticated'));
  request.signedIn = signedIn;
  request.clientIp = request.caller().ip;
});

/** Calls of a login under way: a login token. */
export const pendingLogin = guard([{ loginToken: [] }, { loginCookie: [] }], async (request, ctx) => {
  const token = tokenOf(request, ctx, loginCookie);
  request.pending = granted(token === null ? refuse('login_expired') : await findPending(ctx, token));
  request.clientIp = request.caller().ip;
});

/** The login call: with the key of a backend in token mode, without `Authorization` in cookie mode. */
export const signIn = guard([{}, { apiKey: [] }], async (request, ctx) => {
  if (request.headers.authorization === undefined) {
    if (request.headers.origin !== undefined) checkOrigin(request, ctx);
    return;
  }
  const holder = await holderOf(request, ctx);
  if (holder.role !== 'backend') throw refusal(refuse('forbidden'));
  const { tenant } = request.params as { tenant: string };
  if (holder.tenant && holder.tenant.slug !== tenant) throw refusal(refuse('tenant_not_found'));
  request.holder = holder;
});

/** Calls of anybody. */
export const open = guard([{}], async () => {});

/** A context of its own: every route inside is guarded, and its OpenAPI `security` says so. There are no exemptions. */
function guard(security: Record<string, string[]>[], check: (request: FastifyRequest, ctx: Context) => Promise<void>) {
  return fp(async (app: FastifyInstance, { ctx }: { ctx: Context }) => {
    secure(app, security);
    // Before the body is read; and once more where it came only then: meanwhile a key can have been revoked, or its
    // tenant deleted and the slug given to another.
    app.addHook('onRequest', async (request) => {
      await check(request, ctx);
      request.bodyCame = request.raw.complete === false;
    });
    app.addHook('preHandler', (request, _reply, done) => {
      if (request.bodyCame) check(request, ctx).then(() => done(), done);
      else done();
    });
  });
}

function secure(app: FastifyInstance, security: Record<string, string[]>[]): void {
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, security };
    if (security[0] && 'apiKey' in security[0] && !route.config?.roles)
      throw new Error(`${route.method} ${route.url} names no roles`);
  });
}

/** The user who is signed in: the guard has seen to it. */
export function signedInOf(request: FastifyRequest): SignedIn {
  if (!request.signedIn) throw new Error('the route is not guarded');
  return request.signedIn;
}

export function pendingOf(request: FastifyRequest): Pending {
  if (!request.pending) throw new Error('the route is not guarded');
  return request.pending;
}

export function holderIn(request: FastifyRequest): KeyHolder {
  if (!request.holder) throw new Error('the route is not guarded');
  return request.holder;
}
