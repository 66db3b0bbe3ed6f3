-- Commissions with the snapshot they were computed from, their history, and refunds.

create sequence commission_id_seq as bigint;
create table commission (
  id bigint primary key,
  program_id integer not null,
  partner_id integer not null,
  enrollment_id integer not null,
  kind text not null check (kind in ('sale', 'lead', 'click')),
  sale_id bigint,
  lead_id bigint,
  link_id integer,
  -- The program's local day that a click commission pays for, and how many clicks it counted.
  click_day date,
  click_count bigint check (click_count > 0),
  policy_id integer not null,
  policy_version integer not null,
  commission_type text not null,
  rate_kind text not null check (rate_kind in ('percent', 'fixed')),
  rate_basis_points integer,
  fixed_amount_cents bigint,
  basis_cents bigint,
  rounding text not null default 'half_up' check (rounding = 'half_up'),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount_cents bigint not null check (amount_cents between 0 and 9007199254740991),
  reversed_cents bigint not null default 0,
  -- Where the money stands in the books.
  stage text not null default 'pending' check (stage in ('pending', 'approved', 'paid', 'rejected')),
  refund_state text not null default 'none' check (refund_state in ('none', 'partial', 'full')),
  -- The one word that the API shows.
  status text generated always as (
    case
      when stage = 'rejected' then 'rejected'
      when refund_state = 'full' then 'reversed'
      when refund_state = 'partial' then 'refunded'
      else stage
    end
  ) stored,
  is_on_hold boolean not null default true,
  hold_expires_at timestamptz not null,
  hold_extension_count integer not null default 0,
  approval_mode text not null check (approval_mode in ('manual', 'auto')),
  approved_at timestamptz,
  paid_at timestamptz,
  rejected_at timestamptz,
  rejection_reason text,
  created_at timestamptz not null,
  unique (program_id, id),
  unique (sale_id),
  unique (lead_id),
  foreign key (program_id, partner_id, enrollment_id)
    references enrollment (program_id, partner_id, id),
  foreign key (program_id, policy_id) references commission_policy (program_id, id),
  foreign key (program_id, sale_id) references sale (program_id, id),
  foreign key (program_id, lead_id) references lead (program_id, id),
  check (reversed_cents between 0 and amount_cents),
  check ((kind = 'sale') = (sale_id is not null)),
  check ((kind = 'lead') = (lead_id is not null)),
  check ((kind = 'click') = (click_day is not null and link_id is not null
    and click_count is not null)),
  check (refund_state <> 'full' or reversed_cents = amount_cents),
  check (stage <> 'approved' or not is_on_hold),
  check ((stage = 'rejected') = (rejected_at is not null and rejection_reason is not null))
);
create unique index commission_click_day on commission (link_id, click_day) where kind = 'click';
create index commission_by_program on commission (program_id, created_at desc, id desc);
create index commission_by_status on commission (program_id, status, created_at desc);
create index commission_by_partner on commission (program_id, partner_id, created_at desc);
create index commission_hold_due on commission (hold_expires_at) where is_on_hold;

create table commission_event (
  id bigint generated always as identity primary key,
  program_id integer not null,
  commission_id bigint not null,
  actor text not null,
  from_status text,
  to_status text not null,
  reason_code text,
  note text,
  amount_cents bigint,
  request_id text,
  happened_at timestamptz not null,
  foreign key (program_id, commission_id) references commission (program_id, id)
);
create index commission_event_by_commission on commission_event (commission_id, id);
create trigger commission_event_append_only before update or delete on commission_event
  for each row execute function refuse_change();
create trigger commission_event_no_truncate before truncate on commission_event
  for each statement execute function refuse_change();

create table refund (
  id bigint generated always as identity primary key,
  program_id integer not null,
  sale_id bigint not null,
  commission_id bigint,
  -- The running total after this refund, and what this refund added to it.
  refunded_total_cents bigint not null check (refunded_total_cents > 0),
  amount_cents bigint not null check (amount_cents > 0),
  deduction_cents bigint not null check (deduction_cents >= 0),
  reason text,
  request_id text,
  refunded_at timestamptz not null,
  unique (program_id, id),
  unique (sale_id, refunded_total_cents),
  foreign key (program_id, sale_id) references sale (program_id, id),
  foreign key (program_id, commission_id) references commission (program_id, id)
);
create index refund_by_program on refund (program_id, refunded_at);
create trigger refund_append_only before update or delete on refund
  for each row execute function refuse_change();
create trigger refund_no_truncate before truncate on refund
  for each statement execute function refuse_change();
