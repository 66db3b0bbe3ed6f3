// Owns the steps that a page of the merchant takes with the browser SDK.
import type { Page } from 'playwright-core';
import type { Stage } from './stage.js';

export interface SdkOptions {
  programId?: number | string;
  debug?: boolean;
  cookieDomain?: string;
  apiBase?: string;
  consent?: string;
  respectGlobalPrivacyControl?: boolean;
}

/** What the bundle puts on the page. */
interface SdkOnPage {
  init(options: SdkOptions): unknown;
  signup(customerKey: string, email?: string): Promise<void>;
  getClickId(): string | null;
  getData(): { clickId: string | null; hasAttribution: boolean } | null;
}

declare const sdk: SdkOnPage;

/** Opens an address and starts the SDK on it. */
export async function open(
  page: Page,
  address: string,
  stage: Stage,
  options: SdkOptions = {},
): Promise<void> {
  await page.goto(address);
  await start(page, stage, options);
}

/** Starts the SDK on the page that is open. */
export async function start(page: Page, stage: Stage, options: SdkOptions = {}): Promise<void> {
  const all = { programId: stage.program.id, apiBase: stage.apiBase, ...options };
  await page.evaluate((given) => void sdk.init(given), all);
}

/** Waits until the page knows its click; answers it. */
export async function clickIdOf(page: Page): Promise<string> {
  const handle = await page.waitForFunction(() => sdk.getClickId());
  return (await handle.jsonValue()) as string;
}

export const signUp = (page: Page, customerKey: string, email?: string): Promise<void> =>
  page.evaluate(([key, mail]) => sdk.signup(key as string, mail), [customerKey, email]);

export const dataOf = (page: Page) => page.evaluate(() => sdk.getData());
