// Owns the columns of the table of partners: what each brought, and what the figures mean.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Answer } from '../../api/client.js';
import { formatCount, formatMoney } from '../../format/money.js';
import { PARTNER_STATUS_WORDS } from '../../format/words.js';
import type { Column } from '../../ui/data-table.js';
import { Moment } from '../../ui/moment.js';
import { SparkLine } from '../../ui/spark-line.js';
import { Badge } from '../../ui/surface.js';
import type { PartnerOrder } from './orders.js';
import { TagLinks } from './tags.js';

export type ReportRow = Answer<'listPartnerReport'>['data'][number];
type Totals = Answer<'readPartnerSummary'>['data']['total'];
type Money = Totals['money'][number];
type Group = Answer<'listGroups'>['data'][number];

const NOTHING = <span className="text-muted">–</span>;

/** One line per currency, because currencies are never added up. */
function amounts(money: readonly Money[], read: (amount: Money) => number | null): ReactNode {
  const lines = money.flatMap((amount) => {
    const cents = read(amount);
    return cents === null ? [] : [formatMoney(cents, amount.currency)];
  });
  if (lines.length === 0) return NOTHING;
  return lines.map((line) => (
    <span key={line} className="block">
      {line}
    </span>
  ));
}

function percent(value: number | null): ReactNode {
  return value === null ? NOTHING : `${value}%`;
}

interface Figure {
  id: string;
  header: string;
  about: string;
  isExtra?: boolean;
  order?: PartnerOrder;
  show: (figures: Totals) => ReactNode;
}

const FIGURES: readonly Figure[] = [
  {
    id: 'clicks',
    order: 'clicks',
    header: 'Clicks',
    about: 'Visits with the partner’s code, without bots and repeats.',
    show: ({ clicks }) => formatCount(clicks),
  },
  {
    id: 'signups',
    order: 'signups',
    header: 'Sign-ups',
    about: 'Customers whose first sign-up was reported.',
    show: ({ signups }) => formatCount(signups),
  },
  {
    id: 'paid',
    order: 'paid_customers',
    header: 'Paid customers',
    about: 'Customers with a first payment.',
    show: ({ paid_customers: paid }) => formatCount(paid),
  },
  {
    id: 'revenue',
    order: 'revenue',
    header: 'Net revenue',
    about: 'Sales less refunds.',
    show: ({ money }) => amounts(money, ({ revenue_cents: cents }) => cents),
  },
  {
    id: 'commission',
    order: 'commission',
    header: 'Commission',
    about: 'Commission less what was taken back.',
    show: ({ money }) => amounts(money, ({ commission_cents: cents }) => cents),
  },
  {
    id: 'epc',
    header: 'Revenue per click',
    about: 'Net revenue ÷ clicks.',
    isExtra: true,
    show: ({ money }) => amounts(money, ({ revenue_per_click_cents: cents }) => cents),
  },
  {
    id: 'signup-rate',
    header: 'Click → sign-up',
    about: 'Sign-ups per hundred clicks, since the beginning.',
    isExtra: true,
    show: ({ signup_percent: rate }) => percent(rate),
  },
  {
    id: 'paid-rate',
    header: 'Sign-up → paid',
    about: 'Paid customers per hundred sign-ups, since the beginning.',
    isExtra: true,
    show: ({ paid_percent: rate }) => percent(rate),
  },
  {
    id: 'refunds',
    header: 'Refunded',
    about: 'Refunds per hundred of the sales, by amount.',
    isExtra: true,
    show: ({ money }) => percent(money.length === 1 ? (money[0]?.refund_percent ?? null) : null),
  },
  {
    id: 'ltv',
    header: 'Per customer',
    about: 'Net revenue to date ÷ paid customers.',
    isExtra: true,
    show: ({ money }) => amounts(money, ({ revenue_per_customer_cents: cents }) => cents),
  },
];

/** The columns; the last row of the table has the sums of the filter, which the service adds up. */
export function partnerColumns(
  programId: number,
  groups: readonly Group[],
  total: Totals | undefined,
): Column<ReportRow>[] {
  const groupNames = new Map(groups.map(({ id, name }) => [id, name]));
  return [
    {
      id: 'partner',
      header: 'Partner',
      order: 'name' satisfies PartnerOrder,
      isFixed: true,
      isPinned: true,
      ...(total === undefined ? {} : { total: 'Total' }),
      cell: (row) => <PartnerCell row={row} programId={programId} />,
    },
    { id: 'status', header: 'Status', cell: (row) => <PartnerStatus status={row.status} /> },
    { id: 'group', header: 'Group', cell: (row) => groupNames.get(row.group_id) ?? '' },
    {
      id: 'recent',
      header: 'Last 30 days',
      about: 'Clicks per day of the last 30 days; the line ends today.',
      cell: (row) => (
        <SparkLine label={recentWords(row.recent_clicks)} values={row.recent_clicks} />
      ),
    },
    ...FIGURES.map(({ show, ...figure }) => ({
      ...figure,
      isNumeric: true,
      cell: (row: ReportRow) => show(row),
      ...(total === undefined ? {} : { total: show(total) }),
    })),
    {
      id: 'last-click',
      header: 'Last click',
      order: 'last_clicked' satisfies PartnerOrder,
      isExtra: true,
      cell: (row) => <Moment iso={row.last_clicked} />,
    },
    {
      id: 'joined',
      header: 'Joined',
      order: 'joined' satisfies PartnerOrder,
      cell: (row) => <Moment iso={row.joined_at} isDay />,
    },
    {
      id: 'tags',
      header: 'Tags',
      about: 'Your own words for this partner; each leads to everybody who has it.',
      isExtra: true,
      cell: (row) => <TagLinks tags={row.tags} />,
    },
  ];
}

/** What a line of clicks shows, for those who cannot see it. */
function recentWords(clicks: readonly number[]): string {
  const total = clicks.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 'No clicks in the last 30 days';
  const days = clicks.filter((count) => count > 0).length;
  return (
    `${formatCount(total)} ${total === 1 ? 'click' : 'clicks'} in the last 30 days, ` +
    `on ${days} of them, at most ${formatCount(Math.max(...clicks))} a day`
  );
}

function PartnerCell({ row, programId }: { row: ReportRow; programId: number }) {
  return (
    <span className="grid max-w-64 min-w-36 max-sm:max-w-36">
      <Link
        to="/programs/$programId/partners/$partnerId"
        params={{ programId: String(programId), partnerId: String(row.id) }}
        className="truncate font-medium hover:underline"
      >
        {row.name}
      </Link>
      <span className="truncate text-xs text-muted">{row.email}</span>
    </span>
  );
}

export function PartnerStatus({ status }: { status: string }) {
  const words = PARTNER_STATUS_WORDS[status];
  return <Badge tone={words?.tone ?? 'neutral'}>{words?.label ?? status}</Badge>;
}
