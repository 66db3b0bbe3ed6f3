// Owns one commission at the side of the list: its facts, its history, and the decision.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toast } from 'sonner';
import type { Answer } from '../../api/client.js';
import { queryOf, tellFailure } from '../../api/queries.js';
import { formatDistance } from '../../format/moments.js';
import { formatMoney } from '../../format/money.js';
import {
  actorWords,
  COMMISSION_STATUS_WORDS,
  COMMISSION_TYPE_WORDS,
  REASON_WORDS,
  wordsOf,
} from '../../format/words.js';
import { now } from '../../platform/clock.js';
import { useMay, useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { SidePanel } from '../../ui/dialog.js';
import { Moment } from '../../ui/moment.js';
import { NamedPartner } from '../../ui/partner-name.js';
import { Failed, PageSkeleton } from '../../ui/states.js';
import { Fact, Facts } from '../../ui/surface.js';
import { Cause, StatusBadge } from './columns.js';
import { canApprove, canReject, RejectDialog, useDecisions } from './decide.js';
import { ShortTrace } from './short-trace.js';

type Detailed = Answer<'readCommission'>['data'];

export function CommissionPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const program = useProgram();
  const { data, error, refetch } = useQuery(
    queryOf('readCommission', { params: { id: program.id, commissionId: id } }),
  );
  return (
    <SidePanel title={`Commission ${id}`} isOpen onClose={onClose}>
      {error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Details commission={data.data} />
      ) : (
        <PageSkeleton />
      )}
    </SidePanel>
  );
}

function Details({ commission }: { commission: Detailed }) {
  const { amount_cents: amount, reversed_cents: reversed, currency } = commission;
  const isHeld = commission.is_on_hold && commission.stage === 'pending';
  return (
    <div className="grid gap-6">
      <div className="flex items-center justify-between gap-3">
        <span className="text-2xl font-semibold tabular-nums">{formatMoney(amount, currency)}</span>
        <StatusBadge commission={commission} />
      </div>
      <Facts>
        <Fact name="Partner">
          <NamedPartner id={commission.partner_id} name={commission.partner_name} />
        </Fact>
        <Fact name="For">
          <Cause commission={commission} />
        </Fact>
        <Fact name="Type">{wordsOf(COMMISSION_TYPE_WORDS, commission.type)}</Fact>
        {reversed > 0 && <Fact name="Taken back">{formatMoney(-reversed, currency)}</Fact>}
        <Fact name="Remains">{formatMoney(amount - reversed, currency)}</Fact>
        {isHeld && commission.hold_period_expires_at !== null && (
          <Fact name="Clears">
            <Moment iso={commission.hold_period_expires_at} />
            <span className="block text-muted">
              {formatDistance(commission.hold_period_expires_at, now())}
            </span>
          </Fact>
        )}
      </Facts>
      <ShortTrace id={commission.id} />
      <History commission={commission} />
      <Decision commission={commission} />
    </div>
  );
}

function History({ commission }: { commission: Detailed }) {
  return (
    <section className="grid gap-3">
      <h3 className="font-semibold">History</h3>
      <ol className="grid gap-3 border-l pl-4">
        {commission.history.map((change, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: history is only ever added to.
          <li key={index} className="grid gap-0.5">
            <span className="font-medium">
              {change.from_status === null
                ? 'Created'
                : COMMISSION_STATUS_WORDS[change.to_status]?.label}
              {change.reason_code !== null &&
                change.reason_code !== change.to_status &&
                ` · ${wordsOf(REASON_WORDS, change.reason_code)}`}
            </span>
            {change.note !== null && <span>“{change.note}”</span>}
            <span className="text-[0.8125rem] text-muted">
              <Moment iso={change.happened_at} /> · {actorWords(change.actor)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Decision({ commission }: { commission: Detailed }) {
  const [isRejecting, setRejecting] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const decisions = useDecisions();
  if (!useMay('program:update') || !canReject(commission)) return null;
  const approve = async () => {
    setBusy(true);
    try {
      await decisions.approve(commission.id);
      toast.success('Approved');
      await decisions.settle();
    } catch (error) {
      await tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <footer className="-mx-5 -mb-5 flex flex-wrap items-center gap-2 border-t bg-panel p-5">
      {commission.stage === 'pending' && (
        <Button
          look="primary"
          isBusy={isBusy}
          disabled={!canApprove(commission)}
          onClick={() => void approve()}
        >
          Approve
        </Button>
      )}
      <Button look="danger" onClick={() => setRejecting(true)}>
        Reject…
      </Button>
      {commission.stage === 'pending' && commission.is_on_hold && (
        <span className="text-[0.8125rem] text-muted">Can be approved once the hold is over.</span>
      )}
      <RejectDialog
        title={`Reject commission ${commission.id}`}
        isOpen={isRejecting}
        onClose={() => setRejecting(false)}
        onReject={async (body) => {
          await decisions.reject(commission.id, body);
          toast.success('Rejected');
          setRejecting(false);
          await decisions.settle();
        }}
      />
    </footer>
  );
}
