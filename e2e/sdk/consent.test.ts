// Owns consent: what is kept before it, after it and after its withdrawal.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clickIdOf, open, signUp, start } from '../support/sdk-page.js';
import { type Stage, type StoredEvents, setStage } from '../support/stage.js';

let stage: Stage;
let home: string;
let before: StoredEvents;
beforeAll(async () => {
  stage = await setStage();
  home = stage.merchant.origin('shop.test');
});
afterAll(() => stage.close());
beforeEach(async () => {
  before = await stage.readEvents();
});

declare const sdk: {
  setConsent(consent: 'granted' | 'denied'): void;
  consentOfBrowser(): string;
};
const decide = (page: Page, consent: 'granted' | 'denied') =>
  page.evaluate((given) => sdk.setConsent(given), consent);

async function expectNothingStored(page: Page): Promise<void> {
  expect(await page.evaluate(() => [document.cookie, localStorage.length])).toEqual(['', 0]);
}

test('before consent nothing is stored or sent; then the landing is counted', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage, { consent: 'required' });
  await visitor.page.evaluate(() => history.pushState({}, '', '/pricing'));
  await visitor.page.waitForLoadState('networkidle');
  expect(visitor.calls).toEqual([]);
  await expectNothingStored(visitor.page);
  await decide(visitor.page, 'granted');
  const clickId = await clickIdOf(visitor.page);
  expect((await stage.readEventsSince(before)).clicks).toEqual([
    { clickId, partnerId: stage.partners.p1 },
  ]);
  expect(visitor.calls[0]?.body.affiliate_url).toBe(`${home}/?aff=p1`);
  await visitor.leave();
});

test('withdrawal deletes what was stored', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  await signUp(visitor.page, 'withdrawing');
  await decide(visitor.page, 'denied');
  await expectNothingStored(visitor.page);
  expect(await visitor.readCookies()).toEqual({});
  await visitor.leave();
});

test('denied keeps and sends nothing, whatever the page calls', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage, { consent: 'denied' });
  await signUp(visitor.page, 'denied');
  await visitor.page.waitForLoadState('networkidle');
  expect(visitor.calls).toEqual([]);
  await expectNothingStored(visitor.page);
  await visitor.leave();
});

test('Global Privacy Control can stand for a denial', async () => {
  const visitor = await stage.visit();
  await visitor.context.addInitScript(() => {
    Object.defineProperty(navigator, 'globalPrivacyControl', { value: true });
  });
  await visitor.page.goto(`${home}/?aff=p1`);
  const consent = await visitor.page.evaluate(() => sdk.consentOfBrowser());
  expect(consent).toBe('denied');
  await start(visitor.page, stage, { consent });
  await visitor.page.waitForLoadState('networkidle');
  expect(visitor.calls).toEqual([]);
  await visitor.leave();
});
