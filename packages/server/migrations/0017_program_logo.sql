-- Logos of programs, as their owners uploaded them. They are few and small, so they live where the
-- backup already is.
create table program_logo (
  program_id integer primary key,
  workspace_id integer not null,
  content_type text not null check (content_type in ('image/png', 'image/jpeg', 'image/svg+xml')),
  content bytea not null check (octet_length(content) between 1 and 262144),
  -- Of the content: part of the address, so that browsers may keep what they have loaded.
  digest text not null,
  width_px integer not null check (width_px between 1 and 1800),
  height_px integer not null check (height_px between 1 and 1800),
  created_at timestamptz not null,
  foreign key (workspace_id, program_id) references program (workspace_id, id)
);
