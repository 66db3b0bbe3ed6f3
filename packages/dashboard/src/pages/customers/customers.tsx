// Owns the page of customers: who came through partners, and what became of them.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Contact } from 'lucide-react';
import { type FormEvent, useCallback, useMemo } from 'react';
import type { Answer } from '../../api/client.js';
import { pagesOf } from '../../api/queries.js';
import { formatCount } from '../../format/money.js';
import { CUSTOMER_STATUS_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import { type Column, ColumnChooser, useColumnChoice } from '../../ui/data-table.js';
import { Input, Select } from '../../ui/fields.js';
import { Moment } from '../../ui/moment.js';
import { PagedTable } from '../../ui/paged-table.js';
import { PartnerName, usePartnerChoices } from '../../ui/partner-name.js';
import { Empty } from '../../ui/states.js';
import { Badge, PageHeading } from '../../ui/surface.js';
import { type Tab, Tabs } from '../../ui/tabs.js';
import { useTitle } from '../../ui/title.js';
import { CustomerPanel } from './panel.js';

export type Customer = Answer<'listCustomers'>['data'][number];

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
  const choice = useColumnChoice('customers');
  const open = useCallback(
    (id: number) => void navigate({ search: (old) => ({ ...old, open: id }) }),
    [navigate],
  );
  const columns = useMemo(() => customerColumns(open), [open]);
  return (
    <>
      <PageHeading title="Customers" about="Everybody who came through a partner’s link." />
      <Tabs label="Status" tabs={statusTabs(program.id, search.status)} />
      <PagedTable
        name="customers"
        label="Customers"
        pages={pages}
        columns={columns}
        hidden={choice.hidden}
        keyOf={(row) => String(row.id)}
        onOpen={({ id }) => open(id)}
        toolbar={
          <>
            <CustomerFilters />
            <span className="ml-auto">
              <ColumnChooser columns={columns} choice={choice} />
            </span>
          </>
        }
        empty={
          <Empty
            icon={<Contact />}
            title="No customers here"
            about={
              Object.keys(query).length > 0
                ? 'Nobody fits these filters.'
                : 'The first appears with the first click on a partner’s link.'
            }
          />
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

function statusTabs(programId: number, chosen: string | undefined): Tab[] {
  return [undefined, ...STATUSES].map((status) => ({
    key: status ?? 'all',
    label: status === undefined ? 'All' : (CUSTOMER_STATUS_WORDS[status]?.label ?? status),
    isChosen: chosen === status,
    link: {
      to: '/programs/$programId/customers',
      params: { programId: String(programId) },
      search: (old: Record<string, unknown>) => {
        const { status: _old, open: _open, ...rest } = old;
        return status === undefined ? rest : { ...rest, status };
      },
    } as Tab['link'],
  }));
}

function CustomerFilters() {
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/programs/$programId/customers' });
  const partners = usePartnerChoices();
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = String(new FormData(event.currentTarget).get('key') ?? '').trim();
    void navigate({
      search: ({ key: _old, ...rest }) => (key === '' ? rest : { ...rest, key }),
    });
  };
  return (
    <>
      <Select
        aria-label="Partner"
        className="h-8 w-44"
        value={search.partner ?? ''}
        onChange={({ target }) =>
          void navigate({
            search: ({ partner: _old, ...rest }) =>
              target.value === '' ? rest : { ...rest, partner: Number(target.value) },
            replace: true,
          })
        }
      >
        <option value="">All partners</option>
        {partners.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <form onSubmit={find} className="flex gap-2">
        <Input
          key={search.key}
          name="key"
          aria-label="customer_key, exactly"
          placeholder="customer_key, exactly"
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
    { id: 'partner', header: 'Partner', cell: (row) => <PartnerName id={row.partner_id} /> },
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

/** What a customer is called: the brand's own key, the masked address, or a number. */
export function nameOf(customer: Customer): string {
  return customer.customer_key ?? customer.email_masked ?? `Visitor ${customer.id}`;
}

export function CustomerStatus({ status }: { status: string }) {
  const words = CUSTOMER_STATUS_WORDS[status];
  return <Badge tone={words?.tone ?? 'neutral'}>{words?.label ?? status}</Badge>;
}
