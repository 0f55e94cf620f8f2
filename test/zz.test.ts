import t from 'tap';
import { startService } from './support/service.ts';

for (let i = 0; i < 8; i++)
  await t.test('x', async (t) => {
    const a = performance.now();
    const c = process.cpuUsage();
    const s = await startService(t);
    const d = process.cpuUsage(c);
    t.comment(`${(performance.now() - a).toFixed(0)} wall, ${(d.user + d.system) / 1000} cpu`);
    const b = performance.now();
    await s.get('/healthz');
    t.comment(performance.now() - b);
    t.pass();
  });
