import { type Answer, totp } from '../service.ts';
import type { Ask } from './asks.ts';
import type { Account, State } from './state.ts';
import type { Row, Stored } from './stored.ts';

/** What an onlooker remembers of a walk. */
export interface Memory {
  /** logins whose password was right, and those whose code was */
  passed: Set<string>;
  coded: Set<string>;
  /** whatever has worked once, and may not again */
  used: Set<string>;
  /** wrong passwords of a name from nowhere special, in a row, and when the last one was */
  wrong: Map<string, { count: number; at: number }>;
}

export const newMemory = (): Memory => ({ passed: new Set(), coded: new Set(), used: new Set(), wrong: new Map() });

/** A call, the state that it found, and its answer. */
export interface Call {
  /** before it and all that was asked at the same time */
  began: State;
  state: State;
  ask: Ask;
  answer: Answer;
}

interface Seen {
  /** one call, or some at the same time in the order that explains them */
  calls: Call[];
  before: Stored;
  after: Stored;
  memory: Memory;
}

const all = (stored: Stored, kind: string): Row[] => stored[kind] ?? [];
const isGood = ({ status }: Answer) => status < 300;

/** Whose call it is: of one account, or of a tenant's key. A token may have ended while its call was on its way. */
function callerOf({ began, state, ask: { op, key, body = {}, tenant } }: Call) {
  const { accounts, sessions, logins, tenants } = state;
  const holder = [...sessions, ...logins, ...began.sessions, ...began.logins].find(({ token }) => token === key);
  const named = op === 'login' ? accounts.find((each) => isNamed(each, tenant, body.username)) : undefined;
  const account = holder ? accounts.find(({ id }) => id === holder.account.id) : named;
  return { account, tenant: tenants.find(({ keys }) => Object.values(keys).includes(key)) };
}

const isNamed = (account: Account, slug: string | undefined, username: unknown) =>
  account.tenant.slug === slug && account.username === username && !account.deleted;

/** What was presented, where it is right by now: by a name under which it may be seen once. */
function rightCodes(state: State, account: Account, { body = {} }: Ask): string[] {
  const code = String(body.code);
  if (body.method === 'recovery_code') return account.recovery.includes(code) ? [code] : [];
  const now = Math.floor(state.now / 30_000);
  return [...account.apps, ...account.enrollments].flatMap(({ secret }) =>
    [now - 1, now, now + 1]
      .filter((step) => totp(secret, new Date(step * 30_000)) === code)
      .map((step) => `${secret} at ${step}`),
  );
}

