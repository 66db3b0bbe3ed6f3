// Owns the CSV of the commissions that the filter shows, all pages of it.
import { useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { callApi } from '../../api/client.js';
import { queryOf, tellFailure, withCursor } from '../../api/queries.js';
import { download, toCsv } from '../../format/csv.js';
import { toDecimal } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { Button } from '../../ui/button.js';
import type { Commission } from './commission.js';
import type { CommissionFilter } from './filters.js';

/** Beyond this a browser is the wrong place; the API gives everything. */
const ROWS_MAX = 20_000;

const HEADER = [
  'id',
  'created_at',
  'partner_id',
  'partner',
  'status',
  'on_hold_until',
  'kind',
  'type',
  'transaction_id',
  'customer_id',
  'currency',
  'commission',
  'taken_back',
  'policy_id',
  'rejection_reason',
] as const;

export function DownloadButton({ filter }: { filter: CommissionFilter }) {
  const program = useProgram();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const nameOf = async (partnerId: number) => {
    const params = { id: program.id, partnerId };
    const { data } = await client.ensureQueryData(queryOf('readPartner', { params }));
    return data.name;
  };
  const run = async () => {
    setBusy(true);
    try {
      const { rows, isWhole } = await readAll(program.id, filter);
      const names = new Map<number, string>();
      for (const { partner_id: id } of rows) if (!names.has(id)) names.set(id, await nameOf(id));
      const lines = rows.map((row) => toLine(row, names.get(row.partner_id) ?? ''));
      download(`commissions-${program.slug}.csv`, toCsv(HEADER, lines));
      if (!isWhole) {
        toast.warning(`The file has the newest ${ROWS_MAX} rows`, {
          description: 'Narrow the filter for the others.',
        });
      }
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

async function readAll(programId: number, filter: CommissionFilter) {
  const rows: Commission[] = [];
  const input = { params: { id: programId }, query: { ...filter, limit: 100 } };
  let cursor: string | null = null;
  do {
    const page: { data: Commission[]; meta: { next_cursor: string | null } } = await callApi(
      'listCommissions',
      withCursor('listCommissions', input, cursor),
    );
    rows.push(...page.data);
    cursor = page.meta.next_cursor;
  } while (cursor !== null && rows.length < ROWS_MAX);
  return { rows, isWhole: cursor === null };
}

function toLine(row: Commission, partner: string) {
  return [
    row.id,
    row.created_at,
    row.partner_id,
    partner,
    row.status,
    row.is_on_hold ? row.hold_period_expires_at : null,
    row.kind,
    row.type,
    row.transaction_id,
    row.customer_id,
    row.currency,
    toDecimal(row.amount_cents, row.currency),
    toDecimal(row.reversed_cents, row.currency),
    row.policy_id,
    row.rejection_reason,
  ];
}
