-- Words of the brand for its partners, to find and to filter them by. There are few per partner, so
-- its row keeps them.
alter table enrollment
  add column tags text[] not null default '{}',
  add check (cardinality(tags) <= 20 and array_position(tags, null) is null);
