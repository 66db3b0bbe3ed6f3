// Owns the synthetic chain: click, lead, sale and refund through the functions that real calls
// take, in the rehearsal of a program. What the rows then say is the verdict.
import { parseClickId } from '../attribution/index.js';
import { addMs, type Clock } from '../platform/clock.js';
import { sha256 } from '../platform/crypto.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { randomAlphanumeric, randomKey } from '../platform/ids.js';
import { findProgramForTracking, type ProgramKeyOwner } from '../programs/index.js';
import type { TrackingCalls } from '../tracking/index.js';
import type { ChainVerdict } from './rules.js';
import { CHAIN_WINDOW_MS, judgeChain, waitSecondsOf } from './rules-chain.js';
import {
  type ChainTrail,
  findChainTrail,
  insertChain,
  listChainStarts,
  lockChains,
  updateChainVerdict,
} from './store-chains.js';
import { ensureRehearsal, type Rehearsal } from './store-rehearsal.js';

const SALE_AMOUNT_CENTS = 4_900n;
const KEY_SUFFIX_LENGTH = 6;

export interface ChainDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly calls: TrackingCalls;
}

/** Who asks for a chain of which program. */
export interface ChainRequest {
  readonly programId: number;
  readonly actor: string;
  readonly requestId: string;
}

export interface ChainOutcome {
  readonly shortCode: string;
  readonly customerKey: string;
  readonly transactionId: string;
  readonly clickId: string | null;
  readonly verdict: ChainVerdict;
  readonly amountCents: bigint;
  readonly currency: string;
  readonly commission: ChainTrail['commission'];
  /** What the refund took back; null without a sale. */
  readonly refund: 'reversed' | 'no_commission' | null;
}

interface Begun {
  id: bigint;
  customerKey: string;
  transactionId: string;
  rehearsal: Rehearsal;
}

/**
 * Runs a chain and keeps its verdict.
 * @throws AppError `synthetic_chains_exhausted` with Retry-After
 */
export async function runChain(deps: ChainDeps, request: ChainRequest): Promise<ChainOutcome> {
  const begun = await begin(deps, request);
  const { rehearsal, customerKey, transactionId } = begun;
  const steps = await runSteps(deps, begun, request.requestId);
  const customerId = steps.clickId === null ? null : parseClickId(steps.clickId)?.customerId;
  const trail = customerId ? await findChainTrail(deps.db, rehearsal.programId, customerId) : null;
  const { partnerId } = rehearsal;
  const verdict = judgeChain(trail, { partnerId, refusedStep: steps.refusedStep });
  const outcome: ChainOutcome = {
    shortCode: rehearsal.shortLink,
    customerKey,
    transactionId,
    clickId: steps.clickId,
    verdict,
    amountCents: SALE_AMOUNT_CENTS,
    currency: rehearsal.currency,
    commission: trail?.commission ?? null,
    refund: steps.refund,
  };
  await finish(deps, { ...request, id: begun.id }, outcome);
  return outcome;
}

async function begin({ db, clock }: ChainDeps, { programId, actor }: ChainRequest): Promise<Begun> {
  return withTransaction(db, async (tx) => {
    await lockChains(tx, programId);
    const now = clock.now();
    const starts = await listChainStarts(tx, programId, addMs(now, -CHAIN_WINDOW_MS));
    const waitSeconds = waitSecondsOf(starts, now);
    if (waitSeconds !== null) {
      const headers = { 'retry-after': String(waitSeconds) };
      throw new AppError('synthetic_chains_exhausted', { headers });
    }
    const rehearsal = await ensureRehearsal(tx, programId, {
      keyHash: sha256(randomKey('')),
      now,
    });
    const suffix = randomAlphanumeric(KEY_SUFFIX_LENGTH).toLowerCase();
    const name = `${programId}_${now.getTime()}_${suffix}`;
    const customerKey = `aff_test_ck_${name}`;
    const id = await insertChain(tx, programId, { actor, customerKey, now });
    return { id, customerKey, transactionId: `aff_test_txn_${name}`, rehearsal };
  });
}

interface Steps {
  clickId: string | null;
  refund: ChainOutcome['refund'];
  refusedStep: keyof ChainVerdict | null;
}

