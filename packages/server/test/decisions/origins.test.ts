// Owns the strict half of C-19: an installation may refuse what comes from pages it does not know.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectLead,
  expectUnattributedLead,
  LISTED_ORIGIN,
  select,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';

const FOREIGN = ['https://evil.example', 'null', 'http://localhost:5174'];
const REFUSED = [403, 'Origin not allowed'] as const;

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms({ config: { foreignOrigins: 'refuse' } });
});
afterAll(() => app.close());

function post(endpoint: 'click' | 'lead', body: object, origin?: string, key?: string) {
  const headers: Record<string, string> = origin === undefined ? {} : { origin };
  return app.call('POST', `/api/v1/track/${endpoint}`, { body, headers, key });
}
const click = (code: string, origin?: string) =>
  post('click', { affiliate_url: `https://shop.example/?aff=${code}` }, origin);

const countRows = async () =>
  (
    await select(
      app.db,
      `select (select count(*) from click) as clicks, (select count(*) from customer) as customers,
         (select count(*) from lead) as leads, (select count(*) from test_event) as tests`,
    )
  )[0];

const refusalsOf = (programId: number) =>
  select(
    app.db,
    `select endpoint, status, count(*)::int as count from tracking_refusal
     where program_id = $1 and code = 'origin_not_allowed' group by endpoint, status
     order by endpoint`,
    [programId],
  );

test('C-19: clicks and browser leads of foreign pages are refused, and leave one row each', async () => {
  const clickId = await app.click('p1');
  const before = await countRows();
  for (const origin of FOREIGN) {
    expectError(await click('p1', origin), ...REFUSED);
    const leads = [
      { click_id: clickId, customer_key: unique('user') },
      { program_id: app.a.id, customer_key: unique('user') },
    ];
    for (const lead of leads) expectError(await post('lead', lead, origin), ...REFUSED);
    const asTest = { additional_data: { test_mode: true } };
    expectError(await post('click', asTest, origin), ...REFUSED);
    expectError(await post('lead', asTest, origin), ...REFUSED);
  }
  expect(await countRows()).toEqual(before);
  expect(await refusalsOf(app.a.id)).toEqual([
    { endpoint: 'click', status: 403, count: FOREIGN.length },
    { endpoint: 'lead', status: 403, count: 2 * FOREIGN.length },
  ]);
  // The visitor is where it was.
  expectLead(await post('lead', { click_id: clickId, customer_key: unique('user') }));
});

test('C-19: an origin of another program is as foreign as any', async () => {
  expectError(await click('p3', LISTED_ORIGIN), ...REFUSED);
  expect(await refusalsOf(app.b.id)).toEqual([{ endpoint: 'click', status: 403, count: 1 }]);
});

test('C-19: listed pages, and callers that are no pages, are served', async () => {
  for (const origin of [LISTED_ORIGIN, undefined]) {
    const recorded = await click('p1', origin);
    expect([recorded.status, recorded.body.success]).toEqual([200, true]);
    const lead = { click_id: recorded.body.click_id, customer_key: unique('user') };
    expectLead(await post('lead', lead, origin));
  }
  // A key proves more than an origin.
  const lead = { customer_key: unique('user') };
  expectUnattributedLead(await post('lead', lead, FOREIGN[0], app.a.key));
});

test('C-19: an origin that is added or removed counts from the next call on', async () => {
  const origin = 'https://new.example';
  const settings = (origins: string[]) =>
    app.manage(app.managementKey, `PUT /api/advertiser/affiliate-programs/${app.a.id}`, {
      allowed_origins: origins,
    });
  expectError(await click('p1', origin), ...REFUSED);
  await settings([LISTED_ORIGIN, origin]);
  expect((await click('p1', origin)).status).toBe(200);
  await settings([LISTED_ORIGIN]);
  expectError(await click('p1', origin), ...REFUSED);
});

test('the data is sound after all of this', () => assertInvariants(app.db));
