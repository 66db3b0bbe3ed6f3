// Owns a page for tests: globals as a browser has them, a service that answers, a console to read.
import { vi } from 'vitest';
import { CookieJar } from './cookie-jar.js';

export interface Call {
  path: string;
  url: string;
  init: RequestInit;
  body: any;
}

type Answer = (call: Call) => Response | Promise<Response>;

/** A click answered as the service does; the number tells the clicks of one test apart. */
export const clickAnswer = (number: number, days = 60) =>
  Response.json({
    success: true,
    click_id: `cust_${number}_171234567890${number}`,
    cookie_window_days: days,
  });

/** A browser with one tab. Its cookies and storages outlive the pages that it opens. */
export class FakeBrowser {
  readonly jar = new CookieJar();
  readonly localStorage: Record<string, string> = createStorage();
  readonly sessionStorage: Record<string, string> = createStorage();
  readonly calls: Call[] = [];
  readonly printed: [method: string, ...args: unknown[]][] = [];
  scripts: { src?: string; dataset: Record<string, string> }[] = [];
  isPrerendering = false;
  navigator: Record<string, unknown> = { userAgent: 'Test/1.0', language: 'de-DE' };
  /** Answers clicks with a new id each and leads with success, unless a test replaces it. */
  answer: Answer = (call) =>
    call.path.endsWith('/click')
      ? clickAnswer(this.clicks().length)
      : Response.json({ success: true, message: 'Lead tracked successfully' });
  private url = new URL('https://www.example.com/');
  private events = new EventTarget();
  private documentEvents = new EventTarget();

  /** Loads a page: a fresh document, fresh modules, the same cookies. */
  async open(url: string) {
    this.url = new URL(url);
    this.events = new EventTarget();
    this.documentEvents = new EventTarget();
    vi.unstubAllGlobals();
    vi.resetModules();
    for (const [name, value] of Object.entries(this.globals())) vi.stubGlobal(name, value);
    return import('../src/browser/index.js');
  }

  /** Loads a page, starts the tracker there and waits until its click is through. */
  async visit(url: string, options: object = {}) {
    const sdk = await this.open(url);
    sdk.init({ programId: 123, ...options });
    await this.settle();
    return sdk;
  }

  clicks(): Call[] {
    return this.calls.filter(({ path }) => path.endsWith('/click'));
  }

  leads(): Call[] {
    return this.calls.filter(({ path }) => path.endsWith('/lead'));
  }

  dispatch(name: string, properties: object = {}): void {
    this.events.dispatchEvent(Object.assign(new Event(name), properties));
  }

  /** The visitor goes back or forward within the page. */
  travel(url: string): void {
    this.url = new URL(url, this.url);
    this.dispatch('popstate');
  }

  /** The prerendered page is shown to its visitor. */
  show(): void {
    this.isPrerendering = false;
    this.documentEvents.dispatchEvent(new Event('prerenderingchange'));
  }

  /** Lets everything run that does not wait for time. */
  async settle(): Promise<void> {
    for (let round = 0; round < 30; round++) await Promise.resolve();
  }

  private globals() {
    const go = (_state: unknown, _title: string, url: string) => {
      this.url = new URL(url, this.url);
    };
    const readCookies = () => this.jar.read(this.url.hostname);
    const writeCookie = (text: string) =>
      this.jar.write(this.url.hostname, this.url.protocol === 'https:', text);
    const isPrerendering = () => this.isPrerendering;
    const print =
      (method: string) =>
      (...args: unknown[]) =>
        this.printed.push([method, ...args]);
    return {
      window: globalThis,
      location: locationOf(() => this.url),
      history: { pushState: go, replaceState: go },
      navigator: this.navigator,
      screen: { width: 1920, height: 1080 },
      innerWidth: 1280,
      innerHeight: 720,
      localStorage: this.localStorage,
      sessionStorage: this.sessionStorage,
      addEventListener: this.events.addEventListener.bind(this.events),
      AFFITOR_PROGRAM_ID: undefined,
      console: { ...console, log: print('log'), warn: print('warn'), error: print('error') },
      fetch: async (url: string, init: RequestInit) => {
        const call = {
          url,
          path: new URL(url).pathname,
          init,
          body: JSON.parse(init.body as string),
        };
        this.calls.push(call);
        return this.answer(call);
      },
      document: {
        title: 'Landing',
        referrer: 'https://blog.example/post',
        scripts: this.scripts,
        currentScript: this.scripts.find(({ src }) => src),
        documentElement: { dataset: {} },
        addEventListener: this.documentEvents.addEventListener.bind(this.documentEvents),
        get prerendering() {
          return isPrerendering();
        },
        get cookie() {
          return readCookies();
        },
        set cookie(text: string) {
          writeCookie(text);
        },
      },
    };
  }
}

function locationOf(read: () => URL) {
  return {
    get href() {
      return read().href;
    },
    get hostname() {
      return read().hostname;
    },
    get protocol() {
      return read().protocol;
    },
  };
}

function createStorage(): Record<string, string> {
  const methods = {
    removeItem(this: Record<string, string>, name: string) {
      delete this[name];
    },
  };
  return Object.create(methods);
}
