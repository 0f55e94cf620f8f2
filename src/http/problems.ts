import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { Abandoned, Overloaded } from '../crypto/queue.ts';
import { isUnavailable } from '../db/database.ts';
import { STATUS_CODES } from '../node-http.ts';
import type { RefusalCode, Refused } from '../refusal.ts';

/** What HTTP itself refuses, before a story is asked. */
type ProtocolCode = 'method_not_allowed' | 'unsupported_media_type' | 'too_many_requests' | 'internal_error';

export type ProblemCode = RefusalCode | ProtocolCode;

/** Status and title of every refusal, in one place. A refusal without an entry does not compile. */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not understood' },
  password_not_acceptable: { status: 400, title: 'This password is not acceptable' },
  unsupported_password_hash: { status: 400, title: 'This password hash is not supported, or too costly to verify' },
  unsupported_authenticator: { status: 400, title: 'Only SHA1, 6 digits, 30 seconds are supported' },
  not_authenticated: { status: 401, title: 'A valid credential is needed' },
  invalid_credentials: { status: 401, title: 'User name or password is wrong' },
  invalid_code: { status: 401, title: 'The code is wrong, or has been used' },
  invalid_reset_code: { status: 401, title: 'The reset code is missing, wrong or expired' },
  invalid_reset_token: { status: 401, title: 'The reset token is wrong, expired or used' },
  login_expired: { status: 401, title: 'The login has expired: sign in again' },
  forbidden: { status: 403, title: 'This credential may not do this' },
  origin_not_allowed: { status: 403, title: 'Requests from this origin are not allowed' },
  account_disabled: { status: 403, title: 'The account is disabled' },
  trusted_devices_disabled: { status: 403, title: 'The tenant has switched trusted devices off' },
  two_factor_required: { status: 403, title: 'The tenant requires a second factor' },
  reauthentication_required: { status: 403, title: 'Authenticate again first' },
  not_found: { status: 404, title: 'There is no such thing' },
  tenant_not_found: { status: 404, title: 'There is no such tenant' },
  enrollment_not_found: { status: 404, title: 'There is no such enrolment: it is confirmed, expired or replaced' },
  method_not_allowed: { status: 405, title: 'This method is not allowed here' },
  login_completed: { status: 409, title: 'The login has already given its session' },
  wrong_login_step: { status: 409, title: 'The login is at another step' },
  too_many_authenticators: { status: 409, title: 'There are as many authenticators as a user may have' },
  two_factor_not_enabled: { status: 409, title: 'Two-factor authentication is off' },
  username_taken: { status: 409, title: 'The user name is taken' },
  slug_taken: { status: 409, title: 'The slug is taken' },
  too_many_webhooks: { status: 409, title: 'There are as many webhooks as a tenant may have' },
  payload_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'This media type is not supported' },
  too_many_attempts: { status: 429, title: 'Too many failures: wait' },
  too_many_requests: { status: 429, title: 'Too many requests from this address: wait' },
  imports_busy: { status: 503, title: 'This tenant is being imported already, or too many are: try again' },
  overloaded: { status: 503, title: 'The service is busy: try again' },
  unavailable: { status: 503, title: 'The database does not answer: try again' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<ProblemCode, { status: number; title: string }>;

/** A refusal on its way from a route to the caller. The story has committed. */
class Problem extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super(refused.refused);
    this.refused = refused;
  }
}

/** The outcome of a story, or the problem that it says. */
export function granted<T extends object>(outcome: T | Refused): Exclude<T, Refused> {
  if ('refused' in outcome) throw new Problem(outcome);
  return outcome as Exclude<T, Refused>;
}

export const refusal = (refused: Refused): Error => new Problem(refused);

type Facts = Omit<Refused, 'refused'>;

/** RFC 9457. `code` is stable: it is what a frontend translates. */
export function problemBody(code: ProblemCode, facts: Facts, requestId: string) {
  const { status, title } = problems[code];
  return { type: `urn:imagecapture-auth:problem:${code}`, title, status, code, ...facts, requestId };
}

export function sendProblem(reply: FastifyReply, code: ProblemCode, facts: Facts = {}) {
  const { status } = problems[code];
  reply.outcome = code;
  const retryAfter = facts.retryAfter ?? (status === 503 ? 1 : undefined);
  if (retryAfter !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
  if (status === 401 && !reply.hasHeader('www-authenticate')) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/problem+json')
    .send(problemBody(code, facts, reply.request.id));
}

export function onError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  const [code, facts] = problemOf(error, request);
  if (problems[code].status >= 500 && code !== 'overloaded' && code !== 'imports_busy')
    request.log.error({ err: error }, 'the request failed');
  return sendProblem(reply, code, facts);
}

function problemOf(error: FastifyError, request: FastifyRequest): [ProblemCode, Facts?] {
  if (error instanceof Problem) {
    const { refused, ...facts } = error.refused;
    return [refused, facts];
  }
  // the client has gone, or was too slow, with its body half sent: nobody reads this answer, and it is no fault of ours
  if (error instanceof Abandoned || (error.code === 'ECONNRESET' && error.message === 'aborted'))
    return ['invalid_request'];
  if (error instanceof Overloaded) return ['overloaded'];
  if (isUnavailable(error)) return ['unavailable', { retryAfter: 5 }];
  if (error.validation) return ['invalid_request', { errors: validationErrors(error.validation) }];
  if (error.statusCode === 413) return ['payload_too_large'];
  if (error.statusCode === 415) {
    const { consumes = ['application/json'] } = request.routeOptions.schema ?? {};
    return [
      'unsupported_media_type',
      { detail: `Send ${consumes.join(' or ')} in UTF-8, without a Content-Encoding.` },
    ];
  }
  if (error.statusCode === 429) return ['too_many_requests'];
  if (error.statusCode && error.statusCode >= 400 && error.statusCode < 500)
    return ['invalid_request', { detail: DETAILS[error.code] ?? STATUS_CODES[error.statusCode] ?? 'Bad Request' }];
  return ['internal_error'];
}

const DETAILS: Record<string, string> = {
  FST_ERR_CTP_EMPTY_JSON_BODY: 'The body is empty, but its content type is application/json.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The length of the body is not its Content-Length.',
  FST_ERR_BAD_URL: 'The path is not valid.',
};

/** Paths and rules, never a value. */
export const validationErrors = (faults: FastifyError['validation']) =>
  (faults ?? []).slice(0, 20).map((each) => ({
    path: pathOf(each.instancePath, each.params),
    message: each.message ?? 'is not valid',
  }));

function pathOf(instancePath: string, params: Record<string, unknown>): string {
  const named = params.missingProperty ?? params.additionalProperty;
  return typeof named === 'string' ? `${instancePath}/${named.slice(0, 100)}` : instancePath || '/';
}
