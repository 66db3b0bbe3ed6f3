// Shows that a command line is signed in through the browser: from its request to its first call.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../../packages/server/test/people.js';
import { listBarriers } from '../support/accessibility.js';
import { type DashboardStage, openDashboard, settle, signIn } from '../support/dashboard.js';

const FOLDER = process.env.SCREENSHOTS ?? null;

let stage: DashboardStage;
let owner: string;

beforeAll(async () => {
  if (FOLDER !== null) mkdirSync(FOLDER, { recursive: true });
  stage = await openDashboard();
  owner = await stage.addMember('owner');
}, 120_000);
afterAll(() => stage.close());

interface Started {
  state: string;
  auth_url: string;
  user_code: string;
}

const HEADERS = { 'user-agent': 'affitor-cli/0.2.0 (linux)' };

async function start(): Promise<Started> {
  const answer = await stage.app.call('POST', '/api/v1/cli/auth/start', { headers: HEADERS });
  return answer.data as Started;
}

async function poll({ state }: Started): Promise<{ status: string; token?: string }> {
  const path = `/api/v1/cli/auth/poll?state=${state}`;
  const answer = await stage.app.call('GET', path, { headers: HEADERS });
  return answer.data as { status: string; token?: string };
}

const SCREENS = [
  { width: 1440, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
] as const;

test.each(SCREENS)(
  'whoever is asked to sign in first comes back to approve, at $width px, $colorScheme',
  async ({ width, colorScheme }) => {
    const started = await start();
    const visitor = await stage.visit({ viewport: { width, height: 900 }, colorScheme });
    const { page } = visitor;
    const look = async (name: string) => {
      await settle(page);
      const file = `${name}-${width}-${colorScheme}.png`;
      if (FOLDER !== null) await page.screenshot({ path: path.join(FOLDER, file) });
      expect(await listBarriers(page), name).toEqual([]);
    };
    await page.goto(started.auth_url);
    await page.getByLabel('Email').fill(owner);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(started.user_code).waitFor();
    await look('cli-approval');
    expect(await page.getByText('affitor-cli/0.2.0 (linux)').isVisible()).toBe(true);
    expect(await poll(started)).toEqual({ status: 'pending' });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'The command line is signed in' }).waitFor();
    await look('cli-approved');
    const { status, token } = await poll(started);
    expect(status).toBe('complete');
    const programs = await stage.app.call('GET', '/api/v1/cli/programs', { key: token });
    expect(programs.status).toBe(200);
    await page.goto(started.auth_url);
    await page.getByText('This sign-in has ended').waitFor();
    const denied = await start();
    await page.goto(denied.auth_url);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'Denied' }).waitFor();
    expect(await poll(denied)).toEqual({ status: 'expired', denied: true });
    await visitor.leave();
  },
);

test('a command line is listed among the sessions, and signed out there it is refused at once', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await stage.app.createProgram({ name: 'Acme' });
  const person = await stage.addMember('member');
  await signIn(page, stage.url, person);
  await page.goto(`${stage.url}/account/sessions`);
  const card = page.locator('section', {
    has: page.getByRole('heading', { name: 'Command lines' }),
  });
  await card.getByText('No command line is signed in').waitFor();
  expect(await card.getByRole('region').innerText()).toBe(
    `affitor login --api-url ${new URL(stage.url).origin}`,
  );

  const started = await start();
  await page.goto(started.auth_url);
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('heading', { name: 'The command line is signed in' }).waitFor();
  const { token } = await poll(started);
  const ask = () => stage.app.call('GET', '/api/v1/cli/programs', { key: token });
  expect((await ask()).status).toBe(200);
  await page.goto(`${stage.url}/account/sessions`);
  const line = card.getByRole('listitem').filter({ hasText: 'affitor-cli/0.2.0 (linux)' });
  await line.getByText('Works on Test').waitFor();
  await line.getByText('Last used').waitFor();
  await line.getByRole('button', { name: /^Sign out/ }).click();
  await page.getByText('Cancel').click();
  expect((await ask()).status).toBe(200);
  await line.getByRole('button', { name: /^Sign out/ }).click();
  await page.getByRole('button', { name: 'Sign it out' }).click();
  await page.getByText('The command line is signed out').waitFor();
  await card.getByText('No command line is signed in').waitFor();
  const refused = await ask();
  expect([refused.status, refused.code]).toEqual([401, 'cli_token_invalid']);
  await visitor.leave();
}, 60_000);
