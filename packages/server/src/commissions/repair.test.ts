// Proves that a commission that failed is made later, once, by the terms of its event.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { select } from '../../test/programs-fixture.js';
import { startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';

let app: TestApp;
let program: TestProgram;
let count = 0;

beforeAll(async () => {
  app = await startTestApp();
  app.clock.stopAt(new Date('2026-05-01T10:00:00Z'));
  await app.db.pool.query(`
    create function fail_commission() returns trigger language plpgsql as $$
    begin raise exception 'commissions are out of order'; end $$`);
  program = await app.createProgram();
  await app.createPartner(program.id, 'repair');
});
afterAll(() => app.close());
beforeEach(() => app.clock.stopAt(new Date('2026-05-04T10:00:00Z')));

async function whileCommissionsFail<Result>(work: () => Promise<Result>): Promise<Result> {
  await app.db.pool.query(`create trigger fail_commission before insert on commission
    for each statement execute function fail_commission()`);
  try {
    return await work();
  } finally {
    await app.db.pool.query('drop trigger fail_commission on commission');
  }
}

async function failedSale(amountCents: number): Promise<{ id: number; transactionId: string }> {
  count += 1;
  const [key, transactionId] = [`customer-${count}`, `order-${count}`];
  await app.lead({ click_id: await app.click('repair'), customer_key: key }, program.key);
  const sale = { transaction_id: transactionId, amount_cents: amountCents, customer_key: key };
  const answer = await whileCommissionsFail(() => app.sale(sale, program.key));
  expect(answer.status).toBe(500);
  const { rows } = await app.db.pool.query<{ id: bigint }>(
    `select id from sale where processor_event_id = $1 and commission_state = 'failed'`,
    [transactionId],
  );
  return { id: Number(rows[0]?.id), transactionId };
}

async function commissionsOf(saleId: number) {
  const { rows } = await app.db.pool.query(
    `select amount_cents, reversed_cents, status, policy_version, hold_expires_at
     from commission where sale_id = $1`,
    [saleId],
  );
  return rows;
}

const programPath = () => `/api/advertiser/affiliate-programs/${program.id}`;

test('a failed commission is repaired exactly once', async () => {
  const sale = await failedSale(4900);
  await assertInvariants(app.db);
  const repair = () => app.runJob('commissions.repair', { saleId: String(sale.id) });
  await Promise.all([repair(), repair(), repair(), repair()]);
  await repair();
  expect(await commissionsOf(sale.id)).toMatchObject([{ amount_cents: 980n, status: 'pending' }]);
  await assertInvariants(app.db);
});

test('a refund before the repair is taken back by it', async () => {
  const partly = await failedSale(10_000);
  const wholly = await failedSale(10_000);
  for (const total of [1000, 2500]) {
    const refund = { transaction_id: partly.transactionId, refund_amount_cents: total };
    expect((await app.refund(refund, program.key)).body.status).toBe('no_commission');
  }
  await app.refund({ transaction_id: wholly.transactionId }, program.key);
  await app.runJob('commissions.repair', { saleId: partly.id });
  await app.runJob('commissions.repair', { saleId: wholly.id });
  expect(await commissionsOf(partly.id)).toMatchObject([
    { amount_cents: 2000n, reversed_cents: 500n, status: 'refunded' },
  ]);
  expect(await commissionsOf(wholly.id)).toMatchObject([
    { amount_cents: 2000n, reversed_cents: 2000n, status: 'reversed' },
  ]);
  await assertInvariants(app.db);
  const later = { transaction_id: partly.transactionId, refund_amount_cents: 5000 };
  expect((await app.refund(later, program.key)).body.deductionAmount).toBe(5);
  await assertInvariants(app.db);
});

test('a repair pays by the terms that were in force at the sale', async () => {
  const sale = await failedSale(10_000);
  app.clock.advanceDays(3);
  await app.db.pool.query(
    `insert into commission_policy (program_id, group_id, version, commission_type, rate_kind,
       rate_basis_points, hold_days, approval_mode, effective_from, created_by, created_at)
     select program_id, group_id, max(version) + 1, 'cps_lifetime', 'percent', 5000, 0, 'auto',
       $2, 'test', $2
     from commission_policy where program_id = $1 group by program_id, group_id`,
    [program.id, app.clock.now()],
  );
  await app.runJob('commissions.repair', { saleId: sale.id });
  expect(await commissionsOf(sale.id)).toMatchObject([
    { amount_cents: 2000n, policy_version: 1, hold_expires_at: new Date('2026-05-19T10:00:00Z') },
  ]);
  await assertInvariants(app.db);
});

test('a repair that fails keeps its cause, is tried again, and is swept up', async () => {
  const sale = await failedSale(3000);
  const repair = app.runJob('commissions.repair', { saleId: sale.id });
  await repair;
  const again = await failedSale(3000);
  await whileCommissionsFail(() =>
    expect(app.runJob('commissions.repair', { saleId: again.id })).rejects.toThrow('out of order'),
  );
  const list = await app.call('GET', `${programPath()}/failed-commissions`, {
    key: app.managementKey,
  });
  expect(list.body.data).toMatchObject([
    { sale_id: again.id, cause: 'commissions are out of order' },
  ]);
  await app.db.pool.query(
    'select graphile_worker.complete_jobs((select array_agg(id) from graphile_worker.jobs))',
  );
  app.clock.advanceDays(1);
  await app.runJob('commissions.repair-sweep');
  const { rows } = await app.db.pool.query('select key from graphile_worker.jobs');
  expect(rows).toEqual([{ key: `repair-sale-${again.id}` }]);
  await app.runJob('commissions.repair', { saleId: again.id });
});

test('an operator can ask for a repair, once and only of what failed', async () => {
  const sale = await failedSale(3000);
  const retry = (saleId: number) =>
    app.call('POST', `${programPath()}/failed-commissions/${saleId}/retry`, {
      key: app.managementKey,
    });
  const accepted = await retry(sale.id);
  expect([accepted.status, accepted.body]).toEqual([
    202,
    { data: { sale_id: sale.id, queued: true } },
  ]);
  await app.runJob('commissions.repair', { saleId: sale.id });
  expect((await retry(sale.id)).status).toBe(409);
  expect((await retry(999_999)).status).toBe(404);
});

test('the commission of a lead that failed is made by its job, once, by the terms of that day', async () => {
  const perLead = { default_commission_type: 'cpl', default_commission_amount_cents: 700 };
  const { id: programId, key } = await app.createProgram(perLead);
  await app.createPartner(programId, 'per-lead');
  const clickId = await app.click('per-lead');
  const lead = { click_id: clickId, customer_key: 'signed-up' };
  const answer = await whileCommissionsFail(() => app.lead(lead, key));
  // The signup stands; only what it earns is late.
  expect([answer.status, answer.body.success]).toEqual([200, true]);
  const stateOf = () =>
    select(
      app.db,
      `select lead.commission_state, lead.commission_failure, commission.amount_cents,
         commission.hold_expires_at
       from lead left join commission on commission.lead_id = lead.id
       where lead.program_id = $1`,
      [programId],
    );
  expect(await stateOf()).toEqual([
    {
      commission_state: 'failed',
      commission_failure: 'commissions are out of order',
      amount_cents: null,
      hold_expires_at: null,
    },
  ]);
  await assertInvariants(app.db);

  app.clock.advanceDays(2);
  await app.manage(app.managementKey, `PUT /api/advertiser/affiliate-programs/${programId}`, {
    default_commission_amount_cents: 900,
  });
  const [job, ...others] = await select<{ payload: object }>(
    app.db,
    `select payload from graphile_worker._private_jobs
     where payload->>'leadId' = (select id::text from lead where program_id = $1)`,
    [programId],
  );
  expect(others).toEqual([]);
  const repair = () => app.runJob('commissions.repair', job?.payload);
  await whileCommissionsFail(() => expect(repair()).rejects.toThrow('out of order'));
  await Promise.all([repair(), repair(), repair(), repair()]);
  await repair();
  expect(await stateOf()).toEqual([
    {
      commission_state: 'created',
      commission_failure: null,
      amount_cents: 700n,
      hold_expires_at: new Date('2026-05-19T10:00:00Z'),
    },
  ]);
  await assertInvariants(app.db);
});

test('the sweep finds a lead whose job was lost', async () => {
  const { id: programId, key } = await app.createProgram({
    default_commission_type: 'cpl',
    default_commission_amount_cents: 700,
  });
  await app.createPartner(programId, 'swept');
  const lead = { click_id: await app.click('swept'), customer_key: 'swept' };
  await whileCommissionsFail(() => app.lead(lead, key));
  await app.db.pool.query(
    'select graphile_worker.complete_jobs((select array_agg(id) from graphile_worker.jobs))',
  );
  app.clock.advanceDays(1);
  await app.runJob('commissions.repair-sweep');
  const jobs = await select<{ payload: { leadId: string } }>(
    app.db,
    "select payload from graphile_worker._private_jobs where key like 'repair-lead-%'",
  );
  expect(jobs).toHaveLength(1);
  await app.runJob('commissions.repair', jobs[0]?.payload);
  const paid = await select(app.db, 'select amount_cents from commission where program_id = $1', [
    programId,
  ]);
  expect(paid).toEqual([{ amount_cents: 700n }]);
  await assertInvariants(app.db);
});
