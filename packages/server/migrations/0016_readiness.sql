-- What proves that an integration works: rehearsals for synthetic chains, and looks at sites; and
-- command lines that are signed in through the browser.

-- A rehearsal is a program of its own, with the terms of the program it stands for, in a workspace
-- that nobody is a member of. A synthetic chain writes there what real calls write elsewhere, so
-- that no query of the program can see it. Whatever pays money out must leave rehearsals out.
alter table workspace add column rehearsal_of integer unique references workspace (id);
alter table program add column rehearsal_of integer unique references program (id);

-- A chain that a process left halfway stays pending.
create table synthetic_chain (
  id bigint generated always as identity primary key,
  program_id integer not null references program (id),
  actor text not null,
  customer_key text not null unique,
  click_verdict text not null default 'pending'
    check (click_verdict in ('attributed', 'unattributed', 'wrong_partner', 'pending')),
  lead_verdict text not null default 'pending'
    check (lead_verdict in ('attributed', 'unattributed', 'wrong_partner', 'pending')),
  sale_verdict text not null default 'pending'
    check (sale_verdict in ('attributed', 'unattributed', 'wrong_partner', 'pending')),
  started_at timestamptz not null,
  finished_at timestamptz
);
create index synthetic_chain_by_program on synthetic_chain (program_id, started_at desc);

-- What was found when a program's site was last looked at. Whoever moves looking_until looks, and
-- the other processes go by what is known.
create table site_check (
  program_id integer primary key references program (id),
  website_url text not null,
  finding text
    check (finding in ('installed', 'missing', 'other_program', 'unreachable', 'not_public')),
  checked_at timestamptz,
  forced_at timestamptz,
  looking_until timestamptz
);

-- The refund at the end of a chain is shown among the test events, too.
alter table test_event drop constraint test_event_kind_check;
alter table test_event add constraint test_event_kind_check
  check (kind in ('click', 'lead', 'sale', 'refund'));

-- A command line that asks to be signed in. It polls with a secret of its own; the address that is
-- opened in the browser names the request by another, so that knowing the address yields no token.
create table cli_login (
  id bigint generated always as identity primary key,
  state_hash bytea not null unique check (octet_length(state_hash) = 32),
  request_hash bytea not null unique check (octet_length(request_hash) = 32),
  user_code text not null,
  user_agent text not null,
  network text not null,
  status text not null default 'pending'
    check (status in ('pending', 'approved', 'denied', 'consumed')),
  user_id integer references app_user (id) on delete cascade,
  workspace_id integer references workspace (id),
  expires_at timestamptz not null,
  created_at timestamptz not null,
  check ((status in ('approved', 'consumed')) = (user_id is not null and workspace_id is not null))
);
create index cli_login_by_end on cli_login (expires_at);

-- A command line that is signed in. It may do what its person may do in the workspace now.
create table cli_token (
  id integer generated always as identity primary key,
  user_id integer not null references app_user (id) on delete cascade,
  workspace_id integer not null references workspace (id),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  user_agent text not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  created_at timestamptz not null
);
create index cli_token_by_user on cli_token (user_id);
create index cli_token_by_end on cli_token (expires_at);
