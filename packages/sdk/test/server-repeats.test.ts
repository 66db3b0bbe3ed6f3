// Owns the guarantees of what the server client sends again, and of how long it waits.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Affitor } from '../src/server/index.js';
import { connect, json, KEY, ok, SALE } from './scripted-network.js';

const DUPLICATE = 'Duplicate transaction_id. This sale has already been recorded.';

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
