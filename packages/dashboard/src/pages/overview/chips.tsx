// Owns the chips that say what the overview is narrowed to, each with the way out.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { ChipRemovalMark, chipLook, chipRemovalLook } from '../../ui/filter-chip.js';
import type { Report } from './metrics.js';
import { type OverviewSearch, visitFilterOf, withPartner, withVisit } from './search.js';
import { placeWords, VISIT_WORDS } from './visit-words.js';

export function Chips({ search, report }: { search: OverviewSearch; report: Report | undefined }) {
  const visit = visitFilterOf(search);
  if (search.partner === undefined && visit === undefined) return null;
  return (
    <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
      {search.partner !== undefined && (
        <Chip name="Partner" rest={withPartner(search)}>
          <PartnerWords id={search.partner} report={report} />
        </Chip>
      )}
      {visit !== undefined && (
        <Chip name={VISIT_WORDS[visit.name].label} rest={withVisit(search)}>
          {placeWords(visit.name, visit.value)}
        </Chip>
      )}
      {visit !== undefined && (
        <li className="text-[0.8125rem] text-muted">
          Only clicks are counted by {VISIT_WORDS[visit.name].label.toLowerCase()}.
        </li>
      )}
    </ul>
  );
}

function Chip(props: { name: string; rest: OverviewSearch; children: React.ReactNode }) {
  const program = useProgram();
  return (
    <li className={chipLook}>
      <span className="max-w-72 truncate">
        {props.name}: <strong className="font-semibold">{props.children}</strong>
      </span>
      <Link
        to="/programs/$programId"
        params={{ programId: String(program.id) }}
        search={props.rest}
        aria-label={`Remove the filter ${props.name}`}
        className={chipRemovalLook}
      >
        <ChipRemovalMark />
      </Link>
    </li>
  );
}

function PartnerWords({ id, report }: { id: number; report: Report | undefined }) {
  const program = useProgram();
  const listed = report?.top_partners.rows.find(({ partner_id: one }) => one === id)?.name;
  const { data } = useQuery({
    ...queryOf('readPartner', { params: { id: program.id, partnerId: id } }),
    enabled: report !== undefined && listed === undefined,
  });
  return listed ?? data?.data.name ?? `no. ${id}`;
}
