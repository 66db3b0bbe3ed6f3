// Owns the page of partners: by status, with what each brought, and adding one.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, UsersRound } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import type { Answer } from '../../api/client.js';
import { pagesOf, queryOf } from '../../api/queries.js';
import { formatCount } from '../../format/money.js';
import { PARTNER_STATUS_WORDS } from '../../format/words.js';
import { useMay, useProgram } from '../../shell/session.js';
import { useAddFlag } from '../../ui/add-flag.js';
import { Button } from '../../ui/button.js';
import { Select } from '../../ui/fields.js';
import { NothingHere } from '../../ui/nothing-here.js';
import { PagedTable } from '../../ui/paged-table.js';
import { PageHeading } from '../../ui/surface.js';
import type { Order } from '../../ui/table-head.js';
import { statusTabs, Tabs } from '../../ui/tabs.js';
import { useTitle } from '../../ui/title.js';
import { AddPartnerDialog } from './add-partner.js';
import { partnerColumns } from './columns.js';
import { PartnersDownload } from './download.js';
import { PARTNER_ORDERS } from './orders.js';
import { TagFilter } from './tags.js';

type Group = Answer<'listGroups'>['data'][number];

const STATUSES = ['active', 'applied', 'invited', 'rejected', 'removed'] as const;

export function PartnersPage() {
  useTitle('Partners');
  const program = useProgram();
  const search = useSearch({ from: '/signed-in/programs/$programId/partners' });
  const navigate = useNavigate({ from: '/programs/$programId/partners' });
  const [isAdding, setAdding] = useAddFlag();
  const mayChange = useMay('program:update');
  const { status, query, sorting, listed, pages, summary } = usePartners();
  const { data: groups } = useQuery(queryOf('listGroups', { params: { id: program.id } }));
  const total = summary.data?.data.total;
  const columns = useMemo(
    () => partnerColumns(program.id, groups?.data ?? [], total),
    [program.id, groups, total],
  );
  const addButton = mayChange && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" /> Add a partner
    </Button>
  );
  return (
    <>
      <PageHeading title="Partners" about="People who recommend you, and what they brought.">
        <PartnersDownload query={listed} />
        {addButton}
      </PageHeading>
      <Tabs
        label="Status"
        tabs={statusTabs({
          page: 'partners',
          programId: program.id,
          statuses: STATUSES,
          chosen: status,
          labels: PARTNER_STATUS_WORDS,
          detailOf: (one) => <StatusCount status={one} counts={summary.data?.data.statuses} />,
        })}
      />
      <PagedTable
        name="partners"
        label="Partners"
        pages={pages}
        columns={columns}
        sorting={sorting}
        keyOf={(row) => String(row.id)}
        onOpen={({ id }) =>
          void navigate({
            to: '/programs/$programId/partners/$partnerId',
            params: { programId: String(program.id), partnerId: String(id) },
          })
        }
        filters={
          <>
            <GroupFilter groups={groups?.data ?? []} value={search.group} />
            {search.tag !== undefined && (
              <TagFilter
                tag={search.tag}
                onClear={() => void navigate({ search: ({ tag: _tag, ...rest }) => rest })}
              />
            )}
          </>
        }
        empty={<NoPartners isNarrowed={Object.keys(query).length > 0}>{addButton}</NoPartners>}
      />
      <AddPartnerDialog
        groups={groups?.data ?? []}
        isOpen={isAdding}
        onClose={() => setAdding(false)}
      />
    </>
  );
}

/** The rows of the filter in their order, and the sums of all that fit it. */
function usePartners() {
  const params = { id: useProgram().id };
  const search = useSearch({ from: '/signed-in/programs/$programId/partners' });
  const status = STATUSES.find((one) => one === search.status);
  const query = {
    ...(status === undefined ? {} : { status }),
    ...(search.group === undefined ? {} : { group_id: search.group }),
    ...(search.tag === undefined ? {} : { tag: search.tag }),
  };
  const sorting = useSorting();
  const listed = { ...query, ...sorting.current };
  const pages = useInfiniteQuery({
    ...pagesOf('listPartnerReport', { params, query: listed }),
    placeholderData: keepPreviousData,
  });
  const summary = useQuery({
    ...queryOf('readPartnerSummary', { params, query }),
    placeholderData: keepPreviousData,
  });
  return { status, query, sorting, listed, pages, summary };
}

/** The order of the table; it stands in the address. */
function useSorting() {
  const { order, direction = 'desc' } = useSearch({
    from: '/signed-in/programs/$programId/partners',
  });
  const navigate = useNavigate({ from: '/programs/$programId/partners' });
  return {
    current: order === undefined ? null : { order, direction },
    onChange: (next: Order | null) => {
      const chosen = PARTNER_ORDERS.find((one) => one === next?.order);
      const order = next && chosen ? { order: chosen, direction: next.direction } : {};
      void navigate({
        search: ({ order: _order, direction: _direction, ...rest }) => ({ ...rest, ...order }),
        replace: true,
      });
    },
  };
}

type StatusCounts = Answer<'readPartnerSummary'>['data']['statuses'];

/** How many partners a tab holds; all of them without a status. */
function StatusCount(props: { status: string | undefined; counts: StatusCounts | undefined }) {
  const { status, counts } = props;
  const chosen = counts?.filter((one) => status === undefined || one.status === status);
  const sum = chosen?.reduce((total, { count }) => total + count, 0);
  return (
    <span className="text-[0.8125rem] tabular-nums">
      {sum === undefined ? '…' : formatCount(sum)}
    </span>
  );
}

function NoPartners({ isNarrowed, children }: { isNarrowed: boolean; children: ReactNode }) {
  return (
    <NothingHere
      icon={<UsersRound />}
      title="No partners here"
      isNarrowed={isNarrowed}
      narrowed="No partner fits these filters."
      about="Add the first one; a link comes with it, ready to share."
    >
      {children}
    </NothingHere>
  );
}

function GroupFilter(props: { groups: readonly Group[]; value: number | undefined }) {
  const navigate = useNavigate({ from: '/programs/$programId/partners' });
  const change = (group: number) =>
    void navigate({
      search: ({ group: _old, ...rest }) => (group === 0 ? rest : { ...rest, group }),
      replace: true,
    });
  return (
    <Select
      aria-label="Group"
      className="h-8 w-44"
      value={props.value ?? ''}
      onChange={({ target }) => change(Number(target.value))}
    >
      <option value="">All groups</option>
      {props.groups.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
