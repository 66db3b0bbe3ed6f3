-- Programs, their origins, groups of partners and the versioned commission policies.

create table program (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  name text not null check (char_length(name) between 1 and 200),
  slug text not null,
  website_url text not null,
  logo_url text,
  tagline text,
  category text,
  short_description text,
  long_description text,
  terms_url text,
  resources_url text,
  approval_mode text not null default 'manual' check (approval_mode in ('manual', 'auto_accept')),
  cookie_window_days integer not null default 60 check (cookie_window_days between 1 and 365),
  -- Null: the window governs the cookie only. Set: an opt-in look-back for sales.
  attribution_window_days integer check (attribution_window_days between 1 and 365),
  attribution_model text not null default 'last_click' check (attribution_model = 'last_click'),
  lead_auth text not null default 'browser_allowed'
    check (lead_auth in ('browser_allowed', 'server_required')),
  payment_tracking_mode text not null default 'stripe'
    check (payment_tracking_mode in ('stripe', 's2s', 'manual')),
  currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  time_zone text not null default 'UTC',
  payout_threshold_cents bigint not null default 0 check (payout_threshold_cents >= 0),
  marketplace_visible boolean not null default false,
  status text not null default 'draft' check (status in ('draft', 'active', 'paused')),
  api_token_hash bytea not null unique check (octet_length(api_token_hash) = 32),
  api_token_masked text not null,
  key_rotated_at timestamptz,
  created_at timestamptz not null,
  -- A deleted program answers like a missing one; its books stay.
  deleted_at timestamptz,
  unique (workspace_id, id)
);
create unique index program_slug on program (slug) where deleted_at is null;

create table program_origin (
  program_id integer not null references program (id),
  origin text not null,
  created_at timestamptz not null,
  primary key (program_id, origin)
);
create index program_origin_by_origin on program_origin (origin);

create table partner_group (
  id integer generated always as identity primary key,
  program_id integer not null references program (id),
  name text not null check (char_length(name) between 1 and 200),
  is_default boolean not null default false,
  created_at timestamptz not null,
  deleted_at timestamptz,
  unique (program_id, id)
);
create unique index partner_group_name on partner_group (program_id, lower(name))
  where deleted_at is null;
create unique index partner_group_default on partner_group (program_id) where is_default;

-- The version in force for a group and product is the one with the latest effective_from that has
-- begun; effective_to is written when the next version is made, for people to read.
create table commission_policy (
  id integer generated always as identity primary key,
  program_id integer not null references program (id),
  group_id integer not null,
  product_id text,
  version integer not null check (version > 0),
  commission_type text not null
    check (commission_type in ('cpc', 'cpl', 'cps_one_time', 'cps_recurring', 'cps_lifetime')),
  rate_kind text not null check (rate_kind in ('percent', 'fixed')),
  rate_basis_points integer check (rate_basis_points between 0 and 10000),
  fixed_amount_cents bigint check (fixed_amount_cents between 0 and 9007199254740991),
  fixed_currency text check (fixed_currency ~ '^[A-Z]{3}$'),
  -- Months from the customer's first purchase in which a recurring policy pays.
  duration_months integer check (duration_months between 1 and 1200),
  hold_days integer not null check (hold_days between 0 and 31),
  approval_mode text not null check (approval_mode in ('manual', 'auto')),
  effective_from timestamptz not null,
  effective_to timestamptz,
  previous_policy_id integer references commission_policy (id),
  created_by text not null,
  created_at timestamptz not null,
  unique (program_id, id),
  unique nulls not distinct (program_id, group_id, product_id, version),
  unique nulls not distinct (program_id, group_id, product_id, effective_from),
  foreign key (program_id, group_id) references partner_group (program_id, id),
  check ((rate_kind = 'percent') = (rate_basis_points is not null)),
  check ((rate_kind = 'fixed') = (fixed_amount_cents is not null)),
  check ((rate_kind = 'fixed') = (fixed_currency is not null)),
  check (commission_type not in ('cpc', 'cpl') or (rate_kind = 'fixed' and product_id is null)),
  check ((commission_type = 'cps_recurring') = (duration_months is not null)),
  check (effective_to is null or effective_to >= effective_from)
);
create index commission_policy_in_force
  on commission_policy (program_id, group_id, effective_from desc);
