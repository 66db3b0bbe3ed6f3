// Owns applying kept events again: one that a person asks for, and those that waited in vain.
import { addDays } from '../../platform/clock.js';
import { type Database, type Tx, withTransaction } from '../../platform/db/index.js';
import { AppError } from '../../platform/http/errors.js';
import { findProgramForTracking } from '../../programs/index.js';
import type { Channel } from '../../tracking/index.js';
import { applyDelivered } from './service-apply.js';
import { type LockedConnection, lockConnection } from './store-connections.js';
import {
  type EventRow,
  listOverdueEvents,
  lockEvent,
  purgeContents,
  updateEventVerdict,
} from './store-events.js';

interface Replaying {
  readonly programId: number;
  readonly id: bigint;
  readonly requestId: string;
}

/**
 * Applies an event again that was not applied.
 * @throws AppError `stripe_not_connected`, `stripe_event_not_found`, `stripe_event_not_replayable`
 */
export async function replayEvent(tx: Tx, asked: Replaying, channel: Channel): Promise<EventRow> {
  const { programId, id } = asked;
  const connection = await lockConnection(tx, programId);
  const event = await lockEvent(tx, programId, id);
  if (!event) throw new AppError('stripe_event_not_found');
  if (!connection?.sealedSecret) throw new AppError('stripe_not_connected');
  if (event.outcome === 'applied') throw notReplayable('it was applied');
  if (event.content === null) throw notReplayable('its content is purged');
  await apply(tx, { connection, event, requestId: asked.requestId }, channel);
  return (await lockEvent(tx, programId, id)) as EventRow;
}

export function isReplayable({ outcome, content }: EventRow): boolean {
  return outcome !== 'applied' && content !== null;
}

function notReplayable(why: string): AppError {
  return new AppError('stripe_event_not_replayable', { params: { why } });
}

async function apply(
  tx: Tx,
  kept: { connection: LockedConnection; event: EventRow; requestId: string },
  { clock, log }: Channel,
): Promise<void> {
  const { connection, event, requestId } = kept;
  const { programId, livemode, accountId, content } = event;
  const owner = await findProgramForTracking(tx, programId);
  if (!owner || content === null) return;
  const now = clock.now();
  const applying = { owner, programId, livemode, requestId, now, clock, log };
  const verdict = await applyDelivered(tx, connection, { livemode, accountId, content }, applying);
  await updateEventVerdict(tx, event, verdict);
}

const OVERDUE_PER_RUN_MAX = 500;

/** Applies what waits although its sale is there, each in a transaction of its own. */
export async function applyOverdue(db: Database, channel: Channel): Promise<number> {
  const overdue = await listOverdueEvents(db, OVERDUE_PER_RUN_MAX);
  for (const { id, programId } of overdue) {
    await withTransaction(db, async (tx) => {
      const connection = await lockConnection(tx, programId);
      const event = await lockEvent(tx, programId, id);
      // Another process may have been quicker.
      if (!connection || event?.outcome !== 'waiting') return;
      await apply(tx, { connection, event, requestId: event.requestId }, channel);
    });
  }
  return overdue.length;
}

const CONTENTS_KEPT_DAYS = 30;
const CONTENTS_PER_TRANSACTION = 2_000;
// One run purges two million at the most; what is left is taken the next day.
const TRANSACTIONS_MAX = 1_000;

/** Forgets the contents of events that are older than what is promised. */
export async function purgeOldContents(db: Database, { clock, log }: Channel): Promise<void> {
  const before = addDays(clock.now(), -CONTENTS_KEPT_DAYS);
  let purged = 0;
  for (let count = 0; count < TRANSACTIONS_MAX; count += 1) {
    const rows = await withTransaction(db, (tx) =>
      purgeContents(tx, before, CONTENTS_PER_TRANSACTION),
    );
    purged += rows;
    if (rows < CONTENTS_PER_TRANSACTION) break;
  }
  log.info({ contents: purged }, 'old contents of Stripe events were purged');
}
