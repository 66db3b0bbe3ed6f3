// Owns telling every process that something was committed, and hearing it: LISTEN and NOTIFY.
import pg from 'pg';
import type { Logger } from '../log.js';
import type { Database } from './connect.js';

const GAP_MS = 100;
const RECONNECT_DELAY_MS = 1_000;
// A notification holds 8000 bytes; an empty one means "anything may have changed".
const TOPICS_PER_NOTIFICATION_MAX = 500;

export interface Announcer {
  /** Says that rows of a topic were committed. Costs nothing now; sent soon, and together. */
  readonly announce: (topic: number) => void;
  /** Sends what waits. */
  drain(): Promise<void>;
}

/**
 * Makes an announcer for one channel. It speaks after the commit and on a connection of its own
 * choosing, because NOTIFY inside a transaction makes its commit wait for those of all others. Ten
 * notifications a second are the most, however many batches there were. What a crash swallows is
 * found by those who listen when they look around on their own.
 */
export function createAnnouncer(db: Database, channel: string, log: Logger): Announcer {
  const waiting = new Set<number>();
  let timer: NodeJS.Timeout | null = null;
  let sending: Promise<void> = Promise.resolve();

  async function send(): Promise<void> {
    if (waiting.size === 0) return;
    const topics = [...waiting];
    waiting.clear();
    const payload = topics.length > TOPICS_PER_NOTIFICATION_MAX ? '' : topics.join(',');
    try {
      await db.pool.query('select pg_notify($1, $2)', [channel, payload]);
    } catch (error) {
      log.debug({ err: error }, 'a notification was not sent');
    }
  }

  function sendAndRest(): void {
    // One after the other, so that whoever drains waits for all of them.
    sending = sending.then(send);
    timer = setTimeout(() => {
      timer = null;
      if (waiting.size > 0) sendAndRest();
    }, GAP_MS);
    timer.unref();
  }

  return {
    announce(topic) {
      waiting.add(topic);
      if (timer === null) sendAndRest();
    },
    async drain() {
      if (timer) clearTimeout(timer);
      timer = null;
      await sending;
      await send();
    },
  };
}

export interface Listening {
  stop(): Promise<void>;
}

/**
 * Hears a channel on a connection of its own until it is stopped. `onTopics(null)` means that
 * anything may have changed: at the start, and after the connection was lost.
 */
export function listen(
  db: Database,
  channel: string,
  options: { log: Logger; onTopics(topics: number[] | null): void },
): Listening {
  let client: pg.Client | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  let connecting = connect();

  async function connect(): Promise<void> {
    const next = new pg.Client({
      connectionString: db.pool.options.connectionString,
      application_name: 'affitor listener',
      keepAlive: true,
    });
    next.on('error', (error) => options.log.debug({ err: error }, 'the listener was cut off'));
    next.on('end', connectLater);
    next.on('notification', ({ payload = '' }) =>
      options.onTopics(payload === '' ? null : payload.split(',').map(Number)),
    );
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      client = next;
      options.onTopics(null);
    } catch (error) {
      options.log.warn({ err: error }, 'cannot listen to the database; trying again');
      await next.end().catch(() => undefined);
      connectLater();
    }
  }

  function connectLater(): void {
    if (isStopped || timer) return;
    timer = setTimeout(() => {
      timer = null;
      connecting = connect();
    }, RECONNECT_DELAY_MS);
    timer.unref();
  }

  return {
    async stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await connecting;
      await client?.end().catch(() => undefined);
    },
  };
}
