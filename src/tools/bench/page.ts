import { markdown, type Table } from './tables.ts';

/**
 * Puts a table into a page, in the place of the one with the same columns.
 *
 * @throws {TypeError} if the page has not exactly one table with these columns
 */
export function replaceTable(page: string, table: Table): string {
  const text = markdown(table);
  const [columns = ''] = text.split('\n', 1);
  const parts = page.split(`\n${columns}\n`);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length > 2) {
    throw new TypeError(`the page must have one table with the columns ${columns}`);
  }
  const rest = after.replace(/^(?:\|.*\n)+/, '');
  return `${before}\n${text}${rest}`;
}

/** Writes the machine and the month into the line that says where the figures are from. */
export function replaceMachine(page: string, machine: string): string {
  const line = /^This run: .*\.$/m;
  if (!line.test(page)) throw new TypeError('the page must have a line that begins with “This run: ”');
  return page.replace(line, () => `This run: ${machine}.`);
}
