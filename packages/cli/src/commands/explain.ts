// Owns telling the story of a sale in the terminal: who was credited, why, and with how much.
import { OPERATIONS } from '@affitor/contract';
import type { Context } from '../context.js';
import type { DataOf } from '../platform/api.js';
import { Failure } from '../platform/failure.js';

type Trace = DataOf<typeof OPERATIONS.traceSale>;
type Refusal = DataOf<typeof OPERATIONS.traceRefusals>[number];
type Subject = Trace['subject'];

const MODES = ['live', 'test'] as const;

/** Explains a transaction id, or whatever else the event feed finds under this text. */
export async function explain(context: Context, searched: string): Promise<void> {
  const { output } = context;
  const { program_id: id } = context.requireProject();
  const subject = await output.progress('Searching', findSubject(context, id, searched));
  const trace = subject && (await readTrace(context, id, subject));
  const refusals = await context.sessionApi.call(OPERATIONS.traceRefusals, {
    ...context.sessionCall(),
    params: { id },
    query: { request_id: searched },
  });
  if (!trace && refusals.length === 0) {
    throw new Failure('other', {
      error: 'not_found',
      message: `Program ${id} has nothing under ${searched}.`,
      hint:
        'Was the call refused? Its X-Request-Id leads to the reason: ' +
        '`affitor explain <request id>`. Refused calls are kept for 30 days.',
    });
  }
  output.document('explain', { transaction_id: searched, trace, refusals });
  if (trace) showTrace(context, trace);
  for (const refusal of refusals) showRefusal(context, refusal);
}

async function findSubject(context: Context, id: string, q: string): Promise<Subject | null> {
  for (const mode of MODES) {
    const events = await context.sessionApi.call(OPERATIONS.listEvents, {
      ...context.sessionCall(),
      params: { id },
      query: { q, mode },
    });
    const found = events.find(({ kind }) => kind === 'sale') ?? events.find(({ trace }) => trace);
    if (found?.trace) return found.trace;
  }
  return null;
}

const TRACES = {
  sale: [OPERATIONS.traceSale, 'saleId'],
  customer: [OPERATIONS.traceCustomer, 'customerId'],
  commission: [OPERATIONS.traceCommission, 'commissionId'],
  click: [OPERATIONS.traceClick, 'clickId'],
} as const;

function readTrace(context: Context, id: string, subject: Subject): Promise<Trace> {
  const [operation, name] = TRACES[subject.kind];
  const params = { id, [name]: subject.id };
  return context.sessionApi.call(operation, { ...context.sessionCall(), params });
}

function showTrace({ output }: Context, trace: Trace): void {
  const { colors } = output;
  output.info(colors.bold(`Credited to ${trace.credited_to?.name ?? 'nobody'}`));
  for (const click of trace.clicks) {
    const mark = click.is_credited ? colors.green('✔') : '·';
    const who = click.partner?.name ?? 'unknown partner';
    output.info(`${mark} ${click.clicked_at}  click by ${who}: ${click.outcome.sentence}`);
  }
  for (const lead of trace.leads) output.info(`· ${lead.happened_at}  signup`);
  for (const sale of trace.sales) {
    const amount = money(sale.amount_cents, sale.currency);
    output.info(`· ${sale.happened_at}  sale ${sale.transaction_id}: ${amount}`);
    if (sale.no_commission) output.warn(`No commission: ${sale.no_commission.sentence}`);
  }
  for (const { rule, subject } of trace.decisions) output.info(`  ${subject}: ${rule.sentence}`);
  for (const refund of trace.refunds) {
    output.info(
      `· ${refund.happened_at}  refund of ${money(refund.amount_cents, refund.currency)}, ` +
        `which takes back ${money(refund.deduction_cents, refund.currency)}`,
    );
  }
  for (const { arithmetic, standing, status } of trace.commissions) {
    output.success(`Commission ${arithmetic.formula}, ${status}: ${standing.sentence}`);
  }
}

function showRefusal({ output }: Context, { explanation, created_at }: Refusal): void {
  output.warn(`${created_at}  refused: ${explanation.sentence}`);
  if (explanation.fix) output.info(explanation.fix);
}

/** An amount in its smallest unit as people write it, without arithmetic on fractions. */
export function money(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const text = String(Math.abs(amountMinor)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const fraction = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${amountMinor < 0 ? '-' : ''}${whole}${fraction} ${currency}`;
}
