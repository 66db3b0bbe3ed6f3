-- Every statement lists violations (name, detail) of something that must always hold. None expected.

-- I1: the postings of each ledger transaction sum to zero per currency, and none is empty.
select 'I1 unbalanced ledger transaction' as name,
  format('transaction %s is off by %s %s', transaction_id, sum(amount_cents), currency) as detail
from ledger_posting
group by transaction_id, currency
having sum(amount_cents) <> 0;

select 'I1 ledger transaction without postings' as name, format('transaction %s', id) as detail
from ledger_transaction posted
where not exists (select 1 from ledger_posting where transaction_id = posted.id);

-- I2: what a sale or lead says of its commission is what there is.
select 'I2 commission state of a sale' as name,
  format('sale %s is %s and has %s commissions', sale.id, sale.commission_state, count(commission.id))
    as detail
from sale
left join commission on commission.sale_id = sale.id
group by sale.id
having count(commission.id) <> case when sale.commission_state = 'created' then 1 else 0 end;

select 'I2 reason of a commission state' as name,
  format('sale %s is %s: failure %s, not due %s', id, commission_state,
    coalesce(commission_failure, '-'), coalesce(not_due_reason, '-')) as detail
from sale
where (commission_state = 'failed') <> (commission_failure is not null)
  or (commission_state = 'not_due') <> (not_due_reason is not null);

select 'I2 commission state of a lead' as name,
  format('lead %s is %s and has %s commissions', lead.id, lead.commission_state, count(commission.id))
    as detail
from lead
left join commission on commission.lead_id = lead.id
group by lead.id
having count(commission.id) <> case when lead.commission_state = 'created' then 1 else 0 end;

-- I3: a commission is what its snapshot computes, and its snapshot is the policy version's row.
select 'I3 amount of a commission' as name,
  format('commission %s is %s, its snapshot computes %s', id, amount_cents, computed) as detail
from (
  select id, amount_cents, case rate_kind
    when 'percent' then
      div(2 * basis_cents::numeric * rate_basis_points + 10000, 20000)
    else fixed_amount_cents::numeric * coalesce(click_count, 1)
  end as computed
  from commission
) recomputed
where computed is distinct from amount_cents;

select 'I3 basis of a commission' as name,
  format('commission %s of sale %s has the basis %s', commission.id, sale.id, basis_cents) as detail
from commission
join sale on sale.id = commission.sale_id
where commission.rate_kind = 'percent'
  and (commission.basis_cents is distinct from sale.amount_cents
    or commission.currency <> sale.currency);

select 'I3 snapshot of a policy' as name,
  format('commission %s and policy %s version %s', commission.id, policy.id, policy.version) as detail
from commission
join commission_policy policy on policy.id = commission.policy_id
where (policy.version, policy.commission_type, policy.rate_kind, policy.approval_mode)
    is distinct from (commission.policy_version, commission.commission_type, commission.rate_kind,
      commission.approval_mode)
  or policy.rate_basis_points is distinct from commission.rate_basis_points
  or policy.fixed_amount_cents is distinct from commission.fixed_amount_cents
  or (policy.rate_kind = 'fixed' and policy.fixed_currency <> commission.currency)
  or (commission.kind = 'click') <> (policy.commission_type = 'cpc')
  or (commission.kind = 'lead') <> (policy.commission_type = 'cpl');

select 'I3 clicks of a commission' as name,
  format('commission %s paid %s clicks of %s', commission.id, commission.click_count, counted.clicks)
    as detail
from commission
cross join lateral (
  select count(*) as clicks from click
  where click.program_id = commission.program_id and click.link_id = commission.link_id
    and click.clicked_at >= commission.clicks_from and click.clicked_at < commission.clicks_until
    and not click.is_bot and not click.is_repeat
) counted
where commission.kind = 'click' and counted.clicks <> commission.click_count;

select 'I3 clicks paid twice' as name,
  format('commissions %s and %s of link %s', earlier.id, later.id, later.link_id) as detail
from commission earlier
join commission later on later.link_id = earlier.link_id and later.id > earlier.id
where earlier.kind = 'click' and later.kind = 'click'
  and earlier.clicks_from < later.clicks_until and later.clicks_from < earlier.clicks_until;

