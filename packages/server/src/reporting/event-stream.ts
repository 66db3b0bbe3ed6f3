// Owns one open stream of server-sent events: bounded in memory, and honest about what it dropped.
import { Readable } from 'node:stream';
import type { FeedEventAnswer } from './feed-answers.js';
import { encodePosition, type FeedPosition } from './feed-rules.js';
import type { FeedFilter, FeedRecord } from './store-feed.js';

/** More unread text than this is not kept for a slow reader; it is told to read the list again. */
const UNREAD_CHARACTERS_MAX = 1_000_000;
const RETRY_MS = 2_000;

/** An event as it is kept while it is handed to the streams. */
export interface FeedItem {
  record: FeedRecord;
  answer: FeedEventAnswer;
}

/** A stream to one reader. */
export class EventStream extends Readable {
  /** What this reader has been sent that its program's next reading may find again. */
  sentAhead: ReadonlySet<string> = new Set();
  readonly #asked: FeedFilter;
  #isBehind = false;
  #isFinished = false;

  constructor(filter: FeedFilter) {
    super({ encoding: 'utf8' });
    this.#asked = filter;
    this.push(`retry: ${RETRY_MS}\n\n`);
  }

  /** Sends what this reader wants of some events. */
  sendEvents(items: readonly FeedItem[], position: FeedPosition): void {
    const wanted = items.filter(({ record }) => this.#wants(record));
    if (wanted.length > 0)
      this.#send(
        'events',
        wanted.map(({ answer }) => answer),
        position,
      );
  }

  /** Says that events were left out. */
  sendReload(position: FeedPosition): void {
    this.#send('reload', {}, position);
  }

  /** Says that nothing is missing up to a position, and that both sides are still there. */
  sendHeartbeat(position: FeedPosition): void {
    this.#send('heartbeat', {}, position);
  }

  /** Ends the stream; the reader may open another. */
  finish(): void {
    if (this.#isFinished || this.destroyed) return;
    this.#isFinished = true;
    this.push(null);
  }

  override _read(): void {
    // What is sent comes when it comes; a reader that caught up is told of it by the next message.
  }

  #wants(record: FeedRecord): boolean {
    const { kind, mode, partnerId } = this.#asked;
    if (record.isTest !== (mode === 'test')) return false;
    if (kind !== undefined && kind !== record.kind) return false;
    return partnerId === undefined || partnerId === record.partnerId;
  }

  #send(name: 'events' | 'reload' | 'heartbeat', data: unknown, position: FeedPosition): void {
    // A reading that was under way when the stream ended still has it on its list.
    if (this.#isFinished) return;
    if (this.readableLength > UNREAD_CHARACTERS_MAX) {
      this.#isBehind = true;
      return;
    }
    const isTold = this.#isBehind && name !== 'reload';
    this.#isBehind = false;
    const event = isTold ? 'reload' : name;
    const text = JSON.stringify(isTold ? {} : data);
    this.push(`id: ${encodePosition(position)}\nevent: ${event}\ndata: ${text}\n\n`);
  }
}
