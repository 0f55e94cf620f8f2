// @ts-nocheck
import { showActivity } from './activity.ts';
import { answer, api, isProblem, Problem, type SignedIn, type Tenant } from './api.ts';
import { codeChoice, showRecoveryCodes } from './codes.ts';
import { button, type Child, fill, h, popup, refill, say } from './dom.ts';
import { asProblem, Cancelled, form, passwordField, sentences } from './forms.ts';
import { frame } from './frame.ts';
import { t } from './i18n.ts';
import { showSavedLogins, showSessions } from './places.ts';
import { showTwoFactor } from './two-factor.ts';

/** What the sections of the settings share. */
export interface Account {
  tenant: Tenant;
  who: SignedIn;
  /** a change: asks who it is where the service wants to know, and tries again */
  change<Answer>(work: () => Promise<Answer>): Promise<Answer>;
  /** runs a change of a button, says how it went and shows all sections anew */
  act(work: () => Promise<unknown>, said: string): Promise<void>;
  /** shows every section as it stands now */
  refresh(): void;
}

type Section = (account: Account) => Promise<Child[]>;

const SECTIONS = [
  ['two-factor', 'twoFactor', showTwoFactor],
  ['saved-logins', 'savedLogins', showSavedLogins],
  ['sessions', 'sessions', showSessions],
  ['password', 'password', showPassword],
  ['activity', 'activity', showActivity],
] as const satisfies [string, string, Section][];

export function showAccount(tenant: Tenant, who: SignedIn, leave: (said: string) => void): void {
  const ended = (error: unknown) => {
    if (!isProblem(error, 'not_authenticated')) return false;
    for (const dialog of document.querySelectorAll('dialog')) dialog.remove();
    leave(t('sessionEnded'));
    return true;
  };
  /** Another tab may have signed somebody else in: nothing that is asked for here is done to them. */
  const recognise = async () => {
    const now = await answer(api.GET('/v1/session'));
    if (now.user.id === who.user.id) return now;
    ended(new Problem('not_authenticated'));
    throw new Cancelled();
  };
  const bodies = SECTIONS.map(([id]) => h('div', { class: 'section-body', id: `${id}-body` }));
  const load = async (index: number) => {
    const [section, body] = [SECTIONS[index], bodies[index]];
    if (!section || !body) return;
    try {
      refill(body, ...(await section[2](account)));
    } catch (error) {
      if (ended(error)) return;
      const again = button(t('retry'), () => load(index), 'secondary');
      refill(body, h('div', { class: 'notice bad', role: 'alert' }, ...sentences(asProblem(error))), again);
    }
  };
  const account: Account = {
    tenant,
    who,
    change: async (work) => {
      try {
        await recognise();
        return await work();
      } catch (error) {
        if (ended(error)) throw new Cancelled();
        if (!isProblem(error, 'reauthentication_required')) throw error;
        await reauthenticate(account);
        return await work();
      }
    },
    act: async (work, said) => {
      try {
        await account.change(work);
        say(said);
        account.refresh();
      } catch (error) {
        if (!(error instanceof Cancelled)) tell(error);
      }
    },
    refresh: async () => {
      try {
        // kept by the page too, which another language shows anew
        Object.assign(who, await recognise());
      } catch (error) {
        if (error instanceof Cancelled || ended(error)) return;
      }
      // a form stays as it is: somebody may be typing in it
      for (const [index, body] of bodies.entries()) if (!body.querySelector('form')) void load(index);
    },
  };
  const signOut = button(t('signOut'), async () => {
    try {
      await answer(api.DELETE('/v1/session'));
    } catch (error) {
      // nobody is told to be signed out who is not
      if (!isProblem(error, 'not_authenticated')) return tell(error);
    }
    leave(t('signedOut'));
  });
  const nav = h('nav', { 'aria-label': t('settings') });
  for (const [id, name] of SECTIONS) nav.append(h('a', { href: `#${id}` }, t(name)));
  frame(
    { title: t('settings'), place: tenant.name, who: [h('span', { class: 'name' }, who.user.displayName), signOut] },
    h(
      'div',
      { class: 'hero' },
      h('h1', { tabindex: '-1' }, t('hello', { name: who.user.displayName })),
      h('p', { class: 'lead' }, t('settingsText', { tenant: tenant.name })),
    ),
    h(
      'div',
      { class: 'settings' },
      nav,
      h(
        'div',
        { class: 'sections' },
        ...SECTIONS.map(([id, name], index) =>
          h(
            'section',
            { class: 'card', id, 'aria-labelledby': `${id}-title` },
            h('h2', { id: `${id}-title`, tabindex: '-1' }, t(name)),
            bodies[index],
          ),
        ),
      ),
    ),
  );
  for (const body of bodies) fill(body, h('p', { class: 'quiet' }, t('loading')));
  SECTIONS.forEach((_, index) => void load(index));
  document.querySelector<HTMLElement>('main h1')?.focus();
}

/** A refusal of what a button did has no form to stand in. */
function tell(error: unknown): void {
  const dialog = popup(t('settings'), t('close'));
  const done = button(t('close'), () => dialog.close(), 'primary');
  dialog.show(
    h('div', { class: 'notice bad', role: 'alert' }, ...sentences(asProblem(error))),
    h('div', { class: 'actions' }, done),
  );
}

/** Password, and a code where two-factor authentication is on, make the session fresh for ten minutes. */
function reauthenticate(account: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    const dialog = popup(t('reauthTitle'), t('close'), () => reject(new Cancelled()));
    const { enabled } = account.who.twoFactor;
    const password = passwordField({
      label: t('password'),
      attributes: { autocomplete: 'current-password', autofocus: true },
    });
    const choice = codeChoice(false);
    const action = async () => {
      const code = enabled ? { method: choice.method(), code: choice.field().input.value } : {};
      const body = { password: password.input.value, ...code };
      const { recoveryCodes } = await answer(api.POST('/v1/session/reauthenticate', { body }));
      const whose = { username: account.who.user.username, tenant: account.tenant.name };
      if (recoveryCodes) await showRecoveryCodes(dialog, recoveryCodes, whose);
      dialog.close();
      resolve();
    };
    const children: Child[] = enabled ? [password.element, choice.element] : [password.element];
    dialog.show(
      h('p', {}, enabled ? t('reauthCodeText') : t('reauthText')),
      form({
        children,
        submit: t('confirm'),
        action,
        also: enabled ? [choice.link] : [],
        passwordAlone: true,
        again: enabled ? choice.again : password,
      }),
    );
  });
}

async function showPassword(account: Account): Promise<Child[]> {
  const attributes = { autocomplete: 'username', value: account.who.user.username, hidden: true, readonly: true };
  const current = passwordField({ label: t('currentPassword'), attributes: { autocomplete: 'current-password' } });
  const fresh = passwordField({
    label: t('newPassword'),
    hint: t('newPasswordHint'),
    attributes: { autocomplete: 'new-password' },
  });
  const action = async () => {
    const body = { currentPassword: current.input.value, newPassword: fresh.input.value };
    await account.change(() => answer(api.POST('/v1/account/password', { body })));
    element.reset();
    say(t('passwordChanged'));
    account.refresh();
  };
  const element = form({
    children: [h('input', { type: 'text', ...attributes }), current.element, fresh.element],
    submit: t('changePassword'),
    action,
    passwordAlone: true,
  });
  return [h('p', { class: 'quiet' }, t('passwordText')), element];
}
