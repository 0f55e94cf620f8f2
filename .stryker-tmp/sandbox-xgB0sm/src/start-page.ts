// @ts-nocheck
import { styleText } from 'node:util';
import { DEMO } from './demo.ts';

export interface Start {
  /** where browsers reach the service */
  url: string;
  /** the reference frontend is served */
  demo: boolean;
  /** the file with the demo tenant's API keys */
  keys: string;
}

/** What whoever has typed `npm start` wants to know in the first minute. */
export function startPage({ url, demo, keys }: Start): string {
  const bold = (text: string) => styleText('bold', text);
  const link = (text: string) => styleText('cyan', text);
  const lines: [name: string, text: string][] = [
    ['Try it', link(`${url}/${demo ? 'demo' : 'v1/tenants'}/${DEMO.tenant}`)],
    ['', `sign in as "${DEMO.username}" with the password "${DEMO.password}"`],
    ...(demo
      ? [['Help desk', `${link(`${url}/demo/support`)} with the supportKey of ${keys}`] as [string, string]]
      : []),
    ['No phone?', `npm run cli -- code SECRET   gives the code of the secret key shown beside the QR code`],
    ['The API', link(`${url}/docs`)],
    ['', `the keys to call it with are in ${keys}; README.md walks the journey by curl`],
    ['Integrate', 'docs/integrating.md'],
    ['Stop', 'Ctrl+C; the data stays'],
  ];
  const rows = lines.map(([name, text]) => `  ${bold(name.padEnd(11))}${text}`);
  return ['', `  ${bold('ImageCapture Auth is ready.')}`, '', ...rows, '', ''].join('\n');
}
