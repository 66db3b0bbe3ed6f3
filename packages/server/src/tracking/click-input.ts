// Owns the body of a click call: its checks in the documented order, and what is kept of it.
import { TRACKING_LIMITS } from '@affitor/contract';
import { AppError } from '../platform/http/errors.js';
import { type Body, cutText, isStorable, readCutText, readIdentifier, readText } from './input.js';

export interface ClickInput {
  code: string;
  existingClickId: string | null;
  userAgent: string | null;
  /** What describes the visit, by its stored name; absent values are left out. */
  context: Record<string, string>;
}

const { urlCharacters, textCharacters } = TRACKING_LIMITS;

/** The code that a URL names. @throws AppError in the order of the specification */
export function readCode(body: Body): { url: string; code: string } {
  const raw = body.affiliate_url;
  if (raw === undefined || raw === null || raw === '') {
    throw new AppError('affiliate_url_required');
  }
  if (typeof raw !== 'string') throw new AppError('affiliate_url_invalid');
  if (raw.length > urlCharacters) {
    throw new AppError('field_too_long', {
      params: { field: 'affiliate_url', limit: String(urlCharacters) },
    });
  }
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    throw new AppError('affiliate_url_invalid');
  }
  const code = url.searchParams.get('aff');
  if (!code) throw new AppError('aff_parameter_missing');
  // No stored link can have such a code.
  if (!isStorable(code)) throw new AppError('referral_link_not_found');
  return { url: raw, code };
}

const SHORT_TEXTS = [
  'session_id',
  'screen_resolution',
  'viewport_size',
  'language',
  'timezone',
] as const;

/** Reads a click call. `headerUserAgent` stands in for a missing `user_agent`. */
export function readClickInput(body: Body, headerUserAgent: string | undefined): ClickInput {
  const { url, code } = readCode(body);
  const context: Record<string, string> = { affiliate_url: cutText(url, urlCharacters) };
  const keep = (name: string, text: string | null) => {
    if (text !== null) context[name] = text;
  };
  keep('page_url', readText(body, 'page_url', urlCharacters));
  keep('page_title', readCutText(body, 'page_title', textCharacters));
  keep('referrer_url', readCutText(body, 'referrer_url', urlCharacters));
  for (const field of SHORT_TEXTS) keep(field, readText(body, field));
  const userAgent =
    readCutText(body, 'user_agent', textCharacters) ??
    (headerUserAgent ? cutText(headerUserAgent, textCharacters) : null);
  keep('user_agent', userAgent);
  return { code, existingClickId: readIdentifier(body, 'existing_click_id'), userAgent, context };
}
