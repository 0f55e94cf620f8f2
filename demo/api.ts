/** What the demo reads of the answers; openapi.yaml says all of it. */
export interface Tenant {
  slug: string;
  name: string;
  policy: { twoFactor: 'optional' | 'required'; trustedDevices: Trust };
}
export interface Trust {
  enabled: boolean;
  days: number;
}
export interface User {
  id: string;
  username: string;
  displayName: string;
  tenant: string;
}
export interface Session {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  acr: 'aal1' | 'aal2';
}
export interface TwoFactor {
  enabled: boolean;
  required: boolean;
  deadline: string | null;
  recoveryCodesLeft: number;
}
export interface SignedIn {
  user: User;
  session: Session;
  twoFactor: TwoFactor;
}
export type LoginStatus = { recoveryCodes?: string[] } & (
  | ({ status: 'authenticated' } & SignedIn)
  | { status: 'challenge_required'; expiresAt: string; attemptsLeft: number; trustedDevices: Trust }
  | { status: 'enrollment_required'; expiresAt: string; reason: 'policy' | 'reset'; resetCodeRequired: boolean }
  | { status: 'password_change_required'; expiresAt: string }
);
export interface Enrollment {
  id: string;
  secret: string;
  otpauthUri: string;
  qrCode: { svg: string; png: string };
  expiresAt: string;
}
export interface Authenticator {
  id: string;
  name: string;
  confirmedAt: string;
  lastUsedAt: string | null;
}
export interface TrustedDevice {
  id: string;
  name: string;
  current: boolean;
  lastUsedAt: string;
  expiresAt: string;
  ip: string | null;
}
export interface ListedSession extends Session {
  current: boolean;
  ip: string | null;
  userAgent: string | null;
}
export interface SecurityEvent {
  id: string;
  type: string;
  at: string;
  actor: { kind: string };
  ip: string | null;
  userAgent: string | null;
}
export interface ManagedUser extends User {
  status: 'active' | 'disabled';
  mustChangePassword: boolean;
  twoFactor: TwoFactor;
  authenticators: Authenticator[];
  lockedUntil: string | null;
  totpLocked: boolean;
  createdAt: string;
}

/** A refusal (RFC 9457), or `unreachable` where nobody answered. */
export class Problem extends Error {
  readonly code: string;
  readonly retryAfter: number | null;
  readonly attemptsLeft: number | null;
  readonly reasons: readonly string[];
  constructor(code: string, facts: { retryAfter?: number; attemptsLeft?: number; reasons?: string[] } = {}) {
    super(code);
    this.code = code;
    this.retryAfter = facts.retryAfter ?? null;
    this.attemptsLeft = facts.attemptsLeft ?? null;
    this.reasons = facts.reasons ?? [];
  }
}

export const isProblem = (error: unknown, ...codes: string[]): error is Problem =>
  error instanceof Problem && (codes.length === 0 || codes.includes(error.code));

export const wholeList = '?limit=100';

/** `key`: an API key, for the support desk; without it the cookies of this browser speak. */
export async function call<Answer = void>(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
  key?: string,
): Promise<Answer> {
  const answer = await ask(method, path, body, key);
  return (answer.status === 204 ? undefined : await answer.json()) as Answer;
}

/** A picture of the service, as an address that this page can show; `URL.revokeObjectURL` frees it. */
export async function picture(path: string): Promise<string> {
  return URL.createObjectURL(await (await ask('GET', path)).blob());
}

async function ask(method: string, path: string, body?: object, key?: string): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      credentials: key === undefined ? 'same-origin' : 'omit',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new Problem('unreachable');
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({ code: 'unreachable' }));
  const wait = Number(answer.headers.get('retry-after'));
  throw new Problem(said.code ?? 'unreachable', { ...said, ...(wait > 0 ? { retryAfter: wait } : {}) });
}
