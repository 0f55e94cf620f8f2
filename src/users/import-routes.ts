import { addAbortSignal, Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { type JsonReader, jsonReader } from '../http/bodies.ts';
import { services } from '../http/callers.ts';
import { granted, refusal, validationErrors } from '../http/problems.ts';
import { body, Count, FieldErrors, Id, InTenant, named, refuses, Shown } from '../http/schemas.ts';
import { Type } from '../http/type.ts';
import { broughtUser } from '../http/user-fields.ts';
import { isRefused, type Refused, refuse } from '../refusal.ts';
import { type ImportLine, type ImportResult, importUsers } from './import.ts';
import type { NewUser } from './new-users.ts';

const MAX_LINES = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_LINE_BYTES = 32 * 1024;
/** Imports at once in this replica, and one a tenant: each holds its whole body in memory, so that a slow database cuts none off. */
const MAX_AT_ONCE = 4;
/** Then it is cut short: a client that does not read its results would keep the place for good. */
const MAX_MILLIS = 120_000;

const ImportedUser = body(broughtUser, 'A line of an import.');

const Result = named(
  'ImportResult',
  Type.Object(
    {
      line: Count('The line of the request, from 1; empty lines count, and have no result.', 1),
      username: Type.Union([Type.String(), Type.Null()], {
        description: 'As the line has it; null: it has none.',
        examples: ['alice@example.com'],
      }),
      status: Type.Union([Type.Literal('created'), Type.Literal('refused')], { description: 'What became of it.' }),
      id: Type.Optional(Id('The new user')),
      code: Type.Optional(
        Type.String({
          description:
            'Why not: `invalid_request`, `username_taken`, `unsupported_password_hash`, `unsupported_authenticator`, `payload_too_large`, or `unavailable` (send the line again).',
          examples: ['username_taken'],
        }),
      ),
      detail: Type.Optional(Shown('What is wrong in this case, in English.', 'A line has at most 32 KiB.')),
      errors: Type.Optional(FieldErrors),
    },
    {
      description: 'A line of the answer: what became of a line of the request, in their order.',
      examples: [
        { line: 1, username: 'alice@example.com', status: 'created', id: '019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d' },
        { line: 2, username: 'bob@example.com', status: 'refused', code: 'username_taken' },
      ],
    },
  ),
);

export async function importRoutes(instance: FastifyInstance, { ctx }: { ctx: Context }) {
  await instance.register(services, { ctx });
  const app = instance.withTypeProvider<TypeBoxTypeProvider>();
  const readJson = jsonReader(app, 'The line is not valid JSON in UTF-8.');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/x-ndjson', 'application/ndjson'],
    { parseAs: 'buffer', bodyLimit: MAX_BYTES },
    (_request, bytes, done) => done(null, bytes),
  );
  const running = new Set<string>();
  app.post(
    '/v1/admin/tenants/:tenant/users/import',
    {
      config: { roles: ['admin'] },
      bodyLimit: MAX_BYTES,
      onRequest: async (request, reply) => {
        const { tenant } = request.params as { tenant: string };
        // who has gone while the key was looked up has closed already, and would keep the place for good
        if (running.has(tenant) || running.size >= MAX_AT_ONCE || reply.raw.destroyed)
          throw refusal(refuse('imports_busy', { retryAfter: 10 }));
        running.add(tenant);
        reply.raw.once('close', () => running.delete(tenant));
      },
      schema: {
        tags: ['Users'],
        operationId: 'importUsers',
        summary: 'Creates users from NDJSON, up to 10 000 lines and 16 MiB',
        description:
          'A line is what `POST …/users` takes, without `password`, of at most 32 KiB. Each user is made whole or not at all; those there already are refused, so an import that was cut short is just sent again.',
        consumes: ['application/x-ndjson'],
        params: InTenant,
        body: Type.Unsafe<Buffer>({
          description: 'A JSON object a line, with the fields of `POST …/users` but for `password`.',
          examples: ['{"username":"alice@example.com","passwordHash":"$2b$12$…"}\n{"username":"bob@example.com"}\n'],
        }),
        response: {
          200: {
            description: 'A line for each line of the request: created, or why not.',
            content: { 'application/x-ndjson': { schema: Result } },
          },
          ...refuses(
            'invalid_request',
            'not_authenticated',
            'forbidden',
            'tenant_not_found',
            'payload_too_large',
            'imports_busy',
          ),
        },
      },
    },
    async (request, reply) => {
      const lines = linesOf(request.body);
      const users = readLines(lines, (text) => readUser(request, readJson, text));
      const results = granted(await importUsers(ctx, request.params.tenant, users, request.caller()));
      const answer = addAbortSignal(AbortSignal.timeout(MAX_MILLIS), Readable.from(written(results)));
      return (reply as FastifyReply).type('application/x-ndjson').send(answer);
    },
  );
}

/** @throws where there are too many, before anything is made */
function linesOf(bytes: Buffer | object): Buffer[] {
  // without a body there is nothing to read
  if (!Buffer.isBuffer(bytes)) return [];
  const lines: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, from);
    const to = end < 0 ? bytes.length : end;
    lines.push(bytes.subarray(from, to));
    from = to + 1;
    if (lines.length > MAX_LINES)
      throw refusal(refuse('payload_too_large', { detail: `An import takes at most ${MAX_LINES} lines.` }));
  }
  return lines;
}

function* readLines(lines: Buffer[], read: (line: Buffer) => Pick<ImportLine, 'username' | 'given'>) {
  for (const [index, line] of lines.entries())
    if (line.toString('latin1').trim() !== '') yield { line: index + 1, ...read(line) };
}

function readUser(request: FastifyRequest, readJson: JsonReader, line: Buffer) {
  if (line.length > MAX_LINE_BYTES)
    return { username: null, given: refuse('payload_too_large', { detail: 'A line has at most 32 KiB.' }) };
  const json = readJson(line);
  if (!('value' in json)) return { username: null, given: json };
  const given = json.value;
  const { username } = (given ?? {}) as { username?: unknown };
  const named = typeof username === 'string' ? username.slice(0, 200).toWellFormed() : null;
  const validate = request.compileValidationSchema(ImportedUser, 'body');
  if (validate(given)) return { username: named, given: given as NewUser };
  return { username: named, given: refuse('invalid_request', { errors: validationErrors(validate.errors as never) }) };
}

async function* written(results: AsyncGenerator<ImportResult>) {
  for await (const { line, username, outcome } of results)
    yield `${JSON.stringify({ line, username, ...(isRefused(outcome) ? whyNot(outcome) : { status: 'created', ...outcome }) })}\n`;
}

const whyNot = ({ refused, ...facts }: Refused) => ({ status: 'refused', code: refused, ...facts });
