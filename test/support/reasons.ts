/**
 * The part of a page between `<!-- name -->` and `<!-- end -->` is a table whose last column a person writes: rows are made
 * anew, and what was said of a row is kept. Answers the rows of which nothing is said.
 */
export function writeReasons(
  text: string,
  name: string,
  head: string,
  rows: string[],
): { text: string; open: string[] } {
  const [, old = ''] = partOf(name).exec(text) ?? [];
  const said = new Map(old.split('\n').flatMap((line) => reasonIn(line) ?? []));
  const unique = [...new Set(rows)];
  const columns = head.split('|').length - 2;
  const table = [head, `|${'---|'.repeat(columns)}`, ...unique.map((row) => `${row} ${said.get(row) ?? ''} |`)];
  return { text: writePart(text, name, table.join('\n')), open: unique.filter((row) => !said.get(row)) };
}

export function writePart(text: string, name: string, part: string): string {
  if (!partOf(name).test(text)) throw new Error(`the page has no part ${name}`);
  return text.replace(partOf(name), () => `<!-- ${name} -->\n${part}\n<!-- end -->`);
}

const partOf = (name: string) => new RegExp(`<!-- ${name} -->\\n(.*?)\\n?<!-- end -->`, 's');

/** `| a | b | reason |` */
function reasonIn(line: string): [row: string, reason: string][] | null {
  const [, row = '', reason = ''] = /^(\|.* \|) (.*?) ?\|$/.exec(line) ?? [];
  return row ? [[row, reason]] : null;
}

/** Code in one cell of a table. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
  return `\`${line.length > 90 ? `${line.slice(0, 89)}…` : line}\``;
}
