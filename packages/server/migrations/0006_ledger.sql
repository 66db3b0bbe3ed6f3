-- Double entry. A posting's amount is signed: positive is a debit, negative a credit.

create table ledger_account (
  id bigint generated always as identity primary key,
  program_id integer not null references program (id),
  -- Null for the program's own accounts.
  partner_id integer references partner (id),
  kind text not null check (kind in ('commission_expense', 'partner_pending', 'partner_payable')),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz not null,
  unique nulls not distinct (program_id, partner_id, kind, currency),
  unique (program_id, id, currency),
  check ((kind = 'commission_expense') = (partner_id is null))
);

create sequence ledger_transaction_id_seq as bigint;
create table ledger_transaction (
  id bigint primary key,
  program_id integer not null,
  kind text not null check (kind in (
    'commission_created', 'commission_approved', 'commission_rejected', 'commission_reversed'
  )),
  commission_id bigint not null,
  refund_id bigint,
  posted_at timestamptz not null,
  unique (program_id, id),
  foreign key (program_id, commission_id) references commission (program_id, id),
  foreign key (program_id, refund_id) references refund (program_id, id),
  check ((kind = 'commission_reversed') = (refund_id is not null))
);
-- A commission is created, approved and rejected at most once; a refund is posted at most once.
create unique index ledger_transaction_once on ledger_transaction (commission_id, kind)
  where refund_id is null;
create unique index ledger_transaction_refund_once on ledger_transaction (refund_id)
  where refund_id is not null;

create table ledger_posting (
  id bigint generated always as identity primary key,
  program_id integer not null,
  transaction_id bigint not null,
  account_id bigint not null,
  currency text not null,
  amount_cents bigint not null check (amount_cents <> 0),
  foreign key (program_id, transaction_id) references ledger_transaction (program_id, id),
  foreign key (program_id, account_id, currency)
    references ledger_account (program_id, id, currency)
);
create index ledger_posting_by_account on ledger_posting (account_id) include (amount_cents);
create index ledger_posting_by_transaction on ledger_posting (transaction_id);

-- Every statement that adds postings must leave each transaction it touches balanced by itself:
-- stricter than a check at commit, and one aggregate per statement instead of one per row.
create function refuse_unbalanced_postings() returns trigger language plpgsql as $$
declare
  unbalanced record;
begin
  select transaction_id, currency, sum(amount_cents) as total into unbalanced
  from added_posting
  group by transaction_id, currency
  having sum(amount_cents) <> 0
  limit 1;
  if found then
    raise exception 'ledger transaction % is off by % %',
      unbalanced.transaction_id, unbalanced.total, unbalanced.currency
      using errcode = 'check_violation';
  end if;
  return null;
end $$;

create trigger ledger_posting_balanced after insert on ledger_posting
  referencing new table as added_posting
  for each statement execute function refuse_unbalanced_postings();
create trigger ledger_posting_append_only before update or delete on ledger_posting
  for each row execute function refuse_change();
create trigger ledger_posting_no_truncate before truncate on ledger_posting
  for each statement execute function refuse_change();
create trigger ledger_transaction_append_only before update or delete on ledger_transaction
  for each row execute function refuse_change();
create trigger ledger_transaction_no_truncate before truncate on ledger_transaction
  for each statement execute function refuse_change();
