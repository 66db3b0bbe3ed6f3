// Owns test mode: calls that are recorded apart and touch nothing else.
import type { Clock } from '../platform/clock.js';
import { type Database, type Tx, withTransaction } from '../platform/db/index.js';
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

interface TestModeDeps {
  db: Database;
  clock: Clock;
  /** Is told of programs that have new events. */
  readonly announce: (programId: number) => void;
}

export function createTestMode({ db, clock, announce }: TestModeDeps) {
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

  // Calls of one moment in this process do not queue for one id; the claim decides all the same.
  let lastMadeUpMs = 0;
  const makeUpMs = (now: Date) => {
    lastMadeUpMs = Math.max(now.getTime(), lastMadeUpMs + 1);
    return lastMadeUpMs;
  };

  async function keepSale(body: Body, owner: ProgramKeyOwner): Promise<TestModeReply> {
    const input = readTestSale(body, clock.now());
    return withTransaction(db, async (tx) => {
      const { programId } = owner;
      const now = clock.now();
      const { transactionId } = input;
      const processorEventId =
        transactionId === null
          ? await claimMadeUpId(tx, { programId, fromMs: makeUpMs(now), now })
          : await claimGivenId(tx, { programId, processorEventId: transactionId, now });
      const eventId = await insertTestEvent(
        tx,
        { ...input, programId, kind: 'sale', processorEventId },
        now,
      );
      return replyOf('sale', eventId, programId);
    });
  }

  async function announced(reply: Promise<TestModeReply>): Promise<TestModeReply> {
    const { programId } = (await reply).data;
    if (programId !== null) announce(programId);
    return reply;
  }

  return {
    click: (body: Body) => announced(keep('click', body, null)),
    lead: (body: Body, owner: ProgramKeyOwner | null) => announced(keep('lead', body, owner)),
    sale: (body: Body, owner: ProgramKeyOwner) => announced(keepSale(body, owner)),
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

/** Claims the id that the call gave. @throws AppError `duplicate_transaction_id` */
async function claimGivenId(
  tx: Tx,
  { programId, processorEventId, now }: { programId: number; processorEventId: string; now: Date },
): Promise<string> {
  const claims = [{ programId, processorEventId, isTest: true }];
  if ((await claimProcessorEvents(tx, claims, now)).size > 0) return processorEventId;
  const call = { programId, processorEventId, customerKey: null, clickId: null };
  const [facts] = await findSaleFacts(tx, [call]);
  const recorded = facts?.recorded ?? { programId, saleId: null, commissionId: null };
  throw duplicateOf(recorded, programId);
}

/**
 * Claims `test_txn_<unix ms>`, counted up until it is free: test sales without an id are never
 * duplicates.
 */
async function claimMadeUpId(
  tx: Tx,
  { programId, fromMs, now }: { programId: number; fromMs: number; now: Date },
): Promise<string> {
  for (let unixMs = fromMs; ; unixMs += 1) {
    const claims = [{ programId, processorEventId: `test_txn_${unixMs}`, isTest: true }];
    const [claimed] = await claimProcessorEvents(tx, claims, now);
    if (claimed !== undefined) return claimed;
  }
}

function replyOf(kind: string, eventId: bigint, programId: number | null): TestModeReply {
  return {
    success: true,
    message: `Test ${kind} event tracked successfully`,
    data: { eventId: Number(eventId), programId, test_mode: true },
  };
}
