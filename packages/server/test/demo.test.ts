// Shows that the demo fills an empty folder, performs its chain, stays up, and is used again.
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, findFreePort, type ServiceProcess, spawnService, until } from './service-process.js';

const READY_MAX_MS = 180_000;
const DEMO_MAX_MS = 400_000;
const SHOP_CLOSED_MAX_MS = 10_000;
const READY_LINE = 'Press Ctrl-C to stop.';

let dataDir: string;
let port: number;
let storefrontPort: number;

beforeAll(async () => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor demo '));
  port = await findFreePort();
  storefrontPort = await findFreePort();
});

afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

async function startDemo(): Promise<ServiceProcess> {
  const variables = {
    AFFITOR_DATA_DIR: dataDir,
    NODE_ENV: 'production',
    STOREFRONT_PORT: String(storefrontPort),
  };
  const demo = spawnService(port, variables, 'src/demo/main.ts');
  await until('the demo is ready', READY_MAX_MS, async () => {
    if (/Error|in use/.test(demo.output())) throw new Error(demo.output());
    return demo.output().includes(READY_LINE);
  });
  return demo;
}

test(
  'the demo shows one live chain, hands out keys that work, and is used again',
  async () => {
    const first = await startDemo();
    for (const status of [
      '"success":true,"click_id"',
      'Lead tracked',
      'Sale tracked',
      'refunded',
    ]) {
      expect(first.output()).toContain(status);
    }
    const file = path.join(dataDir, 'demo.json');
    const demo = JSON.parse(fs.readFileSync(file, 'utf8'));
    expect(demo.base_url).toBe(`http://127.0.0.1:${port}`);
    expect(demo.programs.map((program: { name: string }) => program.name)).toEqual([
      'Acme Analytics',
      'Northwind Mail',
    ]);
    expect(demo.owner).toEqual({
      email: 'owner@demo.example',
      password: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
    });
    const signIn = await ask(port, {
      method: 'POST',
      path: '/api/account/sign-in',
      body: demo.owner,
      headers: { origin: demo.base_url },
    });
    expect(signIn.body).toEqual({ data: { status: 'signed_in' } });
    expect(first.output()).toContain(`npx affitor login --api-url ${demo.base_url}\n`);
    expect(demo.programs[0].links).toContainEqual({
      short_link: 'PARTNER123',
      partner: 'Ana Ferreira',
      status: 'active',
    });
    expect(demo.programs[0].links.map((link: { status: string }) => link.status)).toContain(
      'inactive',
    );
    if (process.platform !== 'win32') expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    const programs = '/api/advertiser/affiliate-programs';
    const listed = await ask(port, { method: 'GET', path: programs, key: demo.management_key });
    expect(listed.body.data).toHaveLength(2);
    const performance = `/api/tracking/performance/${demo.programs[0].program_id}?period=30d`;
    const report = await ask(port, { method: 'GET', path: performance, key: demo.management_key });
    expect(report.body.metrics.totalClicks).toBeGreaterThan(500);
    expect(report.body.metrics.totalConversions).toBeGreaterThan(10);
    expect(await first.stop()).toEqual({ code: 0, signal: null });

    const second = await startDemo();
    expect(second.output()).toContain('used again');
    expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual(demo);
    expect(await second.stop()).toEqual({ code: 0, signal: null });
  },
  DEMO_MAX_MS,
);

test(
  'the demo opens the example shop, on another port when its own is taken, and closes it again',
  async () => {
    // A port of its own: that of the first demo may be another program's by now.
    const taken = http.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    storefrontPort = (taken.address() as AddressInfo).port;
    const demo = await startDemo();
    const file = JSON.parse(fs.readFileSync(path.join(dataDir, 'demo.json'), 'utf8'));
    const { storefront_url: url, storefront_link: link, programs } = file;
    expect(new URL(url).port).not.toBe(String(storefrontPort));
    expect(link).toBe(
      `http://www.storefront.localhost:${new URL(url).port}/?aff=${programs[0].links[0].short_link}`,
    );
    expect(demo.output()).toContain(link);
    expect(programs[0].allowed_origins).toContain('*.storefront.localhost');
    const visit = () => fetch(url).then((page) => page.text());
    expect(await visit()).toContain('What just happened');
    await demo.stop();
    await until('the shop is closed', SHOP_CLOSED_MAX_MS, () =>
      visit().then(
        () => false,
        () => true,
      ),
    );
    taken.close();
  },
  DEMO_MAX_MS,
);
