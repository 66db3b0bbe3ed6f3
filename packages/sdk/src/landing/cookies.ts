// Owns the cookies that the server and the browser share: their names, values and attributes.

const CLICK_ID = 'affitor_click_id';
/** The name that older integrations read. */
const LEGACY_CLICK_ID = 'customer_code';
const AFFILIATE_URL = 'affitor_aff_url';
const CLICK_IDS = 'affitor_click_ids';

/** As many as the API takes with a lead. */
const CLICK_IDS_MAX = 20;
const SECONDS_PER_DAY = 86_400;

/** Click ids are opaque; these characters are all that they, and a cookie, can safely hold. */
const CLICK_ID_SHAPE = /^[\w.-]{1,128}$/;

/** True for a text that can be a click id. */
export function isClickId(text: unknown): text is string {
  return typeof text === 'string' && CLICK_ID_SHAPE.test(text);
}

/** What a visitor's cookies say about earlier clicks. */
export interface KnownClick {
  clickId: string | null;
  /** Oldest first, the present one last. */
  clickIds: string[];
  /** The partner codes of the landing pages that led here; two only where cookies overlap. */
  partnerCodes: string[];
}

/** Reads a `Cookie` header. Anything unreadable counts as absent. */
export function readKnownClick(cookieHeader: string | null): KnownClick {
  const cookies = parseCookies(cookieHeader ?? '');
  const valuesOf = (name: string) => cookies.flatMap(([key, value]) => (key === name ? value : []));
  const clickId = [...valuesOf(CLICK_ID), ...valuesOf(LEGACY_CLICK_ID)].find(isClickId) ?? null;
  const listed = valuesOf(CLICK_IDS).flatMap((list) => (decode(list) ?? '').split('|'));
  const isMissing = clickId !== null && !listed.includes(clickId);
  return {
    clickId,
    clickIds: latestOf(isMissing ? [...listed, clickId] : listed),
    // The cookie of one subdomain and that of the whole site may both be sent.
    partnerCodes: valuesOf(AFFILIATE_URL).flatMap((url) => readPartnerCode(url) ?? []),
  };
}

function parseCookies(header: string): [name: string, value: string][] {
  return header.split(';').flatMap((part): [string, string][] => {
    const equals = part.indexOf('=');
    return equals < 0 ? [] : [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()]];
  });
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

// The browser SDK of before wrote the address as it was, today's writes it encoded.
function readPartnerCode(cookieValue: string): string | null {
  for (const text of [cookieValue, decode(cookieValue)]) {
    if (text !== null && URL.canParse(text)) return new URL(text).searchParams.get('aff');
  }
  return null;
}

/** Without repeats (the last counts), without junk, and no more than are kept. */
function latestOf(clickIds: readonly string[]): string[] {
  const valid = clickIds.filter(isClickId);
  return valid.filter((id, at) => !valid.includes(id, at + 1)).slice(-CLICK_IDS_MAX);
}

/** A click that has just been recorded, to be kept in the browser. */
export interface CookieInput {
  clickId: string;
  earlierClickIds: readonly string[];
  affiliateUrl: string;
  windowDays: number;
  isSecure: boolean;
  /** Null for the visited host alone. */
  domain: string | null;
}

/**
 * The `Set-Cookie` values of a click: the cookies that the browser SDK would have written. They
 * are readable for scripts, because the browser SDK has to find them.
 */
export function renderCookies(click: CookieInput): string[] {
  const attributes = [
    `Max-Age=${click.windowDays * SECONDS_PER_DAY}`,
    'Path=/',
    ...(click.domain === null ? [] : [`Domain=${click.domain}`]),
    'SameSite=Lax',
    ...(click.isSecure ? ['Secure'] : []),
  ].join('; ');
  const clickIds = latestOf([...click.earlierClickIds, click.clickId]).join('|');
  const cookies = [
    [CLICK_ID, click.clickId],
    [LEGACY_CLICK_ID, click.clickId],
    [CLICK_IDS, encodeURIComponent(clickIds)],
    [AFFILIATE_URL, encodeURIComponent(click.affiliateUrl)],
  ];
  return cookies.map(([name, value]) => `${name}=${value}; ${attributes}`);
}
