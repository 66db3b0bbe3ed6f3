// Owns the guarantees of the server client that need no service: what it sends, and what it makes
// of every kind of answer.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import DefaultAffitor, { Affitor, AffitorApiError, type AffitorOptions } from './index.js';

const KEY = 'aff_test';
const SALE = { customerExternalId: 'u', amount: 100, invoiceId: 'i' };
const DUPLICATE = 'Duplicate transaction_id. This sale has already been recorded.';

interface Sent {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

type Reply = Response | Error | (() => Promise<Response>);

/** A client whose network answers with these replies in turn, the last one for ever. */
function connect(replies: Reply[], options: Partial<AffitorOptions> = {}) {
  const sent: Sent[] = [];
  const fetch = async (url: string, { method, headers, body }: RequestInit) => {
    sent.push({
      url,
      method: method as string,
      headers: headers as Record<string, string>,
      body: body === undefined ? undefined : JSON.parse(body as string),
    });
    const reply = replies[Math.min(sent.length, replies.length) - 1];
    if (reply instanceof Error) throw reply;
    return typeof reply === 'function' ? reply() : (reply as Response).clone();
  };
  return { sent, affitor: new Affitor({ apiKey: KEY, fetch, ...options }) };
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

const ok = () => json(200, { success: true });

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

describe('a repeat', () => {
  test.each([
    ['a lead', (affitor: Affitor) => affitor.trackLead({ clickId: 'c' })],
    ['a sale', (affitor: Affitor) => affitor.trackSale(SALE)],
    ['a refund', (affitor: Affitor) => affitor.trackRefund({ invoiceId: 'i' })],
  ])('of %s mends a lost connection and a failing server', async (_name, call) => {
    const { affitor, sent } = connect([new Error('reset'), json(503, {}), ok()]);
    expect(await call(affitor)).toMatchObject({ ok: true, status: 200 });
    expect(sent).toHaveLength(3);
    expect(sent[2]).toEqual(sent[0]);
  });

  test.each([
    ['a click', (affitor: Affitor) => affitor.trackClick()],
    [
      'a test lead',
      (affitor: Affitor) =>
        affitor.trackLead({ clickId: 'c', additionalData: { test_mode: true } }),
    ],
  ])('never happens to %s, which would count twice', async (_name, call) => {
    const { affitor, sent } = connect([new Error('reset'), ok()]);
    expect(await call(affitor)).toMatchObject({ ok: false, error: 'reset' });
    expect(sent).toHaveLength(1);
  });

  test.each([400, 401, 404, 409, 429])('never follows a %i', async (status) => {
    const { affitor, sent } = connect([json(status, { error: 'x' }), ok()]);
    const result = await affitor.trackSale(SALE);
    expect(result).toStrictEqual({ ok: false, status, data: null, error: 'x' });
    expect(sent).toHaveLength(1);
  });

  test('is limited by maxRetries', async () => {
    const { affitor, sent } = connect([new Error('boom')], { maxRetries: 1 });
    await affitor.trackSale(SALE);
    expect(sent).toHaveLength(2);
  });

  test('of a sale whose answer was lost brings its ids back', async () => {
    const headers = { 'x-affitor-sale-id': '42', 'x-affitor-commission-id': '17' };
    const { affitor } = connect([new Error('reset'), json(409, { error: DUPLICATE }, headers)]);
    expect(await affitor.trackSale(SALE)).toStrictEqual({
      ok: false,
      status: 409,
      data: null,
      error: DUPLICATE,
      recovered: { saleId: 42, commissionId: 17 },
    });
  });

  test('never hides that the commission of a recorded sale failed', async () => {
    const code = { 'x-affitor-error-code': 'commission_creation_failed' };
    const duplicate = json(409, { error: DUPLICATE }, { 'x-affitor-sale-id': '42' });
    const named = connect([json(500, { error: 'policy broke' }, code), duplicate]);
    expect(await named.affitor.trackSale(SALE)).toMatchObject({ status: 500 });
    expect(named.sent).toHaveLength(1);
    const worded = connect([json(500, { error: 'Failed to create commission' }), duplicate]);
    expect(await worded.affitor.trackSale(SALE)).toMatchObject({ status: 500 });
    expect(worded.sent).toHaveLength(1);
    const unknown = connect([json(500, { error: 'policy broke' }), duplicate]);
    expect(await unknown.affitor.trackSale(SALE)).toMatchObject({ error: 'policy broke' });
    expect(unknown.sent).toHaveLength(2);
  });

  test('of a sale that failed otherwise says that it is recorded after all', async () => {
    const replies = [json(500, { error: 'Sale tracking failed' }), json(409, { error: DUPLICATE })];
    expect(await connect(replies).affitor.trackSale(SALE)).toMatchObject({ status: 409 });
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

describe('a server that does not answer', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  test.each(['no answer', 'half an answer'])('costs no more than timeoutMs (%s)', async (kind) => {
    server = createServer((_request, response) => {
      if (kind === 'half an answer') response.writeHead(200, { 'content-length': 9 }).write('{');
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const apiUrl = `http://127.0.0.1:${port}`;
    const affitor = new Affitor({ apiKey: KEY, apiUrl, timeoutMs: 50, maxRetries: 0 });
    expect(await affitor.trackSale(SALE)).toStrictEqual({
      ok: false,
      status: 0,
      data: null,
      error: 'no answer within 50 ms',
    });
  });

  test('costs no more where fetch does not obey its signal', async () => {
    const never = () => new Promise<Response>(() => {});
    const { affitor } = connect([never], { timeoutMs: 20, maxRetries: 0 });
    expect((await affitor.trackSale(SALE)).error).toBe('no answer within 20 ms');
  });
});
