/**
 * Who may do what, written down by hand from the contract: a row for every route, and for each kind of credential what
 * the guards of the routes answer to it. `test/matrix.test.ts` runs every cell.
 */
// @ts-nocheck


/** The kinds of credential that are answered alike. */
export type Kind =
  | 'nothing'
  /** made up, misspelt, expired, ended, revoked, or of a kind that is no bearer credential at all */
  | 'worthless'
  | `${'own' | 'platform' | 'other'} ${'admin' | 'backend' | 'support'}`
  /** sessions: of a user with 2FA or without; `stale` ten minutes after the authentication */
  | 'aal2'
  | 'aal2 stale'
  | 'aal1 by trusted device'
  | 'no 2FA'
  | 'no 2FA stale'
  /** logins under way, by the step that they wait for */
  | 'challenge'
  | 'enrollment'
  | 'enrollment after reset'
  | 'password change'
  | 'completed';

export const OPENS = 'opens';
/** `opens`, or the refusal: its status and code. */
export type Cell = string;

const MISSING = '401 not_authenticated';
const FORBIDDEN = '403 forbidden';
const STALE = '403 reauthentication_required';
const ELSEWHERE = '404 tenant_not_found';
const EXPIRED = '401 login_expired';
const STEP = '409 wrong_login_step';

const KINDS = [
  ...['nothing', 'worthless'],
  ...['own', 'platform', 'other'].flatMap((whose) => ['admin', 'backend', 'support'].map((role) => `${whose} ${role}`)),
  ...['aal2', 'aal2 stale', 'aal1 by trusted device', 'no 2FA', 'no 2FA stale'],
  ...['challenge', 'enrollment', 'enrollment after reset', 'password change', 'completed'],
] as Kind[];

type Row = Record<Kind, Cell>;
const row = (otherwise: Cell, cells: Partial<Row>): Row =>
  ({ ...Object.fromEntries(KINDS.map((kind) => [kind, otherwise])), ...cells }) as Row;

const anyone = row(OPENS, {});

/** The password step: anybody in cookie mode; a backend's key of this tenant or of the platform in token mode. */
const signIn = row(MISSING, {
  nothing: OPENS,
  'own backend': OPENS,
  'platform backend': OPENS,
  'other backend': ELSEWHERE,
  'own admin': FORBIDDEN,
  'own support': FORBIDDEN,
  'platform admin': FORBIDDEN,
  'platform support': FORBIDDEN,
  'other admin': FORBIDDEN,
  'other support': FORBIDDEN,
});

type Steps = Pick<Row, 'challenge' | 'enrollment' | 'enrollment after reset' | 'password change'>;
const login = (steps: Steps) => row(EXPIRED, { completed: '409 login_completed', ...steps });
const everyStep = login({
  challenge: OPENS,
  enrollment: OPENS,
  'enrollment after reset': OPENS,
  'password change': OPENS,
});
const onlyStep = (...steps: (keyof Steps)[]) =>
  login({
    challenge: STEP,
    enrollment: STEP,
    'enrollment after reset': STEP,
    'password change': STEP,
    ...Object.fromEntries(steps.map((step) => [step, OPENS])),
  });
const enrolling = onlyStep('enrollment', 'enrollment after reset');

const signedIn = row(MISSING, {
  aal2: OPENS,
  'aal2 stale': OPENS,
  'aal1 by trusted device': OPENS,
  'no 2FA': OPENS,
  'no 2FA stale': OPENS,
});
/** What adds, removes or renews a factor. */
const stepUp: Row = { ...signedIn, 'aal2 stale': STALE, 'aal1 by trusted device': STALE, 'no 2FA stale': STALE };
const ofNoSecondFactor = (cell: Cell) => ({ 'no 2FA': cell, 'no 2FA stale': cell });

type Role = 'admin' | 'backend' | 'support';
const ROLES: Role[] = ['admin', 'backend', 'support'];
/** Keys of these roles. `other` is how a key of another tenant fares where the path names ours. */
const keys = (roles: Role[], other: Cell = ELSEWHERE): Row =>
  row(
    MISSING,
    Object.fromEntries(
      ROLES.flatMap((role) => {
        const may = roles.includes(role);
        return [
          [`own ${role}`, may ? OPENS : FORBIDDEN],
          [`platform ${role}`, may ? OPENS : FORBIDDEN],
          [`other ${role}`, may ? other : FORBIDDEN],
        ];
      }),
    ),
  );
