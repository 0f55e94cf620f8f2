// @ts-nocheck
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type LaunchOptions,
  type Locator,
  type Page,
} from 'playwright-core';
import { PNG } from 'pngjs';
import { type Language, languages } from '../../demo/strings.ts';

/** Debian's, or the one that CHROMIUM names. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** What tap's `skip` takes: false where there is a browser. */
export const noBrowser = !existsSync(CHROMIUM) && 'no Chromium: apt-get install chromium, or CHROMIUM=/path/to/it';
/** where pictures of the screens go; not set: nowhere */
export const SCREENS = process.env.SCREENS;

export const launch = (options: LaunchOptions = {}): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'], ...options });

/** A port that is free: the service has to know its own address before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Contrast takes axe longest, and is the same in every language and width: it is judged once a screen and colour scheme. */
const judged = new Set<string>();
const jsQR = require('jsqr') as (...raster: [Uint8ClampedArray, number, number]) => { data: string } | null;

interface Finding {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** The screens that are kept in dark colours as well. */
const IN_THE_DARK = ['settings-on', 'set-up', 'code', 'recovery-codes'];

interface Axe {
  axe: { run(what: string, options: object): Promise<{ violations: Finding[] }> };
}

/** Somebody at a browser, who notes everything that should not be. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** console errors, broken policies, requests to other origins, what axe finds */
  faults: string[];
  /** how often the service said no */
  refusals: string[];
  text: (typeof languages)[Language]['ui'];
  /** what is in the topmost dialog */
  dialog: Locator;
  /** the screen is looked at: by axe, and for docs/screens */
  look(name: string, page?: Page): Promise<void>;
  press(name: string, within?: Locator): Promise<void>;
  type(label: string, value: string, within?: Locator): Promise<void>;
}

interface Wish {
  origin: string;
  language: Language;
  phone: boolean;
  dark?: boolean;
}

export async function visit(browser: Browser, { origin, language, phone, dark = false }: Wish): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 860 },
    isMobile: phone,
    hasTouch: phone,
    locale: language === 'nl' ? 'nl-NL' : 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(8000);
  const [faults, refusals]: [string[], string[]] = [[], []];
  context.on('weberror', (error) => faults.push(`thrown: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // a browser writes down every answer that is no 2xx, and a wrong code is one
    const refusal = /^Failed to load resource: .* status of (400|401|403|404|429)/.test(message.text());
    if (refusal && message.location().url.startsWith(`${origin}/v1/`)) refusals.push(message.text());
    else faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith(`blob:${origin}/`))
      faults.push(`asks ${request.url()}`);
  });
  const first = await context.newPage();
  const dialog = first.locator('dialog').last();
  const kind = `${phone ? 'phone' : 'desktop'}-${language}${dark ? '-dark' : ''}`;
  const look = async (name: string, page = first) => {
    // as a debugger does: the page's policy would refuse a script element
    if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe);
    const colours = `${name} ${dark}`;
    const found = await page.evaluate(
      (contrast) =>
        (globalThis as unknown as Axe).axe
          .run('html', { resultTypes: ['violations'], rules: { 'color-contrast': { enabled: contrast } } })
          .then(({ violations }) => violations),
      !judged.has(colours),
    );
    judged.add(colours);
    for (const { id, impact, nodes } of found)
      if (impact === 'serious' || impact === 'critical')
        faults.push(`${kind} ${name}: ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    const wide = await page
      .locator('html')
      .evaluate((html: { scrollWidth: number; clientWidth: number }) => html.scrollWidth > html.clientWidth);
    if (wide) faults.push(`${kind} ${name}: is wider than the screen`);
    if (!SCREENS || (dark && !IN_THE_DARK.includes(name))) return;
    await mkdir(SCREENS, { recursive: true });
    await page.screenshot({ path: join(SCREENS, `${name}-${kind}.png`) });
  };
  return {
    page: first,
    context,
    faults,
    refusals,
    text: languages[language].ui,
    dialog,
    look,
    press: (name, within) => (within ?? first.locator('body')).getByRole('button', { name, exact: true }).click(),
    type: (label, value, within) => (within ?? first.locator('body')).getByLabel(label, { exact: true }).fill(value),
  };
}

/** The key URI in the QR code, as it is seen on the screen. */
export async function readQr(frame: Locator): Promise<URL> {
  const { data, width, height } = PNG.sync.read(await frame.screenshot());
  const read = jsQR(new Uint8ClampedArray(data), width, height);
  if (!read) throw new Error('there is no QR code to be read');
  return new URL(read.data);
}
