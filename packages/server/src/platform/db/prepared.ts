// Owns which statements are prepared: those of short transactions, which come back all the time.

import type pg from 'pg';

/** A prepared statement takes memory in its backend until the connection ends. */
const PREPARED_PER_CONNECTION_MAX = 200;

/**
 * What a short transaction begins with. Its statements are prepared and planned once per
 * connection, and a plan that was made while a table was small must still hold when it is large:
 * so only plans by index are allowed. (Without this, plans made on the empty tables of a new
 * installation were measured to slow sales down thirty times within three minutes.)
 */
export const SHORT_TRANSACTION =
  'set local enable_seqscan = off; set local enable_hashjoin = off; ' +
  'set local enable_mergejoin = off; set local plan_cache_mode = force_generic_plan';

const DISCARD_PLANS = 'discard plans';
const FIRST_DISCARD = 16;
const DISCARD_FACTOR = 4;
const transactionsOf = new WeakMap<pg.PoolClient, { count: number; nextDiscard: number }>();

/**
 * What to send before a short transaction on this connection. PostgreSQL keeps the plans of its
 * foreign key checks as well, and on an empty table any index of the same first column is as good
 * as the key; with 8,000 sales such a check was measured to read all of them. So plans are made
 * anew after 16, 64, 256 … transactions: each sees tables that have grown, and few are made.
 */
export function beforeShortTransaction(client: pg.PoolClient): string[] {
  let seen = transactionsOf.get(client);
  if (!seen) {
    seen = { count: 0, nextDiscard: FIRST_DISCARD };
    transactionsOf.set(client, seen);
  }
  seen.count += 1;
  if (seen.count < seen.nextDiscard) return [];
  seen.nextDiscard *= DISCARD_FACTOR;
  return [DISCARD_PLANS];
}

const namesOf = new WeakMap<pg.PoolClient, Map<string, string>>();

/** The name of a statement on this connection; undefined when it has too many already. */
export function preparedName(client: pg.PoolClient, text: string): string | undefined {
  let names = namesOf.get(client);
  if (!names) {
    names = new Map();
    namesOf.set(client, names);
  }
  const known = names.get(text);
  if (known !== undefined || names.size >= PREPARED_PER_CONNECTION_MAX) return known;
  const name = `prepared_${names.size + 1}`;
  names.set(text, name);
  return name;
}
