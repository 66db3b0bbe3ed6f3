// Owns the timeline of a trace: one step under the other, each with its moment and its reason.
import {
  Check,
  CircleDollarSign,
  Clock,
  GitMerge,
  type LucideIcon,
  MousePointerClick,
  ReceiptText,
  RotateCcw,
  UserRoundCheck,
} from 'lucide-react';
import { ClickStep, LeadStep, MergeStep, SaleStep } from './cause-steps.js';
import { ChangeStep, ClearsStep, CommissionStep, RefundStep } from './money-steps.js';
import type { Step } from './story.js';

const ICONS: Readonly<Record<Step['kind'], LucideIcon>> = {
  click: MousePointerClick,
  merge: GitMerge,
  lead: UserRoundCheck,
  sale: ReceiptText,
  commission: CircleDollarSign,
  refund: RotateCcw,
  change: Check,
  clears: Clock,
};

const DOT = 'grid size-9 place-items-center rounded-full border bg-panel text-muted';

export function Timeline({ steps }: { steps: readonly Step[] }) {
  return (
    <ol className="grid">
      {steps.map((step) => {
        const Icon = ICONS[step.kind];
        return (
          <li key={step.key} className="group grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-3">
            <span aria-hidden="true" className="grid grid-rows-[auto_1fr] justify-items-center">
              <span className={DOT}>
                <Icon className="size-4" />
              </span>
              <span className="w-px bg-line group-last:hidden" />
            </span>
            <div className="grid min-w-0 gap-2 pt-1.5 pb-7">
              <StepBody step={step} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function StepBody({ step }: { step: Step }) {
  switch (step.kind) {
    case 'click':
      return <ClickStep click={step.click} />;
    case 'merge':
      return <MergeStep decision={step.decision} />;
    case 'lead':
      return <LeadStep lead={step.lead} decision={step.decision} />;
    case 'sale':
      return <SaleStep sale={step.sale} decision={step.decision} />;
    case 'commission':
      return <CommissionStep commission={step.commission} refunds={step.refunds} />;
    case 'refund':
      return <RefundStep refund={step.refund} commission={step.commission} />;
    case 'change':
      return <ChangeStep change={step.change} />;
    case 'clears':
      return <ClearsStep commission={step.commission} />;
  }
}
