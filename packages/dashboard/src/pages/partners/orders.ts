// Owns the orders that the table of partners can be put in, as they stand in its address.

import type { PARTNER_ORDERS as ALL_ORDERS, SORT_DIRECTIONS } from '@affitor/contract';

// Written out: the values of the contract would bring all its schemas into the first load.
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
] as const satisfies readonly (typeof ALL_ORDERS)[number][];

export type PartnerOrder = (typeof PARTNER_ORDERS)[number];

export const DIRECTIONS = ['desc', 'asc'] as const satisfies typeof SORT_DIRECTIONS;
