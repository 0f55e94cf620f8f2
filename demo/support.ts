import { eventList } from './activity.ts';
import { call, type ManagedUser, type SecurityEvent } from './api.ts';
import { copy } from './codes.ts';
import { button, type Child, fill, h, icon, popup, say } from './dom.ts';
import { form, passwordField, textField } from './forms.ts';
import { frame } from './frame.ts';
import { ago, date, dateTime, t } from './i18n.ts';
import { blank } from './places.ts';

/** Kept here alone: a reload forgets the key. */
const desk = { tenant: 'demo', key: '', username: '' };

const users = () => `/v1/admin/tenants/${encodeURIComponent(desk.tenant)}/users`;

export function showDesk(): void {
  const tenant = textField({
    label: t('deskCustomer'),
    hint: t('deskCustomerHint'),
    attributes: { autocomplete: 'off', value: desk.tenant, maxlength: '63', spellcheck: 'false' },
  });
  const key = passwordField({ label: t('deskKey'), hint: t('deskKeyHint'), attributes: { autocomplete: 'off' } });
  key.input.value = desk.key;
  const username = textField({
    label: t('username'),
    attributes: { autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', maxlength: '200' },
  });
  username.input.value = desk.username;
  const found = h('div', { class: 'sections', 'aria-live': 'polite' });
  const action = async () => {
    desk.tenant = tenant.input.value.trim();
    desk.key = key.input.value.trim();
    desk.username = username.input.value;
    await find(found);
  };
  frame(
    { title: t('support'), place: t('support') },
    h('div', { class: 'hero' }, h('h1', { tabindex: '-1' }, t('support')), h('p', { class: 'lead' }, t('deskText'))),
    h(
      'div',
      { class: 'desk' },
      h(
        'section',
        { class: 'card' },
        form({ children: [tenant.element, key.element, username.element], submit: t('find'), action, wide: true }),
      ),
      found,
    ),
  );
  if (desk.key !== '' && desk.username !== '') find(found).catch(() => {});
}

async function find(place: HTMLElement): Promise<void> {
  fill(place);
  const query = `?username=${encodeURIComponent(desk.username)}`;
  const answer = await call<{ users: ManagedUser[] }>('GET', `${users()}${query}`, undefined, desk.key);
  const [user] = answer.users;
  if (!user) {
    fill(place, h('section', { class: 'card' }, blank(t('nobody'), t('nobodyText', desk))));
    return;
  }
  const events = await eventList((page) => {
    const path = `/v1/admin/tenants/${encodeURIComponent(desk.tenant)}/events${page}&userId=${user.id}`;
    return call<{ events: SecurityEvent[]; next: string | null }>('GET', path, undefined, desk.key);
  });
  fill(place, card(user, place), h('section', { class: 'card' }, h('h2', {}, t('activity')), ...events));
}

const pair = (name: string, ...what: Child[]) => h('div', {}, h('dt', {}, name), h('dd', {}, ...what));

const pill = (text: string, kind: string) => h('span', { class: `pill ${kind}` }, text);

function card(user: ManagedUser, place: HTMLElement): HTMLElement {
  const again = () => find(place);
  const locked = user.totpLocked
    ? t('codesLocked')
    : user.lockedUntil
      ? t('lockedUntil', { time: dateTime(user.lockedUntil) })
      : null;
  const phones = h('ul', { class: 'plain' });
  for (const each of user.authenticators) {
    const used = each.lastUsedAt ? t('lastUsed', { time: ago(each.lastUsedAt) }) : t('neverUsed');
    phones.append(h('li', {}, each.name, h('span', { class: 'quiet' }, ` · ${used}`)));
  }
  const { recoveryCodesLeft, enabled } = user.twoFactor;
  return h(
    'section',
    { class: 'card' },
    h(
      'div',
      { class: 'item' },
      icon('person'),
      h(
        'div',
        { class: 'what' },
        h('h2', {}, user.displayName),
        h('p', { class: 'quiet' }, `${user.username} · ${t('memberSince', { date: date(user.createdAt) })}`),
      ),
    ),
    h(
      'dl',
      {},
      pair(
        t('state'),
        user.status === 'active' ? pill(t('active'), 'good') : pill(t('disabled'), 'bad'),
        ' ',
        locked ? pill(locked, 'bad') : h('span', { class: 'quiet' }, t('notLocked')),
        user.mustChangePassword ? h('p', { class: 'quiet' }, t('owesPassword')) : null,
      ),
      pair(t('twoFactor'), pill(enabled ? t('on') : t('off'), enabled ? 'good' : '')),
      pair(t('authenticators'), user.authenticators.length > 0 ? phones : t('noAuthenticators')),
      pair(t('recoveryCodes'), String(recoveryCodesLeft)),
    ),
    h(
      'div',
      { class: 'actions' },
      button(t('unlock'), () => unlock(user, again), 'secondary'),
      button(t('reset'), () => reset(user, again), 'secondary dangerous'),
    ),
  );
}

/** Both want a reason, which the log keeps. */
function reasonForm(submit: string, danger: boolean, action: (body: object) => Promise<unknown>): HTMLElement {
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

function unlock(user: ManagedUser, again: () => Promise<void>): void {
  const dialog = popup(t('unlockTitle', { name: user.displayName }), t('close'));
  dialog.show(
    h('p', {}, t('unlockText')),
    reasonForm(t('unlock'), false, async (body) => {
      await call('POST', `${users()}/${user.id}/unlock`, body, desk.key);
      dialog.close();
      say(t('unlocked'));
      await again();
    }),
  );
}

function reset(user: ManagedUser, again: () => Promise<void>): void {
  const dialog = popup(t('resetTitle', { name: user.displayName }), t('close'));
  dialog.show(
    h('p', {}, t('resetText')),
    reasonForm(t('reset'), true, async (body) => {
      const path = `${users()}/${user.id}/two-factor-reset`;
      const { resetCode, expiresAt } = await call<{ resetCode?: string; expiresAt?: string }>(
        'POST',
        path,
        body,
        desk.key,
      );
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