const admins = keys(['admin']);
const adminsAndBackends = keys(['admin', 'backend']);
const adminsAndSupport = keys(['admin', 'support']);
const everyRole = keys(ROLES);
const platformOnly: Row = { ...admins, 'own admin': FORBIDDEN };

export interface Route {
  cells: Row;
  /** the status where the credential opens it */
  opens: number;
  body?: Record<string, unknown>;
  /** what somebody else's id is answered with */
  foreign: Cell;
  foreignTo?: Partial<Row>;
}

const at = (opens: number, cells: Row, body?: Record<string, unknown>, foreign = '404 not_found'): Route => ({
  opens,
  cells,
  foreign,
  ...(body ? { body } : {}),
});

const NO_ENROLLMENT = '404 enrollment_not_found';
const TENANT = '/v1/admin/tenants/{tenant}';
const USER = `${TENANT}/users/{userId}`;
const HOOK = `${TENANT}/webhooks/{id}`;
const MADE_UP = 'A'.repeat(65);

export const ROUTES: Record<string, Route> = {
  'GET /v1/tenants/{tenant}': at(200, anyone),
  'POST /v1/tenants/{tenant}/login': at(200, signIn),
  // the token stands in the body: it is what the states of users below are asked with
  'POST /v1/tenants/{tenant}/password-reset': at(401, anyone, {
    resetToken: `irt_${MADE_UP}`,
    newPassword: 'a quite different phrase 77',
  }),
  'GET /.well-known/jwks.json': at(200, anyone),
  'GET /healthz': at(200, anyone),
  'GET /readyz': at(200, anyone),
  'GET /metrics': at(200, anyone),

  'GET /v1/login': at(200, everyStep),
  'DELETE /v1/login': at(204, everyStep),
  'POST /v1/login/challenge': at(200, onlyStep('challenge'), { code: '123456' }),
  'POST /v1/login/enrollment': at(201, enrolling, {}),
  'GET /v1/login/enrollment/qr.svg': at(200, { ...enrolling, 'enrollment after reset': NO_ENROLLMENT }),
  'GET /v1/login/enrollment/qr.png': at(200, { ...enrolling, 'enrollment after reset': NO_ENROLLMENT }),
  'POST /v1/login/enrollment/confirm': at(200, enrolling, { code: '123456' }),
  'POST /v1/login/password': at(200, onlyStep('password change'), { newPassword: 'a quite different phrase 77' }),

  'GET /v1/session': at(200, signedIn),
  'DELETE /v1/session': at(204, signedIn),
  'POST /v1/session/reauthenticate': at(200, signedIn, { password: 'a word' }),
  'POST /v1/session/token': at(200, signedIn),
  'GET /v1/account/sessions': at(200, signedIn),
  'DELETE /v1/account/sessions': at(204, signedIn),
  'DELETE /v1/account/sessions/{id}': at(204, signedIn),
  'GET /v1/account/trusted-devices': at(200, signedIn),
  'DELETE /v1/account/trusted-devices': at(204, signedIn),
  // who has no second factor has no device to name
  'PATCH /v1/account/trusted-devices/{id}': at(
    200,
    { ...signedIn, ...ofNoSecondFactor('404 not_found') },
    { name: 'Front desk' },
  ),
  'DELETE /v1/account/trusted-devices/{id}': at(204, { ...signedIn, ...ofNoSecondFactor('404 not_found') }),
  'GET /v1/account/events': at(200, signedIn),
  // with 2FA off the password alone is enough: it is given anew
  'POST /v1/account/password': at(
    204,
    { ...stepUp, 'no 2FA stale': OPENS },
    { currentPassword: 'a word', newPassword: 'a quite different phrase 77' },
  ),
  'GET /v1/account/authenticators': at(200, signedIn),
  'POST /v1/account/authenticators': at(201, stepUp, { type: 'totp' }),
  'GET /v1/account/authenticators/{id}/qr.svg': at(200, stepUp, undefined, NO_ENROLLMENT),
  'GET /v1/account/authenticators/{id}/qr.png': at(200, stepUp, undefined, NO_ENROLLMENT),
  'POST /v1/account/authenticators/{id}/confirm': at(200, stepUp, { code: '123456' }, NO_ENROLLMENT),
  // a name is no factor; who has none confirmed has none to rename, and just drops what was begun
  'PATCH /v1/account/authenticators/{id}': at(
    200,
    { ...signedIn, ...ofNoSecondFactor('404 not_found') },
    { name: 'Work phone' },
  ),
  'DELETE /v1/account/authenticators/{id}': {
    ...at(204, { ...stepUp, 'no 2FA stale': OPENS }),
    // all that this one may remove is what it began itself
    foreignTo: { 'no 2FA stale': STALE },
  },
  'GET /v1/account/recovery-codes': at(200, signedIn),
  'POST /v1/account/recovery-codes': at(201, { ...stepUp, ...ofNoSecondFactor('409 two_factor_not_enabled') }),

  'POST /v1/introspect': at(200, keys(['backend'], OPENS), { token: `ist_${MADE_UP}` }),
  'POST /v1/admin/tenants': at(
    201,
    { ...platformOnly, 'other admin': FORBIDDEN },
    { slug: 'made-by-the-table', name: 'Made by the table' },
  ),
  'GET /v1/admin/tenants': at(200, keys(['admin'], OPENS)),
  [`GET ${TENANT}`]: at(200, admins),
  [`PATCH ${TENANT}`]: at(200, admins, { name: 'Renamed' }),
  [`DELETE ${TENANT}`]: at(204, platformOnly),
  [`GET ${TENANT}/events`]: at(200, adminsAndSupport),
  [`POST ${TENANT}/users`]: at(201, adminsAndBackends, { username: 'made-by-the-table' }),
  [`GET ${TENANT}/users`]: at(200, everyRole),
  [`POST ${TENANT}/users/import`]: at(200, admins),
  [`GET ${USER}`]: at(200, everyRole),
  [`PATCH ${USER}`]: at(200, adminsAndBackends, { displayName: 'Renamed' }),
  [`DELETE ${USER}`]: at(204, admins),
  [`GET ${USER}/export`]: at(200, admins),
  [`POST ${USER}/two-factor-reset`]: at(200, adminsAndSupport, { reason: 'phone lost' }),
  [`POST ${USER}/unlock`]: at(204, adminsAndSupport, { reason: 'called' }),
  [`POST ${USER}/password-reset`]: at(201, adminsAndBackends),
  [`GET ${USER}/trusted-devices`]: at(200, adminsAndSupport),
  [`DELETE ${USER}/trusted-devices`]: at(204, adminsAndSupport),
  [`GET ${USER}/trusted-devices/{id}`]: at(200, adminsAndSupport),
  [`DELETE ${USER}/trusted-devices/{id}`]: at(204, adminsAndSupport),
  [`GET ${USER}/sessions`]: at(200, adminsAndSupport),
  [`DELETE ${USER}/sessions`]: at(204, adminsAndSupport),
  [`GET ${USER}/sessions/{id}`]: at(200, adminsAndSupport),
  [`DELETE ${USER}/sessions/{id}`]: at(204, adminsAndSupport),
  'POST /v1/admin/api-keys': at(201, keys(['admin'], OPENS), { name: 'another', role: 'support' }),
  'GET /v1/admin/api-keys': at(200, keys(['admin'], OPENS)),
  // what is not of the key's own tenant is not there
  'DELETE /v1/admin/api-keys/{id}': at(204, keys(['admin'], '404 not_found')),
  [`POST ${TENANT}/webhooks`]: at(201, adminsAndBackends, { url: 'https://receiver.example/' }),
  [`GET ${TENANT}/webhooks`]: at(200, adminsAndBackends),
  [`GET ${HOOK}`]: at(200, adminsAndBackends),
  [`PATCH ${HOOK}`]: at(200, adminsAndBackends, { enabled: true }),
  [`DELETE ${HOOK}`]: at(204, adminsAndBackends),
  [`POST ${HOOK}/rotate-secret`]: at(200, adminsAndBackends),
  [`GET ${HOOK}/deliveries`]: at(200, adminsAndBackends),
};
