// Owns the tabs of commissions by status, each with its count and its sum.
import { formatAmounts, formatCount } from '../../format/money.js';
import { COMMISSION_STATUS_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Skeleton } from '../../ui/surface.js';
import { statusTabs, Tabs } from '../../ui/tabs.js';
import { addUp, type Sums } from './commission.js';
import { COMMISSION_STATUSES, type CommissionFilter } from './filters.js';

export function StatusTabs({ sums, filter }: { sums: Sums | null; filter: CommissionFilter }) {
  const program = useProgram();
  const tabs = statusTabs({
    page: 'commissions',
    programId: program.id,
    statuses: COMMISSION_STATUSES,
    chosen: filter.status,
    labels: COMMISSION_STATUS_WORDS,
    detailOf: (status) => (
      <TabSum sums={sums?.filter((sum) => status === undefined || sum.status === status)} />
    ),
  });
  return <Tabs label="Status" tabs={tabs} />;
}

function TabSum({ sums }: { sums: Sums | undefined }) {
  if (sums === undefined) return <Skeleton className="h-4 w-24" />;
  const { count, earned } = addUp(sums);
  return (
    <span className="text-xs whitespace-nowrap text-muted tabular-nums">
      {[formatCount(count), ...(earned.length === 0 ? [] : [formatAmounts(earned)])].join(' · ')}
    </span>
  );
}
