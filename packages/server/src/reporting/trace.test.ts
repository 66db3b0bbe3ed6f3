// Guards that a trace tells the whole story of a sale, in the words of the catalogue.
import { OPERATIONS, REASONS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';
import { formulaOf, judgeClick } from './trace-rules.js';

let app: TestApp;
let program: TestProgram;
let ana: number;
let bob: number;
const clicks: string[] = [];
let saleId: number;
let commissionId: number;

// The story of the product's own sketch: two partners, a signup, a sale, a part taken back.
beforeAll(async () => {
  app = await startTestApp({ now: new Date('2026-02-12T09:14:00Z') });
  program = await app.createProgram({ default_hold_period_days: 30 });
  ana = await app.createPartner(program.id, 'ana');
  bob = await app.createPartner(program.id, 'bob');
  clicks.push(await app.click('bob', { page_url: 'https://shop.example/pricing' }));
  app.clock.advanceDays(2);
  clicks.push(await app.click('ana', { existing_click_id: clicks[0] }));
  await app.lead({ click_id: clicks[1], customer_key: 'cus_77' }, program.key);
  app.clock.advanceDays(1);
  const sale = { transaction_id: 'inv_991', amount_cents: 10_000, customer_key: 'cus_77' };
  const { body, status } = await app.sale(sale, program.key);
  expect(status).toBe(200);
  commissionId = body.commission_id;
  app.clock.advanceDays(1);
  clicks.push(await app.click('bob', { existing_click_id: clicks[1] }));
  await app.refund({ transaction_id: 'inv_991', refund_amount_cents: 2_500 }, program.key);
  const found = await app.db.pool.query<{ id: bigint }>('select id from sale');
  saleId = Number(found.rows[0]?.id);
});
afterAll(async () => {
  await assertInvariants(app.db);
  await app.close();
});

async function readTrace(path: string) {
  const url = `/api/advertiser/affiliate-programs/${program.id}/trace${path}`;
  const answer = await app.call('GET', url, { key: app.managementKey });
  expect([path, answer.status, answer.body.error]).toEqual([path, 200, undefined]);
  return OPERATIONS.traceSale.response.parse(answer.body).data;
}

test('the trace of a sale names the winner, and says of every other click why it lost', async () => {
  const trace = await readTrace(`/sales/${saleId}`);
  expect(trace.credited_to).toEqual({ partner_id: ana, name: 'Partner 1' });
  expect(trace.clicks.map((click) => [click.partner?.partner_id, click.outcome.code])).toEqual([
    [bob, 'other_partner_last'],
    [ana, 'last_click'],
    [bob, 'customer_already_bought'],
  ]);
  expect(trace.clicks.map(({ is_credited }) => is_credited)).toEqual([false, true, false]);
  expect(trace.clicks[0]).toMatchObject({ page_url: 'https://shop.example/pricing' });
  const decided = trace.decisions.find(({ subject }) => subject === 'sale');
  expect(decided).toMatchObject({
    winner_click_id: clicks[1],
    rule: { code: 'stored_attribution' },
  });
  expect(decided?.candidates.map(({ is_winner, outcome }) => [is_winner, outcome.code])).toEqual([
    [false, 'other_partner_last'],
    [true, 'stored_attribution'],
  ]);
});

test('the arithmetic, the hold, the refund and the ledger agree to the cent', async () => {
  const trace = await readTrace(`/commissions/${commissionId}`);
  const [commission] = trace.commissions;
  const { amount_cents, reversed_cents, remaining_cents, formula } = commission?.arithmetic ?? {};
  expect([amount_cents, reversed_cents, remaining_cents]).toEqual([2000, 500, 1500]);
  expect(formula).toBe('100.00 × 20% = 20.00 USD');
  expect(commission?.standing.code).toBe('in_hold');
  expect(commission?.hold_period_expires_at).toBe('2026-03-17T09:14:00.000Z');
  expect(trace.refunds).toMatchObject([{ amount_cents: 2500, deduction_cents: 500 }]);
  const pending = commission?.ledger.filter(({ account }) => account === 'partner_pending');
  expect(pending?.map(({ kind, amount_cents: cents }) => [kind, cents])).toEqual([
    ['commission_created', -2000],
    ['commission_reversed', 500],
  ]);
  expect(commission?.history.map(({ reason }) => reason?.code)).toEqual([
    'created',
    'partial_refund',
  ]);
  expect(commission?.policy).toMatchObject({ version: 1, hold_days: 30 });
});

test('a customer and each of its clicks lead to the same story', async () => {
  const { customer, ...rest } = await readTrace(`/sales/${saleId}`);
  const byCustomer = await readTrace(`/customers/${customer?.id}`);
  expect(byCustomer).toEqual({
    ...rest,
    customer,
    subject: { kind: 'customer', id: String(customer?.id) },
  });
  const byClick = await readTrace(`/clicks/${clicks[0]}`);
  expect(byClick.clicks).toEqual(rest.clicks);
});

test('a sale without a commission says why, and what to do', async () => {
  const clickId = await app.click('ana', { user_agent: 'Googlebot/2.1' });
  const sale = { transaction_id: 'bot-sale', amount_cents: 100, click_id: clickId };
  const answer = await app.sale(sale, program.key);
  expect([answer.status, answer.body.commission_id]).toEqual([200, null]);
  const { sales, commissions } = await readTrace(`/clicks/${clickId}`);
  expect(sales[0]?.no_commission).toEqual({ code: 'bot_click', ...REASONS.bot_click });
  expect(commissions).toEqual([]);
});

test('a refused call is explained by its request id', async () => {
  const sale = { transaction_id: 'nobody', amount_cents: 100, customer_key: 'stranger' };
  const refused = await app.sale(sale, program.key);
  const requestId = String(refused.headers['x-request-id']);
  const path = `/api/advertiser/affiliate-programs/${program.id}/trace/refusals`;
  const explain = (id: string) =>
    app.call('GET', `${path}?request_id=${id}`, { key: app.managementKey });
  const { body } = await explain(requestId);
  const { data } = OPERATIONS.traceRefusals.response.parse(body);
  expect(data).toHaveLength(1);
  expect(data[0]).toMatchObject({
    code: refused.code,
    request_id: requestId,
    docs_path: `/docs/errors#${refused.code}`,
  });
  expect(data[0]?.explanation.fix).toBeTruthy();
  expect((await explain('another')).data).toEqual([]);
});

test('every reason that the service writes has a sentence', async () => {
  const { rows } = await app.db.pool.query<{ code: string }>(
    `select rule as code from attribution_decision union select not_due_reason from sale
     where not_due_reason is not null union select reason_code from commission_event
     where reason_code is not null`,
  );
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.map(({ code }) => code).filter((code) => !(code in REASONS))).toEqual([]);
});

test('a formula is written in the decimals of its currency', () => {
  const percent = {
    rateKind: 'percent' as const,
    basisCents: 1999n,
    rateBasisPoints: 1250,
    fixedAmountCents: null,
    clickCount: null,
    amountCents: 250n,
    currency: 'JPY',
  };
  expect(formulaOf(percent)).toBe('1999 × 12.5% = 250 JPY');
  const clicksPaid = { ...percent, rateKind: 'fixed' as const, currency: 'USD' };
  expect(formulaOf({ ...clicksPaid, fixedAmountCents: 5n, clickCount: 50n })).toBe(
    '50 × 0.05 = 2.50 USD',
  );
});

test('a bot and a repeat lose for what they are, whoever won', () => {
  const click = { clickId: 'a', partnerId: 1, clickedAtMs: 5, isBot: false, isRepeat: false };
  const winner = { clickId: 'b', partnerId: 2, clickedAtMs: 9 };
  expect(judgeClick({ ...click, isBot: true }, winner, 'last_click')).toBe('bot_click');
  expect(judgeClick({ ...click, isRepeat: true }, winner, 'last_click')).toBe('repeat_click');
});
