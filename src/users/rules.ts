/** What user names are compared and counted by: NFC, then case folded, so that all spellings of one name are one. */
export const canonicalUsername = (username: string): string =>
  // lower first: the capital sharp s (U+1E9E) has no upper case, and folds to ss by way of the small one
  username.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');

/** 1 to 128 code points without control characters or white space at either end. */
export const USERNAME = '^(?!\\s)[^\\u0000-\\u001f\\u007f-\\u009f\\ud800-\\udfff]{1,128}(?<!\\s)$';

export type PasswordFault =
  | 'too_short'
  | 'too_long'
  | 'too_common'
  | 'contains_username'
  | 'contains_tenant'
  | 'control_characters'
  | 'unchanged';

export interface PasswordFacts {
  username: string;
  tenant: { slug: string; name: string };
  minLength: number;
  isCommon: (password: string) => boolean;
}

const MAX_LENGTH = 256;

/** Passwords are kept as they are given, but for NFC (NIST SP 800-63B-4, 3.1.1.2): never trimmed, never cut. */
export const normalPassword = (password: string): string => password.normalize('NFC');

/** Every reason why a new password is not acceptable; none: it is. No composition rules (ASVS 6.2.5). */
export function passwordFaults(password: string, facts: PasswordFacts): PasswordFault[] {
  const faults: PasswordFault[] = [];
  const normal = normalPassword(password);
  const length = [...normal].length;
  const folded = canonicalUsername(normal);
  if (length < facts.minLength) faults.push('too_short');
  if (length > MAX_LENGTH) faults.push('too_long');
  if (/\p{Cc}/u.test(normal) || /\p{Cs}/u.test(normal)) faults.push('control_characters');
  if (facts.isCommon(folded) || facts.isCommon(repeatedPart(folded)) || isRun(folded)) faults.push('too_common');
  if (holdsName(folded, namesOf(facts.username))) faults.push('contains_username');
  if (holdsName(folded, [facts.tenant.slug, facts.tenant.name])) faults.push('contains_tenant');
  return faults;
}

/** The user name, and what stands before the @ of an address. */
const namesOf = (username: string) => [username, ...username.split('@', 1)];

/** Names of one or two characters would refuse half of all passwords. */
const SHORTEST_NAME = 3;

function holdsName(folded: string, names: string[]): boolean {
  const bare = lettersAndDigits(folded);
  return names.some((name) => {
    const key = canonicalUsername(name);
    const bareKey = lettersAndDigits(key);
    return (
      ([...key].length >= SHORTEST_NAME && folded.includes(key)) ||
      ([...bareKey].length >= SHORTEST_NAME && bare.includes(bareKey))
    );
  });
}

const lettersAndDigits = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '');

/** "passwordpassword" is as common as "password": the shortest part that, repeated, makes the whole. */
function repeatedPart(text: string): string {
  const again = (text + text).indexOf(text, 1);
  return text.slice(0, again);
}

/** One character over and over, or counting: aaaa…, 1234567890…, abcdef…, and backwards. */
function isRun(text: string): boolean {
  const points = [...text].map((each) => each.codePointAt(0) ?? 0);
  const steps = new Set(points.slice(1).map((point, index) => countingStep(points[index] ?? 0, point)));
  const [step = Number.NaN, ...others] = steps;
  return others.length === 0 && Math.abs(step) <= 1;
}

/** 9 is followed by 0, as on a keyboard. */
function countingStep(from: number, to: number): number {
  const wrapsUp = from === 0x39 && to === 0x30;
  const wrapsDown = from === 0x30 && to === 0x39;
  return wrapsUp ? 1 : wrapsDown ? -1 : to - from;
}
