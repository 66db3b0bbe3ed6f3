// Owns the dashboard of a browser test: the real service at its public address, and its people.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role } from '@affitor/contract';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createUser } from '../../packages/server/src/accounts/service-sign-up.js';
import { insertMember } from '../../packages/server/src/accounts/store-members.js';
import { newAddress, PASSWORD } from '../../packages/server/test/people.js';
import { startTestApp, type TestApp } from '../../packages/server/test/test-app.js';
import { createVisitor, launchBrowser, type Visitor } from './browser.js';

export interface DashboardStage {
  app: TestApp;
  browser: Browser;
  /** Where a person finds the dashboard. */
  url: string;
  visit(options?: BrowserContextOptions): Promise<Visitor>;
  /** A person of the workspace; gives the address to sign in with. */
  addMember(role: Role): Promise<string>;
  close(): Promise<void>;
}

/** Starts the service where its public address says, so that sign-in trusts its own pages. */
export async function openDashboard(
  options: { showsOutbox?: boolean } = {},
): Promise<DashboardStage> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const app = await startTestApp({ config: { publicUrl: origin, ...options } });
  await app.app.http.listen({ host: '127.0.0.1', port });
  const browser = await launchBrowser();
  return {
    app,
    browser,
    url: `${origin}/app`,
    visit: (options) => createVisitor(browser, { locale: 'en-US', ...options }),
    addMember: (role) => addMember(app, role),
    async close() {
      await browser.close();
      await app.close();
    },
  };
}

async function addMember(app: TestApp, role: Role): Promise<string> {
  const email = newAddress();
  const { accounts, clock, workspaceId } = app;
  await accounts.transaction(async (tx) => {
    const user = { name: 'Robin Vale', email, password: PASSWORD, isVerified: true };
    const userId = await createUser(accounts, user);
    await insertMember(tx, workspaceId, { userId, role, now: clock.now() });
  });
  return email;
}

async function freePort(): Promise<number> {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Signs in as people do, and waits for the first page. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: /^Account of/ }).waitFor();
  await settle(page);
}

/** Waits until nothing on the page says that it is still loading. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(
    () => document.querySelector('[aria-label=Loading], .animate-pulse') === null,
  );
}
