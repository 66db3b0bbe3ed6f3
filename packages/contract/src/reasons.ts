// Owns the reason codes of traces: for each one a sentence for people, and what to do about it.

/** Why something was credited, refused, held or taken back. */
export interface ReasonText {
  readonly sentence: string;
  /** What helps; null where nothing has to be done. */
  readonly fix: string | null;
}

const none = null;

/** Why a click or a customer is credited to a partner. */
const CREDITED = {
  first_click: {
    sentence: 'The first click of this customer: its partner is credited.',
    fix: none,
  },
  last_click: {
    sentence: 'The latest click before the first sale wins, and this was the latest.',
    fix: none,
  },
  same_partner: {
    sentence: 'Another click of the partner who is credited already: it renews the claim.',
    fix: none,
  },
  stored_attribution: {
    sentence: 'The customer was credited to this partner when it happened.',
    fix: none,
  },
} as const satisfies Record<string, ReasonText>;

/** Why a click did not win, or a customer has no partner. */
const NOT_CREDITED = {
  other_partner_last: {
    sentence:
      'A later click of another partner came before the first sale, and the last click wins.',
    fix: none,
  },
  earlier_click: { sentence: 'The customer had a later click already, which wins.', fix: none },
  customer_already_bought: {
    sentence: 'The customer had bought before this click and stays with the partner of that time.',
    fix: none,
  },
  bot_click: {
    sentence: 'The click came from a bot or a prefetch, which earns nothing.',
    fix: 'If it was a person, look at the user agent that the page or server sends.',
  },
  repeat_click: {
    sentence: 'A repeat on the same link within an hour: recorded, and not counted again.',
    fix: none,
  },
  no_click: {
    sentence: 'No click was known: the call named none, or the visitor came without a link.',
    fix: 'Send `click_id` from the cookie with the lead, and check that landing pages set it.',
  },
  lead_unattributed: {
    sentence: 'The lead was recorded, but no click leads to it, so no partner is credited.',
    fix: 'Send `click_id` with the lead; see the click tracking settings.',
  },
  lead_provisional: {
    sentence:
      'Only a browser claimed this lead; it counts once the server or a payment confirms it.',
    fix: 'Send the lead from your server with the program API key.',
  },
  stripe_payment_unattributed: {
    sentence: 'A payment at Stripe that leads to no customer whom a partner brought.',
    fix: 'Where a partner did bring it, plant the metadata of the Stripe guide at checkout.',
  },
  stripe_dispute_won: {
    sentence: 'A dispute was won. What it took back stays taken back: books are never undone.',
    fix: 'Report the amount as a new sale if the partner is to be paid for it.',
  },
  link_inactive: {
    sentence: 'The link of this click is switched off, so the click was not recorded.',
    fix: 'Activate the link, or replace it where it is published.',
  },
} as const satisfies Record<string, ReasonText>;

/** Why a sale earns no commission. */
const NOT_DUE = {
  no_policy: {
    sentence: 'No commission policy was in force for the partner’s group at that moment.',
    fix: 'Add a policy to the group; it applies from then on.',
  },
  policy_pays_per_lead: { sentence: 'The policy in force pays per lead, not per sale.', fix: none },
  policy_pays_per_click: {
    sentence: 'The policy in force pays per click, not per sale.',
    fix: none,
  },
  first_payment_only: {
    sentence: 'The policy pays for the first payment of a customer only, and this was a later one.',
    fix: none,
  },
  duration_over: {
    sentence: 'The months in which the policy pays for this customer are over.',
    fix: none,
  },
  partner_not_active: {
    sentence: 'The partner was not active in the program at that moment.',
    fix: 'Activate the partner; later sales earn again.',
  },
  attribution_window_expired: {
    sentence: 'The credited click was older than the attribution window of the program.',
    fix: 'Lengthen the attribution window if such sales should be credited.',
  },
  commission_failed: {
    sentence: 'The sale is recorded, but creating its commission failed; a job keeps trying.',
    fix: 'Look at the failed commissions, mend the cause, and retry.',
  },
} as const satisfies Record<string, ReasonText>;

/** Where the money of a commission stands, and what moved it. */
const STANDING = {
  in_hold: { sentence: 'The hold period runs; nothing is decided before it ends.', fix: none },
  awaiting_approval: {
    sentence: 'The hold is over, and the policy waits for a person to approve.',
    fix: 'Approve or reject the commission.',
  },
  awaiting_release: {
    sentence: 'The hold is over; the next run of the job approves it.',
    fix: none,
  },
  approved: { sentence: 'Approved and payable.', fix: none },
  paid: { sentence: 'Paid out to the partner.', fix: none },
  rejected: { sentence: 'Rejected: the partner earns nothing from it.', fix: none },
  created: { sentence: 'Created and put on hold.', fix: none },
  hold_expired: { sentence: 'The hold period ended.', fix: none },
  full_refund: {
    sentence: 'The sale was refunded in full, which takes all of it back.',
    fix: none,
  },
  partial_refund: {
    sentence: 'A part of the sale was refunded, which takes the same share of the commission back.',
    fix: none,
  },
  refund_requested: { sentence: 'Rejected because the customer asked for a refund.', fix: none },
  fraud: { sentence: 'Rejected as fraud.', fix: none },
  policy_violation: { sentence: 'Rejected because the partner broke the terms.', fix: none },
  invalid_or_test_transaction: {
    sentence: 'Rejected because the sale was invalid or a test.',
    fix: none,
  },
} as const satisfies Record<string, ReasonText>;

export const REASONS = { ...CREDITED, ...NOT_CREDITED, ...NOT_DUE, ...STANDING } as const;

export type ReasonCode = keyof typeof REASONS;

/** True for a code of the catalogue. */
export function isReasonCode(code: string): code is ReasonCode {
  return Object.hasOwn(REASONS, code);
}
