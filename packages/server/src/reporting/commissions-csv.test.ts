// Guards the CSV of commissions: every row of the filter, exact amounts, nothing that runs.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';
import { csvLine } from '../platform/csv.js';

let app: TestApp;
let program: TestProgram;
const partners: number[] = [];

beforeAll(async () => {
  app = await startTestApp({ now: new Date('2026-03-01T10:00:00Z') });
  program = await app.createProgram();
  const formula = { name: '=HYPERLINK("https://evil.example","Ana")' };
  partners.push(await app.createPartner(program.id, 'ana', formula));
  partners.push(await app.createPartner(program.id, 'bob'));
  const sales: [string, number, string][] = [
    ['ana', 4999, 'USD'],
    ['bob', 1234, 'JPY'],
  ];
  for (const [code, amount_cents, currency] of sales) {
    const click_id = await app.click(code);
    const transaction_id = `-${code},"1"`;
    const sale = { transaction_id, click_id, amount_cents, currency };
    expect((await app.sale(sale, program.key)).status).toBe(200);
  }
});
afterAll(() => app.close());

async function download(query = ''): Promise<string[]> {
  const path = `/api/advertiser/affiliate-programs/${program.id}/commissions.csv${query}`;
  const answer = await app.call('GET', path, { key: app.managementKey });
  expect([query, answer.status]).toEqual([query, 200]);
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(answer.headers['content-disposition']).toContain('attachment');
  return answer.body.split('\r\n').slice(0, -1);
}

test('amounts are decimals of their currency, and what could run as a formula cannot', async () => {
  const [head, yen, dollar] = await download();
  expect(head).toMatch(/^id,created_at,partner_id,partner_name,/);
  expect(yen).toContain(`,"'-bob,""1""",sale,`);
  expect(yen).toContain(',247,0,247,JPY,');
  expect(dollar).toContain(`,"'=HYPERLINK(""https://evil.example"",""Ana"")",`);
  expect(dollar).toContain(',10.00,0.00,10.00,USD,');
});

test('the filters are those of the list', async () => {
  expect(await download(`?partner_id=${partners[0]}`)).toHaveLength(2);
  expect(await download('?status=approved')).toHaveLength(1);
  expect(await download('?from=2026-03-02')).toHaveLength(1);
});

test('no row is lost where one page ends and the next begins', async () => {
  // All of one moment, so that the ids have to tell the pages apart.
  await app.db.pool.query(
    `with copied as (
       insert into commission (id, program_id, partner_id, enrollment_id, kind, link_id, click_day,
         click_count, policy_id, policy_version, commission_type, rate_kind, fixed_amount_cents,
         currency, amount_cents, hold_expires_at, approval_mode, created_at)
       select nextval('commission_id_seq'), program_id, commission.partner_id, enrollment_id,
         'click', (select min(id) from referral_link), date '2000-01-01' + number, 1, policy_id,
         policy_version, 'cpc', 'fixed', 1, 'USD', 1, hold_expires_at, 'manual', created_at
       from commission, generate_series(1, 2500) number
       where id = (select min(id) from commission)
       returning id
     ) select count(*) from copied`,
  );
  const ids = (await download()).slice(1).map((line) => line.split(',')[0]);
  expect([ids.length, new Set(ids).size]).toEqual([2502, 2502]);
});

test.each([
  ['=1+1', "'=1+1"],
  [' @SUM(A1)', "' @SUM(A1)"],
  ['+49 30', "'+49 30"],
  ['-1-1', "'-1-1"],
  ['-12.50', '-12.50'],
  ['\tx', "'\tx"],
  ['＝1', "'＝1"],
  ['a"b', '"a""b"'],
  ['plain', 'plain'],
])('the cell %j is written as %j', (cell, written) => {
  expect(csvLine([cell])).toBe(`${written}\r\n`);
});
