import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { freshDatabase } from './support/database.ts';
import { bareEnv, startReplica } from './support/programs.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const LINES = 3000;

/** How a process ends, and with which code. */
const ENDS: Record<string, [script: string, code: number]> = {
  'an exception that nobody catches': ['throw new Error("boom")', 1],
  'a rejection that nobody catches': ['await Promise.resolve(); Promise.reject(new Error("boom"))', 1],
  'an exit': ['process.exit(3)', 3],
  'nothing left to do': ['', 0],
};

t.test('what was logged is written, however the process ends by itself', async (t) => {
  for (const [what, [end, code]] of Object.entries(ENDS))
    for (const production of [true, false]) {
      const script = `
        import { createLog } from './src/log.ts';
        const log = await createLog({ LOG_LEVEL: 'info', production: ${production} });
        for (let n = 1; n <= ${LINES}; n++) log.info('line ' + n + '.');
        ${end}`;
      const file = join(t.testdir(), 'log');
      const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        cwd: root,
        env: bareEnv,
        stdio: ['ignore', openSync(file, 'w'), 'ignore'],
      });
      const [exit] = await once(child, 'exit');
      t.equal(exit, code, what);
      const lines = readFileSync(file, 'utf8').match(/line \d+\./g) ?? [];
      t.same([lines.length, lines.at(-1)], [LINES, `line ${LINES}.`], `${what}${production ? ' in production' : ''}`);
    }
});

/** What a module of an operator's own may do to the service, or a package that we use. */
const FAULTS = {
  exception: "throw Object.assign(new Error('boom'), { code: '23505', detail: canary })",
  rejection: "Promise.reject(Object.assign(new Error('boom'), { detail: canary }))",
  'no error at all': 'throw canary',
};

const skip = process.platform === 'win32' && 'there is no env here';

// Proves: v5.0.0-16.2.5, v5.0.0-16.5.4
t.test(
  'a fault that nobody catches ends the service with a last line like any other, that shows no row',
  { skip },
  async (t) => {
    for (const [what, fault] of Object.entries(FAULTS)) {
      const { url: DATABASE_URL } = await freshDatabase(t);
      const dir = t.testdir({
        'fault.mjs': `const canary = ['can', 'ary'].join(''); process.once('SIGUSR2', () => { ${fault} });`,
      });
      const settings = { DATABASE_URL, ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}` };
      const replica = await startReplica(t, settings, [`--import=${join(dir, 'fault.mjs')}`]);
      const requestId = (await fetch(`${replica.url}/healthz`)).headers.get('x-request-id');
      const closed = once(replica.process, 'close');
      replica.process.kill('SIGUSR2');
      t.same((await closed)[0], 1, `${what}: to be started again`);
      t.notMatch(replica.log.join(), /canary/, what);
      // with node's own warnings left out, each line is an object
      const lines = replica.log.filter((line) => !line.startsWith('(')).map((line) => JSON.parse(line));
      t.match(lines.at(-2), { requestId, route: '/healthz', status: 200 }, 'what was logged a moment before is there');
      t.match(lines.at(-1), {
        level: 60,
        msg: 'a fault that nobody caught: the service ends',
        err: { stack: /\n +at / },
      });
      t.match(lines.at(-1).err.message, what === 'no error at all' ? /^what was thrown is no error$/ : /^boom$/);
    }
  },
);