-- I4: refunds add up to what the sale says was refunded, step by step, and never beyond the sale.
select 'I4 refunds of a sale' as name,
  format('sale %s of %s says %s refunded, its refunds say %s', sale.id, sale.amount_cents,
    sale.refunded_cents, coalesce(sum(refund.amount_cents), 0)) as detail
from sale
left join refund on refund.sale_id = sale.id
group by sale.id
having coalesce(sum(refund.amount_cents), 0) <> sale.refunded_cents
  or sale.refunded_cents > sale.amount_cents;

select 'I4 running total of refunds' as name,
  format('refund %s says %s in total, the sum is %s', id, refunded_total_cents, running) as detail
from (
  select id, refunded_total_cents,
    sum(amount_cents) over (partition by sale_id order by refunded_total_cents) as running
  from refund
) stepped
where running <> refunded_total_cents;

-- I7: the books say the same as the commissions.
select 'I7 ledger movements of a commission' as name,
  format('commission %s: amount %s, reversed %s, stage %s; the ledger has %s created, %s approved, '
    || '%s reversed, %s rejected', commission.id, commission.amount_cents,
    commission.reversed_cents, commission.stage, moved.created, moved.approved, moved.reversed,
    moved.rejected) as detail
from commission
cross join lateral (
  select
    coalesce(sum(posting.amount_cents) filter (where posted.kind = 'commission_created'), 0)
      as created,
    coalesce(sum(posting.amount_cents) filter (where posted.kind = 'commission_approved'), 0)
      as approved,
    coalesce(sum(posting.amount_cents) filter (where posted.kind = 'commission_reversed'), 0)
      as reversed,
    coalesce(sum(posting.amount_cents) filter (where posted.kind = 'commission_rejected'), 0)
      as rejected
  from ledger_transaction posted
  join ledger_posting posting on posting.transaction_id = posted.id and posting.amount_cents > 0
  where posted.commission_id = commission.id
) moved
where moved.created <> commission.amount_cents
  or moved.reversed <> commission.reversed_cents
  or moved.rejected <> case when commission.stage = 'rejected'
    then commission.amount_cents - commission.reversed_cents else 0 end
  or (commission.stage = 'pending' and moved.approved <> 0)
  or moved.approved > commission.amount_cents;

select 'I7 balance of a partner' as name,
  format('partner %s of program %s owed %s %s as %s, the commissions say %s',
    coalesce(booked.partner_id, earned.partner_id), coalesce(booked.program_id, earned.program_id),
    coalesce(booked.owed_cents, 0), coalesce(booked.currency, earned.currency),
    coalesce(booked.kind, earned.kind), coalesce(earned.owed_cents, 0)) as detail
from (
  select account.program_id, account.partner_id, account.kind, account.currency,
    -sum(posting.amount_cents) as owed_cents
  from ledger_account account
  join ledger_posting posting on posting.account_id = account.id
  where account.partner_id is not null
  group by account.program_id, account.partner_id, account.kind, account.currency
) booked
full join (
  select program_id, partner_id,
    case stage when 'pending' then 'partner_pending' else 'partner_payable' end as kind, currency,
    sum(amount_cents - reversed_cents) as owed_cents
  from commission
  where stage <> 'rejected'
  group by 1, 2, 3, 4
) earned using (program_id, partner_id, kind, currency)
where coalesce(booked.owed_cents, 0) <> coalesce(earned.owed_cents, 0);

select 'I7 account of another partner' as name, format('posting %s', posting.id) as detail
from ledger_posting posting
join ledger_account account on account.id = posting.account_id
join ledger_transaction posted on posted.id = posting.transaction_id
join commission on commission.id = posted.commission_id
where account.partner_id is not null and account.partner_id <> commission.partner_id;

select 'I7 reversal beside the refund share' as name,
  format('commission %s of %s has %s reversed, the refund of %s of %s takes %s', id, amount_cents,
    reversed_cents, refunded_cents, sale_cents, share) as detail
from (
  select commission.id, commission.amount_cents, commission.reversed_cents, sale.refunded_cents,
    sale.amount_cents as sale_cents,
    div(2 * commission.amount_cents::numeric * sale.refunded_cents + sale.amount_cents,
      2 * sale.amount_cents::numeric) as share
  from commission
  join sale on sale.id = commission.sale_id
  where commission.stage <> 'rejected'
) shared
where share <> reversed_cents;

