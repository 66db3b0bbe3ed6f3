-- Stripe as a source of payments: connections, what was delivered, whose customers are known there.

-- One payment has several ids at its provider. The first names the sale; the others lead to it, are
-- claimed with it, and are refused to anybody else by the same key.
alter table processor_event
  add column alias_of text references processor_event (processor_event_id),
  add check (alias_of is null or (alias_of <> processor_event_id and not is_test));
create index processor_event_alias on processor_event (alias_of) where alias_of is not null;

-- A disconnected program keeps its row, without the secret; the audit log has the history.
create table stripe_connection (
  program_id integer primary key references program (id),
  stripe_account_id text not null,
  webhook_endpoint_id text not null,
  -- Encrypted with a key that is derived from the server's secret for this program.
  webhook_secret bytea,
  livemode boolean not null,
  charges_enabled boolean not null,
  payouts_enabled boolean not null,
  details_submitted boolean not null,
  connected_by text not null,
  connected_at timestamptz not null,
  disconnected_at timestamptz,
  last_event_at timestamptz,
  check ((webhook_secret is null) = (disconnected_at is not null))
);
create index stripe_connection_live on stripe_connection (webhook_endpoint_id)
  where disconnected_at is null;

-- Every event once for each program that it was delivered to. What is kept of its content is what
-- applying it needs: ids, amounts, and emails as keyed digests. It is purged after 30 days.
create table stripe_event (
  id bigint generated always as identity primary key,
  program_id integer not null references program (id),
  stripe_event_id text not null check (char_length(stripe_event_id) between 1 and 255),
  type text not null,
  livemode boolean not null,
  account_id text,
  outcome text not null check (outcome in ('applied', 'waiting', 'unattributed', 'ignored')),
  reason text not null,
  routing_reason text not null
    check (routing_reason in ('metadata_program_id', 'connected_account', 'endpoint_secret')),
  confidence_score numeric(3, 2) not null check (confidence_score between 0 and 1),
  -- The ids of the payment at Stripe, by which an event that waits finds its sale.
  object_ids text[] not null,
  content jsonb,
  sale_id bigint,
  request_id text not null,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  unique (program_id, stripe_event_id),
  foreign key (program_id, sale_id) references sale (program_id, id)
);
create index stripe_event_by_program on stripe_event (program_id, received_at desc, id desc);
create index stripe_event_waiting on stripe_event using gin (object_ids)
  where outcome = 'waiting';
create index stripe_event_by_age on stripe_event (received_at) where content is not null;

-- Customers of Stripe whose payments were attributed before.
create table stripe_customer (
  program_id integer not null references program (id),
  stripe_customer_id text not null,
  customer_id bigint not null references customer (id),
  first_seen_at timestamptz not null,
  primary key (program_id, stripe_customer_id)
);
create index stripe_customer_by_customer on stripe_customer (customer_id);

-- What charges (their running total) and disputes have taken back of a sale. Refunds count a total,
-- so the parts are kept apart: then their order does not matter.
create table stripe_reversal (
  program_id integer not null,
  source_id text not null,
  sale_id bigint not null,
  amount_cents bigint not null check (amount_cents > 0),
  updated_at timestamptz not null,
  primary key (program_id, source_id),
  foreign key (program_id, sale_id) references sale (program_id, id)
);
create index stripe_reversal_by_sale on stripe_reversal (sale_id);

-- Payments of Stripe find their customer by email, too. Clicks bring none, so they pay nothing.
create index customer_by_email on customer (program_id, email_hmac) where email_hmac is not null;
create index sale_first_of_subscription on sale (program_id, subscription_id)
  where subscription_id is not null and not is_recurring;
