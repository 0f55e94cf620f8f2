// @ts-nocheck
// 
// JavaScript with types beside it: node strips none under node_modules, and a browser none at all.
import createClient from './vendor/openapi-fetch.js';

/** @type {typeof import('./index.d.ts').createAuthClient} */
export function createAuthClient({ baseUrl, token, fetch }) {
  const client = createClient({
    baseUrl,
    ...(fetch ? { fetch } : {}),
    // with a token cookies would be ignored anyway
    credentials: token === undefined ? 'include' : 'omit',
  });
  client.use({
    async onRequest({ request }) {
      const given = typeof token === 'function' ? await token() : token;
      if (given !== undefined && !request.headers.has('authorization'))
        request.headers.set('authorization', `Bearer ${given}`);
    },
  });
  return /** @type {never} */ (client);
}

/** @type {typeof import('./index.d.ts').isProblem} */
export function isProblem(error, ...codes) {
  const { type, code } = /** @type {{ type?: unknown, code?: unknown }} */ (error ?? {});
  if (typeof code !== 'string' || type !== `urn:imagecapture-auth:problem:${code}`) return false;
  return codes.length === 0 || codes.includes(/** @type {never} */ (code));
}

export class ProblemError extends Error {
  /** @param {unknown} problem @param {Response} response */
  constructor(problem, response) {
    const known = isProblem(problem);
    super(
      known ? `${problem.code}: ${problem.title}` : `the answer is ${response.status}, and no problem of the service`,
    );
    this.name = 'ProblemError';
    this.status = response.status;
    this.code = known ? problem.code : null;
    this.problem = known ? problem : null;
  }
}

/** @type {typeof import('./index.d.ts').dataOf} */
export function dataOf({ data, error, response }) {
  if (!response.ok) throw new ProblemError(error, response);
  return /** @type {never} */ (data);
}