async function runSteps({ db, calls }: ChainDeps, begun: Begun, requestId: string): Promise<Steps> {
  const { rehearsal, customerKey, transactionId } = begun;
  const owner = await findProgramForTracking(db.kysely, rehearsal.programId);
  if (!owner) throw new Error('a rehearsal has gone');
  const steps: Steps = { clickId: null, refund: null, refusedStep: null };
  let step: keyof ChainVerdict = 'click';
  try {
    steps.clickId = await click(calls, rehearsal.shortLink);
    step = 'lead';
    const { clickId } = steps;
    await lead(calls, { owner, clickId, customerKey, requestId });
    step = 'sale';
    const { currency } = rehearsal;
    await sell(calls, { owner, customerKey, transactionId, currency, requestId });
    const input = { processorEventId: transactionId, refundTotalCents: null, reason: null };
    const { status } = await calls.refunds.refund({ owner, input, requestId });
    steps.refund = status === 'reversed' ? 'reversed' : 'no_commission';
  } catch (error) {
    const isRefusal = error instanceof AppError && error.status < 500;
    const isOwed = error instanceof AppError && error.code === 'commission_creation_failed';
    if (!isRefusal && !isOwed) throw error;
    if (isRefusal) steps.refusedStep = step;
  }
  return steps;
}

async function click({ clicks }: TrackingCalls, code: string): Promise<string | null> {
  const { link } = await clicks.admit(code);
  const context = { page_title: 'Synthetic chain' };
  const item = { link, existingClickId: null, isBot: false, context };
  const result = await clicks.record(item);
  return result.kind === 'recorded' ? result.clickId : null;
}

async function lead(
  { leads }: TrackingCalls,
  call: {
    owner: ProgramKeyOwner;
    clickId: string | null;
    customerKey: string;
    requestId: string;
  },
): Promise<void> {
  const { owner, clickId, customerKey, requestId } = call;
  const unsaid = { email: null, clickIds: null, pageUrl: null, sessionId: null, programId: null };
  const input = { clickId, customerKey, ...unsaid, eventName: 'synthetic_chain' };
  const { error } = await leads.record({ owner, originToCheck: null, input, requestId });
  if (error) throw error;
}

async function sell(
  { sales }: TrackingCalls,
  call: {
    owner: ProgramKeyOwner;
    customerKey: string;
    transactionId: string;
    currency: string;
    requestId: string;
  },
): Promise<void> {
  const { owner, customerKey, transactionId, currency, requestId } = call;
  const input = {
    processorEventId: transactionId,
    amountCents: SALE_AMOUNT_CENTS,
    customerKey,
    clickId: null,
    currency,
    saleType: 'payment' as const,
    isRecurring: false,
    subscriptionId: null,
    subscriptionInterval: null,
    productId: null,
    lineItems: null,
    additionalData: null,
    eventName: 'synthetic_chain',
  };
  await sales.record({ owner, input, requestId });
}

/** Keeps the verdict, and shows the steps among the test events of the program. */
async function finish(
  { db, clock, calls }: ChainDeps,
  chain: { programId: number; id: bigint },
  outcome: ChainOutcome,
): Promise<void> {
  const { programId, id } = chain;
  const { verdict, clickId, customerKey, amountCents, currency } = outcome;
  await withTransaction(db, async (tx) => {
    const now = clock.now();
    await updateChainVerdict(tx, programId, { id, verdict, now });
    const kinds = (['click', 'lead', 'sale'] as const).filter(
      (kind) => verdict[kind] !== 'pending',
    );
    for (const kind of outcome.refund === null ? kinds : [...kinds, 'refund' as const]) {
      const isMoney = kind === 'sale' || kind === 'refund';
      const said = {
        source: 'synthetic_chain',
        transaction_id: isMoney ? outcome.transactionId : undefined,
        verdict: kind === 'refund' ? outcome.refund : verdict[kind],
      };
      const row = {
        programId,
        kind,
        clickId,
        customerKey: kind === 'click' ? null : customerKey,
        processorEventId: null,
        amountCents: isMoney ? amountCents : null,
        currency: isMoney ? currency : null,
        payload: JSON.stringify(said),
      };
      await calls.insertTestEvent(tx, row, now);
    }
  });
  calls.announce(programId);
}
