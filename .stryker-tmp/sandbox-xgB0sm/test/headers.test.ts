// @ts-nocheck
import { once } from 'node:events';
import { request } from 'node:http';
import t, { type Test } from 'tap';
import { fill, type Operation, operations, sample } from './support/document.ts';
import { ADMIN, newTenant, type Service, startService } from './support/service.ts';
import { type Sent, stampFaults } from './support/stamp.ts';
import { wayTo } from './support/way.ts';

const NOBODY = '01900000-0000-7000-8000-000000000000';
const FRONTEND = 'https://app.example.com';
const PUBLIC_URL = 'https://auth.example.com';

type Headers = Record<string, string>;

/** Over a real socket: what node itself adds or takes away is seen. */
async function ask(service: Service, method: string, path: string, headers: Headers, body?: string): Promise<Sent> {
  const { port } = service.app.server.address() as { port: number };
  const length: Headers = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const sent = request({ host: '127.0.0.1', port, method, path, agent: false, headers: { ...length, ...headers } });
  sent.on('error', () => {});
  // what is announced and never sent is answered all the same
  if ('content-length' in headers) sent.flushHeaders();
  else sent.end(body);
  const [answer] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  sent.destroy();
  const names = answer.rawHeaders.filter((_: string, index: number) => index % 2 === 0);
  const twice = names.filter((name: string, index: number) => names.indexOf(name) !== index && name !== 'set-cookie');
  if (twice.length > 0) throw new Error(`${method} ${path} sends ${twice} twice`);
  return { status: answer.statusCode, headers: answer.headers, raw: Buffer.concat(chunks) };
}

async function listening(t: Test) {
  const direct = await startService(t);
  const way = await wayTo(t, direct.url);
  const service = await startService(t, { PUBLIC_URL, ALLOWED_ORIGINS: FRONTEND }, { ...direct, url: way.url });
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  const tenant = await newTenant(service);
  const user = await tenant.enrolledUser();
  const { loginToken } = (await tenant.login(user.username)).body;
  const keyFor = ({ credential, path }: Operation) =>
    ({ sessionToken: user.session, loginToken, apiKey: path === '/v1/introspect' ? tenant.backend : ADMIN })[
      credential
    ] as string | undefined;
  const url = ({ path }: Operation) => fill(path, { tenant: tenant.slug, userId: user.id, id: NOBODY });
  return { service, way, keyFor, url };
}

const HSTS = /^max-age=(31536\d{3}|[4-9]\d{7}|\d{9,}); includeSubDomains(; preload)?$/;

/** Section 1, HSTS, and CORS for whoever asks. */
function isRight(t: Test, what: string, method: string, path: string, origin: string | undefined, sent: Sent) {
  const { headers } = sent;
  const faults = stampFaults(method, path, sent);
  if (!HSTS.test(String(headers['strict-transport-security']))) faults.push('no HSTS of a year');
  const granted = [headers['access-control-allow-origin'], headers['access-control-allow-credentials']];
  const ours = origin === FRONTEND || origin === PUBLIC_URL;
  if (String(granted) !== String(ours ? [origin, 'true'] : [undefined, undefined])) faults.push(`CORS: ${granted}`);
  if (!/\bOrigin\b/i.test(String(headers.vary))) faults.push(`a cache mixes origins up: ${headers.vary}`);
  if (faults.length > 0) t.fail(`${what}: ${method} ${path} ${sent.status}: ${faults.join('; ')}`);
}

/** What a client may claim to have been forwarded: nothing leads there. */
const FORWARDED = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example' };

const ORIGINS = [undefined, FRONTEND, PUBLIC_URL, 'https://evil.example', 'null', `${FRONTEND}.evil.example`];

