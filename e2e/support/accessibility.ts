// Owns how tests look at a page as people with other eyes and screens do: themes, and barriers.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** How many places of one barrier are told; the first shows what to do. */
const PLACES_MAX = 3;

/**
 * Lets the system ask for light or dark, and waits until the page is all of that colour. The page
 * hears of it a frame later, and then its colours fade: halfway, nothing is readable.
 */
export async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    (isDark) =>
      document.documentElement.classList.contains('dark') === isDark &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    colorScheme === 'dark',
  );
}

/**
 * What keeps somebody from using the open page, a line each.
 *
 * @param rules only these rules of axe; all of them when left out
 */
export async function listBarriers(page: Page, rules?: string[]): Promise<string[]> {
  // No page here has frames, for which axe would open a tab each time, nor is what passed of use.
  const options = { resultTypes: ['violations' as const] };
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options(options);
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations.map(({ id, nodes }) => {
    const places = nodes.slice(0, PLACES_MAX);
    return [id, ...places.map(({ html, failureSummary }) => `${html} ${failureSummary}`)].join(' ');
  });
}
