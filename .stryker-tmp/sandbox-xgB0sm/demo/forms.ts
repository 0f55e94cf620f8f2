// @ts-nocheck
import { isProblem, Problem } from './api.ts';
import { button, type Child, fill, h, newId, popup } from './dom.ts';
import { lookUp, t, texts, waiting } from './i18n.ts';

/** Somebody closed the dialog that was needed for it: nothing is to be said. */
export class Cancelled extends Error {}

export interface Field {
  element: HTMLElement;
  input: HTMLInputElement | HTMLTextAreaElement;
}

interface Wish {
  label: string;
  hint?: string;
  attributes?: Record<string, string | boolean>;
}

export function textField({ label, hint, attributes = {} }: Wish): Field {
  const hintId = newId();
  const input = h('input', {
    id: newId(),
    type: 'text',
    required: true,
    ...(hint ? { 'aria-describedby': hintId } : {}),
    ...attributes,
  });
  const element = h(
    'div',
    { class: 'field' },
    h('label', { for: input.id }, label),
    input,
    hint ? h('p', { id: hintId, class: 'hint' }, hint) : null,
  );
  return { element, input };
}

export function passwordField(wish: Wish): Field {
  const field = textField({ ...wish, attributes: { type: 'password', maxlength: '1024', ...wish.attributes } });
  const toggle = button(t('showPassword'), () => {
    const shown = field.input.getAttribute('type') === 'password';
    field.input.setAttribute('type', shown ? 'text' : 'password');
    toggle.textContent = shown ? t('hidePassword') : t('showPassword');
    toggle.setAttribute('aria-label', shown ? t('hidePasswordLabel') : t('showPasswordLabel'));
  });
  toggle.className = 'peek';
  toggle.setAttribute('aria-label', t('showPasswordLabel'));
  const line = h('div', { class: 'peeked' });
  field.input.replaceWith(line);
  line.append(field.input, toggle);
  return field;
}

/** Six digits, however they are typed or pasted; the sixth submits. */
export function codeField(autofocus = true): Field {
  const field = textField({
    label: t('code'),
    attributes: {
      class: 'code',
      inputmode: 'numeric',
      autocomplete: 'one-time-code',
      pattern: '[0-9]{6}',
      placeholder: '••••••',
      autofocus,
    },
  });
  const { input } = field;
  let before = '';
  input.addEventListener('input', () => {
    const digits = input.value.replace(/[^0-9]/g, '').slice(0, 6);
    if (input.value !== digits) input.value = digits;
    if (digits.length === 6 && digits !== before) input.form?.requestSubmit();
    before = digits;
  });
  return field;
}

export const recoveryField = (autofocus = true): Field =>
  textField({
    label: t('recoveryCode'),
    attributes: {
      class: 'mono',
      autocomplete: 'off',
      autocapitalize: 'characters',
      spellcheck: 'false',
      maxlength: '64',
      placeholder: 'XXXX-XXXX-XXXX-XXXX',
      autofocus,
    },
  });

export function checkbox(label: string, hint?: string): { element: HTMLElement; input: HTMLInputElement } {
  const hintId = newId();
  const input = h('input', { type: 'checkbox', id: newId(), ...(hint ? { 'aria-describedby': hintId } : {}) });
  const element = h(
    'div',
    { class: 'check' },
    input,
    h('div', {}, h('label', { for: input.id }, label), hint ? h('p', { class: 'hint', id: hintId }, hint) : null),
  );
  return { element, input };
}

interface FormWish {
  children: Child[];
  submit: string;
  action: () => Promise<unknown>;
  /** beside the button */
  also?: Child[];
  danger?: boolean;
  wide?: boolean;
  /** emptied after a refusal, and given the focus */
  again?: Field;
  /** user name and password are not both asked for: a refusal speaks of the password alone */
  passwordAlone?: boolean;
}

