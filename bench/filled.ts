/** Fills the tables by SQL, fast, with real hashes and sealed secrets that all users share. */
import { hash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { stepOf } from '../src/authenticators/rules.ts';
import { fastest } from '../src/crypto/argon2.ts';
import { ARGON2_FLOOR } from '../src/crypto/passwords.ts';
import { createSealing } from '../src/crypto/sealing.ts';
import { ADMIN, ask, call, KEY, PASSWORD, totp } from './parts.ts';

/** When what is filled in was made: yesterday. */
const MADE = (Date.now() - 86_400_000).toString(16).padStart(12, '0');

/** SQL: the nth id of a kind, a UUIDv7. */
const ID = (kind: string, n: string) => `('${MADE}7${kind}8' || lpad(to_hex(${n}), 15, '0'))::uuid`;

/** A tenant with its backend key, made by the API. */
export async function newTenant(url: string, slug: string): Promise<{ id: string; backend: string }> {
  const made = await call('POST', `${url}/v1/admin/tenants`, { slug, name: slug }, ADMIN);
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const key = await call('POST', `${url}/v1/admin/api-keys`, { name: 'bench', role: 'backend', tenant: slug }, ADMIN);
  return { id: made.body.id, backend: key.body.key };
}

/** The floor's own table, as large as the sessions that the service is asked about. */
export async function fillFloor(databaseUrl: string, rows: number, tokens: number): Promise<string[]> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const fresh = Array.from({ length: tokens }, () => randomBytes(32).toString('base64url'));
  await client.query(`
    create table if not exists floor_sessions (id bigint generated always as identity primary key, token_hash bytea not null unique,
      user_id uuid not null, username text not null, expires_at timestamptz not null);
    create table if not exists floor_logins (like floor_sessions including all)`);
  await client.query(
    `insert into floor_sessions (token_hash, user_id, username, expires_at)
     select sha256(convert_to('t' || n, 'UTF8')), gen_random_uuid(), 'user' || n, now() + interval '1 day' from generate_series(1, $1::int) as n`,
    [rows],
  );
  await client.query(
    `insert into floor_sessions (token_hash, user_id, username, expires_at) 
     select token_hash, gen_random_uuid(), 'alice', now() + interval '1 day' from unnest($1::bytea[]) as token_hash`,
    [fresh.map((token) => hash('sha256', token, 'buffer'))],
  );
  await client.query('vacuum analyze floor_sessions');
  await client.end();
  return fresh;
}

export const SECRET = Buffer.alloc(20, 5);

/** `users` of a tenant, the first `withCode` with an authenticator; each with `sessions` and `events`. */
export async function fill(
  databaseUrl: string,
  tenantId: string,
  given: { users: number; withCode: number; sessions: number; events: number },
): Promise<void> {
  await connected(databaseUrl, (client) => fillBy(client, tenantId, given));
}

export async function connected<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function fillBy(
  client: pg.Client,
  tenantId: string,
  given: { users: number; withCode: number; sessions: number; events: number },
): Promise<void> {
  const { users, withCode, sessions, events } = given;
  const passwordHash = await fastest.hash(PASSWORD, ARGON2_FLOOR);
  await client.query(
    `insert into users (id, tenant_id, username, username_key, display_name, password_hash, must_change_password, status,
       device_cookie, authenticators, created_at)
     select ${ID('001', 'n')}, $1, 'user' || n, 'user' || n, 'User ' || n, $2, false, 'active', 'cookie' || n,
       case when n <= ${withCode} then 1 else 0 end, now()
     from generate_series(1::bigint, $3::bigint) as n`,
    [tenantId, passwordHash, users],
  );
  // a sealed secret is bound to its user and itself, so each is made here
  const sealing = createSealing([KEY]);
  const { rows } = await client.query(
    `select u.id, ${ID('002', 'substr(u.username, 5)::bigint')} as authenticator from users as u
     where u.tenant_id = $1 and u.authenticators > 0`,
    [tenantId],
  );
  for (let from = 0; from < rows.length; from += 5000) {
    const part = rows.slice(from, from + 5000);
    await client.query(
      `insert into authenticators (id, tenant_id, user_id, name, secret, secret_key_id, last_step, confirmed_at)
       select a.id, $1, a.user_id, 'App', a.secret, $2, 0, now()
       from unnest($3::uuid[], $4::uuid[], $5::bytea[]) as a (id, user_id, secret)`,
      [
        tenantId,
        KEY.id,
        part.map((row) => row.authenticator),
        part.map((row) => row.id),
        part.map((row) => sealing.seal(SECRET, [tenantId, row.id, row.authenticator]).bytes),
      ],
    );
  }
  await client.query(
    `insert into sessions (id, tenant_id, user_id, secret_hash, mode, methods, acr, ip, user_agent, created_at,
       authenticated_at, last_used_at, idle_minutes, expires_at)
     select ${ID('003', `n * ${sessions} + s`)}, $1, ${ID('001', 'n')}, sha256('x'), 'token', '{pwd}', 'aal1', '203.0.113.7', 'bench',
       now(), now(), now(), 30, now() + interval '12 hours'
     from generate_series(1::bigint, $2::bigint) as n, generate_series(0, ${sessions - 1}) as s`,
    [tenantId, users],
  );
  await client.query(
    `insert into events (id, tenant_id, user_id, type, at, actor_kind, actor_id, ip, user_agent, request_id, data)
     select ${ID('004', `n * ${events} + s`)}, $1, ${ID('001', 'n')}, 'login.succeeded', now(), 'user', ${ID('001', 'n')}::text, '203.0.113.7',
       'bench', 'r', '{"methods":["pwd"]}'
     from generate_series(1::bigint, $2::bigint) as n, generate_series(0, ${events - 1}) as s`,
    [tenantId, users],
  );
  await client.query('vacuum analyze');
}

export const CLIENT = { ip: '203.0.113.7', userAgent: 'bench' };

/** The calls that are measured, on a filled tenant. */
export function calls(url: string, slug: string, backend: string, users: { withCode: number; all: number }) {
  // the last step that each user has used up
  const taken = new Map<number, number>();
  let nextPlain = 0;
  let nextCode = 0;
  const password = (n: number) =>
    ask({
      method: 'POST',
      url: `${url}/v1/tenants/${slug}/login`,
      body: { username: `user${n}`, password: PASSWORD, client: CLIENT },
      key: backend,
    });
  const plainUsers = users.all - users.withCode;
  return {
    signIn: () => password(users.withCode + 1 + (nextPlain++ % plainUsers)),
    /** Password, code, session. A step of time works once a user, so they take turns. */
    async twoFactor(): Promise<Answer> {
      const n = 1 + (nextCode++ % users.withCode);
      const begun = await password(n);
      if (begun.status !== 200) return begun;
      const step = Math.max(stepOf(new Date()), (taken.get(n) ?? 0) + 1);
      taken.set(n, step);
      const given = { code: totp(SECRET, step) };
      return ask({ method: 'POST', url: `${url}/v1/login/challenge`, body: given, key: begun.body.loginToken });
    },
  };
}

type Answer = Awaited<ReturnType<typeof call>>;
