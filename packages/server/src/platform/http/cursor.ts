// Owns cursors: where the next page of a list begins, in a form that callers only pass back.
import { fromUnixMs } from '../clock.js';
import { AppError } from './errors.js';

/** The last row of a page, by what its list is ordered by: newest first, then the larger id. */
export interface PageCursor {
  at: Date;
  id: bigint;
}

const CURSOR = /^(\d{1,15})-(\d{1,18})$/;

/** Writes a cursor. */
export function encodeCursor(cursor: PageCursor): string {
  return Buffer.from(`${cursor.at.getTime()}-${cursor.id}`).toString('base64url');
}

/**
 * Reads the `cursor` of a query; null for the first page.
 * @throws AppError `validation_failed` for a text that is no cursor
 */
export function decodeCursor(text: string | undefined): PageCursor | null {
  if (text === undefined) return null;
  const [, unixMs, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (unixMs === undefined || id === undefined) {
    const problem = 'must be the `meta.next_cursor` of a page';
    throw new AppError('validation_failed', { params: { field: 'cursor', problem } });
  }
  return { at: fromUnixMs(Number(unixMs)), id: BigInt(id) };
}

/** One page of rows, of which one more than `rowsMax` was read to see whether there are more. */
export function pageOfRows<Row extends PageCursor>(
  rows: Row[],
  rowsMax: number,
): { rows: Row[]; nextCursor: string | null } {
  const page = rows.slice(0, rowsMax);
  const last = page.at(-1);
  return { rows: page, nextCursor: last && rows.length > rowsMax ? encodeCursor(last) : null };
}
