// Owns where an ordered list of partners goes on: its cursor holds the value of the last row. Pure.
import { PARTNER_ORDERS, SORT_DIRECTIONS } from '@affitor/contract';
import { AppError } from '../platform/http/errors.js';

export type PartnerOrder = (typeof PARTNER_ORDERS)[number];

/** By what partners are listed. Equal values are told apart by the enrollment, in the same way. */
export interface PartnerSorting {
  order: PartnerOrder;
  direction: (typeof SORT_DIRECTIONS)[number];
}

/** A row's place in an order. The value is a text, because a count may be longer than a number. */
export interface PartnerPlace {
  value: string;
  id: bigint;
}

const ORDERS = PARTNER_ORDERS.join('|');
const CURSOR = new RegExp(`^(${ORDERS})-(${SORT_DIRECTIONS.join('|')})-(\\d{1,18})-(.*)$`, 's');
const COUNT = /^-?\d{1,18}$/;

/** Writes a cursor. It names its order, so that no other list takes it for its own. */
export function encodePlace({ order, direction }: PartnerSorting, place: PartnerPlace): string {
  return Buffer.from(`${order}-${direction}-${place.id}-${place.value}`).toString('base64url');
}

/**
 * Reads a cursor; null for the first page.
 * @throws AppError `validation_failed` for a text that is no cursor of this order
 */
export function decodePlace(
  text: string | undefined,
  { order, direction }: PartnerSorting,
): PartnerPlace | null {
  if (text === undefined) return null;
  const match = CURSOR.exec(Buffer.from(text, 'base64url').toString('utf8'));
  const [, itsOrder, itsDirection, id = '', value = ''] = match ?? [];
  const isValue = order === 'name' ? !value.includes('\0') : COUNT.test(value);
  if (itsOrder !== order || itsDirection !== direction || !isValue) {
    const problem = 'must be the `meta.next_cursor` of a page with the same order and direction';
    throw new AppError('validation_failed', { params: { field: 'cursor', problem } });
  }
  return { value, id: BigInt(id) };
}
