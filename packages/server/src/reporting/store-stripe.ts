// Owns the SQL of what the tracking status shows of Stripe.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

export interface StripeFacts {
  accountId: string;
  chargesEnabled: boolean;
  payoutsEnabled: boolean;
  detailsSubmitted: boolean;
  connectedAt: Date;
  /** Its secret is known, so its events are taken. */
  isLinked: boolean;
  /** The program takes its payments from Stripe. */
  isRecording: boolean;
}

export async function findStripeFacts(tx: Tx, programId: number): Promise<StripeFacts | null> {
  const { rows } = await sql<StripeFacts>`
    select stripe_account_id as "accountId", charges_enabled as "chargesEnabled",
      payouts_enabled as "payoutsEnabled", details_submitted as "detailsSubmitted",
      connected_at as "connectedAt", disconnected_at is null as "isLinked",
      program.payment_tracking_mode = 'stripe' as "isRecording"
    from stripe_connection connection
    join program on program.id = connection.program_id
    where connection.program_id = ${programId}
  `.execute(tx);
  return rows[0] ?? null;
}
