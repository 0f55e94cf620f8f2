/** Every way in which the service says no. `http/problems.ts` gives each its status and title. */
// @ts-nocheck

export type RefusalCode =
  | 'invalid_request'
  | 'not_authenticated'
  | 'forbidden'
  | 'origin_not_allowed'
  | 'not_found'
  | 'tenant_not_found'
  | 'invalid_credentials'
  | 'account_disabled'
  | 'too_many_attempts'
  | 'overloaded'
  | 'login_expired'
  | 'login_completed'
  | 'wrong_login_step'
  | 'invalid_code'
  | 'invalid_reset_code'
  | 'trusted_devices_disabled'
  | 'enrollment_not_found'
  | 'too_many_authenticators'
  | 'two_factor_required'
  | 'two_factor_not_enabled'
  | 'reauthentication_required'
  | 'password_not_acceptable'
  | 'username_taken'
  | 'slug_taken'
  | 'too_many_webhooks'
  | 'unsupported_password_hash'
  | 'invalid_reset_token'
  | 'imports_busy'
  | 'payload_too_large'
  | 'unavailable'
  | 'unsupported_authenticator';

/** What a caller is told beside the code. */
export interface RefusalFacts {
  detail?: string;
  /** whole seconds until another try makes sense */
  retryAfter?: number;
  /** codes that may still be tried in this login or enrolment */
  attemptsLeft?: number;
  /** why a password is not acceptable */
  reasons?: string[];
  errors?: { path: string; message: string }[];
}

/**
 * A refusal is returned, never thrown: a transaction commits on return, so what the refusal charged stays charged.
 * (A thrown "wrong code" would roll back its own attempt counter.)
 */
export interface Refused extends RefusalFacts {
  refused: RefusalCode;
}

export const refuse = (refused: RefusalCode, facts: RefusalFacts = {}): Refused => ({ refused, ...facts });

export const isRefused = (outcome: unknown): outcome is Refused =>
  typeof outcome === 'object' && outcome !== null && 'refused' in outcome;
