// Owns the Action Center: what waits for somebody, the most urgent first, and nothing else.
import { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { addDays } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { toMoneyList } from './overview-answers.js';
import {
  countApplications,
  countFailedSales,
  countRefusals,
  findFirstSteps,
  sumDecidable,
} from './store-actions.js';

type ActionItem = z.input<typeof schemas.actionItem>;

const REFUSAL_DAYS = 7;
const CODES_MAX = 3;

/** What waits in a program. */
export async function listActions(
  tx: Tx,
  program: { id: number; currency: string; status: string },
  now: Date,
): Promise<ActionItem[]> {
  const countMax = schemas.ACTION_COUNT_MAX;
  const decidable = await sumDecidable(tx, program.id);
  const since = addDays(now, -REFUSAL_DAYS);
  const refusals = await countRefusals(tx, program.id, { since, countMax });
  const steps = await findFirstSteps(tx, program.id);
  const counts: Record<ActionItem['id'], number> = {
    commissions_to_decide: decidable.reduce((sum, { count }) => sum + Number(count), 0),
    applications: await countApplications(tx, program.id, countMax),
    failed_commissions: await countFailedSales(tx, program.id, countMax),
    refusals: refusals.reduce((sum, { count }) => sum + Number(count), 0),
    no_origin: steps.hasOrigin ? 0 : 1,
    no_event: steps.hasEvent ? 0 : 1,
    draft: program.status === 'draft' ? 1 : 0,
  };
  const waiting = new Map(decidable.map(({ currency, amountCents }) => [currency, amountCents]));
  return schemas.ACTION_IDS.filter((id) => counts[id] > 0).map((id) => ({
    id,
    count: counts[id],
    amounts: id === 'commissions_to_decide' ? toMoneyList(waiting, program.currency) : [],
    codes:
      id === 'refusals'
        ? refusals.slice(0, CODES_MAX).map(({ code, count }) => ({ code, count: Number(count) }))
        : [],
  }));
}
