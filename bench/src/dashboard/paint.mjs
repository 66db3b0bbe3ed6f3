// Owns how long a person waits for the Overview: the largest contentful paint in a real browser.
import { chromium } from 'playwright-core';
import { BROWSER_FLAGS, ensureBrowser, findBrowser } from '../../../scripts/bootstrap/browser.mjs';

const LOADS = 5;
const OWNER = {
  name: 'Bench',
  email: 'owner@bench.example',
  password: 'a password of the bench that guards nothing',
  workspace_name: 'Bench',
};
const PAINT_TIMEOUT_MS = 30_000;

/**
 * Opens the Overview of a program as its owner, each time with an empty cache.
 *
 * @param {{ url: string, programId: number }} service one whose database has no owner yet
 * @returns {Promise<{ medianMs: number, worstMs: number, what: string }>}
 */
export async function measurePaint({ url, programId }) {
  await ensureBrowser();
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    args: BROWSER_FLAGS,
  });
  try {
    const state = await signIn(browser, url);
    const paints = [];
    for (let load = 0; load <= LOADS; load += 1) {
      const context = await browser.newContext({
        storageState: state,
        viewport: { width: 1440, height: 900 },
      });
      const page = await context.newPage();
      await page.goto(`${url}/app/programs/${programId}`);
      // The chart is the last thing to come; what is painted later does not count any more.
      await page.locator('.recharts-surface').first().waitFor({ timeout: PAINT_TIMEOUT_MS });
      const paint = await page.evaluate(readLargestPaint);
      // The first load warms the service, as any installation in use is.
      if (load > 0) paints.push(paint);
      await context.close();
    }
    paints.sort((left, right) => left.startTimeMs - right.startTimeMs);
    const { startTimeMs: medianMs, what } = paints[LOADS >> 1];
    return { medianMs, worstMs: paints.at(-1).startTimeMs, what };
  } finally {
    await browser.close();
  }
}

async function signIn(browser, url) {
  const context = await browser.newContext();
  const headers = { origin: url };
  const answer = await context.request.post(`${url}/api/account/setup`, { data: OWNER, headers });
  if (!answer.ok()) throw new Error(`no owner could be made: ${await answer.text()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

// Runs in the page.
function readLargestPaint() {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const { startTime, element } = list.getEntries().at(-1);
      const text = element?.textContent?.trim().slice(0, 40) ?? '';
      resolve({ startTimeMs: startTime, what: `${element?.tagName.toLowerCase()} "${text}"` });
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
}
