// Owns the guarantees of connections and transactions: what they read, commit, undo and report.

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, silentLog } from '../../../test/harness.js';
import {
  assertDatabaseUsable,
  CommitRefused,
  connectDatabase,
  isConnectionLost,
  isRetryable,
  isUniqueViolation,
  savepoint,
  withTransaction,
} from './index.js';

const database = await createTestDatabase();
afterAll(() => database.drop());
const { db } = database;

beforeAll(async () => {
  await db.pool.query('create table note (id int primary key, constraint positive check (id > 0))');
});

async function countNotes(): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>('select count(*)::int as n from note');
  return rows[0]?.n ?? -1;
}

describe('values', () => {
  test('numbers keep every digit and days stay days', async () => {
    const { rows } = await sql<Record<string, unknown>>`
      select 9007199254740993::int8 as large, array[1, null]::int8[] as many,
             1.10::numeric as exact,
             date '2026-02-28' as day, array[date '2026-02-28'] as days,
             timestamptz '2026-02-28 23:00:00-05' as moment, 7 as small, null::int8 as absent
    `.execute(db.kysely);
    expect(rows[0]).toEqual({
      large: 9007199254740993n,
      many: [1n, null],
      exact: '1.10',
      day: '2026-02-28',
      days: ['2026-02-28'],
      moment: expect.toSatisfy((moment) => moment.toISOString() === '2026-03-01T04:00:00.000Z'),
      small: 7,
      absent: null,
    });
  });

  test('a bigint and a Date can be sent as parameters', async () => {
    const { rows } = await sql<{ n: bigint }>`select ${2n ** 62n}::int8 as n`.execute(db.kysely);
    expect(rows[0]?.n).toBe(2n ** 62n);
  });
});

describe('transactions', () => {
  test('what throws leaves nothing, and the error is its own', async () => {
    const failure = new Error('the work failed');
    const work = withTransaction(db, async (tx) => {
      await sql`insert into note values (100)`.execute(tx);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    expect(await countNotes()).toBe(0);
  });

  test('a commit that PostgreSQL turns into a rollback is an error, never a success', async () => {
    const work = withTransaction(db, async (tx) => {
      await sql`insert into note values (1)`.execute(tx);
      await sql`insert into note values (1)`.execute(tx).catch(() => undefined);
    });
    await expect(work).rejects.toBeInstanceOf(CommitRefused);
    expect(await countNotes()).toBe(0);
  });

  test('a savepoint undoes its own work and leaves the rest', async () => {
    await withTransaction(db, async (tx) => {
      await sql`insert into note values (1)`.execute(tx);
      const inner = savepoint(tx, async () => {
        await sql`insert into note values (2)`.execute(tx);
        await savepoint(tx, () => sql`insert into note values (3)`.execute(tx));
        await sql`insert into note values (1)`.execute(tx);
      });
      await expect(inner).rejects.toSatisfy((error) => isUniqueViolation(error, 'note_pkey'));
      await savepoint(tx, () => sql`insert into note values (4)`.execute(tx));
    });
    const { rows } = await db.pool.query('select id from note order by id');
    expect(rows).toEqual([{ id: 1 }, { id: 4 }]);
    await db.pool.query('delete from note');
  });

  test('a session that is cut reports a lost connection, and the next one works', async () => {
    const work = withTransaction(db, async (tx) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    });
    await expect(work).rejects.toSatisfy(isConnectionLost);
    await withTransaction(db, (tx) => sql`select 1`.execute(tx));
    expect(db.pool.totalCount - db.pool.idleCount).toBe(0);
  });

  test('a failure after the session was cut is still reported as itself', async () => {
    const failure = new Error('the work failed');
    const work = withTransaction(db, async (tx) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx).catch(() => undefined);
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
  });

  test('a deadlock is told from errors that repeat', async () => {
    await db.pool.query('insert into note values (1), (2)');
    let meet = () => {};
    const bothLocked = new Promise<void>((resolve) => {
      let arrived = 0;
      meet = () => {
        arrived += 1;
        if (arrived === 2) resolve();
      };
    });
    const lockBoth = (first: number, second: number) =>
      withTransaction(db, async (tx) => {
        await sql`select from note where id = ${first} for update`.execute(tx);
        meet();
        await bothLocked;
        await sql`select from note where id = ${second} for update`.execute(tx);
      });
    const outcomes = await Promise.allSettled([lockBoth(1, 2), lockBoth(2, 1)]);
    const failures = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason] : []));
    expect(failures.map(isRetryable)).toEqual([true]);
    await db.pool.query('delete from note');

    const repeated = await db.pool.query('insert into note values (-1)').catch((error) => error);
    expect([isRetryable(repeated), isUniqueViolation(repeated)]).toEqual([false, false]);
    expect([isConnectionLost(repeated), isConnectionLost(undefined)]).toEqual([false, false]);
  });
});

describe('a database that cannot be trusted is refused in words', () => {
  async function refusalOf(url: string): Promise<string> {
    const other = connectDatabase({ url, poolMax: 1, log: silentLog, applicationName: 'refused' });
    try {
      await assertDatabaseUsable(other);
      return '';
    } catch (error) {
      return (error as Error).message;
    } finally {
      await other.close();
    }
  }

  test('the ordinary one is accepted', async () => {
    expect(await refusalOf(database.url)).toBe('');
  });

  test('one that confirms commits before they are on disk', async () => {
    const lazy = new URL(database.url);
    lazy.searchParams.set('options', '-c synchronous_commit=off');
    expect(await refusalOf(lazy.href)).toContain('synchronous_commit = off');
  });

  test('one that is not there, without the password in the text', async () => {
    const absent = new URL(database.url);
    absent.port = '1';
    const refusal = await refusalOf(absent.href);
    expect(refusal).toMatch(/^The database at 127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/);
    expect(refusal).not.toContain(absent.password);
  });

  test('one that refuses the password, without the password in the text', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'guessed-wrong';
    const refusal = await refusalOf(wrong.href);
    expect(refusal).toMatch(/refuses the user "affitor".*DATABASE_URL/);
    expect(refusal).not.toContain('guessed-wrong');
  });

  test('a name that does not exist', async () => {
    const missing = new URL(database.url);
    missing.pathname = '/nowhere';
    expect(await refusalOf(missing.href)).toContain('no database "nowhere"');
  });
});
