// Shows that every page of the documentation is whole and usable by everybody: no link leads
// nowhere, no section is empty, light and dark, wide and narrow, and nothing comes from elsewhere.
// With SCREENSHOTS set to a folder, it leaves a picture of each there.
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COLOURS, type Excused, listBarriers, showTheme } from '../support/accessibility.js';
import type { Visitor } from '../support/browser.js';
import { type DashboardStage, openDashboard } from '../support/dashboard.js';

const FOLDER = process.env.SCREENSHOTS ?? null;
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

let stage: DashboardStage;
let origin: string;
let visitor: Visitor;
let pages: string[];
/** Requests that left this machine. */
const foreign: string[] = [];

beforeAll(async () => {
  if (FOLDER !== null) mkdirSync(FOLDER, { recursive: true });
  stage = await openDashboard();
  ({ origin } = new URL(stage.url));
  visitor = await stage.visit({ viewport: WIDE, reducedMotion: 'reduce' });
  visitor.context.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(origin)) {
      foreign.push(request.url());
    }
  });
  const list = await (await fetch(`${origin}/llms.txt`)).text();
  pages = [
    '/docs/',
    ...[...list.matchAll(/\]\((\/docs\/[^)]+)\.md\)/g)].map(([, one]) => one ?? ''),
  ];
}, 120_000);

afterAll(async () => {
  await visitor.leave();
  await stage.close();
});

/** What the browser said since the last time, each line once. */
function readComplaints(): string[] {
  const lines = visitor.lines.splice(0);
  const said = lines.filter(({ level }) => level === 'error' || level === 'warning');
  return [...new Set(said.map(({ text }) => text))];
}

interface Seen {
  ids: string[];
  links: string[];
  emptySections: string[];
}

/** Reads of the open page what is compared when all of them were seen. */
function read(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const headings = [...document.querySelectorAll('.vp-doc :is(h2, h3, h4, h5, h6)')];
    const isEmpty = (heading: Element) => {
      const next = heading.nextElementSibling;
      if (next === null) return true;
      return /^H[1-6]$/.test(next.tagName) && next.tagName <= heading.tagName;
    };
    return {
      ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
      links: [...document.querySelectorAll('a[href]')].map(
        (link) => (link as HTMLAnchorElement).href,
      ),
      emptySections: headings.filter(isEmpty).map(({ id }) => id),
    };
  });
}

/** What Scalar renders wrongly and neither its settings nor a style can mend, with the reason. */
const SCALAR: readonly (Excused & { reason: string })[] = [
  {
    rule: 'aria-allowed-attr',
    html: /^<button aria-selected="(?:true|false)" type="button" class="group\/button/,
    reason: 'The entries of its sidebar say aria-selected, which plain buttons may not.',
  },
  {
    rule: 'aria-allowed-role',
    html: /^<(?:aside [^>]*role="navigation"|button role="search")/,
    reason:
      'Its sidebar is an aside that is called navigation, its search button is called search.',
  },
  {
    rule: 'button-name',
    html: /^<button role="search"/,
    reason: 'The word on its search button is hidden from screen readers, and there is no label.',
  },
  {
    rule: 'aria-required-children',
    html: /^<div [^>]*role="tablist"[^>]*class="client-libraries-list"/,
    reason: 'Its list of client libraries ends with a button that is no tab.',
  },
  {
    rule: 'landmark-unique',
    html: /^<(?:section|div) /,
    reason: 'It makes a region of every operation and every example, and names many alike.',
  },
];

/** Pages made by one program look alike: their colours are looked at on two of them. */
function isOneOfMany(name: string): boolean {
  return /^\/docs\/(?:api\/(?!tracking)|sdk\/(?!react))/.test(name);
}

/** The frame around the content is the same on every page; these two show both kinds of it. */
const WITH_FRAME = ['/docs/', '/docs/getting-started'];

