// Owns the SQL of the ledger: accounts, transactions, postings, balances.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { AccountKind, Movement } from './rules.js';

export interface AccountKey {
  programId: number;
  partnerId: number | null;
  kind: AccountKind;
  currency: string;
}

/** A movement and the lines it posts, each to one of the accounts that are named beside it. */
export interface TransactionRow {
  movement: Movement;
  lines: { accountIndex: number; amountCents: bigint }[];
}

/** Opens those of the accounts that do not exist yet. */
export async function openAccounts(tx: Tx, keys: AccountKey[], now: Date): Promise<void> {
  await sql`
    insert into ledger_account (program_id, partner_id, kind, currency, created_at)
    select program_id, partner_id, kind, currency, ${now}::timestamptz
    from ${accountsOf(keys)}
    where id is null
    order by program_id, partner_id, kind, currency
    on conflict do nothing
  `.execute(tx);
}

// Two branches, because "is not distinct from" cannot use an index and would read every account of
// the program.
function accountsOf(keys: AccountKey[]) {
  return sql`(
    select wanted.*, account.id
    from unnest(
      ${keys.map((key) => key.programId)}::int[], ${keys.map((key) => key.partnerId)}::int[],
      ${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.currency)}::text[]
    ) with ordinality as wanted (program_id, partner_id, kind, currency, position)
    left join lateral (
      select id from ledger_account account
      where account.program_id = wanted.program_id and account.partner_id = wanted.partner_id
        and account.kind = wanted.kind and account.currency = wanted.currency
      union all
      select id from ledger_account account
      where wanted.partner_id is null
        and account.program_id = wanted.program_id and account.partner_id is null
        and account.kind = wanted.kind and account.currency = wanted.currency
    ) account on true
  ) as account`;
}

/**
 * Appends the transactions with their postings. One statement for both: the balance check sees all
 * postings of a transaction.
 */
export async function insertTransactions(
  tx: Tx,
  accounts: AccountKey[],
  transactions: TransactionRow[],
  now: Date,
): Promise<void> {
  const column = <Value>(value: (row: TransactionRow) => Value) => transactions.map(value);
  const lines = transactions.flatMap(({ movement, lines }, index) =>
    lines.map((line) => ({ ...line, movement, position: index + 1 })),
  );
  await sql`
    with input as materialized (
      select nextval('ledger_transaction_id_seq') as id, movement.*
      from unnest(
        ${column(({ movement }) => movement.programId)}::int[],
        ${column(({ movement }) => movement.kind)}::text[],
        ${column(({ movement }) => movement.commissionId)}::bigint[],
        ${column(({ movement }) => movement.refundId)}::bigint[]
      ) with ordinality as movement (program_id, kind, commission_id, refund_id, position)
    ), inserted as (
      insert into ledger_transaction (id, program_id, kind, commission_id, refund_id, posted_at)
      select id, program_id, kind, commission_id, refund_id, ${now}::timestamptz from input
    ), numbered as materialized (
      select
        (select array_agg(id order by position) from input) as transaction_ids,
        (select array_agg(id order by position) from ${accountsOf(accounts)}) as account_ids
    )
    insert into ledger_posting (program_id, transaction_id, account_id, currency, amount_cents)
    select line.program_id, numbered.transaction_ids[line.position],
      numbered.account_ids[line.account_position], line.currency, line.amount_cents
    from numbered, unnest(
      ${lines.map((line) => line.movement.programId)}::int[],
      ${lines.map((line) => line.position)}::int[],
      ${lines.map((line) => line.accountIndex + 1)}::int[],
      ${lines.map((line) => line.movement.currency)}::text[],
      ${lines.map((line) => line.amountCents)}::bigint[]
    ) as line (program_id, position, account_position, currency, amount_cents)
  `.execute(tx);
}

export interface PartnerBalance {
  partnerId: number;
  currency: string;
  pendingCents: bigint;
  payableCents: bigint;
}

/** What a program owes, per partner and currency: the negated sums of the liability accounts. */
export async function listPartnerBalances(
  tx: Tx,
  programId: number,
  partnerId: number | null = null,
): Promise<PartnerBalance[]> {
  const { rows } = await sql<{
    partner_id: number;
    currency: string;
    pending_cents: bigint;
    payable_cents: bigint;
  }>`
    select account.partner_id, account.currency,
      -coalesce(sum(posted.cents) filter (where account.kind = 'partner_pending'), 0)::bigint
        as pending_cents,
      -coalesce(sum(posted.cents) filter (where account.kind = 'partner_payable'), 0)::bigint
        as payable_cents
    from ledger_account account
    cross join lateral (
      -- Account by account the sums come from the index alone.
      select sum(amount_cents) as cents from ledger_posting
      where ledger_posting.account_id = account.id having count(*) > 0
    ) posted
    where account.program_id = ${programId}
      and account.partner_id is not null
      and (${partnerId}::int is null or account.partner_id = ${partnerId}::int)
    group by account.partner_id, account.currency
    order by account.partner_id, account.currency
  `.execute(tx);
  return rows.map((row) => ({
    partnerId: row.partner_id,
    currency: row.currency,
    pendingCents: row.pending_cents,
    payableCents: row.payable_cents,
  }));
}
