// @ts-nocheck
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { change, changed, ID, ODD_STRINGS, rubbish, takes, valid } from './support/arbitraries.ts';
import { fill, type Operation, type Schema } from './support/document.ts';
import { type Call, forEach, fuzzed, holds, inTime, isOrderly, newWorld, rounds } from './support/fuzzing.ts';
import { type Answer, type CallOptions, must, newTenant, PASSWORD, startService } from './support/service.ts';

// `npm run fuzz` runs the same for minutes

const service = await startService(t, { TRUST_PROXY: '127.0.0.1' });
const world = await newWorld(service);

const nameOf = ({ method, path }: Operation) => `${method} ${path}`;

async function send({ method, path }: Operation, call: Call, more: CallOptions & { url?: string } = {}) {
  const { key, params, query, body, raw, type } = call;
  const url = more.url ?? fill(path, params) + (query === undefined ? '' : `?${query}`);
  const headers = { ...(type ? { 'content-type': type } : {}), ...more.headers };
  const given = more.raw ?? raw;
  const options = { key, headers, ...(given === undefined ? {} : { raw: given }) };
  const answer = await inTime(service.call(method, url, body, options), `${method} ${url}`);
  isOrderly(answer, `${method} ${url}`);
  return answer;
}

/** A right call, made anew once it may have been used up: what is not understood, or not found, uses up nothing. */
function renewing(operation: Operation) {
  let ready: Call | null = null;
  return {
    async right(): Promise<Call> {
      ready ??= await world.rightCall(operation);
      return ready;
    },
    after({ status }: Answer): Answer {
      if (![400, 404, 413, 415].includes(status) && operation.method !== 'GET') ready = null;
      return { status } as Answer;
    },
  };
}

const withBody = fuzzed.filter(({ body }) => body);
const addressed = fuzzed.filter(({ params, query }) => params.length + query.length > 0);

const notLogged = (t: Test) => {
  const faults = service.log.filter((line) => /the request failed|"level":[56]0/.test(line));
  t.same(faults, [], 'nothing is logged as failed');
  service.log.length = 0;
};

t.test('every operation is reached: the right call gives a 2xx', async (t) => {
  t.ok(fuzzed.length > 60, `${fuzzed.length} operations`);
  await forEach(fuzzed, async (operation) => {
    const { status, body } = await send(operation, await world.rightCall(operation));
    t.ok(status >= 200 && status < 300, `${nameOf(operation)}: ${status} ${body?.code ?? ''}`);
  });
  notLogged(t);
});

// Proves: v5.0.0-2.2.1, v5.0.0-2.2.2, v5.0.0-15.3.5
t.test('a body that the schema takes is understood; every other is refused, whatever it is', async (t) => {
  const seen = { understood: 0, notUnderstood: 0, done: 0, refused: 0, odd: 0 };
  await rounds(t, 0.45, async (seed) => {
    await forEach(withBody, async (operation) => {
      const schema = operation.body as Schema;
      const { right, after } = renewing(operation);
      // some fields as they should be, so that the others get as far as they can
      await holds(seed, 3, [valid(schema), fc.infiniteStream(fc.boolean())], async (made, keep) => {
        const call = await right();
        const known = Object.entries(call.body as object).filter(() => keep.next().value);
        const answer = await send(operation, {
          ...call,
          body: { ...(made as object), ...Object.fromEntries(known) },
        });
        after(answer);
        if (answer.status === 400 && answer.body.code === 'invalid_request') seen.notUnderstood += 1;
        else seen.understood += 1;
        if (answer.status < 300) seen.done += 1;
      });
      await holds(seed, 14, [change(schema)], async (one) => {
        const call = await right();
        const body = changed(call.body, one);
        const answer = await send(operation, { ...call, body });
        after(answer);
        if (takes(schema, body ?? {})) seen.odd += 1;
        else {
          seen.refused += 1;
          if (![400, 413].includes(answer.status))
            throw new Error(`${nameOf(operation)} took what the schema does not: ${answer.status}`);
        }
      });
      await holds(seed, 4, [rubbish(JSON.stringify((await right()).body))], async (raw) => {
        const answer = await send(operation, await right(), { raw, headers: { 'content-type': 'application/json' } });
        after(answer);
        if (!isJson(raw) && ![400, 413].includes(answer.status))
          throw new Error(`${nameOf(operation)} took what is no JSON: ${answer.status}`);
      });
    });
  });
  t.comment(JSON.stringify(seen));
  t.ok(seen.understood > 3 * seen.notUnderstood, `${seen.understood} understood, ${seen.notUnderstood} not`);
  t.ok(seen.done > seen.notUnderstood, `${seen.done} done`);
  t.ok(seen.refused > seen.odd, `${seen.refused} refused by the schema, ${seen.odd} not`);
  t.same(Object.keys(Object.prototype), [], 'no prototype was polluted');
  notLogged(t);
});

