// Owns the newest commissions of one partner, each with the way to its story.
import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../../api/queries.js';
import { formatMoney } from '../../format/money.js';
import { COMMISSION_STATUS_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Moment } from '../../ui/moment.js';
import { Failed } from '../../ui/states.js';
import { Badge, Card, Skeleton } from '../../ui/surface.js';
import { TraceLink } from '../../ui/trace-link.js';

const ROWS_MAX = 5;

export function RecentCommissions({ partnerId }: { partnerId: number }) {
  const program = useProgram();
  const { data, error, refetch } = useQuery(
    queryOf('listCommissions', {
      params: { id: program.id },
      query: { partner_id: partnerId, limit: ROWS_MAX },
    }),
  );
  return (
    <Card title="Newest commissions" about="Each leads to its story: click, rule, terms, money.">
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton className="h-40" />}
      {data?.data.length === 0 && (
        <p className="text-muted">None yet. The first comes with the first sale.</p>
      )}
      <ul className="grid">
        {data?.data.map((commission) => {
          const words = COMMISSION_STATUS_WORDS[commission.status];
          return (
            <li
              key={commission.id}
              className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 last:border-b-0"
            >
              <TraceLink kind="commissions" id={commission.id}>
                <Moment iso={commission.created_at} />
              </TraceLink>
              <Badge tone={words?.tone ?? 'neutral'}>{words?.label ?? commission.status}</Badge>
              <span className="ml-auto tabular-nums">
                {formatMoney(commission.amount_cents, commission.currency)}
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
