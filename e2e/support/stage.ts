// Owns the stage of a browser test: the real service on a real database, a merchant and a browser.
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { PROGRAMS, startTestApp, type TestApp } from '../../packages/server/test/test-app.js';
import { createVisitor, launchBrowser, type Visitor } from './browser.js';
import { type Merchant, startMerchant } from './merchant.js';

const HOSTS = [
  'shop.test',
  'www.shop.test',
  'app.shop.test',
  'www.shop.co.uk',
  'me.github.io',
  'localhost',
];

export interface Stage {
  app: TestApp;
  merchant: Merchant;
  browser: Browser;
  apiBase: string;
  program: { id: number; key: string };
  /** The partners behind the links p1 and p2. */
  partners: { p1: number; p2: number };
  /** A new person; every visit ends with `leave`. */
  visit(options?: BrowserContextOptions): Promise<Visitor>;
  /** Lets one more page call the API. */
  allowOrigin(origin: string): Promise<void>;
  /** What the database says of the program, oldest first. */
  readEvents(): Promise<StoredEvents>;
  /** The same without what was there before. */
  readEventsSince(before: StoredEvents): Promise<StoredEvents>;
  close(): Promise<void>;
}

export interface StoredEvents {
  clicks: { clickId: string; partnerId: number }[];
  leads: { customerKey: string | null; partnerId: number | null; clickId: string | null }[];
  sales: { transactionId: string; partnerId: number }[];
}

/** Sets the stage with a program of its own, two partners and their links p1 and p2. */
export async function setStage(): Promise<Stage> {
  const app = await startTestApp();
  await app.app.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.app.http.server.address() as AddressInfo;
  const apiBase = `http://127.0.0.1:${port}`;
  let programId = 0;
  const merchant = await startMerchant(() => ({ apiBase, programId }));
  const origins = [...HOSTS, '127.0.0.1'].flatMap((host) => [
    merchant.origin(host),
    merchant.secureOrigin(host),
  ]);
  const program = await app.createProgram({ name: 'Merchant', allowed_origins: origins });
  programId = program.id;
  const partners = {
    p1: await app.createPartner(program.id, 'p1'),
    p2: await app.createPartner(program.id, 'p2'),
  };
  const browser = await launchBrowser();
  return {
    app,
    merchant,
    browser,
    apiBase,
    program,
    partners,
    visit: (options) => createVisitor(browser, options),
    async allowOrigin(origin) {
      origins.push(origin);
      await app.manage(app.managementKey, `PUT ${PROGRAMS}/${program.id}`, {
        allowed_origins: origins,
      });
    },
    readEvents: () => readEvents(app, program.id),
    async readEventsSince(before) {
      const { clicks, leads, sales } = await readEvents(app, program.id);
      return {
        clicks: clicks.slice(before.clicks.length),
        leads: leads.slice(before.leads.length),
        sales: sales.slice(before.sales.length),
      };
    },
    async close() {
      await browser.close();
      await merchant.close();
      await app.close();
    },
  };
}

async function readEvents({ db }: TestApp, programId: number): Promise<StoredEvents> {
  const read = async <Row extends object>(text: string) =>
    (await db.pool.query<Row>(text, [programId])).rows;
  return {
    clicks: await read(
      `select 'cust_' || customer_id || '_'
         || floor(extract(epoch from clicked_at) * 1000)::bigint || token as "clickId",
         partner_id as "partnerId"
       from click where program_id = $1 order by clicked_at`,
    ),
    leads: await read(
      `select customer_key as "customerKey", partner_id as "partnerId", click_id as "clickId"
       from lead where program_id = $1 order by id`,
    ),
    sales: await read(
      `select processor_event_id as "transactionId", partner_id as "partnerId"
       from sale where program_id = $1 order by id`,
    ),
  };
}
