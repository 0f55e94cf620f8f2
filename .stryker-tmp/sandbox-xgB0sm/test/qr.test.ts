// @ts-nocheck
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import t, { type Test } from 'tap';
import { ADMIN, must, PASSWORD, type Service, startService, totp, unique } from './support/service.ts';

interface Raster {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

const jsQR = createRequire(import.meta.url)('jsqr') as (...raster: [Uint8ClampedArray, number, number]) => {
  data: string;
} | null;

const read = ({ data, width, height }: Raster) => jsQR(data, width, height)?.data;

function rasterOfPng(bytes: Buffer): Raster {
  const { data, width, height } = PNG.sync.read(bytes);
  return { data: Uint8ClampedArray.from(data), width, height };
}

/** Draws the picture as a browser would: a white square, and lines one module thick from `M`, `m` and `h`. */
function rasterOfSvg(svg: string, scale = 4): Raster {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  if (!svg.includes(`<path fill="#ffffff" d="M0 0h${size}v${size}H0z"/>`)) throw new Error('no white ground');
  const lines = /<path stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const width = size * scale;
  const data = new Uint8ClampedArray(width * width * 4).fill(255);
  let [x, y] = [0, 0];
  for (const [, command, first = '', second = '0'] of lines.matchAll(/([Mmh])\s*(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?/g)) {
    const [across, down] = [Number(first), Number(second)];
    if (command === 'M') [x, y] = [across, down];
    else if (command === 'm') [x, y] = [x + across, y + down];
    else {
      for (let row = (y - 0.5) * scale; row < (y + 0.5) * scale; row++)
        for (let column = x * scale; column < (x + across) * scale; column++)
          data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      x += across;
    }
  }
  return { data, width, height: width };
}

/** Pure black on white, square, and white all round for four modules; a finder pattern's edge is seven modules. */
function isWellDrawn(t: Test, { data, width, height }: Raster, what: string) {
  const colours = new Set<number>();
  for (let at = 0; at < data.length; at += 4) colours.add(new DataView(data.buffer, data.byteOffset).getUint32(at));
  t.same([...colours].sort(), [0x000000ff, 0xffffffff], `${what} is black and white`);
  t.equal(width, height, `${what} is square`);
  const isDark = (column: number, row: number) => data[(row * width + column) * 4] === 0;
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      if (isDark(column, row)) {
        [left, right] = [Math.min(left, column), Math.max(right, column)];
        [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
      }
  let edge = 0;
  while (isDark(left + edge, top)) edge += 1;
  const quiet = (4 * edge) / 7;
  t.same([left, top, width - 1 - right, height - 1 - bottom], Array(4).fill(quiet), `${what} has a quiet zone`);
}

/** A user of this name in a tenant of this name, who has begun to add an authenticator. */
async function begin(service: Service, tenantName: string, username: string) {
  const { post } = service;
  const slug = unique('qr');
  must(await post('/v1/admin/tenants', { slug, name: tenantName }, { key: ADMIN }), 201);
  must(await post(`/v1/admin/tenants/${slug}/users`, { username, password: PASSWORD }, { key: ADMIN }), 201);
  const backend = must(
    await post('/v1/admin/api-keys', { name: 'backend', role: 'backend', tenant: slug }, { key: ADMIN }),
    201,
  ).key;
  const login = { username, password: PASSWORD, client: { ip: '203.0.113.7', userAgent: 'test' } };
  const session: string = must(await post(`/v1/tenants/${slug}/login`, login, { key: backend }), 200).sessionToken;
  return { session, begun: must(await post('/v1/account/authenticators', { type: 'totp' }, { key: session }), 201) };
}

async function pictures({ get }: Service, { session, begun }: Awaited<ReturnType<typeof begin>>) {
  const [png, svg] = [await get(begun.qrCode.png, { key: session }), await get(begun.qrCode.svg, { key: session })];
  must(png, 200);
  must(svg, 200);
  return { png, svg, rasters: { png: rasterOfPng(png.raw), svg: rasterOfSvg(svg.text) } };
}

const names = [
  ['anna', 'Scan & Co'],
  ['anna berg', 'Acme: Bild & Ton'],
  ['a#b?c/d%e@example.org', 'a#b?c/d%41&e=f'],
  ['jürgen.groß', 'Größe & Söhne'],
  ['日本 😀', "O'Neill (x)*!"],
  ['x'.repeat(60), 'y'.repeat(60)],
  ['ü'.repeat(60), 'Ö'.repeat(60)],
] as const;

// Proves: noggin #241
for (const issuer of ['ImageCapture', 'Bild & Ton: #1 / 100 % ja?', 'Ä'.repeat(60)])
  t.test(`the pictures carry the exact key URI for the issuer ${issuer.slice(0, 30)}`, async (t) => {
    const service = await startService(t, { TOTP_ISSUER: issuer });
    for (const [username, tenantName] of names) {
      const enrollment = await begin(service, tenantName, username);
      const { png, svg, rasters } = await pictures(service, enrollment);
      t.match(png.headers, { 'content-type': /^image\/png/ });
      t.match(svg.headers, { 'content-type': /^image\/svg\+xml/ });
      const what = `${username.slice(0, 21)} of ${tenantName.slice(0, 20)}`;
      t.equal(read(rasters.png), enrollment.begun.otpauthUri, `PNG, ${what}`);
      t.equal(read(rasters.svg), enrollment.begun.otpauthUri, `SVG, ${what}`);
      const uri = new URL(enrollment.begun.otpauthUri);
      t.equal(uri.searchParams.get('issuer'), issuer);
      t.equal(uri.searchParams.get('secret'), enrollment.begun.secret);
      const label = decodeURIComponent(uri.pathname.split('/').at(-1) ?? '');
      t.equal(label, `${issuer.replaceAll(':', ' ')}:${username} (${tenantName})`);
    }
  });

// Proves: google-authenticator #692
t.test('the pictures are black on white with a quiet zone of four modules', async (t) => {
  const service = await startService(t);
  for (const [username, tenantName] of [names[0], names[6]]) {
    const { rasters } = await pictures(service, await begin(service, tenantName, username));
    isWellDrawn(t, rasters.png, 'PNG');
    isWellDrawn(t, rasters.svg, 'SVG');
  }
});

for (const longest of ['😀', 'a😀😀😀'])
  t.test(`the longest names there may be still make a picture: of ${longest}`, async (t) => {
    const cut = (length: number) => [...longest.repeat(128)].slice(0, length).join('');
    const service = await startService(t, { TOTP_ISSUER: cut(60) });
    const enrollment = await begin(service, cut(60), cut(128));
    const { rasters } = await pictures(service, enrollment);
    t.equal(read(rasters.png), enrollment.begun.otpauthUri);
    t.equal(read(rasters.svg), enrollment.begun.otpauthUri);
  });

t.test('an app that has read the picture makes the codes that confirm it, and so does oathtool', async (t) => {
  const service = await startService(t);
  const enrollment = await begin(service, 'Scan & Co', 'anna');
  const { rasters } = await pictures(service, enrollment);
  const secret = new URL(read(rasters.png) ?? '').searchParams.get('secret') ?? '';
  const now = service.clock.now();
  let code = totp(secret, now);
  try {
    code = execFileSync('oathtool', ['--totp', '--base32', `--now=${now.toISOString()}`, secret])
      .toString()
      .trim();
    t.equal(code, totp(secret, now));
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT') throw error;
    t.comment('oathtool is not installed');
  }
  const path = `/v1/account/authenticators/${enrollment.begun.id}/confirm`;
  t.equal((await service.post(path, { code }, { key: enrollment.session })).status, 200);
});

t.test('zbarimg, a reader by others, reads the picture as well', async (t) => {
  const service = await startService(t, { TOTP_ISSUER: 'Bild & Ton: #1' });
  for (const [username, tenantName] of names.slice(0, 4)) {
    const enrollment = await begin(service, tenantName, username);
    const { png } = await pictures(service, enrollment);
    const file = join(t.testdir(), 'qr.png');
    await writeFile(file, png.raw);
    try {
      const text = execFileSync('zbarimg', ['--quiet', '--raw', file], { stdio: ['ignore', 'pipe', 'ignore'] });
      t.equal(text.toString().trim(), enrollment.begun.otpauthUri, username);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOENT') throw error;
      return t.pass('zbarimg is not installed', { skip: 'zbarimg is not installed' });
    }
  }
});
