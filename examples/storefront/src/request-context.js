// Owns what every page needs to know of a request: the mode, the visit, and the two hosts.
import { readClickId } from '@affitor/sdk/express';
import { APP_HOST, COOKIE_DOMAIN, WWW_HOST } from './settings.js';
import { findAccount } from './store.js';
import { openVisit, readCookie } from './visits.js';

const MODE_COOKIE = 'storefront_mode';
const MODES = ['browser', 'server'];
const WWW_PATHS = ['/', '/pricing'];

/** Reads a request; a mode in the address is kept in a cookie. */
export function readRequest(request, response) {
  const isOnSharedHosts = [WWW_HOST, APP_HOST].includes(request.hostname);
  const cookieOptions = {
    path: '/',
    sameSite: 'lax',
    ...(isOnSharedHosts ? { domain: COOKIE_DOMAIN } : {}),
  };
  const chosen = MODES.find((mode) => mode === request.query.mode);
  if (chosen) response.cookie(MODE_COOKIE, chosen, cookieOptions);
  const kept = MODES.find((mode) => mode === readCookie(request, MODE_COOKIE));
  const visit = openVisit(request, response, cookieOptions);
  const urlOn = (host) => (pathAndQuery) =>
    isOnSharedHosts ? `http://${withPort(host, request)}${pathAndQuery}` : pathAndQuery;
  return {
    isOnSharedHosts,
    cookieOptions,
    mode: chosen ?? kept ?? 'browser',
    visit,
    account: findAccount(visit.accountId),
    /** Read when a page is made, because a landing may set it during the request. */
    get clickId() {
      return readClickId(request);
    },
    toWww: urlOn(WWW_HOST),
    toApp: urlOn(APP_HOST),
    toMode: (mode) => `${request.path}?${queryWithMode(request, mode)}`,
  };
}

/** The landing page and the prices live on www, everything else on app. */
export function sendToOwnHost(request, response, next) {
  const { isOnSharedHosts } = request.shop;
  const ownHost = WWW_PATHS.includes(request.path) ? WWW_HOST : APP_HOST;
  if (!isOnSharedHosts || request.method !== 'GET' || request.hostname === ownHost) return next();
  response.redirect(`http://${withPort(ownHost, request)}${request.originalUrl}`);
}

function withPort(host, request) {
  const port = /:\d+$/.exec(request.headers.host)?.[0] ?? '';
  return host + port;
}

/** The partner's code is left out: changing the mode is no second arrival. */
function queryWithMode(request, mode) {
  const query = new URLSearchParams(request.originalUrl.split('?')[1]);
  query.delete('aff');
  query.set('mode', mode);
  return query;
}
