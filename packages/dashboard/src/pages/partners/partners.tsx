// Owns the page of partners: by status, with what each brought, and adding one.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, UsersRound } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import type { Answer } from '../../api/client.js';
import { pagesOf, queryOf } from '../../api/queries.js';
import { formatCount } from '../../format/money.js';
import { PARTNER_STATUS_WORDS } from '../../format/words.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import type { Column } from '../../ui/data-table.js';
import { Select } from '../../ui/fields.js';
import { Moment } from '../../ui/moment.js';
import { PagedTable } from '../../ui/paged-table.js';
import { Empty } from '../../ui/states.js';
import { Badge, PageHeading } from '../../ui/surface.js';
import { statusTabs, Tabs } from '../../ui/tabs.js';
import { useTitle } from '../../ui/title.js';
import { AddPartnerDialog } from './add-partner.js';

export type Partner = Answer<'listPartners'>['data'][number];
type Group = Answer<'listGroups'>['data'][number];

const STATUSES = ['active', 'applied', 'invited', 'rejected', 'removed'] as const;

export function PartnersPage() {
  useTitle('Partners');
  const program = useProgram();
  const search = useSearch({ from: '/signed-in/programs/$programId/partners' });
  const navigate = useNavigate({ from: '/programs/$programId/partners' });
  const [isAdding, setAdding] = useState(false);
  const mayChange = useMay('program:update');
  const status = STATUSES.find((one) => one === search.status);
  const query = {
    ...(status === undefined ? {} : { status }),
    ...(search.group === undefined ? {} : { group_id: search.group }),
  };
  const pages = useInfiniteQuery(pagesOf('listPartners', { params: { id: program.id }, query }));
  const { data: groups } = useQuery(queryOf('listGroups', { params: { id: program.id } }));
  const columns = useMemo(
    () => partnerColumns(program.id, groups?.data ?? []),
    [program.id, groups],
  );
  const addButton = mayChange && (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" /> Add a partner
    </Button>
  );
  return (
    <>
      <PageHeading title="Partners" about="People who recommend you, and what they brought.">
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
        })}
      />
      <PagedTable
        name="partners"
        label="Partners"
        pages={pages}
        columns={columns}
        keyOf={(row) => String(row.id)}
        onOpen={({ id }) =>
          void navigate({
            to: '/programs/$programId/partners/$partnerId',
            params: { programId: String(program.id), partnerId: String(id) },
          })
        }
        filters={<GroupFilter groups={groups?.data ?? []} value={search.group} />}
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

function NoPartners({ isNarrowed, children }: { isNarrowed: boolean; children: ReactNode }) {
  return (
    <Empty
      icon={<UsersRound />}
      title="No partners here"
      about={
        isNarrowed
          ? 'No partner fits these filters.'
          : 'Add the first one; a link comes with it, ready to share.'
      }
    >
      {!isNarrowed && children}
    </Empty>
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

function partnerColumns(programId: number, groups: readonly Group[]): Column<Partner>[] {
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]));
  const count = (id: string, header: string, readOf: (row: Partner) => number) => ({
    id,
    header,
    isNumeric: true,
    cell: (row: Partner) => formatCount(readOf(row)),
  });
  return [
    {
      id: 'partner',
      header: 'Partner',
      isFixed: true,
      cell: (row) => (
        <span className="grid max-w-64 min-w-36">
          <Link
            to="/programs/$programId/partners/$partnerId"
            params={{ programId: String(programId), partnerId: String(row.id) }}
            className="truncate font-medium hover:underline"
          >
            {row.name}
          </Link>
          <span className="truncate text-xs text-muted">{row.email}</span>
        </span>
      ),
    },
    { id: 'status', header: 'Status', cell: (row) => <PartnerStatus status={row.status} /> },
    { id: 'group', header: 'Group', cell: (row) => groupNames.get(row.group_id) ?? '' },
    count('clicks', 'Clicks', (row) => row.total_clicks),
    count('leads', 'Sign-ups', (row) => row.total_leads),
    count('conversions', 'Paid customers', (row) => row.total_conversions),
    { id: 'joined', header: 'Joined', cell: (row) => <Moment iso={row.joined_at} isDay /> },
  ];
}

export function PartnerStatus({ status }: { status: string }) {
  const words = PARTNER_STATUS_WORDS[status];
  return <Badge tone={words?.tone ?? 'neutral'}>{words?.label ?? status}</Badge>;
}
