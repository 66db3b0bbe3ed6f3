// Owns whom the terms of a group concern: its partners, a few by name and all by number.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryOf } from '../../api/queries.js';
import { formatCount } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { Failed } from '../../ui/states.js';
import { Card, Skeleton } from '../../ui/surface.js';
import { PartnerStatus } from '../partners/columns.js';

const NAMES_MAX = 8;

export function AffectedPartners({ group }: { group: { id: number; partners_count: number } }) {
  const program = useProgram();
  const programId = String(program.id);
  const { data, error, refetch } = useQuery(
    queryOf('listPartners', {
      params: { id: program.id },
      query: { group_id: group.id, limit: NAMES_MAX },
    }),
  );
  return (
    <Card
      title={`Partners under these terms: ${formatCount(group.partners_count)}`}
      about="A commission keeps the version that was in force when it was made."
    >
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton className="h-16" />}
      {data?.data.length === 0 && (
        <p className="text-muted">Nobody yet. On the page of a partner, choose this group.</p>
      )}
      <ul className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
        {data?.data.map((partner) => (
          <li key={partner.id} className="flex min-w-0 items-center justify-between gap-3">
            <Link
              to="/programs/$programId/partners/$partnerId"
              params={{ programId, partnerId: String(partner.id) }}
              className="truncate hover:underline"
            >
              {partner.name}
            </Link>
            <PartnerStatus status={partner.status} />
          </li>
        ))}
      </ul>
      {group.partners_count > NAMES_MAX && (
        <Link
          to="/programs/$programId/partners"
          params={{ programId }}
          search={{ group: group.id }}
          className="w-fit font-medium text-accent-text hover:underline"
        >
          All {formatCount(group.partners_count)} →
        </Link>
      )}
    </Card>
  );
}
