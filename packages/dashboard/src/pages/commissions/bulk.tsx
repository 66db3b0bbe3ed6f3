// Owns deciding on many commissions at once: a summary before, and one after.
import { useState } from 'react';
import { toast } from 'sonner';
import { formatAmounts } from '../../format/money.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Fact, Facts } from '../../ui/surface.js';
import type { Commission } from './commission.js';
import { canApprove, canReject, RejectDialog, useDecisions } from './decide.js';

/** How many calls are under way at once; more would only wait for each other. */
const AT_ONCE = 4;

/** Sums per currency of what is chosen. */
export function sumOf(commissions: readonly Commission[]) {
  const byCurrency = new Map<string, number>();
  for (const { currency, amount_cents: amount, reversed_cents: reversed } of commissions) {
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount - reversed);
  }
  return [...byCurrency].map(([currency, amount_cents]) => ({ amount_cents, currency }));
}

/** Does one thing to each and says how it went; one that fails does not stop the others. */
export async function decideOnEach(
  commissions: readonly Commission[],
  decide: (commission: Commission) => Promise<unknown>,
): Promise<{ done: number; refused: string[] }> {
  const waiting = [...commissions];
  const refused: string[] = [];
  let done = 0;
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      try {
        await decide(next);
        done += 1;
      } catch (error) {
        refused.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, refused };
}

function tellOutcome(deed: string, { done, refused }: { done: number; refused: string[] }) {
  const reasons = [...new Set(refused)].join('; ');
  if (refused.length === 0) toast.success(`${done} ${deed}`);
  else toast.warning(`${done} ${deed}, ${refused.length} refused`, { description: reasons });
}

export function BulkBar({ chosen, onDone }: { chosen: readonly Commission[]; onDone: () => void }) {
  const [asks, setAsks] = useState<'approve' | 'reject' | null>(null);
  const [isBusy, setBusy] = useState(false);
  const decisions = useDecisions();
  const approvable = chosen.filter(canApprove);
  const rejectable = chosen.filter(canReject);
  const run = async (deed: string, work: ReturnType<typeof decideOnEach>) => {
    setBusy(true);
    tellOutcome(deed, await work);
    await decisions.settle();
    setBusy(false);
    setAsks(null);
    onDone();
  };
  return (
    <>
      <span aria-live="polite" className="mr-auto font-medium">
        {chosen.length} selected · {formatAmounts(sumOf(chosen))}
      </span>
      <Button size="small" look="primary" onClick={() => setAsks('approve')}>
        Approve…
      </Button>
      <Button size="small" look="danger" onClick={() => setAsks('reject')}>
        Reject…
      </Button>
      <Button size="small" look="quiet" onClick={onDone}>
        Clear
      </Button>
      <Dialog
        title={`Approve ${approvable.length} commissions`}
        isOpen={asks === 'approve'}
        onClose={() => setAsks(null)}
      >
        <Summary chosen={chosen} fitting={approvable} why="on hold or decided already" />
        <div className="flex justify-end gap-2">
          <Button onClick={() => setAsks(null)}>Cancel</Button>
          <Button
            look="primary"
            isBusy={isBusy}
            disabled={approvable.length === 0}
            onClick={() =>
              void run(
                'approved',
                decideOnEach(approvable, ({ id }) => decisions.approve(id)),
              )
            }
          >
            Approve {approvable.length}
          </Button>
        </div>
      </Dialog>
      <RejectDialog
        title={`Reject ${rejectable.length} commissions · ${formatAmounts(sumOf(rejectable))}`}
        isOpen={asks === 'reject'}
        onClose={() => setAsks(null)}
        onReject={(body) =>
          run(
            'rejected',
            decideOnEach(rejectable, ({ id }) => decisions.reject(id, body)),
          )
        }
      />
    </>
  );
}

function Summary(props: {
  chosen: readonly Commission[];
  fitting: readonly Commission[];
  why: string;
}) {
  const { chosen, fitting, why } = props;
  const partners = new Set(fitting.map(({ partner_id: id }) => id));
  return (
    <Facts>
      <Fact name="Commissions">{fitting.length}</Fact>
      <Fact name="Partners">{partners.size}</Fact>
      <Fact name="Sum">{formatAmounts(sumOf(fitting))}</Fact>
      {fitting.length < chosen.length && (
        <Fact name="Left out">
          {chosen.length - fitting.length} {why}
        </Fact>
      )}
    </Facts>
  );
}
