import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import fastify, { type FastifyInstance, LogController } from 'fastify';
import { accessTokenRoutes } from './access-tokens/routes.ts';
import { authenticatorRoutes } from './authenticators/routes.ts';
import type { Context } from './context.ts';
import { onBrokenRequest, onConnect } from './http/broken.ts';
import { callers } from './http/callers.ts';
import { LONGEST_ANSWER_MILLIS } from './http/connections.ts';
import { conventions, requestId, stamp, stampOrigin, watchMethods } from './http/conventions.ts';
import { demoPages } from './http/demo-pages.ts';
import { docsPage } from './http/docs-page.ts';
import { limits } from './http/limits.ts';
import { metrics } from './http/metrics.ts';
import { operationRoutes } from './http/operations.ts';
import { onError } from './http/problems.ts';
import { validation } from './http/validation.ts';
import { loginEnrollmentRoutes } from './login/enrollment-routes.ts';
import { loginRoutes } from './login/routes.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { introspectionRoutes } from './sessions/introspection-routes.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { savedLoginRoutes } from './sessions/saved-logins-routes.ts';
import { devicesAndSessionsRoutes } from './support/devices-and-sessions-routes.ts';
import { supportRoutes } from './support/routes.ts';
import { tenantRoutes } from './tenants/routes.ts';
import { importRoutes } from './users/import-routes.ts';
import { passwordResetRoutes } from './users/password-reset-routes.ts';
import { userRoutes } from './users/routes.ts';
import { webhookRoutes } from './webhooks/routes.ts';

/** The table of contents: every plugin and every route, in order. `document` comes first, to see every route. */
export async function buildApp(
  ctx: Context,
  document?: (app: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const { config } = ctx;
  const app = fastify({
    loggerInstance: ctx.log,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: requestId,
    trustProxy: config.TRUST_PROXY === false ? false : [...config.TRUST_PROXY],
    bodyLimit: 32 * 1024,
    requestTimeout: 10_000,
    connectionTimeout: LONGEST_ANSWER_MILLIS,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    // what comes over an open connection while we stop is still answered, with `Connection: close`
    return503OnClosing: false,
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    schemaController: validation as never,
    routerOptions: { maxParamLength: 512 },
    // node would refuse with a bare 400: `conventions` does it
    // half a header or a dripping body is cut at 10 seconds, and not when node happens to look
    http: { requireHostHeader: false, headersTimeout: 10_000, connectionsCheckingInterval: 1000 },
    clientErrorHandler: onBrokenRequest(ctx),
    // a path that can't be decoded never gets to the hooks
    frameworkErrors: (error, request, reply) => {
      stamp(reply, ctx);
      stampOrigin(reply, ctx);
      onError(error, request, reply);
    },
  }) as unknown as FastifyInstance;
  // an expectation unknown to node is ignored, as RFC 9110, 10.1.1 allows: its bare 417 is no answer of ours
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response));
  app.server.on('connect', onConnect(ctx));
  const allowOf = watchMethods(app);
  if (document) await document(app);

  await app.register(cookie);
  await app.register(metrics, { ctx });
  await app.register(callers);
  await app.register(conventions, { ctx, allowOf });
  await app.register(limits, { ctx });

  await app.register(loginRoutes, { ctx });
  await app.register(loginEnrollmentRoutes, { ctx });
  await app.register(sessionRoutes, { ctx });
  await app.register(savedLoginRoutes, { ctx });
  await app.register(accessTokenRoutes, { ctx });
  await app.register(authenticatorRoutes, { ctx });
  await app.register(async (context) => {
    await context.register(formbody);
    await context.register(introspectionRoutes, { ctx });
  });
  await app.register(tenantRoutes, { ctx });
  await app.register(userRoutes, { ctx });
  await app.register(importRoutes, { ctx });
  await app.register(passwordResetRoutes, { ctx });
  await app.register(supportRoutes, { ctx });
  await app.register(devicesAndSessionsRoutes, { ctx });
  await app.register(privacyRoutes, { ctx });
  await app.register(webhookRoutes, { ctx });
  await app.register(operationRoutes, { ctx });
  // commands call the API in their own process, and look at no page
  if (config.DEMO && ctx.calledBy !== 'cli') await app.register(demoPages, { ctx });
  await app.register(docsPage, { ctx });
  return app;
}
