// Owns the filters of commissions; they live in the address, so that a view can be sent to others.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { Button } from '../../ui/button.js';
import { DayRange } from '../../ui/day-range.js';
import { PartnerFilter } from '../../ui/partner-name.js';

export const COMMISSION_STATUSES = [
  'pending',
  'approved',
  'paid',
  'rejected',
  'refunded',
  'reversed',
] as const;

export type CommissionStatus = (typeof COMMISSION_STATUSES)[number];

/** What narrows the list, as the API takes it. */
export interface CommissionFilter {
  status?: CommissionStatus;
  partner_id?: number;
  from?: string;
  to?: string;
  decidable?: 'true';
}

interface CommissionSearch {
  status?: string;
  partner?: number;
  from?: string;
  to?: string;
  /** Only what can be approved now. */
  waiting?: true;
}

/** The filter that an address stands for. */
export function readFilter(search: CommissionSearch): CommissionFilter {
  const { status, partner, from, to, waiting } = search;
  const known = COMMISSION_STATUSES.find((one) => one === status);
  return {
    ...(known === undefined ? {} : { status: known }),
    ...(partner === undefined ? {} : { partner_id: partner }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(waiting ? { decidable: 'true' as const } : {}),
  };
}

export function CommissionFilters() {
  const search = useSearch({ from: '/signed-in/programs/$programId/commissions' });
  const navigate = useNavigate({ from: '/programs/$programId/commissions' });
  const change = (next: { [Name in keyof CommissionSearch]: CommissionSearch[Name] | '' }) =>
    void navigate({ search: (old) => withoutEmpty({ ...old, ...next }), replace: true });
  const narrowing = [search.partner, search.from, search.to, search.waiting];
  const isNarrowed = narrowing.some((one) => one !== undefined);
  return (
    <>
      <PartnerFilter
        value={search.partner}
        onChange={(partner) => change({ partner: partner ?? 0 })}
      />
      <DayRange
        from={search.from}
        to={search.to}
        className="h-8 w-36 max-sm:w-32 max-sm:px-2"
        onFrom={(from) => change({ from })}
        onTo={(to) => change({ to })}
      />
      <label className="flex h-8 items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={search.waiting ?? false}
          onChange={({ target }) => change({ waiting: target.checked || '' })}
        />
        Waits for a decision
      </label>
      {isNarrowed && (
        <Button
          size="small"
          look="quiet"
          onClick={() => change({ partner: 0, from: '', to: '', waiting: '' })}
        >
          <X aria-hidden="true" /> Clear
        </Button>
      )}
    </>
  );
}

function withoutEmpty<Values extends object>(values: Values) {
  const given = Object.entries(values).filter(([, value]) => Boolean(value));
  return Object.fromEntries(given) as { [Name in keyof Values]: Exclude<Values[Name], ''> };
}
