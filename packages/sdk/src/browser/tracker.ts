// Owns one tracker: its state, and what init, a click, a signup and consent do with it.
import { randomLetters } from '../platform/chance.js';
import { nowMs } from '../platform/clock.js';
import { cutUrl, parseAffiliateUrl, readAff } from './affiliate-url.js';
import { appendClickId, parseClickIds } from './click-ids.js';
import { logError, PREFIX } from './console.js';
import * as cookies from './cookies.js';
import { isBrowser } from './environment.js';
import type { AffitorData, AffitorInitOptions } from './options.js';
import { waitFor, watchPage, whenShown } from './page-lifecycle.js';
import { resolveProgramId } from './program-id.js';
import { detectRootDomain } from './root-domain.js';
import { claimClick } from './signed-up.js';

/** What the service answers to a click; to an inactive link, neither. */
interface ClickAnswer {
  click_id?: string;
  cookie_window_days?: number;
}

/**
 * A tracker of its own, for pages that need more than the one behind `init()`.
 *
 * No method throws or rejects; on a server every method returns early.
 *
 * @example
 * const tracker = new AffitorTracker({ programId: 123 });
 * tracker.init();
 */
export class AffitorTracker {
  /** The resolved program id; null if none was found. */
  programId: number | null;

  /** @internal All options so far; a later call of init() overrides what it names. */
  _options: AffitorInitOptions;
  /** @internal The visitor's decision, which overrides the options. */
  _decision: 'granted' | 'denied' | undefined;
  /** @internal What waits for consent: the landing page, and the latest signup. */
  _landingUrl: string | undefined;
  /** @internal */ _held: [customerKey: string, email: string | undefined] | null | undefined;
  /** @internal The code reported by this page; it is reported twice only if that failed. */
  _reportedAff: string | null | undefined;
  /** @internal */ _clickId: string | null | undefined;
  /** @internal */ _affiliateUrl: string | undefined;
  /** @internal Runs after each change of the attribution. */
  _onChange: (() => void) | undefined;

  private _windowDays: number | undefined;
  /** Found out when it is needed, because that writes a cookie. */
  private _rootDomain: string | undefined;
  private _sessionId = `sess_${randomLetters()}_${nowMs()}`;
  /** The click call in flight. */
  private _pending: Promise<unknown> | null | undefined;
  private _isWatching: boolean | undefined;

  constructor(options: AffitorInitOptions = {}) {
    this._options = options;
    this.programId = resolveProgramId(options.programId);
  }

  /** Takes over options and finds out which partner this visitor came from. */
  init(options?: AffitorInitOptions): void {
    if (!isBrowser()) return;
    if (options) {
      this._options = { ...this._options, debug: false, ...options };
      if (options.programId !== undefined) this.programId = resolveProgramId(options.programId);
    }
    this._info('Affitor SDK initialized:', options || this._options);
    this._info('Using program ID:', this.programId);
    const attribute = () => this.initializeAffiliateAttribution();
    attribute();
    if (!this._isWatching) watchPage(attribute);
    this._isWatching = true;
  }

  /** Applies the re-click rules to the page's address. `init()` does this by itself. */
  initializeAffiliateAttribution(): void {
    if (isBrowser()) whenShown(() => this._attribute());
  }

  /** Reports a visit to the service. `init()` does this by itself where the rules ask for it. */
  async trackClick(affiliateUrl?: string, existingClickId?: string | null): Promise<void> {
    if (!this._isGranted()) return;
    const landingUrl = affiliateUrl || location.href;
    this._pending = this._send(
      true,
      () => ({
        affiliate_url: cutUrl(landingUrl),
        page_url: cutUrl(location.href),
        page_title: document.title,
        referrer_url: document.referrer,
        session_id: this._sessionId,
        user_agent: navigator.userAgent,
        screen_resolution: `${screen.width}x${screen.height}`,
        viewport_size: `${innerWidth}x${innerHeight}`,
        language: navigator.language,
        timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        existing_click_id: existingClickId || undefined,
      }),
      async (response) => {
        const { click_id: clickId, cookie_window_days: days } =
          (await response.json()) as ClickAnswer;
        if (!clickId || !this._isGranted()) return;
        this._windowDays = days || this._windowDays;
        const ids = appendClickId(this.getClickIds(), clickId);
        this._write(cookies.CLICK_ID, clickId);
        this._write(cookies.LEGACY_CLICK_ID, clickId);
        this._write(cookies.CLICK_IDS, encodeURIComponent(ids.join('|')));
        this._write(cookies.AFFILIATE_URL, encodeURIComponent(landingUrl));
        this._adopt(clickId, landingUrl);
        this._info('Click tracked, click_id saved:', clickId);
      },
    );
    if (!(await this._pending)) this._reportedAff = null;
    this._pending = null;
  }

  /** Reports that this visitor signed up as the user `customerKey` of your product. */
  async signup(customerKey: string, email?: string): Promise<void> {
    // The click may still be on its way.
    if (this._pending) await waitFor('pagehide', 10_000, this._pending);
    if (!this._isGranted()) {
      this._held = [customerKey, email];
      return;
    }
    if (!customerKey) logError('signup() requires customerKey as first argument');
    const clickId = this.getClickId();
    const isTaken = clickId && customerKey && !claimClick(clickId, customerKey);
    const hasAttribution = !isTaken && !!this._clickId;
    if (!hasAttribution) this._info('Signup tracked without affiliate attribution');
    await this._deliver({
      customer_key: customerKey || null,
      email: email || null,
      click_id: isTaken ? null : clickId,
      click_ids: isTaken ? [] : this.getClickIds(),
      page_url: cutUrl(location.href),
      session_id: this._sessionId,
      program_id: this.programId,
      has_attribution: hasAttribution,
      debug_mode: !!this._options.debug,
    });
  }

