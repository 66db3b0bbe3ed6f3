// Owns the browser of a test file and its visitors, each with a profile of its own.
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  chromium,
  type Page,
} from 'playwright-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/bootstrap/browser.mjs';

/** Hosts of the test pages: all lead to this machine. */
const HOST_RULES = [
  'MAP *.test 127.0.0.1',
  'MAP *.github.io 127.0.0.1',
  'MAP *.co.uk 127.0.0.1',
  'MAP *.localhost 127.0.0.1',
];

const FLAGS = [...BROWSER_FLAGS, `--host-resolver-rules=${HOST_RULES.join(', ')}`];

export async function launchBrowser(options: { withoutFlags?: string[] } = {}): Promise<Browser> {
  const executablePath = await findBrowser();
  if (!executablePath) throw new Error('no Chromium: "npm test" fetches one');
  const ignoreDefaultArgs = options.withoutFlags ?? [];
  return chromium.launch({ executablePath, args: FLAGS, ignoreDefaultArgs });
}

// What a headless browser says of itself counts as a bot, and clicks of bots earn nothing.
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Chrome/140.0.0.0 Safari/537.36';

/** A line that a page wrote to its console. */
export interface ConsoleLine {
  level: string;
  text: string;
  values: unknown[];
}

/** A person with a browser profile of their own, and what their pages did. */
export interface Visitor {
  context: BrowserContext;
  page: Page;
  /** Requests to the tracking API by any page, in order. */
  calls: ApiCall[];
  lines: ConsoleLine[];
  /** Opens one more tab. */
  openTab(): Promise<Page>;
  /** The cookies named affitor… and customer_code, by name. */
  readCookies(): Promise<Record<string, CookieSeen>>;
  /** Ends the visit; fails if a page had an error that nothing caught. */
  leave(): Promise<void>;
}

export interface ApiCall {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

export interface CookieSeen {
  value: string;
  domain: string;
  path: string;
  /** Unix seconds; -1 for a cookie of the session. */
  expires: number;
  secure: boolean;
  httpOnly: boolean;
  sameSite: string;
}

export async function createVisitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    userAgent: USER_AGENT,
    ...options,
  });
  const calls: ApiCall[] = [];
  const lines: ConsoleLine[] = [];
  const errors: string[] = [];
  const reading: Promise<void>[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => reading.push(readLine(message, lines)));
  };
  context.on('page', watch);
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.includes('/track/') || request.method() === 'OPTIONS') return;
    const body = request.postDataJSON() as Record<string, unknown>;
    calls.push({ path: pathname, method: request.method(), headers: request.headers(), body });
  });
  const page = await context.newPage();
  return {
    context,
    page,
    calls,
    lines,
    openTab: () => context.newPage(),
    readCookies: () => readCookies(context),
    async leave() {
      await Promise.allSettled(reading);
      await context.close();
      if (errors.length > 0) throw new Error(`uncaught on a page:\n${errors.join('\n')}`);
    },
  };
}

async function readLine(message: ConsoleMessage, lines: ConsoleLine[]): Promise<void> {
  const line: ConsoleLine = { level: message.type(), text: message.text(), values: [] };
  lines.push(line);
  // A page that is left while its line is read keeps its text.
  line.values = await Promise.all(message.args().map((arg) => arg.jsonValue())).catch(() => []);
}

async function readCookies(context: BrowserContext): Promise<Record<string, CookieSeen>> {
  const cookies = await context.cookies();
  return Object.fromEntries(
    cookies
      .filter(({ name }) => name.startsWith('affitor') || name === 'customer_code')
      .map(({ name, ...seen }) => [name, seen]),
  );
}
