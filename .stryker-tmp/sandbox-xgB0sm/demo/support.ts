// @ts-nocheck
import type { Schemas } from '../client/index.js';
import { eventList } from './activity.ts';
import { answer } from './api.ts';
import { button, type Child, h, icon, refill } from './dom.ts';
import { asProblem, form, passwordField, sentences, textField } from './forms.ts';
import { frame } from './frame.ts';
import { ago, date, dateTime, t } from './i18n.ts';
import { blank, deviceItem, deviceOf, sessionItem } from './places.ts';
import { actsOn, desk, deskApi } from './support-acts.ts';

type User = Schemas['ManagedUser'];

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
  const found = h('div', { class: 'sections' });
  const action = async () => {
    desk.tenant = tenant.input.value.trim();
    desk.key = key.input.value.trim();
    desk.username = username.input.value;
    await find(found);
    const first = found.querySelector<HTMLElement>('[tabindex="-1"]');
    first?.focus();
    // below the form on a phone
    if (matchMedia('(max-width: 760px)').matches) first?.closest('section')?.scrollIntoView();
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
  if (desk.key !== '' && desk.username !== '') void findAgain(found);
}

async function find(place: HTMLElement): Promise<void> {
  const { tenant, username } = desk;
  const api = deskApi();
  try {
    const query = { username };
    const { users } = await answer(
      api.GET('/v1/admin/tenants/{tenant}/users', { params: { path: { tenant }, query } }),
    );
    const [user] = users;
    refill(place, ...(user ? await everything(user, () => findAgain(place)) : [nobody()]));
  } catch (error) {
    // what is no longer known to be so is not left standing
    refill(place);
    throw error;
  }
}

/** After what was done, and in another language: where it fails, it says so in its place. */
async function findAgain(place: HTMLElement): Promise<void> {
  try {
    await find(place);
  } catch (error) {
    const notice = h('div', { class: 'notice bad', role: 'alert' }, ...sentences(asProblem(error)));
    refill(
      place,
      h(
        'section',
        { class: 'card' },
        notice,
        button(t('retry'), () => findAgain(place), 'secondary'),
      ),
    );
  }
}

const nobody = () => h('section', { class: 'card', tabindex: '-1' }, blank(t('nobody'), t('nobodyText', desk)));

/** All that the desk knows of a user; `again` shows it anew. */
async function everything(user: User, again: () => Promise<void>): Promise<HTMLElement[]> {
  const { tenant } = desk;
  const api = deskApi();
  const params = { path: { tenant, userId: user.id } };
  const [{ trustedDevices }, { sessions }, events] = await Promise.all([
    answer(api.GET('/v1/admin/tenants/{tenant}/users/{userId}/trusted-devices', { params })),
    answer(api.GET('/v1/admin/tenants/{tenant}/users/{userId}/sessions', { params })),
    eventList((page) => {
      const query = { ...page, userId: user.id };
      return answer(api.GET('/v1/admin/tenants/{tenant}/events', { params: { path: { tenant }, query } }));
    }),
  ]);
  const acts = actsOn(user, again);
  const devices = trustedDevices.map((each) => {
    const { id, name } = each;
    return deviceItem(
      each,
      button(t('revoke'), () => acts.revoke(id, name), 'dangerous', `${t('revoke')}: ${name}`),
    );
  });
  const places = sessions.map((each) => {
    const name = deviceOf(each.userAgent);
    const end = button(t('endSession'), () => acts.signOut(each.id, name), 'dangerous', `${t('endSession')}: ${name}`);
    return sessionItem(each, end);
  });
  return [
    card(user, button(t('unlock'), acts.unlock, 'secondary'), button(t('reset'), acts.reset, 'secondary dangerous')),
    held(t('savedLogins'), devices, t('noSavedLogins'), button(t('revokeAll'), acts.revokeAll, 'secondary')),
    held(t('sessions'), places, t('noSessions'), button(t('endAll'), acts.signOutEverywhere, 'secondary')),
    h('section', { class: 'card' }, h('h2', {}, t('activity')), ...events),
  ];
}

/** A list of what can be taken away, one by one or all of it. */
function held(title: string, items: HTMLElement[], none: string, all: HTMLElement): HTMLElement {
  const titleId = `desk-${title}`.replaceAll(/\s/g, '-');
  return h(
    'section',
    { class: 'card', 'aria-labelledby': titleId },
    h('h2', { id: titleId }, title),
    ...(items.length === 0
      ? [h('p', { class: 'quiet' }, none)]
      : [h('ul', { class: 'list' }, ...items), items.length > 1 && h('div', { class: 'actions' }, all)]),
  );
}

const pair = (name: string, ...what: Child[]) => h('div', {}, h('dt', {}, name), h('dd', { class: 'pills' }, ...what));

const pill = (text: string, kind: string) => h('span', { class: `pill ${kind}` }, text);

function card(user: User, ...actions: HTMLElement[]): HTMLElement {
  const { recoveryCodesLeft, enabled, required, deadline } = user.twoFactor;
  const phones = h('ul', { class: 'plain' });
  for (const each of user.authenticators) {
    const used = each.lastUsedAt ? t('lastUsed', { time: ago(each.lastUsedAt) }) : t('neverUsed');
    phones.append(h('li', {}, each.name, h('span', { class: 'quiet' }, ` · ${used}`)));
  }
  const locked = user.lockedUntil && pill(t('lockedUntil', { time: dateTime(user.lockedUntil) }), 'bad');
  const codesLocked = user.totpLocked && pill(t('codesLocked'), 'bad');
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
        h('h2', { tabindex: '-1' }, user.displayName),
        h('p', { class: 'quiet' }, `${user.username} · ${t('memberSince', { date: date(user.createdAt) })}`),
      ),
    ),
    h(
      'dl',
      {},
      pair(
        t('state'),
        user.status === 'active' ? pill(t('active'), 'good') : pill(t('disabled'), 'bad'),
        locked,
        codesLocked,
        locked || codesLocked ? null : h('span', { class: 'quiet' }, t('notLocked')),
        user.mustChangePassword && pill(t('owesPassword'), 'warn'),
      ),
      pair(
        t('twoFactor'),
        pill(enabled ? t('on') : t('off'), enabled ? 'good' : ''),
        deadline && h('span', { class: 'quiet' }, t('mustEnrolBy', { time: dateTime(deadline) })),
        required && !enabled && !deadline && pill(t('mustEnrol'), 'warn'),
      ),
      pair(t('authenticators'), user.authenticators.length > 0 ? phones : t('noAuthenticators')),
      pair(t('recoveryCodes'), String(recoveryCodesLeft)),
    ),
    h('div', { class: 'actions' }, ...actions),
  );
}