function isJson(raw: Buffer): boolean {
  try {
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw));
    return true;
  } catch {
    return false;
  }
}

// what is resolved before it is sent is tried over a socket
const isDots = (text: string) => /^(\.|%2e){1,2}$/i.test(text);
const segment = fc
  .oneof(
    fc
      .constantFrom(...ODD_STRINGS, ID.toUpperCase(), `urn:uuid:${ID}`)
      .map((text) => encodeURIComponent(text.toWellFormed())),
    fc.constantFrom('%ED%A0%80', '%C0%AF', '%', '%zz', '..%2f..', ';', '%0d%0aX-Y:1', '*', '-1', '%00'),
    fc.string({ unit: 'binary', minLength: 1 }).map(encodeURIComponent),
    fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((text) => text.replace(/[\s/?#\\]/g, '')),
  )
  .filter((text) => !isDots(text));

// Proves: v5.0.0-2.2.1, v5.0.0-1.2.4
t.test('a query that the schema takes is understood; no other, and no path, is worse than refused', async (t) => {
  let tried = 0;
  await rounds(t, 0.25, async (seed) => {
    await forEach(addressed, async (operation) => {
      const { right, after } = renewing(operation);
      const { params: names, query } = operation;
      if (names.length > 0)
        await holds(seed, 6 * names.length, [fc.constantFrom(...names), segment], async (name, value) => {
          const call = await right();
          const answer = await send(operation, { ...call, params: { ...call.params, [name]: value } });
          after(answer);
          tried += 1;
          if (/%00|%ED%A0|^%$|%zz/.test(value) && answer.status < 400)
            throw new Error(`${nameOf(operation)} took ${value}`);
        });
      if (query.length === 0) return;
      const good = fc.record(Object.fromEntries(query.map(({ name, schema }) => [name, valid(schema)])), {
        requiredKeys: [],
      });
      if (operation.method === 'GET')
        await holds(seed, 8, [good], async (given) => {
          const asked = Object.entries(given).map(([name, value]) => [name, String(value)]);
          const answer = await send(operation, { ...(await right()), query: String(new URLSearchParams(asked)) });
          if (answer.status !== 200) throw new Error(`${nameOf(operation)}: ${answer.status} ${answer.text}`);
          tried += 1;
        });
      const bad = fc.oneof(
        segment,
        fc.constantFrom('1e1', '0x10', 'null', 'true', '[]=1', 'a&limit=2', '', '1&__proto__=1'),
      );
      await holds(
        seed,
        8,
        [fc.constantFrom(...query.map(({ name }) => name), '__proto__', 'x'), bad],
        async (name, value) => {
          after(await send(operation, { ...(await right()), query: `${name}=${value}` }));
          tried += 1;
        },
      );
    });
  });
  t.ok(tried > 400, `${tried} addresses were tried`);
  notLogged(t);
});

const HEADERS = {
  authorization: [
    '',
    'Bearer',
    'Bearer ',
    'Basic',
    'Basic Og==',
    'Basic !!!',
    'Bearer a b',
    `Bearer ${'a'.repeat(9000)}`,
  ],
  'x-forwarded-for': [
    '',
    'unknown',
    '203.0.113.7:443',
    '[2001:db8::1]:443',
    'fe80::1%eth0',
    'a, b, c',
    '::ffff:1.2.3.4',
  ],
  cookie: [
    '',
    ';;==,,',
    '__Host-ic_session=%zz; ic_session=x',
    '"; x="',
    '__proto__=1',
    `__Host-ic_login=${'x'.repeat(9000)}`,
  ],
  origin: ['', 'null', 'http://localhost:3000', 'http://localhost:3000.evil.example', 'javascript:', 'a, b'],
  'sec-fetch-site': ['', 'same-origin', 'cross-site', 'none'],
  'user-agent': ['', 'a'.repeat(9000), 'Mozilla/5.0 ('.repeat(300)],
  'content-type': [
    '',
    'application/json;',
    'application/json; charset=x',
    'text/plain',
    '*/*',
    'a',
    `${'a'.repeat(5000)}/b`,
    'application/json, application/json',
  ],
  'content-encoding': ['', 'gzip', 'identity', 'br, gzip'],
  accept: ['', 'image/png', '*/*;q=0', 'a'.repeat(5000)],
  'accept-encoding': ['gzip', '*;q=0'],
  'x-request-id': ['', 'a\tb', 'a'.repeat(101), '../..'],
  'if-none-match': ['*', '"x"'],
  range: ['bytes=0-0', 'bytes=-1', 'x'],
  host: ['', 'evil.example', 'a'.repeat(5000), '[::1'],
  'content-length': ['0', '-1', 'x', '99999999999'],
  'access-control-request-method': ['GET', 'x'],
  'x-http-method-override': ['DELETE'],
} as const;
const header = fc
  .constantFrom(...(Object.keys(HEADERS) as (keyof typeof HEADERS)[]))
  .chain((name) =>
    fc.tuple(
      fc.constant(name),
      fc.oneof(
        fc.constantFrom<string>(...HEADERS[name]),
        fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) }),
      ),
    ),
  );

