// Owns the recording of leads: resolve the customer, check, bind, pay per lead where due.
import {
  type Customer,
  canMerge,
  findCustomersByClickIds,
  insertDecisions,
  lockSurvivors,
  mergeCustomers,
} from '../attribution/index.js';
import { type Commissions, decideLeadCommission, policyInForce } from '../commissions/index.js';
import { type CounterDelta, type FeedCounters, feedCountersOrWarn } from '../metrics/index.js';
import { type Clock, localDay } from '../platform/clock.js';
import {
  type Database,
  isConnectionLost,
  isRetryable,
  savepoint,
  type Tx,
} from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { enqueue } from '../platform/jobs.js';
import type { Logger } from '../platform/log.js';
import {
  findProgramForTracking,
  isOriginAllowed,
  type ProgramKeyOwner,
} from '../programs/index.js';
import type { KeptEmail } from './email.js';
import type { LeadInput } from './lead-input.js';
import { NOTICES, refusalOf } from './refusals.js';
import { createSequentialBatcher } from './sequential-batch.js';
import {
  findCustomerByKey,
  insertLead,
  insertUnattributedCustomer,
  updateCustomerToLead,
  updateLeadCommissionState,
} from './store-leads.js';
import { findProvisionalCustomer } from './store-provisional.js';
import { insertRefusals, type RefusalRow } from './store-refusals.js';

export interface LeadItem {
  /** The program of the key that came with the call; null in browser mode. */
  owner: ProgramKeyOwner | null;
  /** The origin that the program must list; null where any will do. */
  originToCheck: string | null;
  input: LeadInput;
  requestId: string;
}

export interface LeadResult {
  /** A refusal whose program only the service knows, or that still changed something (a merge). */
  error: AppError | null;
  attributed: boolean;
  provisional: boolean;
  /** The program whose origins may read the answer. */
  program: ProgramKeyOwner;
  refusal: RefusalRow | null;
  delta: CounterDelta | null;
}

export interface LeadServiceDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  commissions: Commissions;
  feedCounters: FeedCounters;
  keepEmail: (email: string, workspaceId: number) => KeptEmail;
  rowsMax: number;
  queueMax: number;
  /** Is told of programs that have new events. */
  readonly announce: (programId: number) => void;
}

export function createLeadService(deps: LeadServiceDeps) {
  const batcher = createSequentialBatcher<LeadItem, LeadResult>({
    db: deps.db,
    rowsMax: deps.rowsMax,
    queueMax: deps.queueMax,
    work: (tx, item) => recordLead(tx, item, deps),
    finish: (tx, results) => finishLeads(tx, results, deps),
  });
  return {
    /** @throws AppError of the documented list for leads */
    async record(item: LeadItem): Promise<LeadResult> {
      const result = await batcher.submit(item);
      deps.announce(result.program.programId);
      return result;
    },
    drain: () => batcher.drain(),
    depth: () => batcher.depth(),
  };
}

export type LeadService = ReturnType<typeof createLeadService>;

/** Writes what leads of one transaction leave behind: what was refused, and the counters. */
export async function finishLeads(
  tx: Tx,
  results: LeadResult[],
  deps: RecordingDeps,
): Promise<void> {
  const refusals = results.flatMap((result) => (result.refusal ? [result.refusal] : []));
  await insertRefusals(tx, refusals, deps.clock.now());
  const deltas = results.flatMap((result) => (result.delta ? [result.delta] : []));
  await feedCountersOrWarn(tx, deltas, deps.feedCounters, deps.log);
}

type RecordingDeps = Omit<LeadServiceDeps, 'db' | 'rowsMax' | 'queueMax' | 'announce'>;

