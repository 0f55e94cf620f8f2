import { createRequire } from 'node:module';
import type { AnySchema } from 'ajv';

const require = createRequire(import.meta.url);

/**
 * Nothing is coerced or dropped silently; query strings, which are all text, have a compiler of their own. Each schema is
 * compiled when it is first needed: all of them take 0.3 s, which a start and every command would wait for.
 */
export const validation = {
  compilersFactory: {
    buildValidator(schemas: Record<string, AnySchema>, ajvOptions: object) {
      const strict = {
        allErrors: true,
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: true,
        allowUnionTypes: true,
        // openapi.test.ts holds them all against the meta-schema, which would take a third of the time
        validateSchema: false,
      };
      const options = { ...ajvOptions, onCreate: narrowFormats };
      const compiler = (customOptions: object) =>
        lazyCheck(() => ajv().AjvCompiler()(schemas, { ...options, customOptions }) as unknown as Compile<Check>);
      const queries = compiler({ ...strict, coerceTypes: true });
      const bodies = compiler(strict);
      return (route: Route) => (route.httpPart === 'querystring' ? queries : bodies)(route);
    },
    buildSerializer: (schemas: unknown, options: unknown) =>
      lazyWrite(
        () => stringify().SerializerSelector()(schemas as never, options as never) as unknown as Compile<Write>,
      ),
  },
};

const ajv = () => require('@fastify/ajv-compiler') as typeof import('@fastify/ajv-compiler');
const stringify = () =>
  require('@fastify/fast-json-stringify-compiler') as typeof import('@fastify/fast-json-stringify-compiler');

interface Route {
  schema: unknown;
  httpPart?: string;
}

type Compile<T> = (route: Route) => T;
type Check = ((value: unknown) => boolean) & { errors?: unknown[] | null };
type Write = (answer: unknown) => string;

/** With the errors of its last call on it, as Ajv's own. */
const lazyCheck = (compiler: () => Compile<Check>) =>
  once(compiler, (made) => {
    const lazy: Check = (value) => {
      const check = made();
      const fits = check(value);
      lazy.errors = check.errors ?? null;
      return fits;
    };
    return lazy;
  });

const lazyWrite = (compiler: () => Compile<Write>) =>
  once(
    compiler,
    (made): Write =>
      (answer) =>
        made()(answer),
  );

/** Most answers are the same few problems, described in other words: words are not compiled. */
function once<T>(compiler: () => Compile<T>, lazy: (made: () => T) => T): Compile<T> {
  let compile: Compile<T> | undefined;
  const known = new Map<string, T>();
  return (route) => {
    const key = JSON.stringify(route.schema, withoutWords);
    let made: T | undefined;
    const found =
      known.get(key) ??
      lazy(() => {
        compile ??= compiler();
        made ??= compile(route);
        return made;
      });
    known.set(key, found);
    return found;
  };
}

/** A property of such a name is a schema, and stays. */
const withoutWords = (name: string, value: unknown) =>
  (name === 'description' && typeof value === 'string') || (name === 'examples' && Array.isArray(value))
    ? undefined
    : value;

interface Formats {
  formats: Record<string, unknown>;
  addFormat(name: string, format: RegExp | ((text: string) => boolean)): void;
}

/** Of what ajv-formats takes, only what `Date` and PostgreSQL take as well: no `urn:uuid:`, no leap second, no year 10000. */
function narrowFormats(ajv: Formats): void {
  ajv.addFormat('uuid', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i);
  const rfc3339 = ajv.formats['date-time'] as { validate(text: string): boolean };
  ajv.addFormat('date-time', (text) => {
    const time = new Date(text);
    return rfc3339.validate(text) && !Number.isNaN(time.getTime()) && time.toISOString().length === 24;
  });
}
