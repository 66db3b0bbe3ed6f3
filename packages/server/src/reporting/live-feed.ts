// Owns the live feed of one process: it hears of commits, reads what they wrote once per program,
// and hands it to every open stream.
import { addMs, type Clock, fromUnixMs } from '../platform/clock.js';
import { type Database, type Listening, listen, withTransaction } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Logger } from '../platform/log.js';
import { EventStream, type FeedItem } from './event-stream.js';
import { feedKeyOf, toFeedEvent } from './feed-answers.js';
import { canResume, type FeedPosition } from './feed-rules.js';
import { type FeedFilter, findHorizon, listWrittenSince } from './store-feed.js';

/** The channel on which processes tell each other which programs have new events. */
export const EVENTS_CHANNEL = 'affitor_events';

export interface LiveFeedDeps {
  db: Database;
  clock: Clock;
  log: Logger;
}

const HEARTBEAT_MS = 15_000;
const STREAM_AGE_MAX_MS = 600_000;
const STREAMS_PER_CALLER_MAX = 10;
const STREAMS_MAX = 500;
/** More than this at once is no feed that anyone could follow; readers then take the list. */
const EVENTS_PER_READING_MAX = 1_000;
// An event is dated a little before its commit, by a clock that may differ from ours.
const LATE_MAX_MS = 10_000;
// The heartbeat looks further back: for what took long, and for what nobody told us of.
const LATE_MAX_AT_HEARTBEAT_MS = 120_000;

interface Joining {
  stream: EventStream;
  from: FeedPosition | null;
}

/** What one process knows of the feed of one program. */
interface Channel {
  streams: Set<EventStream>;
  joining: Joining[];
  position: FeedPosition | null;
  /** Keys of what the last reading found; the next one may find them again. */
  seen: Set<string>;
  wants: 'nothing' | 'reading' | 'heartbeat';
  isReading: boolean;
}

export class LiveFeed {
  readonly #deps: LiveFeedDeps;
  readonly #heartbeatMs: number;
  readonly #channels = new Map<number, Channel>();
  readonly #callers = new Map<string, number>();
  #listening: Listening | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #streamCount = 0;
  #isClosed = false;
  #reading: Promise<void> = Promise.resolve();

  constructor(deps: LiveFeedDeps, { heartbeatMs = HEARTBEAT_MS } = {}) {
    this.#deps = deps;
    this.#heartbeatMs = heartbeatMs;
  }

