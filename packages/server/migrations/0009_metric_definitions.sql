-- What each metric counts, said once: the feeding of the counters, their recount and the proof that
-- both agree rest on these two views. Bots and repeats within the hour count apart.

create view counted_event as
  select program_id, clicked_at as happened_at, link_id, partner_id,
    case when is_bot or is_repeat then 0 else 1 end as clicks,
    case when is_bot then 1 else 0 end as bot_clicks,
    case when is_repeat and not is_bot then 1 else 0 end as repeat_clicks,
    0 as leads, 0 as conversions, 0 as sales
  from click
  union all
  select program_id, lead_at, coalesce(link_id, 0), coalesce(partner_id, 0), 0, 0, 0, 1, 0, 0
  from lead
  where not provisional
  union all
  select program_id, sold_at, coalesce(link_id, 0), partner_id, 0, 0, 0, 0,
    case when is_first then 1 else 0 end, 1
  from sale;

-- Money is dated by its own event: a sale by its sale, a refund by its refund, a commission by its
-- creation, and what was taken back by the ledger transaction that took it.
create view money_event as
  select program_id, sold_at as happened_at, coalesce(link_id, 0) as link_id, partner_id, currency,
    amount_cents as revenue_cents, 0::bigint as refunded_cents, 0::bigint as commission_cents,
    0::bigint as reversed_cents
  from sale
  union all
  select refund.program_id, refund.refunded_at, coalesce(sale.link_id, 0), sale.partner_id,
    sale.currency, 0, refund.amount_cents, 0, 0
  from refund
  join sale on sale.program_id = refund.program_id and sale.id = refund.sale_id
  union all
  select commission.program_id, commission.created_at,
    coalesce(commission.link_id, sale.link_id, lead.link_id, 0), commission.partner_id,
    commission.currency, 0, 0, commission.amount_cents, 0
  from commission
  left join sale on sale.id = commission.sale_id
  left join lead on lead.id = commission.lead_id
  union all
  select posted.program_id, posted.posted_at,
    coalesce(commission.link_id, sale.link_id, lead.link_id, 0), commission.partner_id,
    commission.currency, 0, 0, 0, posting.amount_cents
  from ledger_transaction posted
  join commission
    on commission.program_id = posted.program_id and commission.id = posted.commission_id
  join ledger_posting posting
    on posting.transaction_id = posted.id and posting.amount_cents > 0
  left join sale on sale.id = commission.sale_id
  left join lead on lead.id = commission.lead_id
  where posted.kind in ('commission_rejected', 'commission_reversed');

-- Only what takes money back: the sale path, which posts the rest, does not pay for this index.
create index ledger_transaction_taken_back on ledger_transaction (program_id, posted_at)
  where kind in ('commission_rejected', 'commission_reversed');

-- The sweep looks for these every few minutes; there are almost none.
create index lead_commission_failed on lead (program_id) where commission_state = 'failed';

-- Known customers in the order of their list. Visitors, of whom there are many more, are found
-- through their first click, so that the click path does not pay for an index.
create index customer_by_program on customer (program_id, created_at desc, id desc)
  where status <> 'click';

-- The span of time whose clicks a click commission paid. The next one begins where it ended, so
-- that no click is paid twice or never when the program changes its time zone.
alter table commission add column clicks_from timestamptz;
alter table commission add column clicks_until timestamptz;
alter table commission add check (clicks_from < clicks_until);
