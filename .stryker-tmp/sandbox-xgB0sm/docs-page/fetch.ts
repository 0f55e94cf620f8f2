// @ts-nocheck
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The last Redoc without telemetry. Its bundle needs nothing; as a dependency it would bring a hundred packages along. */
const VERSION = '2.5.4';
const INTEGRITY = 'sha512-M6jWhG1qoBnH6TFmzJnstyCZ87HmOY/UzDm78mHiYihEdlV/YcS9ogOo1NlElnJMeLsyxHFe2yFc4sNjHTrABQ==';
/** A picture from elsewhere, which the page's policy refuses: nothing leaves this origin. */
const LOGO = 'https://cdn.redoc.ly/redoc/logo-mini.svg';
const NO_PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E";

/** Copies the viewer of /docs from the registry into this folder, with its licences. */
const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'redoc-'));
await run('npm', ['pack', `redoc@${VERSION}`, '--silent'], { cwd: folder });
const archive = join(folder, `redoc-${VERSION}.tgz`);
const found = `sha512-${createHash('sha512')
  .update(await readFile(archive))
  .digest('base64')}`;
if (found !== INTEGRITY) throw new Error(`redoc@${VERSION} is ${found}`);
await run('tar', ['-xzf', archive], { cwd: folder });
const read = (path: string) => readFile(join(folder, 'package', path), 'utf8');
const bundle = await read('bundles/redoc.standalone.js');
if (!bundle.includes(LOGO)) throw new Error('the logo has gone: look at what else the page loads');
const here = (name: string) => new URL(name, import.meta.url);
await writeFile(
  here('redoc.standalone.js'),
  bundle.replace(/\n\/\/# sourceMappingURL=[^\n]*\s*$/, '\n').replaceAll(LOGO, NO_PICTURE),
);
const licences = [await read('LICENSE'), await read('bundles/redoc.standalone.js.LICENSE.txt')];
await writeFile(here('LICENSE.txt'), `Redoc ${VERSION}, its logo taken out\n\n${licences.join('\n\n')}`);
await rm(folder, { recursive: true });
