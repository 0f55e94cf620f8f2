/** Loaded before the service: its clock is off by what the file CHAOS_CLOCK says, in milliseconds, from then on. */
import { readFileSync } from 'node:fs';

const file = process.env.CHAOS_CLOCK ?? '';
let off = 0;
setInterval(() => {
  try {
    off = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    off = 0;
  }
}, 20).unref();

const RealDate = Date;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, made) =>
    Reflect.construct(target, given.length === 0 ? [target.now() + off] : given, made),
  apply: (target) => new target(target.now() + off).toString(),
  get: (target, name, self) => (name === 'now' ? () => target.now() + off : Reflect.get(target, name, self)),
});
