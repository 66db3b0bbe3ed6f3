// Owns the SQL of where a list begins and ends: periods and pages.
import { type RawBuilder, sql } from 'kysely';
import type { PageCursor } from '../platform/http/cursor.js';
import type { Period } from './rules.js';

// tenant: a part of statements that name their program.
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

// tenant: a part of statements that name their program.
/** The condition that a row comes after the last one of the previous page. */
export function isBehind(
  column: RawBuilder<unknown>,
  after: PageCursor | null,
): RawBuilder<unknown> {
  if (!after) return sql``;
  return sql`and (${column}, id) < (${after.at}::timestamptz, ${after.id}::bigint)`;
}
