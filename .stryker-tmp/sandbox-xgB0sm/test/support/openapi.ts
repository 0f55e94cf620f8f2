// @ts-nocheck
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';

const yaml = new URL('../../openapi.yaml', import.meta.url);
const json = new URL('../../.tap/openapi.json', import.meta.url);

/** Once for a run: reading YAML of this size takes 0.2 s, and every test file wants it. */
export async function readDocument(): Promise<void> {
  const document = parse(await readFile(yaml, 'utf8'));
  await mkdir(new URL('.', json), { recursive: true });
  const draft = new URL(`${json.href}.${process.pid}`);
  await writeFile(draft, JSON.stringify(document));
  await rename(draft, json);
}

/** openapi.yaml, as it was when the run began. */
export const openapi = <T>(): T => JSON.parse(readFileSync(json, 'utf8')) as T;
