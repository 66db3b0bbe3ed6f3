// Owns the cookie that the brand's own server sets: found by the page, and never counted twice.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { affitorLandings, readClickId } from '@affitor/sdk/express';
import express from 'express';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clickIdOf, open, signUp } from '../support/sdk-page.js';
import { type Stage, type StoredEvents, setStage } from '../support/stage.js';

let stage: Stage;
let server: http.Server;
let home: string;
let before: StoredEvents;
/** What the brand's server read from the cookies of its last request. */
let clickIdOnServer: string | null = null;

beforeAll(async () => {
  stage = await setStage();
  const app = express();
  app.use(affitorLandings({ apiUrl: stage.apiBase, timeoutMs: 10_000 }));
  app.get('/{*path}', async (request, response) => {
    clickIdOnServer = readClickId(request);
    const page = await fetch(`${stage.merchant.origin('127.0.0.1')}${request.path}`);
    response.type(page.headers.get('content-type') ?? 'text/html').send(await page.text());
  });
  server = http.createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  home = `http://brand.test:${(server.address() as AddressInfo).port}`;
  await stage.allowOrigin(home);
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await stage.close();
});
beforeEach(async () => {
  before = await stage.readEvents();
});

const newClicks = async () => (await stage.readEventsSince(before)).clicks;

test('the landing is counted by the server, and the page counts it no second time', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  const clickId = await clickIdOf(visitor.page);
  await visitor.page.waitForLoadState('networkidle');
  expect(clickIdOnServer).toBe(clickId);
  expect(await newClicks()).toEqual([{ clickId, partnerId: stage.partners.p1 }]);
  expect(visitor.calls).toEqual([]);
  await signUp(visitor.page, 'by-server');
  expect((await stage.readEvents()).leads.at(-1)).toMatchObject({
    customerKey: 'by-server',
    partnerId: stage.partners.p1,
  });
  await visitor.leave();
});

test('with the browser’s script blocked the landing still counts', async () => {
  const visitor = await stage.visit({ javaScriptEnabled: false });
  await visitor.page.goto(`${home}/?aff=p1`);
  expect(await newClicks()).toMatchObject([{ partnerId: stage.partners.p1 }]);
  await visitor.page.goto(`${home}/account`);
  const [click] = await newClicks();
  expect(clickIdOnServer).toBe(click?.clickId);
  await visitor.leave();
});

test('another partner’s link afterwards takes over, counted once', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await open(visitor.page, `${home}/?aff=p2`, stage);
  const clickId = await clickIdOf(visitor.page);
  await visitor.page.waitForLoadState('networkidle');
  expect((await newClicks()).map(({ partnerId }) => partnerId)).toEqual([
    stage.partners.p1,
    stage.partners.p2,
  ]);
  expect((await newClicks()).at(-1)?.clickId).toBe(clickId);
  expect(visitor.calls).toEqual([]);
  await visitor.leave();
});

test('a click that the page records replaces the cookies of the server', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  const first = await clickIdOf(visitor.page);
  await visitor.page.evaluate(() => history.pushState({}, '', '/pricing?aff=p2'));
  await expect.poll(async () => (await newClicks()).length).toBe(2);
  const second = (await newClicks()).at(-1)?.clickId;
  await expect.poll(() => readOnPage(visitor.page)).toEqual([second]);
  await open(visitor.page, `${home}/account`, stage);
  expect(await clickIdOf(visitor.page)).toBe(second);
  expect(clickIdOnServer).toBe(second);
  expect(second).not.toBe(first);
  await visitor.leave();
});

/** Every click id among the page's cookies: one that is there twice would be read at random. */
const readOnPage = (page: Page) =>
  page.evaluate(() =>
    [...document.cookie.matchAll(/affitor_click_id=([^;]+)/g)].map(([, id]) => id),
  );
