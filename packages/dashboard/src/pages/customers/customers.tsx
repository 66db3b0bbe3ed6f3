// Owns the page of customers: who came through partners, and what became of them.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Contact } from 'lucide-react';
import { type FormEvent, useCallback, useMemo } from 'react';
import { pagesOf } from '../../api/queries.js';
import { formatCount } from '../../format/money.js';
import { CUSTOMER_STATUS_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Button, buttonLook } from '../../ui/button.js';
import type { Column } from '../../ui/data-table.js';
import { Input } from '../../ui/fields.js';
import { Moment } from '../../ui/moment.js';
import { NothingHere } from '../../ui/nothing-here.js';
import { PagedTable } from '../../ui/paged-table.js';
import { NamedPartner, PartnerFilter } from '../../ui/partner-name.js';
import { PageHeading } from '../../ui/surface.js';
import { statusTabs, Tabs } from '../../ui/tabs.js';
import { useTitle } from '../../ui/title.js';
import { type Customer, CustomerStatus, nameOf } from './customer.js';
import { CustomerPanel } from './panel.js';

const FROM = '/signed-in/programs/$programId/customers';
const STATUSES = ['click', 'lead', 'conversion'] as const;

export function CustomersPage() {
  useTitle('Customers');
  const program = useProgram();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/programs/$programId/customers' });
  const query = {
    ...(search.status === undefined ? {} : { status: search.status }),
    ...(search.partner === undefined ? {} : { partner_id: search.partner }),
    ...(search.key === undefined ? {} : { customer_key: search.key }),
  };
  const pages = useInfiniteQuery(pagesOf('listCustomers', { params: { id: program.id }, query }));
  const open = useCallback(
    (id: number) => void navigate({ search: (old) => ({ ...old, open: id }) }),
    [navigate],
  );
  const columns = useMemo(() => customerColumns(open), [open]);
  return (
    <>
      <PageHeading title="Customers" about="Everybody who came through a partner’s link." />
      <Tabs
        label="Status"
        tabs={statusTabs({
          page: 'customers',
          programId: program.id,
          statuses: STATUSES,
          chosen: search.status,
          labels: CUSTOMER_STATUS_WORDS,
        })}
      />
      <PagedTable
        name="customers"
        label="Customers"
        pages={pages}
        columns={columns}
        keyOf={(row) => String(row.id)}
        onOpen={({ id }) => open(id)}
        filters={<CustomerFilters />}
        empty={
          <NothingHere
            icon={<Contact />}
            title="No customers here"
            isNarrowed={Object.keys(query).length > 0}
            narrowed="Nobody fits these filters."
            about="The first appears with the first click on a partner’s link."
          >
            <Link
              to="/programs/$programId/links"
              params={{ programId: String(program.id) }}
              className={buttonLook({})}
            >
              Share a link
            </Link>
          </NothingHere>
        }
      />
      {search.open !== undefined && (
        <CustomerPanel
          id={search.open}
          onClose={() =>
            void navigate({ search: ({ open: _open, ...rest }) => rest, replace: true })
          }
        />
      )}
    </>
  );
}

function CustomerFilters() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/programs/$programId/customers' });
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget).get('key');
    const key = typeof typed === 'string' ? typed.trim() : '';
    void navigate({
      search: ({ key: _old, ...rest }) => (key === '' ? rest : { ...rest, key }),
    });
  };
  return (
    <>
      <PartnerFilter
        value={search.partner}
        onChange={(partner) =>
          void navigate({
            search: ({ partner: _old, ...rest }) =>
              partner === undefined ? rest : { ...rest, partner },
            replace: true,
          })
        }
      />
      <form onSubmit={find} className="flex gap-2">
        <Input
          key={search.key}
          name="key"
          aria-label="Customer key, exactly"
          placeholder="Customer key, exactly"
          defaultValue={search.key ?? ''}
          className="h-8 w-48"
        />
        <Button size="small" type="submit">
          Find
        </Button>
      </form>
    </>
  );
}

function customerColumns(onOpen: (id: number) => void): Column<Customer>[] {
  return [
    {
      id: 'customer',
      header: 'Customer',
      isFixed: true,
      cell: (row) => (
        <button
          type="button"
          className="block max-w-64 min-w-32 truncate text-left font-medium hover:underline"
          onClick={() => onOpen(row.id)}
        >
          {nameOf(row)}
        </button>
      ),
    },
    { id: 'status', header: 'Status', cell: (row) => <CustomerStatus status={row.status} /> },
    {
      id: 'partner',
      header: 'Partner',
      cell: (row) => <NamedPartner id={row.partner_id} name={row.partner_name} />,
    },
    {
      id: 'sales',
      header: 'Payments',
      isNumeric: true,
      cell: (row) => formatCount(row.sales_count),
    },
    { id: 'came', header: 'First click', cell: (row) => <Moment iso={row.created_at} /> },
    { id: 'signup', header: 'Signed up', cell: (row) => <Moment iso={row.signup_date} /> },
    {
      id: 'bought',
      header: 'Last payment',
      cell: (row) => <Moment iso={row.last_purchase_date} />,
    },
  ];
}
