// Owns the page of commissions: tabs with their sums, filters in the address, and decisions.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { BadgeDollarSign } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Answer } from '../../api/client.js';
import { pagesOf, queryOf } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { ColumnChooser, useColumnChoice } from '../../ui/data-table.js';
import { PagedTable, rowsOf } from '../../ui/paged-table.js';
import { Empty } from '../../ui/states.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { BulkBar } from './bulk.js';
import { commissionColumns } from './columns.js';
import { DownloadButton } from './download.js';
import { CommissionFilters, readFilter } from './filters.js';
import { CommissionPanel } from './panel.js';
import { StatusTabs } from './status-tabs.js';

export type Commission = Answer<'listCommissions'>['data'][number];

const FROM = '/signed-in/programs/$programId/commissions';

export function CommissionsPage() {
  useTitle('Commissions');
  const program = useProgram();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/programs/$programId/commissions' });
  const filter = readFilter(search);
  const pages = useInfiniteQuery(
    pagesOf('listCommissions', { params: { id: program.id }, query: filter }),
  );
  const { status: _status, ...summaryFilter } = filter;
  const summary = useQuery(
    queryOf('summarizeCommissions', { params: { id: program.id }, query: summaryFilter }),
  );
  const [selected, setSelected] = useState<Record<string, true>>({});
  const mayDecide = useMay('program:update');
  const sums = summary.data?.data ?? null;
  const columns = useMemo(
    () =>
      commissionColumns({
        sums: sums?.filter(({ status }) => filter.status === undefined || status === filter.status),
        onOpen: (id) => void navigate({ search: (old) => ({ ...old, open: id }) }),
      }),
    [sums, filter.status, navigate],
  );
  const choice = useColumnChoice('commissions');
  const rows = rowsOf<Commission>(pages);
  const chosen = rows.filter(({ id }) => selected[String(id)]);
  return (
    <>
      <PageHeading title="Commissions" about="What partners earned, and what waits for you.">
        <DownloadButton filter={filter} />
      </PageHeading>
      <StatusTabs sums={sums} filter={filter} />
      <PagedTable
        name="commissions"
        label="Commissions"
        pages={pages}
        columns={columns}
        hidden={choice.hidden}
        keyOf={(row) => String(row.id)}
        onOpen={({ id }) => void navigate({ search: (old) => ({ ...old, open: id }) })}
        {...(mayDecide
          ? {
              selection: {
                selected,
                onChange: setSelected,
                labelOf: (row: Commission) => `commission ${row.id}`,
              },
            }
          : {})}
        toolbar={
          chosen.length > 0 ? (
            <BulkBar chosen={chosen} onDone={() => setSelected({})} />
          ) : (
            <>
              <CommissionFilters />
              <span className="ml-auto">
                <ColumnChooser columns={columns} choice={choice} />
              </span>
            </>
          )
        }
        empty={
          <Empty
            icon={<BadgeDollarSign />}
            title="No commissions here"
            about={
              Object.keys(filter).length > 0
                ? 'No commission fits these filters.'
                : 'The first appears with the first sale that a partner’s customer makes.'
            }
          />
        }
      />
      {search.open !== undefined && (
        <CommissionPanel
          id={search.open}
          onClose={() =>
            void navigate({ search: ({ open: _open, ...rest }) => rest, replace: true })
          }
        />
      )}
    </>
  );
}
