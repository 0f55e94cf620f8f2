/** Webhooks that a tenant may have. */
export const MAX_WEBHOOKS = 20;
/** Hours that the old secret signs, too, after a rotation. */
export const OLD_SECRET_HOURS = 24;
/** Longest that one attempt may take: name, connection, TLS, answer. */
export const ATTEMPT_MILLIS = 15_000;
/** A courier that has taken a delivery and said nothing for so long is dead: another takes it. */
export const LEASE_MILLIS = 60_000;

/** Seconds from one attempt to the next, as Standard Webhooks suggests: ten attempts in a little over three days. */
const RETRY_SECONDS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400] as const;
export const MAX_ATTEMPTS = RETRY_SECONDS.length + 1;
/** A receiver with a backlog is asked less often than each delivery would: so age ends it as well. */
export const GIVE_UP_DAYS = 5;

/** Why an attempt came to nothing. Never a word of the receiver's own. */
export type DeliveryError =
  | 'address_refused'
  | 'name_not_resolved'
  | 'connection_failed'
  | 'tls_failed'
  | 'timeout'
  | 'bad_answer'
  | 'redirected'
  | 'gone'
  | 'unexpected_status';

/** What came of an attempt: the receiver's status, or why there is none. */
export type Outcome = { status: number } | { error: DeliveryError };

export type Verdict =
  | { is: 'delivered' }
  | { is: 'retry'; at: Date; error: DeliveryError }
  /** the last try: the webhook is disabled, unless the receiver takes other events */
  | { is: 'given_up'; error: DeliveryError }
  /** the receiver wants no more: the webhook is disabled at once */
  | { is: 'gone'; error: 'gone' };

/**
 * What an attempt's outcome means for its delivery. Any 2xx is a yes; 410 ends the webhook; everything else, redirects
 * included, is tried again. `since`: the event, or when the webhook was enabled last. `chance`: 0 to 1.
 */
export function judge(
  outcome: Outcome,
  { attempts, since }: { attempts: number; since: Date },
  now: Date,
  chance: number,
): Verdict {
  const error = 'error' in outcome ? outcome.error : errorOf(outcome.status);
  if (error === null) return { is: 'delivered' };
  if (error === 'gone') return { is: 'gone', error };
  const seconds = RETRY_SECONDS[attempts - 1];
  const tooOld = now.getTime() - since.getTime() >= GIVE_UP_DAYS * 86_400_000;
  if (seconds === undefined || tooOld) return { is: 'given_up', error };
  return { is: 'retry', at: new Date(now.getTime() + jittered(seconds, chance) * 1000), error };
}

function errorOf(status: number): DeliveryError | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'gone';
  return status >= 300 && status < 400 ? 'redirected' : 'unexpected_status';
}

/** A tenth more or less, so that what failed together does not come back together. */
const jittered = (seconds: number, chance: number) => seconds * (0.9 + chance / 5);

/**
 * Until when a webhook rests after so many attempts in a row that failed, whatever else is owed to it: a receiver that
 * is down is then asked once in five minutes, however much has piled up. The first rest is shorter than the first retry.
 */
export const restUntil = (failures: number, now: Date): Date =>
  new Date(now.getTime() + Math.min(300, 2 ** (failures + 1)) * 1000);

/**
 * What is wrong with a webhook's URL; null: nothing. `anyAddress`: receivers in one's own network are allowed.
 * Where its name leads is looked at when it is dialled.
 */
export function urlFault(text: string, anyAddress: boolean): string | null {
  if (/[\s\p{Cc}\\]/u.test(text) || !URL.canParse(text)) return 'is not a URL';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(anyAddress && url.protocol === 'http:')) return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must name no user and no password';
  if (text.includes('#')) return 'must have no fragment';
  return null;
}
