// Owns reading a list to its end, for files that hold all of it.
import { type Answer, type CallInput, callApi } from './client.js';
import { type PagedId, withCursor } from './queries.js';

/** Beyond this a browser is the wrong place; the API gives everything. */
export const FILE_ROWS_MAX = 20_000;

type RowOf<Id extends PagedId> = Answer<Id>['data'][number];

/** The rows of every page, up to the limit; `isWhole` says whether there were more. */
export async function readAllPages<Id extends PagedId>(
  id: Id,
  input: CallInput<Id>,
): Promise<{ rows: RowOf<Id>[]; isWhole: boolean }> {
  const rows: RowOf<Id>[] = [];
  let cursor: string | null = null;
  do {
    const page: Answer<Id> = await callApi(id, withCursor(id, input, cursor));
    rows.push(...(page.data as RowOf<Id>[]));
    cursor = page.meta.next_cursor;
  } while (cursor !== null && rows.length < FILE_ROWS_MAX);
  return { rows, isWhole: cursor === null };
}
