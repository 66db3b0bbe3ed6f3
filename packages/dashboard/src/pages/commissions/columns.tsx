// Owns the columns of the table of commissions.
import { Lock } from 'lucide-react';
import { formatAmounts, formatCount, formatMoney } from '../../format/money.js';
import { COMMISSION_STATUS_WORDS, COMMISSION_TYPE_WORDS, wordsOf } from '../../format/words.js';
import type { Column } from '../../ui/data-table.js';
import { Moment } from '../../ui/moment.js';
import { NamedPartner } from '../../ui/partner-name.js';
import { Badge } from '../../ui/surface.js';
import { addUp, type Commission, type Sums } from './commission.js';

/** The status, with a lock while the hold runs. */
export function StatusBadge({ commission }: { commission: Commission }) {
  const words = COMMISSION_STATUS_WORDS[commission.status];
  const isHeld = commission.is_on_hold && commission.stage === 'pending';
  return (
    <Badge tone={words?.tone ?? 'neutral'}>
      {isHeld && <Lock className="size-3" aria-label="On hold:" />}
      {words?.label}
    </Badge>
  );
}

/** The moment; its day alone where a phone has no room for both. */
function CreatedAt({ iso }: { iso: string }) {
  return (
    <>
      <span className="max-sm:hidden">
        <Moment iso={iso} />
      </span>
      <span className="sm:hidden">
        <Moment iso={iso} isDay />
      </span>
    </>
  );
}

export function commissionColumns(options: {
  sums: Sums | undefined;
  onOpen: (id: number) => void;
}): Column<Commission>[] {
  const total = options.sums === undefined ? undefined : addUp(options.sums);
  return [
    {
      id: 'created',
      header: 'Date',
      isFixed: true,
      total: total && `${formatCount(total.count)} in total`,
      cell: (row) => (
        <button
          type="button"
          className="font-medium hover:underline"
          onClick={() => options.onOpen(row.id)}
        >
          <CreatedAt iso={row.created_at} />
        </button>
      ),
    },
    {
      id: 'partner',
      header: 'Partner',
      cell: (row) => <NamedPartner id={row.partner_id} name={row.partner_name} />,
    },
    {
      id: 'amount',
      header: 'Commission',
      isNumeric: true,
      total: total && formatAmounts(total.earned),
      cell: (row) => formatMoney(row.amount_cents, row.currency),
    },
    { id: 'status', header: 'Status', cell: (row) => <StatusBadge commission={row} /> },
    {
      id: 'cause',
      header: 'For',
      cell: (row) => <Cause commission={row} />,
    },
    {
      id: 'type',
      header: 'Type',
      cell: (row) => wordsOf(COMMISSION_TYPE_WORDS, row.type),
    },
    {
      id: 'reversed',
      header: 'Taken back',
      isNumeric: true,
      total: total && <TakenBack sums={total.reversed} />,
      cell: (row) =>
        row.reversed_cents === 0 ? (
          <span className="text-muted">–</span>
        ) : (
          formatMoney(-row.reversed_cents, row.currency)
        ),
    },
    {
      id: 'clears',
      header: 'Clears on',
      cell: (row) =>
        row.stage === 'pending' && row.is_on_hold ? (
          <Moment iso={row.hold_period_expires_at} isDay />
        ) : (
          '–'
        ),
    },
  ];
}

/** Signed, as the rows above it are. */
function TakenBack({ sums }: { sums: ReturnType<typeof addUp>['reversed'] }) {
  return formatAmounts(sums.map((one) => ({ ...one, amount_cents: -one.amount_cents || 0 })));
}

/** What was paid for: a sale by its transaction, a sign-up, or the clicks of a day. */
export function Cause({ commission }: { commission: Commission }) {
  const { kind, transaction_id: transactionId, click_count: clicks, click_day: day } = commission;
  if (kind === 'click') return `${formatCount(clicks ?? 0)} clicks on ${day}`;
  if (kind === 'lead') return 'Sign-up';
  return (
    <span className="inline-block max-w-44 truncate align-bottom font-mono text-[0.8125rem]">
      {transactionId}
    </span>
  );
}
