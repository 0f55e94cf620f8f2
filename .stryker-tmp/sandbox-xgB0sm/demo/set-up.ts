// @ts-nocheck
import type { Schemas } from '../client/index.js';
import { isProblem, type Trust } from './api.ts';
import { copy } from './codes.ts';
import { button, h, type Popup } from './dom.ts';
import { asProblem, checkbox, codeField, form, sentences } from './forms.ts';
import { dateTime, days, t } from './i18n.ts';

type Enrollment = Schemas['Enrollment'];

interface SetUp {
  dialog: Popup;
  intro: string | null;
  submit: string;
  /** asks for a secret, anew each time */
  begin: () => Promise<Enrollment>;
  picture: (enrollment: Enrollment) => Promise<Blob>;
  confirm: (enrollment: Enrollment, code: string, trustDevice: boolean) => Promise<unknown>;
  /** where the device can be trusted in the same go */
  trust: Trust | null;
}

/** Picture, key and first code. The caller goes on from `confirm`. */
export async function showSetUp(wish: SetUp): Promise<void> {
  const { dialog, intro, submit, begin, picture, confirm, trust } = wish;
  const enrollment = await begin();
  const image = h('img', { class: 'qr', alt: t('qrAlt'), width: '200', height: '200' });
  const frame = h('div', { class: 'qr-frame' }, image);
  picture(enrollment).then(
    (blob) => {
      const address = URL.createObjectURL(blob);
      const shown = () => {
        URL.revokeObjectURL(address);
        image.classList.add('loaded');
      };
      image.addEventListener('load', shown, { once: true });
      image.src = address;
    },
    (error) => frame.replaceChildren(h('div', { class: 'notice bad', role: 'alert' }, ...sentences(asProblem(error)))),
  );
  const key = h('code', { class: 'key', 'aria-label': t('secretKey') }, inGroups(enrollment.secret));
  const code = codeField();
  const trusted = trust?.enabled ? checkbox(t('trust', { days: days(trust.days) }), t('trustHint')) : null;
  const again = button(t('startAgain'), () => showSetUp(wish).catch((error) => showFailure(wish, error)), 'link');
  const action = async () => {
    try {
      await confirm(enrollment, code.input.value, trusted?.input.checked ?? false);
    } catch (error) {
      if (isProblem(error, 'enrollment_not_found')) return showFailure(wish, error);
      throw error;
    }
  };
  dialog.show(
    intro === null ? null : h('p', {}, intro),
    h(
      'ol',
      { class: 'steps' },
      h('li', {}, h('h3', {}, t('stepApp')), h('p', { class: 'hint' }, t('stepAppText'))),
      h(
        'li',
        {},
        h('h3', {}, t('stepScan')),
        h(
          'div',
          { class: 'scan' },
          frame,
          h(
            'div',
            { class: 'by-hand' },
            h('p', { class: 'hint' }, t('stepScanKey')),
            key,
            button(t('copy'), () => copy(enrollment.secret)),
            h('a', { class: 'on-phone', href: enrollment.otpauthUri }, t('stepScanOpen')),
          ),
        ),
      ),
      h(
        'li',
        {},
        h('h3', {}, t('stepCode')),
        form({ children: [code.element, trusted?.element], submit, action, again: code, also: [again] }),
        h('p', { class: 'hint' }, t('mustFinish', { time: dateTime(enrollment.expiresAt) })),
      ),
    ),
  );
}

function showFailure(wish: SetUp, error: unknown): void {
  wish.dialog.show(
    form({
      children: [h('div', { class: 'notice bad', role: 'alert' }, ...sentences(asProblem(error)))],
      submit: t('startAgain'),
      action: () => showSetUp(wish),
    }),
  );
}

export const inGroups = (text: string): string => text.match(/.{1,4}/g)?.join(' ') ?? text;
