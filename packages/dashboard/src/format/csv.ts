// Owns CSV that spreadsheets open safely: no cell that came from outside can become a formula.

/** A text is data from outside; a number is ours and stays a number. */
export type Cell = string | number | bigint | null;

/** What makes a spreadsheet read a cell as a formula (OWASP), also behind spaces. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠|%]/u;

/** The table as RFC 4180 wants it, with a mark that tells Excel the encoding. */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [header, ...rows].map((row) => row.map(toCell).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function toCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
