// @ts-nocheck
export type Child = Node | string | null | undefined | false;
type Value = string | boolean | null | undefined | ((event: Event) => unknown);

/** An element. Text stays text: nothing here reads HTML, and the policy of the page (Trusted Types) would refuse it. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (typeof value === 'string') element.setAttribute(key, value);
  }
  element.append(...present(children));
  return element;
}

const present = (children: Child[]): (Node | string)[] =>
  children.filter((child) => child !== null && child !== undefined && child !== false);

export const fill = (element: Element, ...children: Child[]): void => element.replaceChildren(...present(children));

/** The same, for what is shown anew: whoever was in it with the keyboard is not thrown back to the top of the page. */
export function refill(element: Element, ...children: Child[]): void {
  const inside = element.contains(document.activeElement);
  fill(element, ...children);
  const heading = element.querySelector('[tabindex="-1"]') ?? element.closest('section')?.querySelector('h2');
  if (inside && heading instanceof HTMLElement) heading.focus();
}

const PATHS = {
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM11 18h2',
  device: 'M4 5h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1zM9 20h6M12 16v4',
  key: 'M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 12.200L19 4.200M15.500 7.700l2.800 2.800M18 5.200l2 2',
  shield: 'M12 3l7 3v5c0 4.500-3 8.300-7 10-4-1.700-7-5.500-7-10V6l7-3zM9 12l2.200 2.200L15.200 10',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20a7.500 7.500 0 0 1 15 0',
  empty: 'M4 7h16v12H4zM4 7l2-3h12l2 3M10 12h4',
} as const;

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const attributes = { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true', focusable: 'false' };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

let count = 0;
export const newId = (): string => `e${++count}`;

export function button(text: string, onclick: () => unknown, kind = '', label?: string): HTMLButtonElement {
  return h('button', { type: 'button', class: kind, onclick, 'aria-label': label }, text);
}

/** Text with elements in its gaps: `Sign in as {username}`. */
export function rich(text: string, parts: Record<string, Node>): (Node | string)[] {
  return text.split(/\{(\w+)\}/).map((piece, index) => (index % 2 === 1 ? (parts[piece] ?? piece) : piece));
}

const status = h('div', { class: 'toast', role: 'status' });
let clearing = 0;

/** Said once, in passing. An open dialog hides what lies below, so it is said inside. */
export function say(text: string): void {
  (document.querySelector('dialog[open]') ?? document.body).append(status);
  status.textContent = text;
  status.classList.add('shown');
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    status.classList.remove('shown');
    status.textContent = '';
  }, 5000);
}

export interface Popup {
  show(...content: Child[]): void;
  title(text: string): void;
  /** whether Escape and the cross close it */
  hold(held: boolean): void;
  close(): void;
}

/** A modal dialog. `onCancel` is told when it is closed by Escape or the cross, and not when the code closes it. */
export function popup(title: string, closeLabel: string, onCancel: () => unknown = () => {}): Popup {
  const before = document.activeElement;
  // what was said in passing does not hang about below
  status.classList.remove('shown');
  const heading = h('h2', { id: newId(), tabindex: '-1' }, title);
  const cross = button('×', () => cancel(), 'cross', closeLabel);
  const body = h('div', { class: 'dialog-body' });
  const dialog = h('dialog', { 'aria-labelledby': heading.id }, h('header', {}, heading, cross), body);
  let held = false;
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    dialog.close();
    dialog.remove();
    const back = before?.isConnected ? before : document.querySelector('main h1');
    if (back instanceof HTMLElement) back.focus();
  };
  // cancelled while an answer is on its way, it would be acted on unseen, and codes that came with it be lost
  const kept = () => held || dialog.querySelector('form[aria-busy="true"]') !== null;
  const cancel = () => {
    if (kept() || !open) return;
    close();
    onCancel();
  };
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    cancel();
  });
  // a browser may close it on a second Escape, whatever is asked
  dialog.addEventListener('close', () => {
    if (!open) return;
    if (kept()) dialog.showModal();
    else cancel();
  });
  document.body.append(dialog);
  dialog.showModal();
  return {
    show: (...content) => {
      fill(body, ...content);
      dialog.scrollTop = 0;
      const first = body.querySelector<HTMLElement>('[autofocus]') ?? heading;
      first.focus();
    },
    title: (text) => {
      heading.textContent = text;
    },
    hold: (value) => {
      held = value;
      cross.hidden = value;
      dialog.setAttribute('closedby', value ? 'none' : 'closerequest');
    },
    close,
  };
}
