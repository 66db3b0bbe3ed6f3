// Owns rows 64-68 of the seed's checklist: which sale a refund means, and what it is refused.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectSale,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
  withFault,
} from '../programs-fixture.js';

const NOT_FOUND = 'Sale not found for transaction_id';

let app: TwoPrograms;
let key: string;
beforeAll(async () => {
  app = await startTwoPrograms();
  ({ key } = await signUp(app));
});
afterAll(() => app.close());

async function sell(): Promise<{ id: string; commissionId: number }> {
  const id = unique();
  const body = { transaction_id: id, amount_cents: 5000, customer_key: key };
  return { id, ...expectSale(await app.sale(body, app.a.key)) };
}

const commissionOf = async (id: number) =>
  (await select(app.db, 'select status, reversed_cents from commission where id = $1', [id]))[0];

test('row 64: transaction_id is required', async () => {
  for (const id of [undefined, null, '']) {
    const answer = await app.refund({ transaction_id: id }, app.a.key);
    expectError(answer, 400, 'transaction_id is required');
  }
});

test('row 65: an unknown sale is not found', async () => {
  for (const id of ['none', 'x'.repeat(600), 'a\0b', 12345, { a: 1 }, true]) {
    expectError(await app.refund({ transaction_id: id }, app.a.key), 404, NOT_FOUND);
  }
});

test('row 66: a sale of another program is not found and keeps its commission', async () => {
  const { id, commissionId } = await sell();
  expectError(await app.refund({ transaction_id: id }, app.b.key), 404, NOT_FOUND);
  expect(await commissionOf(commissionId)).toEqual({ status: 'pending', reversed_cents: 0n });
});

test('row 67: the id of the sale refunds it in full', async () => {
  const { id, commissionId } = await sell();
  const { status, body } = await app.refund({ transaction_id: id }, app.a.key);
  expect({ status, body }).toEqual({
    status: 200,
    body: { success: true, status: 'reversed', deductionAmount: 10, commission_id: commissionId },
  });
  expect(await commissionOf(commissionId)).toEqual({ status: 'reversed', reversed_cents: 1000n });
});

test('row 67: a test sale has no commission to reverse', async () => {
  const id = unique('test_refunded');
  const data = { additional_data: { test_mode: true } };
  expect((await app.sale({ transaction_id: id, ...data }, app.a.key)).status).toBe(200);
  const { status, body } = await app.refund({ transaction_id: id }, app.a.key);
  const message = 'Sale has no commission to reverse';
  const expected = { success: true, status: 'no_commission', message };
  expect({ status, body }).toEqual({ status: 200, body: expected });
});

test('row 68: an unhandled failure answers "Refund tracking failed" and moves no money', async () => {
  const { id, commissionId } = await sell();
  for (const table of ['refund', 'ledger_posting', 'commission_event']) {
    const answer = await withFault(app.db, { table }, () =>
      app.refund({ transaction_id: id }, app.a.key),
    );
    expectError(answer, 500, 'Refund tracking failed');
    expect(await commissionOf(commissionId)).toEqual({ status: 'pending', reversed_cents: 0n });
  }
  expect((await app.refund({ transaction_id: id }, app.a.key)).body.status).toBe('reversed');
});

test('the data is sound after all of this', () => assertInvariants(app.db));
