// Owns the page that tells the story of one click, customer, sale or commission.
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Braces } from 'lucide-react';
import { useState } from 'react';
import { callApi } from '../../api/client.js';
import { formatMoney } from '../../format/money.js';
import { NotFoundPage } from '../../shell/not-found.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { CopyButton, Snippet } from '../../ui/copy.js';
import { Moment } from '../../ui/moment.js';
import { Failed, PageSkeleton } from '../../ui/states.js';
import { Card, Fact, Facts, PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { nameOf } from '../customers/customer.js';
import { Credited } from './step.js';
import { storyOf, type Trace } from './story.js';
import { Timeline } from './timeline.js';

export function TracePage() {
  const program = useProgram();
  const { kind, id } = useParams({ from: '/signed-in/programs/$programId/trace/$kind/$id' });
  const subject = SUBJECTS.find((one) => one === kind);
  const { data, error, refetch } = useQuery({
    queryKey: ['trace', kind, program.id, id],
    queryFn: ({ signal }) => readTrace(subject ?? 'clicks', { programId: program.id, id }, signal),
    enabled: subject !== undefined,
  });
  if (subject === undefined) return <NotFoundPage />;
  if (error) return <Failed error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return <Story trace={data.data} />;
}

const SUBJECTS = ['clicks', 'customers', 'sales', 'commissions'] as const;

function readTrace(
  subject: (typeof SUBJECTS)[number],
  { programId, id }: { programId: number; id: string },
  signal: AbortSignal,
): Promise<{ data: Trace }> {
  const params = { id: programId };
  switch (subject) {
    case 'clicks':
      return callApi('traceClick', { params: { ...params, clickId: id } }, signal);
    case 'customers':
      return callApi('traceCustomer', { params: { ...params, customerId: id } }, signal);
    case 'sales':
      return callApi('traceSale', { params: { ...params, saleId: id } }, signal);
    case 'commissions':
      return callApi('traceCommission', { params: { ...params, commissionId: id } }, signal);
  }
}

function Story({ trace }: { trace: Trace }) {
  const title = titleOf(trace);
  useTitle(title);
  const [isRaw, setRaw] = useState(false);
  return (
    <>
      <PageHeading title={title} about="What happened, in order, and the reason of each step.">
        <CopyButton text={location.href} label="link" words="Copy link" isWide />
        <Button size="small" aria-pressed={isRaw} onClick={() => setRaw(!isRaw)}>
          <Braces aria-hidden="true" /> Raw JSON
        </Button>
      </PageHeading>
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <Summary trace={trace} />
        <Card title="Story" className="xl:col-start-1 xl:row-start-1">
          {trace.is_shortened && (
            <p className="text-muted">Only the newest 50 of each kind are shown.</p>
          )}
          <Timeline steps={storyOf(trace)} />
        </Card>
        {isRaw && (
          <div className="xl:col-span-2">
            <Snippet text={JSON.stringify(trace, null, 2)} label="the trace as JSON" />
          </div>
        )}
      </div>
    </>
  );
}

function titleOf({ subject, customer, sales }: Trace): string {
  switch (subject.kind) {
    case 'sale':
      return `Sale ${sales[0]?.transaction_id ?? subject.id}`;
    case 'commission':
      return `Commission ${subject.id}`;
    case 'customer':
      return customer ? nameOf(customer) : `Customer ${subject.id}`;
    case 'click':
      return customer?.customer_key ? `Click of ${nameOf(customer)}` : 'Click';
  }
}

/** The story in a few facts: who is credited, by which rule, and what came of it. */
function Summary({ trace }: { trace: Trace }) {
  const { credit, customer, commissions, sales } = trace;
  return (
    <Card title="In short">
      <Facts>
        <Fact name="Credited to">
          <Credited partner={trace.credited_to} />
        </Fact>
        <Fact name="Rule">Last click before the first sale</Fact>
        <Fact name="Window">
          {credit.window_days === null ? (
            'Sales count however old the click is'
          ) : (
            <>
              {credit.window_days} days
              {credit.window_ends_at !== null && (
                <>
                  , until <Moment iso={credit.window_ends_at} isDay />
                </>
              )}
            </>
          )}
        </Fact>
        {customer && <Fact name="Customer">{nameOf(customer)}</Fact>}
        {sales.map((sale) => (
          <Fact key={sale.id} name="Sale">
            {formatMoney(sale.amount_cents, sale.currency)}
            {sale.refunded_cents > 0 && (
              <span className="block text-muted">
                {formatMoney(-sale.refunded_cents, sale.currency)} refunded
              </span>
            )}
          </Fact>
        ))}
        {commissions.map(({ id, currency, arithmetic, standing }) => (
          <Fact key={id} name="Commission">
            {formatMoney(arithmetic.remaining_cents, currency)}
            <span className="block text-muted">{standing.sentence}</span>
          </Fact>
        ))}
      </Facts>
    </Card>
  );
}
