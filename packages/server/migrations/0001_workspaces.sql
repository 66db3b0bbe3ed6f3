-- Workspaces, the keys that manage them, and the log of who changed what.

create table workspace (
  id integer generated always as identity primary key,
  name text not null check (char_length(name) between 1 and 200),
  created_at timestamptz not null
);

-- A management key (prefix affk_). Only its SHA-256 hash is kept; the masked form is for people.
create table management_key (
  id integer generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  name text not null check (char_length(name) between 1 and 200),
  prefix text not null,
  key_hash bytea not null unique check (octet_length(key_hash) = 32),
  key_masked text not null,
  scopes text[] not null,
  program_scope integer[],
  status text not null default 'active' check (status in ('active', 'revoked')),
  expires_at timestamptz,
  last_used_at timestamptz,
  created_at timestamptz not null,
  unique (workspace_id, id)
);

create table audit_log (
  id bigint generated always as identity primary key,
  workspace_id integer not null references workspace (id),
  program_id integer,
  actor text not null,
  action text not null,
  target text not null,
  details jsonb not null default '{}',
  request_id text,
  happened_at timestamptz not null
);
create index audit_log_by_workspace on audit_log (workspace_id, happened_at desc);

-- One row whose number grows with every change of what the tracking path caches (links, program
-- settings, origins). A batch of clicks carries the number it decided by, and is decided again when
-- the number has moved: a change holds from the next request on, in every process.
create table config_version (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into config_version (version) values (1);

-- History is appended to, never edited.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log
  for each statement execute function refuse_change();
