// Owns the tabs of commissions by status, each with its count and its sum.
import { formatAmounts, formatCount } from '../../format/money.js';
import { COMMISSION_STATUS_WORDS } from '../../format/words.js';
import { useProgram } from '../../shell/session.js';
import { Skeleton } from '../../ui/surface.js';
import { type Tab, Tabs } from '../../ui/tabs.js';
import { addUp, type Sums } from './commission.js';
import type { CommissionFilter } from './filters.js';

const TABS = [
  undefined,
  'pending',
  'approved',
  'paid',
  'rejected',
  'refunded',
  'reversed',
] as const;

export function StatusTabs({ sums, filter }: { sums: Sums | null; filter: CommissionFilter }) {
  const program = useProgram();
  const tabs = TABS.map((status): Tab => {
    const own = sums?.filter((sum) => status === undefined || sum.status === status);
    return {
      key: status ?? 'all',
      label: status === undefined ? 'All' : (COMMISSION_STATUS_WORDS[status]?.label ?? status),
      detail: <TabSum sums={own} />,
      isChosen: filter.status === status,
      link: {
        to: '/programs/$programId/commissions',
        params: { programId: String(program.id) },
        search: (old: Record<string, unknown>) => {
          const { status: _status, open: _open, ...rest } = old;
          return status === undefined ? rest : { ...rest, status };
        },
      } as Tab['link'],
    };
  });
  return <Tabs label="Status" tabs={tabs} />;
}

function TabSum({ sums }: { sums: Sums | undefined }) {
  if (sums === undefined) return <Skeleton className="h-4 w-24" />;
  const { count, earned } = addUp(sums);
  return (
    <span className="text-xs whitespace-nowrap text-muted tabular-nums">
      {formatCount(count)} · {formatAmounts(earned)}
    </span>
  );
}
