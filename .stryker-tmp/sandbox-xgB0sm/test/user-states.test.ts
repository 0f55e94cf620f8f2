// @ts-nocheck
import t from 'tap';
import { said } from './support/cells.ts';
import { ADMIN, type Answer, must, newTenant, PASSWORD, startService, type Tenant, unique } from './support/service.ts';

const service = await startService(t);
const { post, get, patch, del } = service;
const admin = { key: ADMIN };
const elsewhere = await newTenant(service);
const client = { ip: '203.0.113.7' };
const NEW_PASSWORD = 'a quite different phrase 77';
const backend: string = must(await post('/v1/admin/api-keys', { name: 'platform', role: 'backend' }, admin), 201).key;

/**
 * What happens to a user who has a session, a login under way, a trusted browser and a reset token; what each of these
 * and the right password is answered from then on. By hand from sections 3 to 5 of the contract.
 */
interface State {
  happens?: (user: { id: string }, tenant: Tenant) => Promise<unknown>;
  /** from the start on: no second factor */
  plain?: true;
  password?: string;
  session: string;
  pending: string;
  login: string;
  trusted: string;
  resetToken: string;
}

const GONE = '401 not_authenticated';
const OVER = '401 login_expired';
const NO_RESET = '401 invalid_reset_token';
const WRONG = '401 invalid_credentials';
const change = (given: object) => async (user: { id: string }, tenant: Tenant) =>
  must(await patch(`${tenant.users}/${user.id}`, given, admin), 200);
const support = (call: string) => async (user: { id: string }, tenant: Tenant) =>
  post(`${tenant.users}/${user.id}/${call}`, { reason: 'called' }, { key: tenant.support });
const demand = async (_user: unknown, tenant: Tenant) =>
  must(await patch(tenant.path, { policy: { twoFactor: 'required' } }, admin), 200);

// biome-ignore format: a table
const STATES: Record<string, State> = {
  'active, with 2FA': { session: '200', pending: '200', login: 'challenge_required', trusted: 'authenticated', resetToken: '204' },
  'active, without 2FA': { plain: true, session: '200', pending: OVER, login: 'authenticated', trusted: 'authenticated', resetToken: '204' },
  unlocked: { happens: support('unlock'), session: '200', pending: '200', login: 'challenge_required', trusted: 'authenticated', resetToken: '204' },
  disabled: { happens: change({ status: 'disabled' }), session: GONE, pending: OVER, login: '403 account_disabled', trusted: '403 account_disabled', resetToken: NO_RESET },
  'disabled and active again': { happens: async (user, tenant) => { await change({ status: 'disabled' })(user, tenant); await change({ status: 'active' })(user, tenant); }, session: GONE, pending: OVER, login: 'challenge_required', trusted: 'challenge_required', resetToken: NO_RESET },
  'reset by support': { happens: support('two-factor-reset'), session: GONE, pending: OVER, login: 'enrollment_required', trusted: 'enrollment_required', resetToken: NO_RESET },
  'given a new password': { happens: change({ password: NEW_PASSWORD }), password: NEW_PASSWORD, session: GONE, pending: OVER, login: 'challenge_required', trusted: 'challenge_required', resetToken: NO_RESET },
  'owing a change of password': { happens: change({ mustChangePassword: true }), session: '200', pending: '200', login: 'challenge_required', trusted: 'password_change_required', resetToken: '204' },
  'renamed for show': { happens: change({ displayName: 'Another' }), session: '200', pending: '200', login: 'challenge_required', trusted: 'authenticated', resetToken: '204' },
  'owing an enrolment: policy': { plain: true, happens: demand, session: GONE, pending: OVER, login: 'enrollment_required', trusted: 'enrollment_required', resetToken: '204' },
  'of a demanding tenant, with 2FA': { happens: demand, session: '200', pending: '200', login: 'challenge_required', trusted: 'authenticated', resetToken: '204' },
  deleted: { happens: async ({ id }, tenant) => must(await del(`${tenant.users}/${id}`, admin), 204), session: GONE, pending: OVER, login: WRONG, trusted: WRONG, resetToken: NO_RESET },
  'of a deleted tenant': { happens: async (_user, tenant) => must(await del(`${tenant.path}?confirm=${tenant.slug}`, admin), 204), session: GONE, pending: OVER, login: WRONG, trusted: WRONG, resetToken: NO_RESET },
};

const stands = (answer: Answer) => (answer.status === 200 && answer.body?.status ? answer.body.status : said(answer));
const passwordHash = await service.ctx.hashing.hash(PASSWORD, '');
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

// Proves: v5.0.0-7.4.2, v5.0.0-8.3.2, CVE-2023-22492
t.test(
  'whatever has happened to a user, what was open before is answered as the table says, and nowhere better',
  async (t) => {
    for (const [state, expected] of Object.entries(STATES)) {
      const tenant = await newTenant(service);
      const authenticators = expected.plain ? [] : [{ type: 'totp', secret: SECRET }];
      const username = unique('somebody');
      const { id } = must(await post(tenant.users, { username, passwordHash, authenticators }, admin), 201);
      const signedIn = expected.plain
        ? must(await tenant.login(username), 200)
        : await tenant.signInWithCode({ username, secret: SECRET }, { trustDevice: true });
      const { sessionToken, trustedDeviceToken = `itd_${'A'.repeat(65)}` } = signedIn;
      const { loginToken = `ilt_${'A'.repeat(65)}` } = must(await tenant.login(username), 200);
      const { resetToken } = must(await post(`${tenant.users}/${id}/password-reset`, undefined, admin), 201);
      await expected.happens?.({ id }, tenant);

      const login = (at: Tenant, given: object) =>
        post(
          `/v1/tenants/${at.slug}/login`,
          { username, password: expected.password ?? PASSWORD, client, ...given },
          { key: backend },
        );
      const reset = (at: Tenant) =>
        post(`/v1/tenants/${at.slug}/password-reset`, { resetToken, newPassword: `${NEW_PASSWORD}!` });
      t.equal(said(await get('/v1/session', { key: sessionToken })), expected.session, `${state}: the session`);
      const minted = expected.session === '200' ? '200' : GONE;
      t.equal(
        said(await post('/v1/session/token', undefined, { key: sessionToken })),
        minted,
        `${state}: a token of it`,
      );
      const { active } = (await post('/v1/introspect', { token: sessionToken }, { key: backend })).body;
      t.equal(active, expected.session === '200', `${state}: what backends are told of it`);
      t.equal(said(await get('/v1/login', { key: loginToken })), expected.pending, `${state}: the login under way`);
      t.equal(stands(await login(tenant, { password: 'wrong' })), WRONG, `${state}: a wrong password`);
      t.equal(stands(await login(tenant, {})), expected.login, `${state}: the right password`);
      t.equal(stands(await login(elsewhere, {})), WRONG, `${state}: at another tenant`);
      t.equal(
        stands(await login(tenant, { trustedDeviceToken })),
        expected.trusted,
        `${state}: from the trusted browser`,
      );
      t.equal(said(await reset(elsewhere)), NO_RESET, `${state}: the reset token at another tenant`);
      t.equal(said(await reset(tenant)), expected.resetToken, `${state}: the reset token`);
      t.equal(said(await reset(tenant)), NO_RESET, `${state}: the reset token once more`);
    }
  },
);
