// Owns what a chain's traces prove, and how often chains may run. Pure.
import { addMs } from '../platform/clock.js';
import type { ChainVerdict } from './rules.js';
import type { ChainTrail } from './store-chains.js';

export const CHAINS_PER_HOUR_MAX = 10;
export const CHAIN_WINDOW_MS = 3_600_000;

type StepVerdict = ChainVerdict['click'];

/** Seconds until the next chain may begin; null when it may now. */
export function waitSecondsOf(starts: readonly Date[], now: Date): number | null {
  if (starts.length < CHAINS_PER_HOUR_MAX) return null;
  const oldest = starts[starts.length - CHAINS_PER_HOUR_MAX] as Date;
  const waitMs = addMs(oldest, CHAIN_WINDOW_MS).getTime() - now.getTime();
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/**
 * The verdict that the rows give: a step is attributed when it belongs to the partner of the
 * rehearsal, and the sale only when it earned a commission. A step that was refused is
 * unattributed, one that was never reached is pending.
 */
export function judgeChain(
  trail: ChainTrail | null,
  facts: { partnerId: number; refusedStep: keyof ChainVerdict | null },
): ChainVerdict {
  const belongs = (step: keyof ChainVerdict, row: { partnerId: number | null } | null) => {
    if (!row) return facts.refusedStep === step ? 'unattributed' : 'pending';
    if (row.partnerId === null) return 'unattributed';
    return row.partnerId === facts.partnerId ? 'attributed' : 'wrong_partner';
  };
  const lead = trail?.leadId == null ? null : { partnerId: trail.leadPartnerId };
  const sale = trail?.saleId == null ? null : { partnerId: trail.salePartnerId };
  return {
    click: belongs('click', trail && { partnerId: trail.clickPartnerId }),
    lead: belongs('lead', lead),
    sale: judgeSale(belongs('sale', sale), trail),
  };
}

function judgeSale(verdict: StepVerdict, trail: ChainTrail | null): StepVerdict {
  if (verdict !== 'attributed' || trail?.commission) return verdict;
  // The repair job still owes this commission.
  return trail?.saleState === 'failed' ? 'pending' : 'unattributed';
}
