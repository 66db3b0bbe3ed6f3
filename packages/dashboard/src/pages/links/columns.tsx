// Owns the columns of the tables of links, and switching a link off and on.
import type { Answer } from '../../api/client.js';
import { useChange } from '../../api/queries.js';
import { formatAmounts, formatCount } from '../../format/money.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy.js';
import type { Column } from '../../ui/data-table.js';
import { Moment } from '../../ui/moment.js';
import { PartnerName } from '../../ui/partner-name.js';
import { Badge } from '../../ui/surface.js';
import { ShareButton } from './share-link.js';

export type PartnerLink = Answer<'listLinks'>['data'][number];

export function linkColumns({ hasPartner }: { hasPartner: boolean }): Column<PartnerLink>[] {
  const count = (id: string, header: string, readOf: (row: PartnerLink) => number) => ({
    id,
    header,
    isNumeric: true,
    cell: (row: PartnerLink) => formatCount(readOf(row)),
  });
  const partner: Column<PartnerLink> = {
    id: 'partner',
    header: 'Partner',
    cell: (row) => <PartnerName id={row.partner_id} />,
  };
  return [
    { id: 'link', header: 'Link', isFixed: true, cell: (row) => <LinkAddress link={row} /> },
    ...(hasPartner ? [partner] : []),
    {
      id: 'status',
      header: 'Status',
      cell: ({ status }) => (
        <Badge tone={status === 'active' ? 'good' : 'neutral'}>
          {status === 'active' ? 'Active' : 'Inactive'}
        </Badge>
      ),
    },
    count('clicks', 'Clicks', (row) => row.clicks),
    count('leads', 'Sign-ups', (row) => row.leads),
    count('conversions', 'Paid customers', (row) => row.conversions),
    {
      id: 'revenue',
      header: 'Revenue',
      isNumeric: true,
      cell: (row) => formatAmounts(row.revenue),
    },
    { id: 'clicked', header: 'Last click', cell: (row) => <Moment iso={row.last_clicked} isDay /> },
    {
      id: 'switch',
      header: 'Action',
      isFixed: true,
      cell: (row) => (
        <span className="flex gap-1">
          <ShareButton link={row} />
          <LinkSwitch link={row} />
        </span>
      ),
    },
  ];
}

function LinkAddress({ link }: { link: PartnerLink }) {
  return (
    <span className="flex max-w-80 min-w-48 items-center gap-1">
      <span className="grid min-w-0">
        <span className="truncate font-medium">{link.name ?? link.short_link}</span>
        <span className="truncate text-xs text-muted">{link.url}</span>
      </span>
      <CopyButton text={link.url} label={`link ${link.short_link}`} />
    </span>
  );
}

function LinkSwitch({ link }: { link: PartnerLink }) {
  const program = useProgram();
  const isActive = link.status === 'active';
  const change = useChange('updateLink', {
    touches: ['listLinks'],
    done: isActive ? 'The link records no clicks any more' : 'The link works again',
  });
  if (!useMay('program:update')) return null;
  return (
    <Button
      size="small"
      look="quiet"
      isBusy={change.isPending}
      aria-label={`${isActive ? 'Deactivate' : 'Activate'} ${link.short_link}`}
      onClick={() =>
        change.mutate({
          params: { id: program.id, linkId: link.id },
          body: { status: isActive ? 'inactive' : 'active' },
        })
      }
    >
      {isActive ? 'Deactivate' : 'Activate'}
    </Button>
  );
}
