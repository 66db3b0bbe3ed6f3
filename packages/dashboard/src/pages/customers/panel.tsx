// Owns one customer at the side of the list.
import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../../api/queries.js';
import { formatCount } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { SidePanel } from '../../ui/dialog.js';
import { Moment } from '../../ui/moment.js';
import { NamedPartner } from '../../ui/partner-name.js';
import { Failed, PageSkeleton } from '../../ui/states.js';
import { Fact, Facts } from '../../ui/surface.js';
import { TraceLink } from '../../ui/trace-link.js';
import { CustomerStatus, nameOf } from './customer.js';

export function CustomerPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const program = useProgram();
  const { data, error, refetch } = useQuery(
    queryOf('readCustomer', { params: { id: program.id, customerId: id } }),
  );
  const customer = data?.data;
  return (
    <SidePanel title={customer ? nameOf(customer) : `Customer ${id}`} isOpen onClose={onClose}>
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !customer && <PageSkeleton />}
      {customer && (
        <Facts>
          <Fact name="Status">
            <CustomerStatus status={customer.status} />
          </Fact>
          <Fact name="Credited to">
            <NamedPartner id={customer.partner_id} name={customer.partner_name} />
          </Fact>
          <Fact name="Customer key">{customer.customer_key ?? '–'}</Fact>
          <Fact name="Email">{customer.email_masked ?? '–'}</Fact>
          <Fact name="First click">
            <Moment iso={customer.created_at} />
          </Fact>
          <Fact name="Signed up">
            <Moment iso={customer.signup_date} />
          </Fact>
          <Fact name="First payment">
            <Moment iso={customer.first_purchase_date} />
          </Fact>
          <Fact name="Last payment">
            <Moment iso={customer.last_purchase_date} />
          </Fact>
          <Fact name="Payments">{formatCount(customer.sales_count)}</Fact>
        </Facts>
      )}
      {customer && (
        <TraceLink kind="customers" id={customer.id}>
          The whole story: clicks, rule, sales, money →
        </TraceLink>
      )}
    </SidePanel>
  );
}
