import type { EventEmitter } from 'node:events';
import type pg from 'pg';
import { sha256 } from '../crypto/tokens.ts';

/**
 * A column was given another type, or a pooler has forgotten the name: `feature_not_supported` ("cached plan must not change
 * result type"), `invalid_sql_statement_name`.
 */
const PLAN_LOST = ['0A000', '26000'];
const lost = new WeakSet<object>();

/** What is prepared on this connection fits no more. */
export const hasLostPlans = (client: object): boolean => lost.has(client);

/** Names that one process gives out; whatever comes later is parsed every time. */
const MOST = 400;
const LONGEST = 8_000;

/**
 * Gives every statement with parameters a name, by which PostgreSQL parses it once a connection, and plans it a few times.
 * Not one that asks for "all columns" of a table: a later migration may add one, and then the name would be refused. The name is the
 * statement's hash: behind a pooler that mixes up connections no name may mean one thing here and another there.
 */
export function prepareByName(): (client: pg.ClientBase) => void {
  const names = new Map<string, string | null>();
  const nameOf = (text: string): string | null => {
    const found = names.get(text);
    if (found !== undefined || names.size >= MOST) return found ?? null;
    // those of a part of the statement itself are named there
    const own = text
      .replace(/select \* from ("\w+")/g, (all, part) => (text.includes(`${part} as (`) ? '' : all))
      .replace(/("\w+")\.\*/g, (all, part) => (text.includes(`) as ${part}`) ? '' : all));
    const name = text.length > LONGEST || /[\s.]\*/.test(own) ? null : sha256(text).toString('base64url');
    names.set(text, name);
    return name;
  };
  return (client) => {
    const { connection } = client as unknown as { connection: EventEmitter };
    connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (PLAN_LOST.includes(code ?? '')) lost.add(client);
    });
    const query = client.query.bind(client) as (...given: unknown[]) => unknown;
    const named = (text: unknown, values: unknown, ...more: unknown[]) => {
      const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : null;
      return name === null ? query(text, values, ...more) : query({ name, text, values }, ...more);
    };
    client.query = named as typeof client.query;
  };
}
