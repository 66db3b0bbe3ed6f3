// Owns the guarantees of the server client that need no service: what it sends, and what it makes
// of every kind of answer.
import { describe, expect, test } from 'vitest';
import DefaultAffitor, {
  Affitor,
  AffitorApiError,
  type AffitorOptions,
} from '../src/server/index.js';
import { connect, json, KEY, ok, SALE } from './scripted-network.js';

describe('the constructor', () => {
  test('is the default export as well', () => {
    expect(DefaultAffitor).toBe(Affitor);
  });

  test.each([undefined, {}, { apiKey: '' }])('refuses to work without a key (%j)', (options) => {
    expect(() => new Affitor(options as AffitorOptions)).toThrow('Affitor: `apiKey` is required');
  });

  test('refuses to work where there is no fetch', () => {
    const { fetch } = globalThis;
    Reflect.deleteProperty(globalThis, 'fetch');
    try {
      expect(() => new Affitor({ apiKey: KEY })).toThrow(
        'Affitor: no global fetch — pass `options.fetch` (Node < 18)',
      );
    } finally {
      globalThis.fetch = fetch;
    }
  });
});

describe('a wrong call throws before any request', () => {
  const { affitor, sent } = connect([ok()]);
  const whoever = '`customerExternalId` or `clickId` is required';
  const cents = 'Affitor.trackSale: `amount` must be a positive integer (cents)';
  const refunded = 'Affitor.trackRefund: `refundAmountCents` must be a non-negative integer';
  const cases: [name: string, call: () => unknown, message: string][] = [
    ['a lead of nobody', () => affitor.trackLead({}), `Affitor.trackLead: ${whoever}`],
    [
      'a sale to nobody, before its amount',
      () => affitor.trackSale({ amount: 0, invoiceId: '' }),
      `Affitor.trackSale: ${whoever}`,
    ],
    ...[0, -1, 9.9, '100', Number.NaN].map((amount): [string, () => unknown, string] => [
      `a sale of ${JSON.stringify(amount)}, before its invoice`,
      () => affitor.trackSale({ ...SALE, amount: amount as number, invoiceId: '' }),
      cents,
    ]),
    [
      'a sale without an invoice',
      () => affitor.trackSale({ ...SALE, invoiceId: '' }),
      'Affitor.trackSale: `invoiceId` is required (idempotency key)',
    ],
    [
      'a refund without an invoice',
      () => affitor.trackRefund({ invoiceId: '' }),
      'Affitor.trackRefund: `invoiceId` is required',
    ],
    ...[-1, 0.5, Number.NaN].map((amount): [string, () => unknown, string] => [
      `a refund of ${amount}, which JSON could turn into a full one`,
      () => affitor.trackRefund({ invoiceId: 'i', refundAmountCents: amount }),
      refunded,
    ]),
  ];

  test.each(cases)('%s', (_name, call, message) => {
    expect(call).toThrow(message);
    expect(sent).toEqual([]);
  });
});

