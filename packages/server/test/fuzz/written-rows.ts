// Owns noticing every row that a request wrote: triggers note the table of each committed change.
import type { Database } from '../../src/platform/db/index.js';

/** What refused requests may write: the refusal itself, and that a key was used. */
const ALWAYS_ALLOWED = ['tracking_refusal', 'management_key', 'migration'];

/** Puts a trigger on every table of the product. */
export async function watchWrites(db: Database): Promise<void> {
  await db.pool.query(`
    create table fuzz_write (table_name text not null);
    create function note_fuzz_write() returns trigger language plpgsql as $$
      begin
        insert into fuzz_write values (tg_table_name);
        return null;
      end
    $$;
  `);
  const { rows } = await db.pool.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
       and relname <> 'fuzz_write' and relname <> all($1)`,
    [ALWAYS_ALLOWED],
  );
  for (const { name } of rows) {
    await db.pool.query(
      `create trigger fuzz_write after insert or update or delete on ${name}
         for each row execute function note_fuzz_write()`,
    );
  }
}

/** The tables that were written to since the last question. */
export async function takeWrites(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ table_name: string }>(
    'with taken as (delete from fuzz_write returning table_name) select distinct * from taken',
  );
  return rows.map((row) => row.table_name);
}
