// @ts-nocheck
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

/** Dates as they are written where the reader lives, if the language fits. */
const locale = (): string => navigator.languages.find((each) => each.startsWith(language)) ?? language;

const unit = (value: number, of: string) =>
  new Intl.NumberFormat(locale(), { style: 'unit', unit: of, unitDisplay: 'long' }).format(value);

export const days = (count: number): string => unit(count, 'day');

/** `14 minutes 5 seconds`, for a countdown. */
export function waiting(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`;
  return minutes > 0 ? `${unit(minutes, 'minute')} ${unit(rest, 'second')}` : unit(rest, 'second');
}

export const date = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(iso));

export const dateTime = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

const STEPS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** `5 minutes ago`; beyond a month the date says more. Clocks differ a little: what is ahead is now. */
export function ago(iso: string): string {
  const seconds = Math.round((Date.now() - new Date(iso).getTime()) / 1000);
  if (seconds > 30 * 86_400) return date(iso);
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  for (const [name, size] of STEPS) if (seconds >= size) return format.format(-Math.floor(seconds / size), name);
  return t('justNow');
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
