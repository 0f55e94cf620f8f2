// @ts-nocheck
import type { Schemas } from '../client/index.js';
import type { Account } from './account.ts';
import { answer, api } from './api.ts';
import { showRecoveryCodes } from './codes.ts';
import { button, type Child, h, icon, popup, say } from './dom.ts';
import { ask, askName, asProblem, Cancelled, sentences } from './forms.ts';
import { ago, dateTime, t } from './i18n.ts';
import { showSetUp } from './set-up.ts';

/** So few that new ones are due. */
const LOW = 3;

export async function showTwoFactor(account: Account): Promise<Child[]> {
  const [{ authenticators }, codes] = await Promise.all([
    answer(api.GET('/v1/account/authenticators')),
    answer(api.GET('/v1/account/recovery-codes')),
  ]);
  const { name } = account.tenant;
  const { required, deadline } = account.who.twoFactor;
  const on = authenticators.length > 0;
  const pill = h('span', { class: on ? 'pill good' : 'pill' }, on ? t('on') : t('off'));
  if (!on) {
    const due = deadline
      ? t('deadline', { tenant: name, date: dateTime(deadline) })
      : t('requiredNow', { tenant: name });
    return [
      pill,
      required || deadline ? h('div', { class: 'notice warn' }, h('p', {}, due)) : null,
      h('p', {}, t('offText')),
      h(
        'div',
        { class: 'actions' },
        button(t('setUp'), () => begin(account, true), 'primary'),
      ),
    ];
  }
  const list = h('ul', { class: 'list' });
  for (const each of authenticators) list.append(row(account, each, authenticators.length === 1));
  return [
    pill,
    h('p', { class: 'quiet' }, t('onText'), required ? ` ${t('requiredNote', { tenant: name })}` : null),
    list,
    h(
      'div',
      { class: 'actions' },
      button(t('addPhone'), () => begin(account, false), 'secondary'),
    ),
    h('h3', {}, t('recoveryCodes')),
    h(
      'div',
      { class: 'item' },
      icon('key'),
      h(
        'div',
        { class: 'what' },
        h('strong', {}, t('recoveryLeft', codes)),
        h('p', { class: 'quiet' }, codes.createdAt ? t('recoveryMade', { time: ago(codes.createdAt) }) : null),
        codes.left <= LOW ? h('p', { class: 'low' }, t('recoveryLow')) : null,
      ),
      h(
        'div',
        { class: 'tools' },
        button(t('renew'), () => renew(account)),
      ),
    ),
  ];
}

function row(account: Account, each: Schemas['Authenticator'], last: boolean): HTMLElement {
  const { id, name, confirmedAt, lastUsedAt } = each;
  const params = { path: { id } };
  const rename = () =>
    account.act(
      () =>
        askName(name, (given) =>
          account.change(() => answer(api.PATCH('/v1/account/authenticators/{id}', { params, body: { name: given } }))),
        ),
      t('renamed'),
    );
  const remove = () =>
    account.act(
      () =>
        ask({
          title: t('removeTitle', { name }),
          text: last ? t('removeLastText') : t('removeText'),
          submit: t('remove'),
          action: () => account.change(() => answer(api.DELETE('/v1/account/authenticators/{id}', { params }))),
        }),
      last ? t('turnedOff') : t('removed'),
    );
  return h(
    'li',
    { class: 'item' },
    icon('phone'),
    h(
      'div',
      { class: 'what' },
      h('strong', {}, name),
      h(
        'p',
        { class: 'quiet' },
        `${t('added', { time: ago(confirmedAt) })} · `,
        lastUsedAt ? t('lastUsed', { time: ago(lastUsedAt) }) : t('neverUsed'),
      ),
    ),
    h(
      'div',
      { class: 'tools' },
      button(t('rename'), rename, '', `${t('rename')}: ${name}`),
      button(t('remove'), remove, 'dangerous', `${t('remove')}: ${name}`),
    ),
  );
}

const whose = ({ who, tenant }: Account) => ({ username: who.user.username, tenant: tenant.name });

/** The pop-up of the settings: picture, key, first code; with the first phone come the recovery codes. */
async function begin(account: Account, first: boolean): Promise<void> {
  const body = { type: 'totp', name: first ? t('firstPhone') : t('nextPhone') } as const;
  const start = () => account.change(() => answer(api.POST('/v1/account/authenticators', { body })));
  let begun: Schemas['Enrollment'] | null = null;
  try {
    // asked before the pop-up opens: who it is comes first
    begun = await start();
  } catch (error) {
    if (error instanceof Cancelled) return;
    const dialog = popup(t('addTitle'), t('close'));
    dialog.show(h('div', { class: 'notice bad', role: 'alert' }, ...sentences(asProblem(error))));
    return;
  }
  const dialog = popup(first ? t('setUpTitle') : t('addTitle'), t('close'));
  await showSetUp({
    dialog,
    intro: null,
    submit: first ? t('turnOn') : t('add'),
    trust: null,
    begin: async () => {
      const once = begun;
      begun = null;
      return once ?? start();
    },
    picture: ({ id }) => {
      const params = { path: { id } };
      return answer(api.GET('/v1/account/authenticators/{id}/qr.svg', { params, parseAs: 'blob' }));
    },
    confirm: async ({ id }, code) => {
      const params = { path: { id } };
      const { recoveryCodes } = await account.change(() =>
        answer(api.POST('/v1/account/authenticators/{id}/confirm', { params, body: { code } })),
      );
      if (recoveryCodes) await showRecoveryCodes(dialog, recoveryCodes, whose(account));
      dialog.close();
      say(first ? t('turnedOn') : t('phoneAdded'));
      account.refresh();
    },
  });
}

async function renew(account: Account): Promise<void> {
  await account.act(async () => {
    let codes: string[] = [];
    await ask({
      title: t('renewTitle'),
      text: t('renewText'),
      submit: t('renew'),
      action: async () => {
        ({ recoveryCodes: codes } = await account.change(() => answer(api.POST('/v1/account/recovery-codes'))));
      },
    });
    const dialog = popup(t('codesTitle'), t('close'));
    await showRecoveryCodes(dialog, codes, whose(account));
    dialog.close();
  }, t('renewed'));
}
