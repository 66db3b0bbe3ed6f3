// Owns when a call is sent again, how long it waits before, and which of its answers counts.
import { randomFraction } from '../platform/chance.js';
import { type Answer, type ApiReply, isSilence } from './transport.js';

/** A call that may be sent again: by contract its second arrival changes nothing. */
export interface RepeatableCall {
  retriesMax: number;
  send: () => Promise<ApiReply>;
}

const BACKOFF_BASE_MS = 150;
/** A caller waits for us inside of a web request or a webhook, which have limits of their own. */
const BACKOFF_MAX_MS = 5_000;
const SALE_FAILED = 'Sale tracking failed';
const COMMISSION_FAILED = 'Failed to create commission';
const COMMISSION_FAILED_CODE = 'commission_creation_failed';

/** The answer that counts, and whether an earlier one was lost on the way to it. */
export interface Outcome {
  reply: ApiReply;
  isRepeat: boolean;
}

/**
 * Sends a call, and again after a network failure or a 5xx. A 409 is an answer and ends it.
 * The failure of a commission ends it as well: the sale is recorded by then, so that a repeat
 * could only meet its own 409 and hide that the commission is missing.
 */
export async function sendRepeatedly(call: RepeatableCall): Promise<Outcome> {
  let unexplained: Answer | null = null;
  for (let attempt = 0; ; attempt += 1) {
    const reply = await call.send();
    if (attempt >= call.retriesMax || !isWorthRepeating(reply)) {
      return { reply: chooseReply(unexplained, reply), isRepeat: attempt > 0 };
    }
    if (!isSilence(reply) && isUnexplained(reply)) unexplained ??= reply;
    await pause(backoffMs(attempt, readRetryAfterMs(reply)));
  }
}

function isWorthRepeating(reply: ApiReply): boolean {
  if (isSilence(reply)) return true;
  return reply.status >= 500 && !isCommissionFailure(reply);
}

function isCommissionFailure(answer: Answer): boolean {
  const code = answer.header('x-affitor-error-code');
  return code === COMMISSION_FAILED_CODE || readError(answer) === COMMISSION_FAILED;
}

/**
 * A commission may also fail in its own words, and a proxy may drop the code that goes with them.
 * The only other 500 of a sale is known by its text.
 */
function isUnexplained(answer: Answer): boolean {
  if (answer.status !== 500 || answer.header('x-affitor-error-code') !== null) return false;
  const words = readError(answer);
  return words !== undefined && words !== SALE_FAILED;
}

/** “Recorded before, go on” would hide that 500, unless the 409 names the commission. */
function chooseReply(unexplained: Answer | null, last: ApiReply): ApiReply {
  if (unexplained === null || isSilence(last) || last.status !== 409) return last;
  return last.header('x-affitor-commission-id') === null ? unexplained : last;
}

function readError({ body }: Answer): string | undefined {
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined;
  return typeof body.error === 'string' ? body.error : undefined;
}

function readRetryAfterMs(reply: ApiReply): number {
  const seconds = isSilence(reply) ? null : reply.header('retry-after');
  return seconds !== null && /^\d{1,9}$/.test(seconds) ? Number(seconds) * 1_000 : 0;
}

/**
 * How long to wait before the next attempt. Half of it is left to chance: many calls that failed
 * together must not return together.
 */
function backoffMs(attempt: number, retryAfterMs: number): number {
  const halfMs = BACKOFF_BASE_MS * 2 ** attempt;
  return Math.min(BACKOFF_MAX_MS, Math.max(halfMs, retryAfterMs) + halfMs * randomFraction());
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs);
  });
}
