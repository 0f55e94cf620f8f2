// @ts-nocheck
import { button, type Child, fill, h } from './dom.ts';
import { chooseLanguage, language, t } from './i18n.ts';
import { type Language, languages } from './strings.ts';

/** What is shown now, to be shown again in another language. */
let show: () => unknown = () => {};

export function setPage(page: () => unknown): unknown {
  show = page;
  return page();
}

interface Frame {
  title: string;
  /** beside the product's name */
  place?: string;
  /** at the right: who is signed in */
  who?: Child[];
  narrow?: boolean;
}

/** The page around the content: header, language, main. */
export function frame({ title, place, who = [], narrow = false }: Frame, ...content: Child[]): void {
  document.documentElement.lang = language;
  document.title = `${title} · ${t('product')}`;
  const logo = h('img', { src: '/demo/assets/icon.svg', alt: '', width: '28', height: '28' });
  const main = h('main', { id: 'content', class: narrow ? 'narrow' : '', tabindex: '-1' }, ...content);
  fill(
    document.body,
    h('a', { class: 'skip', href: '#content' }, t('skip')),
    h(
      'header',
      { class: 'top' },
      h(
        'a',
        { class: 'brand', href: '/demo' },
        logo,
        h('span', {}, t('product')),
        place ? h('span', { class: 'place' }, place) : null,
      ),
      h('div', { class: 'who' }, ...who, languageChoice()),
    ),
    main,
  );
}

const NAMES: Record<Language, string> = { en: 'English', nl: 'Nederlands' };

function languageChoice(): HTMLElement {
  const choices = (Object.keys(languages) as Language[]).map((name) => {
    const choose = () => {
      chooseLanguage(name);
      show();
      document.querySelector<HTMLElement>(`[lang="${name}"].language`)?.focus();
    };
    const choice = button(name.toUpperCase(), choose, 'language', `${name.toUpperCase()}: ${NAMES[name]}`);
    choice.lang = name;
    choice.setAttribute('aria-pressed', String(name === language));
    return choice;
  });
  return h('div', { class: 'languages', role: 'group', 'aria-label': t('language') }, ...choices);
}
