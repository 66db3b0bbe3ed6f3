// Owns landings of servers that speak web-standard requests and responses.
import {
  createLandings,
  type Landing,
  type LandingOptions,
  privateCacheControl,
} from './landing.js';
import { visitOf } from './visit.js';

export interface WebLandingOptions extends LandingOptions<Request> {
  /**
   * Believe `X-Forwarded-Proto`, `-Host` and `-For`. Only where your own proxy writes them, since
   * anybody else can write them too.
   */
  trustProxy?: boolean | undefined;
}

/** Records the landings of a web-standard server. */
export interface WebLandings {
  /** Records the click of a landing; for servers that set cookies themselves. Never rejects. */
  track(request: Request): Promise<Landing>;
  /** Records the click of a landing and adds its cookies to the response. */
  respond(request: Request, makeResponse: () => Response | Promise<Response>): Promise<Response>;
}

/**
 * Landings for Workers, Deno, Bun and every other server of `Request` and `Response`.
 * @example
 * const landings = createWebLandings({ cookieDomain: '.example.com' });
 * export default { fetch: (request) => landings.respond(request, () => servePage(request)) };
 */
export function createWebLandings(options: WebLandingOptions = {}): WebLandings {
  const land = createLandings(options);
  const track = (request: Request) =>
    land(request, () => visitOf(request, options.trustProxy === true));
  return {
    track,
    async respond(request, makeResponse) {
      const { setCookies } = await track(request);
      const response = await makeResponse();
      return setCookies.length === 0 ? response : withCookies(response, setCookies);
    },
  };
}

function withCookies(response: Response, setCookies: string[]): Response {
  try {
    addHeaders(response.headers, setCookies);
    return response;
  } catch {
    // The headers of a redirect, or of a response that was fetched, cannot be changed.
    const copy = new Response(response.body, response);
    addHeaders(copy.headers, setCookies);
    return copy;
  }
}

function addHeaders(headers: Headers, setCookies: string[]): void {
  headers.set('cache-control', privateCacheControl(headers.get('cache-control')));
  for (const cookie of setCookies) headers.append('set-cookie', cookie);
}
