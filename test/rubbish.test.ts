import t, { type Test } from 'tap';
import { fill, leaves, type Operation, operations, sample } from './support/document.ts';
import { ADMIN, newTenant, startService, type Tenant, unique } from './support/service.ts';

const ID = '01900000-0000-7000-8000-000000000000';

const STRINGS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'a\udfffb',
  '𝕏'.repeat(64),
  'e\u0301'.repeat(100),
  'A'.repeat(31_000),
  '\u202e\u200b\ufeff',
  '\n',
  "'; drop table users; --",
  '../../etc/passwd',
  '%00',
];
const BY_FORMAT: Record<string, string[]> = {
  uuid: [`urn:uuid:${ID}`, ID.toUpperCase(), ID.replaceAll('-', ''), `{${ID}}`, `${ID}\u0000`],
  'date-time': [
    '2027-02-30T00:00:00Z',
    '2026-12-31T23:59:60Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59-23:59',
    '2027-01-01T00:00:00.123456789Z',
  ],
  ipv6: ['::', 'fe80::1%eth0', '::ffff:203.0.113.7', '2001:db8::1/64', '1.2.3.4:80'],
};
const NUMBERS = [-1, 0, 0.5, 1e308, 2 ** 31, 2 ** 53, -(2 ** 63)];

/** What no route answers with an error of its own. */
function isAnswered(t: Test, answer: { status: number; text: string }, what: string) {
  if (answer.status >= 500) t.fail(`${what}: ${answer.status} ${answer.text}`);
}

/** A credential of the kind, of a user of its own, so that no call spoils the next one's. */
async function credentialFor(tenant: Tenant, demanding: Tenant, { credential, path }: Operation) {
  if (credential === 'apiKey') return path === '/v1/introspect' ? tenant.backend : ADMIN;
  if (credential === 'sessionToken') return tenant.signIn((await tenant.newUser()).username);
  if (credential !== 'loginToken') return undefined;
  if (path.includes('enrollment'))
    return (await demanding.login((await demanding.newUser()).username)).body.loginToken as string;
  return (await tenant.login((await tenant.enrolledUser()).username)).body.loginToken as string;
}

const show = (value: unknown) => JSON.stringify(value).slice(0, 60);

t.test('no string in any field of any body gives a 5xx', async (t) => {
  const service = await startService(t);
  const [tenant, demanding] = [await newTenant(service), await newTenant(service, { twoFactor: 'required' })];
  const user = await tenant.newUser();
  let tried = 0;
  for (const operation of operations) {
    if (!operation.body) continue;
    const url = fill(operation.path, { tenant: tenant.slug, userId: user.id, id: ID });
    let key = await credentialFor(tenant, demanding, operation);
    for (const { place, schema } of leaves(operation.body)) {
      // wrong codes use a login up
      if (operation.credential === 'loginToken') key = await credentialFor(tenant, demanding, operation);
      const formats = [schema, ...(schema.anyOf ?? [])].map(({ format }) => format ?? '');
      for (const value of [...STRINGS, ...formats.flatMap((format) => BY_FORMAT[format] ?? []), ...NUMBERS]) {
        const body = freshened(sample(operation.body, place, value), place);
        const answer = await service.call(operation.method, url, body, { key });
        isAnswered(t, answer, `${operation.method} ${operation.path} /${place.join('/')} ${show(value)}`);
        tried += 1;
      }
    }
  }
  t.ok(tried > 800, `${tried} bodies were sent`);
  t.notOk(
    service.log.some((line) => line.includes('the request failed')),
    'nothing is logged as failed',
  );
});

/** What must be unique is, so that the value under test gets as far as it can. */
function freshened(body: unknown, place: string[]): unknown {
  const given = body as Record<string, unknown>;
  for (const name of ['slug', 'username']) if (name in given && place[0] !== name) given[name] = unique('x');
  return given;
}

t.test('no string in any path or query gives a 5xx', async (t) => {
  const service = await startService(t);
  const [tenant, demanding] = [await newTenant(service), await newTenant(service, { twoFactor: 'required' })];
  const user = await tenant.newUser();
  const right: Record<string, string> = { tenant: tenant.slug, userId: user.id, id: ID };
  const values = [...STRINGS, ...(BY_FORMAT.uuid ?? [])].map((value) => encodeURIComponent(value.toWellFormed()));
  const odd = [...values, '%ED%A0%80', '%', '%zz', '..%2f..', ';', '%0d%0aX-Y:1', '*', '-1'];
  for (const operation of operations.filter(({ params, query }) => params.length + query.length > 0)) {
    const key = await credentialFor(tenant, demanding, operation);
    const body = operation.body ? sample(operation.body) : undefined;
    for (const name of operation.params)
      for (const value of odd) {
        const url = fill(operation.path, { ...right, [name]: value });
        const answer = await service.call(operation.method, url, body, { key });
        isAnswered(t, answer, `${operation.method} ${operation.path} {${name}} ${value.slice(0, 60)}`);
        t.ok(
          answer.status >= 400 || (answer.status === 200 && !value.includes('%00')),
          `${name} ${value.slice(0, 40)}`,
        );
      }
    for (const { name } of operation.query)
      for (const value of [...odd, '1e1', '0x10', 'null', 'true', 'a&limit=2', '[]=1'])
        isAnswered(
          t,
          await service.call(operation.method, `${fill(operation.path, right)}?${name}=${value}`, undefined, { key }),
          `${operation.method} ${operation.path} ?${name}=${value.slice(0, 60)}`,
        );
  }
  t.notOk(
    service.log.some((line) => line.includes('the request failed')),
    'nothing is logged as failed',
  );
});

t.test('no header gives a 5xx', async (t) => {
  const service = await startService(t, { TRUST_PROXY: '127.0.0.1' });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const login = (headers: Record<string, string>) =>
    service.post(`/v1/tenants/${tenant.slug}/login`, { username: user.username, password: user.password }, { headers });
  const addresses = ['', 'unknown', '203.0.113.7:443', '[2001:db8::1]:443', 'fe80::1%eth0', 'a, b, c', '\u00ff\u0080'];
  const odd = ['', '\u00ff\u0080', 'a'.repeat(4000), ';;==,,', '__Host-ic_session=%zz; ic_session=x', '"; x="'];
  const headers = { 'x-forwarded-for': addresses, 'user-agent': odd, cookie: odd, accept: ['', 'image/png'] };
  for (const [name, values] of Object.entries(headers))
    for (const value of values) {
      const answer = await login({ [name]: value });
      t.equal(answer.status, 200, `${name}: ${value.slice(0, 40)}: ${answer.text.slice(0, 100)}`);
    }
  for (const authorization of [
    '',
    'Bearer',
    'Bearer ',
    'Basic',
    'Basic Og==',
    'Basic !!!',
    'Bearer a b',
    'Digest x',
    'Bearer \u00ff',
    `Bearer ${'a'.repeat(9000)}`,
  ])
    t.match(
      await login({ authorization }),
      { status: 401, body: { code: 'not_authenticated' } },
      authorization.slice(0, 40),
    );
  t.notOk(
    service.log.some((line) => line.includes('the request failed')),
    'nothing is logged as failed',
  );
});
