-- Where counted clicks came from and where they arrived, per local day and link. A job fills it from
-- the clicks, so that the click path does not pay for it. '' stands for "not known", '*' for the
-- values beyond those that are kept per link and day.
create table daily_visit_stat (
  program_id integer not null,
  day date not null,
  dimension text not null check (dimension in ('source', 'country', 'landing_page')),
  link_id integer not null,
  partner_id integer not null,
  value text not null,
  clicks bigint not null check (clicks > 0),
  primary key (program_id, day, dimension, link_id, partner_id, value)
);

-- Up to which moment the clicks of a program are counted there, and by which time zone: when the
-- program changes it, the counting starts over.
create table visit_rollup (
  program_id integer primary key references program (id),
  time_zone text not null,
  counted_until timestamptz not null
);
