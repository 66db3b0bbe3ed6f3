// Owns the page of commissions: tabs with their sums, filters in the address, and decisions.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { BadgeDollarSign } from 'lucide-react';
import { useMemo, useState } from 'react';
import { pagesOf, queryOf } from '../../api/queries.js';
import { useMay, useProgram } from '../../shell/session.js';
import { buttonLook } from '../../ui/button.js';
import { NothingHere } from '../../ui/nothing-here.js';
import { PagedTable, rowsOf } from '../../ui/paged-table.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { BulkBar } from './bulk.js';
import { commissionColumns } from './columns.js';
import type { Commission } from './commission.js';
import { DownloadLink } from './download.js';
import { FailedCommissions } from './failed.js';
import { type CommissionFilter, CommissionFilters, readFilter } from './filters.js';
import { CommissionPanel } from './panel.js';
import { StatusTabs } from './status-tabs.js';

const FROM = '/signed-in/programs/$programId/commissions';

export function CommissionsPage() {
  useTitle('Commissions');
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/programs/$programId/commissions' });
  const filter = readFilter(search);
  const { pages, sums } = useCommissions(filter);
  const [selected, setSelected] = useState<Record<string, true>>({});
  const mayDecide = useMay('program:update');
  const columns = useMemo(
    () =>
      commissionColumns({
        sums: sums?.filter(({ status }) => filter.status === undefined || status === filter.status),
        onOpen: (id) => void navigate({ search: (old) => ({ ...old, open: id }) }),
      }),
    [sums, filter.status, navigate],
  );
  const rows = rowsOf<Commission>(pages);
  const chosen = rows.filter(({ id }) => selected[String(id)]);
  return (
    <>
      <PageHeading title="Commissions" about="What partners earned, and what waits for you.">
        <DownloadLink filter={filter} />
      </PageHeading>
      <FailedCommissions />
      <StatusTabs sums={sums} filter={filter} />
      <PagedTable
        name="commissions"
        label="Commissions"
        pages={pages}
        columns={columns}
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
        filters={<CommissionFilters />}
        {...(chosen.length > 0
          ? { bulk: <BulkBar chosen={chosen} onDone={() => setSelected({})} /> }
          : {})}
        empty={<NoCommissions isNarrowed={Object.keys(filter).length > 0} />}
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

/** The rows of the filter, and the sums of every status beside it. */
function useCommissions(filter: CommissionFilter) {
  const params = { id: useProgram().id };
  const { status: _status, ...summaryFilter } = filter;
  const pages = useInfiniteQuery(pagesOf('listCommissions', { params, query: filter }));
  const summary = useQuery(queryOf('summarizeCommissions', { params, query: summaryFilter }));
  return { pages, sums: summary.data?.data ?? null };
}

function NoCommissions({ isNarrowed }: { isNarrowed: boolean }) {
  const program = useProgram();
  return (
    <NothingHere
      icon={<BadgeDollarSign />}
      title="No commissions here"
      isNarrowed={isNarrowed}
      narrowed="No commission fits these filters."
      about="The first appears with the first sale that a partner’s customer makes."
    >
      <Link
        to="/programs/$programId/lab"
        params={{ programId: String(program.id) }}
        className={buttonLook({})}
      >
        Try one in the test lab
      </Link>
    </NothingHere>
  );
}
