import { globSync, readFileSync } from 'node:fs';
import t from 'tap';
import { parse } from 'yaml';

/** What can be seen without running anything: that something is nowhere in the code, or in the one place for it. */
const root = new URL('../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const sources = globSync('src/**/*.ts', { cwd: root })
  .sort()
  .map((file) => ({ file, text: read(file), code: withoutComments(read(file)) }));

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/ .*$/gm, '$1');
}

/** The files in which it occurs. */
const filesWith = (pattern: RegExp) => sources.filter(({ code }) => pattern.test(code)).map(({ file }) => file);
const all = (pattern: RegExp) =>
  sources.flatMap(({ file, code }) => [...code.matchAll(pattern)].map((match) => ({ file, match })));

// Proves: v5.0.0-1.3.2
t.test('nothing is run that was text before', async (t) => {
  t.ok(sources.length > 80, 'the sources are read');
  t.same(filesWith(/\beval\(|\bnew Function\b|\bFunction\(|node:vm|\bsetTimeout\(['"`]|\bsetInterval\(['"`]/), []);
  t.same(filesWith(/\bcreateRequire\b/), [
    'src/http/metrics.ts',
    'src/http/validation.ts',
    'src/users/common-passwords.ts',
  ]);
  const imported = all(/\b(?:(?<!typeof )import|require)\(([^)]*)\)/g).map(({ file, match }) => `${file}: ${match[1]}`);
  t.same(
    imported,
    [
      "src/access-tokens/access-tokens.ts: 'jose'",
      "src/authenticators/qr.ts: 'qrcode'",
      "src/authenticators/qr.ts: 'qrcode'",
      "src/crypto/argon2.ts: '@node-rs/argon2'",
      "src/crypto/hash-formats.ts: 'bcrypt'",
      // the embedded PostgreSQL of this machine's kind, by its package's name
      'src/db/embedded-system.ts: binary',
      "src/db/migrate.ts: 'kysely/migration'",
      "src/http/document.ts: '@fastify/swagger'",
      "src/http/document.ts: 'yaml'",
      "src/http/metrics.ts: 'prom-client/lib/registry.js'",
      "src/http/metrics.ts: 'prom-client/lib/counter.js'",
      "src/http/metrics.ts: 'prom-client/lib/gauge.js'",
      "src/http/metrics.ts: 'prom-client/lib/histogram.js'",
      "src/http/metrics.ts: 'prom-client/lib/defaultMetrics.js'",
      "src/http/validation.ts: '@fastify/ajv-compiler'",
      "src/http/validation.ts: '@fastify/fast-json-stringify-compiler'",
      "src/log.ts: 'pino-pretty'",
      "src/users/common-passwords.ts: '@zxcvbn-ts/language-common'",
    ],
    'and what is imported late is named',
  );
});

// Proves: v5.0.0-1.2.5
t.test('no other program is run but the embedded PostgreSQL, which production has not', async (t) => {
  for (const file of filesWith(/child_process|node:cluster|node:worker_threads/)) t.match(file, /^src\/db\/embedded/);
  t.same(filesWith(/shell: ?true/), []);
  const users = sources.filter(({ code }) => /db\/embedded/.test(code)).map(({ file }) => file);
  t.same(
    users.filter((file) => !/^src\/(db\/|main\.ts|cli\/)/.test(file)),
    [],
    'no route comes near it',
  );
});

// Proves: v5.0.0-1.2.4
t.test('no statement is put together from text, but a migration read from its file', async (t) => {
  t.same(filesWith(/\bsql\.raw\(/), ['src/db/migrate.ts']);
  // sql`…${value}` makes a parameter of each value; a template without the tag would not
  const built = all(/\.query\(\s*`[^`]*\$\{/g).map(({ file }) => file);
  t.same(
    built.filter((file) => !file.startsWith('src/db/embedded')),
    [],
  );
  t.same(
    all(/\bsql\.(?:lit)\(([^)]*)\)/g)
      .map(({ match }) => match[1])
      .sort(),
    ["'pending'", 'LOCK', 'WAITS.length', 'lockId', 'lockId', 'seconds'],
  );
});

// Proves: v5.0.0-1.2.9
t.test('no regular expression is made of what a caller sent', async (t) => {
  t.same(
    all(/\bRegExp\((.{0,40})/g).map(({ file }) => file),
    // of the routes' own paths, at start; of a number
    ['src/authenticators/rules.ts', 'src/http/conventions.ts'],
  );
});

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  maxLength?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}
interface Call {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}
const document = parse(read('openapi.yaml')) as {
  paths: Record<string, Record<string, Call>>;
  components: { schemas: Record<string, Schema> };
};
const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, call]) => ({ name: `${method.toUpperCase()} ${path}`, call })),
);

/** Every value that a request may hold, however deep. */
function values(schema: Schema, at: string): { at: string; schema: Schema }[] {
  const name = schema.$ref?.split('/').at(-1);
  if (name) return values(document.components.schemas[name] as Schema, at);
  return [
    { at, schema },
    ...Object.entries(schema.properties ?? {}).flatMap(([key, each]) => values(each, `${at}/${key}`)),
    ...(schema.items ? values(schema.items, `${at}[]`) : []),
    ...(schema.anyOf ?? []).flatMap((each) => values(each, at)),
  ];
}
const given = calls.flatMap(({ name, call }) => [
  ...(call.parameters ?? []).flatMap((each) => values(each.schema, `${name}?${each.name}`)),
  ...Object.values(call.requestBody?.content ?? {}).flatMap(({ schema }) => values(schema, name)),
]);

// Proves: v5.0.0-2.1.1
t.test('openapi.yaml bounds every string, number and list that a request may hold', async (t) => {
  t.ok(given.length > 100, `${given.length} values`);
  for (const { at, schema } of given) {
    const types = [schema.type].flat();
    const bounded = schema.enum || 'const' in schema;
    if (types.includes('string')) t.ok(bounded || schema.format || schema.maxLength !== undefined, `${at}: a length`);
    if (types.includes('integer') || types.includes('number'))
      t.ok(bounded || (schema.minimum !== undefined && schema.maximum !== undefined), `${at}: a range`);
    if (types.includes('array')) t.ok(schema.maxItems !== undefined, `${at}: a number`);
  }
});

// Proves: v5.0.0-14.2.1
t.test('no secret has a place in a path or a query', async (t) => {
  for (const { name, call } of calls)
    for (const { name: parameter, in: place } of call.parameters ?? [])
      t.notMatch(parameter, /token|secret|password|code|key|credential/i, `${name}: ${parameter} in the ${place}`);
});

// Proves: v5.0.0-15.3.1
t.test('every answer with JSON has a schema, which leaves out what it does not name', async (t) => {
  for (const { name, call } of calls) {
    const bodies = Object.entries(call.responses).flatMap(([status, { content }]) =>
      Object.entries(content ?? {}).map(([media, { schema }]) => ({ status, media, schema })),
    );
    t.ok(
      Object.keys(call.responses).some((status) => status.startsWith('2')),
      name,
    );
    for (const { status, media, schema } of bodies)
      if (/json$/.test(media)) t.ok(schema?.$ref || schema?.type || schema?.anyOf, `${name} ${status}`);
  }
});

// Proves: v5.0.0-1.1.1
t.test('nothing decodes a second time what the framework has decoded', async (t) => {
  t.same(filesWith(/\bdecodeURI|\bunescape\(|from 'node:querystring'/), []);
});

// Proves: v5.0.0-1.3.10
t.test('a line of log is no format: what is told stands beside its words', async (t) => {
  const said = all(/\blog\.(?:trace|debug|info|warn|error|fatal)\(([\s\S]*?)\)(?:;|,\n|\),|$)/gm);
  t.ok(said.length > 15, `${said.length} calls`);
  for (const { file, match } of said) t.notMatch(match[1], /%[sdifjoOc%]/, `${file}: ${match[0].slice(0, 60)}`);
});

/** Functions of node:crypto, and the files that use them. docs/security.md lists the same with their algorithms. */
const CRYPTO: Record<string, string[]> = {
  createCipheriv: ['crypto/sealing.ts'],
  createDecipheriv: ['crypto/sealing.ts'],
  createHmac: ['webhooks/delivery.ts'],
  createPrivateKey: ['access-tokens/signing-keys.ts'],
  generateKeyPairSync: ['access-tokens/signing-keys.ts'],
  hash: ['crypto/tokens.ts'],
  pbkdf2: ['crypto/hash-formats.ts'],
  scrypt: ['crypto/hash-formats.ts'],
  timingSafeEqual: ['authenticators/recovery-codes.ts', 'crypto/hash-formats.ts', 'crypto/tokens.ts'],
};

// Proves: v5.0.0-11.1.3, v5.0.0-11.2.1, v5.0.0-11.2.3, v5.0.0-11.3.1, v5.0.0-11.3.2, v5.0.0-11.4.1, v5.0.0-11.4.3
t.test(
  'cryptography is that of node, argon2, bcrypt, jose and otpauth, by these names and in these files',
  async (t) => {
    const used: Record<string, string[]> = {};
    for (const { file, match } of all(/^import \{([^}]*)\} from 'node:crypto'/gm))
      for (const name of (match[1] ?? '').split(',').map((each) => each.trim()))
        if (!/^(type .*|randomBytes|randomUUIDv7)$/.test(name))
          used[name] = [...(used[name] ?? []), file.replace('src/', '')];
    t.strictSame(used, CRYPTO);
    const named = (pattern: RegExp) => all(pattern).map(({ match }) => match[1]);
    t.same(named(/create(?:C|Dec)ipheriv\(([^,]+),/g), ["'aes-256-gcm'", "'aes-256-gcm'"]);
    t.same(named(/createHmac\(([^,]+),/g), ["'sha256'"]);
    t.same(named(/\bhash\(('[^']*'), text, 'buffer'\)/g), ["'sha256'"]);
    t.same(named(/generateKeyPairSync\('ec', \{ namedCurve: ([^}]+) \}/g), ["'P-256'"]);
    t.same(
      named(/\balg: ('[^']+')/g).filter((each) => each !== "'ES256'"),
      [],
    );
    t.same(filesWith(/\bmd5\b|\brc4\b|\bdes-|\b-ecb\b|\b-cbc\b|RSA_PKCS1/i), []);
    t.same(filesWith(/from '(?:crypto-js|node-forge|tweetnacl|sjcl|elliptic|uuid|nanoid)/), []);
    const packages = [
      ...new Set(
        all(/(?:from |import\()'((?:argon2|@node-rs\/argon2|bcrypt|jose|otpauth)[^']*)'/g).map(({ match }) => match[1]),
      ),
    ];
    t.same(packages.sort(), ['@node-rs/argon2', 'argon2', 'bcrypt', 'jose', 'otpauth']);
    t.same(filesWith(/\bcreateHash\(|\bgetRandomValues\b|\bsubtle\b|\bcreateSign\(/), []);
  },
);

// Proves: v5.0.0-6.5.3, v5.0.0-7.2.3, v5.0.0-11.5.1, v5.0.0-11.5.2
t.test(
  'whatever must not be guessed comes from the random generator of node:crypto, 128 bits of it or more',
  async (t) => {
    t.same(
      filesWith(/\bMath\.random\b/),
      ['src/db/database.ts', 'src/webhooks/courier.ts', 'src/worker.ts'],
      'pauses alone are drawn otherwise',
    );
    const sizes: Record<string, number> = { RECOVERY_CODE_LENGTH: 16, SECRET_BYTES: 20 };
    for (const { file, match } of all(/\brandomBytes\(([^)]+)\)/g)) {
      const size = sizes[match[1] ?? ''] ?? Number(match[1]);
      // a nonce is no secret, a cookie's name neither; a reset code has 50 bits, is counted like a code and ends in a day
      const exempt = ['src/crypto/sealing.ts', 'src/users/new-users.ts', 'src/support/two-factor-reset.ts'].includes(
        file,
      );
      t.ok(exempt || size >= 16, `${file}: ${match[0]}`);
    }
    t.match(read('src/authenticators/rules.ts'), /RECOVERY_CODE_LENGTH = 16;/);
    t.match(read('src/authenticators/rules.ts'), /SECRET_BYTES = 20;/);
  },
);

// Proves: v5.0.0-11.3.4
t.test('a nonce is drawn where it is used, and nowhere else', async (t) => {
  const sealing = read('src/crypto/sealing.ts');
  t.match(
    sealing,
    /const nonce = randomBytes\(12\);\n\s+const cipher = createCipheriv\('aes-256-gcm', first\.bytes, nonce\)/,
  );
  t.same(filesWith(/\bnonce\b/), ['src/crypto/sealing.ts']);
});

/** Both sides were stored, are ids, or words of ours: nobody guesses at one of them. */
const COMPARED = [
  'pending.account.resetCodeHash === account.resetCodeHash',
  'account.passwordHash === judged.passwordHash',
  'error.code === code',
  'token.id === device.anchor_token_id',
  'token.parentId === device.anchor_token_id',
];

// Proves: v5.0.0-11.2.4
t.test('secrets are compared in constant time', async (t) => {
  const SECRET = /(secret|token|password|code|hash|digest|mac|tag|otp|anchor_token_id|presented|bootstrap|key)\)?$/i;
  const LITERAL = /^(null|undefined|true|false|-?\d.*|['"`].*)$/;
  const seen = new Set<string | undefined>();
  for (const { file, match } of all(/([\w.?()[\]]+) [!=]== ([\w.?'"`-]+)/g)) {
    const [text = '', left = '', right = ''] = match;
    if (LITERAL.test(left) || LITERAL.test(right) || left.startsWith('typeof')) continue;
    if (!SECRET.test(left) && !SECRET.test(right)) continue;
    const known = COMPARED.find((each) => text.includes(each));
    t.ok(known, `${file}: ${text}`);
    seen.add(known);
  }
  t.equal(seen.size, COMPARED.length, 'those that are let be are there');
  t.match(read('src/authenticators/rules.ts'), /difference \|= a\.charCodeAt\(index\) \^ b\.charCodeAt\(index\)/);
});

// Proves: v5.0.0-16.2.3
t.test('the log goes to standard output by one way, and the service writes no other file', async (t) => {
  t.same(filesWith(/\bconsole\./), []);
  t.same(
    filesWith(/\bpino\(/),
    // commands have one that is silent; before the settings are read there is one of its own
    ['src/cli.ts', 'src/cli/operator.ts', 'src/log.ts', 'src/main.ts'],
  );
  t.same(
    filesWith(/\b(writeFile|appendFile|createWriteStream|writeFileSync|appendFileSync)\b/).filter(
      (file) => !file.startsWith('src/db/embedded'),
    ),
    ['src/cli.ts', 'src/private-file.ts'],
    'openapi.yaml, by command; keys of development',
  );
  for (const file of filesWith(/process\.std(out|err)\b/)) t.match(file, /^src\/(cli(\/\w+)?|main)\.ts$|^src\/cli\//);
});

// Proves: v5.0.0-15.1.2, v5.0.0-15.2.4
t.test('every dependency is pinned, and is the very one that was locked, from wherever it is fetched', async (t) => {
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version?: string; resolved?: string; integrity?: string }>;
  };
  const entries = Object.entries(lock.packages).filter(([path]) => path !== '');
  t.ok(entries.length > 300);
  const loose = entries.filter(
    ([, { version, integrity }]) => !version || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
  );
  t.same(loose, [], 'each has its hash');
  const elsewhere = entries.filter(
    ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
  );
  t.same(elsewhere, [], 'none names a place of its own');
  t.same(globSync('.npmrc', { cwd: root }), [], 'nor does the project name another registry');
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  for (const [name, given] of Object.entries({ ...dependencies, ...devDependencies })) {
    // a second version of a package has a name of its own
    const version = String(given).replace(/^npm:typescript@/, '');
    t.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name} is pinned`);
    t.equal(lock.packages[`node_modules/${name}`]?.version, version, `${name} is locked as it is asked for`);
  }
});

// Proves: v5.0.0-15.3.5
t.test('types are strict, and nothing is compared loosely', async (t) => {
  const options = JSON.parse(read('tsconfig.json')).compilerOptions;
  t.match(options, { strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true });
  // but with null, which undefined equals
  t.same(filesWith(/[^=!<>'"]==(?!=|\s*null\b)|[^'"]!=(?!=|\s*null\b)/), []);
});

// Proves: v5.0.0-6.3.4
t.test('a session begins in one place, however many ways lead there', async (t) => {
  const callers = filesWith(/\bopenSession\(/).filter((file) => file !== 'src/sessions/sessions.ts');
  t.same(callers, ['src/login/completion.ts']);
  t.same(filesWith(/insertInto\('sessions'\)|insert into sessions/), ['src/sessions/sessions.ts']);
  const [complete = ''] =
    /(?:export )?async function complete\([\s\S]*?\n\}/.exec(read('src/login/completion.ts')) ?? [];
  t.match(complete, /writeCompleted\(/);
  t.equal(read('src/login/completion.ts').split('writeCompleted(').length, 2);
});

// Proves: v5.0.0-12.3.2
t.test('no connection is made to whoever shows whatever certificate', async (t) => {
  t.same(filesWith(/rejectUnauthorized: (?!true)|NODE_TLS_REJECT_UNAUTHORIZED|checkServerIdentity|no-verify/), []);
});

// Proves: v5.0.0-13.3.1
t.test('no key and no password stands in the code, the image or what deploys it', async (t) => {
  const files = globSync('{src,migrations,deploy,monitoring,docs}/**/*.*', { cwd: root });
  for (const file of [...files, 'Dockerfile', 'docker-compose.yml', 'docker-compose.replicas.yml', 'README.md']) {
    const text = read(file);
    t.notMatch(
      text,
      /-----BEGIN [A-Z ]*PRIVATE KEY|\biak_[\w-]{40,}|whsec_[A-Za-z0-9+/]{32,}|\bk\d:[A-Za-z0-9+/]{43}=/,
      file,
    );
    if (/^docker-compose|^Dockerfile/.test(file)) t.notMatch(text, /PASSWORD['"]?[:=] *[^\s/]/, `${file}: no password`);
  }
});