  /** The click id of this visitor; null without one. */
  getClickId(): string | null {
    return this._clickId || this._readClickId();
  }

  /** All click ids that this browser has held, oldest first. */
  getClickIds(): string[] {
    const ids = parseClickIds(this._read(cookies.CLICK_IDS));
    const id = this.getClickId();
    return id && !ids.includes(id) ? appendClickId(ids, id) : ids;
  }

  /** What is known of this visitor's attribution. */
  getData(): AffitorData {
    return {
      clickId: this.getClickId(),
      programId: this.programId,
      hasAttribution: !!this._clickId,
      affiliateUrl: this._affiliateUrl || null,
    };
  }

  /** @internal Takes a click as this visitor's, or forgets it. */
  _adopt(clickId?: string | null, affiliateUrl?: string): void {
    this._clickId = clickId;
    this._affiliateUrl = affiliateUrl;
    this._onChange?.();
  }

  /** @internal Writes a cookie for the attribution window; for no days, deletes it. */
  _write(name: string, value: string, days = this._windowDays || 60): void {
    try {
      // The brand's server may have set it for this host alone; of two, a page would read either.
      cookies.writeCookie(name, '', 0, '');
      this._rootDomain = this._options.cookieDomain || (this._rootDomain ?? detectRootDomain());
      cookies.writeCookie(name, value, days, this._rootDomain);
    } catch {
      // Without cookies the memory of this page has to do.
    }
  }

  /** @internal Whether this browser may be used; never on a server. */
  _isGranted(): boolean {
    return isBrowser() && (this._decision || this._options.consent || 'granted') === 'granted';
  }

  /** @internal */
  _info(...args: unknown[]): void {
    if (this._options.debug) console.log(PREFIX, ...args);
  }

  /**
   * Sends JSON so that it outlives the page: a navigation right after the call loses nothing. No
   * cookies go along, ours are first-party and travel in the body. What goes wrong is printed and
   * never thrown. True when there is nothing left to do: recorded, or refused for good.
   */
  /** @internal */ async _send(
    isClick: boolean,
    compose: () => object,
    onSuccess: (response: Response) => unknown,
  ): Promise<boolean> {
    const noun = isClick ? 'click' : 'signup';
    const log = (...args: unknown[]) =>
      isClick ? this._info(...args) : logError(args[0], args[1]);
    try {
      const apiBase = this._options.apiBase || 'https://api.affitor.com';
      const response = await fetch(
        `${apiBase.replace(/\/*$/, '/api/v1/track/')}${isClick ? 'click' : 'lead'}`,
        {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(compose()),
          keepalive: true,
          credentials: 'omit',
        },
      );
      const { ok, status, statusText } = response;
      if (ok) await onSuccess(response);
      else log(`Failed to track ${noun}:`, status, statusText);
      return status < 429;
    } catch (error) {
      log(`Error tracking ${noun}:`, error);
      return false;
    }
  }

  /**
   * Sends a lead; if that failed, again after 2, 8, 32 seconds and so on to a quarter of an hour,
   * and when the network returns, unless consent was withdrawn.
   */
  private async _deliver(lead: object, delayMs = 2_000): Promise<void> {
    const isDone = await this._send(
      false,
      () => lead,
      () => this._info('Signup tracked successfully'),
    );
    if (isDone || delayMs > 1e6) return;
    void waitFor('online', delayMs).then(() => {
      if (this._isGranted()) void this._deliver(lead, delayMs * 4);
    });
  }

  private _attribute(): void {
    // Before consent it is only remembered, because the page may move to another address.
    if (readAff(location.href)) this._landingUrl = location.href;
    if (!this._isGranted()) return;
    const clickId = this._readClickId() || this._clickId;
    const knownUrl = parseAffiliateUrl(this._read(cookies.AFFILIATE_URL)) || this._affiliateUrl;
    const aff = readAff(this._landingUrl);
    // The last partner wins, and the same partner counts once. A click id whose landing is unknown
    // may be anybody's: the visit is reported, and the service tells whether it is a new one.
    const isNew = aff !== this._reportedAff && !(clickId && readAff(knownUrl) === aff);
    if (aff && isNew && this._pending) {
      // One at a time, so that the second click names the first.
      void this._pending.then(() => this._attribute());
    } else {
      this._reportedAff = aff;
      if (aff && isNew) void this.trackClick(this._landingUrl, clickId);
      else if (clickId) this._adopt(clickId, knownUrl);
    }
  }

  private _read(name: string): string {
    return this._isGranted() ? cookies.readCookie(name) : '';
  }

  private _readClickId(): string | null {
    const id = this._read(cookies.CLICK_ID);
    if (id) return id;
    const legacyId = this._read(cookies.LEGACY_CLICK_ID);
    if (legacyId) this._write(cookies.CLICK_ID, legacyId);
    return legacyId || null;
  }
}