/** Records a lead in the caller's transaction. @throws AppError of the documented list for leads */
export async function recordLead(tx: Tx, item: LeadItem, deps: RecordingDeps): Promise<LeadResult> {
  const { input } = item;
  const stated =
    item.owner ?? (input.programId ? await findProgramForTracking(tx, input.programId) : null);
  const found = await resolveCustomer(tx, item, stated);
  if (!found.target) {
    if (input.customerKey !== null && input.clickId === null && stated) {
      if (isForeign(item, stated)) return refuseOrigin(item, stated);
      return recordUnattributed(tx, item, stated, deps);
    }
    throw new AppError('lead_customer_not_found');
  }
  if (item.owner && found.target.programId !== item.owner.programId) {
    throw new AppError('customer_of_other_program');
  }
  const program = await programOf(tx, found.target, stated);
  if (isForeign(item, program)) return refuseOrigin(item, program);
  const now = deps.clock.now();
  let customer = found.target;
  // What only a browser says must not move a customer where the program waits for its server.
  if (found.visitor && !isProvisional(item, program) && canMerge(found.visitor, customer)) {
    customer = await mergeCustomers(tx, found.visitor, customer, now);
  }
  if (customer.status !== 'click') {
    const error = new AppError('lead_status_not_updatable', {
      params: { status: customer.status },
    });
    return refusalFor(item, program, error);
  }
  return recordFor(tx, item, program, customer, deps);
}

function isForeign({ originToCheck }: LeadItem, program: ProgramKeyOwner): boolean {
  return originToCheck !== null && !isOriginAllowed(program.allowedOrigins, originToCheck);
}

function refuseOrigin(item: LeadItem, program: ProgramKeyOwner): LeadResult {
  return refusalFor(item, program, new AppError('origin_not_allowed'));
}

/** The refusal of a lead whose program only this transaction knows. */
function refusalFor(item: LeadItem, program: ProgramKeyOwner, error: AppError): LeadResult {
  const { programId } = program;
  const refusal = refusalOf(error, { programId, endpoint: 'lead', requestId: item.requestId });
  return { error, attributed: false, provisional: false, program, refusal, delta: null };
}

interface Resolution {
  /** The customer that the lead is about. */
  target: Customer | null;
  /** The visitor that the click id leads to, when the key led to somebody else. */
  visitor: Customer | null;
}

// A bound key beats a click id, so that nobody is taken over by a second signup call.
async function resolveCustomer(
  tx: Tx,
  { input, owner }: LeadItem,
  stated: ProgramKeyOwner | null,
): Promise<Resolution> {
  const [clickedId = null] = await findCustomersByClickIds(tx, [input.clickId]);
  const keyedId =
    stated && input.customerKey !== null
      ? await findCustomerByKey(tx, stated.programId, input.customerKey)
      : null;
  const customers = await lockResolved(tx, [keyedId, clickedId]);
  const keyed = customers[0] ?? null;
  const clicked = customers[1] ?? null;
  if (keyed) return { target: keyed, visitor: clicked };
  // Without a program of its own, the call speaks of the program that was clicked.
  if (clicked && input.customerKey !== null && clicked.programId !== stated?.programId) {
    const knownId = await findCustomerByKey(tx, clicked.programId, input.customerKey);
    const [known] = await lockResolved(tx, [knownId]);
    if (known) return { target: known, visitor: clicked };
  }
  // The server confirms what a browser said of this key before.
  if (owner && input.clickId === null && input.customerKey !== null) {
    const claimedId = await findProvisionalCustomer(tx, owner.programId, input.customerKey);
    const [claimed = null] = await lockResolved(tx, [claimedId]);
    return { target: claimed, visitor: null };
  }
  return { target: clicked, visitor: null };
}

async function lockResolved(tx: Tx, ids: (bigint | null)[]): Promise<(Customer | null)[]> {
  const customers = await lockSurvivors(
    tx,
    ids.filter((id): id is bigint => id !== null),
  );
  return ids.map((id) => (id === null ? null : (customers.get(id) ?? null)));
}

async function programOf(
  tx: Tx,
  customer: Customer,
  stated: ProgramKeyOwner | null,
): Promise<ProgramKeyOwner> {
  if (stated && stated.programId === customer.programId) return stated;
  const program = await findProgramForTracking(tx, customer.programId);
  if (!program) throw new AppError('lead_customer_not_found');
  return program;
}

