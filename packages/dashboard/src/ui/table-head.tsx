// Owns the heads of a table's columns: what they mean, and the order that a click asks for.
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import { cn } from './classes.js';

/** The order of a list, which the service puts its rows in. */
export interface Order {
  order: string;
  direction: 'asc' | 'desc';
}

export interface Sorting {
  /** Null in the order that the list has by itself. */
  current: Order | null;
  onChange: (next: Order | null) => void;
}

export interface HeadColumn {
  header: string;
  about?: string;
  isNumeric?: boolean;
  isPinned?: boolean;
  order?: string;
}

export function ColumnHead(props: {
  column: HeadColumn | undefined;
  sorting: Sorting | undefined;
}) {
  const { column, sorting } = props;
  if (!column) return null;
  const isSortable = sorting !== undefined && column.order !== undefined;
  const current = isSortable ? sorting.current : null;
  const direction = current?.order === column.order ? (current?.direction ?? null) : null;
  return (
    <th
      scope="col"
      title={column.about}
      aria-sort={direction === null ? undefined : ARIA_SORT[direction]}
      className={cellLook(column, 'py-2 font-medium')}
    >
      {isSortable ? (
        <button
          type="button"
          onClick={() => sorting.onChange(nextOrder(column, direction))}
          className={cn(
            '-mx-1.5 inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 hover:text-ink',
            column.isNumeric && 'flex-row-reverse',
            direction !== null && 'text-accent-text',
          )}
        >
          {column.header}
          <DirectionMark direction={direction} />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const;

/** The most first where figures are compared, the alphabet where names are; then the reverse. */
function nextOrder(column: HeadColumn, direction: Order['direction'] | null): Order | null {
  const { order, isNumeric } = column;
  if (order === undefined) return null;
  const [first, second] = isNumeric ? (['desc', 'asc'] as const) : (['asc', 'desc'] as const);
  if (direction === null) return { order, direction: first };
  return direction === first ? { order, direction: second } : null;
}

function DirectionMark({ direction }: { direction: Order['direction'] | null }) {
  if (direction === null) {
    return <ChevronsUpDown className="size-3 shrink-0 opacity-60" aria-hidden="true" />;
  }
  const Icon = direction === 'asc' ? ArrowUp : ArrowDown;
  return <Icon className="size-3 shrink-0" aria-hidden="true" />;
}

/** How a cell looks, in the head and below it. What is pinned hides what scrolls beneath it. */
export function cellLook(
  column: { isNumeric?: boolean; isPinned?: boolean } | undefined,
  more: string,
): string {
  return cn(
    'border-b px-3 whitespace-nowrap',
    column?.isNumeric && 'text-right tabular-nums',
    column?.isPinned && 'sticky left-0 z-[1] bg-inherit max-lg:border-r',
    more,
  );
}
