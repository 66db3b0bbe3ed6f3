// Shows that people can protect their own account: two factors, recovery codes, sessions, password.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastTokenTo, newAddress, PASSWORD, totpOf } from '../../packages/server/test/people.js';
import { type DashboardStage, openDashboard, signIn } from '../support/dashboard.js';

let stage: DashboardStage;

beforeAll(async () => {
  stage = await openDashboard();
  await stage.app.createProgram({ name: 'Acme' });
}, 120_000);

afterAll(() => stage.close());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** Leaves the first factor behind; the page then asks for the second. */
async function passPassword(page: Page, email: string): Promise<void> {
  await page.goto(`${stage.url}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await button(page, 'Sign in').click();
}

/** Codes count once; the next half minute would bring another. */
const forgetUsedCodes = () => stage.app.db.pool.query('delete from used_sign_in_code');

test('two factors are switched on with an app, asked for at the next sign-in, and off with the password', async () => {
  const email = await stage.addMember('owner');
  const first = await stage.visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = first;
  await signIn(page, stage.url, email);
  await button(page, /^Account of/).click();
  await page.getByRole('menuitem', { name: 'Your account' }).click();
  await page.getByRole('link', { name: /^Two-factor/ }).click();
  await button(page, 'Switch on…').click();
  await page.getByLabel('Your password').fill('a wrong password');
  await button(page, 'Continue').click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Your password').fill(PASSWORD);
  await button(page, 'Continue').click();

  await page.getByRole('img', { name: 'QR code for the app' }).waitFor();
  await button(page, 'Copy the key').click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  const code = () => totpOf(`otpauth://totp/x?secret=${secret}`);
  await page.getByLabel('Code that the app shows').fill('000000');
  await button(page, 'Switch on').click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Code that the app shows').fill(code());
  await button(page, 'Switch on').click();
  const codes = (await page.getByRole('region', { name: 'Recovery codes' }).innerText())
    .split(/\s+/)
    .filter(Boolean);
  expect(codes.length).toBeGreaterThanOrEqual(8);
  await button(page, 'I have kept them').click();
  await page.getByText('On', { exact: true }).waitFor();
  expect(await page.content()).not.toContain(codes[0]);

  await forgetUsedCodes();
  const second = await stage.visit();
  await passPassword(second.page, email);
  await second.page.getByLabel(/code/i).first().fill(code());
  await button(second.page, /Sign in|Continue/).click();
  await button(second.page, /^Account of/).waitFor();
  await second.leave();

  await button(page, 'Switch off…').click();
  await page.getByLabel('Your password').fill(PASSWORD);
  await button(page, 'Switch off').click();
  await page.getByText('Two-factor sign-in is off').waitFor();
  const third = await stage.visit();
  await signIn(third.page, stage.url, email);
  await third.leave();
  await first.leave();
}, 120_000);

test('a session that is ended elsewhere is over at once, and a new password ends the others', async () => {
  const email = await stage.addMember('member');
  const here = await stage.visit();
  const elsewhere = await stage.visit();
  await signIn(elsewhere.page, stage.url, email);
  await signIn(here.page, stage.url, email);
  const { page } = here;
  await page.goto(`${stage.url}/account/sessions`);
  await page.getByText('This one').waitFor();
  await button(page, /^End the session/).click();
  await page.getByText('The session has ended').waitFor();
  await elsewhere.page.reload();
  await elsewhere.page.waitForURL(/\/sign-in/);

  await signIn(elsewhere.page, stage.url, email);
  await page.goto(`${stage.url}/account/password`);
  await page.getByLabel('Present password').fill(PASSWORD);
  await page.getByLabel('New password').fill('another horse battery');
  await button(page, 'Change the password').click();
  await page.getByText('The password is changed').waitFor();
  await elsewhere.page.reload();
  await elsewhere.page.waitForURL(/\/sign-in/);
  await page.reload();
  await page.getByLabel('Present password').waitFor();
  await elsewhere.leave();
  await here.leave();
}, 90_000);

test('an address changes when the link that it was mailed is opened, and no sooner', async () => {
  const email = await stage.addMember('member');
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, email);
  await page.goto(`${stage.url}/account`);
  const next = newAddress();
  await page.getByLabel('New address').fill(next);
  await page.getByLabel('Your password').fill(PASSWORD);
  await button(page, 'Send the link').click();
  await page.getByText('a link is on its way').waitFor();
  await page.reload();
  await page.getByRole('strong').filter({ hasText: email }).waitFor();
  const token = await lastTokenTo(stage.app, next);
  await page.goto(`${stage.url}/verify-email#token=${token}`);
  await button(page, /Confirm/).click();
  const other = await stage.visit();
  await signIn(other.page, stage.url, next);
  await other.leave();
  await visitor.leave();
}, 60_000);
