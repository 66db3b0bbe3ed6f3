-- The sums above the list of commissions come from the index of the list, without its rows.
drop index commission_by_program;
create index commission_by_program on commission (program_id, created_at desc, id desc)
  include (status, currency, amount_cents, reversed_cents, is_on_hold);