/** Looks at the open page in light and dark, wide and narrow. */
async function look(page: Page, name: string): Promise<void> {
  const picture = async (kind: string) => {
    if (FOLDER === null) return;
    const file = `docs${name.replaceAll('/', '-')}-${kind}.png`;
    // Hiding the caret would need a style that the policy forbids.
    await page.screenshot({ path: path.join(FOLDER, file), caret: 'initial' });
  };
  const within = WITH_FRAME.includes(name) ? undefined : '.VPContent';
  const without = isOneOfMany(name) ? [COLOURS] : [];
  expect.soft(await listBarriers(page, { without, within }), `${name}, light`).toEqual([]);
  await picture('light');
  await showTheme(page, 'dark');
  if (!isOneOfMany(name)) {
    const dark = await listBarriers(page, { rules: [COLOURS], within });
    expect.soft(dark, `${name}, dark`).toEqual([]);
  }
  await picture('dark');
  await page.setViewportSize(NARROW);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${name} scrolls sideways`).toBe(0);
  await picture('narrow');
  await page.setViewportSize(WIDE);
  await showTheme(page, 'light');
}

/** Where a link of the site leads nowhere; null when all is well. */
async function checkLink(link: string, seen: Map<string, Seen>): Promise<string | null> {
  const url = new URL(link);
  const inRepository = /^\/affitor\/affitor\/(?:blob|tree|edit)\/main\/(.+)$/.exec(
    url.pathname,
  )?.[1];
  if (url.host === 'github.com' && inRepository) {
    return existsSync(path.join(REPOSITORY, inRepository)) ? null : link;
  }
  if (url.origin !== origin) return null;
  const target = seen.get(url.pathname);
  if (target) {
    const id = decodeURIComponent(url.hash.slice(1));
    return id === '' || target.ids.includes(id) ? null : link;
  }
  const answer = await fetch(`${url.origin}${url.pathname}`, { headers: { accept: '*/*' } });
  await answer.body?.cancel();
  return answer.status === 200 ? null : link;
}

test('no page has a broken link, an empty section, a barrier, or a complaint in the console', async () => {
  expect(pages.length).toBeGreaterThan(40);
  const { page } = visitor;
  const seen = new Map<string, Seen>();
  for (const name of pages) {
    await page.goto(`${origin}${name}`);
    await page.locator('h1').first().waitFor();
    const found = await read(page);
    seen.set(name, found);
    expect.soft(found.emptySections, `${name} has empty sections`).toEqual([]);
    await look(page, name);
  }
  const links = new Set([...seen.values()].flatMap((found) => found.links));
  const broken: string[] = [];
  for (const link of links) {
    const problem = await checkLink(link, seen);
    if (problem === null) continue;
    const [first] = [...seen].find(([, found]) => found.links.includes(link)) ?? [];
    broken.push(`${first}: ${problem}`);
  }
  expect(broken).toEqual([]);
  expect(readComplaints()).toEqual([]);
  expect(foreign).toEqual([]);
}, 600_000);

test('the search finds a page by its words and leads there, under the policy', async () => {
  const { page } = visitor;
  await page.goto(`${origin}/docs/`);
  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.getByRole('searchbox').fill('negative balance refund');
  await page.locator('.VPLocalSearchBox .result').first().click();
  await page.waitForURL(/\/docs\/.+/);
  expect(readComplaints()).toEqual([]);
}, 120_000);

test('the explorer shows the endpoints of this service and asks nobody else', async () => {
  const { page } = visitor;
  await page.goto(`${origin}/docs/explorer`);
  await page.getByText('Record a click on a partner link').first().waitFor();
  expect.soft(await listBarriers(page, { excused: SCALAR }), 'light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('body.dark-mode').waitFor();
  expect.soft(await listBarriers(page, { rules: [COLOURS] }), 'dark').toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(foreign).toEqual([]);
  expect(readComplaints()).toEqual([]);
}, 120_000);
