-- What the public API records: customers, clicks, leads, sales, refunds, refusals, test events.

create sequence customer_id_seq as bigint;

-- Inserted at the rate of clicks, so it carries no foreign keys beside its own key: each was
-- measured to cost more than a tenth of the click throughput. invariants.sql proves the rest.
create table customer (
  id bigint primary key,
  program_id integer not null,
  status text not null default 'click' check (status in ('click', 'lead', 'conversion')),
  partner_id integer,
  enrollment_id integer,
  link_id integer,
  -- The click that the current attribution rests on, and when it happened.
  attributed_click_id text,
  attributed_at timestamptz,
  -- The attributing click came from a bot: it is shown, but earns nothing.
  attributed_by_bot boolean not null default false,
  customer_key text,
  email_hmac bytea,
  email_masked text,
  signup_at timestamptz,
  first_purchase_at timestamptz,
  last_purchase_at timestamptz,
  sale_count integer not null default 0 check (sale_count >= 0),
  last_click_at timestamptz,
  -- Set when this anonymous visitor turned out to be a known customer.
  merged_into bigint references customer (id),
  created_at timestamptz not null,
  check (merged_into is null or merged_into <> id)
) with (fillfactor = 85);
create unique index customer_key_unique on customer (program_id, customer_key)
  where customer_key is not null;
-- "Does any other program know this key" chooses between two documented errors.
create index customer_by_key on customer (customer_key) where customer_key is not null;
create index customer_merged on customer (merged_into) where merged_into is not null;

-- A click id is cust_<customer_id>_<clicked_at in ms><39 digits of token>: the id leads to the row.
create table click (
  customer_id bigint not null references customer (id),
  clicked_at timestamptz not null,
  token text not null,
  program_id integer not null,
  partner_id integer not null,
  link_id integer not null,
  is_bot boolean not null default false,
  is_repeat boolean not null default false,
  context jsonb not null,
  primary key (customer_id, clicked_at)
) partition by range (clicked_at);
create index click_by_program on click (program_id, clicked_at);

create table click_default partition of click default;

-- Creates the missing monthly partitions from one month to another (both inclusive). A month whose
-- rows already lie in the default partition is left there.
create function ensure_click_partitions(first_month date, last_month date) returns integer
language plpgsql as $$
declare
  month_start date := date_trunc('month', first_month)::date;
  month_end date;
  partition_name text;
  created integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('ensure_click_partitions'));
  while month_start <= last_month loop
    month_end := (month_start + interval '1 month')::date;
    partition_name := 'click_' || to_char(month_start, 'YYYY_MM');
    if to_regclass(partition_name) is null and not exists (
      select 1 from click_default
      where clicked_at >= month_start::timestamp at time zone 'UTC'
        and clicked_at < month_end::timestamp at time zone 'UTC'
    ) then
      execute format(
        'create table %I partition of click for values from (%L) to (%L)',
        partition_name,
        month_start::timestamp at time zone 'UTC',
        month_end::timestamp at time zone 'UTC'
      );
      created := created + 1;
    end if;
    month_start := month_end;
  end loop;
  return created;
end $$;

create table lead (
  id bigint generated always as identity primary key,
  program_id integer not null references program (id),
  customer_id bigint not null references customer (id),
  partner_id integer,
  enrollment_id integer,
  link_id integer,
  click_id text,
  customer_key text,
  session_id text,
  page_url text,
  event_name text,
  click_ids text[],
  provisional boolean not null default false,
  via_server boolean not null,
  commission_state text not null default 'none'
    check (commission_state in ('none', 'created', 'failed')),
  commission_failure text,
  request_id text,
  lead_at timestamptz not null,
  unique (program_id, id),
  foreign key (program_id, partner_id, enrollment_id)
    references enrollment (program_id, partner_id, id)
);
create unique index lead_once on lead (customer_id) where not provisional;
create index lead_by_program on lead (program_id, lead_at);
create index lead_by_customer on lead (customer_id);
-- A payment may settle a provisional lead by the customer key it brought.
create index lead_provisional on lead (program_id, customer_key) where provisional;

-- The one idempotency space over all programs and channels, real and test alike.
create table processor_event (
  processor_event_id text primary key check (char_length(processor_event_id) between 1 and 512),
  program_id integer not null,
  is_test boolean not null default false,
  created_at timestamptz not null
);
create index processor_event_test on processor_event (program_id) where is_test;

create sequence sale_id_seq as bigint;
-- The key to the enrollment proves the program and the partner as well.
create table sale (
  id bigint primary key,
  program_id integer not null,
  customer_id bigint not null references customer (id),
  partner_id integer not null,
  enrollment_id integer not null,
  link_id integer,
  click_id text,
  processor_event_id text not null unique references processor_event (processor_event_id),
  amount_cents bigint not null check (amount_cents between 1 and 9007199254740991),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  sale_type text not null check (sale_type in ('payment', 'subscription')),
  payment_status text not null default 'paid' check (payment_status in ('paid')),
  is_recurring boolean not null,
  is_first boolean not null,
  subscription_id text,
  subscription_interval text
    check (subscription_interval in ('monthly', 'quarterly', 'annual')),
  product_id text,
  line_items jsonb,
  event_name text,
  additional_data jsonb,
  refunded_cents bigint not null default 0,
  -- not_due: the policy pays nothing for this sale. failed: the repair job owes a commission.
  commission_state text not null check (commission_state in ('created', 'not_due', 'failed')),
  commission_failure text,
  not_due_reason text,
  request_id text,
  sold_at timestamptz not null,
  unique (program_id, id),
  foreign key (program_id, partner_id, enrollment_id)
    references enrollment (program_id, partner_id, id),
  check (refunded_cents between 0 and amount_cents)
);
create index sale_by_program on sale (program_id, sold_at);
create index sale_by_customer on sale (customer_id);
create index sale_commission_failed on sale (program_id) where commission_state = 'failed';

-- Why each subject (click, lead, sale, merge) was credited as it was, as it looked at that moment.
create table attribution_decision (
  id bigint generated always as identity primary key,
  program_id integer not null,
  customer_id bigint not null,
  subject text not null check (subject in ('click', 'lead', 'sale', 'merge')),
  subject_id text not null,
  rule text not null,
  partner_id integer,
  winner_click_id text,
  candidates jsonb not null,
  decided_at timestamptz not null
);
create index attribution_decision_by_customer on attribution_decision (customer_id, decided_at);

-- Calls of a known program that were refused or left unattributed. No personal data; 30 days.
create table tracking_refusal (
  id bigint generated always as identity primary key,
  program_id integer not null,
  endpoint text not null check (endpoint in ('click', 'lead', 'sale', 'refund')),
  code text not null,
  status integer not null,
  reason text not null,
  request_id text,
  refused_at timestamptz not null
);
create index tracking_refusal_by_program on tracking_refusal (program_id, refused_at desc);
create index tracking_refusal_by_age on tracking_refusal (refused_at);

create table test_event (
  id bigint generated always as identity primary key,
  program_id integer references program (id),
  kind text not null check (kind in ('click', 'lead', 'sale')),
  click_id text,
  customer_key text,
  processor_event_id text references processor_event (processor_event_id),
  amount_cents bigint,
  currency text,
  payload jsonb not null,
  created_at timestamptz not null
);
create index test_event_by_program on test_event (program_id, kind, created_at desc);
create index test_event_by_processor_event on test_event (processor_event_id)
  where processor_event_id is not null;
