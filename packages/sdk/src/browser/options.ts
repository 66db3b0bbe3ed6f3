// Owns what a page may ask of the tracker and what it can read from it.

/** May the tracker use this browser's storage and report its visits? */
export type ConsentState = 'granted' | 'required' | 'denied';

/** Options of `init()`. Each may be left out. */
export interface AffitorInitOptions {
  /** Your program's id. Default: the script tag's attribute, then `window.AFFITOR_PROGRAM_ID`. */
  programId?: number | string | undefined;
  /** Prints what happens to the console. For development: leave it off in production. */
  debug?: boolean | undefined;
  /** The domain of the cookies, such as `.example.com`. Default: the widest the browser allows. */
  cookieDomain?: string | undefined;
  /** Address of the Affitor service. Default: `https://api.affitor.com`. */
  apiBase?: string | undefined;
  /**
   * `granted` (default); `required`: nothing is stored or sent until `setConsent('granted')`;
   * `denied`: nothing at all.
   */
  consent?: ConsentState | undefined;
}

/** What is known of this visitor's attribution. */
export interface AffitorData {
  clickId: string | null;
  programId: number | null;
  /** True after a recorded click, or when an earlier one was found. */
  hasAttribution: boolean;
  /** The landing page with its `aff` parameter. */
  affiliateUrl: string | null;
}
