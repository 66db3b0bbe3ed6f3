// Owns the audit log: who changed what and when, newest first, narrowed by the address.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import type { Answer } from '../../api/client.js';
import { pagesOf, queryOf } from '../../api/queries.js';
import { AUDIT_ACTION_WORDS, actorWords, wordsOf } from '../../format/words.js';
import { useMay } from '../../shell/session.js';
import type { Column } from '../../ui/data-table.js';
import { Select } from '../../ui/fields.js';
import { Moment } from '../../ui/moment.js';
import { PagedTable } from '../../ui/paged-table.js';
import { Empty } from '../../ui/states.js';
import { Card } from '../../ui/surface.js';
import { detailWords, targetWords } from './audit-words.js';

type Entry = Answer<'listAuditLog'>['data'][number];

const COLUMNS: readonly Column<Entry>[] = [
  { id: 'when', header: 'When', isFixed: true, cell: (row) => <Moment iso={row.happened_at} /> },
  { id: 'who', header: 'Who', cell: (row) => whoWords(row) },
  {
    id: 'what',
    header: 'What',
    isFixed: true,
    cell: (row) => <span title={row.action}>{wordsOf(AUDIT_ACTION_WORDS, row.action)}</span>,
  },
  { id: 'target', header: 'About', cell: (row) => targetWords(row.target) },
  {
    id: 'details',
    header: 'Details',
    cell: (row) => (
      <span className="block max-w-72 truncate text-muted" title={detailWords(row.details)}>
        {detailWords(row.details)}
      </span>
    ),
  },
  {
    id: 'request',
    header: 'Request',
    isExtra: true,
    cell: (row) => <span className="text-xs text-muted">{row.request_id ?? '–'}</span>,
  },
];

/** A key is told from a person of the same name. */
function whoWords({ actor, actor_name: name }: Entry): string {
  if (name === null) return actorWords(actor);
  return actor.startsWith('key:') ? `Key “${name}”` : name;
}

export function AuditLogSection() {
  const mayRead = useMay('audit:read');
  if (!mayRead) {
    return (
      <Card title="Audit log">
        <p className="text-muted">Your role does not see who changed what.</p>
      </Card>
    );
  }
  return <AuditTable />;
}

const SETTINGS = '/signed-in/programs/$programId/settings/{-$section}';

function AuditTable() {
  const { action, actor } = useSearch({ from: SETTINGS });
  const query = {
    ...(action === undefined ? {} : { action }),
    ...(actor === undefined ? {} : { actor }),
  };
  const pages = useInfiniteQuery(pagesOf('listAuditLog', { query }));
  const isNarrowed = action !== undefined || actor !== undefined;
  return (
    <PagedTable
      name="audit-log"
      label="Audit log"
      pages={pages}
      columns={COLUMNS}
      keyOf={(row) => String(row.id)}
      filters={<AuditFilters />}
      empty={
        <Empty
          icon={<ScrollText />}
          title="No entries here"
          about={
            isNarrowed
              ? 'Nothing that fits these filters was changed.'
              : 'Every change of programs, partners, keys and members will stand here.'
          }
        />
      }
    />
  );
}

function AuditFilters() {
  const { action, actor } = useSearch({ from: SETTINGS });
  const navigate = useNavigate({ from: '/programs/$programId/settings/{-$section}' });
  const { data: members } = useQuery(queryOf('listMembers', {}));
  const choose = (name: 'action' | 'actor', value: string) =>
    void navigate({
      search: (old) => {
        const { [name]: _old, ...rest } = old;
        return value === '' ? rest : { ...rest, [name]: value };
      },
      replace: true,
    });
  return (
    <>
      <h2 className="w-full font-semibold sm:w-auto">Audit log</h2>
      <Select
        aria-label="What"
        className="h-8 w-48"
        value={action ?? ''}
        onChange={({ target }) => choose('action', target.value)}
      >
        <option value="">All changes</option>
        {Object.entries(AUDIT_ACTION_WORDS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Who"
        className="h-8 w-44"
        value={actor ?? ''}
        onChange={({ target }) => choose('actor', target.value)}
      >
        <option value="">Everybody</option>
        {members?.data.map((member) => (
          <option key={member.id} value={`user:${member.user_id}`}>
            {member.name}
          </option>
        ))}
        {actor !== undefined && !actor.startsWith('user:') && (
          <option value={actor}>{actorWords(actor)}</option>
        )}
      </Select>
    </>
  );
}
