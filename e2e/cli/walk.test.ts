// Shows what a new user does: sign in through the browser, make a program, paste the tag, prove it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CLI_OUTPUTS, OPERATIONS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../../packages/server/test/people.js';
import { type DashboardStage, openDashboard } from '../support/dashboard.js';

const BIN = fileURLToPath(new URL('../../packages/cli/bin/affitor.mjs', import.meta.url));
const DRAFT = '<!doctype html><title>Acme</title><h1>Acme</h1>';

let stage: DashboardStage;
let owner: string;
let site: http.Server;
let domain: string;
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-walk-'));
const home = path.join(root, 'home');
const project = path.join(root, 'project');

beforeAll(async () => {
  for (const folder of [home, project]) fs.mkdirSync(folder);
  fs.writeFileSync(path.join(project, 'index.html'), DRAFT);
  site = http.createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(fs.readFileSync(path.join(project, 'index.html')));
  });
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  domain = `localhost:${(site.address() as AddressInfo).port}`;
  stage = await openDashboard({ siteCheckPrivateHosts: [domain] });
  owner = await stage.addMember('owner');
}, 120_000);
afterAll(async () => {
  site.close();
  await stage.close();
  fs.rmSync(root, { recursive: true, force: true });
});

interface Ending {
  code: number | null;
  out: string;
}

/** The command as it is installed, in a process of its own, without a terminal. */
function affitor(...words: string[]): { child: ChildProcess; ended: Promise<Ending> } {
  const url = new URL(stage.url).origin;
  const child = spawn(process.execPath, [BIN, ...words], {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: home, AFFITOR_API_URL: url, BROWSER: 'none' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out }));
  return { child, ended };
}

async function json(...words: string[]) {
  const { code, out } = await affitor(...words, '--json').ended;
  expect(code, out).toBe(0);
  return JSON.parse(out) as unknown;
}

/** Approves in a real browser what the command line asks for. */
async function approve(child: ChildProcess): Promise<void> {
  let said = '';
  const url = await new Promise<string>((resolve) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /browser: (\S+)\n/.exec(said)?.[1];
      if (found) resolve(found);
    });
  });
  const visitor = await stage.visit();
  const { page } = visitor;
  await page.goto(url);
  await page.getByLabel('Email').fill(owner);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('heading', { name: 'The command line is signed in' }).waitFor();
  await visitor.leave();
}

test('from nothing to five gates passed, by the command line alone', async () => {
  const login = affitor('login', '--json');
  await approve(login.child);
  const { code, out } = await login.ended;
  expect(code, out).toBe(0);
  expect(CLI_OUTPUTS.login.parse(JSON.parse(out))).toMatchObject({ email: owner });

  const made = CLI_OUTPUTS.init.parse(
    await json(
      ...['init', '--no-interactive', '--name', 'Acme', '--domain', domain],
      ...['--commission-type', 'recurring_percent', '--commission-rate', '20'],
      ...['--logo-url', 'https://acme.example/logo.png', '--category', 'Analytics'],
      ...['--short-description', 'Charts', '--long-description', 'Charts for everyone'],
    ),
  );
  const tagged = DRAFT.replace('<h1>', `${made.tracking.script_tag}<h1>`);
  fs.writeFileSync(path.join(project, 'index.html'), tagged);

  const chain = CLI_OUTPUTS.test.parse(await json('test', 'chain'));
  expect(chain).toMatchObject({ attributed: true });
  const { readiness } = CLI_OUTPUTS.status.parse(await json('status', '--exit-code'));
  expect(Object.values(readiness.gates).map(({ status }) => status)).toEqual(Array(5).fill('pass'));
  expect(readiness).toMatchObject({ state: 'integration_verified', blocker: null });
  const { checks } = CLI_OUTPUTS.doctor.parse(await json('doctor'));
  expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);

  // The pasted tag is a working one: it loads, and what it asks for is allowed.
  const visitor = await stage.visit();
  const asked = visitor.page.waitForResponse((response) =>
    response.url().endsWith(OPERATIONS.trackClick.path),
  );
  await visitor.page.goto(`http://${domain}/?aff=nobody`);
  const answer = await asked;
  expect(answer.status()).toBeLessThan(500);
  await visitor.leave();
});
