import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let common: Set<string> | undefined;

/** Some 49 000 passwords from leaks, lower-case, 18 000 of them of eight characters or more (ASVS 6.2.4). */
export function isCommonPassword(folded: string): boolean {
  common ??= readCommon();
  return common.has(folded);
}

/** 12 MB, for which a start does not wait. */
function readCommon(): Set<string> {
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}
