// Owns the call that records a landing, and what its answer must hold to be believed.
import { readErrorText } from '../server/api-error.js';
import { type Fetch, isSilence, send } from '../server/transport.js';
import { isClickId } from './cookies.js';
import type { Visit } from './visit.js';

const WINDOW_DAYS = 60;
/** Browsers keep no cookie for longer. */
const WINDOW_DAYS_MAX = 400;

export interface ClickCall {
  visit: Visit;
  landingUrl: string;
  existingClickId: string | null;
}

export interface RecordedClick {
  clickId: string;
  windowDays: number;
}

/**
 * Records a click. Gives null when the partner's link is switched off. It is not tried again: the
 * visitor is waiting, and the page's own script will record what was not.
 * @throws Error when the API did not record it in time
 */
export async function recordClick(
  call: ClickCall,
  api: { apiUrl: string; fetch: Fetch; timeoutMs: number },
): Promise<RecordedClick | null> {
  const { forwardedFor } = call.visit;
  const request = {
    url: `${api.apiUrl}/api/v1/track/click`,
    method: 'POST' as const,
    headers: {
      'Content-Type': 'application/json',
      ...(forwardedFor === null ? {} : { 'X-Forwarded-For': forwardedFor }),
    },
    body: JSON.stringify(describeClick(call)),
  };
  const reply = await send(api.fetch, request, api.timeoutMs);
  if (isSilence(reply)) throw new Error('The click was not recorded', { cause: reply.error });
  if (!reply.ok) {
    const reason = readErrorText(reply.body) ?? reply.statusText;
    throw new Error(`The click was not recorded: ${reply.status} ${reason}`);
  }
  return readRecordedClick(reply.body);
}

/** Absent values are undefined, which JSON leaves out. */
function describeClick({ visit, landingUrl, existingClickId }: ClickCall) {
  const language = visit.header('accept-language')?.split(/[,;]/)[0]?.trim();
  return {
    affiliate_url: landingUrl,
    page_url: landingUrl,
    referrer_url: visit.header('referer') ?? undefined,
    user_agent: visit.header('user-agent') ?? undefined,
    language: language || undefined,
    existing_click_id: existingClickId ?? undefined,
  };
}

function readRecordedClick(body: unknown): RecordedClick | null {
  if (typeof body !== 'object' || body === null) {
    throw new Error('The click was not recorded: the answer is no JSON object');
  }
  const { success, click_id, cookie_window_days } = body as Record<string, unknown>;
  if (success === false) return null;
  if (!isClickId(click_id)) throw new Error('The click was not recorded: it got no id');
  const isWindow =
    Number.isInteger(cookie_window_days) &&
    (cookie_window_days as number) > 0 &&
    (cookie_window_days as number) <= WINDOW_DAYS_MAX;
  return { clickId: click_id, windowDays: isWindow ? (cookie_window_days as number) : WINDOW_DAYS };
}
