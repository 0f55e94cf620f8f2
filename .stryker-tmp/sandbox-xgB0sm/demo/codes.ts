// @ts-nocheck
import { button, type Child, fill, h, type Popup, say } from './dom.ts';
import { checkbox, codeField, type Field, form, recoveryField } from './forms.ts';
import { t } from './i18n.ts';

/** A code of the app or a recovery code; the link below changes from one to the other. */
export interface CodeChoice {
  element: HTMLElement;
  link: HTMLButtonElement;
  method(): 'totp' | 'recovery_code';
  field(): Field;
  /** whichever of the two is shown */
  again: Field;
  onChange(told: () => void): void;
}

export function codeChoice(autofocus: boolean): CodeChoice {
  const [totp, recovery] = [codeField(autofocus), recoveryField(autofocus)];
  let current: 'totp' | 'recovery_code' = 'totp';
  let told = () => {};
  const element = h('div', {}, totp.element);
  const field = () => (current === 'totp' ? totp : recovery);
  const link = button(
    t('useRecovery'),
    () => {
      current = current === 'totp' ? 'recovery_code' : 'totp';
      link.textContent = current === 'totp' ? t('useRecovery') : t('useApp');
      fill(element, field().element);
      told();
      field().input.focus();
    },
    'link',
  );
  return {
    element,
    link,
    method: () => current,
    field,
    again: {
      element,
      get input() {
        return field().input;
      },
    },
    onChange: (listener) => {
      told = listener;
    },
  };
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(t('copied'));
  } catch {
    say(t('copyFailed'));
  }
}

/** Shown once: the dialog stays until they are said to be saved. */
export function showRecoveryCodes(dialog: Popup, codes: string[], whose: { username: string; tenant: string }) {
  return new Promise<void>((resolve) => {
    const fresh = codes.length === 1;
    const head = t('fileHead', whose);
    const saved = checkbox(fresh ? t('savedIt') : t('savedThem'));
    saved.input.required = true;
    const list = h('ul', { class: 'codes', 'aria-label': t('codesLabel') });
    for (const code of codes) list.append(h('li', {}, code));
    const tools: Child[] = [
      button(t('copy'), () => copy(codes.join('\n'))),
      button(t('download'), () => download(`${head}\n\n${codes.join('\n')}\n`)),
      button(t('print'), () => print()),
    ];
    dialog.title(fresh ? t('freshTitle') : t('codesTitle'));
    dialog.hold(true);
    const action = async () => {
      dialog.hold(false);
      resolve();
    };
    dialog.show(
      h('p', {}, fresh ? t('freshText') : t('codesText')),
      h('p', { class: 'print-only' }, head),
      list,
      h('div', { class: 'tools' }, ...tools),
      form({ children: [saved.element], submit: t('continue'), action }),
    );
  });
}

function download(text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  h('a', { href, download: 'imagecapture-recovery-codes.txt' }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
