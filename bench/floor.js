/**
 * In JavaScript, since to strip types would take time at its start. The floors F1 and F2: Fastify with one schema-serialized
 * answer, and Fastify with one indexed SELECT by pg. And the least that a sign-in can be: one SELECT, one hash, one INSERT.
 */
import { hash, randomBytes } from 'node:crypto';
import fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = fastify();
const properties = {
  user: { type: 'object', properties: { id: { type: 'string' }, username: { type: 'string' } } },
  expiresAt: { type: 'string' },
};
const schema = { response: { 200: { type: 'object', properties } } };
const USER = { id: '019a1c2e-7c1a-7b52-9d04-6f2e8a1c3b5d', username: 'alice@example.com' };

app.get('/plain', { schema }, async () => ({ user: USER, expiresAt: '2026-11-24T21:30:00.000Z' }));
app.get('/checked', { schema }, async (request) => {
  const token = request.headers.authorization?.slice(7) ?? '';
  const { rows } = await pool.query({
    name: 'check',
    text: 'select user_id, username, expires_at from floor_sessions where token_hash = $1',
    values: [hash('sha256', token, 'buffer')],
  });
  const [row] = rows;
  if (!row || row.expires_at < new Date()) throw Object.assign(new Error('no such token'), { statusCode: 401 });
  return { user: { id: row.user_id, username: row.username }, expiresAt: row.expires_at.toISOString() };
});
// only when it is asked for: a start without it is the floor of a start
let argon2;
const signedIn = { response: { 200: { type: 'object', properties: { sessionToken: { type: 'string' } } } } };
app.post('/login', { schema: signedIn }, async (request) => {
  argon2 ??= await import('../src/crypto/argon2.ts');
  const { rows } = await pool.query({
    name: 'user',
    text: `select id, username, password_hash from users
      where tenant_id = (select id from tenants where slug = $1) and username_key = $2`,
    values: [request.body.tenant, request.body.username],
  });
  const [user] = rows;
  if (!user || !(await argon2.fastest.verify(user.password_hash, request.body.password)))
    throw Object.assign(new Error('wrong'), { statusCode: 401 });
  const token = randomBytes(32).toString('base64url');
  await pool.query({
    name: 'session',
    text: `insert into floor_logins (token_hash, user_id, username, expires_at) values ($1, $2, $3, now() + interval '1 day')`,
    values: [hash('sha256', token, 'buffer'), user.id, user.username],
  });
  return { sessionToken: token };
});
app.get('/ready', async () => {
  await pool.query('select 1');
  return { ready: true };
});
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
process.on('SIGTERM', async () => {
  await app.close();
  await pool.end();
});
