// Owns the orders that the table of partners can be put in, as they stand in its address.

/** Orders of the report on partners that have a column. */
export const PARTNER_ORDERS = [
  'name',
  'joined',
  'clicks',
  'signups',
  'paid_customers',
  'revenue',
  'commission',
  'last_clicked',
] as const;

export type PartnerOrder = (typeof PARTNER_ORDERS)[number];

export const DIRECTIONS = ['desc', 'asc'] as const;
