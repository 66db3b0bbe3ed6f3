// Owns the name of a partner in lists, and the choice of one.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryOf } from '../api/queries.js';
import { useProgram } from '../shell/session.js';
import { Select } from './fields.js';
import { Skeleton } from './surface.js';

/** The partner's name, leading to its page; nobody where nobody is credited. */
export function NamedPartner({ id, name }: { id: number | null; name: string | null }) {
  const program = useProgram();
  if (id === null) return <span className="text-muted">Nobody</span>;
  return (
    <Link
      to="/programs/$programId/partners/$partnerId"
      params={{ programId: String(program.id), partnerId: String(id) }}
      className="inline-block max-w-32 truncate align-bottom sm:max-w-48 hover:underline"
    >
      {name}
    </Link>
  );
}

/** The same where only the id is known; many on one page are asked for once each. */
export function PartnerName({ id }: { id: number | null }) {
  const program = useProgram();
  const { data } = useQuery({
    ...queryOf('readPartner', { params: { id: program.id, partnerId: id ?? 0 } }),
    enabled: id !== null,
    staleTime: 5 * 60_000,
  });
  if (id !== null && !data) return <Skeleton className="h-4 w-24" />;
  return <NamedPartner id={id} name={data?.data.name ?? null} />;
}

/** The partners that can be chosen. */
export function usePartnerChoices() {
  const program = useProgram();
  const { data } = useQuery(
    queryOf('listPartners', { params: { id: program.id }, query: { limit: 100 } }),
  );
  return data?.data ?? [];
}

/** Narrows a list to one partner. */
export function PartnerFilter(props: {
  value: number | undefined;
  onChange: (partnerId: number | undefined) => void;
}) {
  const partners = usePartnerChoices();
  return (
    <Select
      aria-label="Partner"
      className="h-8 w-44"
      value={props.value ?? ''}
      onChange={({ target }) => props.onChange(Number(target.value) || undefined)}
    >
      <option value="">All partners</option>
      {partners.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
