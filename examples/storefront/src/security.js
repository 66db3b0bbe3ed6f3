// Owns the Content Security Policy: the shop's own files, and Affitor for the script tag.
import { APP_HOST, settings, WWW_HOST } from './settings.js';

const affitorOrigin = URL.canParse(settings.affitorUrl) ? new URL(settings.affitorUrl).origin : '';

/** Allows no inline script, and of other hosts only Affitor: the script tag needs no more. */
export function allowOnlyOurs(request, response, next) {
  // A form on one of the two hosts may be answered with a redirect to the other.
  const port = /:\d+$/.exec(request.headers.host ?? '')?.[0] ?? '';
  const ourHosts = [WWW_HOST, APP_HOST].map((host) => `http://${host}${port}`).join(' ');
  const policy = [
    "default-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "style-src 'self'",
    `form-action 'self' ${ourHosts}`,
    `script-src 'self' ${affitorOrigin}`,
    `connect-src 'self' ${affitorOrigin}`,
  ];
  response.set('Content-Security-Policy', policy.join('; '));
  response.set('X-Content-Type-Options', 'nosniff');
  next();
}
