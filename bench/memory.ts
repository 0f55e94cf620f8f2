/** P8: a million session checks, and what the service holds after each ten seconds of them. */
import { calls, fill, newTenant } from './filled.ts';
import { say, startDatabase, startService } from './parts.ts';
import { publish } from './report.ts';
import { CONNECTIONS, load } from './speed.ts';

const CHECKS = Number(process.env.CHECKS ?? 1_000_000);

export async function measureMemory(): Promise<void> {
  const database = await startDatabase();
  const service = await startService(database.url, database.folder);
  const { id, backend } = await newTenant(service.url, 'acme');
  await fill(database.url, id, { users: 100, withCode: 0, sessions: 5, events: 10 });
  await new Promise((done) => setTimeout(done, 5000));
  const idle = service.memory() / 2 ** 20;
  const { signIn } = calls(service.url, 'acme', backend, { all: 100, withCode: 0 });
  const keys: string[] = [];
  while (keys.length < CONNECTIONS) keys.push((await signIn()).body.sessionToken);
  const after: number[] = [];
  for (let done = 0; done < CHECKS; ) {
    const seconds = 10;
    done += Math.round((await load(`${service.url}/v1/session`, seconds, { keys })) * seconds);
    after.push(service.memory() / 2 ** 20);
    say(`  after ${done}: ${after.at(-1)?.toFixed(1)} MB`);
  }
  // warm after a fifth; from there on it must not grow
  const warm = after[Math.ceil(after.length / 5)] ?? 0;
  const last = after.at(-1) ?? 0;
  await publish(
    'memory',
    [
      { id: 'P8', what: 'resident memory, idle', value: idle, unit: 'MB', atMost: 120 },
      {
        id: 'P8',
        what: `after ${CHECKS.toLocaleString('en').replaceAll(',', ' ')} checks`,
        value: last,
        unit: 'MB',
        floor: `warm ${warm.toFixed(0)} MB`,
        ratio: last / warm,
        atMost: 1.05,
      },
    ],
    { after },
  );
}
