// Owns the entry `@affitor/sdk/next`: landings in Next.js, in its proxy (middleware before 16).
import { createWebLandings, type WebLandingOptions } from '../landing/respond.js';

export { readClickId, readClickIds } from '../landing/click-id.js';
export { clickIdFromState, withClickId, withoutClickId } from '../landing/oauth-state.js';
export type { WebLandingOptions } from '../landing/respond.js';

/**
 * Makes the `proxy` (or `middleware`) function of a Next.js application. `makeResponse` is what
 * you would have answered without it.
 * @example
 * // proxy.ts
 * export const proxy = affitorProxy({ cookieDomain: '.example.com' }, () => NextResponse.next());
 */
export function affitorProxy<Incoming extends Request>(
  options: WebLandingOptions,
  makeResponse: (request: Incoming) => Response | Promise<Response>,
): (request: Incoming) => Promise<Response> {
  const landings = createWebLandings(options);
  return (request) => landings.respond(request, () => makeResponse(request));
}
