// Owns the CSV of the commissions that the filter shows: the service writes it, row by row.
import { Download } from 'lucide-react';
import { addressOfCall } from '../../api/client.js';
import { useProgram } from '../../shell/session.js';
import { buttonLook } from '../../ui/button.js';
import type { CommissionFilter } from './filters.js';

export function DownloadLink({ filter }: { filter: CommissionFilter }) {
  const { id, slug } = useProgram();
  return (
    <a
      href={addressOfCall('exportCommissions', { params: { id }, query: filter })}
      download={`commissions-${slug}.csv`}
      className={buttonLook()}
    >
      <Download aria-hidden="true" /> CSV
    </a>
  );
}
