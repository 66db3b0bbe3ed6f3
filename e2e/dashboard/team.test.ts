// Shows that a team comes together and stays within its roles: invited, mailed, joined, limited.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailsTo, newAddress, PASSWORD } from '../../packages/server/test/people.js';
import { type DashboardStage, openDashboard, settle, signIn } from '../support/dashboard.js';

let stage: DashboardStage;
let owner: string;
let programId: number;

beforeAll(async () => {
  stage = await openDashboard({ showsOutbox: true });
  owner = await stage.addMember('owner');
  programId = (await stage.app.createProgram({ name: 'Acme' })).id;
}, 120_000);

afterAll(() => stage.close());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const settings = (section: string) => `${stage.url}/programs/${programId}/settings/${section}`;

test('an invited person joins by the mail, sees what the role allows, and loses it when removed', async () => {
  const owning = await stage.visit();
  await signIn(owning.page, stage.url, owner);
  await owning.page.goto(settings('team'));
  await owning.page.getByText('the last owner').waitFor();
  expect(await button(owning.page, /^Remove/).count()).toBe(0);

  const address = newAddress();
  await button(owning.page, 'Invite somebody').click();
  await owning.page.getByLabel('Email').fill('no address');
  await button(owning.page, 'Send the invitation').click();
  await owning.page.getByRole('alert').waitFor();
  await owning.page.getByLabel('Email').fill(address);
  await owning.page.getByLabel('Role').selectOption('member');
  await button(owning.page, 'Send the invitation').click();
  await owning.page.getByText('Waiting').waitFor();
  await mailsTo(stage.app, address);

  const joining = await stage.visit();
  const { page } = joining;
  await page.goto(stage.url.replace(/\/app$/, '/dev/outbox'));
  await page.locator(`article[data-to="${address}"] a`).first().click();
  await page.getByLabel('Your name').fill('Dana Doe');
  await page.getByLabel('Password').fill(PASSWORD);
  await button(page, 'Join the workspace').click();
  await button(page, /^Account of Dana/).waitFor();

  await page.goto(settings('team'));
  await settle(page);
  expect(await button(page, /^(?:Invite|Remove|Send|Cancel)/).count()).toBe(0);
  await page.goto(settings('api-key'));
  await page.getByText('Only owners of the workspace may replace it.').waitFor();
  await page.goto(settings('audit-log'));
  await page.getByRole('cell', { name: 'Invitation sent' }).waitFor();

  await owning.page.reload();
  await owning.page.getByLabel('Role of Dana Doe').selectOption('read_only');
  await owning.page.getByText('The role counts').waitFor();
  await page.goto(settings('approval'));
  await page.getByText('Your role may look at settings').waitFor();

  await button(owning.page, 'Remove Dana Doe').click();
  await button(owning.page, 'Remove the member').click();
  await owning.page.getByText('Dana Doe is no member').waitFor();
  await page.reload();
  await page.getByText('Dana Doe').waitFor({ state: 'detached' });
  await owning.page.goto(settings('audit-log?action=member.removed'));
  await owning.page.getByRole('cell', { name: 'Member removed' }).waitFor();
  expect(await owning.page.getByRole('row').count()).toBe(2);
  await joining.leave();
  await owning.leave();
}, 120_000);

test('a cancelled invitation opens nothing, and another mail makes the first link worthless', async () => {
  const owning = await stage.visit();
  const { page } = owning;
  await signIn(page, stage.url, owner);
  const address = newAddress();
  await page.goto(settings('team'));
  await button(page, 'Invite somebody').click();
  await page.getByLabel('Email').fill(address);
  await button(page, 'Send the invitation').click();
  await button(page, `Send to ${address} again`).click();
  await page.getByText('A new link is on its way').waitFor();
  const tokens = (await mailsTo(stage.app, address)).map(({ token }) => token);
  expect(new Set(tokens).size).toBe(2);
  const open = async (token: string | undefined) => {
    const visitor = await stage.visit();
    await visitor.page.goto(`${stage.url}/accept-invitation#token=${token}`);
    await visitor.page
      .getByRole('button', { name: /Join|Try/ })
      .or(visitor.page.getByRole('alert'))
      .first()
      .waitFor();
    const isOpen =
      (await visitor.page.getByRole('button', { name: 'Join the workspace' }).count()) > 0;
    await visitor.leave();
    return isOpen;
  };
  expect([await open(tokens[0]), await open(tokens[1])]).toEqual([true, false]);
  await button(page, `Cancel the invitation of ${address}`).click();
  await page.getByText('Cancelled').waitFor();
  expect(await open(tokens[0])).toBe(false);
  await owning.leave();
}, 90_000);
