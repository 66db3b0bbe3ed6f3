// Owns the catalogue rows for the documented checks of click, lead, sale and refund (400).
import { defineErrors } from './row.js';

export const CLICK_ERRORS = defineErrors('click', {
  affiliate_url_required: {
    status: 400,
    message: 'affiliate_url is required',
    condition: '`affiliate_url` missing, null or empty',
    meaning: 'The body did not include `affiliate_url`.',
    fix: 'Pass the full URL of the page, including its `?aff=` parameter.',
    retryable: false,
  },
  affiliate_url_invalid: {
    status: 400,
    message: 'Invalid affiliate_url',
    condition: '`new URL()` cannot parse the value',
    meaning: 'The value is not an absolute URL; most often the scheme is missing.',
    fix: 'Send a fully qualified URL such as `https://example.com/?aff=abc123`.',
    retryable: false,
  },
  aff_parameter_missing: {
    status: 400,
    message: 'No aff parameter found in affiliate_url',
    condition: 'The URL has no `aff` query parameter, or an empty one',
    meaning: 'The URL is valid, and it names no partner link.',
    fix: 'Call this endpoint only when `?aff=` is present in the URL of the page.',
    retryable: false,
  },
  referral_link_not_found: {
    status: 400,
    message: 'Referral link not found',
    condition: 'No link has this `aff` value as its `short_link`',
    meaning: 'The code is unknown. Codes are case-sensitive.',
    fix: 'Check that the partner link exists and that its `short_link` equals the `aff` value.',
    retryable: false,
  },
  referral_link_incomplete: {
    status: 400,
    message: 'Invalid referral link configuration',
    condition: 'The link exists without a partner or without a program',
    meaning: 'The record of the referral link is incomplete, so nobody could be credited.',
    fix: 'Contact Affitor support (the operator of your installation) to repair the link.',
    retryable: false,
  },
});

export const LEAD_ERRORS = defineErrors('lead', {
  lead_identifier_required: {
    status: 400,
    message: 'click_id or customer_key is required',
    condition: 'Neither `click_id` nor `customer_key` was sent; null and empty count as absent',
    meaning: 'Nothing in the body says who signed up.',
    fix:
      'Pass the `click_id` from the `affitor_click_id` cookie, or the `customer_key` that you ' +
      'set at signup.',
    retryable: false,
  },
  lead_customer_not_found: {
    status: 400,
    message: 'Customer not found. Provide a valid click_id or customer_key.',
    condition: 'No customer matched the identifiers that were sent',
    meaning:
      'The click was not tracked, the cookie was cleared, or the `customer_key` was never ' +
      'recorded. A new `customer_key` sent alone is recorded as an unattributed lead when the ' +
      'program is known, from the Bearer key or from `program_id`.',
    fix: 'Make sure that `init()` and `signup()` ran successfully before this call.',
    retryable: false,
  },
  customer_of_other_program: {
    status: 400,
    message: 'Customer does not belong to this program',
    condition: 'Server mode only: the customer is attributed to a different program',
    meaning: 'The click came from a link of another program than the one of the Bearer key.',
    fix: 'Use the API key of the program that originated the click.',
    retryable: false,
  },
  lead_status_not_updatable: {
    status: 400,
    message: 'Customer status cannot be updated to lead. Current status: <status>',
    condition: 'The customer is no longer in status `click`',
    meaning: 'A lead was already recorded for this customer, or the customer has bought already.',
    fix: 'Usually safe to ignore: nothing was changed and nothing was lost.',
    retryable: false,
  },
});

export const SALE_ERRORS = defineErrors('sale', {
  sale_transaction_id_invalid: {
    status: 400,
    message: 'transaction_id is required and must be a string',
    condition: '`transaction_id` missing, empty, or not a string',
    meaning: 'The sale has no usable identifier, so it could not be protected from duplicates.',
    fix: 'Always pass `transaction_id` as a string, best the id that your payment provider made.',
    retryable: false,
  },
  amount_cents_invalid: {
    status: 400,
    message: 'amount_cents is required and must be a positive integer',
    condition:
      '`amount_cents` missing, zero, negative, fractional, of the wrong type, or beyond 2^53 - 1',
    meaning: 'The amount is not a whole number of the smallest currency unit.',
    fix: 'Pass the amount in the smallest currency unit as a number: `4900` for $49.00 USD.',
    retryable: false,
  },
  sale_customer_not_found: {
    status: 400,
    message: 'Customer not found. Provide customer_key or click_id.',
    condition: 'Neither identifier was given, or none resolved to a customer',
    meaning: 'The buyer is not known to Affitor. The `transaction_id` is not consumed.',
    fix: 'Make sure that lead tracking ran first and that the customer record exists.',
    retryable: false,
  },
  sale_attribution_elsewhere: {
    status: 400,
    message: 'No affiliate attribution found for this customer in this program',
    condition: 'The customer exists and is attributed to a different program',
    meaning: 'The Bearer key belongs to another program than the customer.',
    fix: 'Use the API key of the program where the click originated.',
    retryable: false,
  },
  partner_relationship_missing: {
    status: 400,
    message: 'No partner-program relationship found for this customer',
    condition: 'The customer has no linked partner-program record',
    meaning:
      'No partner brought this customer, as with an unattributed lead, or the relationship is ' +
      'gone. Nothing is stored and the `transaction_id` is not consumed.',
    fix: 'Check that the original click was tracked correctly. Organic customers need no call.',
    retryable: false,
  },
  sale_partner_missing: {
    status: 400,
    message: 'partnerId required to create commission',
    condition: 'The customer resolved and has no partner',
    meaning: 'The stored data is inconsistent. No sale was written.',
    fix: 'Contact Affitor support (the operator of your installation) with the customer key.',
    retryable: false,
  },
  currency_invalid: {
    status: 400,
    message: 'currency must be an ISO 4217 code',
    condition: '`currency` is not three letters',
    meaning: 'The amount cannot be booked without knowing its currency. Left out, it is USD.',
    fix: 'Pass a three-letter code such as `USD` or `eur`; upper and lower case are both fine.',
    retryable: false,
  },
  sale_type_invalid: {
    status: 400,
    message: 'sale_type must be payment or subscription',
    condition: '`sale_type` is anything else',
    meaning: 'The kind of sale decides which commission rules apply, so it is never guessed.',
    fix: 'Send `payment`, `subscription`, or leave the field out for `payment`.',
    retryable: false,
  },
  subscription_interval_invalid: {
    status: 400,
    message: 'subscription_interval must be monthly, quarterly or annual',
    condition: '`subscription_interval` is anything else',
    meaning: 'The interval is not one that Affitor knows.',
    fix: 'Send one of the three values, or leave the field out.',
    retryable: false,
  },
});

export const REFUND_ERRORS = defineErrors('refund', {
  refund_transaction_id_required: {
    status: 400,
    message: 'transaction_id is required',
    condition: '`transaction_id` missing, null or empty',
    meaning: 'The body does not say which sale was refunded.',
    fix: 'Pass the same `transaction_id` that you used when you recorded the original sale.',
    retryable: false,
  },
  refund_amount_invalid: {
    status: 400,
    message: 'refund_amount_cents must be a positive integer',
    condition: '`refund_amount_cents` is negative, fractional or not a number',
    meaning: 'Unclear amounts are refused, because a wrong guess would take money from a partner.',
    fix:
      'Pass the total refunded so far in the smallest currency unit; leave it out (or send 0) ' +
      'for a full refund.',
    retryable: false,
  },
});