describe('what is sent', () => {
  test('a sale names its fields as the API does, and nothing that was left out', async () => {
    const { affitor, sent } = connect([ok()]);
    await affitor.trackSale(SALE);
    expect(sent).toEqual([
      {
        url: 'https://api.affitor.com/api/v1/track/sale',
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${KEY}` },
        body: { customer_key: 'u', amount_cents: 100, transaction_id: 'i' },
      },
    ]);
  });

  test('every input of a sale has its place', async () => {
    const { affitor, sent } = connect([ok()]);
    await affitor.trackSale({
      ...SALE,
      clickId: null,
      currency: 'EUR',
      saleType: 'subscription',
      isRecurring: true,
      subscriptionId: 's',
      subscriptionInterval: 'annual',
      eventName: 'e',
      productId: 'p',
      lineItems: [{ name: 'n' }],
      additionalData: { test_mode: true },
    });
    expect(sent[0]?.body).toEqual({
      customer_key: 'u',
      click_id: null,
      amount_cents: 100,
      transaction_id: 'i',
      currency: 'EUR',
      sale_type: 'subscription',
      is_recurring: true,
      subscription_id: 's',
      subscription_interval: 'annual',
      event_name: 'e',
      product_id: 'p',
      line_items: [{ name: 'n' }],
      additional_data: { test_mode: true },
    });
  });

  test('a lead, a click and a refund name their fields as the API does', async () => {
    const { affitor, sent } = connect([ok()]);
    const lead = { customerExternalId: 'u', clickId: 'c', email: 'm', eventName: 'e' };
    await affitor.trackLead({ ...lead, additionalData: { plan: 'pro' } });
    const urls = { affiliateUrl: 'a', pageUrl: 'p', referrerUrl: 'r' };
    await affitor.trackClick({ ...urls, existingClickId: 'x' });
    await affitor.trackRefund({ invoiceId: 'i', refundAmountCents: 5, refundReason: 'w' });
    await affitor.trackRefund({ invoiceId: 'i' });
    expect(sent.map(({ body }) => body)).toEqual([
      {
        customer_key: 'u',
        click_id: 'c',
        email: 'm',
        event_name: 'e',
        additional_data: { plan: 'pro' },
      },
      { affiliate_url: 'a', page_url: 'p', referrer_url: 'r', existing_click_id: 'x' },
      { transaction_id: 'i', refund_amount_cents: 5, refund_reason: 'w' },
      { transaction_id: 'i' },
    ]);
  });

  test('a click carries no key', async () => {
    const { affitor, sent } = connect([ok()]);
    await affitor.trackClick();
    expect(sent[0]?.headers).toEqual({ 'Content-Type': 'application/json' });
  });

  test('slashes at the end of the address do no harm', async () => {
    const { affitor, sent } = connect([ok()], { apiUrl: 'https://h//' });
    await affitor.trackSale(SALE);
    expect(sent[0]?.url).toBe('https://h/api/v1/track/sale');
  });
});

describe('the result', () => {
  const failure = (status: number, error: string) => ({ ok: false, status, data: null, error });

  test('of a success is its body, untouched', async () => {
    const body = { success: true, provisional: true, message: 'm' };
    const result = await connect([json(200, body)]).affitor.trackLead(SALE);
    expect(result).toStrictEqual({ ok: true, status: 200, data: body });
  });

  test.each(['', '<html>'])('of a success without JSON (%j) has no data', async (text) => {
    const result = await connect([new Response(text)]).affitor.trackSale(SALE);
    expect(result).toStrictEqual({ ok: true, status: 200, data: null });
  });

  test.each([
    ['the text of the API', json(400, { error: 'x' }), 'x'],
    ['the message of an object', json(400, { error: { message: 'y' } }), 'y'],
    [
      'the status text for a page of a proxy',
      new Response('<p>', { status: 403, statusText: 'No' }),
      'No',
    ],
    ['the status where nothing is said', json(418, {}), 'Request failed with status 418'],
  ])('of a refusal carries %s', async (_name, reply, error) => {
    const result = await connect([reply]).affitor.trackSale(SALE);
    expect(result).toStrictEqual(failure(reply.status, error));
  });

  test('of a network failure carries its message, also after the repeats', async () => {
    const { affitor, sent } = connect([new Error('boom')]);
    expect(await affitor.trackSale(SALE)).toStrictEqual(failure(0, 'boom'));
    expect(sent).toHaveLength(3);
  });

  test('of something else thrown is a network error', async () => {
    const fetch = () => Promise.reject(new Error(''));
    const affitor = new Affitor({ apiKey: KEY, fetch, maxRetries: 0 });
    expect(await affitor.trackSale(SALE)).toStrictEqual(failure(0, 'network_error'));
  });
});

describe('readiness', () => {
  test('asks with the key and gives the object itself, wrapped or not', async () => {
    const { affitor, sent } = connect([
      json(200, { state: 'ready' }),
      json(200, { data: { a: 1 } }),
    ]);
    expect(await affitor.readiness()).toEqual({ state: 'ready' });
    expect(await affitor.readiness({ forceRecheck: true })).toEqual({ a: 1 });
    const headers = { Authorization: `Bearer ${KEY}` };
    const url = 'https://api.affitor.com/api/v1/programs/me/readiness';
    expect(sent).toEqual([
      { url, method: 'GET', headers, body: undefined },
      { url: `${url}?force_recheck=true`, method: 'GET', headers, body: undefined },
    ]);
  });

  test('throws what the API said', async () => {
    const error = { code: 'rate_limited', message: 'Slow down', retry_after_seconds: 30 };
    const thrown = await connect([json(429, { error })])
      .affitor.readiness()
      .catch((e) => e);
    expect(thrown).toBeInstanceOf(AffitorApiError);
    expect(thrown).toMatchObject({
      name: 'AffitorApiError',
      status: 429,
      message: 'Slow down',
      code: 'rate_limited',
      retryAfterSeconds: 30,
      body: { error },
    });
  });

  test.each([
    ['a text', json(401, { error: 'Invalid API token' }), 401, 'Invalid API token'],
    ['nothing', new Response('', { status: 502 }), 502, 'Request failed with status 502'],
    ['a success that is no JSON', new Response('<p>'), 200, 'The answer is no JSON object'],
    ['no answer', new Error('boom'), 0, 'boom'],
  ])('throws for %s', async (_name, reply, status, message) => {
    const rejection = connect([reply]).affitor.readiness();
    await expect(rejection).rejects.toMatchObject({ name: 'AffitorApiError', status, message });
  });
});
