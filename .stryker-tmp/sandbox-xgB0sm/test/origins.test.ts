// @ts-nocheck
import t from 'tap';
import { traces } from './support/cells.ts';
import { fill, operations, sample } from './support/document.ts';
import { newTenant, PASSWORD, startService } from './support/service.ts';

const OWN = 'http://localhost:3000';
const FRONTEND = 'https://app.example.com';

// Proves: v5.0.0-3.5.1
t.test('unsafe requests by cookie, and logins that name an origin, need one of ours', async (t) => {
  const service = await startService(t, { ALLOWED_ORIGINS: FRONTEND });
  const tenant = await newTenant(service);
  const user = await tenant.newUser();
  const login = `/v1/tenants/${tenant.slug}/login`;
  const credentials = { username: user.username, password: PASSWORD };
  const { cookies } = await service.post(login, credentials);
  const cookie = `__Host-ic_session=${cookies['__Host-ic_session']}`;
  const challenged = await service.post(login, { ...credentials, username: (await tenant.enrolledUser()).username });
  const loginCookie = `__Host-ic_login=${challenged.cookies['__Host-ic_login']}`;
  type Headers = Record<string, string>;
  const site = (origin: string | null, fetchSite?: string): Headers => ({
    ...(origin === null ? {} : { origin }),
    ...(fetchSite ? { 'sec-fetch-site': fetchSite } : {}),
  });
  for (const [what, headers, allowed, namesOrigin] of [
    ['our own', site(OWN), true, true],
    ['an allowed one', site(FRONTEND), true, true],
    ['no origin, but same-origin', site(null, 'same-origin'), true, false],
    ['null, but same-origin', site('null', 'same-origin'), true, true],
    ['a foreign one', site('https://evil.example'), false, true],
    ['a foreign one that says same-origin', site('https://evil.example', 'same-origin'), false, true],
    ['null', site('null'), false, true],
    ['null, cross-site', site('null', 'cross-site'), false, true],
    ['none', site(null), false, false],
    ['none, same-site', site(null, 'same-site'), false, false],
    ['none, a typed address', site(null, 'none'), false, false],
    ['a look-alike before', site('https://evilapp.example.com'), false, true],
    ['a look-alike behind', site('https://app.example.com.evil.example'), false, true],
    ['another port', site('http://localhost:3001'), false, true],
    ['another scheme', site('http://app.example.com'), false, true],
    ['other letters', site('https://APP.example.com'), false, true],
    ['with a path', site('https://app.example.com/'), false, true],
    ['two', site(`${FRONTEND}, https://evil.example`), false, true],
    ['empty', site(''), false, true],
  ] as const) {
    const refused = { status: 403, body: { code: 'origin_not_allowed' } };
    const acted = await service.del('/v1/account/sessions', { headers: { cookie, ...headers } });
    t.match(acted, allowed ? { status: 204 } : refused, `a session: ${what}`);
    const stepped = await service.post(
      '/v1/login/challenge',
      { code: 'x' },
      { headers: { cookie: loginCookie, ...headers } },
    );
    t.match(stepped, allowed ? { status: 400 } : refused, `a login under way: ${what}`);
    const begun = await service.post(login, credentials, { headers });
    t.match(begun, allowed || !namesOrigin ? { status: 200 } : refused, `the password step: ${what}`);
    const read = await service.get('/v1/session', { headers: { cookie, ...headers } });
    t.equal(read.status, 200, `reading is safe: ${what}`);
  }
});

// Proves: v5.0.0-3.5.1, v5.0.0-3.5.3
t.test('no unsafe route does anything for a cookie that another site had sent', async (t) => {
  const service = await startService(t, { ALLOWED_ORIGINS: FRONTEND });
  const tenant = await newTenant(service);
  const login = `/v1/tenants/${tenant.slug}/login`;
  const cookieOf = async (username: string, name: string) => {
    const { cookies } = await service.post(login, { username, password: PASSWORD });
    return `${name}=${cookies[name]}`;
  };
  const user = await tenant.enrolledUser();
  const cookies: Record<string, string> = {
    sessionToken: await cookieOf((await tenant.newUser()).username, '__Host-ic_session'),
    loginToken: await cookieOf(user.username, '__Host-ic_login'),
  };
  const before = await traces(service);
  const unsafe = operations.filter(({ method, credential }) => method !== 'GET' && credential in cookies);
  for (const { method, path, credential, body } of unsafe) {
    const url = fill(path, { id: '01900000-0000-7000-8000-000000000000' });
    for (const from of [
      {},
      { origin: 'null' },
      { origin: 'https://evil.example' },
      { origin: `${FRONTEND}.evil.example` },
      { origin: 'http://localhost:3000.evil.example' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none', referer: OWN },
      { referer: `${OWN}/`, host: 'localhost:3000', 'x-forwarded-host': 'localhost:3000' },
    ]) {
      const headers = { cookie: cookies[credential] as string, ...from } as Record<string, string>;
      const answer = await service.call(method, url, body ? sample(body) : undefined, { headers });
      const refused = answer.status === 403 && answer.body.code === 'origin_not_allowed';
      if (!refused) t.fail(`${method} ${path} from ${JSON.stringify(from)}: ${answer.status} ${answer.text}`);
    }
  }
  t.ok(unsafe.length >= 18, `${unsafe.length} routes`);
  t.strictSame(await traces(service), before);
});

// Proves: v5.0.0-3.4.2
t.test('CORS answers our origins alone, with credentials; to others it says nothing', async (t) => {
  const service = await startService(t, { ALLOWED_ORIGINS: `${FRONTEND},https://two.example.com` });
  const grants = (headers: object) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));
  const preflight = { 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'content-type' };
  for (const origin of [OWN, FRONTEND, 'https://two.example.com']) {
    const plain = await service.get('/v1/session', { headers: { origin } });
    const asked = await service.call('OPTIONS', '/v1/session', undefined, { headers: { origin, ...preflight } });
    t.equal(asked.status, 204, 'a preflight needs no credential');
    for (const { headers } of [plain, asked])
      t.match(headers, {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        vary: /\bOrigin\b/,
      });
    t.match(plain.headers['access-control-expose-headers'], /X-Request-Id.*Retry-After/);
    t.match(asked.headers['access-control-allow-methods'], /GET.*POST.*PATCH.*DELETE/);
    t.match(asked.headers['access-control-allow-headers'], /Content-Type.*Authorization/);
    t.equal(asked.headers['cache-control'], 'no-store');
  }
  for (const origin of [
    'https://evil.example',
    'null',
    'https://app.example.com.evil.example',
    `${FRONTEND}/`,
    undefined,
  ]) {
    const from: Record<string, string> = origin === undefined ? {} : { origin };
    const plain = await service.get('/v1/session', { headers: from });
    t.strictSame(grants(plain.headers), [], `${origin}`);
    t.match(plain.headers.vary, /\bOrigin\b/, `${origin}: a cache keeps it apart`);
    const asked = await service.call('OPTIONS', '/v1/session', undefined, { headers: { ...from, ...preflight } });
    t.strictSame(grants(asked.headers), [], `${origin}: preflight`);
    t.match(asked, { status: 204, headers: { allow: 'DELETE, GET, HEAD, OPTIONS' } }, 'what OPTIONS is for otherwise');
  }
});