/** A form that is sent by script alone, says what was refused, and counts down where it must wait. */
export function form(wish: FormWish): HTMLFormElement {
  const { children, submit, action, also = [], again, danger = false, wide = false } = wish;
  const notice = h('div', { class: 'notice bad', role: 'alert', hidden: true });
  const timer = h('p', { class: 'timer', role: 'timer', hidden: true });
  const send = h('button', { class: `primary${danger ? ' danger' : ''}${wide ? ' wide' : ''}` }, submit);
  let busy = false;
  let ticking = 0;
  const allow = (allowed: boolean) => {
    send.setAttribute('aria-disabled', String(!allowed));
  };
  const work = (working: boolean) => {
    busy = working;
    element.setAttribute('aria-busy', String(working));
    for (const each of also) if (each instanceof HTMLButtonElement) each.disabled = working;
  };
  const waitFor = (seconds: number) => {
    const until = Date.now() + seconds * 1000;
    clearInterval(ticking);
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      timer.hidden = false;
      timer.textContent = left > 0 ? t('waitFor', { time: waiting(left) }) : t('waitOver');
      if (left > 0) return;
      clearInterval(ticking);
      ticking = 0;
      allow(true);
    };
    ticking = setInterval(tick, 500);
    tick();
  };
  const onsubmit = async (event: Event) => {
    event.preventDefault();
    if (busy || ticking) return;
    work(true);
    allow(false);
    send.textContent = t('working');
    notice.hidden = true;
    timer.hidden = true;
    try {
      await action();
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        const problem = asProblem(error);
        fill(notice, ...sentences(problem, wish.passwordAlone));
        notice.hidden = false;
        if (problem.retryAfter !== null) waitFor(problem.retryAfter);
        if (again) {
          again.input.value = '';
          again.input.dispatchEvent(new Event('input'));
          again.input.focus();
        }
      }
    }
    work(false);
    allow(!ticking);
    send.textContent = submit;
  };
  const element = h('form', { onsubmit }, ...children, notice, timer, h('div', { class: 'actions' }, send, ...also));
  return element;
}

/** A fault of the page itself must not be hidden: it goes on to the console. */
export function asProblem(error: unknown): Problem {
  if (isProblem(error)) return error;
  reportError(error);
  return new Problem('internal_error');
}

export function sentences(problem: Problem, passwordAlone = false): HTMLElement[] {
  const wrong = passwordAlone && problem.code === 'invalid_credentials' ? t('wrongPassword') : null;
  const said = wrong ?? lookUp('problems', problem.code) ?? texts().problems.internal_error;
  const left = problem.attemptsLeft;
  const more = [
    ...problem.reasons.map((reason) => lookUp('reasons', reason) ?? reason),
    ...(left === null ? [] : [t('attemptsLeft', { count: left })]),
  ];
  return [said, ...more].map((text) => h('p', {}, text));
}

/** Asks before something is taken away; resolves when it is done, rejects when it is not wanted. */
export function ask(wish: { title: string; text: string; submit: string; action: () => Promise<unknown> }) {
  return new Promise<void>((resolve, reject) => {
    const dialog = popup(wish.title, t('close'), () => reject(new Cancelled()));
    const no = button(t('cancel'), () => {
      dialog.close();
      reject(new Cancelled());
    });
    no.setAttribute('autofocus', '');
    const action = async () => {
      await wish.action();
      dialog.close();
      resolve();
    };
    dialog.show(h('p', {}, wish.text), form({ children: [], submit: wish.submit, danger: true, action, also: [no] }));
  });
}

/** Another name for something. */
export function askName(name: string, action: (name: string) => Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const dialog = popup(t('renameTitle'), t('close'), () => reject(new Cancelled()));
    const field = textField({
      label: t('name'),
      attributes: { maxlength: '100', autofocus: true, autocomplete: 'off' },
    });
    field.input.value = name;
    const save = async () => {
      await action(field.input.value.trim());
      dialog.close();
      resolve();
    };
    dialog.show(form({ children: [field.element], submit: t('save'), action: save }));
    field.input.select();
  });
}
