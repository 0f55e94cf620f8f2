// @ts-nocheck
import {
  createAuthClient,
  dataOf,
  type operations,
  type ProblemCode,
  ProblemError,
  type Schemas,
} from '../client/index.js';

const baseUrl = location.origin;

/** The typed client of this service, as the page of a customer uses it: the cookies of this browser speak. */
export const api = createAuthClient({ baseUrl });

/** The same for the support desk, where an API key speaks. */
export const apiWith = (key: string) => createAuthClient({ baseUrl, token: key });

export type Tenant = operations['getTenantPage']['responses'][200]['content']['application/json'];
export type Trust = Tenant['policy']['trustedDevices'];

/** openapi.yaml has one schema for all states of a login; this says which state comes with what. */
type State<Status extends Schemas['LoginStatus']['status'], Name extends keyof Schemas['LoginStatus']> = {
  status: Status;
  recoveryCodes?: string[];
} & Required<Pick<Schemas['LoginStatus'], Name>>;
export type SignedIn = Required<Pick<Schemas['LoginStatus'], 'user' | 'session' | 'twoFactor'>>;
export type LoginStatus =
  | State<'authenticated', keyof SignedIn>
  | State<'challenge_required', 'expiresAt' | 'attemptsLeft' | 'trustedDevices'>
  | State<'enrollment_required', 'expiresAt' | 'reason' | 'resetCodeRequired'>
  | State<'password_change_required', 'expiresAt'>;

/** A refusal of the service (RFC 9457), or `unreachable` where nobody answered. */
export class Problem extends Error {
  readonly code: ProblemCode | 'unreachable';
  readonly retryAfter: number | null;
  readonly attemptsLeft: number | null;
  readonly reasons: readonly string[];
  constructor(code: Problem['code'], facts: Partial<Schemas['Problem']> | null = null) {
    super(code);
    this.code = code;
    this.retryAfter = facts?.retryAfter ?? null;
    this.attemptsLeft = facts?.attemptsLeft ?? null;
    this.reasons = facts?.reasons ?? [];
  }
}

export const isProblem = (error: unknown, ...codes: Problem['code'][]): error is Problem =>
  error instanceof Problem && (codes.length === 0 || codes.includes(error.code));

type Asked<Data> = Promise<{ data?: Data; error?: unknown; response: Response }>;

/** What the service answers to a call of the client. @throws Problem */
export async function answer<Data>(asked: Asked<Data>): Promise<Exclude<Data, undefined>> {
  try {
    return dataOf(await asked);
  } catch (error) {
    // an answer of something else, such as a proxy, is as good as none
    throw error instanceof ProblemError && error.code !== null
      ? new Problem(error.code, error.problem)
      : new Problem('unreachable');
  }
}

export const loginAnswer = async (asked: Asked<Schemas['LoginStatus']>): Promise<LoginStatus> =>
  (await answer(asked)) as LoginStatus;
