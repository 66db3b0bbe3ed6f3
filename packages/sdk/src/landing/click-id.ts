// Owns the reading of the click id on the server.
import { readKnownClick } from './cookies.js';
import { type NodeRequest, readNodeHeader } from './visit.js';

/** A request whose cookies can be read: a web-standard one, or one of Express, Fastify or Node. */
export type ReadableRequest = Request | NodeRequest;

/** Known to every copy of this file, because each entry of the package may hold one. */
const FRESH_CLICK_ID = Symbol.for('affitor.clickId');

/** Keeps a click that this request has just made: its cookie is not in the request yet. */
export function remember(request: object, clickId: string): void {
  Object.defineProperty(request, FRESH_CLICK_ID, { value: clickId, configurable: true });
}

/**
 * The click that led this visitor here, or null. On the landing request itself it is the click
 * that was just recorded.
 * @example
 * app.post('/signup', async (request, response) => {
 *   await affitor.trackLead({ customerExternalId: user.id, clickId: readClickId(request) });
 * });
 */
export function readClickId(request: ReadableRequest): string | null {
  return readFresh(request) ?? readKnownClick(readCookieHeader(request)).clickId;
}

/** All clicks of this visitor that are known, oldest first, at most 20. */
export function readClickIds(request: ReadableRequest): string[] {
  const { clickIds } = readKnownClick(readCookieHeader(request));
  const fresh = readFresh(request);
  return fresh === undefined ? clickIds : [...clickIds.filter((id) => id !== fresh), fresh];
}

function readFresh(request: object): string | undefined {
  return (request as { [FRESH_CLICK_ID]?: string })[FRESH_CLICK_ID];
}

function readCookieHeader(request: ReadableRequest): string | null {
  const { headers } = request;
  return typeof headers.get === 'function'
    ? (headers as Headers).get('cookie')
    : readNodeHeader(request as NodeRequest, 'cookie');
}
