// Owns the decisions on money: D-07, D-13, D-14, C-12, C-13, C-18, C-20, C-34, C-37.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectSale,
  expectUnattributedLead,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';

let app: TwoPrograms;
let key: string;
beforeAll(async () => {
  app = await startTwoPrograms();
  ({ key } = await signUp(app));
});
afterAll(() => app.close());

async function sell(body: object = {}) {
  const id = unique();
  const sale = { transaction_id: id, amount_cents: 10_000, customer_key: key, ...body };
  return { id, ...expectSale(await app.sale(sale, app.a.key)) };
}
const refund = async (id: string, total?: unknown) => {
  const body = { transaction_id: id, refund_amount_cents: total };
  return (await app.refund(body, app.a.key)).body;
};
const commissionOf = async (id: number) =>
  (
    await select(
      app.db,
      'select status, amount_cents, reversed_cents, currency from commission where id = $1',
      [id],
    )
  )[0];
const balance = async () => {
  const rows = await select<{ kind: string; cents: bigint }>(
    app.db,
    `select account.kind, -sum(posting.amount_cents)::bigint as cents
     from ledger_posting posting join ledger_account account on account.id = posting.account_id
     where account.partner_id = $1 and account.currency = 'USD' group by account.kind`,
    [app.p1],
  );
  return Object.fromEntries(rows.map(({ kind, cents }) => [kind, cents])) as Record<string, bigint>;
};

describe('C-12: refund_amount_cents is the total refunded so far', () => {
  test('C-12: only the increase is deducted, and the rest when the refund becomes full', async () => {
    const { id, commissionId } = await sell();
    const deducted = (status: string, deductionAmount: number) => ({
      success: true,
      status,
      deductionAmount,
      commission_id: commissionId,
    });
    expect(await refund(id, 1000)).toEqual(deducted('refunded', 2));
    expect(await refund(id, 2500)).toEqual(deducted('refunded', 3));
    expect(await refund(id)).toEqual(deducted('reversed', 15));
    expect(await commissionOf(commissionId)).toMatchObject({
      status: 'reversed',
      reversed_cents: 2000n,
    });
  });

  test('C-12: an equal or smaller total is skipped', async () => {
    const { id, commissionId } = await sell();
    const skipped = (reason: string) => ({
      success: true,
      status: 'skipped',
      reason,
      commission_id: commissionId,
    });
    await refund(id, 4000);
    expect(await refund(id, 4000)).toEqual(skipped('already refunded'));
    expect(await refund(id, 100)).toEqual(skipped('already refunded'));
    await refund(id, 0);
    for (const total of [undefined, null, 0, 10_000, 500, 99_999]) {
      expect(await refund(id, total)).toEqual(skipped('already reversed'));
    }
  });

  test('C-12: a total of the whole sale or more is a full refund', async () => {
    for (const total of [10_000, 10_001, Number.MAX_SAFE_INTEGER]) {
      const { id, commissionId } = await sell();
      expect(await refund(id, total)).toMatchObject({ status: 'reversed', deductionAmount: 20 });
      expect(await commissionOf(commissionId)).toMatchObject({ reversed_cents: 2000n });
    }
  });

  test('C-12: of one refund sent ten times at once, one moves money', async () => {
    const { id, commissionId } = await sell();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund(id, 5000)));
    expect(answers.filter(({ status }) => status === 'refunded')).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 'skipped')).toHaveLength(9);
    expect(await commissionOf(commissionId)).toMatchObject({ reversed_cents: 1000n });
  });

  test('C-12: parts that round still add up to the whole', async () => {
    const { id, commissionId } = await sell({ amount_cents: 333 });
    for (const total of [1, 2, 100, 101, 200, 332]) await refund(id, total);
    await refund(id, 333);
    const commission = await commissionOf(commissionId);
    expect(commission).toMatchObject({ amount_cents: 67n, reversed_cents: 67n });
  });
});

test('C-13: junk is refused and takes nothing', async () => {
  const { id, commissionId } = await sell();
  for (const total of [-1, 0.5, '100', '', true, {}, [], 2 ** 53]) {
    const answer = await app.refund({ transaction_id: id, refund_amount_cents: total }, app.a.key);
    expectError(answer, 400, 'refund_amount_cents must be a positive integer');
  }
  expect(await commissionOf(commissionId)).toMatchObject({ reversed_cents: 0n });
});

