import type { components, operations, paths } from './schema.d.ts';
import type { Client } from './vendor/openapi-fetch.d.ts';

export type { components, operations, paths };

/** The schemas of openapi.yaml, by name: `Schemas['LoginStatus']`. */
export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];
export type ProblemCode = Problem['code'];

/** `GET`, `POST`, `PATCH` and `DELETE`, by path, typed by openapi.yaml. See https://openapi-ts.dev/openapi-fetch. */
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

/** Whether this is a problem of the service, and one of these codes where some are named. */
export function isProblem<Code extends ProblemCode = ProblemCode>(
  error: unknown,
  ...codes: Code[]
): error is Problem & { code: Code };

/** What `dataOf` throws. `problem` is null where the answer came from something else, such as a proxy. */
export class ProblemError extends Error {
  constructor(problem: unknown, response: Response);
  readonly status: number;
  readonly code: ProblemCode | null;
  readonly problem: Problem | null;
}

/** The data of an answer. @throws ProblemError */
export function dataOf<Data>(answer: { data?: Data; error?: unknown; response: Response }): Exclude<Data, undefined>;
