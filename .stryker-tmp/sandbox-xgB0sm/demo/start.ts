// @ts-nocheck
import { h, icon, rich } from './dom.ts';
import { form, textField } from './forms.ts';
import { frame } from './frame.ts';
import { t } from './i18n.ts';

/** Who src/demo.ts makes, where the database is the embedded one. */
const DEMO = { tenant: 'demo', username: 'alice', password: 'open-sesame-after-lunch' };

const code = (text: string) => h('code', {}, text);

export function showStart(): void {
  const slug = textField({ label: t('startSlug'), attributes: { autocomplete: 'off', pattern: '[a-z0-9-]+' } });
  const go = async () => location.assign(`/demo/${encodeURIComponent(slug.input.value)}`);
  frame(
    { title: t('startTitle') },
    h('div', { class: 'hero' }, h('h1', {}, t('startTitle')), h('p', { class: 'lead' }, t('startText'))),
    h(
      'div',
      { class: 'tiles' },
      h(
        'section',
        { class: 'card' },
        icon('person'),
        h('h2', {}, t('startCustomer')),
        h(
          'p',
          {},
          ...rich(t('startCustomerText', { username: '{username}', password: '{password}' }), {
            username: code(DEMO.username),
            password: code(DEMO.password),
          }),
        ),
        h('p', { class: 'end' }, h('a', { class: 'primary', href: `/demo/${DEMO.tenant}` }, t('startOpen'))),
      ),
      h(
        'section',
        { class: 'card' },
        icon('phone'),
        h('h2', {}, t('startNoPhone')),
        h('p', {}, t('startNoPhoneText')),
        h('pre', {}, code('npm run -s cli -- code SECRET')),
        h('p', {}, ...rich(t('startNoPhoneNext', { option: '{option}' }), { option: code('--next') })),
      ),
      h(
        'section',
        { class: 'card' },
        icon('shield'),
        h('h2', {}, t('startDesk')),
        h('p', {}, t('startDeskText')),
        h('p', { class: 'end' }, h('a', { class: 'secondary', href: '/demo/support' }, t('startDeskOpen'))),
      ),
      h(
        'section',
        { class: 'card' },
        icon('key'),
        h('h2', {}, t('startOther')),
        h('p', {}, t('startOtherText')),
        form({ children: [slug.element], submit: t('startGo'), action: go }),
      ),
    ),
  );
}
