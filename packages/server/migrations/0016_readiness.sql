-- What proves that an integration works: rehearsals for synthetic chains, and looks at sites.

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
