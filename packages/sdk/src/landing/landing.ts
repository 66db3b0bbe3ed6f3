// Owns landings: whether a visit is a click, its recording, and the cookies that keep it.
import type { Fetch } from '../server/transport.js';
import { recordClick } from './click-call.js';
import { remember } from './click-id.js';
import { readKnownClick, renderCookies } from './cookies.js';
import { readLandingCode, type Visit } from './visit.js';

/** How the brand's own server records landings. `Incoming` is the framework's request. */
export interface LandingOptions<Incoming> {
  /** Where your Affitor runs. */
  apiUrl?: string | undefined;
  /** The longest that a landing page waits for the click; past it, it is served without cookie. */
  timeoutMs?: number | undefined;
  /** For example `.example.com`; without it the cookies are for the visited host alone. */
  cookieDomain?: string | undefined;
  /** Asked at each landing; nothing is sent or stored when it says no. */
  consent?: ((request: Incoming) => boolean) | undefined;
  /** Told of everything that went wrong. The page was served all the same. */
  onError?: ((error: unknown) => void) | undefined;
  fetch?: Fetch | undefined;
}

/** What a visit led to. */
export interface Landing {
  /** The id of the click that was just recorded; null when there was none. */
  clickId: string | null;
  /** The `Set-Cookie` values to be sent with the page. */
  setCookies: string[];
}

const API_URL = 'https://api.affitor.com';
/** Long enough for an API nearby, too short for a visitor to notice. */
const TIMEOUT_MS = 400;
const URL_CHARACTERS_MAX = 2048;
const NOTHING: Landing = { clickId: null, setCookies: [] };

/**
 * Makes the function that every adapter stands on: it takes a request, and the same in neutral
 * words, and never rejects.
 */
export function createLandings<Incoming extends object>(options: LandingOptions<Incoming>) {
  const api = {
    apiUrl: (options.apiUrl ?? API_URL).replace(/\/+$/, ''),
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  } satisfies Parameters<typeof recordClick>[1];

  async function land(request: Incoming, visit: Visit): Promise<Landing> {
    const code = readLandingCode(visit);
    if (code === null || visit.url === null) return NOTHING;
    const known = readKnownClick(visit.header('cookie'));
    if (known.clickId !== null && known.partnerCodes.includes(code)) return NOTHING;
    if (options.consent && !options.consent(request)) return NOTHING;
    const landingUrl = shorten(visit.url, code);
    const click = await recordClick({ visit, landingUrl, existingClickId: known.clickId }, api);
    if (click === null) return NOTHING;
    remember(request, click.clickId);
    const setCookies = renderCookies({
      ...click,
      earlierClickIds: known.clickIds,
      affiliateUrl: landingUrl,
      isSecure: visit.isSecure,
      domain: options.cookieDomain ?? null,
    });
    return { clickId: click.clickId, setCookies };
  }

  return async (request: Incoming, readVisit: () => Visit): Promise<Landing> => {
    try {
      return await land(request, readVisit());
    } catch (error) {
      report(options.onError, error);
      return NOTHING;
    }
  };
}

/** An address as long as the API takes it: a click must not be lost to a long query string. */
function shorten(url: URL, code: string): string {
  if (url.href.length <= URL_CHARACTERS_MAX) return url.href;
  return `${url.origin}/?aff=${encodeURIComponent(code)}`;
}

function report(onError: ((error: unknown) => void) | undefined, error: unknown): void {
  try {
    onError?.(error);
  } catch {
    // A page is worth more than the report of a click that failed.
  }
}

/** What a page that sets a visitor's cookies must say, so that no shared cache keeps it. */
export function privateCacheControl(current: string | null): string {
  return current !== null && /\b(?:private|no-store)\b/i.test(current)
    ? current
    : 'private, no-cache';
}
