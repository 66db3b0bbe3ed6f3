// Shows that a partner's link, followed through the example shop, leaves exactly what was done.
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  PROGRAMS,
  startTestApp,
  type TestApp,
  type TestProgram,
} from '../../packages/server/test/test-app.js';
import { createVisitor, launchBrowser } from '../support/browser.js';
import { openShop, readPanel, type Shop, signUpFor } from '../support/shop.js';

const MODES = ['browser', 'server'] as const;
const HOSTS = ['www.storefront.localhost', 'localhost'];
const WAYS = MODES.flatMap((mode) => HOSTS.map((host) => ({ mode, host })));

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
  await app.app.http.listen({ host: '127.0.0.1', port: 0 });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser.close();
  await app.close();
});

interface Opened {
  shop: Shop;
  program: TestProgram;
  partnerId: number;
  code: string;
}

let shops = 0;

/** A shop with a program of its own, so that nothing but the visit of a test is in it. */
async function openOwnShop(): Promise<Opened> {
  shops += 1;
  const code = `shop${shops}`;
  const program = await app.createProgram({
    allowed_origins: ['*.storefront.localhost', 'localhost'],
    default_commission_type: 'cps_recurring',
    default_commission_rate: 20,
  });
  const partnerId = await app.createPartner(program.id, code);
  const { port } = app.app.http.server.address() as AddressInfo;
  const shop = await openShop({
    AFFITOR_API_URL: `http://127.0.0.1:${port}`,
    AFFITOR_PROGRAM_ID: String(program.id),
    AFFITOR_API_KEY: program.key,
    AFFITOR_PARTNER_CODE: code,
  });
  onTestFinished(() => shop.close());
  return { shop, program, partnerId, code };
}

/** What the API lists of a program. */
async function listAll(programId: number) {
  const list = async (path: string) => {
    const answer = await app.manage(app.managementKey, `GET ${path}`);
    expect(answer.status).toBe(200);
    return answer.data;
  };
  const events = (kind: string) => list(`/api/tracking/events/${programId}?eventType=${kind}`);
  return {
    clicks: await events('click'),
    leads: await events('lead'),
    sales: await events('conversion'),
    customers: await list(`${PROGRAMS}/${programId}/customers`),
    commissions: await list(`${PROGRAMS}/${programId}/commissions`),
  };
}

describe.each(WAYS)('in $mode mode on $host', ({ mode, host }) => {
  test('signup, purchase, renewal and refund are one click, one lead, two sales and one refund of the partner', async () => {
    const { shop, program, partnerId, code } = await openOwnShop();
    const visitor = await createVisitor(browser);
    const { page } = visitor;
    await page.goto(`${shop.origin(host)}/?aff=${code}&mode=${mode}`);
    await page.locator('[data-kind=click]').waitFor();
    await signUpFor(page, { plan: 'Team', email: 'jo@example.com' });
    await page.getByRole('button', { name: 'Pay $49.00' }).click();
    await page.getByRole('button', { name: 'Renew subscription' }).click();
    await page
      .getByRole('button', { name: /^Refund/ })
      .first()
      .click();
    await page.getByText('Refunded', { exact: true }).waitFor();

    const { clicks, leads, sales, customers, commissions } = await listAll(program.id);
    const clickId = (await visitor.readCookies()).affitor_click_id?.value;
    expect(clicks).toMatchObject([{ click_id: clickId, device_type: 'desktop' }]);
    expect(leads).toMatchObject([{ click_id: clickId, converted: true }]);
    expect(sales).toMatchObject([
      { amount_cents: 4900, is_recurring: true, click_id: clickId },
      { amount_cents: 4900, is_recurring: false, click_id: clickId },
    ]);
    expect(customers).toMatchObject([{ partner_id: partnerId, sales_count: 2 }]);
    expect(leads[0].customer_key).toBe(customers[0].customer_key);
    const ofTheRefunded = await app.call(
      'GET',
      `/api/v1/track/sale/${sales[0].processor_event_id}`,
      {
        key: program.key,
      },
    );
    expect(ofTheRefunded.body.refund).toEqual({ state: 'full', refunded_cents: 4900 });
    expect(commissions).toMatchObject([
      { partner_id: partnerId, sale_id: sales[0].id, status: 'reversed' },
      { partner_id: partnerId, sale_id: sales[1].id, status: 'pending', reversed_cents: 0 },
    ]);
    expect(await readPanel(page)).toEqual([
      expect.stringContaining(`took $9.80 back from commission ${commissions[0].id}`),
      expect.stringContaining(`sale ${sales[0].id} and gave the partner commission`),
      expect.stringContaining(`sale ${sales[1].id} and gave the partner commission`),
      expect.stringContaining('recorded the signup and credited the partner'),
      expect.stringContaining('recorded a visit'),
    ]);
    const calls = visitor.calls.map((call) => call.path.split('/').at(-1));
    expect(calls).toEqual(mode === 'browser' ? ['click', 'lead'] : []);
    await visitor.leave();
  });
});

test('what a visitor does twice is recorded once', async () => {
  const { shop, program, code } = await openOwnShop();
  const visitor = await createVisitor(browser);
  const { page } = visitor;
  const home = shop.origin(HOSTS[0] as string);
  await page.goto(`${home}/?aff=${code}&mode=browser`);
  await page.locator('[data-kind=click]').waitFor();
  await page.reload();
  await page.goto(`${home}/pricing?aff=${code}`);
  await signUpFor(page, { plan: 'Starter', email: 'twice@example.com' });
  await page.goBack();
  await page.reload();
  await page.goForward();
  // The form is sent once more under the number of the same invoice.
  await page.evaluate(async () => {
    const form = document.querySelector('main form') as HTMLFormElement;
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
  });
  await page.getByRole('button', { name: /^Pay/ }).click();
  await page.getByRole('button', { name: /^Report/ }).click();
  await page.locator('[data-status="409"]').waitFor();
  expect((await readPanel(page))[0]).toContain('has this invoice already');
  expect(await page.locator('.invoice').count()).toBe(1);

  const { clicks, leads, sales } = await listAll(program.id);
  expect([clicks, leads, sales].map((events) => events.length)).toEqual([1, 1, 1]);
  const calls = visitor.calls.map((call) => call.path.split('/').at(-1));
  expect(calls).toEqual(['click', 'lead']);
  await visitor.leave();
});
