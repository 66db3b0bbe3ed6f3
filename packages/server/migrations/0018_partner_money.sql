-- What one partner brought, without the days of all the others. As with daily_stat_by_partner, rows
-- come once per link, day and currency, and their amounts change in place.
create index daily_money_stat_by_partner on daily_money_stat (program_id, partner_id);
