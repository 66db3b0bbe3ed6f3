// Owns what the generated requests meet: two workspaces with programs, partners, sales and keys.

import type { AddressInfo } from 'node:net';
import { createManagementKey } from '../../src/accounts/index.js';
import { withTransaction } from '../../src/platform/db/index.js';
import { createOwner, startTestApp, type TestApp } from '../test-app.js';

/** The ids and keys that requests are made of. */
export interface World {
  test: TestApp;
  port: number;
  /** Values for a path parameter of this name that name something of the caller's own. */
  own: Record<string, string[]>;
  /** The same for something of another workspace. */
  foreign: Record<string, string[]>;
  /** A program and a key that may be deleted without ending the usefulness of the others. */
  disposable: { programId: string; managementKeyId: string };
  managementKeys: { own: string; foreign: string };
  programKeys: { own: string; foreign: string };
  codes: string[];
  clickIds: string[];
  customerKeys: string[];
  transactionIds: string[];
  close(): Promise<void>;
}

const PROGRAMS = '/api/advertiser/affiliate-programs';

/** Starts an application that listens, and fills it through its own API. */
export async function createWorld(): Promise<World> {
  const test = await startTestApp();
  await test.app.http.listen({ host: '127.0.0.1', port: 0 });
  const { port } = test.app.http.server.address() as AddressInfo;
  const stranger = await createOwner(test.db, test.clock);
  const own = await fill(test, test, 'own');
  const foreign = await fill(test, stranger, 'foreign');
  const disposable = await create(test, test.managementKey, PROGRAMS, {
    name: 'Disposable',
    website_url: 'https://disposable.example',
  });
  const managementKeyId = await createSecondKey(test, test.workspaceId);
  return {
    test,
    port,
    own: own.ids,
    foreign: foreign.ids,
    disposable: { programId: String(disposable.id), managementKeyId },
    managementKeys: { own: test.managementKey, foreign: stranger.managementKey },
    programKeys: { own: own.programKey, foreign: foreign.programKey },
    codes: [own.code, foreign.code, `${own.code}off`],
    clickIds: [...own.clickIds, ...foreign.clickIds],
    customerKeys: ['own-customer', 'foreign-customer', 'own-second'],
    transactionIds: ['own-sale', 'foreign-sale', 'own-test-sale'],
    close: () => test.close(),
  };
}

async function create(test: TestApp, key: string, path: string, body: object) {
  const answer = await test.call('POST', path, { key, body });
  if (answer.status >= 300) throw new Error(`${path} answered ${JSON.stringify(answer.body)}`);
  return answer.body.data;
}

async function createSecondKey(test: TestApp, workspaceId: number): Promise<string> {
  const now = test.clock.now();
  const key = await withTransaction(test.db, (tx) =>
    createManagementKey(tx, { workspaceId, name: 'second', now }),
  );
  return String(key.id);
}

/** A program with all that a program can have. */
async function fill(
  test: TestApp,
  owner: { managementKey: string; workspaceId: number },
  name: string,
) {
  const { managementKey: key } = owner;
  const program = await create(test, key, PROGRAMS, {
    name,
    website_url: `https://${name}.example`,
    default_commission_rate: 20,
  });
  const path = `${PROGRAMS}/${program.id}`;
  const code = `${name}code`;
  const partner = await create(test, key, `${path}/partners`, {
    name: 'First',
    email: `first@${name}.example`,
    link: { short_link: code },
  });
  const off = await create(test, key, `${path}/links`, {
    partner_id: partner.id,
    short_link: `${code}off`,
  });
  await test.call('PUT', `${path}/links/${off.id}`, { key, body: { status: 'inactive' } });
  const group = await create(test, key, `${path}/groups`, { name: 'Second' });
  // Without a browser's name the clicks would be those of a bot, and the sale without commission.
  const visitor = { user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0' };
  const clickIds: string[] = [];
  for (let click = 0; click < 3; click += 1) clickIds.push(await test.click(code, visitor));
  const programKey = program.api_token as string;
  await test.lead({ click_id: clickIds[0], customer_key: `${name}-customer` }, programKey);
  const sale = await test.sale(
    { transaction_id: `${name}-sale`, amount_cents: 10_000, customer_key: `${name}-customer` },
    programKey,
  );
  if (sale.status !== 200 || sale.body.commission_id === null)
    throw new Error(`the sale answered ${JSON.stringify(sale.body)}`);
  const customers = await test.call('GET', `${path}/customers`, { key });
  return {
    programKey,
    code,
    clickIds,
    ids: {
      id: [String(program.id)],
      programId: [String(program.id)],
      partnerId: [String(partner.id)],
      linkId: [String(partner.first_link.id), String(off.id)],
      groupId: [String(group.id), String(partner.group_id)],
      commissionId: [String(sale.body.commission_id)],
      saleId: [String(sale.body.sale_id)],
      customerId: [String(customers.body.data[0].id)],
      clickId: clickIds,
      transaction_id: [`${name}-sale`],
      keyId: [await createSecondKey(test, owner.workspaceId)],
    },
  };
}
