// Owns the page of one partner: figures, links, balance, and the moves between states.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Answer } from '../../api/client.js';
import { pagesOf, queryOf, useChange } from '../../api/queries.js';
import { formatCount, formatMoney } from '../../format/money.js';
import { useMay, useProgram } from '../../shell/session.js';
import { BackLink } from '../../ui/back-link.js';
import { Button } from '../../ui/button.js';
import { Confirm } from '../../ui/confirm.js';
import { Select } from '../../ui/fields.js';
import { Moment } from '../../ui/moment.js';
import { PagedTable } from '../../ui/paged-table.js';
import { Empty, Failed, PageSkeleton } from '../../ui/states.js';
import { Card, Fact, Facts, PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { AddLinkDialog } from '../links/add-link.js';
import { linkColumns } from '../links/columns.js';
import { PartnerStatus } from './columns.js';
import { PARTNER_READS } from './reads.js';
import { RecentCommissions } from './recent-commissions.js';
import { PartnerTags } from './tags.js';
import { PartnerTrend } from './trend.js';

type Partner = Answer<'readPartner'>['data'];

export function PartnerPage() {
  const program = useProgram();
  const { partnerId } = useParams({ from: '/signed-in/programs/$programId/partners/$partnerId' });
  const { data, error, refetch } = useQuery(
    queryOf('readPartner', { params: { id: program.id, partnerId } }),
  );
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return <PartnerDetails partner={data.data} />;
}

function PartnerDetails({ partner }: { partner: Partner }) {
  useTitle(partner.name);
  return (
    <>
      <BackLink to="/programs/$programId/partners" label="Partners" />
      <PageHeading title={partner.name} about={partner.email}>
        <PartnerStatus status={partner.status} />
        <Moves partner={partner} />
      </PageHeading>
      <div className="grid gap-5 lg:grid-cols-3">
        <Card title="Since the beginning">
          <Facts>
            <Fact name="Clicks">{formatCount(partner.total_clicks)}</Fact>
            <Fact name="Sign-ups">{formatCount(partner.total_leads)}</Fact>
            <Fact name="Paid customers">{formatCount(partner.total_conversions)}</Fact>
          </Facts>
        </Card>
        <Balance partnerId={partner.id} />
        <Card title="In the program">
          <Facts>
            <Fact name="Added">
              <Moment iso={partner.created_at} />
            </Fact>
            <Fact name="Active since">
              <Moment iso={partner.joined_at} />
            </Fact>
            <Fact name="Group">
              <GroupChoice partner={partner} />
            </Fact>
            <Fact name="Tags">
              <PartnerTags partner={partner} />
            </Fact>
          </Facts>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            <MoreLink partner={partner} to="commissions" label="Commissions" />
            <MoreLink partner={partner} to="customers" label="Customers" />
          </div>
        </Card>
      </div>
      <PartnerTrend partnerId={partner.id} />
      <PartnerLinks partner={partner} />
      <RecentCommissions partnerId={partner.id} />
    </>
  );
}

function MoreLink(props: { partner: Partner; to: 'commissions' | 'customers'; label: string }) {
  const program = useProgram();
  return (
    <Link
      to={`/programs/$programId/${props.to}`}
      params={{ programId: String(program.id) }}
      search={{ partner: props.partner.id }}
      className="font-medium text-accent-text hover:underline"
    >
      {props.label} →
    </Link>
  );
}

function Balance({ partnerId }: { partnerId: number }) {
  const program = useProgram();
  const { data } = useQuery(
    queryOf('listBalances', { params: { id: program.id }, query: { partner_id: partnerId } }),
  );
  return (
    <Card title="Balance" about="Sums of the ledger.">
      {data?.data.length === 0 && <p className="text-muted">Nothing earned yet.</p>}
      {data?.data.map(({ currency, pending_cents, available_cents, paid_cents }) => (
        <Facts key={currency}>
          <Fact name="Pending">{formatMoney(pending_cents, currency)}</Fact>
          <Fact name="Approved, to be paid">{formatMoney(available_cents, currency)}</Fact>
          <Fact name="Paid out">{formatMoney(paid_cents, currency)}</Fact>
        </Facts>
      ))}
    </Card>
  );
}

function GroupChoice({ partner }: { partner: Partner }) {
  const program = useProgram();
  const mayChange = useMay('program:update');
  const { data } = useQuery(queryOf('listGroups', { params: { id: program.id } }));
  const move = useChange('updatePartner', {
    touches: PARTNER_READS,
    done: 'Moved. The new terms count from the next sale.',
  });
  const groups = data?.data ?? [];
  if (!mayChange) return groups.find(({ id }) => id === partner.group_id)?.name ?? '';
  return (
    <Select
      aria-label="Group"
      className="h-8 w-auto max-w-full"
      value={partner.group_id}
      disabled={move.isPending}
      onChange={({ target }) =>
        move.mutate({
          params: { id: program.id, partnerId: partner.id },
          body: { group_id: Number(target.value) },
        })
      }
    >
      {groups.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}

type NextStatus = 'active' | 'rejected' | 'removed';

const MOVES: Readonly<Record<Partner['status'], readonly [NextStatus, string][]>> = {
  applied: [
    ['active', 'Approve'],
    ['rejected', 'Reject'],
  ],
  invited: [
    ['active', 'Make active'],
    ['rejected', 'Reject'],
  ],
  active: [['removed', 'Remove']],
  rejected: [['active', 'Make active']],
  removed: [['active', 'Take back']],
};

function Moves({ partner }: { partner: Partner }) {
  const program = useProgram();
  const [isRemoving, setRemoving] = useState(false);
  const change = useChange('updatePartner', {
    touches: PARTNER_READS,
    done: 'Saved',
  });
  const move = (status: NextStatus) =>
    change.mutate(
      { params: { id: program.id, partnerId: partner.id }, body: { status } },
      { onSuccess: () => setRemoving(false) },
    );
  if (!useMay('program:update')) return null;
  return (
    <>
      {MOVES[partner.status].map(([status, label]) => (
        <Button
          key={status}
          look={status === 'active' ? 'primary' : 'danger'}
          isBusy={change.isPending}
          onClick={() => (status === 'removed' ? setRemoving(true) : move(status))}
        >
          {label}
        </Button>
      ))}
      <Confirm
        title={`Remove ${partner.name}?`}
        consequence="The links stop recording clicks. What was earned stays in the books."
        deed="Remove the partner"
        isBusy={change.isPending}
        isOpen={isRemoving}
        onClose={() => setRemoving(false)}
        onConfirm={() => move('removed')}
      />
    </>
  );
}

const COLUMNS = linkColumns({ hasPartner: false });

function PartnerLinks({ partner }: { partner: Partner }) {
  const program = useProgram();
  const [isAdding, setAdding] = useState(false);
  const mayChange = useMay('program:update');
  const pages = useInfiniteQuery(
    pagesOf('listLinks', { params: { id: program.id }, query: { partner_id: partner.id } }),
  );
  return (
    <>
      <PagedTable
        name="partner-links"
        label="Links"
        pages={pages}
        columns={COLUMNS}
        keyOf={(row) => String(row.id)}
        filters={
          <>
            <h2 className="font-semibold">Links</h2>
            {mayChange && partner.status === 'active' && (
              <Button size="small" onClick={() => setAdding(true)}>
                New link
              </Button>
            )}
          </>
        }
        empty={<Empty title="No links yet" about="A link tells whose customers are whose." />}
      />
      <AddLinkDialog partnerId={partner.id} isOpen={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}
