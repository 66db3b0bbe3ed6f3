// Owns tables of rows: sticky head, chosen columns, selection, a row that opens.
import {
  type ColumnDef,
  columnVisibilityFeature,
  type RowData,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { Columns3 } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { recall, remember } from '../platform/memory.js';
import { Button } from './button.js';
import { cn } from './classes.js';
import { Menu, MenuLabel, MenuTick } from './menu.js';
import { isPlainClick } from './plain-click.js';
import { useRowKeys } from './row-keys.js';
import { ColumnHead, cellLook, type Sorting } from './table-head.js';

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });

/** One column: what it is called, and what it shows of a row. */
export interface Column<Row extends RowData> {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  isNumeric?: boolean;
  /** What the figure means, on hover. */
  about?: string;
  /** Cannot be hidden. */
  isFixed?: boolean;
  /** Says whose row it is, and stays in sight while a narrow screen scrolls to the rest. */
  isPinned?: boolean;
  /** Is hidden until somebody chooses it. */
  isExtra?: boolean;
  /** Stands in the last row of the table. */
  total?: ReactNode;
  /** What the service calls this column as an order; the head then sorts by it. */
  order?: string;
}

export interface Selection<Row extends RowData> {
  selected: RowSelectionState;
  onChange: (selected: RowSelectionState) => void;
  labelOf: (row: Row) => string;
}

interface TableProps<Row extends RowData> {
  /** Names the table, also for what the browser remembers of it. */
  name: string;
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  selection?: Selection<Row>;
  sorting?: Sorting;
  onOpen?: (row: Row) => void;
}

/** Which columns are shown, remembered by the name of the table. */
export function useColumnChoice<Row extends RowData>(
  name: string,
  columns: readonly Column<Row>[],
) {
  const [chosen, setChosen] = useState(() => recall(`columns.${name}`)?.split(','));
  const hidden = chosen ?? columns.filter(({ isExtra }) => isExtra).map(({ id }) => id);
  const change = (id: string, isShown: boolean) => {
    const next = isShown ? hidden.filter((one) => one !== id) : [...hidden, id];
    setChosen(next);
    remember(`columns.${name}`, next.join(','));
  };
  return { hidden, change };
}

/** The button that chooses columns. */
export function ColumnChooser<Row extends RowData>(props: {
  columns: readonly Column<Row>[];
  choice: ReturnType<typeof useColumnChoice>;
}) {
  const { columns, choice } = props;
  return (
    <Menu
      trigger={
        <Button size="small">
          <Columns3 aria-hidden="true" /> Columns
        </Button>
      }
    >
      <MenuLabel>Columns</MenuLabel>
      {columns
        .filter(({ isFixed }) => !isFixed)
        .map(({ id, header }) => (
          <MenuTick
            key={id}
            label={header}
            isOn={!choice.hidden.includes(id)}
            onChange={(isOn) => choice.change(id, isOn)}
          />
        ))}
    </Menu>
  );
}

type ShownTable<Row extends RowData> = TableProps<Row> & { hidden?: readonly string[] };

/** The rows and columns as the table library sees them. */
function useRowTable<Row extends RowData>(props: ShownTable<Row>) {
  const { columns, rows, keyOf, selection, hidden = [] } = props;
  const definitions = useMemo(() => columns.map((column) => toDefinition(column)), [columns]);
  const data = useMemo(() => [...rows], [rows]);
  const rowSelection = { ...selection?.selected };
  return useTable({
    features,
    columns: definitions,
    data,
    getRowId: keyOf,
    state: {
      columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])),
      rowSelection,
    },
    onRowSelectionChange: (change) =>
      selection?.onChange(typeof change === 'function' ? change(rowSelection) : change),
  });
}

