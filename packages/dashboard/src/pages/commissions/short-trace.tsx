// Owns the story of a commission in a few lines, for the panel beside the list.
import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../../api/queries.js';
import { formatMoney } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { Moment } from '../../ui/moment.js';
import { Failed } from '../../ui/states.js';
import { Fact, Facts, Skeleton } from '../../ui/surface.js';
import { TraceLink } from '../../ui/trace-link.js';

export function ShortTrace({ id }: { id: number }) {
  const program = useProgram();
  const { data, error, refetch } = useQuery(
    queryOf('traceCommission', { params: { id: program.id, commissionId: id } }),
  );
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-48" />;
  const { clicks, refunds, commissions } = data.data;
  const [commission] = commissions;
  const winner = clicks.find(({ is_credited: isCredited }) => isCredited);
  const lostCount = clicks.length - (winner ? 1 : 0);
  return (
    <section className="grid gap-3">
      <h3 className="font-semibold">Why this amount</h3>
      <Facts>
        {winner && (
          <Fact name="Credited click">
            <Moment iso={winner.clicked_at} />
            <span className="block text-muted">{winner.outcome.sentence}</span>
          </Fact>
        )}
        {lostCount > 0 && (
          <Fact name="Other clicks">
            {lostCount} {lostCount === 1 ? 'click' : 'clicks'} that did not win
          </Fact>
        )}
        {commission && (
          <Fact name="Terms">
            Version {commission.policy.version}, {commission.policy.group_name}
          </Fact>
        )}
        {commission && (
          <Fact name="Arithmetic">
            <span className="tabular-nums">{commission.arithmetic.formula}</span>
          </Fact>
        )}
        {refunds.map((refund) => (
          <Fact key={refund.id} name="Refund">
            {formatMoney(-refund.deduction_cents, refund.currency)}
            <span className="block text-muted">
              <Moment iso={refund.happened_at} />
            </span>
          </Fact>
        ))}
        {commission && <Fact name="Now">{commission.standing.sentence}</Fact>}
      </Facts>
      <TraceLink kind="commissions" id={id}>
        The whole story →
      </TraceLink>
    </section>
  );
}
