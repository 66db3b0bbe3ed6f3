// Owns what a visitor and the books see while the API is down, slow, wrong or out of reach.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clickIdOf, dataOf, open, signUp } from '../support/sdk-page.js';
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

test('with the API down the page works, and the next landing is counted', async () => {
  const visitor = await stage.visit();
  const down = { apiBase: 'http://127.0.0.1:9' };
  await open(visitor.page, `${home}/?aff=p1`, stage, down);
  await signUp(visitor.page, 'while-down');
  expect((await dataOf(visitor.page))?.hasAttribution).toBe(false);
  expect(await visitor.readCookies()).toEqual({});
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  expect((await stage.readEvents()).clicks).toHaveLength(before.clicks.length + 1);
  await visitor.leave();
});

test('an API that answers HTML changes nothing on the page', async () => {
  const visitor = await stage.visit();
  await visitor.context.route('**/track/*', (route) =>
    route.fulfill({
      status: 200,
      contentType: 'text/html',
      headers: { 'access-control-allow-origin': '*' },
      body: '<!doctype html><h1>Captive portal</h1>',
    }),
  );
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await signUp(visitor.page, 'html');
  expect((await dataOf(visitor.page))?.clickId).toBeNull();
  expect(await visitor.readCookies()).toEqual({});
  await visitor.leave();
});

test('a click that is answered after ten seconds is still credited, and holds up no page', async () => {
  const visitor = await stage.visit();
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  await visitor.context.route('**/track/click', async (route) => {
    await isReleased;
    await route.continue();
  });
  await visitor.page.clock.install();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  expect(await visitor.page.locator('h1').innerText()).toBe('Merchant');
  const signingUp = signUp(visitor.page, 'patient');
  // Ten seconds of the page's own clock pass before the API answers.
  await visitor.page.clock.runFor(9_000);
  release();
  await signingUp;
  const { leads } = await stage.readEvents();
  expect(leads.slice(before.leads.length)).toMatchObject([
    { customerKey: 'patient', partnerId: stage.partners.p1 },
  ]);
  await visitor.leave();
});

test('a signup without a network is delivered once the network is back, and once only', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  await visitor.context.setOffline(true);
  await signUp(visitor.page, 'offline');
  await visitor.context.setOffline(false);
  await expect
    .poll(async () => (await stage.readEventsSince(before)).leads, {
      timeout: 20_000,
    })
    .toMatchObject([{ customerKey: 'offline', partnerId: stage.partners.p1 }]);
  await visitor.leave();
});

test('a signup survives the navigation that follows it at once', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  await visitor.page.evaluate(() => {
    void (window as unknown as { sdk: { signup(key: string): Promise<void> } }).sdk.signup('gone');
    location.href = '/bare';
  });
  await visitor.page.waitForURL('**/bare');
  await expect
    .poll(async () => (await stage.readEventsSince(before)).leads)
    .toMatchObject([{ customerKey: 'gone', partnerId: stage.partners.p1 }]);
  await visitor.leave();
});
