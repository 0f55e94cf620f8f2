import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Test {
  teardown(work: () => unknown): void;
}

/** What tap's `skip` takes: false where the program is installed. */
export const without = (program: string, ...args: string[]): Promise<string | false> =>
  promisify(execFile)(program, args).then(
    () => false,
    () => `there is no ${program} here`,
  );

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** The least environment of a program: no setting of whoever runs the tests, but what they have compiled. */
export const bareEnv: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Ended with the test, if not before. */
export function endAfter(t: Test, child: ChildProcess): void {
  t.teardown(async () => {
    if (hasEnded(child)) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
}

export interface Run {
  code: number | null;
  out: string;
  err: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects
  json(): any;
}

/** The command as an operator gives it, in a process of its own. */
export function runCli(env: Record<string, string>, args: string[], input = ''): Promise<Run> {
  const child = spawn(process.execPath, ['src/cli.ts', ...args], { cwd: root, env: { ...bareEnv, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  child.stdin.end(input);
  return new Promise((done) => child.on('close', (code) => done({ code, out, err, json: () => JSON.parse(out) })));
}

export interface Replica {
  url: string;
  port: number;
  process: ChildProcess;
  log: string[];
  /** the exit code, once all that was asked has been answered */
  stop(): Promise<number | null>;
}

/** The service in a process of its own, as an operator starts it in production. */
export async function startReplica(t: Test, settings: Record<string, string>, flags: string[] = []): Promise<Replica> {
  const serve = [process.execPath, 'src/cli.ts', 'serve'];
  // By way of `env`, which becomes node: whoever runs the tests adds a module of its own to what node is told to load.
  const [program = '', ...args] = flags.length > 0 ? ['env', `NODE_OPTIONS=${flags.join(' ')}`, ...serve] : serve;
  const child = spawn(program, args, {
    cwd: root,
    env: {
      ...bareEnv,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      RATE_LIMITS: 'off',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endAfter(t, child);
  const log: string[] = [];
  const url = await new Promise<string>((done, fail) => {
    child.once('close', () => fail(new Error(`it did not start: ${log.join('\n')}`)));
    for (const input of [child.stdout, child.stderr])
      createInterface({ input }).on('line', (line) => {
        log.push(line);
        const [, address] = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
        if (address) done(address);
      });
  });
  const stop = async () => {
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    return (await exit)[0] as number | null;
  };
  return { url, port: Number(new URL(url).port), process: child, log, stop };
}