async function recordUnattributed(
  tx: Tx,
  item: LeadItem,
  program: ProgramKeyOwner,
  deps: RecordingDeps,
): Promise<LeadResult> {
  const provisional = isProvisional(item, program);
  const now = deps.clock.now();
  const customerId = await insertUnattributedCustomer(
    tx,
    {
      programId: program.programId,
      customerKey: provisional ? null : item.input.customerKey,
      status: 'click',
    },
    now,
  );
  const customers = await lockSurvivors(tx, [customerId]);
  return recordFor(tx, item, program, customers.get(customerId) as Customer, deps);
}

// Whoever can open the page can send a browser lead, so such a program waits for its own server.
function isProvisional(item: LeadItem, program: ProgramKeyOwner): boolean {
  return item.owner === null && program.leadAuth === 'server_required';
}

async function recordFor(
  tx: Tx,
  item: LeadItem,
  program: ProgramKeyOwner,
  customer: Customer,
  deps: RecordingDeps,
): Promise<LeadResult> {
  const { input } = item;
  const { programId } = program;
  const now = deps.clock.now();
  const provisional = isProvisional(item, program);
  const { partnerId, enrollmentId, linkId } = customer.attribution;
  const leadId = await insertLead(
    tx,
    {
      ...input,
      programId,
      customerId: customer.id,
      partnerId,
      enrollmentId,
      linkId,
      clickId: input.clickId ?? customer.attribution.clickId,
      provisional,
      viaServer: item.owner !== null,
      requestId: item.requestId,
    },
    now,
  );
  const attributed = partnerId !== null;
  const base = { error: null, attributed, provisional, program };
  const notice = provisional ? 'lead_provisional' : attributed ? null : 'lead_unattributed';
  const refusal: RefusalRow | null = notice && {
    programId,
    endpoint: 'lead',
    code: notice,
    status: 200,
    reason: NOTICES[notice],
    requestId: item.requestId,
  };
  if (provisional) return { ...base, refusal, delta: null };
  const email = input.email === null ? null : deps.keepEmail(input.email, program.workspaceId);
  const { customerKey } = input;
  await updateCustomerToLead(tx, { programId, customerId: customer.id, customerKey, email }, now);
  await insertDecisions(
    tx,
    [
      {
        programId,
        customerId: customer.id,
        subject: 'lead',
        subjectId: String(leadId),
        rule: attributed ? 'stored_attribution' : 'no_click',
        partnerId,
        winnerClickId: customer.attribution.clickId,
      },
    ],
    now,
  );
  const money = await payPerLead(tx, leadId, item, customer, deps);
  const day = localDay(now, program.timeZone);
  return { ...base, refusal, delta: { programId, partnerId, linkId, day, leads: 1, ...money } };
}

async function payPerLead(
  tx: Tx,
  leadId: bigint,
  item: LeadItem,
  customer: Customer,
  { clock, commissions, log }: RecordingDeps,
): Promise<Pick<CounterDelta, 'money'>> {
  const { programId, groupId, attribution } = customer;
  const { partnerId, enrollmentId } = attribution;
  const isPayable = customer.isPartnerActive && !attribution.byBot;
  if (partnerId === null || enrollmentId === null || groupId === null || !isPayable) return {};
  const at = clock.now();
  try {
    return await savepoint(tx, async () => {
      const policies = await commissions.listPolicies(tx, [programId], [groupId], at);
      const policy = policyInForce(policies, { groupId, productId: null, at });
      const terms = decideLeadCommission(policy, at);
      if (!terms) return {};
      const cause = { kind: 'lead' as const, leadId };
      const { requestId } = item;
      const draft = { programId, partnerId, enrollmentId, cause, terms, requestId };
      await commissions.create(tx, [draft], at);
      await updateLeadCommissionState(tx, { programId, leadId, state: 'created', failure: null });
      return { money: { currency: terms.currency, commissionCents: terms.amountCents } };
    });
  } catch (error) {
    if (isRetryable(error) || isConnectionLost(error)) throw error;
    log.error(
      { err: error, requestId: item.requestId },
      'a lead is recorded without its commission',
    );
    const failure = error instanceof Error ? error.message : 'unknown';
    await updateLeadCommissionState(tx, { programId, leadId, state: 'failed', failure });
    await enqueue(tx, 'commissions.repair', { leadId: String(leadId) });
    return {};
  }
}
