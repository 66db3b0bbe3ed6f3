// Owns the filters of commissions; they live in the address, so that a view can be sent to others.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { Button } from '../../ui/button.js';
import { Input } from '../../ui/fields.js';
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
}

interface CommissionSearch {
  status?: string;
  partner?: number;
  from?: string;
  to?: string;
}

/** The filter that an address stands for. */
export function readFilter({ status, partner, from, to }: CommissionSearch): CommissionFilter {
  const known = COMMISSION_STATUSES.find((one) => one === status);
  return {
    ...(known === undefined ? {} : { status: known }),
    ...(partner === undefined ? {} : { partner_id: partner }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

export function CommissionFilters() {
  const search = useSearch({ from: '/signed-in/programs/$programId/commissions' });
  const navigate = useNavigate({ from: '/programs/$programId/commissions' });
  const change = (next: CommissionSearch) =>
    void navigate({ search: (old) => withoutEmpty({ ...old, ...next }), replace: true });
  const isNarrowed = [search.partner, search.from, search.to].some((one) => one !== undefined);
  return (
    <>
      <PartnerFilter
        value={search.partner}
        onChange={(partner) => change({ partner: partner ?? 0 })}
      />
      <Input
        type="date"
        aria-label="From day"
        className="h-8 w-36"
        value={search.from ?? ''}
        max={search.to}
        onChange={({ target }) => change({ from: target.value })}
      />
      <span className="text-muted">to</span>
      <Input
        type="date"
        aria-label="To day"
        className="h-8 w-36"
        value={search.to ?? ''}
        min={search.from}
        onChange={({ target }) => change({ to: target.value })}
      />
      {isNarrowed && (
        <Button size="small" look="quiet" onClick={() => change({ partner: 0, from: '', to: '' })}>
          <X aria-hidden="true" /> Clear
        </Button>
      )}
    </>
  );
}

function withoutEmpty<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Values;
}
