// @ts-nocheck
import type { components, operations, paths } from './schema.d.ts';
import type { Client } from './vendor/openapi-fetch.d.ts';

export type { components, operations, paths };

/** The schemas of openapi.yaml, by name: `Schemas['LoginStatus']`. */
export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];
export type ProblemCode = Problem['code'];

/**
 * `GET`, `POST`, `PATCH` and `DELETE`, by path, typed by openapi.yaml; the `code` of an error is one of those that the call
 * can answer. What answers in the service's stead, such as a proxy, knows none: `isProblem` tells. See https://openapi-ts.dev/openapi-fetch.
 */
export type AuthClient = Client<paths, `${string}/${string}`>;

export interface AuthClientOptions {
  /** where the service is: `https://auth.example.com` */
  baseUrl: string;
  /**
   * An API key, login token or session token, or what gives it; a header `authorization` of a call goes before it.
   * Without one cookies are sent (cookie mode, in a browser).
   */
  token?: string | (() => string | undefined | Promise<string | undefined>);
  fetch?: (request: Request) => Promise<Response>;
}

export function createAuthClient(options: AuthClientOptions): AuthClient;

/** The codes that an error can have: those that the call can answer, where it is the error of one. */
export type CodeOf<E> = unknown extends E ? ProblemCode : Extract<E, { code: ProblemCode }>['code'];

/** Whether this is a problem of the service, and one of these codes where some are named. */
export function isProblem<E, Code extends CodeOf<E> = CodeOf<E>>(
  error: E,
  ...codes: Code[]
): error is E & Problem & { code: Code };

/** What `dataOf` throws. `problem` is null where the answer came from something else, such as a proxy. */
export class ProblemError extends Error {
  constructor(problem: unknown, response: Response);
  readonly status: number;
  readonly code: ProblemCode | null;
  readonly problem: Problem | null;
}

/** The data of an answer. @throws ProblemError */
export function dataOf<Data>(answer: { data?: Data; error?: unknown; response: Response }): Exclude<Data, undefined>;
