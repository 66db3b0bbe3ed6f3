// Owns the statements that make a year of a program's events, as the flows would have left them.
// $1 is the program; ids count from 1, so the database must be empty but for the program.

/** A visitor with a click for each number; every $4th becomes a customer, a 4th of those pays. */
export const INSERT_VISITORS = `
  with visitor as materialized (
    select number as id, lpad(number::text, 39, '0') as token, number % $4 = 0 as is_known,
      number % (4 * $4) = 0 as is_paying,
      date_trunc('milliseconds',
        now() - interval '2 hours' - random() * interval '365 days') as clicked_at,
      link.id as link_id, link.partner_id, link.enrollment_id
    from generate_series($2::bigint, $3::bigint) number
    join lateral (
      -- Most visitors come by a few links, as they do in life.
      select id from unnest($5::int[]) with ordinality as chosen (id, place)
      where place = 1 + floor(cardinality($5::int[]) * power(hashint8(number)::float8
        / 4294967296 + 0.5, 2))
    ) chosen on true
    join referral_link link on link.program_id = $1 and link.id = chosen.id
  ), known as (
    insert into customer (
      id, program_id, status, partner_id, enrollment_id, link_id, attributed_click_id,
      attributed_at, customer_key, signup_at, first_purchase_at, last_purchase_at, sale_count,
      last_click_at, created_at
    )
    select id, $1,
      case when is_paying then 'conversion' when is_known then 'lead' else 'click' end,
      partner_id, enrollment_id, link_id,
      'cust_' || id || '_' || (extract(epoch from clicked_at) * 1000)::bigint || token,
      clicked_at, case when is_known then 'customer-' || id end,
      case when is_known then clicked_at + interval '10 minutes' end,
      case when is_paying then clicked_at + (now() - clicked_at) / 3 end,
      case when is_paying then clicked_at + (now() - clicked_at) / 3 * 2 end,
      case when is_paying then 2 else 0 end, clicked_at, clicked_at
    from visitor
  )
  insert into click (customer_id, clicked_at, token, program_id, partner_id, link_id, context)
  select id, clicked_at, token, $1, partner_id, link_id,
    jsonb_build_object(
      'affiliate_url', 'https://shop.example/pricing?aff=x',
      'page_url', 'https://shop.example' ||
        ('{/,/pricing,/features,/compare,/blog/cohorts}'::text[])[1 + id % 5],
      'page_title', 'Shop',
      'referrer_url', 'https://' || ('{www.google.com,t.co,news.example,blog.example,
        forum.example,video.example,mail.example}'::text[])[1 + id % 7] || '/',
      'geo_country', ('{US,DE,FR,GB,BR,IN,JP,ES,IT,NL,PL,SE}'::text[])[1 + id % 12],
      'language', 'en-US',
      'user_agent', 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36',
      'ip_network', '203.0.113.0/24', 'device_type', 'desktop')
  from visitor`;

const INSERT_LEADS = `
  insert into lead (
    program_id, customer_id, partner_id, enrollment_id, link_id, click_id, customer_key,
    via_server, lead_at
  )
  select program_id, id, partner_id, enrollment_id, link_id, attributed_click_id, customer_key,
    true, signup_at
  from customer where program_id = $1 and status <> 'click' order by signup_at`;

// The first and the second payment of each paying customer.
const INSERT_SALES = `
  with payment as materialized (
    select row_number() over (order by sold_at) as id, customer.id as customer_id, partner_id,
      enrollment_id, link_id, attributed_click_id, number, sold_at,
      ('{1900,4900,9900,19900}'::int[])[1 + customer.id % 4] as amount_cents
    from customer
    cross join lateral (
      values (1, first_purchase_at), (2, last_purchase_at)
    ) as paid (number, sold_at)
    where program_id = $1 and status = 'conversion'
  ), event as (
    insert into processor_event (processor_event_id, program_id, created_at)
    select 'inv_' || id, $1, sold_at from payment
  )
  insert into sale (
    id, program_id, customer_id, partner_id, enrollment_id, link_id, click_id,
    processor_event_id, amount_cents, currency, sale_type, is_recurring, is_first,
    subscription_interval, refunded_cents, commission_state, sold_at
  )
  select id, $1, customer_id, partner_id, enrollment_id, link_id, attributed_click_id,
    'inv_' || id, amount_cents, 'USD', 'subscription', number = 2, number = 1, 'monthly',
    case when id % 20 = 0 then amount_cents / 2 else 0 end, 'created', sold_at
  from payment`;

const INSERT_COMMISSIONS = `
  with owed as (
    select sale.*, policy.id as policy_id, policy.version, policy.commission_type,
      policy.rate_kind, policy.rate_basis_points, policy.approval_mode, policy.hold_days,
      div(2 * sale.amount_cents::numeric * rate_basis_points + 10000, 20000)::bigint as owed_cents,
      sold_at + policy.hold_days * interval '1 day' as clears_at
    from sale
    join commission_policy policy on policy.program_id = $1 and policy.effective_to is null
    where sale.program_id = $1
  ), placed as (
    select *, clears_at <= now() and id % 3 <> 0 as is_approved,
      div(2 * owed_cents::numeric * refunded_cents + amount_cents, 2 * amount_cents)::bigint
        as taken_cents
    from owed
  )
  insert into commission (
    id, program_id, partner_id, enrollment_id, kind, sale_id, policy_id, policy_version,
    commission_type, rate_kind, rate_basis_points, basis_cents, currency, amount_cents,
    reversed_cents, stage, refund_state, is_on_hold, hold_expires_at, approval_mode, approved_at,
    created_at
  )
  select id, $1, partner_id, enrollment_id, 'sale', id, policy_id, version, commission_type,
    rate_kind, rate_basis_points, amount_cents, currency, owed_cents, taken_cents,
    case when is_approved then 'approved' else 'pending' end,
    case when refunded_cents > 0 then 'partial' else 'none' end, clears_at > now(), clears_at,
    approval_mode, case when is_approved then clears_at end, sold_at
  from placed`;

