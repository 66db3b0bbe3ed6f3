// Proves that invariants.sql notices: each kind of damage to the books is named.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from './harness.js';
import { startTestApp, type TestApp } from './test-app.js';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
  app.clock.stopAt(new Date('2026-02-01T10:00:00Z'));
  const program = await app.createProgram();
  await app.createPartner(program.id, 'damage');
  for (const key of ['a', 'b']) {
    await app.lead({ click_id: await app.click('damage'), customer_key: key }, program.key);
    const sale = { transaction_id: key, amount_cents: 999, customer_key: key };
    expect((await app.sale(sale, program.key)).status).toBe(200);
  }
  await app.refund({ transaction_id: 'a', refund_amount_cents: 100 }, program.key);
  await app.createProgram({ name: 'Another' });
});
afterAll(() => app.close());

test('the books of ordinary traffic are clean', async () => {
  await assertInvariants(app.db);
});

test.each([
  ['I2', "update sale set commission_state = 'not_due', not_due_reason = 'x'"],
  ['I3 amount', 'update commission set amount_cents = amount_cents + 1'],
  ['I3 snapshot', 'update commission_policy set rate_basis_points = 1234'],
  ['I4 refunds', 'update sale set refunded_cents = refunded_cents + 1'],
  ['I7 ledger', 'update commission set reversed_cents = reversed_cents + 1'],
  ['I7 balance', 'delete from ledger_posting where id = (select max(id) - 1 from ledger_posting)'],
  ['I1', 'delete from ledger_posting where id = (select max(id) from ledger_posting)'],
  ['I8 end', "update commission set stage = 'approved', is_on_hold = false"],
  ['I8 history', "update commission_event set to_status = 'approved' where from_status is null"],
  ['I8 state of a customer', "update customer set status = 'lead'"],
  ['I8 lead', "update customer set status = 'click'"],
  ['I9 customer', 'update customer set program_id = program_id + 1'],
  ['I9 click', 'update click set program_id = program_id + 1'],
  ['I9 sale', 'update processor_event set program_id = program_id + 1'],
  ['I9 claimed', "insert into processor_event values ('lost', 1, false, now())"],
  [
    'payment recorded twice',
    "update processor_event set alias_of = 'b' where processor_event_id = 'a'",
  ],
  [
    'I9 alias',
    `insert into processor_event (processor_event_id, program_id, alias_of, created_at)
     values ('other', (select max(id) from program), 'a', now())`,
  ],
  [
    'I9 Stripe',
    `insert into stripe_customer
     select (select max(id) from program), 'cus_1', id, now() from customer limit 1`,
  ],
  [
    'Stripe reversals',
    `insert into stripe_reversal select program_id, 'ch_' || id, id, 101, now() from sale`,
  ],
  ['I9 link', 'update referral_link set partner_id = partner_id + 1'],
  ['counters of a day', 'update daily_stat set leads = leads + 1'],
  ['counters of a link', 'delete from link_counter'],
  ['amounts of a day', 'update daily_money_stat set reversed_cents = 0'],
  [
    'owner of a workspace',
    `with made as (insert into app_user (name, email, created_at, updated_at)
       values ('x', 'x', now(), now()) returning id)
     insert into member (workspace_id, user_id, role, created_at)
     select workspace.id, made.id, 'member', now() from made, workspace limit 1`,
  ],
])('damage is named as %s (%s)', async (name, damage) => {
  const client = await app.db.pool.connect();
  try {
    await client.query('begin');
    // Only a superuser may do this elsewhere; here it stands for a bug in another version.
    await client.query('alter table ledger_posting disable trigger user');
    await client.query('alter table commission_event disable trigger user');
    await client.query(
      'alter table referral_link drop constraint if exists ' +
        'referral_link_program_id_partner_id_enrollment_id_fkey',
    );
    await client.query(
      'alter table referral_link drop constraint if exists ' + 'referral_link_partner_id_fkey',
    );
    await client.query(damage);
    const pool = { query: (text: string) => client.query(text) } as typeof app.db.pool;
    await expect(assertInvariants({ ...app.db, pool })).rejects.toThrow(name);
  } finally {
    await client.query('rollback');
    client.release();
  }
});
