// Owns the entry `@affitor/sdk/fastify`: landings in Fastify.
import {
  createLandings,
  type Landing,
  type LandingOptions,
  privateCacheControl,
} from '../landing/landing.js';
import { type NodeRequest, visitOfNode } from '../landing/visit.js';

export { readClickId, readClickIds } from '../landing/click-id.js';
export type { LandingOptions } from '../landing/landing.js';
export { clickIdFromState, withClickId, withoutClickId } from '../landing/oauth-state.js';

/** What is read of a request. All but the headers obey the application's `trustProxy`. */
export interface FastifyVisit extends NodeRequest {
  method: string;
  originalUrl: string;
  protocol: string;
  /** With its port; Fastify 4 calls it `hostname`. */
  host?: string;
  hostname: string;
  ip: string;
}

interface Reply {
  getHeader(name: string): number | string | string[] | undefined;
  header(name: string, value: unknown): unknown;
}

/** What is used of a Fastify instance, whose own types fit no narrower words. */
export interface FastifyLike {
  addHook: (...args: never[]) => unknown;
}

/** The same with the two hooks that are used. */
interface Hooks {
  addHook(name: 'onRequest', hook: (request: FastifyVisit) => Promise<void>): unknown;
  addHook(
    name: 'onSend',
    hook: (request: FastifyVisit, reply: Reply, payload: unknown) => Promise<unknown>,
  ): unknown;
}

/**
 * A plugin that records the landings of the instance that it is registered on.
 * @example
 * await app.register(affitorLandings, { cookieDomain: '.example.com' });
 */
export async function affitorLandings(
  app: FastifyLike,
  options: LandingOptions<FastifyVisit>,
): Promise<void> {
  const land = createLandings(options);
  const landed = new WeakMap<object, Landing>();
  const hooks = app as Hooks;
  hooks.addHook('onRequest', async (request) => {
    const landing = await land(request, () => readVisit(request));
    if (landing.setCookies.length > 0) landed.set(request, landing);
  });
  // Last of all, so that what the page says about caching does not replace ours.
  hooks.addHook('onSend', async (request, reply, payload) => {
    const landing = landed.get(request);
    if (landing) addHeaders(reply, landing.setCookies);
    return payload;
  });
}

// Without these, Fastify would keep the hooks from every route outside of the plugin.
Object.assign(affitorLandings, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: '@affitor/sdk',
});

function readVisit(request: FastifyVisit) {
  return visitOfNode(request, {
    path: request.originalUrl,
    host: request.host ?? request.hostname,
    isSecure: request.protocol === 'https',
    address: request.ip,
  });
}

function addHeaders(reply: Reply, setCookies: string[]): void {
  // Fastify adds to the cookies that are there already.
  for (const cookie of setCookies) reply.header('set-cookie', cookie);
  const cacheControl = reply.getHeader('cache-control');
  const text = cacheControl === undefined ? null : String(cacheControl);
  reply.header('cache-control', privateCacheControl(text));
}
