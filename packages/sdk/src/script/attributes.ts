// Owns what the script's own tag says about it.
import { consentOfBrowser } from '../browser/consent.js';
import type { AffitorInitOptions } from '../browser/options.js';

/** Put in by the build: the service to speak to when the page hides where the script came from. */
declare const FALLBACK_API_BASE: string;

/** The options of the tag; the service is where the script came from, unless it says otherwise. */
export function readAttributes(): AffitorInitOptions {
  // A loader that evaluates the script leaves no tag; the root element has a dataset, too.
  const { dataset, src } = (document.currentScript ||
    document.documentElement) as HTMLScriptElement;
  const programId = dataset.affitorProgramId || dataset.affitorProgram;
  // As JSON, because that leaves out what the tag does not name.
  return JSON.parse(
    JSON.stringify({
      programId: Number(programId) || programId,
      debug: dataset.affitorDebug === 'true' || undefined,
      cookieDomain: dataset.affitorCookieDomain,
      apiBase: dataset.affitorApiBase || /^https?:..[^/]+/.exec(src)?.[0] || FALLBACK_API_BASE,
      consent: dataset.affitorConsent === 'gpc' ? consentOfBrowser() : dataset.affitorConsent,
    }),
  ) as AffitorInitOptions;
}
