// Owns the SQL of a period: whole days of a program's time zone, or moments.
import { type RawBuilder, sql } from 'kysely';
import type { Period } from './rules.js';

/** The condition that a moment lies within a period; both ends are inclusive. */
export function isWithin(
  column: RawBuilder<unknown>,
  period: Period,
  timeZone: string,
): RawBuilder<unknown> {
  const { from, to } = period;
  const conditions = [sql`true`];
  if (from) {
    conditions.push(
      'day' in from
        ? sql`${column} >= ${from.day}::date::timestamp at time zone ${timeZone}::text`
        : sql`${column} >= ${from.moment}::timestamptz`,
    );
  }
  if (to) {
    conditions.push(
      'day' in to
        ? sql`${column} < (${to.day}::date + 1)::timestamp at time zone ${timeZone}::text`
        : sql`${column} <= ${to.moment}::timestamptz`,
    );
  }
  return sql.join(conditions, sql` and `);
}
