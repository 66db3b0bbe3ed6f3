-- Partners of a workspace, their enrollment in programs, and the links they share.

create table partner (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  name text not null check (char_length(name) between 1 and 200),
  email text not null check (char_length(email) between 3 and 320),
  created_at timestamptz not null,
  unique (workspace_id, id)
);
create unique index partner_email on partner (workspace_id, lower(email));

create table enrollment (
  id integer generated always as identity primary key,
  workspace_id integer not null,
  program_id integer not null,
  partner_id integer not null,
  group_id integer not null,
  status text not null check (status in ('applied', 'invited', 'active', 'rejected', 'removed')),
  joined_at timestamptz,
  created_at timestamptz not null,
  unique (program_id, id),
  unique (program_id, partner_id),
  unique (program_id, partner_id, id),
  foreign key (workspace_id, program_id) references program (workspace_id, id),
  foreign key (workspace_id, partner_id) references partner (workspace_id, id),
  foreign key (program_id, group_id) references partner_group (program_id, id)
);

-- short_link is the value of ?aff=. A link without a program or partner is an incomplete record
-- that the click endpoint reports ("Invalid referral link configuration").
create table referral_link (
  id integer generated always as identity primary key,
  program_id integer references program (id),
  partner_id integer references partner (id),
  enrollment_id integer,
  short_link text not null unique check (char_length(short_link) between 1 and 100),
  name text,
  destination_url text,
  status text not null default 'active' check (status in ('active', 'inactive')),
  created_at timestamptz not null,
  unique (program_id, id),
  foreign key (program_id, partner_id, enrollment_id)
    references enrollment (program_id, partner_id, id)
);
create index referral_link_by_enrollment on referral_link (program_id, enrollment_id);

-- Whatever the tracking path caches moves the version when it changes. New links need no move:
-- an unknown code is never cached.
create function move_config_version() returns trigger language plpgsql as $$
begin
  update config_version set version = version + 1;
  return null;
end $$;
create trigger referral_link_moves_config after update or delete on referral_link
  for each statement execute function move_config_version();
create trigger program_moves_config after update or delete on program
  for each statement execute function move_config_version();
create trigger program_origin_moves_config after insert or update or delete on program_origin
  for each statement execute function move_config_version();
create trigger enrollment_moves_config after update or delete on enrollment
  for each statement execute function move_config_version();