-- I8: states, moments and history agree.
select 'I8 state of a commission' as name,
  format('commission %s: %s, refund %s, on hold %s', id, stage, refund_state, is_on_hold) as detail
from commission
where (stage in ('approved', 'paid') and approved_at is null)
  or (stage = 'paid') <> (paid_at is not null)
  or (stage = 'pending' and approved_at is not null)
  or (stage in ('approved', 'paid', 'rejected') and is_on_hold)
  or (refund_state = 'full' and is_on_hold)
  or (refund_state = 'none' and reversed_cents <> 0)
  or (refund_state <> 'none' and kind <> 'sale');

select 'I8 history of a commission' as name,
  format('commission %s: %s follows %s', commission_id, coalesce(from_status, '(start)'),
    coalesce(previous_status, '(nothing)')) as detail
from (
  select commission_id, from_status,
    lag(to_status) over (partition by commission_id order by id) as previous_status
  from commission_event
) chained
where from_status is distinct from previous_status;

select 'I8 end of the history of a commission' as name,
  format('commission %s is %s, its history ends with %s', commission.id, commission.status,
    coalesce(latest.to_status, '(nothing)')) as detail
from commission
left join lateral (
  select to_status from commission_event
  where commission_id = commission.id order by id desc limit 1
) latest on true
where latest.to_status is distinct from commission.status;

select 'I8 step of a commission' as name,
  format('commission %s went from %s to %s', commission_id, from_status, to_status) as detail
from commission_event
where from_status is not null and (from_status, to_status) not in (
  ('pending', 'pending'), ('pending', 'approved'), ('pending', 'rejected'),
  ('pending', 'refunded'), ('pending', 'reversed'),
  ('approved', 'paid'), ('approved', 'rejected'), ('approved', 'refunded'), ('approved', 'reversed'),
  ('paid', 'refunded'), ('paid', 'reversed'),
  ('refunded', 'refunded'), ('refunded', 'rejected'), ('refunded', 'reversed')
);

select 'I8 state of a customer' as name,
  format('customer %s: %s, %s sales, first %s', customer.id, customer.status, customer.sale_count,
    customer.first_purchase_at) as detail
from customer
left join (
  select customer_id, count(*) as sales, count(*) filter (where is_first) as first_sales,
    min(sold_at) as first_at
  from sale group by customer_id
) bought on bought.customer_id = customer.id
where customer.sale_count <> coalesce(bought.sales, 0)
  or (customer.status = 'conversion') <> (coalesce(bought.sales, 0) > 0)
  or (coalesce(bought.sales, 0) > 0 and bought.first_sales <> 1)
  or customer.first_purchase_at is distinct from bought.first_at;

select 'I8 lead of a visitor' as name,
  format('lead %s of customer %s', lead.id, lead.customer_id) as detail
from lead
join customer on customer.id = lead.customer_id
where not lead.provisional and customer.status = 'click';

-- I9: every row belongs to the program of its parents, also where no foreign key says so.
select 'I9 customer of another program' as name, format('customer %s', customer.id) as detail
from customer
left join referral_link link on link.id = customer.link_id
left join enrollment on enrollment.id = customer.enrollment_id
left join customer survivor on survivor.id = customer.merged_into
left join program on program.id = customer.program_id
where program.id is null
  or (customer.link_id is not null and link.program_id is distinct from customer.program_id)
  or (customer.enrollment_id is not null
    and (enrollment.program_id, enrollment.partner_id)
      is distinct from (customer.program_id, customer.partner_id))
  or (customer.merged_into is not null and (
    survivor.program_id is distinct from customer.program_id
    or survivor.merged_into is not null or customer.status <> 'click'));

select 'I9 click of another program' as name,
  format('click of customer %s at %s', click.customer_id, click.clicked_at) as detail
from click
left join customer on customer.id = click.customer_id
left join referral_link link on link.id = click.link_id
where customer.program_id is distinct from click.program_id
  or link.program_id is distinct from click.program_id
  or link.partner_id is distinct from click.partner_id;

select 'I9 lead of another program' as name, format('lead %s', lead.id) as detail
from lead
join customer on customer.id = lead.customer_id
left join referral_link link on link.id = lead.link_id
where customer.program_id <> lead.program_id
  or (lead.link_id is not null and link.program_id is distinct from lead.program_id);

