import { type Filling, type Language, languages, type TextName, type Texts } from './strings.ts';

const KEPT = 'ic_demo_language';

export let language: Language = firstLanguage();

function firstLanguage(): Language {
  const wanted = [recall(KEPT), ...navigator.languages, navigator.language];
  for (const each of wanted) {
    const [found] = (Object.keys(languages) as Language[]).filter((name) => each?.toLowerCase().startsWith(name));
    if (found) return found;
  }
  return 'en';
}

export function chooseLanguage(chosen: Language): void {
  language = chosen;
  remember(KEPT, chosen);
}

/** A text of the page in the language chosen. */
export function t<Name extends TextName>(name: Name, ...[values]: Filling<Name>): string {
  const given = (values ?? {}) as Record<string, string | number>;
  return texts().ui[name].replace(/\{(\w+)\}/g, (whole, gap: string) => String(given[gap] ?? whole));
}

export const texts = (): Texts => languages[language];

/** One of the lists that the service may add to: what is not known yet is shown as it is. */
export const lookUp = (part: 'problems' | 'reasons' | 'events', name: string): string | null =>
  (texts()[part] as Record<string, string>)[name] ?? null;

const unit = (value: number, of: string) =>
  new Intl.NumberFormat(language, { style: 'unit', unit: of, unitDisplay: 'long' }).format(value);

export const days = (count: number): string => unit(count, 'day');

/** `14 minutes 5 seconds`, for a countdown. */
export function waiting(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
  return minutes > 0 ? `${unit(minutes, 'minute')} ${unit(rest, 'second')}` : unit(rest, 'second');
}

export const date = (iso: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(iso));

export const dateTime = (iso: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `5 minutes ago`; beyond a month the date says more. */
export function ago(iso: string): string {
  const seconds = Math.round((new Date(iso).getTime() - Date.now()) / 1000);
  if (Math.abs(seconds) > 30 * 86_400) return date(iso);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [name, size] of STEPS)
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), name);
  return format.format(0, 'second');
}

/** What may fail where the browser stores nothing. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // then it is forgotten with the page
  }
}

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
