-- Invented programs that an owner may look at and remove: marked for ever, at most one at a time.
alter table program add column is_sample boolean not null default false;
alter table program add column sample_filled_at timestamptz;
alter table program add constraint program_only_samples_are_filled
  check (is_sample or sample_filled_at is null);
create unique index program_sample on program (workspace_id)
  where is_sample and deleted_at is null;
