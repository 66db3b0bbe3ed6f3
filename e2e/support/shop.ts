// Owns the example shop as a process of a test, and a customer's way through it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const ENTRY = fileURLToPath(new URL('../../examples/storefront/src/main.js', import.meta.url));
const OPEN_MAX_MS = 20_000;

/** The example shop while it is open. */
export interface Shop {
  /** `http://<host>:<port>` */
  origin(host: string): string;
  close(): Promise<void>;
}

export type ShopSettings = Record<string, string>;

/** Starts the shop as its README does, with these variables and none of this process. */
export function spawnShop(
  settings: ShopSettings,
  channel: 'ipc' | 'ignore' = 'ignore',
): ChildProcess {
  const stdio = ['ignore' as const, 'pipe' as const, 'pipe' as const, channel];
  return spawn(process.execPath, [ENTRY], { stdio, env: settings });
}

/** Opens the shop on a free port; it ends with this process at the latest. */
export async function openShop(settings: ShopSettings): Promise<Shop> {
  const child = spawnShop({ PORT: '0', ...settings }, 'ipc');
  const port = await readPort(child);
  return {
    origin: (host) => `http://${host}:${port}`,
    async close() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}

async function readPort(child: ChildProcess): Promise<string> {
  let output = '';
  const deadline = AbortSignal.timeout(OPEN_MAX_MS);
  child.stderr?.pipe(process.stderr);
  for (;;) {
    const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, 'data', {
      signal: deadline,
    })) as [Buffer];
    output += chunk.toString();
    const port = /open at http:\/\/[^:]+:(\d+)/.exec(output)?.[1];
    if (port) return port;
  }
}

/** Chooses a plan, signs up and stands at the checkout. */
export async function signUpFor(page: Page, { plan, email }: { plan: string; email: string }) {
  await page.getByRole('link', { name: 'Pricing', exact: true }).click();
  await page.getByRole('link', { name: `Choose ${plan}` }).click();
  await page.getByLabel('Name').fill('Jo Miller');
  await page.getByLabel('Email').fill(email);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.locator('[data-kind=lead]').waitFor();
  await page.getByRole('link', { name: `Continue with ${plan}` }).click();
}

/** What the panel says, newest first. */
export async function readPanel(page: Page): Promise<string[]> {
  return page
    .locator('#journal .entry > p:nth-of-type(2)')
    .evaluateAll((sentences) => sentences.map((sentence) => sentence.textContent?.trim() ?? ''));
}
