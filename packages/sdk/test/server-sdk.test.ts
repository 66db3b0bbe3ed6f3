// Owns the guarantees of the server client against the real service.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Affitor } from '../src/server/index.js';
import { type AffitorService, startAffitorService } from './affitor-service.js';

const DUPLICATE = 'Duplicate transaction_id. This sale has already been recorded.';

let service: AffitorService;
let program: { id: number; key: string };
let affitor: Affitor;

beforeAll(async () => {
  service = await startAffitorService();
  program = await service.createProgram();
  await service.createPartner(program.id, 'p1');
  affitor = new Affitor({ apiKey: program.key, apiUrl: service.url });
});
afterAll(() => service.stop());

/** A visitor who came by a partner's link. */
async function click(): Promise<string> {
  const { data } = await affitor.trackClick({ affiliateUrl: 'https://shop.example/?aff=p1' });
  return data?.success ? data.click_id : '';
}

test('a click, a lead, a sale and its refund reach the service whole', async () => {
  const clickId = await click();
  const lead = { customerExternalId: 'u1', clickId, email: 'a@b.example', eventName: 'signup' };
  expect(await affitor.trackLead(lead)).toMatchObject({ ok: true, data: { success: true } });
  const sale = await affitor.trackSale({
    customerExternalId: 'u1',
    amount: 4900,
    invoiceId: 'in_1',
    currency: 'eur',
    saleType: 'subscription',
    isRecurring: false,
    subscriptionId: 'sub_1',
    subscriptionInterval: 'annual',
    productId: 'pro',
    lineItems: [{ name: 'Pro', amount_cents: 4900, quantity: 1 }],
  });
  expect(sale).toMatchObject({ ok: true, status: 200, data: { success: true } });
  expect(await service.listEvents(program.id, 'click')).toMatchObject([{ click_id: clickId }]);
  expect(await service.listEvents(program.id, 'lead')).toMatchObject([{ click_id: clickId }]);
  expect(await service.listEvents(program.id, 'conversion')).toMatchObject([
    { processor_event_id: 'in_1', amount_cents: 4900, currency: 'EUR' },
  ]);
  const part = await affitor.trackRefund({ invoiceId: 'in_1', refundAmountCents: 1000 });
  expect(part).toMatchObject({ ok: true, data: { success: true } });
  const whole = await affitor.trackRefund({ invoiceId: 'in_1', refundReason: 'asked' });
  expect(whole).toMatchObject({ ok: true, data: { success: true } });
});

test('a sale that was recorded before is a 409 at the first attempt', async () => {
  await affitor.trackLead({ customerExternalId: 'u2', clickId: await click() });
  const sale = { customerExternalId: 'u2', amount: 4900, invoiceId: 'in_2' };
  await affitor.trackSale(sale);
  expect(await affitor.trackSale(sale)).toStrictEqual({
    ok: false,
    status: 409,
    data: null,
    error: DUPLICATE,
  });
});

test('a sale whose answer was lost is recorded once, and its ids come back', async () => {
  await affitor.trackLead({ customerExternalId: 'u3', clickId: await click() });
  let requests = 0;
  const lossy = new Affitor({
    apiKey: program.key,
    apiUrl: service.url,
    async fetch(url, init) {
      requests += 1;
      const response = await fetch(url, init);
      if (requests === 1) throw new Error('socket hang up');
      return response;
    },
  });
  const sale = await lossy.trackSale({ customerExternalId: 'u3', amount: 100, invoiceId: 'in_3' });
  expect(sale).toMatchObject({ status: 409, error: DUPLICATE });
  const conversions = await service.listEvents(program.id, 'conversion');
  const recorded = conversions.filter((event) => event.processor_event_id === 'in_3');
  expect(recorded).toHaveLength(1);
  expect(sale.recovered?.saleId).toBe(recorded[0].id);
});

test('a test sale leaves no conversion', async () => {
  const sale = { customerExternalId: 'nobody', amount: 100, invoiceId: 'in_test' };
  const answer = await affitor.trackSale({ ...sale, additionalData: { test_mode: true } });
  expect(answer.data).toMatchObject({ success: true, data: { test_mode: true } });
  const conversions = await service.listEvents(program.id, 'conversion');
  expect(conversions.map((event) => event.processor_event_id)).not.toContain('in_test');
});

test('a wrong key is refused in the words of the API', async () => {
  const stranger = new Affitor({ apiKey: 'aff_wrong', apiUrl: service.url });
  const error = 'Invalid API token';
  const sale = { customerExternalId: 'u', amount: 1, invoiceId: 'x' };
  expect(await stranger.trackSale(sale)).toStrictEqual({
    ok: false,
    status: 401,
    data: null,
    error,
  });
});
