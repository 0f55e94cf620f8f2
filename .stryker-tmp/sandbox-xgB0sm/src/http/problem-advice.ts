// @ts-nocheck
import { type ProblemCode, problems } from './problems.ts';

/** What a caller does about each problem: the title says what it is. A code without an entry does not compile. */
const advice: Record<ProblemCode, string> = {
  invalid_request: 'Mend the call: `errors` or `detail` say what is wrong. Nothing was judged, charged or changed.',
  password_not_acceptable: 'Ask for another password; `reasons` say why.',
  unsupported_password_hash: 'Leave the hash out and let the user set a password by a reset token.',
  unsupported_authenticator: 'Leave it out and let the user enrol anew.',
  not_authenticated: 'Sign in again, or look at the API key: it is missing, unknown, expired or revoked.',
  invalid_credentials: 'Ask again. It is the same for unknown users, and tells nobody which of the two was wrong.',
  invalid_code: 'Ask for the next code; `attemptsLeft` says how many may still be tried.',
  invalid_reset_code: 'Ask for the code that support has read out. After 24 hours support resets again.',
  invalid_reset_token: 'Have a new link sent.',
  login_expired: 'Begin with the password again: the login was too slow, given up, or had too many wrong codes.',
  forbidden: 'Use a key of the role that the call names.',
  origin_not_allowed: 'Put the origin of the frontend into ALLOWED_ORIGINS; it must be same-site with PUBLIC_URL.',
  account_disabled: 'Only an administrator can let the user in again.',
  trusted_devices_disabled: 'Do not offer trust: `trustedDevices.enabled` has said so.',
  two_factor_required: 'Add another authenticator before the last one is removed.',
  reauthentication_required: 'Ask for password and code, call `reauthenticate`, then repeat the call.',
  not_found: 'It is gone, was never there, or belongs to somebody else.',
  tenant_not_found: 'Look at the slug, and at the tenant that the key is bound to.',
  enrollment_not_found: 'Begin the enrolment again.',
  method_not_allowed: '`Allow` names the methods there are.',
  login_completed: 'Go on with the session; for another, begin with the password.',
  wrong_login_step: 'Ask `getLogin` which step is owed.',
  too_many_authenticators: 'Remove one first: a user may have five.',
  two_factor_not_enabled: 'Add an authenticator first.',
  username_taken: 'Choose another: names are compared after NFC and case folding.',
  slug_taken: 'Choose another slug.',
  too_many_webhooks: 'Delete one first.',
  payload_too_large: 'Send less: 32 KiB, or 16 MiB and 10 000 lines in an import.',
  unsupported_media_type: 'Send what `detail` names, in UTF-8.',
  too_many_attempts: 'Wait for `retryAfter` seconds. The password was not looked at; support can unlock.',
  too_many_requests: 'Wait for `Retry-After` seconds.',
  imports_busy: 'Send the import again after `Retry-After` seconds.',
  overloaded: 'Send it again after `Retry-After` seconds. Nothing was charged.',
  unavailable: 'Send it again after `Retry-After` seconds.',
  internal_error: 'Report `requestId`: the log knows more.',
};

/** Every problem as a table in Markdown. */
export const problemTable = (): string =>
  [
    '| code | status | what it is, and what to do |',
    '|---|---|---|',
    ...Object.entries(problems).map(
      ([code, { status, title }]) => `| \`${code}\` | ${status} | **${title}.** ${advice[code as ProblemCode]} |`,
    ),
  ].join('\n');
