// Owns the promises of the books: balanced, append-only, and kept by the database itself.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import {
  expectSale,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../../test/programs-fixture.js';
import { type Tx, withTransaction } from '../platform/db/index.js';
import { type Movement, postingsOf } from './rules.js';
import { postMovements } from './service.js';

const movement = fc.record<Movement>({
  kind: fc.constantFrom(
    'commission_created',
    'commission_approved',
    'commission_rejected',
    'commission_reversed',
  ),
  programId: fc.constant(1),
  partnerId: fc.constant(1),
  commissionId: fc.constant(1n),
  refundId: fc.constant(null),
  currency: fc.constant('USD'),
  amountCents: fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) }),
  stage: fc.constantFrom('pending', 'approved', 'paid'),
});

test('the postings of every movement sum to zero', () => {
  fc.assert(
    fc.property(movement, (moved) => {
      const postings = postingsOf(moved);
      expect(postings.reduce((sum, posting) => sum + posting.amountCents, 0n)).toBe(0n);
      expect(postings).toHaveLength(moved.amountCents === 0n ? 0 : 2);
    }),
  );
});

test('a movement is never negative', () => {
  const [moved] = fc.sample(movement, 1);
  expect(() => postingsOf({ ...(moved as Movement), amountCents: -1n })).toThrow(RangeError);
});

test('what is taken back is taken from where it stands', () => {
  const [moved] = fc.sample(movement, 1);
  const reversed = {
    ...(moved as Movement),
    kind: 'commission_reversed',
    amountCents: 5n,
  } as const;
  expect(postingsOf({ ...reversed, stage: 'pending' })[0]?.account).toBe('partner_pending');
  expect(postingsOf({ ...reversed, stage: 'approved' })[0]?.account).toBe('partner_payable');
  expect(postingsOf({ ...reversed, stage: 'paid' })[0]?.account).toBe('partner_payable');
});

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms();
  const { key } = await signUp(app);
  const sale = { transaction_id: unique(), amount_cents: 5000, customer_key: key };
  expectSale(await app.sale(sale, app.a.key));
});
afterAll(() => app.close());

test('the database refuses postings that do not sum to zero', async () => {
  const [posting] = await select<{ id: bigint }>(
    app.db,
    'select min(id) as id from ledger_posting',
  );
  for (const amount of ['1', '-1']) {
    const unbalanced = app.db.pool.query(
      `insert into ledger_posting
         (program_id, transaction_id, account_id, currency, amount_cents)
       select program_id, transaction_id, account_id, currency, $2
       from ledger_posting where id = $1`,
      [posting?.id, amount],
    );
    await expect(unbalanced).rejects.toThrow(/is off by/);
  }
});

test('the database refuses a posting in another currency than that of its account', async () => {
  const foreign = app.db.pool.query(
    `insert into ledger_posting (program_id, transaction_id, account_id, currency, amount_cents)
     select program_id, transaction_id, account_id, 'EUR', amount_cents from ledger_posting`,
  );
  await expect(foreign).rejects.toThrow(/foreign key/);
});

test('the database refuses to change or remove what was posted', async () => {
  for (const table of ['ledger_posting', 'ledger_transaction']) {
    for (const change of [
      `update ${table} set program_id = program_id`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]) {
      await expect(app.db.pool.query(change), change).rejects.toThrow(/append-only/);
    }
  }
});

test('a movement of a commission is posted once', async () => {
  const again = app.db.pool.query(
    `insert into ledger_transaction (id, program_id, kind, commission_id, posted_at)
     select nextval('ledger_transaction_id_seq'), program_id, kind, commission_id, now()
     from ledger_transaction where kind = 'commission_created'`,
  );
  await expect(again).rejects.toThrow(/ledger_transaction_once/);
});

test('posting looks up its accounts by key, however many partners a program has', async () => {
  const programId = app.a.id;
  let read: bigint | null = null;
  const undone = withTransaction(app.db, async (tx) => {
    await sql`
      with newcomer as (
        insert into partner (workspace_id, email, name, created_at)
        select workspace_id, 'p' || number || '@many.example', 'P', now()
        from program, generate_series(1, 3000) number where program.id = ${programId}
        returning id
      )
      insert into ledger_account (program_id, partner_id, kind, currency, created_at)
      select ${programId}, id, 'partner_pending', 'USD', now() from newcomer
    `.execute(tx);
    const [sale] = (
      await sql<{ id: bigint; partner_id: number }>`
        select id, partner_id from commission where program_id = ${programId} limit 1
      `.execute(tx)
    ).rows;
    const before = await countAccountsRead(tx);
    const commissionId = sale?.id as bigint;
    await postMovements(
      tx,
      [
        {
          kind: 'commission_approved',
          programId,
          partnerId: sale?.partner_id as number,
          commissionId,
          refundId: null,
          currency: 'USD',
          amountCents: 1n,
          stage: 'pending',
        },
      ],
      app.clock.now(),
    );
    read = (await countAccountsRead(tx)) - before;
    throw new Error('only to look');
  });
  await expect(undone).rejects.toThrow('only to look');
  expect(read).toBeLessThan(50n);
});

async function countAccountsRead(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ read: bigint }>`
    select coalesce(idx_tup_fetch, 0) + seq_tup_read as read
    from pg_stat_xact_user_tables where relname = 'ledger_account'
  `.execute(tx);
  return rows[0]?.read as bigint;
}

test('the data is sound after all of this', () => assertInvariants(app.db));
