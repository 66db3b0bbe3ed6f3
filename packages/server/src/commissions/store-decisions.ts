// Owns the SQL that moves a commission through its states, each move with its history line.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** A commission locked for a change, reduced to what changes are decided by. */
export interface LockedCommission {
  id: bigint;
  programId: number;
  partnerId: number;
  currency: string;
  amountCents: bigint;
  reversedCents: bigint;
  stage: 'pending' | 'approved' | 'paid' | 'rejected';
  refundState: 'none' | 'partial' | 'full';
  status: string;
  isOnHold: boolean;
  holdExpiresAt: Date;
  approvalMode: 'manual' | 'auto';
  createdAt: Date;
}

interface LockedRow {
  id: bigint;
  program_id: number;
  partner_id: number;
  currency: string;
  amount_cents: bigint;
  reversed_cents: bigint;
  stage: LockedCommission['stage'];
  refund_state: LockedCommission['refundState'];
  status: string;
  is_on_hold: boolean;
  hold_expires_at: Date;
  approval_mode: LockedCommission['approvalMode'];
  created_at: Date;
}

const lockedColumns = sql`id, program_id, partner_id, currency, amount_cents, reversed_cents, stage,
  refund_state, status, is_on_hold, hold_expires_at, approval_mode, created_at`;

function toLocked(row: LockedRow): LockedCommission {
  return {
    id: row.id,
    programId: row.program_id,
    partnerId: row.partner_id,
    currency: row.currency,
    amountCents: row.amount_cents,
    reversedCents: row.reversed_cents,
    stage: row.stage,
    refundState: row.refund_state,
    status: row.status,
    isOnHold: row.is_on_hold,
    holdExpiresAt: row.hold_expires_at,
    approvalMode: row.approval_mode,
    createdAt: row.created_at,
  };
}

/** Locks the commissions with these ids, in the order of their ids. */
export async function lockCommissions(
  tx: Tx,
  programId: number,
  ids: bigint[],
): Promise<LockedCommission[]> {
  const { rows } = await sql<LockedRow>`
    select ${lockedColumns} from commission
    where program_id = ${programId} and id = any(${ids}::bigint[])
    order by id for update
  `.execute(tx);
  return rows.map(toLocked);
}

/** Locks the commission of a sale, if it has one. */
export async function lockCommissionOfSale(
  tx: Tx,
  programId: number,
  saleId: bigint,
): Promise<LockedCommission | null> {
  const { rows } = await sql<LockedRow>`
    select ${lockedColumns} from commission
    where program_id = ${programId} and sale_id = ${saleId} for update
  `.execute(tx);
  return rows[0] ? toLocked(rows[0]) : null;
}

// tenant: the hold job serves every program; each row carries its own.
/** Locks some commissions whose hold is over; those that another process works on are left. */
export async function lockExpiredHolds(
  tx: Tx,
  now: Date,
  rowsMax: number,
): Promise<LockedCommission[]> {
  const { rows } = await sql<LockedRow>`
    select ${lockedColumns} from commission
    where is_on_hold and hold_expires_at <= ${now}
    order by id limit ${rowsMax} for update skip locked
  `.execute(tx);
  return rows.map(toLocked);
}

export interface CommissionChange {
  id: bigint;
  programId: number;
  stage: LockedCommission['stage'];
  refundState: LockedCommission['refundState'];
  reversedCents: bigint;
  isOnHold: boolean;
  rejectionReason: string | null;
}

/** Writes the new states of locked commissions. */
export async function updateCommissions(
  tx: Tx,
  changes: CommissionChange[],
  now: Date,
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update commission set
      stage = change.stage,
      refund_state = change.refund_state,
      reversed_cents = change.reversed_cents,
      is_on_hold = change.is_on_hold,
      approved_at = case
        when change.stage = 'approved' then coalesce(commission.approved_at, ${now}::timestamptz)
        else commission.approved_at end,
      rejected_at = case
        when change.stage = 'rejected' then coalesce(commission.rejected_at, ${now}::timestamptz)
        else commission.rejected_at end,
      rejection_reason = coalesce(change.rejection_reason, commission.rejection_reason)
    from unnest(
      ${changes.map((change) => change.programId)}::int[],
      ${changes.map((change) => change.id)}::bigint[],
      ${changes.map((change) => change.stage)}::text[],
      ${changes.map((change) => change.refundState)}::text[],
      ${changes.map((change) => change.reversedCents)}::bigint[],
      ${changes.map((change) => change.isOnHold)}::boolean[],
      ${changes.map((change) => change.rejectionReason)}::text[]
    ) as change (program_id, id, stage, refund_state, reversed_cents, is_on_hold, rejection_reason)
    where commission.program_id = change.program_id and commission.id = change.id
  `.execute(tx);
}

export interface CommissionEvent {
  programId: number;
  commissionId: bigint;
  actor: string;
  fromStatus: string;
  toStatus: string;
  reasonCode: string | null;
  note: string | null;
  amountCents: bigint | null;
  requestId: string | null;
}

/** Appends history lines. */
export async function insertCommissionEvents(
  tx: Tx,
  events: CommissionEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return;
  await sql`
    insert into commission_event (
      program_id, commission_id, actor, from_status, to_status, reason_code, note, amount_cents,
      request_id, happened_at
    )
    select program_id, commission_id, actor, from_status, to_status, reason_code, note,
      amount_cents, request_id, ${now}::timestamptz
    from unnest(
      ${events.map((event) => event.programId)}::int[],
      ${events.map((event) => event.commissionId)}::bigint[],
      ${events.map((event) => event.actor)}::text[],
      ${events.map((event) => event.fromStatus)}::text[],
      ${events.map((event) => event.toStatus)}::text[],
      ${events.map((event) => event.reasonCode)}::text[],
      ${events.map((event) => event.note)}::text[],
      ${events.map((event) => event.amountCents)}::bigint[],
      ${events.map((event) => event.requestId)}::text[]
    ) as event (
      program_id, commission_id, actor, from_status, to_status, reason_code, note, amount_cents,
      request_id
    )
  `.execute(tx);
}
