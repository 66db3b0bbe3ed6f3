-- What the Action Center counts: commissions whose hold is over and that nobody has decided on.
create index commission_to_decide on commission (program_id, currency)
  include (amount_cents, reversed_cents)
  where stage = 'pending' and refund_state <> 'full' and not is_on_hold;

-- Applications that wait for an answer.
create index enrollment_applied on enrollment (program_id) where status = 'applied';
