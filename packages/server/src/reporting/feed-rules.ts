// Owns where a feed goes on: the cursor of its list, the position of its stream. Pure.
import { fromUnixMs } from '../platform/clock.js';
import { AppError } from '../platform/http/errors.js';

export type FeedKind = 'click' | 'lead' | 'sale' | 'refund' | 'refusal';

/** The last event of a page, by what the list is ordered by. */
export interface FeedCursor {
  at: Date;
  kind: FeedKind;
  key: bigint;
}

const CURSOR = /^(\d{1,15})-(click|lead|sale|refund|refusal)-(\d{1,18})$/;

/** Writes a cursor. */
export function encodeFeedCursor({ at, kind, key }: FeedCursor): string {
  return Buffer.from(`${at.getTime()}-${kind}-${key}`).toString('base64url');
}

/** Reads a cursor; null for the first page. @throws AppError `validation_failed` */
export function decodeFeedCursor(text: string | undefined): FeedCursor | null {
  if (text === undefined) return null;
  const match = CURSOR.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (!match) {
    const problem = 'must be the `meta.next_cursor` of a page';
    throw new AppError('validation_failed', { params: { field: 'cursor', problem } });
  }
  const [, unixMs, kind, key] = match as unknown as [string, string, FeedKind, string];
  return { at: fromUnixMs(Number(unixMs)), kind, key: BigInt(key) };
}

/**
 * Up to where a stream has read: every transaction before `horizon` had ended. `atMs` is the time
 * of that reading.
 */
export interface FeedPosition {
  horizon: bigint;
  atMs: number;
}

const POSITION = /^(\d{1,18})-(\d{1,15})$/;

/** Writes a position, as `id` of a server-sent event. */
export function encodePosition({ horizon, atMs }: FeedPosition): string {
  return `${horizon}-${atMs}`;
}

/** Reads a position; null for a text that is none. */
export function decodePosition(text: string): FeedPosition | null {
  const match = POSITION.exec(text);
  return match && { horizon: BigInt(match[1] as string), atMs: Number(match[2]) };
}

/** Older positions than this are answered with the advice to read the list again. */
const POSITION_AGE_MAX_MS = 600_000;

/** Whether a stream can go on from a position. */
export function canResume(from: FeedPosition, current: FeedPosition): boolean {
  const ageMs = current.atMs - from.atMs;
  return from.horizon <= current.horizon && ageMs >= 0 && ageMs <= POSITION_AGE_MAX_MS;
}
