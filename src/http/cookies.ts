import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

/**
 * `__Host-` binds a cookie to this very host over TLS (RFC 6265bis); `HttpOnly` keeps it from scripts, `SameSite=Strict`
 * from other sites.
 */
const nameOf = (config: Config, name: string) => (config.COOKIE_SECURE ? `__Host-${name}` : name);

const SESSION = 'ic_session';
const LOGIN = 'ic_login';
/** The suffix keeps apart the accounts that share a browser; it is random. */
const deviceName = (suffix: string) => `ic_device_${suffix}`;

const attributes = (config: Config) =>
  ({ secure: config.COOKIE_SECURE, httpOnly: true, sameSite: 'strict', path: '/' }) as const;

export const sessionCookie = (request: FastifyRequest, config: Config): string | null =>
  request.cookies[nameOf(config, SESSION)] ?? null;

export const loginCookie = (request: FastifyRequest, config: Config): string | null =>
  request.cookies[nameOf(config, LOGIN)] ?? null;

export function deviceCookies(request: FastifyRequest, config: Config): { suffix: string; token: string }[] {
  const prefix = nameOf(config, deviceName(''));
  return Object.entries(request.cookies)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, token = '']) => ({ suffix: name.slice(prefix.length), token }));
}

function put(reply: FastifyReply, config: Config, name: string, value: string | null, expires?: Date) {
  const options = { ...attributes(config), ...(expires ? { expires } : {}) };
  if (value === null) reply.clearCookie(nameOf(config, name), options);
  else reply.setCookie(nameOf(config, name), value, options);
}

/** null clears the cookie. Session and login cookies live as long as the browser runs; the service knows better when they end. */
export const putSession = (reply: FastifyReply, config: Config, token: string | null) =>
  put(reply, config, SESSION, token);

export const putLogin = (reply: FastifyReply, config: Config, token: string | null) => put(reply, config, LOGIN, token);

export const putDevice = (
  reply: FastifyReply,
  config: Config,
  suffix: string,
  token: string | null,
  expires: Date | null,
) => put(reply, config, deviceName(suffix), token, expires ?? undefined);
