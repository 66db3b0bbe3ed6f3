// Owns the steps of a trace that lead to money: clicks, who they belong to, sign-ups, sales.
import { formatMoney } from '../../format/money.js';
import { Moment } from '../../ui/moment.js';
import { Badge } from '../../ui/surface.js';
import { Credited, SmallFacts, StepHead, Why } from './step.js';
import type { Decision, Trace, TracedClick } from './story.js';

const WON = { tone: 'good', words: 'Won' } as const;
const LOST = { tone: 'neutral', words: 'Lost' } as const;

export function ClickStep({ click }: { click: TracedClick }) {
  return (
    <>
      <StepHead
        title={
          <>
            Click on a link of <Credited partner={click.partner} />
          </>
        }
        at={click.clicked_at}
        outcome={click.is_credited ? WON : LOST}
      />
      <Why reason={click.outcome} />
      <SmallFacts
        facts={[
          ['Link', click.short_link],
          ['Page', click.page_url],
          ['Came from', click.referrer_url],
          ['Country', click.geo_country],
        ]}
      />
    </>
  );
}

export function MergeStep({ decision }: { decision: Decision }) {
  return (
    <>
      <StepHead title="Two visitors turned out to be one customer" at={decision.decided_at} />
      <Decided decision={decision} />
    </>
  );
}

export function LeadStep(props: { lead: Trace['leads'][number]; decision: Decision | undefined }) {
  const { lead, decision } = props;
  return (
    <>
      <StepHead
        title="Signed up"
        at={lead.happened_at}
        outcome={lead.is_provisional ? { tone: 'warn', words: 'Not confirmed' } : undefined}
      />
      <p>
        {lead.via_server ? 'Sent by your server.' : 'Sent by the browser.'} Credited to{' '}
        <Credited partner={lead.partner} />.
      </p>
      <Decided decision={decision} />
      <SmallFacts facts={[['Request', lead.request_id]]} />
    </>
  );
}

export function SaleStep(props: { sale: Trace['sales'][number]; decision: Decision | undefined }) {
  const { sale, decision } = props;
  return (
    <>
      <StepHead
        title={`Sale of ${formatMoney(sale.amount_cents, sale.currency)}`}
        at={sale.happened_at}
        outcome={sale.partner === null ? { tone: 'neutral', words: 'Not credited' } : undefined}
      />
      <p>
        {sale.is_first ? 'The first payment of the customer' : 'A later payment'}, credited to{' '}
        <Credited partner={sale.partner} />.
      </p>
      <Decided decision={decision} />
      {sale.no_commission && (
        <div className="rounded-xl border bg-warn-soft p-3 text-warn [&_.text-muted]:text-warn">
          <p className="font-medium">No commission.</p>
          <Why reason={sale.no_commission} />
        </div>
      )}
      <SmallFacts
        facts={[
          ['Transaction', sale.transaction_id],
          ['Request', sale.request_id],
        ]}
      />
    </>
  );
}

/** The rule that decided, and what it chose from as it was known at that moment. */
function Decided({ decision }: { decision: Decision | undefined }) {
  if (!decision) return null;
  const { candidates } = decision;
  return (
    <div className="grid gap-1.5">
      <Why reason={decision.rule} />
      {candidates.length > 0 && (
        <details className="text-[0.8125rem]">
          <summary className="w-fit cursor-pointer text-muted hover:text-ink">
            Chosen from {candidates.length === 1 ? 'one click' : `${candidates.length} clicks`}
          </summary>
          <ul className="mt-2 grid gap-2 border-l pl-3">
            {candidates.map((candidate) => (
              <li key={candidate.click_id} className="grid gap-0.5">
                <span className="flex flex-wrap items-center gap-x-2">
                  <Credited partner={candidate.partner} />
                  <span className="text-muted">
                    <Moment iso={candidate.clicked_at} />
                  </span>
                  <Badge tone={candidate.is_winner ? 'good' : 'neutral'}>
                    {candidate.is_winner ? 'Won' : 'Lost'}
                  </Badge>
                </span>
                <span>{candidate.outcome.sentence}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
