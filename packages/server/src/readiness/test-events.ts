// Owns single test events, which only show that calls arrive.
import { withTransaction } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { randomAlphanumeric } from '../platform/ids.js';
import { findProgramForTracking, type ProgramKeyOwner } from '../programs/index.js';
import type { ChainDeps } from './chain-service.js';

export type TestEventKind = 'click' | 'lead' | 'sale' | 'refund';

export interface TestEventAnswer {
  event_type: TestEventKind;
  event_id: string;
  received: boolean;
  attributed: false;
  message: string;
}

const ID_SUFFIX_LENGTH = 12;

/** Records one test event of a program. A refund gets a test sale of its own to refund. */
export async function sendTestEvent(
  deps: ChainDeps,
  event: { programId: number; kind: TestEventKind; source: string; requestId: string },
): Promise<TestEventAnswer> {
  const { programId, kind } = event;
  const owner = await findProgramForTracking(deps.db.kysely, programId);
  if (!owner) throw new AppError('program_not_found');
  const eventId = await record(deps, owner, event);
  return {
    event_type: kind,
    event_id: String(eventId),
    received: true,
    attributed: false,
    message:
      kind === 'refund'
        ? 'Test sale recorded and refunded; test sales have no commission to take back.'
        : `Test ${kind} recorded. Test events are credited to nobody; run a chain to see credit.`,
  };
}

async function record(
  { calls, db, clock }: ChainDeps,
  owner: ProgramKeyOwner,
  event: { programId: number; kind: TestEventKind; source: string; requestId: string },
): Promise<number | bigint> {
  const { programId, kind, source, requestId } = event;
  const said = { additional_data: { test_mode: true, program_id: programId, source } };
  const { testMode, refunds, insertTestEvent } = calls;
  if (kind === 'click') return (await testMode.click(said)).data.eventId;
  if (kind === 'lead') return (await testMode.lead(said, owner)).data.eventId;
  if (kind === 'sale') return (await testMode.sale(said, owner)).data.eventId;
  const transactionId = `test_refunded_${randomAlphanumeric(ID_SUFFIX_LENGTH)}`;
  await testMode.sale({ ...said, transaction_id: transactionId }, owner);
  const input = { processorEventId: transactionId, refundTotalCents: null, reason: null };
  const { status } = await refunds.refund({ owner, input, requestId });
  const row = {
    programId,
    kind,
    clickId: null,
    customerKey: null,
    processorEventId: null,
    amountCents: null,
    currency: null,
    payload: JSON.stringify({ source, transaction_id: transactionId, outcome: status }),
  };
  const eventId = await withTransaction(db, (tx) => insertTestEvent(tx, row, clock.now()));
  calls.announce(programId);
  return eventId;
}
