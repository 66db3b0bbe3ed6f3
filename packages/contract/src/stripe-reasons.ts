// Owns the reason codes of Stripe events: what became of one, in a sentence.

/** Reasons by the outcome they belong to. A refusal of the sale or lead flow keeps its code. */
export const STRIPE_EVENT_REASONS = {
  applied: {
    sale_recorded: 'The payment is a sale.',
    sale_recorded_commission_owed: 'The payment is a sale; a job creates its commission.',
    already_recorded: 'The payment was a sale already, under this or another of its ids.',
    lead_recorded: 'The customer is a lead.',
    refund_applied: 'The refund is taken back of the sale.',
    dispute_applied: 'The disputed amount is taken back of the sale.',
    ids_linked: 'Another id of the payment leads to its sale from now on.',
    test_event_recorded: 'A payment in test mode, kept as a test event.',
    account_updated: 'What the account may do is up to date.',
    account_disconnected: 'The account has ended the connection.',
  },
  waiting: {
    no_sale_yet: 'No sale has these ids. It is applied when one comes, within 30 days.',
  },
  unattributed: {
    customer_unknown: 'Nothing in the payment leads to a customer of this program.',
  },
  ignored: {
    event_type_not_used: 'Events of this type say nothing that matters here.',
    no_money_moved: 'It is for your eyes: no money moved.',
    amount_not_positive: 'A trial, a coupon of 100 %, or a cycle that credit has covered.',
    not_paid_yet: 'The session is complete and not paid; another event comes when it is.',
    billing_reason_not_recorded: 'An invoice that is neither the first nor a renewal.',
    no_metadata: 'The customer carries neither click id nor customer key.',
    event_not_readable: 'A field that is needed is missing or has another type.',
    other_program: 'The metadata names another program.',
    recorded_by_other_program: 'Another program here has recorded one of the ids of this payment.',
    other_account: 'The event is of another account than the connected one.',
    livemode_differs: 'A test event at a live connection, or the other way round.',
    test_mode: 'In test mode only payments are kept.',
    payments_reported_by_server: 'The payment tracking of the program is not `stripe`.',
    currency_differs: 'Part of a refund in another currency than the sale; report it yourself.',
    restoring_not_possible: 'A dispute was won; what it took back stays taken back.',
    no_sale_in_time: 'It waited 30 days for a sale that did not come.',
    not_applied_yet: 'It is being applied.',
  },
} as const;

type Reasons = typeof STRIPE_EVENT_REASONS;

/** A reason code of Stripe events. */
export type StripeEventReason = {
  [Outcome in keyof Reasons]: keyof Reasons[Outcome];
}[keyof Reasons];