// Proves: v5.0.0-3.2.1, v5.0.0-3.4.1, v5.0.0-3.4.2, v5.0.0-3.4.3, v5.0.0-3.4.4, v5.0.0-3.4.5, v5.0.0-3.4.6, v5.0.0-3.5.2, v5.0.0-3.5.8, v5.0.0-4.1.1, v5.0.0-4.1.2, v5.0.0-4.2.2, v5.0.0-13.4.6, v5.0.0-14.2.2, v5.0.0-14.3.2
t.test(
  'every answer of every route carries the security headers and a truthful type, whatever is answered',
  async (t) => {
    const { service, keyFor, url } = await listening(t);
    const seen = new Set<number>();
    let turn = 0;
    const check = async (what: string, method: string, path: string, headers: Headers, body?: string) => {
      // each way of asking comes from each origin in turn
      const origin = ORIGINS[turn++ % ORIGINS.length];
      const sent = await ask(service, method, path, { ...FORWARDED, ...(origin ? { origin } : {}), ...headers }, body);
      seen.add(sent.status);
      isRight(t, what, method, path, origin, sent);
      return sent;
    };
    for (const operation of operations) {
      const { method, body, media } = operation;
      const [path, key] = [url(operation), keyFor(operation)];
      const as: Headers = key ? { authorization: `Bearer ${key}` } : {};
      const typed = (type: string): Headers => ({ ...as, 'content-type': type });
      await check('without a credential', method, path, {});
      if (method === 'GET') {
        const got = await check('with one', method, path, as);
        const head = await check('with one', 'HEAD', path, as);
        t.equal(head.status, got.status, `HEAD ${path}`);
        // an error names the request, and numbers are counted on
        if (got.status === 200 && path !== '/metrics')
          t.equal(head.headers['content-length'], got.headers['content-length'], `HEAD ${path}: the length of GET`);
        await check('an unknown field', method, `${path}?surprise=1`, as);
      } else await check('an unknown field', method, path, typed('application/json'), '{"surprise":1}');
      await check('a preflight', 'OPTIONS', path, { 'access-control-request-method': method });
      await check('another method', 'PUT', path, as);
      await check('a path that cannot be read', method, `${path}/%zz`, as);
      await check('a path that is not there', method, `${path}/nothing`, as);
      if (!media[0]) continue;
      await check('too large', method, path, { ...typed(media[0]), 'content-length': '99999999' });
      // what a page of another site can send without asking (CORS-safelisted) is never read as JSON
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
        if (media.includes(type) || !body) continue;
        const { status } = await check(`JSON as ${type}`, method, path, typed(type), JSON.stringify(sample(body)));
        t.ok(status === 415 || (status === 403 && !key), `${method} ${path} as ${type}: ${status}`);
      }
    }
    t.strictSame(
      [200, 204, 400, 401, 404, 405, 413, 415].filter((status) => !seen.has(status)),
      [],
      'all were seen',
    );
  },
);

t.test('so do the answers to a fault of ours and to a database that is gone', async (t) => {
  const { service, way, keyFor, url } = await listening(t);
  const count = { 500: 0, 503: 0 } as Record<number, number>;
  const everywhere = async (what: string) => {
    for (const operation of operations) {
      const key = keyFor(operation);
      const body = operation.body && JSON.stringify(sample(operation.body));
      const headers: Headers = {
        origin: FRONTEND,
        ...(key ? { authorization: `Bearer ${key}` } : {}),
        ...(body ? { 'content-type': 'application/json' } : {}),
      };
      const sent = await ask(service, operation.method, url(operation), headers, body ?? undefined);
      isRight(t, what, operation.method, url(operation), FRONTEND, sent);
      t.notMatch(
        String(sent.raw),
        /relation|select|ECONN|postgres|at .*\.[jt]s/i,
        `${operation.path}: says nothing of the cause`,
      );
      count[sent.status] = (count[sent.status] ?? 0) + 1;
    }
  };
  const { db } = service.ctx;
  for (const table of ['sessions', 'logins', 'api_keys', 'tenants'] as const)
    await db.schema.alterTable(table).renameTo(`${table}_gone`).execute();
  await everywhere('a table is gone');
  t.ok((count[500] ?? 0) > 50, `${count[500]} faults of ours`);
  await way.cut();
  await everywhere('the database is gone');
  t.ok((count[503] ?? 0) > 50, `${count[503]} without a database`);
});

t.test('over plain HTTP nothing promises https', async (t) => {
  const service = await startService(t);
  for (const path of ['/healthz', '/v1/session', '/v1/nothing', '/v1/tenants/%zz'])
    t.notOk('strict-transport-security' in (await service.get(path)).headers, path);
});