select 'I9 sale of another program' as name, format('sale %s', sale.id) as detail
from sale
join customer on customer.id = sale.customer_id
left join referral_link link on link.id = sale.link_id
left join processor_event event on event.processor_event_id = sale.processor_event_id
where customer.program_id <> sale.program_id
  or (sale.link_id is not null and link.program_id is distinct from sale.program_id)
  or event.program_id is distinct from sale.program_id
  or event.is_test is distinct from false;

select 'I9 claimed id without its sale' as name, event.processor_event_id as detail
from processor_event event
where not event.is_test
  and not exists (
    select 1 from sale
    where sale.processor_event_id = coalesce(event.alias_of, event.processor_event_id)
  );

select 'I9 alias of another program' as name, alias.processor_event_id as detail
from processor_event alias
join processor_event event on event.processor_event_id = alias.alias_of
where alias.program_id <> event.program_id or event.alias_of is not null;

select 'payment recorded twice' as name, format('sale %s', sale.id) as detail
from sale
join processor_event event on event.processor_event_id = sale.processor_event_id
where event.alias_of is not null and sale.refunded_cents < sale.amount_cents;

select 'I9 Stripe rows of another program' as name, found.detail
from (
  select format('Stripe customer %s of program %s', stripe_customer_id, known.program_id) as detail
  from stripe_customer known
  join customer on customer.id = known.customer_id
  where customer.program_id <> known.program_id
  union all
  select format('Stripe reversal %s', reversal.source_id)
  from stripe_reversal reversal
  join sale on sale.id = reversal.sale_id
  where sale.program_id <> reversal.program_id
) found;

-- What Stripe took back of a payment, in whatever order it said so, is taken back of the sale.
select 'Stripe reversals of a sale' as name,
  format('sale %s of %s: %s refunded, Stripe took back %s', sale.id, sale.amount_cents,
    sale.refunded_cents, taken.amount_cents) as detail
from (
  select sale_id, sum(amount_cents) as amount_cents from stripe_reversal group by sale_id
) taken
join sale on sale.id = taken.sale_id
where sale.refunded_cents < least(sale.amount_cents, taken.amount_cents);

select 'I9 claimed test id without its event' as name, event.processor_event_id as detail
from processor_event event
where event.is_test and not exists (
  select 1 from test_event where test_event.processor_event_id = event.processor_event_id
);

select 'I9 commission of another partner' as name, format('commission %s', commission.id) as detail
from commission
left join sale on sale.id = commission.sale_id
left join lead on lead.id = commission.lead_id
left join referral_link link on link.id = commission.link_id
join commission_policy policy on policy.id = commission.policy_id
join enrollment on enrollment.id = commission.enrollment_id
where (sale.id is not null and (sale.program_id, sale.partner_id, sale.enrollment_id)
    is distinct from (commission.program_id, commission.partner_id, commission.enrollment_id))
  or (lead.id is not null and (lead.program_id, lead.partner_id, lead.enrollment_id)
    is distinct from (commission.program_id, commission.partner_id, commission.enrollment_id))
  or (commission.kind = 'click' and (link.program_id, link.partner_id, link.enrollment_id)
    is distinct from (commission.program_id, commission.partner_id, commission.enrollment_id))
  or (enrollment.program_id, enrollment.partner_id)
    is distinct from (commission.program_id, commission.partner_id)
  or policy.program_id <> commission.program_id;

select 'I9 refund or history of another program' as name, found.detail
from (
  select format('refund %s', refund.id) as detail
  from refund
  join sale on sale.id = refund.sale_id
  left join commission on commission.id = refund.commission_id
  where refund.program_id <> sale.program_id
    or (refund.commission_id is not null and commission.sale_id is distinct from refund.sale_id)
  union all
  select format('commission event %s', event.id)
  from commission_event event
  join commission on commission.id = event.commission_id
  where event.program_id <> commission.program_id
  union all
  select format('ledger transaction %s', posted.id)
  from ledger_transaction posted
  join commission on commission.id = posted.commission_id
  left join refund on refund.id = posted.refund_id
  where posted.program_id <> commission.program_id
    or (posted.refund_id is not null and refund.sale_id is distinct from commission.sale_id)
  union all
  select format('decision %s', decision.id)
  from attribution_decision decision
  left join customer on customer.id = decision.customer_id
  where customer.program_id is distinct from decision.program_id
) found;

