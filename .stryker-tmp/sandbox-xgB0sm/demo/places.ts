// @ts-nocheck
import type { Schemas } from '../client/index.js';
import type { Account } from './account.ts';
import { answer, api } from './api.ts';
import { button, type Child, h, icon } from './dom.ts';
import { ask, askName } from './forms.ts';
import { ago, date, t } from './i18n.ts';

export const blank = (title: string, text?: string): HTMLElement =>
  h('div', { class: 'blank' }, icon('empty'), h('strong', {}, title), text ? h('p', { class: 'quiet' }, text) : null);

const facts = (...parts: (string | null)[]) =>
  h('p', { class: 'quiet' }, parts.filter((part) => part !== null).join(' · '));

const badge = (text: string) => h('span', { class: 'pill accent' }, text);

export async function showSavedLogins(account: Account): Promise<Child[]> {
  const { trustedDevices } = await answer(api.GET('/v1/account/trusted-devices'));
  if (trustedDevices.length === 0) return [blank(t('noSavedLogins'), t('noSavedLoginsText'))];
  const list = h('ul', { class: 'list' });
  for (const each of trustedDevices) list.append(device(account, each));
  const all = () =>
    account.act(
      () =>
        ask({
          title: t('revokeAllTitle'),
          text: t('revokeAllText'),
          submit: t('revokeAll'),
          action: () => account.change(() => answer(api.DELETE('/v1/account/trusted-devices'))),
        }),
      t('revoked'),
    );
  return [
    h('p', { class: 'quiet' }, t('savedLoginsText')),
    list,
    h('div', { class: 'actions' }, button(t('revokeAll'), all, 'secondary')),
  ];
}

function device(account: Account, each: Schemas['TrustedDevice']): HTMLElement {
  const { id, name, current } = each;
  const params = { path: { id } };
  const rename = () =>
    account.act(
      () =>
        askName(name, (given) =>
          account.change(() =>
            answer(api.PATCH('/v1/account/trusted-devices/{id}', { params, body: { name: given } })),
          ),
        ),
      t('renamed'),
    );
  const revoke = () =>
    account.act(
      () =>
        ask({
          title: t('revokeTitle', { name }),
          text: current ? t('revokeOwnText') : t('revokeText'),
          submit: t('revoke'),
          action: () => account.change(() => answer(api.DELETE('/v1/account/trusted-devices/{id}', { params }))),
        }),
      t('revoked'),
    );
  return deviceItem(
    each,
    button(t('rename'), rename, '', `${t('rename')}: ${name}`),
    button(t('revoke'), revoke, 'dangerous', `${t('revoke')}: ${name}`),
  );
}

/** As the user and the support desk see it. */
export function deviceItem(each: Schemas['TrustedDevice'], ...tools: Child[]): HTMLElement {
  const { name, current, lastUsedAt, expiresAt, ip } = each;
  return h(
    'li',
    { class: 'item' },
    icon('device'),
    h(
      'div',
      { class: 'what' },
      h('strong', {}, name),
      current ? badge(t('thisDevice')) : null,
      facts(t('lastUsed', { time: ago(lastUsedAt) }), t('trustedUntil', { date: date(expiresAt) }), ip),
    ),
    h('div', { class: 'tools' }, ...tools),
  );
}

export async function showSessions(account: Account): Promise<Child[]> {
  const { sessions } = await answer(api.GET('/v1/account/sessions'));
  const list = h('ul', { class: 'list' });
  for (const each of sessions) list.append(session(account, each));
  const others = () =>
    account.act(
      () =>
        ask({
          title: t('endOthersTitle'),
          text: t('endOthersText'),
          submit: t('endOthers'),
          action: () => account.change(() => answer(api.DELETE('/v1/account/sessions'))),
        }),
      t('ended'),
    );
  return [
    h('p', { class: 'quiet' }, t('sessionsText')),
    list,
    sessions.length > 1 ? h('div', { class: 'actions' }, button(t('endOthers'), others, 'secondary')) : null,
  ];
}

function session(account: Account, each: Schemas['ListedSession']): HTMLElement {
  const { id, current } = each;
  const name = deviceOf(each.userAgent);
  const end = () =>
    account.act(
      () =>
        ask({
          title: t('endSessionTitle', { name }),
          text: t('endSessionText'),
          submit: t('endSession'),
          action: () =>
            account.change(() => answer(api.DELETE('/v1/account/sessions/{id}', { params: { path: { id } } }))),
        }),
      t('ended'),
    );
  return sessionItem(each, current ? null : button(t('endSession'), end, 'dangerous', `${t('endSession')}: ${name}`));
}

export function sessionItem(each: Schemas['ListedSession'], ...tools: Child[]): HTMLElement {
  const { current, createdAt, lastUsedAt, acr, ip, userAgent } = each;
  return h(
    'li',
    { class: 'item' },
    icon('device'),
    h(
      'div',
      { class: 'what' },
      h('strong', {}, deviceOf(userAgent)),
      current ? badge(t('thisSession')) : null,
      facts(
        t('signedInAt', { time: ago(createdAt) }),
        acr === 'aal2' ? t('withCode') : t('withoutCode'),
        t('activeAt', { time: ago(lastUsedAt) }),
        ip,
      ),
    ),
    h('div', { class: 'tools' }, ...tools),
  );
}

const BROWSERS = [/(Edg)\w*\//, /(OPR)\//, /(Firefox)\//, /(?:Headless)?(Chrome)\//, /(Safari)\//] as const;
const SYSTEMS = [/(Windows)/, /(Android)/, /(iPhone)/, /(iPad)/, /(Mac OS X)/, /(CrOS)/, /(Linux)/] as const;
const CALLED: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS', CrOS: 'ChromeOS' };

/** A user agent in short. The service names trusted devices; sessions have none. */
export function deviceOf(userAgent: string | null): string {
  const find = (patterns: readonly RegExp[]) => {
    const name = patterns.map((pattern) => pattern.exec(userAgent ?? '')?.[1]).find((each) => each !== undefined);
    return name && (CALLED[name] ?? name);
  };
  const [browser, system] = [find(BROWSERS), find(SYSTEMS)];
  if (browser && system) return t('deviceOn', { browser, system });
  return browser ?? system ?? t('unknownDevice');
}
