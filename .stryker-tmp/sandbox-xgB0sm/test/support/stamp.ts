/** An answer as it came over the line. */
// @ts-nocheck

export interface Sent {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  raw: Buffer;
}

/** Section 1 of the contract: these and no others, on every answer, errors included. */
const STAMP: Record<string, RegExp> = {
  'x-request-id': /^[A-Za-z0-9._:-]{1,100}$/,
  'cache-control': /^no-store$/,
  'x-content-type-options': /^nosniff$/,
  'content-security-policy':
    /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'$/,
  'referrer-policy': /^no-referrer$/,
  'cross-origin-resource-policy': /^same-site$/,
};

/** Proof that a body is what its type says. Types that are XML or text name a charset, JSON is UTF-8 anyway (RFC 8259). */
const BODIES: [type: RegExp, is: (body: Buffer) => boolean][] = [
  [/^application\/(problem\+)?json; charset=utf-8$/, (body) => typeof JSON.parse(String(body)) === 'object'],
  [
    /^application\/x-ndjson$/,
    (body) =>
      String(body)
        .split('\n')
        .every((line) => line === '' || JSON.parse(line)),
  ],
  [/^application\/yaml; charset=utf-8$/, (body) => String(body).startsWith('openapi: ')],
  [/^text\/plain; charset=utf-8$/, (body) => body.length > 0],
  [/^text\/plain; version=0\.0\.4; charset=utf-8$/, (body) => String(body).startsWith('# HELP ')],
  [/^image\/svg\+xml; charset=utf-8$/, (body) => String(body).startsWith('<svg ')],
  [/^text\/html; charset=utf-8$/, (body) => String(body).startsWith('<!doctype html>')],
  [/^text\/(css|javascript); charset=utf-8$/, (body) => body.length > 0],
  [/^image\/png$/, (body) => body.subarray(1, 4).toString() === 'PNG'],
];

/** Static documents are asked for again only to hear that they are the same; pages run what is ours and nothing else. */
const ETAG = /^"[A-Za-z0-9_-]{20,}"$/;
const DEMO: typeof STAMP = {
  ...STAMP,
  'cache-control': /^no-cache$/,
  etag: ETAG,
  'content-security-policy':
    /^default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'$/,
  'cross-origin-opener-policy': /^same-origin$/,
};
const PART: typeof STAMP = { ...STAMP, 'cache-control': /^public, max-age=\d+$/, etag: ETAG };
/** The viewer brings two styles of its own, let in by their hashes. */
const DOCS: typeof STAMP = {
  ...PART,
  'content-security-policy':
    /^default-src 'none'; script-src 'self'; style-src 'self'( 'sha256-[\w+/]{43}='){2}; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'$/,
  'cross-origin-opener-policy': /^same-origin$/,
};

/** What a static document carries; null: it is none. */
function documentStamp(path: string, status: number, method: string): typeof STAMP | null {
  if (![200, 304].includes(status) || method === 'OPTIONS') return null;
  const [place = ''] = path.split('?');
  if (/^\/demo(\/|$)/.test(place)) return DEMO;
  if (place === '/docs') return DOCS;
  return /^\/(docs\/[\w.-]+|openapi\.yaml)$/.test(place) ? PART : null;
}

const ATTRIBUTES = 'Path=/; HttpOnly; Secure; SameSite=Strict';
const COOKIE = /^((?:__Host-)?ic_(?:session|login|device_[A-Za-z0-9_-]+))=([A-Za-z0-9_-]*)((?:; [^;]+)*)$/;

/** What of an answer is not as section 1 has it; empty: all is. */
export function stampFaults(method: string, path: string, { status, headers, raw }: Sent): string[] {
  const faults: string[] = [];
  const document = documentStamp(path, status, method);
  for (const [name, pattern] of Object.entries(document ?? STAMP)) {
    // the keys that verify tokens are public, and asked for often
    if (name === 'cache-control' && status === 200 && path.startsWith('/.well-known/')) continue;
    if (!pattern.test(String(headers[name]))) faults.push(`${name}: ${headers[name]}`);
  }
  for (const name of ['server', 'x-powered-by', 'via', 'location', 'refresh'])
    if (name in headers) faults.push(`says ${name}: ${headers[name]}`);
  if (status >= 300 && status < 400 && !document) faults.push('is a redirect');
  const type = headers['content-type'];
  const bare = status === 204 || status === 304 || method === 'HEAD';
  const known = BODIES.find(([pattern]) => pattern.test(String(type)));
  if (status >= 400 && !bare && !String(type).startsWith('application/problem+json'))
    faults.push(`an error is ${type}`);
  if (bare ? raw.length > 0 : !known || !readable(known[1], raw)) faults.push(`${type} on ${String(raw).slice(0, 60)}`);
  const length = headers['content-length'];
  if (
    status === 204
      ? ![undefined, '0'].includes(length as string)
      : !bare && length !== undefined && Number(length) !== raw.length
  )
    faults.push(`content-length: ${length}, not ${raw.length}`);
  for (const [name, where] of [
    ['www-authenticate', status === 401],
    ['retry-after', status === 429 || status === 503],
    ['allow', status === 405 || method === 'OPTIONS' ? noPreflight(headers) : false],
  ] as const)
    if (name in headers !== where) faults.push(`${name}: ${headers[name]}`);
  return [...faults, ...cookieFaults(headers['set-cookie'], String(raw))];
}

const noPreflight = (headers: Sent['headers']) => !('access-control-allow-methods' in headers);

function readable(is: (body: Buffer) => boolean, body: Buffer): boolean {
  try {
    return is(body);
  } catch {
    return false;
  }
}

/** Every cookie is one of ours, with exactly these attributes; its value is in no body. */
function cookieFaults(lines: Sent['headers'][string], body: string): string[] {
  return [lines ?? []].flat().flatMap((line) => {
    const [, name = '', value = '', rest = ''] = COOKIE.exec(String(line)) ?? [];
    const secure = name.startsWith('__Host-');
    const wanted = ATTRIBUTES.split('; ').filter((each) => secure || each !== 'Secure');
    const given = rest.split('; ').slice(1);
    const ends = given.filter((each) => /^(Expires=.+ GMT|Max-Age=0)$/.test(each));
    // a device is remembered beyond the browser's end, and a cookie that is cleared has ended: nothing else names a time
    const mayEnd = name.includes('ic_device_') || value === '';
    const right =
      given
        .filter((each) => !ends.includes(each))
        .sort()
        .join() === wanted.sort().join() &&
      ends.length > 0 === mayEnd &&
      name.length + value.length < 4096 &&
      (value === '' || !body.includes(value));
    return right ? [] : [`set-cookie: ${name}${rest}`];
  });
}
