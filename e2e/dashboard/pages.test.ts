// Shows that every page of the dashboard is usable by everybody: on any screen, light or dark.
// With SCREENSHOTS set to a folder, it leaves a picture of each there ("npm run screenshots").
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BarrierOptions, COLOURS, listBarriers, showTheme } from '../support/accessibility.js';
import { type DashboardStage, openDashboard, settle, signIn } from '../support/dashboard.js';
import {
  liveHistory,
  liveStory,
  type ProgramHistory,
  type Story,
} from '../support/program-history.js';

const FOLDER = process.env.SCREENSHOTS ?? null;

let stage: DashboardStage;
let history: ProgramHistory;
let story: Story;
let owner: string;

beforeAll(async () => {
  if (FOLDER !== null) mkdirSync(FOLDER, { recursive: true });
  stage = await openDashboard();
  history = await liveHistory(stage.app);
  story = await liveStory(stage.app, history.key);
  owner = await stage.addMember('owner');
}, 120_000);

afterAll(() => stage.close());

const ACCOUNT_PAGES = {
  'sign-in': '/sign-in',
  setup: '/setup',
  'forgot-password': '/forgot-password',
  'reset-password': '/reset-password#token=abc',
  'verify-email': '/verify-email#token=abc',
};

/** Every page of a program, by the name of its picture. */
function programPages(): Record<string, string> {
  const base = `/programs/${history.programId}`;
  return {
    overview: base,
    events: `${base}/events`,
    'events-none': `${base}/events?mode=test`,
    lab: `${base}/lab`,
    'welcome-program': '/welcome',
    'welcome-terms': `/welcome?step=terms&program=${history.programId}`,
    'welcome-integrate': `/welcome?step=integrate&program=${history.programId}`,
    partners: `${base}/partners`,
    partner: `${base}/partners/${history.partners[0]}`,
    links: `${base}/links`,
    groups: `${base}/groups`,
    group: `${base}/groups/${history.groupId}`,
    customers: `${base}/customers`,
    customer: `${base}/customers?open=1`,
    commissions: `${base}/commissions`,
    commission: `${base}/commissions?open=1`,
    'overview-narrowed': `${base}?period=90d&partner=${history.partners[1]}&metric=clicks`,
    'overview-source': `${base}?source=google.com`,
    trace: `${base}/trace/sales/${story.saleId}`,
    refusals: `${base}/trace/refusals`,
    refusal: `${base}/trace/refusals/${story.refused.requestId}`,
    'commissions-none': `${base}/commissions?status=paid`,
    'settings-profile': `${base}/settings/profile`,
    'settings-tracking': `${base}/settings/tracking`,
    'settings-origins': `${base}/settings/origins`,
    'settings-api-key': `${base}/settings/api-key`,
    'settings-management-keys': `${base}/settings/management-keys`,
    'settings-approval': `${base}/settings/approval`,
    'settings-commission': `${base}/settings/commission`,
    'settings-branding': `${base}/settings/branding`,
    'settings-leads': `${base}/settings/leads`,
    'settings-payments': `${base}/settings/payments`,
    'settings-share': `${base}/settings/share`,
    'settings-team': `${base}/settings/team`,
    'settings-audit-log': `${base}/settings/audit-log`,
    account: '/account',
    'account-password': '/account/password',
    'account-two-factor': '/account/two-factor',
    'account-sessions': '/account/sessions',
    'account-workspaces': '/account/workspaces',
    'settings-danger': `${base}/settings/danger`,
    'new-program': '/new-program',
    'cli-approval-ended': '/cli/approve?request=ended',
    'not-found': `/programs/999999`,
  };
}

interface Screen {
  width: number;
  colorScheme: 'light' | 'dark';
  /** What may have changed since the screens before; null where only things stand elsewhere. */
  look: Pick<BarrierOptions, 'rules' | 'without'> | null;
}

/** The first is how a page is opened; then the window and the theme change before its eyes. */
const SCREENS: readonly Screen[] = [
  { width: 1440, colorScheme: 'light', look: {} },
  { width: 1440, colorScheme: 'dark', look: { rules: [COLOURS] } },
  { width: 390, colorScheme: 'dark', look: { without: [COLOURS] } },
  { width: 390, colorScheme: 'light', look: null },
  { width: 1024, colorScheme: 'light', look: null },
];

/** Opens a page once and looks at it on every screen. */
async function lookAt(page: Page, name: string, address: string): Promise<void> {
  for (const [index, { width, colorScheme, look }] of SCREENS.entries()) {
    await page.setViewportSize({ width, height: 900 });
    if (index === 0) await page.goto(`${stage.url}${address}`);
    await settle(page);
    await showTheme(page, colorScheme);
    const shown = `${name}-${width}-${colorScheme}`;
    if (FOLDER !== null) await page.screenshot({ path: path.join(FOLDER, `${shown}.png`) });
    if (look !== null) expect.soft(await listBarriers(page, look), shown).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect.soft(overflow, `${shown} scrolls sideways`).toBe(0);
  }
  expect.soft(await page.evaluate(() => 'harmed' in window), name).toBe(false);
}

test('every page is accessible, fits any screen and leaves nothing in the console', async () => {
  const visitor = await stage.visit({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  const { page } = visitor;
  for (const [name, address] of Object.entries(ACCOUNT_PAGES)) await lookAt(page, name, address);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, stage.url, owner);
  for (const [name, address] of Object.entries(programPages())) await lookAt(page, name, address);
  const complaints = visitor.lines
    .filter(({ level }) => level === 'error' || level === 'warning')
    .map(({ text }) => text)
    // The browser's own remark about the program that does not exist.
    .filter((text) => !/status of 404/.test(text));
  expect(complaints).toEqual([]);
  await visitor.leave();
}, 600_000);