/** Said in words, and looked for in what the database holds: they know nothing of the model's rules. */
const INVARIANTS: Record<string, (seen: Seen) => string | undefined> = {
  'no session without a password'({ calls, before, after, memory }) {
    const entitled: (string | undefined)[] = [];
    for (const call of calls) {
      const { ask, answer } = call;
      const { account } = callerOf(call);
      const right = ask.op === 'login' && account !== undefined && ask.body?.password === account.password;
      if (right && answer.body?.loginToken) memory.passed.add(answer.body.loginToken);
      if (right || memory.passed.has(ask.key)) entitled.push(account?.id);
    }
    for (const { user_id } of all(after, 'session').filter((row) => isNew(row, before))) {
      if (!entitled.includes(user_id)) return 'a session began';
      entitled.splice(entitled.indexOf(user_id), 1);
    }
    return undefined;
  },

  'no aal2 without a fresh code, and nothing works twice'({ calls, before, after, memory }) {
    const entitled: (string | undefined)[] = [];
    for (const call of calls) {
      const { state, ask, answer } = call;
      const { account } = callerOf(call);
      const fresh = account ? rightCodes(state, account, ask).find((each) => !memory.used.has(each)) : undefined;
      const took = isGood(answer) && ask.body?.code !== undefined;
      if (took && fresh === undefined) return 'a code was taken that is not right, or was used';
      const once = [
        ...(took ? [fresh ?? ''] : []),
        ...(answer.body?.status === 'authenticated' && ask.op !== 'login' ? [ask.key] : []),
        ...(ask.op === 'resetPassword' && isGood(answer) ? [String(ask.body?.resetToken)] : []),
      ];
      for (const each of once) {
        if (memory.used.has(each)) return 'a token worked twice';
        memory.used.add(each);
      }
      if (took) memory.coded.add(ask.key);
      if (memory.coded.has(ask.key)) entitled.push(account?.id);
    }
    const old = new Map(all(before, 'session').map((row) => [row.id, row]));
    const risen = all(after, 'session').filter(
      (row) =>
        row.acr === 'aal2' &&
        (old.get(row.id)?.acr !== 'aal2' || old.get(row.id)?.authenticated_at !== row.authenticated_at),
    );
    return risen.every(({ user_id }) => entitled.includes(user_id)) ? undefined : 'a session rose to aal2';
  },

  'nothing outlives what ends it'({ calls, before, after }) {
    const now = calls[0]?.state.now ?? 0;
    const own = calls.map(({ began, ask }) => began.sessions.find(({ token }) => token === ask.key)?.id);
    const version = new Map(all(before, 'user').map((row) => [row.id, row.credentials_version]));
    const isOver = (row: Row) => row.ended_at !== null || Date.parse(row.expires_at) <= now;
    for (const user of all(after, 'user')) {
      const moved = version.get(user.id) !== user.credentials_version;
      const of = (kind: string) => all(after, kind).filter((row) => row.user_id === user.id);
      const others = of('session').filter((row) => !isNew(row, before) && !own.includes(row.id));
      if (moved && !others.every(isOver)) return 'a session lives on';
      if (!of('device').every((row) => row.credentials_version === user.credentials_version || isOver(row)))
        return 'a trusted device lives on';
      if (moved && calls.length === 1 && of('enrollment').length > 0) return 'an enrolment lives on';
      if (user.authenticators === 0 && of('recovery').length + of('authenticator').length > 0) return 'factors live on';
      if (user.status === 'disabled' && !of('session').every(isOver)) return 'a session of a disabled user lives on';
    }
    return undefined;
  },

  "nobody sees another's things"({ calls }) {
    for (const call of calls) {
      const { state, ask, answer } = call;
      const { account, tenant } = callerOf(call);
      const isTheirs = (each: Account) => (account ? each !== account : !tenant || each.tenant !== tenant);
      const things = [
        ...state.accounts.map((each) => ({
          account: each,
          names: [each.id, ...each.apps.map(({ id }) => id), ...each.recovery],
        })),
        ...[...state.sessions, ...state.devices].map((each) => ({ account: each.account, names: [each.id] })),
        ...state.logins.map((each) => ({ account: each.account, names: [each.token] })),
      ];
      const sent = `${ask.path} ${JSON.stringify(ask.body ?? {})}`;
      const told = things
        .filter((each) => isTheirs(each.account))
        .flatMap(({ names }) => names)
        .find((name) => answer.text.includes(`"${name}"`) && !sent.includes(name));
      if (told !== undefined) return `${told} was told`;
    }
    return undefined;
  },

  "nobody ends another's things"({ calls, before, after }) {
    const mine = new Set(calls.flatMap((call) => ownersFor(call)));
    const facts = (row: Row) => JSON.stringify({ ...row, last_used_at: null });
    for (const kind of ['session', 'device', 'authenticator', 'enrollment', 'login']) {
      const now = new Map(all(after, kind).map((row) => [row.id, facts(row)]));
      const changed = all(before, kind).filter((row) => now.get(row.id) !== facts(row));
      if (changed.some(({ user_id }) => !mine.has(user_id))) return `a ${kind} of somebody else has changed`;
    }
    return undefined;
  },

  'five wrong passwords in a row start a wait'({ calls, memory }) {
    for (const call of calls) {
      const { ask, answer, began } = call;
      const { code } = answer.body ?? {};
      // support, and a new password, let in again
      if (isGood(answer) && LETTING_IN.includes(ask.op)) memory.wrong.clear();
      if (ask.op !== 'login') continue;
      const name = `${ask.tenant}/${ask.body?.username}`;
      const row = memory.wrong.get(name) ?? { count: 0, at: 0 };
      const isRight = isGood(answer) || code === 'account_disabled';
      // what a trusted browser gets wrong counts apart
      const isApart = ask.body?.trustedDeviceToken !== undefined;
      if (isRight && isApart) memory.wrong.delete(name);
      if (isApart || !(isRight || code === 'invalid_credentials')) continue;
      if (row.count >= 5 && began.now < row.at + 30_000) return `${row.count} were wrong, and one more is judged`;
      if (isRight) memory.wrong.delete(name);
      else memory.wrong.set(name, { count: row.count + 1, at: began.now });
    }
    return undefined;
  },

  'every change has its event'({ before, after }) {
    const facts = (stored: Stored) =>
      ['tenant', 'user', 'authenticator', 'recovery', 'device', 'deviceToken', 'session', 'reset'].flatMap((kind) =>
        all(stored, kind).map((row) => JSON.stringify({ ...row, kind, last_used_at: null })),
      );
    const changed = facts(before).sort().join('\n') !== facts(after).sort().join('\n');
    return changed && all(after, 'event').length === 0 ? 'nothing was recorded' : undefined;
  },
};

const LETTING_IN = ['unlock', 'setUser', 'resetPassword', 'deleteUser'];

/** Whose things a call may change: the caller's own, or with a tenant's key those of the tenant's users. */
function ownersFor(call: Call): string[] {
  const { accounts, resets } = call.began;
  const { account, tenant } = callerOf(call);
  const reset = resets.find(({ token }) => token === call.ask.body?.resetToken)?.account;
  if (tenant && call.ask.op !== 'login')
    return accounts
      .filter((each) => each.tenant.id === tenant.id && (call.ask.user ?? each.id) === each.id)
      .map(({ id }) => id);
  return [account, reset].flatMap((each) => (each ? [each.id] : []));
}

const isNew = ({ id }: Row, before: Stored) => !all(before, 'session').some((row) => row.id === id);

/** A call and its answer, for people. */
export const told = ({ ask, answer }: Pick<Call, 'ask' | 'answer'>): string =>
  `${ask.method} ${ask.path} ${JSON.stringify(ask.body)}\n    ${answer.status} ${answer.text}`;

/** Those that do not hold. */
export function broken(seen: Seen): string[] {
  return Object.entries(INVARIANTS).flatMap(([words, holds]) => {
    const wrong = holds(seen);
    return wrong === undefined ? [] : [`${words}: ${wrong}`];
  });
}
