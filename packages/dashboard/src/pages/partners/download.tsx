// Owns the CSV of the partners that the filter shows, one line per partner and currency.
import { Download } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { FILE_ROWS_MAX, readAllPages } from '../../api/all-pages.js';
import { tellFailure } from '../../api/queries.js';
import { type Cell, toCsv } from '../../format/csv.js';
import { toDecimal } from '../../format/money.js';
import { download } from '../../platform/download.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import type { ReportRow } from './columns.js';

const HEADER = [
  'id',
  'name',
  'email',
  'status',
  'group_id',
  'tags',
  'joined_at',
  'last_clicked',
  'clicks',
  'sign_ups',
  'paid_customers',
  'currency',
  'net_revenue',
  'refunded',
  'commission',
] as const;

export function PartnersDownload({ query: asked }: { query: object }) {
  const program = useProgram();
  const [isBusy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const params = { id: program.id };
      const query = { ...asked, limit: 100 };
      const { rows, isWhole } = await readAllPages('listPartnerReport', { params, query });
      download(`partners-${program.slug}.csv`, toCsv(HEADER, rows.flatMap(toLines)));
      if (!isWhole) toast.warning(`The file has the first ${FILE_ROWS_MAX} partners`);
    } catch (error) {
      await tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button isBusy={isBusy} onClick={() => void run()}>
      <Download aria-hidden="true" /> CSV
    </Button>
  );
}

/** Counts stand in the first line of a partner alone, so that a column can be added up. */
function toLines(row: ReportRow): Cell[][] {
  const who = [row.id, row.name, row.email, row.status, row.group_id];
  const more = [row.tags.join(', '), row.joined_at];
  const counts = [row.last_clicked, row.clicks, row.signups, row.paid_customers];
  if (row.money.length === 0) return [[...who, ...more, ...counts, null, null, null, null]];
  return row.money.map((amount, index) => [
    ...who,
    ...more,
    ...(index === 0 ? counts : [row.last_clicked, null, null, null]),
    amount.currency,
    toDecimal(amount.revenue_cents, amount.currency),
    toDecimal(amount.refunded_cents, amount.currency),
    toDecimal(amount.commission_cents, amount.currency),
  ]);
}
