// Owns which statements are prepared: those that keep coming back are planned once per connection.

import { LRUCache } from 'lru-cache';
import type pg from 'pg';

/** A statement that was met so often is worth keeping; PostgreSQL itself uses the same number. */
const USES_BEFORE_PREPARING = 5;
const TEXTS_REMEMBERED_MAX = 1_000;
/** A prepared statement takes memory in its backend until the connection ends. */
const PREPARED_PER_CONNECTION_MAX = 200;

/**
 * Names the statements of one pool. Planning was measured to cost a sale more than half of the
 * database's time; texts that never come back (lists of varying length) are not worth a name.
 */
export class PreparedStatements {
  readonly #uses = new LRUCache<string, number>({ max: TEXTS_REMEMBERED_MAX });
  readonly #namesOf = new WeakMap<pg.PoolClient, Map<string, string>>();

  /** The name to run a statement under on this connection; undefined to run it unprepared. */
  nameOf(client: pg.PoolClient, text: string): string | undefined {
    const names = this.#namesOf.get(client) ?? new Map<string, string>();
    const known = names.get(text);
    if (known !== undefined) return known;
    const uses = (this.#uses.get(text) ?? 0) + 1;
    this.#uses.set(text, uses);
    if (uses <= USES_BEFORE_PREPARING || names.size >= PREPARED_PER_CONNECTION_MAX) return;
    const name = `prepared_${names.size + 1}`;
    names.set(text, name);
    this.#namesOf.set(client, names);
    return name;
  }
}
