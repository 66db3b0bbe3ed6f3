// Owns the SQL that records clicks: one statement for everything that waited.
import { CompiledQuery, sql } from 'kysely';
import type { Database, Tx } from '../platform/db/index.js';

/** A click about to be recorded. */
export interface ClickRow {
  /** Null for a visitor without a customer row yet. */
  customerId: bigint | null;
  clickedAtMs: number;
  token: string;
  programId: number;
  partnerId: number;
  enrollmentId: number | null;
  linkId: number;
  isBot: boolean;
  isRepeat: boolean;
  day: string;
  /** What the browser said, as it is kept. */
  context: Record<string, string>;
}

interface Statement {
  name: string;
  text: string;
  values: unknown[];
}

/** Runs one statement: in a transaction of its own, or as part of one. */
export type QueryRunner = (statement: Statement) => Promise<{ rows: { customer_id: bigint }[] }>;

/**
 * The runner for a database or a transaction. Outside a transaction the statement is prepared
 * once per connection, which saves planning it for every batch.
 */
export function runnerOf(scope: Database | Tx): QueryRunner {
  if ('pool' in scope) return (statement) => scope.pool.query(statement);
  return ({ text, values }) => scope.executeQuery(CompiledQuery.raw(text, values));
}

// JSON carries the whole batch in one parameter: building it was measured to cost the process less
// than a dozen arrays, whose every text is escaped.
const INPUT = `
  with input as materialized (
    select coalesce(item.customer_id, nextval('customer_id_seq')) as customer_id,
      item.customer_id is null as is_new, to_timestamp(item.clicked_at_ms / 1000.0) as clicked_at,
      item.clicked_at_ms, item.token, item.program_id, item.partner_id, item.enrollment_id,
      item.link_id, item.is_bot, item.is_repeat, item.day, item.context, item.position
    from json_to_recordset($1::json) as item (
      customer_id bigint, clicked_at_ms bigint, token text, program_id int, partner_id int,
      enrollment_id int, link_id int, is_bot boolean, is_repeat boolean, day date, context jsonb,
      position int
    )
    where (select version from config_version) = $2::bigint
  ), new_customer as (
    insert into customer (
      id, program_id, partner_id, enrollment_id, link_id, attributed_click_id, attributed_at,
      attributed_by_bot, last_click_at, created_at
    )
    select customer_id, program_id, partner_id, enrollment_id, link_id,
      'cust_' || customer_id || '_' || clicked_at_ms || token, clicked_at, is_bot, clicked_at,
      clicked_at
    from input where is_new
  ), new_click as (
    insert into click (
      customer_id, clicked_at, token, program_id, partner_id, link_id, is_bot, is_repeat, context
    )
    select customer_id, clicked_at, token, program_id, partner_id, link_id, is_bot, is_repeat,
      context
    from input
  )`;

// Links are locked before days, each in the order of their keys, as every feeder of counters does.
const COUNTERS = `, counted as (
    insert into link_counter as counter (
      link_id, program_id, clicks, bot_clicks, repeat_clicks, last_clicked_at
    )
    select link_id, program_id,
      count(*) filter (where not is_bot and not is_repeat),
      count(*) filter (where is_bot),
      count(*) filter (where is_repeat and not is_bot),
      max(clicked_at) filter (where not is_bot)
    from input group by link_id, program_id order by link_id
    on conflict (link_id) do update set
      clicks = counter.clicks + excluded.clicks,
      bot_clicks = counter.bot_clicks + excluded.bot_clicks,
      repeat_clicks = counter.repeat_clicks + excluded.repeat_clicks,
      last_clicked_at = greatest(counter.last_clicked_at, excluded.last_clicked_at)
    returning 1
  ), counted_by_day as (
    insert into daily_stat as stat (
      program_id, day, link_id, partner_id, clicks, bot_clicks, repeat_clicks
    )
    select program_id, day, link_id, partner_id,
      count(*) filter (where not is_bot and not is_repeat),
      count(*) filter (where is_bot),
      count(*) filter (where is_repeat and not is_bot)
    from input, (select count(*) from counted) as links_first
    group by program_id, day, link_id, partner_id
    order by program_id, day, link_id, partner_id
    on conflict (program_id, day, link_id, partner_id) do update set
      clicks = stat.clicks + excluded.clicks,
      bot_clicks = stat.bot_clicks + excluded.bot_clicks,
      repeat_clicks = stat.repeat_clicks + excluded.repeat_clicks
    returning 1
  )`;

const ANSWER = `
  select customer_id from input order by position`;

const STATEMENTS = {
  counting: { name: 'insert_clicks', text: INPUT + COUNTERS + ANSWER },
  plain: { name: 'insert_clicks_uncounted', text: INPUT + ANSWER },
};

/**
 * Records clicks, new customers and counters in one statement. Answers the customer of each, or
 * null, with nothing written, when the settings moved on from `configVersion`.
 */
export async function insertClicks(
  runner: QueryRunner,
  rows: ClickRow[],
  options: { configVersion: bigint; counting: boolean },
): Promise<bigint[] | null> {
  const statement = options.counting ? STATEMENTS.counting : STATEMENTS.plain;
  const items = rows.map((row, position) => ({
    customer_id: row.customerId === null ? null : String(row.customerId),
    clicked_at_ms: row.clickedAtMs,
    token: row.token,
    program_id: row.programId,
    partner_id: row.partnerId,
    enrollment_id: row.enrollmentId,
    link_id: row.linkId,
    is_bot: row.isBot,
    is_repeat: row.isRepeat,
    day: row.day,
    context: row.context,
    position,
  }));
  const { rows: inserted } = await runner({
    ...statement,
    values: [JSON.stringify(items), options.configVersion],
  });
  if (inserted.length === 0 && rows.length > 0) return null;
  return inserted.map((row) => row.customer_id);
}

/** Notes when known customers last clicked. */
export async function updateLastClicks(
  tx: Tx,
  clicks: { programId: number; customerId: bigint; clickedAt: Date }[],
): Promise<void> {
  if (clicks.length === 0) return;
  await sql`
    update customer set last_click_at = clicked.clicked_at
    from unnest(
      ${clicks.map((click) => click.programId)}::int[],
      ${clicks.map((click) => click.customerId)}::bigint[],
      ${clicks.map((click) => click.clickedAt)}::timestamptz[]
    ) as clicked (program_id, customer_id, clicked_at)
    where customer.program_id = clicked.program_id and customer.id = clicked.customer_id
  `.execute(tx);
}