test('C-18: a sale of an unattributed customer stores nothing', async () => {
  const organic = unique('organic');
  expectUnattributedLead(await app.lead({ customer_key: organic }, app.a.key));
  const id = unique();
  const sale = { transaction_id: id, amount_cents: 1, customer_key: organic };
  const message = 'No partner-program relationship found for this customer';
  expectError(await app.sale(sale, app.a.key), 400, message);
  expectSale(await app.sale({ ...sale, customer_key: key }, app.a.key));
});

test('C-20: any ISO 4217 code is accepted in either case, and USD is the default', async () => {
  const currencies: [unknown, string][] = [
    ['eur', 'EUR'],
    ['VND', 'VND'],
    ['Jpy', 'JPY'],
    [undefined, 'USD'],
    [null, 'USD'],
  ];
  for (const [currency, stored] of currencies) {
    const { id, commissionId } = await sell({ currency });
    expect(await commissionOf(commissionId)).toMatchObject({ currency: stored });
    const expected = stored === 'JPY' || stored === 'VND' ? 2000 : 20;
    expect((await refund(id)).deductionAmount).toBe(expected);
  }
});

test('C-20: another shape is refused and consumes nothing', async () => {
  for (const currency of ['US', 'USDT', 'U$D', '€', 840, {}, 'ＵＳＤ']) {
    const id = unique();
    const sale = { transaction_id: id, amount_cents: 1, customer_key: key, currency };
    const message = 'currency must be an ISO 4217 code';
    expectError(await app.sale(sale, app.a.key), 400, message);
    expectSale(await app.sale({ ...sale, currency: 'USD' }, app.a.key));
  }
});

test('C-37: an id that another program holds is a conflict that shows nothing of it', async () => {
  const { id } = await sell();
  const other = await signUp(app, 'p3');
  const sale = { transaction_id: id, amount_cents: 1, customer_key: other.key };
  const answer = await app.sale(sale, app.b.key);
  const message = 'Duplicate transaction_id. This sale has already been recorded.';
  expectError(answer, 409, message);
  expect(answer.headers['x-affitor-sale-id']).toBeUndefined();
  expect(answer.headers['x-affitor-commission-id']).toBeUndefined();
});

test('D-07: the largest amount that JSON carries is computed without losing a cent', async () => {
  const { commissionId } = await sell({ amount_cents: Number.MAX_SAFE_INTEGER });
  expect(await commissionOf(commissionId)).toMatchObject({ amount_cents: 1_801_439_850_948_198n });
});

test('D-07: a half is rounded up, at the commission', async () => {
  for (const [amount, commission] of [
    [2, 0n],
    [3, 1n],
    [7, 1n],
    [8, 2n],
    [1, 0n],
  ] as const) {
    const { commissionId } = await sell({ amount_cents: amount });
    expect(await commissionOf(commissionId)).toMatchObject({ amount_cents: commission });
  }
});

test('D-13: a refund of paid money makes the balance negative by exactly that', async () => {
  const { id, commissionId } = await sell();
  app.clock.advanceDays(16);
  await app.runJob('commissions.release-holds');
  const path = `/api/advertiser/affiliate-programs/${app.a.id}/commissions/${commissionId}`;
  const approved = await app.call('POST', `${path}/approve`, { key: app.managementKey, body: {} });
  expect(approved.status).toBe(200);
  // There is no payout yet, so the row is moved by hand; the books stay as the approval left them.
  await app.db.pool.query(
    `with paid as (
       update commission set stage = 'paid', paid_at = now() where id = $1 returning program_id, id
     )
     insert into commission_event
       (program_id, commission_id, actor, from_status, to_status, happened_at)
     select program_id, id, 'system', 'approved', 'paid', now() from paid`,
    [commissionId],
  );
  const before = await balance();
  expect(await refund(id)).toMatchObject({ status: 'reversed', deductionAmount: 20 });
  const after = await balance();
  expect((after.partner_payable ?? 0n) - (before.partner_payable ?? 0n)).toBe(-2000n);
  expect(after.partner_pending).toBe(before.partner_pending);
});

test('D-14: every movement is balanced, and no posting is ever changed', async () => {
  const unbalanced = await select(
    app.db,
    'select 1 from ledger_posting group by transaction_id having sum(amount_cents) <> 0',
  );
  expect(unbalanced).toEqual([]);
  for (const change of [
    'update ledger_posting set amount_cents = amount_cents + 1',
    'delete from ledger_posting',
    'truncate ledger_posting',
    "update ledger_transaction set kind = 'commission_created'",
    'delete from refund',
    'update commission_event set note = null',
  ]) {
    await expect(app.db.pool.query(change)).rejects.toThrow(/append-only/);
  }
});

test('the data is sound after all of this', () => assertInvariants(app.db));
