// @ts-nocheck
import { showAccount } from './account.ts';
import {
  answer,
  api,
  isProblem,
  type LoginStatus,
  loginAnswer,
  type Problem,
  type SignedIn,
  type Tenant,
} from './api.ts';
import { codeChoice, showRecoveryCodes } from './codes.ts';
import { button, h, icon, type Popup, popup } from './dom.ts';
import { asProblem, checkbox, form, passwordField, sentences, textField } from './forms.ts';
import { frame, setPage } from './frame.ts';
import { days, recall, remember, t } from './i18n.ts';
import { showSetUp } from './set-up.ts';

/** The cookies can't be read by a script: this says whether it is worth asking who is signed in. */
const HINT = 'ic_demo_signed_in';

export async function openCustomer(slug: string): Promise<void> {
  let tenant: Tenant;
  frame({ title: t('signIn'), narrow: true }, h('p', { class: 'quiet', role: 'status' }, t('loading')));
  try {
    tenant = await answer(api.GET('/v1/tenants/{tenant}', { params: { path: { tenant: slug } } }));
  } catch (error) {
    setPage(() => showFailure(slug, asProblem(error)));
    return;
  }
  const hint = recall(HINT);
  const known = hint === 'session' ? await orNone(answer(api.GET('/v1/session'))) : null;
  if (known?.user.tenant === slug) return goIn(tenant, known);
  const pending = hint === slug ? await orNone(loginAnswer(api.GET('/v1/login'))) : null;
  setPage(() => showSignIn(tenant));
  if (pending) await step(tenant, '', pending, null);
}

async function orNone<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch {
    remember(HINT, null);
    return null;
  }
}

function showFailure(slug: string, problem: Problem): void {
  const unknown = problem.code === 'tenant_not_found' || problem.code === 'invalid_request';
  const title = unknown ? t('noCustomer') : t('loadFailed');
  frame(
    { title, narrow: true },
    h(
      'section',
      { class: 'card blank' },
      icon('empty'),
      h('h1', {}, title),
      ...(unknown ? [h('p', {}, t('noCustomerText', { slug }))] : sentences(problem)),
      unknown
        ? h('a', { class: 'secondary', href: '/demo' }, t('toStart'))
        : button(t('retry'), () => openCustomer(slug), 'primary'),
    ),
  );
}

function showSignIn(tenant: Tenant, said: string | null = null): void {
  const username = textField({
    label: t('username'),
    attributes: {
      autocomplete: 'username',
      autocapitalize: 'none',
      spellcheck: 'false',
      maxlength: '200',
      autofocus: true,
    },
  });
  const password = passwordField({ label: t('password'), attributes: { autocomplete: 'current-password' } });
  const notice = said === null ? null : h('div', { class: 'notice', role: 'status' }, h('p', {}, said));
  const action = async () => {
    await givenUp;
    // what was said before has been read
    notice?.remove();
    const body = { username: username.input.value, password: password.input.value };
    const params = { path: { tenant: tenant.slug } };
    const status = await loginAnswer(api.POST('/v1/tenants/{tenant}/login', { params, body }));
    // the page stays behind the next step
    password.input.value = '';
    await step(tenant, body.username, status, null);
  };
  frame(
    { title: t('signIn'), place: tenant.name, narrow: true },
    h(
      'section',
      { class: 'card sign-in' },
      h('h1', { tabindex: '-1' }, t('signInTo', { tenant: tenant.name })),
      notice,
      form({
        children: [username.element, password.element],
        submit: t('signIn'),
        action,
        again: password,
        wide: true,
      }),
    ),
  );
  username.input.focus();
}

/** What the login owes next is asked for in a dialog over the sign-in page; the steps follow each other in it. */
async function step(tenant: Tenant, username: string, status: LoginStatus, open: Popup | null): Promise<void> {
  if (status.status === 'authenticated') {
    remember(HINT, 'session');
    if (status.recoveryCodes && open)
      await showRecoveryCodes(open, status.recoveryCodes, { username: status.user.username, tenant: tenant.name });
    open?.close();
    return goIn(tenant, status);
  }
  remember(HINT, tenant.slug);
  const dialog = open ?? popup('', t('close'), () => giveUp(tenant, null));
  // codes that came with a step on the way are shown before the next one
  if (status.recoveryCodes) {
    await showRecoveryCodes(dialog, status.recoveryCodes, { username, tenant: tenant.name });
  }
  const next = (status: LoginStatus) => step(tenant, username, status, dialog);
  const guarded = <Given extends unknown[]>(work: (...given: Given) => Promise<unknown>) => {
    return async (...given: Given) => {
      try {
        await work(...given);
      } catch (error) {
        if (!isProblem(error, 'login_expired', 'login_completed', 'wrong_login_step')) throw error;
        dialog.close();
        giveUp(tenant, error);
      }
    };
  };
  if (status.status === 'challenge_required') showChallenge(tenant, dialog, status.trustedDevices, guarded, next);
  else if (status.status === 'enrollment_required') showEnrollment(tenant, dialog, status, guarded, next);
  else showNewPassword(dialog, guarded, next);
}

