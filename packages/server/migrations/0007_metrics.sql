-- Counters derived from rows. link_id 0 and partner_id 0 stand for "no link", "no partner".

create table link_counter (
  link_id integer primary key,
  program_id integer not null,
  clicks bigint not null default 0,
  bot_clicks bigint not null default 0,
  repeat_clicks bigint not null default 0,
  leads bigint not null default 0,
  conversions bigint not null default 0,
  sales bigint not null default 0,
  last_clicked_at timestamptz
) with (fillfactor = 50);
create index link_counter_by_program on link_counter (program_id);

create table daily_stat (
  program_id integer not null,
  day date not null,
  link_id integer not null,
  partner_id integer not null,
  clicks bigint not null default 0,
  bot_clicks bigint not null default 0,
  repeat_clicks bigint not null default 0,
  leads bigint not null default 0,
  conversions bigint not null default 0,
  sales bigint not null default 0,
  primary key (program_id, day, link_id, partner_id)
) with (fillfactor = 50);

create table daily_money_stat (
  program_id integer not null,
  day date not null,
  link_id integer not null,
  partner_id integer not null,
  currency text not null,
  revenue_cents bigint not null default 0,
  refunded_cents bigint not null default 0,
  commission_cents bigint not null default 0,
  reversed_cents bigint not null default 0,
  primary key (program_id, day, link_id, partner_id, currency)
) with (fillfactor = 50);

-- An enrollment's totals are the sums of its links, so that the two can never disagree.
create view enrollment_counter as
  select
    link.program_id,
    link.enrollment_id,
    sum(counter.clicks)::bigint as clicks,
    sum(counter.leads)::bigint as leads,
    sum(counter.conversions)::bigint as conversions,
    sum(counter.sales)::bigint as sales,
    max(counter.last_clicked_at) as last_clicked_at
  from referral_link link
  join link_counter counter on counter.link_id = link.id
  where link.enrollment_id is not null
  group by link.program_id, link.enrollment_id;
