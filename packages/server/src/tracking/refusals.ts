// Owns keeping the calls that were refused or left unattributed, so that nothing vanishes silently.
import { ERRORS } from '@affitor/contract';
import type { Logger } from 'pino';
import { createBatcher } from '../platform/batch.js';
import type { Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { insertRefusals, type RefusalRow, type TrackingEndpoint } from './store-refusals.js';

/** What a refusal says beside an error: the call was answered, but not as its sender hopes. */
export const NOTICES = {
  lead_unattributed: 'Lead recorded without attribution',
  lead_provisional: 'Lead recorded as provisional',
  link_inactive: 'Referral link is inactive',
  stripe_payment_unattributed: 'A payment at Stripe leads to no customer of a partner',
  stripe_dispute_won: 'A dispute at Stripe was won; what it took back stays taken back',
} as const;

/** The row of a refused call. Reasons are catalogue texts: they carry no personal data. */
export function refusalOf(
  error: AppError,
  call: { programId: number; endpoint: TrackingEndpoint; requestId: string },
): RefusalRow {
  const reason = ERRORS[error.code].condition;
  return { ...call, code: error.code, status: error.status, reason };
}

export interface Refusals {
  keep(row: RefusalRow): Promise<void>;
  drain(): Promise<void>;
}

const ROWS_PER_STATEMENT_MAX = 200;
const ROWS_WAITING_MAX = 10_000;

export function createRefusals(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
  /** Is told of programs that have new events. */
  readonly announce: (programId: number) => void;
}): Refusals {
  const batcher = createBatcher<RefusalRow, void>({
    rowsMax: ROWS_PER_STATEMENT_MAX,
    queueMax: ROWS_WAITING_MAX,
    flush: async (rows) => {
      await withTransaction(deps.db, (tx) => insertRefusals(tx, rows, deps.clock.now()));
      return rows.map(() => ({ ok: true, value: undefined }));
    },
    onFull: () => new AppError('service_overloaded'),
  });
  return {
    async keep(row) {
      try {
        await batcher.submit(row);
        deps.announce(row.programId);
      } catch (error) {
        // The caller still gets the answer to its own call; the log keeps what the table could not.
        deps.log.error({ err: error, refusal: row }, 'a refused call could not be kept');
      }
    },
    drain: () => batcher.drain(),
  };
}
