// Owns the guarantee that the server client says and understands what the API's contract says.
import { OPERATIONS, type Operation } from '@affitor/contract';
import { expect, expectTypeOf, test } from 'vitest';
import { recordClick } from '../src/landing/click-call.js';
import {
  Affitor,
  type TrackClickData,
  type TrackLeadData,
  type TrackRefundData,
  type TrackSaleData,
} from '../src/server/index.js';

/** The names that an operation's body may have. */
function fieldsOf(operation: Operation): string[] {
  return Object.keys((operation.body as unknown as { shape: object }).shape);
}

type Reply<Name extends keyof typeof OPERATIONS> = Exclude<
  (typeof OPERATIONS)[Name]['response'],
  undefined
>['_zod']['output'];

test('every field that is sent is one of the contract', async () => {
  const sent = new Map<string, string[]>();
  const fetch = async (url: string, { body }: RequestInit) => {
    sent.set(new URL(url).pathname, Object.keys(JSON.parse(body as string)));
    return new Response('{"success":false}');
  };
  const affitor = new Affitor({ apiKey: 'k', apiUrl: 'http://api.example', fetch });
  const customer = { customerExternalId: 'u', clickId: 'c', eventName: 'e', additionalData: {} };
  await affitor.trackLead({ ...customer, email: 'm' });
  await affitor.trackSale({
    ...customer,
    amount: 1,
    invoiceId: 'i',
    currency: 'USD',
    saleType: 'payment',
    isRecurring: true,
    subscriptionId: 's',
    subscriptionInterval: 'monthly',
    productId: 'p',
    lineItems: [],
  });
  await affitor.trackRefund({ invoiceId: 'i', refundAmountCents: 1, refundReason: 'r' });
  const urls = { affiliateUrl: 'a', pageUrl: 'p', referrerUrl: 'r' };
  await affitor.trackClick({ ...urls, existingClickId: 'x' });
  const api = { apiUrl: 'http://api.example/landing', fetch, timeoutMs: 1_000 };
  const visit = {
    method: 'GET',
    url: null,
    isSecure: false,
    forwardedFor: null,
    header: () => 'x',
  };
  await recordClick({ visit, landingUrl: 'http://a', existingClickId: 'x' }, api);
  const { trackClick, trackLead, trackSale, trackRefund } = OPERATIONS;
  for (const operation of [trackClick, trackLead, trackSale, trackRefund]) {
    expect(fieldsOf(operation)).toEqual(expect.arrayContaining(sent.get(operation.path) ?? ['?']));
  }
  const landing = sent.get(`/landing${trackClick.path}`) ?? ['?'];
  expect(fieldsOf(trackClick)).toEqual(expect.arrayContaining(landing));
});

test('every answer of the contract is one that the types know', () => {
  // The client has no input that would make a click a test.
  expectTypeOf<Exclude<Reply<'trackClick'>, { data: object }>>().toExtend<TrackClickData>();
  expectTypeOf<Reply<'trackLead'>>().toExtend<TrackLeadData>();
  expectTypeOf<Reply<'trackSale'>>().toExtend<TrackSaleData>();
  expectTypeOf<Reply<'trackRefund'>>().toExtend<TrackRefundData>();
});
