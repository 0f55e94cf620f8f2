import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import { isReadOnly } from '../db/database.ts';
import { pendingMigrations } from '../db/migrate.ts';
import { open } from './callers.ts';
import { isLocal } from './metrics.ts';
import { sendProblem } from './problems.ts';
import { refuses, Shown } from './schemas.ts';
import { Type } from './type.ts';

const tags = ['Operations'];
/** A word that is asked every few seconds, and first of all at a start: nothing is loaded or compiled for it. */
const serializerCompiler = () => JSON.stringify;
// it asks nothing that could be away
const { 400: badRequest } = refuses('invalid_request');
const Status = (word: string) => Type.Object({ status: Type.Literal(word, { description: 'This word alone.' }) });

/** For operators; no credential. */
export async function operationRoutes(app: FastifyInstance, { ctx }: { ctx: Context }) {
  await app.register(open, { ctx });
  app.get(
    '/healthz',
    {
      serializerCompiler,
      schema: {
        tags,
        operationId: 'getHealth',
        summary: 'The process lives',
        response: { 200: Status('ok'), 400: badRequest },
      },
    },
    async () => ({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      serializerCompiler,
      schema: {
        tags,
        operationId: 'getReadiness',
        summary: 'The database answers and takes writes, and every migration that this code knows is applied',
        response: { 200: Status('ready'), ...refuses('invalid_request') },
      },
    },
    async (_request, reply) => {
      const wrong = await notReady(ctx);
      if (wrong === null) return { status: 'ready' };
      return sendProblem(reply as FastifyReply, 'unavailable', { detail: wrong, retryAfter: 1 });
    },
  );
  if (ctx.config.METRICS_PORT === null) metricsRoute(app);
}

function metricsRoute(app: FastifyInstance): void {
  const schema = {
    tags,
    operationId: 'getMetrics',
    summary: 'Prometheus metrics, to clients on the same machine alone; METRICS_PORT gives them a port of their own',
    response: {
      200: {
        description: 'Text exposition format 0.0.4',
        content: { 'text/plain': { schema: Shown('Metrics, one a line.', '# HELP http_requests_total …') } },
      },
      ...refuses('not_found'),
    },
  };
  app.get('/metrics', { schema }, async (request, reply: FastifyReply) =>
    isLocal(request)
      ? reply.type(app.measured.contentType).send(await app.measured.metrics())
      : sendProblem(reply, 'not_found'),
  );
}

async function notReady(ctx: Context): Promise<string | null> {
  try {
    const pending = await pendingMigrations(ctx.db);
    if (pending.length > 0) return `Migrations are to be applied: ${pending.join(', ')}`;
    // nobody can be signed in: a sign-in is written down
    return (await isReadOnly(ctx.db)) ? 'The database takes no writes: it is read-only, or a standby.' : null;
  } catch (error) {
    ctx.log.warn({ err: error }, 'not ready');
    return 'The database does not answer, or does not fit this code: see the log.';
  }
}
