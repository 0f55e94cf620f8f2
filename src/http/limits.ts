import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import ipaddr from 'ipaddr.js';
import type { Context } from '../context.ts';
import { sendProblem } from './problems.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** logins by address: 20 a minute and 200 an hour */
    limitLogins: preHandlerAsyncHookHandler[];
    /** codes and passwords of signed-in users by address: 20 a minute, all routes together */
    limitCodes: preHandlerAsyncHookHandler[];
    /** QR pictures by address: 60 a minute, since drawing one takes a while */
    limitPictures: preHandlerAsyncHookHandler[];
  }
}

/**
 * Limits per client address, in this replica's memory; the counters per account, in PostgreSQL, are what all replicas
 * share. They run after validation, since in token mode the address stands in the body.
 */
export const limits = fp(async (app: FastifyInstance, { ctx }: { ctx: Context }) => {
  await app.register(rateLimit, { global: false, enableDraftSpec: true, cache: 100_000, keyGenerator: addressKey });
  if (!ctx.config.RATE_LIMITS) {
    app.decorate('limitLogins', []);
    app.decorate('limitCodes', []);
    app.decorate('limitPictures', []);
    return;
  }
  const hourly = app.createRateLimit({ max: 200, timeWindow: '1 hour', keyGenerator: addressKey });
  app.decorate('limitLogins', [
    app.rateLimit({ max: 20, timeWindow: '1 minute', keyGenerator: addressKey }),
    async (request, reply) => {
      const limit = await hourly(request);
      if (limit.isAllowed || !limit.isExceeded) return;
      reply.headers({ 'ratelimit-limit': limit.max, 'ratelimit-remaining': 0, 'ratelimit-reset': limit.ttlInSeconds });
      return sendProblem(reply, 'too_many_requests', { retryAfter: limit.ttlInSeconds });
    },
  ]);
  app.decorate('limitCodes', [app.rateLimit({ max: 20, timeWindow: '1 minute', keyGenerator: addressKey })]);
  app.decorate('limitPictures', [app.rateLimit({ max: 60, timeWindow: '1 minute', keyGenerator: addressKey })]);
});

const addressKey = (request: FastifyRequest) => keyOf(request.clientIp ?? request.ip);

/** IPv6 counts by /64, the least that a customer is given (RFC 6177); IPv4 in IPv6 as IPv4. */
export function keyOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  // of IPv4 these are all four bytes
  return ipaddr.process(address).toByteArray().slice(0, 8).join('.');
}
