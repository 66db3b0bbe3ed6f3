// Owns the CSV of commissions: the list page by page, as fast as its reader takes it.
import { Readable } from 'node:stream';
import { type CsvCell, csvLine } from '../platform/csv.js';
import { type Database, type Tx, withTransaction } from '../platform/db/index.js';
import { toDecimal } from '../platform/money.js';
import {
  type CommissionFilter,
  type CommissionRecord,
  listCommissions,
} from './store-commissions.js';

const COLUMNS: readonly (readonly [string, (row: CommissionRecord) => CsvCell])[] = [
  ['id', (row) => row.id],
  ['created_at', (row) => row.at.toISOString()],
  ['partner_id', (row) => row.partnerId],
  ['partner_name', (row) => row.partnerName],
  ['customer_id', (row) => row.customerId],
  ['transaction_id', (row) => row.transactionId],
  ['kind', (row) => row.kind],
  ['type', (row) => row.commissionType],
  ['status', (row) => row.status],
  ['amount', (row) => toDecimal(row.amountCents, row.currency)],
  ['taken_back', (row) => toDecimal(row.reversedCents, row.currency)],
  ['remaining', (row) => toDecimal(row.amountCents - row.reversedCents, row.currency)],
  ['currency', (row) => row.currency],
  ['is_on_hold', (row) => String(row.isOnHold)],
  ['hold_expires_at', (row) => row.holdExpiresAt.toISOString()],
  ['policy_id', (row) => row.policyId],
  ['rejection_reason', (row) => row.rejectionReason],
  ['click_day', (row) => row.clickDay],
  ['click_count', (row) => row.clickCount],
];
const ROWS_PER_READ = 1_000;

/**
 * The commissions of a filter, newest first. Each page is read in a transaction of its own when the
 * reader wants it, so that a slow reader holds neither memory nor a connection.
 */
export function streamCommissions(
  db: Database,
  programId: number,
  filter: CommissionFilter,
): Readable {
  const read = (after: CommissionRecord | null) => (tx: Tx) =>
    listCommissions(tx, programId, { ...filter, after, rowsMax: ROWS_PER_READ });
  async function* lines(): AsyncGenerator<string> {
    yield csvLine(COLUMNS.map(([name]) => name));
    for (let after: CommissionRecord | null = null; ; ) {
      const page: CommissionRecord[] = await withTransaction(db, read(after));
      if (page.length > 0) yield page.map(toLine).join('');
      after = page.at(-1) ?? null;
      if (page.length < ROWS_PER_READ) return;
    }
  }
  return Readable.from(lines(), { objectMode: false });
}

function toLine(row: CommissionRecord): string {
  return csvLine(COLUMNS.map(([, cellOf]) => cellOf(row)));
}