select 'I9 link of another program' as name, format('link %s', link.id) as detail
from referral_link link
join enrollment on enrollment.id = link.enrollment_id
where (enrollment.program_id, enrollment.partner_id)
  is distinct from (link.program_id, link.partner_id);

-- D-04: a full recount equals the counters.
select 'counters of a day' as name,
  format('program %s, %s, link %s, partner %s: stored %s, recounted %s',
    program_id, day, link_id, partner_id, stored.counts, recounted.counts) as detail
from (
  select program_id, day, link_id, partner_id,
    row(clicks, bot_clicks, repeat_clicks, leads, conversions, sales)::text as counts
  from daily_stat
  where (clicks, bot_clicks, repeat_clicks, leads, conversions, sales)
    is distinct from (0, 0, 0, 0, 0, 0)
) stored
full join (
  select event.program_id, (event.happened_at at time zone program.time_zone)::date as day,
    event.link_id, event.partner_id,
    row(sum(clicks), sum(bot_clicks), sum(repeat_clicks), sum(leads), sum(conversions),
      sum(sales))::text as counts
  from counted_event event
  join program on program.id = event.program_id
  group by 1, 2, 3, 4
) recounted using (program_id, day, link_id, partner_id)
where stored.counts is distinct from recounted.counts;

select 'amounts of a day' as name,
  format('program %s, %s, link %s, partner %s, %s: stored %s, recounted %s',
    program_id, day, link_id, partner_id, currency, stored.amounts, recounted.amounts) as detail
from (
  select program_id, day, link_id, partner_id, currency,
    row(revenue_cents, refunded_cents, commission_cents, reversed_cents)::text as amounts
  from daily_money_stat
  where (revenue_cents, refunded_cents, commission_cents, reversed_cents)
    is distinct from (0, 0, 0, 0)
) stored
full join (
  select event.program_id, (event.happened_at at time zone program.time_zone)::date as day,
    event.link_id, event.partner_id, event.currency,
    row(sum(revenue_cents), sum(refunded_cents), sum(commission_cents), sum(reversed_cents))::text
      as amounts
  from money_event event
  join program on program.id = event.program_id
  group by 1, 2, 3, 4, 5
  having (sum(revenue_cents), sum(refunded_cents), sum(commission_cents), sum(reversed_cents))
    is distinct from (0, 0, 0, 0)
) recounted using (program_id, day, link_id, partner_id, currency)
where stored.amounts is distinct from recounted.amounts;

select 'counters of a link' as name,
  format('link %s: stored %s, recounted %s', link_id, stored.counts, recounted.counts) as detail
from (
  select link_id, row(clicks, bot_clicks, repeat_clicks, leads, conversions, sales)::text as counts
  from link_counter
  where (clicks, bot_clicks, repeat_clicks, leads, conversions, sales)
    is distinct from (0, 0, 0, 0, 0, 0)
) stored
full join (
  select link_id, row(sum(clicks), sum(bot_clicks), sum(repeat_clicks), sum(leads),
    sum(conversions), sum(sales))::text as counts
  from counted_event where link_id > 0 group by link_id
) recounted using (link_id)
where stored.counts is distinct from recounted.counts;

select 'visits of a day' as name,
  format('program %s, %s, link %s, %s: stored %s, recounted %s',
    program_id, day, link_id, dimension, stored.clicks, recounted.clicks) as detail
from (
  select program_id, day, link_id, dimension, sum(clicks) as clicks
  from daily_visit_stat group by 1, 2, 3, 4
) stored
full join (
  select rollup.program_id, (click.clicked_at at time zone rollup.time_zone)::date as day,
    click.link_id, dimension, count(*) as clicks
  from visit_rollup rollup
  join click on click.program_id = rollup.program_id and click.clicked_at < rollup.counted_until
  cross join (values ('source'), ('country'), ('landing_page')) as kind (dimension)
  where not click.is_bot and not click.is_repeat
  group by 1, 2, 3, 4
) recounted using (program_id, day, link_id, dimension)
where stored.clicks is distinct from recounted.clicks;
select 'owner of a workspace' as name, format('workspace %s has none', workspace_id) as detail
from member group by workspace_id having not bool_or(role = 'owner');
