// Owns applying one event to its program: which of the flows it goes to, and what became of it.
import { insertAuditEntry } from '../../accounts/index.js';
import { savepoint, type Tx } from '../../platform/db/index.js';
import { AppError } from '../../platform/http/errors.js';
import { keepNotice, listPaymentSales, recordLeadWithin } from '../../tracking/index.js';
import { type Applying, applied, ignored, waiting } from './context.js';
import type { Facts, ReversalFacts } from './facts.js';
import { type ConnectionTerms, type Delivered, refusalOf } from './rules-admission.js';
import { applyPayment } from './service-payments.js';
import { reverseSale, settlePayment } from './service-settling.js';
import { updateCapabilities, updateDisconnected } from './store-connections.js';
import type { Verdict } from './store-events.js';

type FactsOf<Kind extends Facts['kind']> = Extract<Facts, { kind: Kind }>;

/** Applies what was delivered, as far as it may change anything. The connection must be locked. */
export async function applyDelivered(
  tx: Tx,
  terms: ConnectionTerms,
  delivered: Delivered,
  applying: Applying,
): Promise<Verdict> {
  const refusal = refusalOf(terms, delivered);
  if (refusal !== null) return ignored(refusal);
  const { facts } = delivered.content;
  switch (facts.kind) {
    case 'payment':
      return applyPayment(tx, facts, applying);
    case 'reversal':
      return applyReversal(tx, facts, applying);
    case 'link':
      return applyLink(tx, facts, applying);
    case 'dispute_won':
      return leaveReversed(tx, facts, applying);
    case 'lead':
      return applyLead(tx, facts, applying);
    case 'account':
      await updateCapabilities(tx, applying.programId, facts);
      return applied('account_updated');
    case 'deauthorized':
      return disconnect(tx, applying);
    case 'ignored':
      return ignored(facts.reason);
  }
}

/** What comes before its sale waits for it; most refunds of payments that no partner brought do. */
async function applyReversal(tx: Tx, facts: ReversalFacts, applying: Applying): Promise<Verdict> {
  const sales = await listPaymentSales(tx, applying.programId, facts.ids);
  if (sales.length === 0) return waiting('no_sale_yet');
  // The ids may join two sales, so they are settled before money moves.
  const sale = await settlePayment(tx, sales, facts.ids, applying);
  return reverseSale(tx, facts, sale, applying);
}

async function applyLink(tx: Tx, facts: FactsOf<'link'>, applying: Applying): Promise<Verdict> {
  const sales = await listPaymentSales(tx, applying.programId, facts.ids);
  if (sales.length === 0) return waiting('no_sale_yet');
  const { saleId } = await settlePayment(tx, sales, facts.ids, applying);
  return applied('ids_linked', saleId);
}

/** A reversal is never undone in the books; the row tells people, who may report a new sale. */
async function leaveReversed(
  tx: Tx,
  facts: FactsOf<'dispute_won'>,
  { programId, requestId, now }: Applying,
): Promise<Verdict> {
  const [sale] = await listPaymentSales(tx, programId, facts.ids);
  if (sale) {
    const code = 'stripe_dispute_won';
    await keepNotice(tx, { programId, endpoint: 'refund', code, requestId }, now);
  }
  return ignored('restoring_not_possible', sale?.saleId ?? null);
}

async function applyLead(tx: Tx, facts: FactsOf<'lead'>, applying: Applying): Promise<Verdict> {
  const { owner, requestId } = applying;
  const { clickId, customerKey } = facts;
  const email = facts.email && {
    hmac: Buffer.from(facts.email.hmac, 'hex'),
    masked: facts.email.masked,
  };
  const input = {
    ...{ clickId, customerKey, clickIds: null, pageUrl: null, sessionId: null },
    ...{ programId: null, eventName: null },
  };
  try {
    const { error } = await savepoint(tx, () =>
      recordLeadWithin(tx, { owner, originToCheck: null, input, email, requestId }, applying),
    );
    return error === null ? applied('lead_recorded') : ignored(error.code);
  } catch (error) {
    if (error instanceof AppError) return ignored(error.code);
    throw error;
  }
}

async function disconnect(tx: Tx, applying: Applying): Promise<Verdict> {
  const { programId, owner, requestId, now } = applying;
  await updateDisconnected(tx, programId, now);
  const entry = {
    programId,
    actor: 'system',
    action: 'stripe.disconnected',
    target: `program:${programId}`,
    details: { by: 'stripe' },
    requestId,
  };
  await insertAuditEntry(tx, owner.workspaceId, entry, now);
  return applied('account_disconnected');
}
