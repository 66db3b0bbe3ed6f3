// Owns the schemas of traces: the story of a click, a customer, a sale or a commission, as data.
import { z } from 'zod';
import { commission } from './commissions.js';
import { customer, refusal } from './customers.js';
import {
  currency,
  eventId,
  eventIdParam,
  id,
  idParam,
  signedAmountCents,
  text,
  timestamp,
} from './primitives.js';

export const TRACE_SUBJECTS = ['click', 'customer', 'sale', 'commission'] as const;

const program = idParam.describe('Id of the program.');
export const traceCustomerParams = z.object({ id: program, customerId: eventIdParam });
export const traceSaleParams = z.object({ id: program, saleId: eventIdParam });
export const traceCommissionParams = z.object({ id: program, commissionId: eventIdParam });
export const traceClickParams = z.object({ id: program, clickId: z.string().max(100) });
export const tracedRefusalsQuery = z.object({
  request_id: text(200)
    .optional()
    .describe('The `X-Request-Id` of the answer; without it, the newest refusals.'),
});

/** Codes come from one catalogue; a code of an older version has itself as its sentence. */
export const reason = z
  .object({ code: z.string(), sentence: z.string(), fix: z.string().nullable() })
  .meta({ id: 'Reason' });

const partner = z.object({ partner_id: id, name: z.string() }).nullable();
const clickId = z.string();

const traceClick = z
  .object({
    click_id: clickId,
    clicked_at: timestamp,
    partner,
    link_id: id,
    short_link: z.string().nullable(),
    is_bot: z.boolean(),
    is_repeat: z.boolean(),
    page_url: z.string().nullable(),
    referrer_url: z.string().nullable(),
    geo_country: z.string().nullable(),
    is_credited: z.boolean().describe('The click that the customer is credited by at present.'),
    outcome: reason,
  })
  .meta({ id: 'TraceClick' });

const traceDecision = z
  .object({
    subject: z.enum(['click', 'lead', 'sale', 'merge']),
    subject_id: z.string(),
    decided_at: timestamp,
    rule: reason,
    partner,
    winner_click_id: clickId.nullable(),
    candidates: z.array(
      z.object({
        click_id: clickId,
        clicked_at: timestamp,
        partner,
        is_winner: z.boolean(),
        outcome: reason,
      }),
    ),
  })
  .meta({
    id: 'TraceDecision',
    description: 'What was decided, on what was known at that moment.',
  });

const traceLead = z
  .object({
    id: eventId,
    happened_at: timestamp,
    partner,
    click_id: clickId.nullable(),
    is_provisional: z.boolean(),
    via_server: z.boolean(),
    request_id: z.string().nullable(),
  })
  .meta({ id: 'TraceLead' });

const traceSale = z
  .object({
    id: eventId,
    transaction_id: z.string(),
    happened_at: timestamp,
    partner,
    click_id: clickId.nullable(),
    amount_cents: z.int(),
    currency,
    is_first: z.boolean(),
    refunded_cents: z.int(),
    commission_id: eventId.nullable(),
    no_commission: reason.nullable().describe('Why the sale has no commission; null when it has.'),
    request_id: z.string().nullable(),
  })
  .meta({ id: 'TraceSale' });

const traceRefund = z
  .object({
    id: eventId,
    sale_id: eventId,
    happened_at: timestamp,
    amount_cents: z.int(),
    refunded_total_cents: z.int(),
    deduction_cents: z.int().describe('What this refund took back of the commission.'),
    currency: currency.describe('Of the sale.'),
    reason: z.string().nullable().describe('As the caller gave it.'),
  })
  .meta({ id: 'TraceRefund' });

const arithmetic = z.object({
  rate_kind: z.enum(['percent', 'fixed']),
  basis_cents: z.int().nullable(),
  rate_basis_points: z.int().nullable(),
  fixed_amount_cents: z.int().nullable(),
  click_count: z.int().nullable(),
  rounding: z.literal('half_up'),
  amount_cents: z.int(),
  reversed_cents: z.int(),
  remaining_cents: z.int(),
  formula: z.string().describe('The same as people write it: `100.00 × 20% = 20.00 USD`.'),
});

const tracePolicy = z.object({
  id,
  version: z.int(),
  group_id: id,
  group_name: z.string(),
  product_id: z.string().nullable(),
  duration_months: z.int().nullable(),
  hold_days: z.int(),
  approval_mode: z.enum(['manual', 'auto']),
  effective_from: timestamp,
});

const ledgerLine = z.object({
  transaction_id: eventId,
  kind: z.string(),
  posted_at: timestamp,
  account: z.enum(['commission_expense', 'partner_pending', 'partner_payable']),
  partner_id: id.nullable(),
  currency,
  amount_cents: signedAmountCents.describe('Debits are positive, credits negative.'),
});

const traceCommission = z
  .object({
    ...commission.shape,
    policy: tracePolicy,
    arithmetic,
    standing: reason.describe('Where the money stands now.'),
    history: z.array(
      z.object({
        happened_at: timestamp,
        from_status: z.string().nullable(),
        to_status: z.string(),
        actor: z.string(),
        reason: reason.nullable(),
        note: z.string().nullable(),
        amount_cents: z.int().nullable(),
      }),
    ),
    ledger: z.array(ledgerLine),
  })
  .meta({ id: 'TraceCommission' });

export const trace = z
  .object({
    subject: z.object({ kind: z.enum(TRACE_SUBJECTS), id: z.string() }),
    time_zone: z.string(),
    customer: customer.nullable().describe('Null for a commission that pays the clicks of a day.'),
    credited_to: partner,
    credit: z.object({
      model: z.literal('last_click'),
      window_days: z.int().nullable().describe('Null: sales are credited however old the click.'),
      window_ends_at: timestamp.nullable(),
    }),
    clicks: z.array(traceClick).describe('Newest last; at most the 50 newest.'),
    decisions: z.array(traceDecision),
    leads: z.array(traceLead),
    sales: z.array(traceSale),
    refunds: z.array(traceRefund),
    commissions: z.array(traceCommission),
    is_shortened: z.boolean().describe('One of the lists has more rows than are shown.'),
  })
  .meta({ id: 'Trace' });

export const tracedRefusal = z
  .object({ ...refusal.shape, explanation: reason, docs_path: z.string().nullable() })
  .meta({ id: 'TracedRefusal' });