  /**
   * Opens a stream of a program's events: from a position on, or from now on.
   * @throws AppError `too_many_requests` when the caller or the process has too many open
   */
  open(
    programId: number,
    caller: string,
    options: { filter: FeedFilter; from: FeedPosition | null },
  ): EventStream {
    const count = this.#callers.get(caller) ?? 0;
    if (this.#isClosed) throw new AppError('service_shutting_down');
    if (count >= STREAMS_PER_CALLER_MAX || this.#streamCount >= STREAMS_MAX) {
      throw new AppError('too_many_requests', { headers: { 'retry-after': '30' } });
    }
    const stream = new EventStream(options.filter);
    const channel = this.#channelOf(programId);
    channel.joining.push({ stream, from: options.from });
    this.#callers.set(caller, count + 1);
    this.#streamCount += 1;
    // Whoever may no longer see the program finds out when the browser opens the next stream.
    const oldAge = setTimeout(() => stream.finish(), STREAM_AGE_MAX_MS);
    oldAge.unref();
    stream.once('close', () => {
      clearTimeout(oldAge);
      this.#leave(programId, caller, stream);
    });
    this.#start();
    this.#wake(programId, 'reading');
    return stream;
  }

  /** Ends every stream and stops listening. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { streams, joining } of this.#channels.values()) {
      for (const stream of [...streams, ...joining.map((one) => one.stream)]) stream.finish();
    }
    await this.#stop();
    await this.#reading;
  }

  #channelOf(programId: number): Channel {
    const channel = this.#channels.get(programId) ?? {
      streams: new Set(),
      joining: [],
      position: null,
      seen: new Set(),
      wants: 'nothing',
      isReading: false,
    };
    this.#channels.set(programId, channel);
    return channel;
  }

  #leave(programId: number, caller: string, stream: EventStream): void {
    this.#streamCount -= 1;
    const count = (this.#callers.get(caller) ?? 1) - 1;
    if (count === 0) this.#callers.delete(caller);
    else this.#callers.set(caller, count);
    const channel = this.#channels.get(programId);
    if (!channel) return;
    channel.streams.delete(stream);
    channel.joining = channel.joining.filter((one) => one.stream !== stream);
    if (channel.streams.size === 0 && channel.joining.length === 0) {
      this.#channels.delete(programId);
    }
    if (this.#streamCount === 0) void this.#stop();
  }

  #start(): void {
    if (this.#listening) return;
    this.#listening = listen(this.#deps.db, EVENTS_CHANNEL, {
      log: this.#deps.log,
      onTopics: (topics) => {
        for (const programId of topics ?? this.#channels.keys()) this.#wake(programId, 'reading');
      },
    });
    this.#heartbeat = setInterval(() => {
      for (const programId of this.#channels.keys()) this.#wake(programId, 'heartbeat');
    }, this.#heartbeatMs);
    this.#heartbeat.unref();
  }

  async #stop(): Promise<void> {
    if (this.#heartbeat) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
    const listening = this.#listening;
    this.#listening = null;
    await listening?.stop();
  }

  // One reading of a program is under way at a time; what is asked for meanwhile comes next.
  #wake(programId: number, wants: 'reading' | 'heartbeat'): void {
    const channel = this.#channels.get(programId);
    if (!channel) return;
    if (channel.wants !== 'heartbeat') channel.wants = wants;
    if (channel.isReading) return;
    channel.isReading = true;
    this.#reading = this.#readWhileWanted(programId, channel).finally(() => {
      channel.isReading = false;
    });
  }

  async #readWhileWanted(programId: number, channel: Channel): Promise<void> {
    while (channel.wants !== 'nothing') {
      const isHeartbeat = channel.wants === 'heartbeat';
      channel.wants = 'nothing';
      try {
        await this.#read(programId, channel, isHeartbeat);
        await this.#admitJoining(programId, channel);
      } catch (error) {
        // The heartbeat comes back to it; until then the position stays where it was.
        this.#deps.log.warn({ err: error }, 'the live feed could not read');
      }
    }
  }

  async #read(programId: number, channel: Channel, isHeartbeat: boolean): Promise<void> {
    if (channel.streams.size === 0) {
      // Nobody has followed since the last reading, so nobody misses what lies between.
      channel.position = null;
    }
    const lateMs = isHeartbeat ? LATE_MAX_AT_HEARTBEAT_MS : LATE_MAX_MS;
    const reading = await this.#readSince(programId, channel.position, lateMs);
    const { position, items } = reading;
    const fresh = items.filter(({ key }) => !channel.seen.has(key));
    channel.position = position;
    channel.seen = new Set(items.map(({ key }) => key));
    for (const stream of channel.streams) {
      if (reading.isTooMuch) stream.sendReload(position);
      else stream.sendEvents(notSentAhead(fresh, stream), position);
      stream.sentAhead = new Set();
      if (isHeartbeat) stream.sendHeartbeat(position);
    }
  }

  async #admitJoining(programId: number, channel: Channel): Promise<void> {
    const joining = channel.joining.splice(0);
    for (const { stream, from } of joining) {
      const current = channel.position as FeedPosition;
      channel.streams.add(stream);
      if (from && !canResume(from, current)) stream.sendReload(current);
      else if (!from) stream.sendHeartbeat(current);
      else {
        const lateMs = LATE_MAX_AT_HEARTBEAT_MS;
        const { items, position, isTooMuch } = await this.#readSince(programId, from, lateMs);
        if (isTooMuch) stream.sendReload(current);
        else stream.sendEvents(items, position);
        stream.sendHeartbeat(current);
        stream.sentAhead = new Set(items.map(({ key }) => key));
      }
    }
  }

  /** What was written since a position, and the position after it; nothing for a first reading. */
  async #readSince(programId: number, since: FeedPosition | null, lateMs: number) {
    const { db, clock } = this.#deps;
    return await withTransaction(db, async (tx) => {
      const horizon = await findHorizon(tx);
      const position = { horizon, atMs: clock.now().getTime() };
      if (!since) return { position, items: [], isTooMuch: false };
      const from = addMs(fromUnixMs(since.atMs), -lateMs);
      const rowsMax = EVENTS_PER_READING_MAX + 1;
      const { rows } = await listWrittenSince(tx, programId, { position: since, from, rowsMax });
      const items = rows.map((record) => ({
        record,
        answer: toFeedEvent(record),
        key: feedKeyOf(record),
      }));
      return { position, items, isTooMuch: rows.length > EVENTS_PER_READING_MAX };
    });
  }
}

function notSentAhead(
  items: readonly (FeedItem & { key: string })[],
  { sentAhead }: EventStream,
): readonly FeedItem[] {
  return sentAhead.size === 0 ? items : items.filter(({ key }) => !sentAhead.has(key));
}