t.test('no header is worse than refused', async (t) => {
  await rounds(t, 0.15, async (seed) => {
    await forEach(fuzzed, async (operation) => {
      const { right, after } = renewing(operation);
      // refused once its headers have been read, it uses up nothing
      const body = operation.method === 'GET' ? undefined : { surprise: 1 };
      await holds(seed, 2, [fc.array(header, { minLength: 1, maxLength: 3 })], async (given) => {
        after(await send(operation, { ...(await right()), body }, { headers: Object.fromEntries(given) }));
      });
    });
  });
  // what reads addresses, agents and cookies is reached: they are no reason to be refused
  const { username } = await world.tenant.newUser();
  const login = (headers: Record<string, string>) =>
    service.post(`/v1/tenants/${world.tenant.slug}/login`, { username, password: PASSWORD }, { headers });
  for (const name of ['x-forwarded-for', 'user-agent', 'cookie', 'accept'] as const)
    for (const value of [...HEADERS[name].slice(0, 4), '\u00ff\u0080'])
      t.equal((await login({ [name]: value })).status, 200, `${name}: ${value.slice(0, 40)}`);
  for (const authorization of [...HEADERS.authorization, 'Bearer \u00ff', 'Digest x'])
    t.match(
      await login({ authorization }),
      { status: 401, body: { code: 'not_authenticated' } },
      authorization.slice(0, 40),
    );
  notLogged(t);
});

t.test('lines of an import are each judged by the schema, and none spoils another', async (t) => {
  const create = fuzzed.find((each) => nameOf(each) === 'POST /v1/admin/tenants/{tenant}/users') as Operation;
  const schema = create.body as Schema;
  const line = fc.oneof(
    valid(schema).map((user) => JSON.stringify({ ...(user as object), password: undefined })),
    change(schema).map((one) => JSON.stringify(changed({ username: 'x' }, one)) ?? ''),
    rubbish('{"username":"y","mustChangePassword":true}').map((bytes) => bytes.toString('latin1').slice(0, 500)),
  );
  await rounds(t, 0.15, (seed) =>
    holds(seed, 8, [fc.array(line, { minLength: 1, maxLength: 12 })], async (lines) => {
      const tenant = await newTenant(service);
      const raw = Buffer.from(`${lines.map((each) => each.replace(/\n/g, ' ')).join('\n')}\n{"username":"the last"}`);
      const headers = { 'content-type': 'application/x-ndjson' };
      const sent = service.call('POST', `${tenant.users}/import`, undefined, { key: tenant.admin, raw, headers });
      const answer = await inTime(sent, 'import');
      isOrderly(answer, 'import');
      const results = answer.text
        .trim()
        .split('\n')
        .map((each) => JSON.parse(each));
      const last = results.at(-1);
      if (last.status !== 'created' || last.line !== lines.length + 1) throw new Error(answer.text);
      const users = must(await service.get(`${tenant.users}?limit=100`, { key: tenant.admin }), 200).users;
      if (users.length !== results.filter(({ status }) => status === 'created').length) throw new Error(answer.text);
      if (results.some(({ code }) => code === 'unavailable')) throw new Error(answer.text);
    }),
  );
  notLogged(t);
});
