// Owns the guarantees of short transactions: what is sent late or planned once changes no outcome.

import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/harness.js';
import { savepoint, type Tx, withShortTransaction, withTransaction } from './index.js';

const database = await createTestDatabase();
afterAll(() => database.drop());
const { db } = database;

await db.pool.query('create table word (id int primary key, text text not null)');
beforeEach(async () => {
  await db.pool.query('truncate word');
});

async function insert(tx: Tx, id: number, text = 'word'): Promise<void> {
  await sql`insert into word (id, text) values (${id}, ${text})`.execute(tx);
}

async function storedIds(): Promise<number[]> {
  const { rows } = await db.pool.query<{ id: number }>('select id from word order by id');
  return rows.map((row) => row.id);
}

async function setting(scope: Tx | typeof db.kysely, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ value: string }>`
    select current_setting(${name}) as value
  `.execute(scope);
  return rows[0]?.value;
}

describe.each([
  ['a transaction', withTransaction],
  ['a short transaction', withShortTransaction],
])('%s', (_name, run) => {
  test('is one from its first statement on: a later failure undoes that too', async () => {
    const work = run(db, async (tx) => {
      await insert(tx, 1);
      await insert(tx, 1);
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await storedIds()).toEqual([]);
  });

  test('that does nothing, or fails before its first statement, holds nothing open', async () => {
    await run(db, async () => undefined);
    const failure = new Error('before any statement');
    await expect(run(db, () => Promise.reject(failure))).rejects.toBe(failure);
    const { rows } = await db.pool.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
       where datname = current_database() and state like 'idle in transaction%'`,
    );
    expect(rows[0]?.n).toBe(0);
  });

  test('keeps what stood before a savepoint and after it when the part between fails', async () => {
    await run(db, async (tx) => {
      await insert(tx, 1);
      const part = savepoint(tx, async () => {
        await insert(tx, 2);
        await insert(tx, 1);
      });
      await expect(part).rejects.toMatchObject({ code: '23505' });
      await savepoint(tx, () => insert(tx, 3));
      await expect(savepoint(tx, () => insert(tx, 3))).rejects.toMatchObject({ code: '23505' });
      await insert(tx, 4);
    });
    expect(await storedIds()).toEqual([1, 3, 4]);
  });

  test('ends with a savepoint that nothing followed, and commits it', async () => {
    await run(db, (tx) => savepoint(tx, () => insert(tx, 1)));
    await run(db, (tx) => savepoint(tx, async () => undefined));
    expect(await storedIds()).toEqual([1]);
  });
});

describe('prepared statements', () => {
  test('the settings of a short transaction end with it', async () => {
    const within = await withShortTransaction(db, (tx) => setting(tx, 'enable_seqscan'));
    expect(within).toBe('off');
    for (let use = 0; use < 3; use += 1) {
      expect(await setting(db.kysely, 'enable_seqscan')).toBe('on');
      expect(await setting(db.kysely, 'plan_cache_mode')).toBe('auto');
    }
  });

  test('are kept per connection, and those of other transactions are not', async () => {
    const names = (tx: Tx) =>
      sql<{ n: number }>`
        select count(*)::int as n from pg_prepared_statements where statement like ${'%word%'}
      `.execute(tx);
    const inShort = await withShortTransaction(db, async (tx) => {
      await insert(tx, 1);
      await insert(tx, 2);
      return (await names(tx)).rows[0]?.n;
    });
    expect(inShort).toBe(1);
    const other = await withTransaction(db, async (tx) => {
      await sql`select text from word where id = ${1}`.execute(tx);
      return (await names(tx)).rows[0]?.n;
    });
    expect(other).toBe(1);
  });

  test('a table that changes its columns costs at most one failure', async () => {
    const read = () =>
      withShortTransaction(db, (tx) => sql`select * from word where id = ${1}`.execute(tx));
    await read();
    await db.pool.query('alter table word add column added int');
    await read().catch(() => undefined);
    await expect(read()).resolves.toBeDefined();
  });

  test('a foreign key check on a table that has grown looks up the key', async () => {
    await db.pool.query(`
      create table parent (tenant int, id int, at int, filler char(500), unique (tenant, id));
      create index on parent (tenant, at);
      create table child (
        tenant int, id int, foreign key (tenant, id) references parent (tenant, id)
      );
    `);
    const grow = (from: number, count: number) =>
      withShortTransaction(db, async (tx) => {
        await sql`
          insert into parent select 1, n, n, 'x'
          from generate_series(${from}::int, ${from}::int + ${count}::int - 1) n
        `.execute(tx);
        await sql`insert into child values (1, ${from}::int)`.execute(tx);
      });
    // Enough uses for PostgreSQL to settle on a plan while nearly nothing is there.
    for (let turn = 0; turn < 12; turn += 1) await grow(turn, 1);
    await grow(1_000, 10_000);
    for (let turn = 0; turn < 100; turn += 1) await grow(20_000 + turn, 1);
    const readBefore = await entriesRead();
    await grow(30_000, 1);
    expect((await entriesRead()) - readBefore).toBeLessThan(100n);
  });

  // The statistics of a backend are published when it is idle; asking it to makes them exact.
  async function entriesRead(): Promise<bigint> {
    await db.pool.query('select pg_stat_force_next_flush()');
    await db.pool.query('select pg_stat_clear_snapshot()');
    const { rows } = await db.pool.query<{ n: bigint }>(
      `select sum(idx_tup_read)::bigint as n from pg_stat_user_indexes where relname = 'parent'`,
    );
    return rows[0]?.n ?? 0n;
  }
});
