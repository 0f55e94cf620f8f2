import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import t from 'tap';
import { createLastUses } from '../src/sessions/last-uses.ts';
import { newTenant, type Service, startService } from './support/service.ts';

const MINUTE = 60_000;

const lastUsed = async ({ ctx }: Service) =>
  (await ctx.db.selectFrom('sessions').select('last_used_at').executeTakeFirstOrThrow()).last_used_at;

async function signedIn(t: Parameters<typeof startService>[0]) {
  const service = await startService(t);
  const tenant = await newTenant(service);
  return { service, key: await tenant.signIn((await tenant.newUser()).username) };
}

t.test('a use is written although the session is held by another call of its user', async (t) => {
  const { service, key } = await signedIn(t);
  const { ctx, get, clock } = service;
  clock.advance(20 * MINUTE);
  await ctx.db.transaction().execute(async (tx) => {
    await sql`select from sessions for no key update`.execute(tx);
    t.equal((await get('/v1/session', { key })).status, 200);
    // long enough for a write that does not wait to pass over it
    await sleep(100);
  });
  await ctx.lastUses.written();
  t.same(await lastUsed(service), clock.now());
  clock.advance(29 * MINUTE);
  t.equal((await get('/v1/session', { key })).status, 200, 'so its idle time begins anew');
});

t.test('a use that could not be written is not forgotten, and is written a second later', async (t) => {
  const { service, key } = await signedIn(t);
  const { ctx, get, clock } = service;
  const { id } = (await get('/v1/session', { key })).body.session;
  const failures: unknown[] = [];
  const uses = createLastUses(ctx.db, (error) => failures.push(error));
  clock.advance(20 * MINUTE);
  await sql`alter table sessions rename to sessions_away`.execute(ctx.db);
  uses.note(id, clock.now());
  await uses.written();
  t.equal(failures.length, 1);
  await sql`alter table sessions_away rename to sessions`.execute(ctx.db);
  uses.note('01900000-0000-7000-8000-000000000000', clock.now());
  const known = await uses.reading(id, async () => ({ last_used_at: new Date(0) }));
  t.same(known?.last_used_at, clock.now(), 'until then it is known here');
  for (let tries = 0; tries < 100 && (await lastUsed(service)) < clock.now(); tries++) await sleep(50);
  t.same(await lastUsed(service), clock.now());
  t.equal(failures.length, 1);
});
