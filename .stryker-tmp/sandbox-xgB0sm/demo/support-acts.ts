// @ts-nocheck
import type { Schemas } from '../client/index.js';
import { answer, apiWith } from './api.ts';
import { copy } from './codes.ts';
import { button, h, popup, say } from './dom.ts';
import { ask, Cancelled, form, textField } from './forms.ts';
import { dateTime, t } from './i18n.ts';

/** Kept here alone: a reload forgets the key. */
export const desk = { tenant: 'demo', key: '', username: '' };

export const deskApi = () => apiWith(desk.key);

/** What the desk does for a user, each in a dialog of its own. `again` shows the user anew afterwards. */
export function actsOn(user: Schemas['ManagedUser'], again: () => Promise<void>) {
  const api = deskApi();
  const path = { tenant: desk.tenant, userId: user.id };
  const params = { path };
  const asked = async (wish: Parameters<typeof ask>[0], said: string) => {
    try {
      await ask(wish);
    } catch (error) {
      if (error instanceof Cancelled) return;
      throw error;
    }
    say(said);
    await again();
  };
  return {
    unlock: () => unlock(user, again),
    reset: () => reset(user, again),
    revoke: (id: string, name: string) => {
      const one = { path: { ...path, id } };
      const action = () =>
        answer(api.DELETE('/v1/admin/tenants/{tenant}/users/{userId}/trusted-devices/{id}', { params: one }));
      const title = t('revokeTitle', { name });
      return asked({ title, text: t('revokeText'), submit: t('revoke'), action }, t('revoked'));
    },
    revokeAll: () => {
      const action = () => answer(api.DELETE('/v1/admin/tenants/{tenant}/users/{userId}/trusted-devices', { params }));
      const [title, text] = [t('revokeAllTitle'), t('deskRevokeAllText')];
      return asked({ title, text, submit: t('revokeAll'), action }, t('revoked'));
    },
    signOut: (id: string, name: string) => {
      const one = { path: { ...path, id } };
      const action = () =>
        answer(api.DELETE('/v1/admin/tenants/{tenant}/users/{userId}/sessions/{id}', { params: one }));
      const title = t('endSessionTitle', { name });
      return asked({ title, text: t('endSessionText'), submit: t('endSession'), action }, t('ended'));
    },
    signOutEverywhere: () => {
      const action = () => answer(api.DELETE('/v1/admin/tenants/{tenant}/users/{userId}/sessions', { params }));
      const title = t('endAllTitle', { name: user.displayName });
      return asked({ title, text: t('endAllText'), submit: t('endAll'), action }, t('ended'));
    },
  };
}

/** Both want a reason, which the log keeps. */
function reasonForm(
  submit: string,
  danger: boolean,
  action: (body: { reason: string; ticket?: string }) => Promise<unknown>,
): HTMLElement {
  const reason = textField({
    label: t('reason'),
    hint: t('reasonHint'),
    attributes: { maxlength: '500', autocomplete: 'off', autofocus: true },
  });
  const ticket = textField({ label: t('ticket'), attributes: { maxlength: '100', autocomplete: 'off' } });
  ticket.input.required = false;
  return form({
    children: [reason.element, ticket.element],
    submit,
    danger,
    action: () => {
      const named = ticket.input.value.trim();
      return action({ reason: reason.input.value.trim(), ...(named ? { ticket: named } : {}) });
    },
  });
}

const whose = ({ id }: Schemas['ManagedUser']) => ({ path: { tenant: desk.tenant, userId: id } });

function unlock(user: Schemas['ManagedUser'], again: () => Promise<void>): void {
  const dialog = popup(t('unlockTitle', { name: user.displayName }), t('close'));
  dialog.show(
    h('p', {}, t('unlockText')),
    reasonForm(t('unlock'), false, async (body) => {
      const params = whose(user);
      await answer(deskApi().POST('/v1/admin/tenants/{tenant}/users/{userId}/unlock', { params, body }));
      dialog.close();
      say(t('unlocked'));
      await again();
    }),
  );
}

function reset(user: Schemas['ManagedUser'], again: () => Promise<void>): void {
  const dialog = popup(t('resetTitle', { name: user.displayName }), t('close'));
  dialog.show(
    h('p', {}, t('resetText')),
    reasonForm(t('reset'), true, async (body) => {
      const path = '/v1/admin/tenants/{tenant}/users/{userId}/two-factor-reset';
      const { resetCode, expiresAt } = await answer(deskApi().POST(path, { params: whose(user), body }));
      const done = button(t('done'), () => dialog.close(), 'primary');
      done.setAttribute('autofocus', '');
      if (resetCode === undefined) {
        dialog.title(t('reset'));
        dialog.show(h('p', {}, t('resetDonePlain')), h('div', { class: 'actions' }, done));
      } else {
        dialog.title(t('resetDoneTitle'));
        dialog.show(
          h('p', {}, t('resetDoneText')),
          h('output', { class: 'big-code', 'aria-label': t('resetCodeLabel') }, resetCode),
          h('p', { class: 'hint center' }, t('spelled', { text: [...resetCode.replace('-', '')].join(' ') })),
          expiresAt ? h('p', { class: 'hint center' }, t('validUntil', { time: dateTime(expiresAt) })) : null,
          h(
            'div',
            { class: 'actions' },
            done,
            button(t('copy'), () => copy(resetCode), 'secondary'),
          ),
        );
      }
      await again();
    }),
  );
}
