// Owns the sales whose commission could not be created: the cause, and another try.
import { useQuery } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { queryOf, useChange } from '../../api/queries.js';
import { formatMoney } from '../../format/money.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { Moment } from '../../ui/moment.js';
import { TraceLink } from '../../ui/trace-link.js';

const ROWS_MAX = 5;

/** Shows nothing where nothing failed, which is the ordinary case. */
export function FailedCommissions() {
  const program = useProgram();
  const mayRetry = useMay('program:update');
  const { data } = useQuery(
    queryOf('listFailedCommissions', { params: { id: program.id }, query: { limit: ROWS_MAX } }),
  );
  const retry = useChange('retryFailedCommission', {
    touches: ['listFailedCommissions', 'listCommissions', 'summarizeCommissions', 'listActions'],
    done: 'Queued. It appears in the list once it is created.',
  });
  if (!data || data.data.length === 0) return null;
  const hasMore = data.meta.next_cursor !== null;
  return (
    <section
      aria-label="Sales without their commission"
      className="grid gap-3 rounded-2xl border border-warn bg-warn-soft p-5"
    >
      <h2 className="font-semibold">
        Sales without their commission{hasMore && `, the newest ${ROWS_MAX}`}
      </h2>
      <p>The sales are recorded. A job keeps trying to create their commissions.</p>
      <ul className="grid gap-2">
        {data.data.map((sale) => (
          <li key={sale.sale_id} className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <TraceLink kind="sales" id={sale.sale_id}>
              {formatMoney(sale.amount_cents, sale.currency)}, {sale.transaction_id}
            </TraceLink>
            <Moment iso={sale.sale_date} />
            <span className="min-w-0 flex-1 basis-60 break-words">{sale.cause}</span>
            {mayRetry && (
              <Button
                size="small"
                isBusy={retry.isPending}
                onClick={() => retry.mutate({ params: { id: program.id, saleId: sale.sale_id } })}
              >
                <RotateCw aria-hidden="true" /> Try again now
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
