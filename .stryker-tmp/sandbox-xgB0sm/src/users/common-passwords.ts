// @ts-nocheck
import { dictionary } from '@zxcvbn-ts/language-common';

/** Some 49 000 passwords from leaks, lower-case, 18 000 of them of eight characters or more (ASVS 6.2.4). */
const common = new Set(dictionary['passwords-common']);

export const isCommonPassword = (folded: string): boolean => common.has(folded);
