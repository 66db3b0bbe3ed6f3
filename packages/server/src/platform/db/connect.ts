// Owns the connections: the pool, how its values are read, and Kysely on top of it.

import type { Writable } from 'node:stream';
import {
  Kysely,
  PostgresDialect,
  type PostgresPoolClient,
  type PostgresQueryResult,
  type Transaction,
} from 'kysely';
import pg from 'pg';
import type { Logger } from '../log.js';
import { beforeShortTransaction, preparedName, SHORT_TRANSACTION } from './prepared.js';
import type { DB } from './types.generated.js';

/** A transaction: the first argument of every service and store function. */
export type Tx = Transaction<DB>;

/** Where a query that only reads may run: in a transaction, or by itself. */
export type Reader = Kysely<DB>;

/** The database of a process. */
export interface Database {
  readonly kysely: Kysely<DB>;
  readonly pool: pg.Pool;
  /** Waits for what is under way and closes every connection. */
  close(): Promise<void>;
}

const CONNECT_TIMEOUT_MS = 10_000;
// Long enough that a service with an event now and then does not connect for each of them.
const IDLE_CONNECTION_MAX_MS = 300_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000;
// The client gives up a little after the server would have: only a dead network gets this far.
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;

// Statements that are sent together travel together. The driver's types do not know it yet.
const PIPELINED = { pipeline: true } as pg.PoolConfig;

/** Opens a pool. No connection is made before the first query. */
export function connectDatabase(options: {
  readonly url: string;
  readonly poolMax: number;
  readonly log: Logger;
  readonly applicationName: string;
}): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax,
    application_name: options.applicationName,
    keepAlive: true,
    idleTimeoutMillis: IDLE_CONNECTION_MAX_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    types: { getTypeParser: typeParserFor },
    ...PIPELINED,
  });
  logBrokenConnections(pool, options.log);
  const kysely = new Kysely<DB>({
    dialect: new PostgresDialect({
      pool: {
        connect: async () => new CheckedClient(await pool.connect()),
        end: () => pool.end(),
      },
    }),
  });
  return {
    kysely,
    pool,
    // Kysely closes the pool only if it has used it, so the pool is closed here.
    close: async () => {
      if (!pool.ended && !pool.ending) await pool.end();
    },
  };
}

const HELD_BACK = new Set([
  'begin',
  SHORT_TRANSACTION,
  'savepoint inner_work',
  'release savepoint inner_work',
]);

/** A pool as the driver makes it, for libraries that bring their own statements. */
export type PlainPool = pg.Pool;

/** Opens a pool whose values are read as the driver reads them; a broken connection is logged. */
export function openPlainPool(options: {
  readonly url: string;
  readonly poolMax: number;
  readonly log: Logger;
  readonly applicationName: string;
}): PlainPool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax,
    application_name: options.applicationName,
    keepAlive: true,
  });
  logBrokenConnections(pool, options.log);
  return pool;
}

function logBrokenConnections(pool: pg.Pool, log: Logger): void {
  // An idle connection that breaks is replaced by the pool; without a listener it would end us.
  pool.on('error', (error) => {
    if (!pool.ending) log.warn({ err: error }, 'an idle connection broke');
  });
  // The same for one that breaks between the statements of a transaction; the next one fails. A
  // pool that ended may still be saying goodbye when the database itself goes away.
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      if (!pool.ending) log.warn({ err: error }, 'a connection in use broke');
    });
  });
}

/** A commit that PostgreSQL answered with a rollback. */
export class CommitRefused extends Error {
  constructor() {
    super('a transaction whose statement had failed was committed; PostgreSQL rolled it back');
    this.name = 'CommitRefused';
  }
}

/**
 * A pooled connection that prepares what short transactions do, and notices two silent accidents:
 * a COMMIT of a failed transaction (which PostgreSQL answers with ROLLBACK and no error, so that
 * its caller would report a success that is not there), and an answer that never came (whose
 * connection must not be used again).
 *
 * What opens or closes a (sub)transaction has no answer that anyone waits for: it is held back and
 * sent in front of the next statement, which saves a round trip each. Should one of them fail, the
 * statement behind it fails with its error.
 */
class CheckedClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  #heldBack: string[] = [];
  #isShort = false;
  #isBroken = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  query<R>(statement: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(cursor: never): never;
  async query<R>(
    statement: string,
    parameters?: readonly unknown[],
  ): Promise<PostgresQueryResult<R>> {
    if (HELD_BACK.has(statement)) {
      if (statement === SHORT_TRANSACTION) {
        this.#isShort = true;
        this.#heldBack.push(...beforeShortTransaction(this.#client));
      }
      this.#heldBack.push(statement);
      return { command: 'SELECT', rowCount: 0, rows: [] };
    }
    const result = await this.#run(statement, parameters ?? []);
    if (statement === 'commit' && result.command !== 'COMMIT') throw new CommitRefused();
    return result as unknown as PostgresQueryResult<R>;
  }

  release(): void {
    this.#client.release(this.#isBroken || this.#heldBack.length > 0);
  }

  async #run(statement: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    if (this.#isBroken) throw new Error('Connection terminated: its last answer never came');
    const isPrepared = this.#isShort && parameters.length > 0;
    const name = isPrepared ? preparedName(this.#client, statement) : undefined;
    sendTogether(this.#client);
    const first = this.#heldBack.map((held) => this.#client.query(held));
    this.#heldBack = [];
    try {
      const last = this.#client.query({ name, text: statement, values: [...parameters] });
      const settled = await Promise.allSettled([...first, last]);
      const failed = settled.find((answer) => answer.status === 'rejected');
      if (failed) throw failed.reason;
      return await last;
    } catch (error) {
      if (isUnusableAfter(error)) this.#isBroken = true;
      throw error;
    }
  }
}

const corked = new WeakSet<Writable>();

/**
 * Lets what is asked for in this moment leave in one packet. The driver writes every statement to
 * the socket by itself; with some twenty statements for a sale, a quarter of its time went into
 * waking up both sides for each of them.
 */
function sendTogether(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (corked.has(stream)) return;
  corked.add(stream);
  stream.cork();
  process.nextTick(() => {
    corked.delete(stream);
    stream.uncork();
  });
}

// The second: a table has changed its columns under a prepared statement; a new connection
// prepares it anew.
function isUnusableAfter(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.message === 'Query read timeout' ||
    error.message === 'cached plan must not change result type'
  );
}

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;

// The driver's own types name only some of the numbers that it accepts.
const builtInParser = pg.types.getTypeParser as (
  oid: number,
  format?: string,
) => (text: string) => unknown;
const parseTexts = builtInParser(TEXT_ARRAY) as (text: string) => (string | null)[];

const TEXT_PARSERS = new Map<number, (text: string) => unknown>([
  [INT8, BigInt],
  [INT8_ARRAY, (text) => parseTexts(text).map((item) => (item === null ? null : BigInt(item)))],
  // A calendar day has no time zone; a Date would give it one.
  [DATE, (text) => text],
  [DATE_ARRAY, parseTexts],
]);

// The parsers belong to this pool and not to the driver, so that libraries which bring their own
// pool (the job queue) read what they expect.
function typeParserFor(oid: number, format?: string): (text: string) => unknown {
  const own = format === 'binary' ? undefined : TEXT_PARSERS.get(oid);
  return own ?? builtInParser(oid, format);
}
