// Owns the list of refused and unattributed calls, each with the way to its explanation.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import type { Answer } from '../../api/client.js';
import { pagesOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import type { Column } from '../../ui/data-table.js';
import { Select } from '../../ui/fields.js';
import { Moment } from '../../ui/moment.js';
import { PagedTable } from '../../ui/paged-table.js';
import { Empty } from '../../ui/states.js';
import { Badge, PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';

type Refusal = Answer<'listRefusals'>['data'][number];

const FROM = '/signed-in/programs/$programId/trace/refusals';
const ENDPOINTS = ['click', 'lead', 'sale', 'refund'] as const;

export function RefusalsPage() {
  useTitle('Refused calls');
  const program = useProgram();
  const search = useSearch({ from: FROM });
  const navigate = useNavigate({ from: '/programs/$programId/trace/refusals' });
  const pages = useInfiniteQuery(
    pagesOf('listRefusals', { params: { id: program.id }, query: search }),
  );
  return (
    <>
      <PageHeading
        title="Refused calls"
        about="Calls that were refused, or recorded without a partner. Kept for 30 days."
      />
      <PagedTable
        name="refusals"
        label="Refused calls"
        pages={pages}
        columns={COLUMNS}
        keyOf={(row) => String(row.id)}
        onOpen={({ request_id: requestId }) =>
          void navigate({
            to: '/programs/$programId/trace/refusals/$requestId',
            params: { programId: String(program.id), requestId },
          })
        }
        filters={
          <Select
            aria-label="Call"
            className="h-8 w-36"
            value={search.endpoint ?? ''}
            onChange={({ target }) => {
              const endpoint = ENDPOINTS.find((one) => one === target.value);
              void navigate({ search: endpoint === undefined ? {} : { endpoint }, replace: true });
            }}
          >
            <option value="">All calls</option>
            {ENDPOINTS.map((endpoint) => (
              <option key={endpoint}>{endpoint}</option>
            ))}
          </Select>
        }
        empty={
          <Empty
            icon={<ShieldCheck />}
            title="Nothing was refused"
            about={
              search.endpoint === undefined
                ? 'Every call of the last 30 days was taken, and credited where a click was known.'
                : 'No call of this kind was refused in the last 30 days.'
            }
          />
        }
      />
    </>
  );
}

const COLUMNS: Column<Refusal>[] = [
  {
    id: 'when',
    header: 'When',
    isFixed: true,
    cell: (row) => <WhenLink refusal={row} />,
  },
  { id: 'call', header: 'Call', cell: (row) => row.endpoint },
  {
    id: 'answer',
    header: 'Answer',
    cell: (row) => <Badge tone={row.status < 300 ? 'warn' : 'bad'}>{row.status}</Badge>,
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: (row) => (
      <span className="inline-block max-w-xl truncate align-bottom">{row.reason}</span>
    ),
  },
  {
    id: 'code',
    header: 'Code',
    cell: (row) => <code className="font-mono text-[0.8125rem]">{row.code}</code>,
  },
];

function WhenLink({ refusal }: { refusal: Refusal }) {
  const program = useProgram();
  return (
    <Link
      to="/programs/$programId/trace/refusals/$requestId"
      params={{ programId: String(program.id), requestId: refusal.request_id }}
      className="font-medium hover:underline"
    >
      <Moment iso={refusal.created_at} />
    </Link>
  );
}
