// @ts-nocheck
import type { Schemas } from '../client/index.js';
import { answer, api } from './api.ts';
import { button, type Child, h, say } from './dom.ts';
import { asProblem, sentences } from './forms.ts';
import { ago, dateTime, lookUp, t } from './i18n.ts';
import { blank, deviceOf } from './places.ts';

type Event = Schemas['Event'];
type Read = (query: { limit: number; after?: string }) => Promise<{ events: Event[]; next: string | null }>;

const PAGE = 10;

/** What a user should look at twice. */
const ALARMING = /failed|throttled|locked|token_reused|reset$/;

export async function showActivity(): Promise<Child[]> {
  return [h('p', { class: 'quiet' }, t('activityText')), ...(await eventList(readOwn))];
}

const readOwn: Read = (query) => answer(api.GET('/v1/account/events', { params: { query } }));

/** Newest first, ten at a time. */
export async function eventList(read: Read): Promise<Child[]> {
  const list = h('ol', { class: 'list events' });
  let { events, next } = await read({ limit: PAGE });
  if (events.length === 0) return [blank(t('noActivity'))];
  const show = () => {
    for (const each of events) list.append(row(each));
    more.hidden = next === null;
  };
  const more = button(
    t('more'),
    async () => {
      try {
        ({ events, next } = await read({ limit: PAGE, ...(next === null ? {} : { after: next }) }));
        const at = list.children.length;
        show();
        const first = list.children[at];
        if (first instanceof HTMLElement) first.focus();
      } catch (error) {
        say(sentences(asProblem(error))[0]?.textContent ?? '');
      }
    },
    'secondary',
  );
  show();
  return [list, h('div', { class: 'actions' }, more)];
}

function row({ type, at, actor, ip, userAgent }: Event): HTMLElement {
  const where = [
    userAgent === null ? null : deviceOf(userAgent),
    ip,
    // a sign-in that a backend passed on was the user's own
    actor.kind === 'api_key' && !type.startsWith('login.') ? t('byOrganisation') : null,
  ].filter((each) => each !== null);
  return h(
    'li',
    { class: ALARMING.test(type) ? 'event alarming' : 'event', tabindex: '-1' },
    h('strong', {}, lookUp('events', type) ?? type),
    h('span', { class: 'quiet' }, where.join(' · ')),
    h('time', { class: 'quiet', datetime: at, title: dateTime(at) }, ago(at)),
  );
}
