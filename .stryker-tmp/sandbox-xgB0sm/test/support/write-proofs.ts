// @ts-nocheck
import { writeFileSync } from 'node:fs';
import { asvsPage, attacksPage } from './proof-pages.ts';
import { faultsOf, readFacts } from './proofs.ts';

/** `npm run proofs`: writes the pages anew, and says what is wrong with them. */
const facts = readFacts();
writeFileSync(new URL('../../docs/asvs.md', import.meta.url), asvsPage(facts));
writeFileSync(new URL('../../docs/attacks.md', import.meta.url), attacksPage(facts));
const faults = faultsOf(facts);
process.stdout.write(faults.map((fault) => `${fault}\n`).join(''));
process.exitCode = faults.length > 0 ? 1 : 0;
