import { randomUUID } from 'node:crypto';
import pg from 'pg';
import t from 'tap';
import { issueToken } from '../src/crypto/tokens.ts';
import { findAsked } from '../src/sessions/introspection.ts';
import { findSession } from '../src/sessions/sessions.ts';
import { failQuery } from './support/database.ts';
import { newTenant, startService } from './support/service.ts';

const asked = { statements: 0, fault: null as Error | null };
const send = pg.Client.prototype.query as (this: pg.Client, ...given: unknown[]) => unknown;
pg.Client.prototype.query = function query(this: pg.Client, ...given: unknown[]) {
  asked.statements += 1;
  const { fault } = asked;
  asked.fault = null;
  return fault ? failQuery(given, fault) : send.apply(this, given);
} as typeof pg.Client.prototype.query;
t.teardown(() => {
  pg.Client.prototype.query = send as typeof pg.Client.prototype.query;
});

const service = await startService(t);
const { ctx, get } = service;
const [tenant, other] = [await newTenant(service), await newTenant(service)];
const users = await Promise.all(Array.from({ length: 6 }, () => tenant.newUser()));
const tokens = await Promise.all(users.map(({ username }) => tenant.signIn(username)));
// so that connections are there
await Promise.all(tokens.map((key) => get('/v1/session', { key })));
await ctx.lastUses.written();
const unknown = () => issueToken('ist_', randomUUID()).token;
/** the id of one, with the secret of another */
const mixed = `${tokens[0]?.slice(0, 26)}${tokens[1]?.slice(26)}`;

t.test('of all who ask in one turn each is told of the own session, in one round trip for a hundred', async (t) => {
  const all = [...tokens, ...Array.from({ length: 120 }, unknown), mixed, ...tokens];
  asked.statements = 0;
  const told = await Promise.all(all.map((token) => findSession(ctx, token)));
  t.equal(asked.statements, 2);
  const ids = users.map(({ id }) => id);
  t.same(
    told.map((who) => who?.user.id ?? null),
    [...ids, ...Array(121).fill(null), ...ids],
  );
});

t.test('nor are keys mixed up, which ask about sessions of their own tenant alone', async (t) => {
  const pairs = [tenant.backend, other.backend, issueToken('iak_', randomUUID()).token, tenant.support].flatMap((key) =>
    [...tokens, mixed].map((token) => ({ key, token })),
  );
  const told = await Promise.all(pairs.map(({ key, token }) => findAsked(ctx, key, token)));
  for (const [nth, { holder, who }] of told.entries()) {
    const { key, token } = pairs[nth] ?? {};
    const role =
      key === tenant.support ? 'support' : key === tenant.backend || key === other.backend ? 'backend' : null;
    t.equal(holder?.role ?? null, role);
    t.equal(who?.user.id ?? null, key === tenant.backend ? (users[tokens.indexOf(token ?? '')]?.id ?? null) : null);
  }
});

t.test('a statement that fails fails those who asked by it, and nobody after them', async (t) => {
  asked.fault = new Error('a fault');
  const told = await Promise.allSettled(tokens.map((token) => findSession(ctx, token)));
  t.ok(told.every(({ status }) => status === 'rejected'));
  t.equal((await get('/v1/session', { key: tokens[0] as string })).status, 200);
});
