// Owns test mode: calls that are recorded apart and touch nothing else.
import type { Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { findProgramForTracking, type ProgramKeyOwner } from '../programs/index.js';
import { type Body, readAdditionalData, readIdentifier, readProgramId } from './input.js';
import { readCustomerKey } from './lead-input.js';
import { readAmountCents, readCurrency, readTransactionId } from './sale-input.js';
import { duplicateOf } from './sale-rules.js';
import { findSaleFacts } from './store-sale-facts.js';
import { claimProcessorEvents } from './store-sales.js';
import { insertTestEvent } from './store-test-events.js';

export interface TestModeReply {
  success: true;
  message: string;
  data: { eventId: number; programId: number | null; test_mode: true };
}

const TEST_SALE_AMOUNT_CENTS = 9_999n;

export function createTestMode({ db, clock }: { db: Database; clock: Clock }) {
  async function keep(
    kind: 'click' | 'lead',
    body: Body,
    owner: ProgramKeyOwner | null,
  ): Promise<TestModeReply> {
    const data = readAdditionalData(body);
    const clickId = readIdentifier(body, 'click_id');
    const customerKey = readCustomerKey(body);
    const statedId = readProgramId(data?.program_id);
    const now = clock.now();
    return withTransaction(db, async (tx) => {
      const program = owner ?? (statedId ? await findProgramForTracking(tx, statedId) : null);
      const programId = program?.programId ?? null;
      const eventId = await insertTestEvent(
        tx,
        {
          programId,
          kind,
          clickId: clickId ?? `test_${now.getTime()}`,
          customerKey: kind === 'lead' ? (customerKey ?? 'test_customer') : customerKey,
          processorEventId: null,
          amountCents: null,
          currency: null,
          payload: JSON.stringify(data ?? {}),
        },
        now,
      );
      return replyOf(kind, eventId, programId);
    });
  }

  async function keepSale(body: Body, owner: ProgramKeyOwner): Promise<TestModeReply> {
    const input = readTestSale(body, clock.now());
    return withTransaction(db, async (tx) => {
      const { programId } = owner;
      const now = clock.now();
      const processorEventId = await claimTestId(tx, programId, input.transactionId, now);
      const eventId = await insertTestEvent(
        tx,
        { ...input, programId, kind: 'sale', processorEventId },
        now,
      );
      return replyOf('sale', eventId, programId);
    });
  }

  return {
    click: (body: Body) => keep('click', body, null),
    lead: (body: Body, owner: ProgramKeyOwner | null) => keep('lead', body, owner),
    sale: keepSale,
  };
}

export type TestMode = ReturnType<typeof createTestMode>;

function readTestSale(body: Body, now: Date) {
  const isAbsent = (field: string) => body[field] === undefined || body[field] === null;
  return {
    transactionId: isAbsent('transaction_id') ? null : readTransactionId(body.transaction_id),
    amountCents: isAbsent('amount_cents')
      ? TEST_SALE_AMOUNT_CENTS
      : readAmountCents(body.amount_cents),
    currency: readCurrency(body),
    clickId: readIdentifier(body, 'click_id') ?? `test_sale_${now.getTime()}`,
    customerKey: readCustomerKey(body),
    payload: JSON.stringify(readAdditionalData(body) ?? {}),
  };
}

/**
 * Claims the id that the call gave, or `test_txn_<unix ms>`. A made-up id that is taken is counted
 * up until it is free: test sales without an id are never duplicates.
 */
async function claimTestId(
  tx: Parameters<typeof claimProcessorEvents>[0],
  programId: number,
  explicitId: string | null,
  now: Date,
): Promise<string> {
  const claim = async (processorEventId: string) => {
    const claims = [{ programId, processorEventId, isTest: true }];
    return (await claimProcessorEvents(tx, claims, now)).has(processorEventId);
  };
  if (explicitId !== null) {
    if (await claim(explicitId)) return explicitId;
    const call = { programId, processorEventId: explicitId, customerKey: null, clickId: null };
    const [facts] = await findSaleFacts(tx, [call]);
    const recorded = facts?.recorded ?? { programId, saleId: null, commissionId: null };
    throw duplicateOf(recorded, programId);
  }
  for (let unixMs = now.getTime(); ; unixMs += 1) {
    const madeUp = `test_txn_${unixMs}`;
    if (await claim(madeUp)) return madeUp;
  }
}

function replyOf(kind: string, eventId: bigint, programId: number | null): TestModeReply {
  return {
    success: true,
    message: `Test ${kind} event tracked successfully`,
    data: { eventId: Number(eventId), programId, test_mode: true },
  };
}