/** A login that is being given up clears its cookie: the next one must not come in between. */
let givenUp: Promise<unknown> = Promise.resolve();

function giveUp(tenant: Tenant, why: Problem | null): void {
  if (why === null) givenUp = answer(api.DELETE('/v1/login')).catch(() => {});
  remember(HINT, null);
  setPage(() => showSignIn(tenant, why && (sentences(why)[0]?.textContent ?? null)));
}

type Guard = <Given extends unknown[]>(
  work: (...given: Given) => Promise<unknown>,
) => (...given: Given) => Promise<void>;
type Next = (status: LoginStatus) => Promise<void>;

function showChallenge(
  tenant: Tenant,
  dialog: Popup,
  trust: { enabled: boolean; days: number },
  guarded: Guard,
  next: Next,
): void {
  const choice = codeChoice(true);
  const trusted = checkbox(t('trust', { days: days(trust.days) }), t('trustHint'));
  trusted.element.hidden = !trust.enabled;
  const text = h('p', {}, t('codeText', { tenant: tenant.name }));
  choice.onChange(() => {
    const byApp = choice.method() === 'totp';
    dialog.title(byApp ? t('codeTitle') : t('recoveryTitle'));
    text.textContent = byApp ? t('codeText', { tenant: tenant.name }) : t('recoveryText');
    trusted.element.hidden = !byApp || !trust.enabled;
  });
  const action = guarded(async () => {
    const byApp = choice.method() === 'totp';
    const body = {
      method: choice.method(),
      code: choice.field().input.value,
      ...(byApp && trusted.input.checked ? { trustDevice: true } : {}),
    };
    await next(await loginAnswer(api.POST('/v1/login/challenge', { body })));
  });
  dialog.title(t('codeTitle'));
  dialog.show(
    text,
    form({
      children: [choice.element, trusted.element],
      submit: t('confirm'),
      action,
      also: [choice.link],
      again: choice.again,
    }),
  );
}

type Owed = Extract<LoginStatus, { status: 'enrollment_required' }>;

function showEnrollment(tenant: Tenant, dialog: Popup, owed: Owed, guarded: Guard, next: Next): void {
  dialog.title(t('setUpTitle'));
  const intro = owed.reason === 'reset' ? t('setUpReset') : t('setUpRequired', { tenant: tenant.name });
  const setUp = (resetCode: string | null) =>
    showSetUp({
      dialog,
      intro,
      submit: t('turnOn'),
      trust: tenant.policy.trustedDevices,
      begin: () =>
        answer(
          api.POST('/v1/login/enrollment', {
            body: { name: t('firstPhone'), ...(resetCode === null ? {} : { resetCode }) },
          }),
        ),
      picture: () => answer(api.GET('/v1/login/enrollment/qr.svg', { parseAs: 'blob' })),
      confirm: guarded(async (_enrollment, code: string, trustDevice: boolean) => {
        const body = { code, ...(trustDevice ? { trustDevice } : {}) };
        await next(await loginAnswer(api.POST('/v1/login/enrollment/confirm', { body })));
      }),
    });
  const code = textField({
    label: t('resetCode'),
    hint: t('resetCodeHint'),
    attributes: {
      class: 'mono',
      autocomplete: 'off',
      autocapitalize: 'characters',
      spellcheck: 'false',
      maxlength: '64',
      autofocus: true,
    },
  });
  const asked = owed.resetCodeRequired;
  const begin = guarded(() => setUp(asked ? code.input.value : null));
  dialog.show(
    h('p', {}, intro),
    form({
      children: asked ? [code.element] : [],
      submit: t('continue'),
      action: begin,
      ...(asked ? { again: code } : {}),
    }),
  );
}

function showNewPassword(dialog: Popup, guarded: Guard, next: Next): void {
  const password = passwordField({
    label: t('newPassword'),
    hint: t('newPasswordHint'),
    attributes: { autocomplete: 'new-password', autofocus: true },
  });
  const action = guarded(async () =>
    next(await loginAnswer(api.POST('/v1/login/password', { body: { newPassword: password.input.value } }))),
  );
  dialog.title(t('newPasswordTitle'));
  dialog.show(
    h('p', {}, t('newPasswordText')),
    form({ children: [password.element], submit: t('changePassword'), action }),
  );
}

function goIn(tenant: Tenant, who: SignedIn): void {
  const leave = (said: string) => {
    remember(HINT, null);
    setPage(() => showSignIn(tenant, said));
  };
  setPage(() => showAccount(tenant, who, leave));
}
