// Owns the connection that better-auth uses: inside one of our transactions its statements join it,
// so that an account, its membership, its mail and its audit entry exist together or not at all.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Tx } from '../platform/db/index.js';

type Connection = Database['kysely'];

/** A query builder that follows the transaction of its caller. */
export interface JoiningConnection {
  readonly kysely: Connection;
  /** Runs `work`; every statement of the library inside it belongs to `tx`. */
  join<Result>(tx: Tx, work: () => Promise<Result>): Promise<Result>;
  /** The transaction that is joined right now. */
  current(): Tx;
}

/** Makes the connection of one engine. */
export function createJoiningConnection(db: Database): JoiningConnection {
  const joined = new AsyncLocalStorage<Tx>();
  const kysely = new Proxy(db.kysely, {
    get(own, name) {
      const target: Connection = joined.getStore() ?? own;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
  return {
    kysely,
    join: (tx, work) => joined.run(tx, work),
    current() {
      const tx = joined.getStore();
      if (!tx) throw new Error('a mail of an account is posted outside of a transaction');
      return tx;
    },
  };
}
