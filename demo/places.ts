import type { Account } from './account.ts';
import { call, type ListedSession, type TrustedDevice } from './api.ts';
import { button, type Child, h, icon } from './dom.ts';
import { ask, askName } from './forms.ts';
import { ago, date, t } from './i18n.ts';

const DEVICES = '/v1/account/trusted-devices';
const SESSIONS = '/v1/account/sessions';

export const blank = (title: string, text?: string): HTMLElement =>
  h('div', { class: 'blank' }, icon('empty'), h('strong', {}, title), text ? h('p', { class: 'quiet' }, text) : null);

const facts = (...parts: (string | null)[]) =>
  h('p', { class: 'quiet' }, parts.filter((part) => part !== null).join(' · '));

const badge = (text: string) => h('span', { class: 'pill accent' }, text);

export async function showSavedLogins(account: Account): Promise<Child[]> {
  const { trustedDevices } = await call<{ trustedDevices: TrustedDevice[] }>('GET', DEVICES);
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
          action: () => account.change(() => call('DELETE', DEVICES)),
        }),
      t('revoked'),
    );
  return [
    h('p', { class: 'quiet' }, t('savedLoginsText')),
    list,
    h('div', { class: 'actions' }, button(t('revokeAll'), all, 'secondary')),
  ];
}

function device(account: Account, { id, name, current, lastUsedAt, expiresAt, ip }: TrustedDevice): HTMLElement {
  const path = `${DEVICES}/${id}`;
  const rename = () =>
    account.act(
      () => askName(name, (given) => account.change(() => call('PATCH', path, { name: given }))),
      t('renamed'),
    );
  const revoke = () =>
    account.act(
      () =>
        ask({
          title: t('revokeTitle', { name }),
          text: current ? t('revokeOwnText') : t('revokeText'),
          submit: t('revoke'),
          action: () => account.change(() => call('DELETE', path)),
        }),
      t('revoked'),
    );
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
    h(
      'div',
      { class: 'tools' },
      button(t('rename'), rename, '', `${t('rename')}: ${name}`),
      button(t('revoke'), revoke, 'dangerous', `${t('revoke')}: ${name}`),
    ),
  );
}

export async function showSessions(account: Account): Promise<Child[]> {
  const { sessions } = await call<{ sessions: ListedSession[] }>('GET', SESSIONS);
  const list = h('ul', { class: 'list' });
  for (const each of sessions) list.append(session(account, each));
  const others = () =>
    account.act(
      () =>
        ask({
          title: t('endOthersTitle'),
          text: t('endOthersText'),
          submit: t('endOthers'),
          action: () => account.change(() => call('DELETE', SESSIONS)),
        }),
      t('ended'),
    );
  return [
    h('p', { class: 'quiet' }, t('sessionsText')),
    list,
    sessions.length > 1 ? h('div', { class: 'actions' }, button(t('endOthers'), others, 'secondary')) : null,
  ];
}

function session(account: Account, { id, current, createdAt, lastUsedAt, acr, ip, userAgent }: ListedSession) {
  const name = deviceOf(userAgent);
  const end = () =>
    account.act(
      () =>
        ask({
          title: t('endSessionTitle', { name }),
          text: t('endSessionText'),
          submit: t('endSession'),
          action: () => account.change(() => call('DELETE', `${SESSIONS}/${id}`)),
        }),
      t('ended'),
    );
  return h(
    'li',
    { class: 'item' },
    icon('device'),
    h(
      'div',
      { class: 'what' },
      h('strong', {}, name),
      current ? badge(t('thisSession')) : null,
      facts(
        t('signedInAt', { time: ago(createdAt) }),
        acr === 'aal2' ? t('withCode') : t('withoutCode'),
        t('activeAt', { time: ago(lastUsedAt) }),
        ip,
      ),
    ),
    current
      ? null
      : h('div', { class: 'tools' }, button(t('endSession'), end, 'dangerous', `${t('endSession')}: ${name}`)),
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
