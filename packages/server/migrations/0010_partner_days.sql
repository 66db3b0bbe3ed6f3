-- On which days a partner brought clicks: the way to its visitors that does not lead through the
-- clicks of all the others. Rows of daily_stat come once per link and day, and their counters
-- change in place, so that clicks do not pay for this index.
create index daily_stat_by_partner on daily_stat (program_id, partner_id, day);
