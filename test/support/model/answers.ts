import type { Answer } from '../service.ts';
import type { Expected, State } from './state.ts';
import { eventLines, linesOf, linesOfState, type Stored } from './stored.ts';

/** Where what is stored is not as the model has it. */
export function differences(state: State, after: Stored): string[] {
  const compared = [
    [linesOf(after), linesOfState(state)],
    [eventLines(after), [...state.events].sort()],
  ] as const;
  return compared.flatMap(([is, should]) => [
    ...without(is, should).map((line) => `  stored: ${line}`),
    ...without(should, is).map((line) => `  model:  ${line}`),
  ]);
}

function without(lines: string[], others: string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** When a session was used last is written beside the calls: a list may be a call behind. */
export const USES = ['lastUsedAt', 'idleExpiresAt', 'exp'];
/**
 * How many recovery codes are left, and so whether a login names them: counted as the statement found them that waited
 * for the user's lock (PostgreSQL reads only the locked row anew). Told, and never decided on.
 */
export const COUNTS = ['recoveryCodesLeft', 'methods'];
const TOKENS = ['sessionToken', 'loginToken', 'trustedDeviceToken', 'recoveryCodes', 'resetCode', 'session', 'secret'];

/** Where an answer is not as the model has it. */
export function faults({ status, body, text }: Answer, expected: Expected, skip: string[] = []): string[] {
  if (status !== expected.status) return [`  ${status} ${text}`, `  model: ${JSON.stringify(expected)}`];
  const tokens = TOKENS.filter((name) => body?.[name] !== undefined && expected.body[name] === undefined);
  const same = Object.entries(expected.body).every(([name, value]) => fits(body?.[name], value, name, skip));
  return same && tokens.length === 0 ? [] : [`  ${text}`, `  model: ${JSON.stringify(expected.body)} ${tokens}`];
}

/** What a login may be answered by is told beside its step; what a session was proved by is told in the session, and is sure. */
const within = (skip: string[]) => skip.filter((name) => name !== 'methods');

/** `*` is any text, a number of codes their count, an id an object that has it; of an object only what is named. */
function fits(is: unknown, should: unknown, name: string, skip: string[]): boolean {
  if (skip.includes(name)) return true;
  if (should === '*') return typeof is === 'string' && is !== '';
  if (Array.isArray(is) && typeof should === 'number') return is.length === should;
  if (Array.isArray(is) && Array.isArray(should))
    return is.length === should.length && is.every((each, index) => fits(each, should[index], '', skip));
  if (typeof is === 'object' && is !== null && typeof should === 'string') return (is as { id: string }).id === should;
  if (typeof is === 'object' && is !== null && typeof should === 'object' && should !== null)
    return Object.entries(should).every(([key, value]) => fits((is as never)[key], value, key, within(skip)));
  return is === should;
}
