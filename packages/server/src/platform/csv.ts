// Owns writing CSV that every spreadsheet reads alike and none runs as a formula.

/** A cell: text of people or machines, a number, or nothing. */
export type CsvCell = string | number | bigint | null;

const LOOKS_LIKE_FORMULA = /^[\s]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/;
const PLAIN_NUMBER = /^-?\d+(?:\.\d+)?$/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * A line of CSV (RFC 4180). A text that a spreadsheet could take for a formula gets an apostrophe
 * in front; a plain number, also a negative one, stays a number.
 * @example csvLine(['=1+1', -5, null]) // "'=1+1,-5,\r\n"
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  const text = String(cell);
  const safe = LOOKS_LIKE_FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
