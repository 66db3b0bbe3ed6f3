// Owns sending test-mode events by the tracking API itself, as the brand's own code would.
import { OPERATIONS } from '@affitor/contract';
import type { Context } from '../context.js';
import { Failure } from '../platform/failure.js';

export const TRIGGER_TYPES = ['click', 'lead', 'sale', 'refund'] as const;
type TriggerType = (typeof TRIGGER_TYPES)[number];

const AMOUNT_DEFAULT_CENTS = 4900;

export interface TriggerFlags {
  customerKey?: string;
  transactionId?: string;
  amountCents?: string;
}

/** Sends an event in test mode: it is listed with the test events and is worth nothing. */
export async function trigger(context: Context, type: string, flags: TriggerFlags): Promise<void> {
  const { output, machine } = context;
  const kind = TRIGGER_TYPES.find((one) => one === type);
  if (!kind) {
    throw new Failure('usage', {
      error: 'invalid_event_type',
      message: `There is no event "${type}" to trigger.`,
      hint: `Choose one of ${TRIGGER_TYPES.join(', ')}.`,
    });
  }
  const amountCents = Number(flags.amountCents ?? AMOUNT_DEFAULT_CENTS);
  const mark = `cli_test_${machine.clock.nowMs()}`;
  const transactionId = flags.transactionId ?? mark;
  const sent = { amountCents, transactionId, customerKey: flags.customerKey ?? mark };
  const answer = await output.progress(`Sending the ${kind}`, send(context, kind, sent));
  const hasTransaction = kind === 'sale' || kind === 'refund';
  output.document('trigger', {
    event_type: kind,
    transaction_id: hasTransaction ? transactionId : null,
    answer: { ...answer },
  });
  output.success(`Sent a test ${kind}${hasTransaction ? ` ${transactionId}` : ''}.`);
}

interface Sent {
  amountCents: number;
  transactionId: string;
  customerKey: string;
}

async function send(context: Context, kind: TriggerType, sent: Sent): Promise<object> {
  const api = context.projectApi;
  const program_id = await context.findProgramId();
  const call = context.keyCall();
  const additional_data = { test_mode: true, program_id: Number(program_id), source: 'cli' };
  const customer = { customer_key: sent.customerKey, additional_data };
  if (kind === 'click') {
    return api.call(OPERATIONS.trackClick, { body: { program_id, additional_data } });
  }
  if (kind === 'lead') return api.call(OPERATIONS.trackLead, { ...call, body: customer });
  const { transactionId: transaction_id, amountCents: amount_cents } = sent;
  const body = { ...customer, transaction_id, amount_cents, currency: 'USD' };
  const sale = await api.call(OPERATIONS.trackSale, { ...call, body });
  if (kind === 'sale') return sale;
  return api.call(OPERATIONS.trackRefund, { ...call, body: { transaction_id } });
}
