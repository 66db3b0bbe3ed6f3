// Owns rows 57-63 of the seed's checklist: what happens when a commission or a metric fails.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogger } from '../../src/platform/log.js';
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

const lines: { level: number; msg: string }[] = [];
const WARN = 40;

let app: TwoPrograms;
let key: string;
beforeAll(async () => {
  const destination = { write: (line: string) => lines.push(JSON.parse(line)) };
  app = await startTwoPrograms({ log: createLogger({ level: 'info', destination }) });
  ({ key } = await signUp(app));
});
afterAll(() => app.close());

const sell = (transactionId: string, body: object = {}) =>
  app.sale(
    { transaction_id: transactionId, amount_cents: 4900, customer_key: key, ...body },
    app.a.key,
  );
const lookUp = (transactionId: string) =>
  app.call('GET', `/api/v1/track/sale/${transactionId}`, { key: app.a.key });

test('row 57: a commission that fails after the sale answers 500', async () => {
  const answer = await withFault(app.db, { table: 'commission' }, () => sell(unique()));
  expectError(answer, 500, 'Failed to create commission');
});

test('row 58: the cause of the failure stays inside, with the sale and in the log', async () => {
  const id = unique();
  const fault = { table: 'commission', message: 'policy missing' };
  const answer = await withFault(app.db, fault, () => sell(id));
  expectError(answer, 500, 'Failed to create commission');
  const [sale] = await select(
    app.db,
    'select commission_failure from sale where processor_event_id = $1',
    [id],
  );
  expect(sale).toEqual({ commission_failure: 'policy missing' });
  expect(lines.some(({ level, msg }) => level > WARN && /without its commission/.test(msg))).toBe(
    true,
  );
});

test('row 59: the sale exists without a commission, also when only its postings failed', async () => {
  for (const table of ['commission', 'commission_event', 'ledger_posting']) {
    const id = unique();
    const answer = await withFault(app.db, { table }, () => sell(id));
    expectError(answer, 500, 'Failed to create commission');
    const rows = await select(
      app.db,
      `select sale.commission_state, commission.id as commission_id
       from sale left join commission on commission.sale_id = sale.id
       where processor_event_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ commission_state: 'failed', commission_id: null }]);
  }
});

test('row 60: the sale and its missing commission are found by transaction_id', async () => {
  const id = unique();
  await withFault(app.db, { table: 'commission' }, () => sell(id));
  expect((await lookUp(id)).body).toMatchObject({
    sale: { transaction_id: id, amount_cents: 4900, commission_state: 'failed' },
    commission: null,
  });
});

test('row 60: the repair job creates the commission exactly once', async () => {
  const id = unique();
  await withFault(app.db, { table: 'commission' }, () => sell(id));
  const saleId = (await lookUp(id)).body.sale.sale_id;
  await app.runJob('commissions.repair', { saleId: String(saleId) });
  await app.runJob('commissions.repair', { saleId: String(saleId) });
  const { sale, commission } = (await lookUp(id)).body;
  expect(sale.commission_state).toBe('created');
  expect(commission.amount_cents).toBe(980);
});

test('row 60: the repair is queued in the transaction of the sale', async () => {
  const id = unique();
  await withFault(app.db, { table: 'commission' }, () => sell(id));
  const saleId = (await lookUp(id)).body.sale.sale_id;
  const jobs = await select(
    app.db,
    `select payload from graphile_worker._private_jobs job
     join graphile_worker._private_tasks task on task.id = job.task_id
     where task.identifier = 'commissions.repair' and payload ->> 'saleId' = $1`,
    [String(saleId)],
  );
  expect(jobs).toHaveLength(1);
});

test('one commission that fails among many sales at once costs only its own', async () => {
  await app.db.pool.query(`
    create function refuse_one_amount() returns trigger language plpgsql as $$
    begin
      if new.amount_cents = 777 then raise exception 'refused'; end if;
      return new;
    end $$;
    create trigger one_amount before insert on commission
      for each row execute function refuse_one_amount()`);
  const amounts = Array.from({ length: 10 }, (_, index) => (index === 4 ? 3885 : 4900));
  const answers = await Promise.all(
    amounts.map((amount) => sell(unique(), { amount_cents: amount })),
  );
  await app.db.pool.query('drop trigger one_amount on commission');
  expect(answers.map(({ status }) => status)).toEqual(
    amounts.map((amount) => (amount === 3885 ? 500 : 200)),
  );
});

test.each(['link_counter', 'daily_stat', 'daily_money_stat'])(
  'rows 61 and 62: metrics that fail (%s) cost one warning and nothing else',
  async (table) => {
    lines.length = 0;
    const id = unique();
    const fault = { table, on: 'insert or update' as const };
    const { saleId, commissionId } = expectSale(await withFault(app.db, fault, () => sell(id)));
    const loud = lines.filter(({ level }) => level >= WARN);
    expect(loud.map(({ level }) => level)).toEqual([WARN]);
    expect(loud[0]?.msg).toMatch(/^metrics /);
    const { sale, commission } = (await lookUp(id)).body;
    expect([sale.sale_id, commission.id]).toEqual([saleId, commissionId]);
  },
);

test('row 61: metrics that fail cost neither a click, nor a lead, nor a refund', async () => {
  const id = unique();
  expectSale(await sell(id));
  const fault = { table: 'daily_stat', on: 'insert or update' as const };
  await withFault(app.db, fault, async () => {
    const clickId = await app.click('p1');
    const again = await app.click('p2', { existing_click_id: clickId });
    const lead = await app.lead({ click_id: again, customer_key: unique('user') }, app.a.key);
    expect(lead.status).toBe(200);
    expect((await app.refund({ transaction_id: id }, app.a.key)).body.status).toBe('reversed');
  });
});

test('row 63: a sale is written in the order sale, commission, metrics', async () => {
  await app.db.pool.query(`
    create table trace (step serial, name text);
    create function note_step() returns trigger language plpgsql as $$
    begin insert into trace (name) values (tg_table_name); return null; end $$`);
  const tables = ['sale', 'commission', 'link_counter'];
  for (const table of tables) {
    await app.db.pool.query(`
      create trigger note_${table} after insert on ${table}
        for each statement execute function note_step()`);
  }
  expectSale(await sell(unique()));
  const steps = await select<{ name: string }>(app.db, 'select name from trace order by step');
  for (const table of tables) {
    await app.db.pool.query(`drop trigger note_${table} on ${table}`);
  }
  expect(steps.map(({ name }) => name)).toEqual(tables);
});

test('the data is sound once the counters are reconciled', async () => {
  await app.runJob('metrics.reconcile', { allDays: true });
  await assertInvariants(app.db);
});
