// Owns lists that come page by page: loading, empty, failed, and more rows on request.
import type { RowData } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import { Button } from './button.js';
import {
  type Column,
  ColumnChooser,
  DataTable,
  type Selection,
  useColumnChoice,
} from './data-table.js';
import { Failed } from './states.js';
import { Skeleton } from './surface.js';
import type { Sorting } from './table-head.js';

/** What an infinite query says of itself, as far as a list needs it. */
export interface Pages<Row> {
  data: { pages: readonly { data: readonly Row[] }[] } | undefined;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

/** The rows that have come so far. */
export function rowsOf<Row>(pages: Pages<Row>): Row[] {
  return pages.data?.pages.flatMap((page) => page.data) ?? [];
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

export function TableSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-2 p-3">
      {SKELETON_ROWS.map((key) => (
        <Skeleton key={key} className="h-10" />
      ))}
    </div>
  );
}

/** A table in a frame, with what stands in its place while there are no rows. */
export function PagedTable<Row extends RowData>(props: {
  name: string;
  label: string;
  pages: Pages<Row>;
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  selection?: Selection<Row>;
  sorting?: Sorting;
  onOpen?: (row: Row) => void;
  /** Above the rows, beside the choice of columns. */
  filters?: ReactNode;
  /** Stands in place of the filters while rows are selected. */
  bulk?: ReactNode;
  empty: ReactNode;
}) {
  const { pages, filters, bulk, empty, ...table } = props;
  const rows = rowsOf(pages);
  const choice = useColumnChoice(props.name, props.columns);
  return (
    <div className="min-w-0 overflow-hidden rounded-2xl border bg-panel">
      <div className="flex flex-wrap items-center gap-2 border-b p-3">
        {bulk ?? (
          <>
            {filters}
            <span className="ml-auto">
              <ColumnChooser columns={props.columns} choice={choice} />
            </span>
          </>
        )}
      </div>
      {pages.error && rows.length === 0 ? (
        <Failed error={pages.error} onRetry={() => void pages.refetch()} />
      ) : pages.data === undefined ? (
        <TableSkeleton />
      ) : rows.length === 0 ? (
        empty
      ) : (
        <DataTable {...table} rows={rows} hidden={choice.hidden} />
      )}
      {pages.hasNextPage && (
        <div className="flex justify-center border-t p-3">
          <Button
            size="small"
            isBusy={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            Show more
          </Button>
        </div>
      )}
    </div>
  );
}