const INSERT_REFUNDS = `
  insert into refund (
    program_id, sale_id, commission_id, refunded_total_cents, amount_cents, deduction_cents,
    refunded_at
  )
  select sale.program_id, sale.id, commission.id, sale.refunded_cents, sale.refunded_cents,
    commission.reversed_cents, least(sale.sold_at + interval '1 hour', now())
  from sale join commission on commission.sale_id = sale.id
  where sale.program_id = $1 and sale.refunded_cents > 0 order by sale.id`;

const INSERT_COMMISSION_HISTORY = `
  insert into commission_event (
    program_id, commission_id, actor, from_status, to_status, amount_cents, happened_at
  )
  select program_id, id, 'system', from_status, to_status, amount_cents, at
  from commission
  cross join lateral (
    values (1, null, 'pending', created_at, true),
      (2, 'pending', case when stage = 'approved' and refund_state = 'none' then 'approved'
        else 'refunded' end, coalesce(approved_at, created_at + interval '1 hour'),
        stage = 'approved' or refund_state = 'partial')
  ) as step (number, from_status, to_status, at, happened)
  where program_id = $1 and happened
  order by at, id, number`;

const INSERT_LEDGER_ACCOUNTS = `
  insert into ledger_account (program_id, partner_id, kind, currency, created_at)
  select $1, null, 'commission_expense', 'USD', now()
  union all
  select distinct $1::int, partner_id, account_kind, 'USD', now()
  from commission
  cross join unnest('{partner_pending,partner_payable}'::text[]) as account_kind
  where program_id = $1`;

// A refund comes an hour after its sale, so before anything is approved.
const INSERT_LEDGER = `
  with movement as materialized (
    select row_number() over (order by at, commission_id) as id, * from (
      select id as commission_id, partner_id, null::bigint as refund_id,
        'commission_created' as kind, amount_cents as cents, created_at as at,
        'commission_expense' as debit, 'partner_pending' as credit
      from commission where program_id = $1
      union all
      select commission_id, commission.partner_id, refund.id, 'commission_reversed',
        deduction_cents, refunded_at, 'partner_pending', 'commission_expense'
      from refund join commission on commission.id = refund.commission_id
      where refund.program_id = $1
      union all
      select id, partner_id, null, 'commission_approved', amount_cents - reversed_cents,
        approved_at, 'partner_pending', 'partner_payable'
      from commission where program_id = $1 and stage = 'approved'
    ) moved
  ), entry as (
    insert into ledger_transaction (id, program_id, kind, commission_id, refund_id, posted_at)
    select id, $1, kind, commission_id, refund_id, at from movement
  )
  insert into ledger_posting (program_id, transaction_id, account_id, currency, amount_cents)
  select $1, movement.id, account.id, 'USD', sign * cents
  from movement
  cross join lateral (values (debit, 1), (credit, -1)) as line (account_kind, sign)
  join ledger_account account on account.program_id = $1 and account.kind = account_kind
    and account.partner_id is not distinct from
      case when account_kind = 'commission_expense' then null else movement.partner_id end
  order by movement.id, sign`;

const INSERT_DECISIONS = `
  insert into attribution_decision (
    program_id, customer_id, subject, subject_id, rule, partner_id, winner_click_id, candidates,
    decided_at
  )
  select customer.program_id, customer.id, subject, subject_id, 'last_click', customer.partner_id,
    attributed_click_id, jsonb_build_array(jsonb_build_object(
      'click_id', attributed_click_id, 'partner_id', customer.partner_id,
      'clicked_at', attributed_at)), decided_at
  from customer
  join (
    select customer_id, 'lead' as subject, id::text as subject_id, lead_at as decided_at from lead
    union all
    select customer_id, 'sale', id::text, sold_at from sale
  ) decided on decided.customer_id = customer.id
  where customer.program_id = $1`;

/** What follows from the visitors, in order; each statement takes the program's id. */
export const CONSEQUENCES = [
  INSERT_LEADS,
  INSERT_SALES,
  INSERT_COMMISSIONS,
  INSERT_REFUNDS,
  INSERT_COMMISSION_HISTORY,
  INSERT_LEDGER_ACCOUNTS,
  INSERT_LEDGER,
  INSERT_DECISIONS,
];

/** Brings sequences behind the ids that were written, and the planner's knowledge up to date. */
export const SETTLE = [
  `select setval('customer_id_seq', (select max(id) from customer))`,
  `select setval('sale_id_seq', (select greatest(1, max(id)) from sale))`,
  `select setval('commission_id_seq', (select greatest(1, max(id)) from commission))`,
  `select setval('ledger_transaction_id_seq',
     (select greatest(1, max(id)) from ledger_transaction))`,
  'vacuum (analyze)',
  'checkpoint',
];
