import { errorCodes, type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Refused, refuse } from '../refusal.ts';
import { refusal } from './problems.ts';

/**
 * Bodies and queries are read in one way or refused: what another parser before us, or behind us, could take for
 * something else is not guessed at (ASVS 1.5.3, RFC 7493).
 */
export function readStrictly(app: FastifyInstance): void {
  app.removeContentTypeParser(['text/plain', 'application/json']);
  const read = jsonReader(app);
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    // a chunked body of nothing: whether one is needed the schema says
    if (bytes.length === 0) return done(null, undefined);
    const json = read(bytes as Buffer);
    if ('value' in json) done(null, json.value);
    else done(refusal(json));
  });
  // Clients name a type by habit where they send nothing: what is not there has none.
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) {
      delete headers['content-type'];
      delete headers['content-encoding'];
    }
    done();
  });
  app.addHook('preParsing', (request, _reply, _payload, done) => {
    checkCoding(request);
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    checkGivenOnce(request.query);
    if (isForm(request)) checkGivenOnce(request.body);
    done();
  });
}

const isForm = ({ headers }: FastifyRequest) =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

/** Only UTF-8 as it is (RFC 9110, 15.5.16): a filter before us may not see what gzip hides, or see other letters. */
function checkCoding({ headers }: FastifyRequest): void {
  const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = headers;
  const charsets = type
    .split(';')
    .slice(1)
    .map((parameter) => parameter.replace(/["\s]/g, '').toLowerCase())
    .filter((parameter) => parameter.startsWith('charset'));
  const isUtf8 = charsets.length === 0 || (charsets.length === 1 && /^charset=utf-?8$/.test(charsets[0] ?? ''));
  if (coding.toLowerCase() !== 'identity' || !isUtf8) throw new errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE();
}

/** Of `limit=1&limit=2` some take the first, others the last. */
function checkGivenOnce(parameters: unknown): void {
  const errors = Object.entries(parameters ?? {})
    .filter(([, value]) => Array.isArray(value))
    .map(([name]) => ({ path: pointer([name]), message: 'must be given once' }));
  if (errors.length > 0) throw refusal(refuse('invalid_request', { errors: errors.slice(0, 20) }));
}

export type JsonReader = (bytes: Uint8Array) => { value: unknown } | Refused;

/** JSON in UTF-8 (RFC 8259, 8.1), never mended, that all parsers read alike: no key twice, no half character, no `__proto__`. */
export function jsonReader(app: FastifyInstance, detail = 'The body is not valid JSON.'): JsonReader {
  const parse = app.getDefaultJsonParser('error', 'error');
  // a byte order mark is left to the parser, which takes one
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (bytes) => {
    let read: { value: unknown } | Refused = refuse('invalid_request', { detail });
    try {
      const text = utf8.decode(bytes);
      parse({} as never, text, (error, value) => {
        if (error) return;
        const fault = ambiguity(text);
        read = fault ? refuse('invalid_request', { errors: [fault] }) : { value };
      });
    } catch {
      // not UTF-8: not read
    }
    return read;
  };
}

interface Nest {
  /** of an object, what it has named; null: an array */
  keys: Set<string> | null;
  /** the key or index that is being read */
  at: string | number;
  /** what comes next is a key */
  naming: boolean;
}

/**
 * What one parser takes and another refuses, or reads otherwise: a key twice in an object, a half of a surrogate pair.
 * The text is JSON already, so that only strings and brackets matter; each character is looked at once.
 */
export function ambiguity(text: string): { path: string; message: string } | null {
  const nests: Nest[] = [];
  let nest: Nest | undefined;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    if (sign === '{' || sign === '[') {
      nest = sign === '{' ? { keys: new Set(), at: '', naming: true } : { keys: null, at: 0, naming: false };
      nests.push(nest);
    } else if (sign === '}' || sign === ']') {
      nests.pop();
      nest = nests.at(-1);
    } else if (sign === ':' && nest) nest.naming = false;
    else if (sign === ',' && nest) {
      if (typeof nest.at === 'number') nest.at += 1;
      else nest.naming = true;
    } else if (sign === '"') {
      const end = endOfString(text, i);
      const raw = text.slice(i + 1, end);
      // `"\u0061"` and `"a"` are one key
      const string = raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
      i = end;
      if (nest?.naming) nest.at = string;
      if (!string.isWellFormed()) return { path: pathIn(nests), message: 'must be well-formed Unicode' };
      if (!nest?.keys || !nest.naming) continue;
      if (nest.keys.has(string)) return { path: pathIn(nests), message: 'must be given once' };
      nest.keys.add(string);
    }
  }
  return null;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

const pathIn = (nests: Nest[]) => pointer(nests.slice(0, 20).map(({ at }) => at));

/** RFC 6901; a key as long as a body is cut, and half a character replaced. */
const pointer = (keys: (string | number)[]) =>
  keys
    .map((key) => `/${String(key).slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('') || '/';
