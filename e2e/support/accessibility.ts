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

/** What a library renders wrongly and we cannot mend. */
export interface Excused {
  rule: string;
  /** How the element begins. */
  html: RegExp;
}

/** The rule that takes most of the time. Pages of one style need it once for each theme. */
export const COLOURS = 'color-contrast';

export interface BarrierOptions {
  /** Only these rules of axe, or all but these. */
  rules?: readonly string[] | undefined;
  without?: readonly string[] | undefined;
  /** Only this part of the page, where the rest stands on other pages, too. */
  within?: string | undefined;
  excused?: readonly Excused[];
}

/** What keeps somebody from using the open page, a line each. */
export async function listBarriers(
  page: Page,
  { rules, without = [], within, excused = [] }: BarrierOptions = {},
): Promise<string[]> {
  // No page here has frames, for which axe would open a tab each time, nor is what passed of use.
  const settings = { resultTypes: ['violations' as const] };
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options(settings);
  const narrowed = rules ? axe.withRules([...rules]) : axe.disableRules([...without]);
  const { violations } = await (within ? narrowed.include(within) : narrowed).analyze();
  return violations.flatMap(({ id, nodes }) => {
    const isExcused = (text: string) =>
      excused.some(({ rule, html }) => rule === id && html.test(text));
    const places = nodes.filter(({ html }) => !isExcused(html)).slice(0, PLACES_MAX);
    const lines = places.map(({ html, failureSummary }) => `${html} ${failureSummary}`);
    return places.length === 0 ? [] : [[id, ...lines].join(' ')];
  });
}
