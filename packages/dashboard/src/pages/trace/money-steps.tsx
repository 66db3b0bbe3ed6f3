// Owns the steps of a trace that are about money: terms, arithmetic, refunds, decisions, the hold.
import { formatDistance } from '../../format/moments.js';
import { formatCount, formatMoney } from '../../format/money.js';
import { actorWords, COMMISSION_STATUS_WORDS } from '../../format/words.js';
import { now } from '../../platform/clock.js';
import { cn } from '../../ui/classes.js';
import { Moment } from '../../ui/moment.js';
import { LedgerLines } from './ledger.js';
import { StepHead, Why } from './step.js';
import type { Change, Trace, TracedCommission } from './story.js';
import { policySentence } from './words.js';

const BASIS_POINTS_PER_PERCENT = 100;

/** What one payment, sign-up or click earns by the terms. */
export function rateOf({ arithmetic, currency }: TracedCommission): string {
  const { rate_basis_points: points, fixed_amount_cents: fixed } = arithmetic;
  if (arithmetic.rate_kind === 'percent') return `${(points ?? 0) / BASIS_POINTS_PER_PERCENT}%`;
  return formatMoney(fixed ?? 0, currency);
}

export function CommissionStep(props: { commission: TracedCommission; refunds: Trace['refunds'] }) {
  const { commission, refunds } = props;
  const { policy, arithmetic, currency } = commission;
  const words = COMMISSION_STATUS_WORDS[commission.status];
  return (
    <>
      <StepHead
        title={`Commission of ${formatMoney(arithmetic.amount_cents, currency)}`}
        at={commission.created_at}
        outcome={words && { tone: words.tone, words: words.label }}
      />
      <p className="max-w-prose">
        Version {policy.version} of the terms of {policy.group_name}, in force since{' '}
        <Moment iso={policy.effective_from} isDay />:{' '}
        {policySentence(commission, rateOf(commission))}
      </p>
      <Arithmetic commission={commission} refunds={refunds} />
      <Why reason={commission.standing} />
      <LedgerLines lines={commission.ledger} />
    </>
  );
}

/** The sum as one would write it on paper; every refund is a line of its own. */
function Arithmetic(props: { commission: TracedCommission; refunds: Trace['refunds'] }) {
  const { arithmetic: sum, currency } = props.commission;
  const money = (cents: number) => formatMoney(cents, currency);
  const taken = props.refunds.filter(({ deduction_cents: cents }) => cents > 0);
  const byRefunds = taken.reduce((total, { deduction_cents: cents }) => total + cents, 0);
  const byDecision = sum.reversed_cents - byRefunds;
  const rows: [string, string][] = [];
  if (sum.basis_cents !== null) rows.push(['Paid', money(sum.basis_cents)]);
  if (sum.click_count !== null) rows.push(['Clicks', formatCount(sum.click_count)]);
  rows.push([sum.rate_kind === 'percent' ? 'Rate' : 'Fixed', `× ${rateOf(props.commission)}`]);
  return (
    <table aria-label="Arithmetic" className="w-full max-w-md tabular-nums">
      <tbody>
        {rows.map(([name, value]) => (
          <Line key={name} name={name} value={value} />
        ))}
        <Line
          name={sum.rate_kind === 'percent' ? 'Commission, rounded half up' : 'Commission'}
          value={money(sum.amount_cents)}
          isSum
        />
        {taken.map((refund) => (
          <Line
            key={refund.id}
            name={`Refund of ${formatMoney(refund.amount_cents, refund.currency)}`}
            value={money(-refund.deduction_cents)}
          />
        ))}
        {byDecision > 0 && <Line name="Rejected" value={money(-byDecision)} />}
        {sum.reversed_cents > 0 && <Line name="Remains" value={money(sum.remaining_cents)} isSum />}
      </tbody>
    </table>
  );
}

function Line({ name, value, isSum = false }: { name: string; value: string; isSum?: boolean }) {
  return (
    <tr className={isSum ? 'border-t font-semibold' : ''}>
      <th scope="row" className={cn('py-0.5 pr-6 text-left', !isSum && 'font-normal')}>
        {name}
      </th>
      <td className="py-0.5 text-right whitespace-nowrap">{value}</td>
    </tr>
  );
}

export function RefundStep(props: {
  refund: Trace['refunds'][number];
  commission: TracedCommission | undefined;
}) {
  const { refund, commission } = props;
  const { currency } = refund;
  return (
    <>
      <StepHead
        title={`Refund of ${formatMoney(refund.amount_cents, currency)}`}
        at={refund.happened_at}
      />
      <p>
        {formatMoney(refund.refunded_total_cents, currency)} refunded by then.{' '}
        {commission
          ? `It takes ${formatMoney(refund.deduction_cents, currency)} of the commission back.`
          : 'There was no commission to take back.'}
      </p>
      {refund.reason !== null && <p className="text-muted">“{refund.reason}”</p>}
    </>
  );
}

export function ChangeStep({ change }: { change: Change }) {
  const words = COMMISSION_STATUS_WORDS[change.to_status];
  const isSame = change.from_status === change.to_status;
  return (
    <>
      <StepHead
        title={isSame ? 'The hold' : `Commission: ${words?.label ?? change.to_status}`}
        at={change.happened_at}
      />
      {change.reason && <Why reason={change.reason} />}
      {change.note !== null && <p>“{change.note}”</p>}
      <p className="text-[0.8125rem] text-muted">By {actorWords(change.actor)}</p>
    </>
  );
}

export function ClearsStep({ commission }: { commission: TracedCommission }) {
  const at = commission.hold_period_expires_at;
  if (at === null) return null;
  const next =
    commission.policy.approval_mode === 'auto'
      ? 'It is then approved by itself.'
      : 'Somebody can then approve it.';
  return (
    <>
      <StepHead
        title="The hold ends"
        at={at}
        outcome={{ tone: 'neutral', words: formatDistance(at, now()) }}
      />
      <p>{next}</p>
    </>
  );
}