/** A table; it scrolls by itself, so that its head stays in sight and the page never widens. */
export function DataTable<Row extends RowData>(props: ShownTable<Row>) {
  const { columns, selection, hidden = [] } = props;
  const table = useRowTable(props);
  const frame = useRowKeys();
  const byId = new Map(columns.map((column) => [column.id, column]));
  const hasTotal = columns.some(({ total }) => total !== undefined);
  return (
    <section
      ref={frame}
      aria-label={props.label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too.
      tabIndex={0}
      className="max-h-[72dvh] overflow-auto"
    >
      <table className="w-full border-separate border-spacing-0 text-left">
        <thead className="sticky top-0 z-10 text-xs text-muted">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} className="bg-sunken">
              {selection && (
                <th className="w-10 border-b px-3 py-2">
                  <Tick
                    label="Select all rows shown"
                    isOn={table.getIsAllRowsSelected()}
                    isPartly={table.getIsSomeRowsSelected()}
                    onChange={(isOn) => table.toggleAllRowsSelected(isOn)}
                  />
                </th>
              )}
              {group.headers.map((header) => (
                <ColumnHead
                  key={header.id}
                  column={byId.get(header.column.id)}
                  sorting={props.sorting}
                />
              ))}
            </tr>
          ))}
        </thead>
        <Rows {...props} table={table} byId={byId} hasTotal={hasTotal} />
        {hasTotal && (
          <TotalRow
            columns={columns.filter(({ id }) => !hidden.includes(id))}
            hasSelection={selection !== undefined}
          />
        )}
      </table>
    </section>
  );
}

function Rows<Row extends RowData>(
  props: ShownTable<Row> & {
    table: ReturnType<typeof useRowTable<Row>>;
    byId: ReadonlyMap<string, Column<Row>>;
    hasTotal: boolean;
  },
) {
  const { table, byId, selection, onOpen } = props;
  return (
    <tbody className={props.hasTotal ? undefined : '[&>tr:last-child>td]:border-b-0'}>
      {table.getRowModel().rows.map((row) => (
        <tr
          key={row.id}
          tabIndex={-1}
          data-row
          onClick={(event) => onOpen && isPlainClick(event) && onOpen(row.original)}
          className={cn(
            'bg-panel outline-offset-[-2px] focus-visible:outline-2 focus-visible:outline-accent',
            onOpen && 'cursor-pointer hover:bg-sunken',
            row.getIsSelected() && 'bg-accent-soft',
          )}
        >
          {selection && (
            <td className="border-b px-3">
              <Tick
                label={`Select ${selection.labelOf(row.original)}`}
                isOn={row.getIsSelected()}
                onChange={(isOn) => row.toggleSelected(isOn)}
              />
            </td>
          )}
          {row.getVisibleCells().map((cell) => (
            <td key={cell.id} className={cellLook(byId.get(cell.column.id), 'h-12 py-1.5')}>
              <table.FlexRender cell={cell} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function toDefinition<Row extends RowData>(column: Column<Row>): ColumnDef<typeof features, Row> {
  return {
    id: column.id,
    header: column.header,
    cell: ({ row }: { row: { original: Row } }) => column.cell(row.original),
  } as ColumnDef<typeof features, Row>;
}

function TotalRow<Row extends RowData>(props: {
  columns: readonly Column<Row>[];
  hasSelection: boolean;
}) {
  const { columns, hasSelection } = props;
  return (
    <tfoot className="sticky bottom-0 z-10 font-semibold">
      <tr className="bg-sunken">
        {hasSelection && <td className="px-3" />}
        {columns.map((column) => (
          <td key={column.id} className={cellLook(column, 'border-t border-b-0 py-2.5')}>
            {column.total}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

function Tick(props: {
  label: string;
  isOn: boolean;
  isPartly?: boolean;
  onChange: (isOn: boolean) => void;
}) {
  const { label, isOn, isPartly = false, onChange } = props;
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={isOn}
      ref={(input) => {
        if (input) input.indeterminate = isPartly && !isOn;
      }}
      onChange={(event) => onChange(event.target.checked)}
      className="size-4 align-middle accent-accent"
    />
  );
}
